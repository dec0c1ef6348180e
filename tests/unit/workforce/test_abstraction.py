"""The abstraction ledger and its trend."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.common.period import Quarter
from dueregard.workforce.abstraction import Abstraction, AbstractionCause, AbstractionLedger
from dueregard.workforce.abstraction_file import read_abstractions, write_abstractions
from dueregard.workforce.trend import CONFIDENCE, trend_of

NATIONAL, TRAINING = AbstractionCause.EVENT_NATIONAL, AbstractionCause.TRAINING


def row(on: date, cause: AbstractionCause, planned: str, actual: str, team: str = "b") -> Abstraction:
    return Abstraction(on=on, team=Id(team), cause=cause, planned=Decimal(planned), actual=Decimal(actual))


LEDGER = AbstractionLedger(
    first=Quarter(2022, 1),
    last=Quarter(2023, 2),
    abstractions=(
        row(date(2022, 1, 5), TRAINING, "10", "8.5"),
        row(date(2022, 3, 31), TRAINING, "10", "10"),
        row(date(2022, 4, 1), NATIONAL, "0", "25"),
        row(date(2022, 4, 2), NATIONAL, "0", "25", team="a"),
        row(date(2023, 1, 1), NATIONAL, "40", "60"),
    ),
)


def test_totals_are_by_quarter_team_and_cause_planned_against_actual():
    found = [
        (str(total.quarter), total.team, total.cause, str(total.planned), str(total.actual))
        for total in LEDGER.totals()
    ]
    assert found == [
        ("2022-Q1", "b", TRAINING, "20", "18.5"),
        ("2022-Q2", "a", NATIONAL, "0", "25"),
        ("2022-Q2", "b", NATIONAL, "0", "25"),
        ("2023-Q1", "b", NATIONAL, "40", "60"),
    ]
    assert [str(total.unplanned) for total in LEDGER.totals()] == ["-1.5", "25", "25", "20"]


def test_a_quarter_without_a_row_counts_as_nought():
    taken = [str(actual) for _, actual in LEDGER.by_quarter(cause=NATIONAL)]
    assert taken == ["0", "50", "0", "0", "60", "0"]
    assert [str(actual) for _, actual in LEDGER.by_quarter(team=Id("a"))] == ["0", "25", "0", "0", "0", "0"]


def test_the_trend_is_told_for_the_whole_each_cause_and_each_team():
    assert [(each.team, each.cause) for each in LEDGER.trends()] == [
        (None, None),
        (None, NATIONAL),
        (None, TRAINING),
        (Id("a"), None),
        (Id("b"), None),
    ]
    assert LEDGER.trends()[0].trend.words == "no clear trend"


def test_parts_of_quarters_are_refused():
    with pytest.raises(ValueError, match="lies outside 2022-Q1 to 2022-Q2"):
        AbstractionLedger(first=Quarter(2022, 1), last=Quarter(2022, 2), abstractions=LEDGER.abstractions)
    with pytest.raises(ValueError, match="the earlier one first"):
        AbstractionLedger(first=Quarter(2022, 2), last=Quarter(2022, 1), abstractions=())


def test_they_are_read_and_written():
    faults = FaultList()
    text = write_abstractions(LEDGER.abstractions)
    assert read_abstractions(text, "abstractions.csv", faults) == LEDGER.abstractions
    assert len(faults) == 0


def test_a_row_that_cannot_be_is_told():
    faults = FaultList()
    rows = "on,team,cause,planned,actual\n2022-07-01,b,holiday,20,25\n2022-07-02,b,court,-1,0\n"
    assert read_abstractions(rows, "abstractions.csv", faults) == ()
    with pytest.raises(FaultsFound, match=r"line 2, cause.*\n.*line 3.*-1 officer-days"):
        faults.raise_if_any()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 2, 3, 4, 5], "rising"),
        ([5, 4, 3, 2, 1], "falling"),
        ([1, 2, 3, 4], "too few quarters to say"),
        ([7], "too few quarters to say"),
        ([], "too few quarters to say"),
        ([3, 3, 3, 3, 3, 3, 3], "no clear trend"),
        ([1, 2, 3, 5, 4], "no clear trend"),
        ([10, 12, 11, 15, 14, 18, 21], "rising"),
    ],
)
def test_the_trend_in_words(values: list[int], words: str):
    assert trend_of(values).words == words


def test_the_slope_is_a_change_a_quarter():
    trend = trend_of([100, 110, 120, 130, 140, 650])
    assert trend.slope == 10  # one great quarter does not move the median
    # One slope in fifteen is left out at each end: the steepest is 510, the next (650 - 130) / 2.
    assert trend.lowest == 10
    assert trend.highest == 260


@pytest.mark.parametrize("steps", [5, 6, 7])
def test_without_a_trend_it_is_called_one_in_at_most_one_order_in_twenty(steps: int):
    called = [trend_of(order).words for order in permutations(range(steps))]
    clear = sum(words in ("rising", "falling") for words in called)
    assert 0 < clear <= (1 - CONFIDENCE) * factorial(steps)
    assert called.count("rising") == called.count("falling")


def test_ten_quarters_have_the_published_critical_value():
    """Kendall's test at 2.5 % a side for n = 10: S of 23, so 11 of 45 pairs out of order, is clear."""
    steps = list(range(10))
    slopes = sorted(
        Fraction(steps[right] ** 2 - steps[left] ** 2, right - left)
        for left in range(10)
        for right in range(left + 1, 10)
    )
    trend = trend_of([value**2 for value in steps])
    assert (trend.lowest, trend.highest) == (slopes[11], slopes[45 - 1 - 11])
