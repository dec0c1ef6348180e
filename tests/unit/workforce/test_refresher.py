"""Refresher cycles and the forecast of skills that lapse, by hand."""

from datetime import date
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import When, months_after
from dueregard.force.identity import Setting
from dueregard.workforce.availability import SkillUnknown, availability
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.people import HeldSkill, Person
from dueregard.workforce.refresher import (
    RefresherCycles,
    RefresherUnusable,
    forecast_expiry,
)
from dueregard.workforce.roster import Roster
from tests.unit.workforce.small_roster import MONDAY, grid_of

FIRST = When(2010)


def cycle(months: str, from_on: When = FIRST, until_on: When | None = None) -> Setting:
    return Setting(
        id=Id("refresher-months-driver"), about="Driving lapses.", value=months, unit="months",
        from_on=from_on, until_on=until_on, marking=Id("OFFICIAL"),
    )  # fmt: skip


def holder(
    name: str, *spells: tuple[date | None, date | None], area: str = "north", skill: str = "driver"
) -> Person:
    held = tuple(HeldSkill(skill=Id(skill), from_on=a, until_on=b) for a, b in spells)
    return Person(id=Id(name), function=DutyFunction.RESPONSE, local_area=Id(area), skills=held)


def last_day(cycles: RefresherCycles, from_on: date | None, until_on: date | None = None) -> date | None:
    return cycles.last_day(HeldSkill(skill=Id("driver"), from_on=from_on, until_on=until_on))


def test_a_skill_lapses_when_its_months_are_over():
    cycles = RefresherCycles((cycle("12"),))
    assert last_day(cycles, date(2022, 3, 15)) == date(2023, 3, 14)
    assert last_day(cycles, date(2022, 3, 15), date(2022, 12, 31)) == date(2022, 12, 31)
    assert last_day(cycles, date(2022, 3, 15), date(2024, 12, 31)) == date(2023, 3, 14)
    assert last_day(cycles, None) is None
    assert last_day(RefresherCycles(), date(2022, 3, 15)) is None


def test_the_cycle_of_the_day_it_was_gained_counts():
    cycles = RefresherCycles((cycle("12", until_on=When(2021)), cycle("24", from_on=When(2022))))
    assert last_day(cycles, date(2021, 12, 31)) == date(2022, 12, 30)
    assert last_day(cycles, date(2022, 1, 1)) == date(2023, 12, 31)


def test_months_end_where_the_month_does():
    assert months_after(date(2023, 10, 31), 4) == date(2024, 2, 29)
    assert months_after(date(2023, 12, 1), 1) == date(2024, 1, 1)


def test_the_forecast_follows_who_holds_it_now():
    people = [
        holder("lapses-in-january", (date(2022, 1, 10), None)),
        holder("renewed-already", (date(2022, 1, 10), None), (date(2022, 12, 1), None)),
        holder("in-the-south", (date(2022, 3, 1), None), area="south"),
        holder("undated", (None, None)),
        holder("lapsed-before", (date(2020, 1, 1), None)),
        holder("to-come", (date(2023, 2, 1), None)),
    ]
    found = forecast_expiry(people, RefresherCycles((cycle("12"),)), date(2023, 1, 20), 3)
    told = [(row.local_area, row.month.month, row.holders, row.lapsing) for row in found.rows]
    assert told == [
        ("north", 1, 3, 1), ("north", 2, 2, 0), ("north", 3, 2, 0),
        ("south", 1, 1, 0), ("south", 2, 1, 1), ("south", 3, 0, 0),
    ]  # fmt: skip
    assert [(row.holders, row.lapsing) for row in found.of_force("driver")] == [(4, 1), (3, 1), (2, 0)]
    assert found.share_lapsing("driver") == (2, 4)
    assert found.undated == (("driver", 1),)


def test_who_lets_it_lapse_and_gains_it_again_lapses():
    gap = [holder("a", (None, date(2023, 1, 10)), (date(2023, 1, 12), None))]
    assert forecast_expiry(gap, RefresherCycles(), date(2023, 1, 1), 1).share_lapsing("driver") == (1, 1)
    close = [holder("a", (None, date(2023, 1, 10)), (date(2023, 1, 11), None))]
    assert forecast_expiry(close, RefresherCycles(), date(2023, 1, 1), 1).share_lapsing("driver") == (0, 1)


@pytest.mark.parametrize("months", ["0", "twelve", "1.5", "241"])
def test_a_cycle_that_is_no_number_of_months_is_told(months: str):
    with pytest.raises(RefresherUnusable, match=r"refresher-months-driver is .*: write whole months"):
        last_day(RefresherCycles((cycle(months),)), date(2022, 1, 1))


def test_a_forecast_of_no_months_is_refused():
    with pytest.raises(RefresherUnusable, match="ask for 1 to 240"):
        forecast_expiry([], RefresherCycles(), date(2022, 1, 1), 0)


def test_applied_cycles_date_what_was_undated():
    (person,) = RefresherCycles((cycle("12"),)).applied([holder("a", (date(2022, 1, 1), None))])
    assert person.skills[0].until_on == date(2022, 12, 31)


def test_availability_names_a_skill_that_nobody_holds():
    roster: Any = Roster.of_records("Europe/London", ["north"], [holder("a", (None, None))], [])
    with pytest.raises(SkillUnknown, match='did you mean "driver"'):
        availability(roster, grid_of(first_on=MONDAY), "drivers")
    found = availability(roster, grid_of(first_on=MONDAY), "driver").least_officers()
    assert found == (0.0,) * 24 + (None,) * 144
