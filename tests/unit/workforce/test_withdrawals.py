"""Withdrawals read, written and composed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.composing import compose
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.rest_lost import RestLost
from dueregard.workforce.withdrawals import Withdrawal, WithdrawalRefused, withdrawn_minutes
from dueregard.workforce.withdrawals_file import read_withdrawals, write_withdrawals
from tests.unit.workforce.small_roster import roster_of

LONDON = ZoneInfo("Europe/London")
HEADER = "from,to,local_area,function,officers,rank,skills,on_rest_days\n"
GOOD = "2023-01-09 07:00,2023-01-10 07:00,north,response,5,,,"


def read(rows: str) -> tuple[Withdrawal, ...]:
    faults = FaultList()
    found = read_withdrawals(HEADER + rows, "withdrawals.csv", LONDON, faults)
    faults.raise_if_any()
    return found


def test_rank_skills_and_rest_days_are_read():
    (row,) = read("2023-07-01 07:00,2023-07-01 19:00,north,response,5,sergeant,public-order; driver,yes\n")
    assert row == Withdrawal(
        from_at=datetime(2023, 7, 1, 6, tzinfo=UTC),
        until_at=datetime(2023, 7, 1, 18, tzinfo=UTC),
        local_area="north",
        function=DutyFunction.RESPONSE,
        officers=5,
        rank="sergeant",
        skills=("public-order", "driver"),
        on_rest_days=True,
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2023-01-09 07:00", "09/01/2023 07:00", "line 2, from: .* write the moment as 2014-08-29 07:00"),
        ("2023-01-09 07:00", "2022-10-30 01:30", "twice; add the offset"),
        ("2023-01-10 07:00", "2023-03-26 01:30", "the clocks skip this time"),
        ("2023-01-10 07:00", "2023-01-09 06:00", "not after it begins; give a later end"),
        ("2023-01-10 07:00", "2023-13-10 07:00", "line 2, to"),
        (",response,", ",respone,", "choose one of: response"),
        (",north,", ",,", "name a local area"),
        (",5,", ",-5,", "write 0 to 200,000"),
        (",5,", ",,", "line 2, officers: it is blank"),
        (",5,", ",five,", "whole number"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(old: str, new: str, told: str):
    with pytest.raises(FaultsFound, match=told):
        read(GOOD.replace(old, new))


def test_an_offset_tells_the_two_nights_apart():
    rows = read("2022-10-30 01:30+01:00,2022-10-30 01:30+00:00,north,response,5,,,\n")
    assert rows[0].until_at - rows[0].from_at == timedelta(hours=1)


def test_a_header_with_something_missing_is_told():
    faults = FaultList()
    assert read_withdrawals("from,to,function,officers\n", "w.csv", LONDON, faults) == ()
    with pytest.raises(FaultsFound, match='the column "local_area" is missing'):
        faults.raise_if_any()


MOMENTS = st.integers(0, 10**6).map(
    lambda minutes: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.builds(
            Withdrawal,
            from_at=MOMENTS,
            until_at=st.just(datetime(2024, 1, 1, tzinfo=UTC)),
            local_area=NAMES,
            function=st.sampled_from(DutyFunction),
            rank=st.none() | NAMES,
            skills=st.lists(NAMES, max_size=3).map(tuple),
            officers=st.integers(0, 200_000),
            on_rest_days=st.booleans(),
        ),
        max_size=5,
    )
)
def test_what_is_written_reads_back_equal(withdrawals):
    faults = FaultList()
    text = write_withdrawals(withdrawals, LONDON)
    assert read_withdrawals(text, "w.csv", LONDON, faults) == tuple(withdrawals)
    assert len(faults) == 0


def test_the_composition_is_in_proportion_to_the_trained_on_duty():
    roster = roster_of(
        {"response": 30, "other": 30}, areas=("north", "south"), trained={"response": 12, "other": 4}
    )
    start = roster.grid.start
    rows = compose(10, start, start + timedelta(hours=6), roster, skill="public-order")
    # 12 : 4 : 12 : 4 of 10 is 3.75, 1.25, 3.75, 1.25: the larger parts are rounded up.
    assert [(row.local_area, row.function.value, row.officers) for row in rows] == [
        ("north", "response", 4),
        ("north", "other", 1),
        ("south", "response", 4),
        ("south", "other", 1),
    ]
    assert all(row.from_at == start and row.until_at == start + timedelta(hours=6) for row in rows)
    assert all(row.skills == ("public-order",) for row in rows)


def test_people_sent_are_missed_only_while_they_would_be_on_duty():
    """Of 40 trained people 20 are sent; 16 trained are on duty at a time, so 8 are missed."""
    roster = roster_of({"response": 30}, areas=("north", "south"), trained={"response": 8})
    start, end = roster.grid.start, roster.grid.ends_at
    rows = compose(20, start, end, roster, skill="public-order", of_trained=40)
    assert [row.officers for row in rows] == [4, 4]


@pytest.mark.parametrize(
    ("function", "officers"),
    [
        (None, {"response": 8, "other": 2}),  # 12 : 4 : 12 : 4 of 10, the larger parts rounded up
        ("response", {"response": 10}),
        ("other", {"other": 8, "response": 2}),  # there are no more than eight
    ],
)
def test_one_duty_function_may_go_first_and_as_many_are_away(function, officers):
    roster = roster_of(
        {"response": 30, "other": 30}, areas=("north", "south"), trained={"response": 12, "other": 4}
    )
    first = None if function is None else DutyFunction(function)
    rest = RestLost(share=Decimal("0.4"), hours=Decimal(10), source="by hand")
    rows = compose(
        20,
        roster.grid.start,
        roster.grid.ends_at,
        roster,
        skill="public-order",
        of_trained=64,
        rest=rest,
        first_from=first,
    )
    away = Counter[str]()
    for row in rows:
        if not row.on_rest_days:
            away[row.function.value] += row.officers
    assert away == officers
    resting = Counter(row.function.value for row in rows if row.on_rest_days)
    assert set(resting) == set(officers)  # rest is lost by those who are sent


def test_a_deployment_may_begin_and_end_inside_an_hour():
    roster = roster_of({"response": 30})
    start = roster.grid.start
    rows = compose(6, start + timedelta(minutes=90), start + timedelta(minutes=200), roster)
    assert withdrawn_minutes(rows, roster.grid)[:5, 0, 0].tolist() == [0, 180, 360, 120, 0]


@pytest.mark.parametrize(
    ("officers", "more", "told"),
    [
        (31, {}, "only 30 of those to be taken are on duty, not 31"),
        (-1, {}, "give 0 to 200,000"),
        (20, {"of_trained": 19}, "at least as many trained"),
        (20, {"skill": "diver"}, "it knows public-order"),
    ],
)
def test_a_composition_that_cannot_be_is_refused(officers: int, more: dict, told: str):
    roster = roster_of({"response": 30}, trained={"response": 3})
    with pytest.raises(WithdrawalRefused, match=told):
        compose(officers, roster.grid.start, roster.grid.ends_at, roster, **more)


def test_a_deployment_past_the_roster_is_refused():
    roster = roster_of({"response": 30})
    with pytest.raises(WithdrawalRefused, match="a time inside the roster"):
        compose(1, roster.grid.start, roster.grid.ends_at + timedelta(hours=1), roster)
