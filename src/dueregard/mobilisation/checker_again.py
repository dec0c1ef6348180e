"""The judge of plans made again: who was told another thing than before, who dropped out, and the least told twice.

Plain loops over the rows of both plans; nothing is shared with the planner but the types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dueregard.mobilisation.again import Again
from dueregard.mobilisation.checker_diary import Case, is_counted
from dueregard.mobilisation.plan import Plan
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.shifts import minute_of

TourRow = tuple[str, str, int, int, int]
"""Tour, role, out, present, home."""
LostRow = tuple[int, int, str, str]
"""From, until, local area, duty function."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that one person was told by a plan: tours, and duties not to be worked."""

    tours: tuple[TourRow, ...]
    lost: tuple[LostRow, ...]


NOTHING = Words((), ())


def told_by(plan: Plan) -> dict[str, Words]:
    """What a plan tells each of its people."""
    tours: dict[str, list[TourRow]] = {}
    lost: dict[str, list[LostRow]] = {}
    for each in plan.assignments:
        times = (minute_of(each.out_at), minute_of(each.present_at), minute_of(each.home_at))
        tours.setdefault(str(each.person), []).append((str(each.tour), str(each.role), *times))
    for gone in plan.lost:
        span = (minute_of(gone.begins_at), minute_of(gone.ends_at))
        lost.setdefault(str(gone.person), []).append((*span, str(gone.local_area), str(gone.function)))
    found = {}
    for who in {*tours, *lost}:
        found[who] = Words(tuple(sorted(tours.get(who, []))), tuple(sorted(lost.get(who, []))))
    return found


def gone_from(again: Again) -> dict[str, int]:
    """From which minute each drop-out is not to be had."""
    return {str(who): minute_of(moment) for who, moment in again.gone.items()}


def told_twice(plan: Plan, again: Again) -> list[str]:
    """People of the plan before, drop-outs left out, whom a plan tells another thing: in order of pseudonym."""
    gone = gone_from(again)
    before, after = told_by(again.old), told_by(plan)
    return sorted(
        who for who, words in before.items() if who not in gone and after.get(who, NOTHING) != words
    )


def set_out(case: Case) -> dict[str, Words]:
    """What stands for those who have set out: who leaves, or misses a duty, before somebody called now could leave.

    They keep all they were told; a drop-out keeps tours that are over by then or were left for before, and lost duties
    that are over.
    """
    again = case.again
    if again is None or again.now is None:
        return {}
    called = case.told_at + case.rules.muster_off_duty - case.rules.muster_on_duty
    gone, found = gone_from(again), {}
    for who, words in told_by(again.old).items():
        leaves = any(out < called for _, _, out, _, _ in words.tours)
        misses = any(begins < called for begins, _, _, _ in words.lost)
        if not leaves and not misses:
            continue
        tours, lost = list(words.tours), list(words.lost)
        if who in gone:
            ends = gone[who]
            tours = [row for row in tours if row[4] <= ends or (row[2] < ends and row[2] < called)]
            lost = [row for row in lost if row[1] <= ends]
        found[who] = Words(tuple(tours), tuple(lost))
    return found


class Anyhow:
    """Who misses a place whatever is planned, because they have set out."""

    def __init__(self, case: Case) -> None:
        self._rows: list[tuple[int, int, int, bool]] = []
        people = {str(each.id): each for each in case.roster.people}
        functions = [str(each) for each in DUTY_FUNCTIONS]
        for who, words in set_out(case).items():
            for begins, ends, area, function in words.lost:
                cell = case.roster.local_areas.index(area) * len(functions) + functions.index(function)
                self._rows.append((cell, begins, ends, is_counted(people[who], case)))

    def missing(self, cell: int, minute: int) -> int:
        """How many."""
        return sum(row[0] == cell and row[1] <= minute < row[2] for row in self._rows)

    def counted(self, cell: int, minute: int) -> int:
        """How many of those whom the emergency minimum counts."""
        return sum(row[0] == cell and row[1] <= minute < row[2] and row[3] for row in self._rows)


def drop_outs_used(plan: Plan, case: Case) -> Iterator[str]:
    """Each drop-out who would be at work for the request after they dropped out, in words."""
    assert case.again is not None
    gone, stands = gone_from(case.again), set_out(case)
    for who, words in sorted(told_by(plan).items()):
        for row in words.tours:
            if who in gone and row[4] > gone[who] and row not in stands.get(who, NOTHING).tours:
                yield f"{who} dropped out, and is on {row[0]}"


def broken_again(plan: Plan, case: Case) -> Iterator[tuple[str, str]]:
    """Rules of plans made again that a plan breaks, each by its name among the judge's rules, and where."""
    if case.again is None:
        if plan.told_twice is not None:
            yield "TOLD_TWICE", "people are said to be told twice, and there is no plan before"
        return
    for words in drop_outs_used(plan, case):
        yield "DROPPED_OUT", words
    told = told_by(plan)
    for who, stands in set_out(case).items():
        if told.get(who, NOTHING) != stands:
            yield "SET_OUT", f"{who} had set out, and is told another thing"
    counted = told_twice(plan, case.again)
    said = [] if plan.told_twice is None else sorted(map(str, plan.told_twice.people))
    for who in sorted({*counted} ^ {*said}):
        found = "is told another thing, and not counted" if who in counted else "is told nothing else"
        yield "TOLD_TWICE", f"{who} {found}"
    if plan.told_twice is not None and plan.told_twice.bound > len(counted):
        least = plan.told_twice.bound
        yield "BOUND", f"{least} at least are said to be told twice; it is {len(counted)}"


def costless(case: Case) -> Case:
    """The case in which nothing at home counts: what is left to count is who is told twice."""
    aims = replace(case.aims, weights=(), otherwise=(WeightPiece(None, 0.0),))
    return replace(case, aims=aims, rules=replace(case.rules, rest_day_cost=0.0))
