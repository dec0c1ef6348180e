"""The composition rule: from a number of officers to withdrawals, in proportion to who is on duty."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, Grid, OfficerMinutes, RosterHours
from dueregard.workforce.rest_lost import RestLost, rest_rows
from dueregard.workforce.sharing import share_out
from dueregard.workforce.withdrawals import MOST_OFFICERS, Withdrawal, WithdrawalRefused

_HOUR = timedelta(hours=1)


def compose(
    officers: int,
    from_at: datetime,
    until_at: datetime,
    roster: RosterHours,
    *,
    skill: str | None = None,
    of_trained: int | None = None,
    rest: RestLost | None = None,
    first_from: DutyFunction | None = None,
) -> tuple[Withdrawal, ...]:
    """Withdrawals of a number of officers, shared in proportion to the trained officers on duty.

    In every hour the officers are shared over local areas and functions by the largest remainder, so that
    their number is kept exactly and none is taken who is not there. skill: who counts as trained; without
    one, everybody who is there.

    of_trained: how many people the deployment is drawn from, absent ones left out. Without it, `officers` is
    the number taken out of duty in every hour. With it, `officers` is the number of people sent: their
    loss in an hour is the share of them, officers ÷ of_trained, of the trained who are on duty in it,
    rounded to whole officers (a half up), for the others sent would have been off duty then.

    rest: what those sent lose in rest days, owed to them from then on; it needs `of_trained`, since only then is
    it known how many are sent. Without it nothing is owed to them.

    first_from: a duty function whose officers go first, the others only where they do not suffice: an extreme of
    the rule, with as many away in every hour.

    Raises WithdrawalRefused where too few are on duty, or the roster does not cover the time.
    """
    _refuse_nonsense(officers, of_trained, from_at, until_at, roster, skill)
    if rest is not None and of_trained is None:
        raise WithdrawalRefused(
            "Rest days lost are those of the people sent: say how many trained people they are drawn from."
        )
    if officers == 0:
        return ()
    trained = roster.present if skill is None else roster.trained[skill]
    first = (from_at - roster.grid.start) // _HOUR
    last = -((roster.grid.start - until_at) // _HOUR)
    totals, whole = _totals(officers, trained[first:last], of_trained, roster, first)
    shares = _shares(totals, whole, first_from, roster.grid)
    on_duty = _rows(shares, first, from_at, until_at, roster, skill)
    if rest is None:
        return on_duty
    drawn_from = trained[first:last] if first_from is None else MINUTES_PER_HOUR * shares
    return (*on_duty, *rest_rows(officers, from_at, until_at, drawn_from, roster.grid, rest))


def _totals(
    officers: int, trained: OfficerMinutes, of_trained: int | None, roster: RosterHours, first: int
) -> tuple[OfficerMinutes, OfficerMinutes]:
    """Officers lost in each hour, and the whole trained officers on duty in it by local area and function."""
    hours = len(trained)
    whole = trained // MINUTES_PER_HOUR
    there = whole.reshape(hours, -1).sum(axis=1)
    if of_trained is None:
        totals = np.full(hours, officers, dtype=np.int64)
        if (there < officers).any():
            hour = int(np.argmax(there < officers))
            raise WithdrawalRefused(
                f"In the hour from {roster.grid.local_at(first + hour):%d %B %Y %H:%M} only {there[hour]:,} of "
                f"those to be taken are on duty, not {officers:,}: take fewer, or say how many trained people "
                "they are drawn from."
            )
    else:
        scale = 2 * MINUTES_PER_HOUR * of_trained
        minutes = trained.reshape(hours, -1).sum(axis=1)
        # Parts of officers on duty cannot be sent, so the whole ones on duty are the most that can be lost.
        totals = np.minimum((2 * officers * minutes + scale // 2) // scale, there)
    return totals, whole


def _shares(
    totals: OfficerMinutes, whole: OfficerMinutes, first_from: DutyFunction | None, grid: Grid
) -> OfficerMinutes:
    hours = len(whole)
    if first_from is None:
        return share_out(totals, whole.reshape(hours, -1)).reshape(whole.shape)
    at = grid.functions.index(first_from)
    chosen = np.zeros_like(whole)
    chosen[:, :, at] = whole[:, :, at]
    of_them = np.minimum(totals, chosen.reshape(hours, -1).sum(axis=1))
    first = share_out(of_them, chosen.reshape(hours, -1))
    then = share_out(totals - of_them, (whole - chosen).reshape(hours, -1))
    return (first + then).reshape(whole.shape)


def _rows(
    shares: OfficerMinutes,
    first: int,
    from_at: datetime,
    until_at: datetime,
    roster: RosterHours,
    skill: str | None,
) -> tuple[Withdrawal, ...]:
    grid = roster.grid
    rows = []
    for area, function in np.argwhere(shares.any(axis=0)).tolist():
        for begins, ends, number in _runs(shares[:, area, function]):
            rows.append(
                Withdrawal(
                    from_at=max(from_at, grid.start + (first + begins) * _HOUR),
                    until_at=min(until_at, grid.start + (first + ends) * _HOUR),
                    local_area=grid.local_areas[area],
                    function=grid.functions[function],
                    skills=() if skill is None else (skill,),
                    officers=number,
                )
            )
    return tuple(rows)


def _runs(numbers: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Stretches of hours with the same number of officers, but for nought: first, end, number."""
    edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    return [(begins, ends, int(numbers[begins])) for begins, ends in pairwise(edges) if numbers[begins]]


def _refuse_nonsense(
    officers: int,
    of_trained: int | None,
    from_at: datetime,
    until_at: datetime,
    roster: RosterHours,
    skill: str | None,
) -> None:
    if not 0 <= officers <= MOST_OFFICERS:
        raise WithdrawalRefused(f"{officers:,} officers were asked for: give 0 to {MOST_OFFICERS:,}.")
    if of_trained is not None and not max(officers, 1) <= of_trained <= MOST_OFFICERS:
        raise WithdrawalRefused(
            f"{officers:,} officers are to be drawn from {of_trained:,} trained: give at least as many trained."
        )
    if not roster.grid.start <= from_at < until_at <= roster.grid.ends_at:
        raise WithdrawalRefused(
            f"The deployment runs from {from_at.isoformat(timespec='minutes')} to "
            f"{until_at.isoformat(timespec='minutes')}: give a time inside the roster, with a later end."
        )
    if skill is not None and skill not in roster.trained:
        known = ", ".join(sorted(roster.trained)) or "none"
        raise WithdrawalRefused(f"The roster does not say who holds {skill}: it knows {known}.")
