"""A specialist function by hand: what the level asks, who supplies it, and how far others are relied on."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dueregard.capacity.specialist import (
    LevelDemand,
    MonthSupply,
    SpecialistFunction,
    months_of,
    reliance_over,
)
from dueregard.capacity.units import TargetUnusable
from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.force.standing_facts import ThreatLevel


def level(name: str, *from_on: Any) -> ThreatLevel:
    return ThreatLevel(id=Id(name.lower()), level=name, from_on=When(*from_on), marking=Id("OFFICIAL"))


FUNCTION = SpecialistFunction(
    id=Id("ct"),
    name="Counter terrorism",
    source="made up",
    demand=(LevelDemand(level="SUBSTANTIAL", officer_days=80), LevelDemand(level="SEVERE", officer_days=120)),
    supply=(
        MonthSupply(month=date(2022, 2, 1), own_days=75, network_days=25),
        MonthSupply(month=date(2022, 1, 15), own_days=80, given_days=10),
        MonthSupply(month=date(2022, 3, 1), own_days=60, network_days=20, received_days=20),
    ),
)
LEVELS = (level("SEVERE", 2022, 2, 9), level("SUBSTANTIAL", 2021, 6), level("SUBSTANTIAL", 2022, 3, 1))


def test_each_month_is_held_against_the_highest_level_in_it():
    months = months_of(FUNCTION, LEVELS)
    assert [(row.month.month, row.level, row.needed) for row in months] == [
        (1, "SUBSTANTIAL", 80),
        (2, "SEVERE", 120),
        (3, "SUBSTANTIAL", 80),
    ]
    assert [row.uncovered for row in months] == [0, 20, 0]
    assert [row.own_short for row in months] == [0, 45, 20]
    assert [row.reliance for row in months] == [0, Fraction(1, 4), Fraction(2, 5)]
    # 65 of 280 officer-days: no mean of the three shares
    assert reliance_over(months) == Fraction(65, 280)


def test_a_month_in_which_nobody_worked_has_no_reliance():
    idle = replace(FUNCTION, supply=(MonthSupply(month=date(2022, 1, 1), own_days=0),))
    months = months_of(idle, LEVELS)
    assert (months[0].reliance, months[0].uncovered, reliance_over(months)) == (None, 80, None)


def test_a_level_that_nobody_described_is_told():
    with pytest.raises(TargetUnusable, match="says nothing of the threat level"):
        months_of(FUNCTION, (*LEVELS, level("CRITICAL", 2022, 3, 12)))
    with pytest.raises(TargetUnusable, match="no threat level was in force on 2022-01-01"):
        months_of(FUNCTION, LEVELS[:1])


def test_numbers_below_nought_and_months_given_twice_are_refused():
    with pytest.raises(ValueError, match="-1 officer-days"):
        MonthSupply(month=date(2022, 1, 1), own_days=-1)
    with pytest.raises(ValueError, match="twice"):
        replace(FUNCTION, supply=(*FUNCTION.supply, MonthSupply(month=date(2022, 1, 2), own_days=1)))
