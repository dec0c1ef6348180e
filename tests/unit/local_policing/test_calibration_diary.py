"""What a log tells of an appointment diary, on diaries that are made by hand or by a known rule."""

from datetime import date

import numpy as np
import pytest

from dueregard.local_policing.appointments import OFFERS, diary_of, leads_of
from dueregard.local_policing.calibration_diary import (
    DAYS_AHEAD,
    FULL_DAYS_THAT_TELL,
    FULL_FROM,
    Appointments,
    Calls,
    asked_for,
    days_ahead_of,
    open_days_of,
    share_of_full_days,
    top_level,
)
from dueregard.workforce.hours import DutyFunction, Grid
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import small_roster

WEEKS, SLOTS = 60, 20
EVERY_DAY = np.ones(7, dtype=np.bool_)


def made(calls_a_day: float, seed: int) -> tuple[Calls, np.ndarray]:
    """Callers who ask for 1 day ahead (a half), 2 (three in ten) or 4, and take the first day that is not full."""
    random = np.random.Generator(np.random.PCG64(seed))
    booked = np.zeros(7 * WEEKS + 400, dtype=np.int64)
    rows = []
    for day in range(7 * WEEKS):
        for _ in range(random.poisson(calls_a_day)):
            kept_on = day + int(random.choice([1, 2, 4], p=[0.5, 0.3, 0.2]))
            while booked[kept_on] >= SLOTS:
                kept_on += 1
            booked[kept_on] += 1
            rows.append((day // 7, 1, 0, day, kept_on))
    calls = Calls(*np.array(rows, dtype=np.int64).T)
    kept = booked[: 7 * WEEKS].reshape(WEEKS, 1, 7)
    return calls, kept


def estimated(calls: Calls, kept: np.ndarray) -> np.ndarray:
    limits = FULL_FROM * top_level(kept, np.ones(WEEKS))
    shown, could = asked_for(calls, limits, EVERY_DAY, 0, WEEKS)
    days: np.ndarray = days_ahead_of(shown.sum(axis=0).astype(float), could.sum(axis=0).astype(float))[1]
    return days


def test_days_asked_for_are_found_though_the_diary_is_often_full():
    """Callers wait longer than they ask to: what they got is off, what they asked for is not."""
    calls, kept = made(18.5, 20141104)
    got = (calls.kept_on - calls.came_on).mean()
    found = estimated(calls, kept)
    assert got > 2.05
    assert found @ np.arange(DAYS_AHEAD) == pytest.approx(1.9, abs=0.05)
    assert found[[1, 2, 4]] == pytest.approx([0.5, 0.3, 0.2], abs=0.05)


def test_slots_are_told_only_where_days_are_often_full():
    for calls_a_day, are_told in ((18.5, True), (10.0, False)):
        _, kept = made(calls_a_day, 20141105)
        level = top_level(kept, np.ones(WEEKS))
        full = share_of_full_days(kept, level, EVERY_DAY, 0)
        assert (full >= FULL_DAYS_THAT_TELL) is are_told
        assert level[0] <= SLOTS
        if are_told:
            assert level[0] == SLOTS


def test_days_of_the_week_without_appointments_are_found_and_never_held_against_the_caller():
    """Nobody is seen on a Sunday; who calls on Saturday and asks for tomorrow is seen on Monday."""
    rows = [(day // 7, 0, 0, day, day + (2 if day % 7 == 5 else 1)) for day in range(70) for _ in range(9)]
    rows = [row for row in rows if row[4] % 7 != 6]
    calls = Calls(*np.array(rows, dtype=np.int64).T)
    kept = np.zeros((11, 1, 7), dtype=np.int64)
    for row in rows:
        kept[row[4] // 7, 0, row[4] % 7] += 1
    open_days = open_days_of(kept, 0)
    assert open_days.tolist() == [True] * 6 + [False]
    shown, could = asked_for(calls, np.array([99.0]), open_days, 0, 10)
    assert days_ahead_of(shown.sum(axis=0).astype(float), could.sum(axis=0).astype(float))[0, 1] == 1.0


def seen(**changes: object) -> Appointments:
    days = np.zeros((4, DAYS_AHEAD))
    days[:, 2] = 1.0
    hours = np.zeros(24)
    hours[[9, 15]] = 0.5
    fields = {
        "days_ahead": days,
        "hours": hours,
        "open_days": EVERY_DAY,
        "slots": np.array([4.0, 6.0]),
        "are_slots_told": True,
        "kept_share": 1.0,
    }
    return Appointments(**(fields | changes))  # type: ignore[arg-type]


def test_leads_lead_to_the_day_and_hour_that_are_asked_for_over_a_change_of_clocks():
    grid = Grid.of_days(date(2022, 10, 28), 6, ("north",), "Europe/London")
    leads = leads_of(seen(), grid)
    for hour in (0, 13, 40):
        reached = [grid.local_at(hour + 1 + int(lead)) for lead in leads[hour]]
        day = grid.local_at(hour).date().toordinal() + 2
        assert {each.date().toordinal() for each in reached} == {day}
        assert [each.hour for each in reached] == [9] * (OFFERS // 2) + [15] * (OFFERS // 2)


def test_slots_of_the_log_shrink_with_the_neighbourhood_officers_at_work():
    """One of three away on the third day: a third of the slots; response away: none."""
    roster = small_roster(7)
    for function, shares in ((DutyFunction.NEIGHBOURHOOD, 2 / 3), (DutyFunction.RESPONSE, 1.0)):
        away = [
            Withdrawal(
                from_at=roster.grid.start + np.timedelta64(2, "D").astype(object),
                until_at=roster.grid.start + np.timedelta64(3, "D").astype(object),
                local_area="south",
                function=function,
                officers=1,
            )
        ]
        slots = diary_of(None, seen(), keep_ledger(roster, away), np.ones(2), [0, 1]).slots
        by_day = slots.reshape(7, 24, 2).sum(axis=1)
        assert by_day[:, 0].tolist() == [4] * 7
        assert by_day[:2, 1].tolist() == [6, 6]
        assert by_day[2, 1] == round(6 * shares)


def test_slots_that_the_log_does_not_tell_have_to_be_stated():
    ledger = keep_ledger(small_roster(7))
    with pytest.raises(
        ValueError, match="shows 10 visits on its fullest days and does not tell how many more"
    ):
        diary_of(None, seen(are_slots_told=False), ledger, np.ones(2), [0, 1])
    with pytest.raises(ValueError, match="no appointment that was kept"):
        diary_of(None, None, ledger, np.ones(2), [0, 1])
