"""What aid takes: share of strength, pounds paid and recovered, rest after a tour away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.mobilisation.aid import share_of_strength
from dueregard.mobilisation.aid_cost import (
    AidRates,
    CostItem,
    CostRefused,
    DayKind,
    WorkedTour,
    cost_of,
    read_rates,
)
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.people import Rank
from tests.house.repository import ROOT

RATES = ROOT / "examples" / "mobilisation" / "northmarch" / "rates.yaml"
RULES = shipped_rules()
# Twelve hours at the place and two hours' travel each way: away from 05:00 to 21:00.
TOUR = WorkedTour(
    person=Id("p1"),
    rank=Rank.CONSTABLE,
    out_at=datetime(2022, 10, 22, 4, tzinfo=UTC),
    home_at=datetime(2022, 10, 22, 20, tzinfo=UTC),
    duty_on=date(2022, 10, 22),
    told_on=date(2022, 10, 7),
    day=DayKind.REST_DAY,
)


def rates() -> AidRates:
    """The invented rates."""
    found = read_rates(RATES, "rates.yaml", FaultList())
    assert found is not None
    assert "Invented" in found.source
    return found


@pytest.mark.parametrize(("strength", "share"), [(8_626, "5.8"), (7_155, "7.0"), (6_405, "7.8")])
def test_the_same_aid_weighs_more_as_a_force_shrinks(strength: int, share: str):
    assert round(100 * share_of_strength(500, strength), 1) == Decimal(share)


def test_under_fifteen_days_of_notice_a_rest_day_is_paid_and_flagged():
    (hours, *_) = cost_of([TOUR], rates(), RULES).lines
    assert (hours.amount, hours.short_notice, hours.days_owed) == (
        Decimal("480.00"),
        True,
        0,
    )  # 16 h × 1.5 × £20
    (hours, *_) = cost_of([replace(TOUR, told_on=date(2022, 10, 6))], rates(), RULES).lines
    assert (hours.amount, hours.short_notice, hours.days_owed) == (Decimal(0), False, 1)


def test_the_next_duty_begins_eleven_hours_after_coming_home():
    home = TOUR.home_at
    assert RULES.rest_short_by(home, home + timedelta(hours=11)) == timedelta(0)
    assert RULES.rest_short_by(home, home + timedelta(hours=10)) == timedelta(hours=1)


def test_what_is_recovered_and_what_is_borne():
    cost = cost_of([replace(TOUR, nights=2)], rates(), RULES)
    assert {line.item: (line.amount, line.recovered) for line in cost.lines} == {
        CostItem.HOURS: (Decimal(480), Decimal(384)),
        CostItem.TRAVEL: (Decimal(10), Decimal(10)),
        CostItem.MEALS: (Decimal(15), Decimal(0)),
        CostItem.LODGING: (Decimal(100), Decimal(0)),
    }
    assert (cost.total, cost.recovered, sum((line.borne for line in cost.lines), Decimal(0))) == (
        Decimal(605),
        Decimal(394),
        Decimal(211),
    )


def test_a_public_holiday_and_a_plain_day():
    (holiday, *_) = cost_of([replace(TOUR, day=DayKind.PUBLIC_HOLIDAY)], rates(), RULES).lines
    assert (holiday.amount, holiday.days_owed) == (Decimal(640), 0)
    (plain, *_) = cost_of([replace(TOUR, day=DayKind.DUTY)], rates(), RULES).lines
    assert (plain.amount, plain.short_notice) == (Decimal(320), False)


def test_ranks_that_are_not_paid_are_owed_the_day():
    (hours, *_) = cost_of([replace(TOUR, rank=Rank.INSPECTOR)], rates(), RULES).lines
    assert (hours.amount, hours.days_owed) == (Decimal(0), 1)


def test_a_rate_that_is_not_there_is_asked_for():
    with pytest.raises(
        CostRefused, match=r"no rate of hours for the rank superintendent on 22 October 2022: add one"
    ):
        cost_of([replace(TOUR, rank=Rank.SUPERINTENDENT)], rates(), RULES)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('amount: "20"', 'amount: "-20"', "line 5: the rate of hours is -20 pounds; give 0 or more."),
        ('share: "0.8"', 'share: "1.1"', "line 12: a share of 1.1 is recovered; give 0 to 1."),
        ("rank: constable, ", "", "line 5: a rate of hours has no rank; say whose hour it pays."),
        ("aid-rates 1", "aid-rates 2", "line 2, format: the format is missing or another"),
    ],
)
def test_bad_rates_are_told_in_one_sentence(before: str, after: str, sentence: str):
    text = RATES.read_text("utf-8")
    assert before in text
    faults = FaultList()
    assert read_rates(text.replace(before, after), "rates.yaml", faults) is None
    with pytest.raises(FaultsFound) as found:
        faults.raise_if_any()
    assert str(found.value).startswith(f"rates.yaml, {sentence}")
    assert len(faults) == 1
