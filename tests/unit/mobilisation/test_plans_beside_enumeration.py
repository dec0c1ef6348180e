"""The optimum of small requests beside trying every set of tours and of lost duties, by the judge's rules."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, pairwise
from typing import TypeVar

import pytest

from dueregard.common.codecs import Id
from dueregard.engine.optimisation.programme import Programme
from dueregard.engine.optimisation.solving import solve
from dueregard.mobilisation import checker, posing
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import (
    Case,
    Diary,
    counted_spans,
    days_of,
    diaries,
    is_counted,
    most_removed,
    pieces_at,
    planned_spans,
    times,
    weight_marks,
)
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.request import Tour
from dueregard.workforce.people import PostKind
from dueregard.workforce.shifts import minute_of
from dueregard.workforce.units import RoleNeed
from tests.support.mobilisation_cases import generated_case, with_specials, with_weekly_hours

T = TypeVar("T")
Span = tuple[int, int]
Way = tuple[list[Span], list[Span], int]
"""What is lost, tours with the minute of presence, rest days cancelled."""
Row = tuple[int, int, int, Tour]
"""When somebody leaves for a tour, is present and is home; the tour."""
Column = tuple[int, int, Diary, Way]
"""The row that limits it, how many people are alike, one of them, and their way."""
Needs = dict[tuple[int, str], int]
Serials = dict[tuple[int, str, str], int]
"""Rows of officers of a need and role from one local area, where serials are kept together."""
SLOW = [pytest.param(at, marks=[] if at < 2 else [pytest.mark.slow]) for at in range(20)]


def subsets(things: Sequence[T]) -> Iterator[tuple[T, ...]]:
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


def lawful_ways(diary: Diary, case: Case) -> list[Way]:
    """Every way of one person: tours with presence, lost spans, rest days; by brute force, dominated ones dropped."""
    request = case.request
    days = [days_of(tour, case.roster.zone) for tour in request.tours]
    able = [
        at
        for at in range(len(request.tours))
        if any(role.filled_by(diary.person, days[at]) for role in request.roles)
    ]
    if diary.person.restricted:
        able = []
    last = max(minute_of(tour.ends_at) for tour in request.tours) + 7 * 24 * 60
    near = [duty for duty in diary.duties if duty[0] < last]
    found: list[Way] = []
    for tours in subsets(able):
        if tours:
            found += ways_of(tours, near, diary, case)
    return found


def least_losses(duties: Sequence[Span], is_lawful: Callable[[Sequence[Span]], bool]) -> list[list[Span]]:
    """Every lawful set of lost duties with no lawful set inside it.

    To lose more never breaks a rule (the test below holds that against every set), so a duty is in each of them
    if losing all the others is not enough.
    """
    if not is_lawful(duties):
        return []
    needed = [each for each in duties if not is_lawful([other for other in duties if other != each])]
    found: list[list[Span]] = []
    for more in subsets([each for each in duties if each not in needed]):
        lost = sorted([*needed, *more])
        if not any(set(one) <= set(lost) for one in found) and is_lawful(lost):
            found.append(lost)
    return found


def ways_of(tours: tuple[int, ...], near: list[tuple[int, int, int]], diary: Diary, case: Case) -> list[Way]:
    best: list[Way] = []
    duties = [(duty[0], duty[1]) for duty in near]
    for rows, left in lodgings(tours, diary, case):
        begins = [row[0] for row in rows]
        rest = checker._rest_days_cancelled(begins, diary, case)
        served = [(tour, row[1]) for tour, row in zip(tours, rows, strict=True)]
        for lost in least_losses(duties, judge(rows, left, diary, case)):
            spans = [*left, *lost]
            if not any(set(one) <= set(spans) for one, _, _ in best):
                best.append((spans, served, rest))
    return best


def lodgings(tours: tuple[int, ...], diary: Diary, case: Case) -> Iterator[tuple[list[Row], list[Span]]]:
    """For each choice of the tours after which to lodge: the times, and what is left of a running duty."""
    several = case.request.lodged and case.request.travel_minutes > 0
    for lodged in subsets(range(len(tours) - 1)) if several else [()]:
        rows = []
        for at, tour in enumerate(tours):
            each = case.request.tours[tour]
            rows.append((*times(each, diary, case, at - 1 in lodged, at in lodged), each))
        left: list[Span] = []
        if diary.running and rows[0][0] < diary.running[1]:
            left = [(rows[0][0], diary.running[1])]
        yield rows, left


def judge(
    rows: list[Row], left: Sequence[Span], diary: Diary, case: Case
) -> Callable[[Sequence[Span]], bool]:
    def keeps_the_rules(lost: Sequence[Span]) -> bool:
        who = str(diary.person.id)
        return not any(True for _ in checker._check_person(who, rows, [*left, *lost], diary, case))

    return keeps_the_rules


def enumerated_optimum(case: Case) -> float | None:
    """One whole column for each way of each kind of person; None where the request cannot be met."""
    programme = Programme()
    needs: Needs = {}
    for at, need in enumerate(case.request.needs):
        for role in need.roles:
            needs[at, role.role] = programme.add_row(role.officers)
    alike: dict[object, list[Diary]] = defaultdict(list)
    for diary in diaries(case).values():
        hours, who = case.rules.weekly_hours, str(diary.person.id)
        worked = None if hours is None else (hours.before[who], who in hours.opted_out)
        alike[diary.as_key(), diary.person.local_area, worked].append(diary)
    serials = serials_from_one_area(programme, case)
    planned = planned_spans(diaries(case))
    columns: list[Column] = []
    for group in alike.values():
        limit = programme.add_row(most=len(group))
        columns += [(limit, len(group), group[0], way) for way in lawful_ways(group[0], case)]
    cells = segments_of(case, planned, columns)
    rows = {key: programme.add_row(most=0.0) for key in cells}
    counted = counted_spans(diaries(case), case)
    guards: dict[tuple[int, int, int], int] = {}
    for (cell, begins, ends), row in rows.items():
        there = sum(span[0] <= begins < span[1] for span in planned[cell])
        held = sum(span[0] <= begins < span[1] for span in counted.get(cell, []))
        guards[cell, begins, ends] = programme.add_row(most=most_removed(case, cell, held))
        before, most = 0, there
        for piece in pieces_at(case, cell, begins):
            upto = most if piece.up_to is None else min(piece.up_to, most)
            if upto > before:
                cost = piece.weight * (ends - begins) / 60
                programme.add_column(cost, most=upto - before, entries=[(row, -1.0)])
                before = upto
    for limit, number, diary, (lost, served, rest) in columns:
        entries = [(limit, 1.0)]
        for begins, ends in lost:
            cell = next(c for b, e, c in diary.all_duties if e == ends and b <= begins)
            entries += [
                (row, 1.0)
                for which in ((rows, guards) if is_counted(diary.person, case) else (rows,))
                for (where, first, last), row in which.items()
                if where == cell and begins <= first and last <= ends
            ]
        given = [programme.add_row(most=0.0) for _ in served]
        entries += [(row, -1.0) for row in given]
        programme.add_column(case.rules.rest_day_cost * rest, most=number, whole=True, entries=entries)
        for (tour, present), row in zip(served, given, strict=True):
            add_roles(programme, case, diary, tour, present, row, needs, serials)
    answer = solve(programme)
    return answer.cost if answer.outcome == "optimal" else None


def serials_from_one_area(programme: Programme, case: Case) -> Serials:
    """So many whole serials for each need, each with officers of one local area for all its roles."""
    rows: Serials = {}
    for at, need in enumerate(case.request.needs):
        enough = programme.add_row(need.serials)
        for area in case.roster.local_areas if case.request.serial else ():
            entries = [(enough, 1.0)]
            for each in case.request.serial:
                rows[at, each.role, area] = programme.add_row(0.0)
                entries.append((rows[at, each.role, area], -float(each.officers)))
            programme.add_column(0.0, most=need.serials, whole=True, entries=entries)
    return rows


def add_roles(
    programme: Programme,
    case: Case,
    diary: Diary,
    tour: int,
    present: int,
    given: int,
    needs: Needs,
    serials: Serials,
) -> None:
    """Those on a tour fill one of the roles they may: a column for each."""
    each = case.request.tours[tour]
    for role in case.request.roles:
        if role.filled_by(diary.person, days_of(each, case.roster.zone)):
            entries = [(given, 1.0)]
            for at, need in enumerate(case.request.needs):
                if need.tour == each.id and present <= minute_of(need.by):
                    entries += [(needs[key], 1.0) for key in [(at, role.id)] if key in needs]
                    whole = (at, role.id, diary.person.local_area)
                    entries += [(serials[key], 1.0) for key in [whole] if key in serials]
            programme.add_column(0.0, whole=True, entries=entries)


def segments_of(
    case: Case, planned: dict[int, list[Span]], columns: list[Column]
) -> list[tuple[int, int, int]]:
    marks: dict[int, set[int]] = defaultdict(set)
    for _, _, diary, (lost, _, _) in columns:
        for begins, ends in lost:
            cell = next(c for b, e, c in diary.all_duties if e == ends and b <= begins)
            marks[cell] |= {begins, ends}
    found = []
    for cell, edges in marks.items():
        edges |= {edge for span in planned.get(cell, []) for edge in span}
        edges |= weight_marks(case, cell)
        ordered = sorted(edges)
        found += [(cell, first, last) for first, last in pairwise(ordered)]
    return found


def test_least_losses_are_found_among_all_sets_of_duties():
    """What the enumeration leaves out is what it would find dominated: every set of six duties near is tried."""
    more_than_one = 0
    for seed in range(10_000, 10_012):
        case = generated_case(seed, most_days=5, leave_in_the_middle=True)
        first = minute_of(case.request.tours[0].begins_at)
        for diary in list(diaries(case).values())[:4]:
            duties = [(duty[0], duty[1]) for duty in diary.duties if duty[1] > first - 36 * 60][:6]
            for tours in subsets(range(min(3, len(case.request.tours)))):
                for rows, left in lodgings(tours, diary, case) if tours else []:
                    is_lawful = judge(rows, left, diary, case)
                    lawful = [set(lost) for lost in subsets(duties) if is_lawful(lost)]
                    smallest = [lost for lost in lawful if not any(other < lost for other in lawful)]
                    assert sorted(map(sorted, smallest)) == sorted(least_losses(duties, is_lawful)), seed
                    more_than_one += len(smallest) > 1
    assert more_than_one > 10


@pytest.mark.parametrize("block", SLOW)
def test_the_optimum_equals_full_enumeration(block):
    """At three, four and five days, with leave in the middle: two hundred rosters in all."""
    for seed in range(10_000 + 10 * block, 10_010 + 10 * block):
        case = generated_case(seed, most_days=5, leave_in_the_middle=True)
        expected = enumerated_optimum(case)
        try:
            found = plan_request(
                case.request, case.roster, case.rules, case.aims, commitments=case.commitments
            ).cost
        except CannotBeMet:
            found = None
        assert found == (None if expected is None else pytest.approx(expected, abs=1e-6)), seed


@pytest.mark.parametrize("block", [0, *(pytest.param(at, marks=pytest.mark.slow) for at in range(1, 6))])
def test_the_optimum_equals_enumeration_where_some_on_duty_are_not_counted(monkeypatch, block):
    """A third are specials; the minimum counts officers, specials or both. Ways asked for by prices keep it too."""
    for seed in range(30_000 + 3 * block, 30_003 + 3 * block):
        case = with_specials(generated_case(seed, most_days=2), seed)
        equals_enumeration_and_keeps_every_rule(monkeypatch, case, seed)


@pytest.mark.parametrize("block", [0, *(pytest.param(at, marks=pytest.mark.slow) for at in range(1, 6))])
def test_the_optimum_equals_enumeration_where_weekly_hours_are_limited(monkeypatch, block):
    """Some have worked so much that they may go on no tour, on few, or only if they lose a duty for it."""
    for seed in range(50_000 + 2 * block, 50_002 + 2 * block):
        case = with_weekly_hours(generated_case(seed, most_days=2), seed)
        equals_enumeration_and_keeps_every_rule(monkeypatch, case, seed)


def equals_enumeration_and_keeps_every_rule(monkeypatch: pytest.MonkeyPatch, case: Case, seed: int) -> None:
    """With all ways listed the optimum is that of enumeration; with ways asked for by prices the plan is lawful too."""
    expected = enumerated_optimum(case)
    for most_ways in (30_000, 10):
        monkeypatch.setattr(posing, "MOST_WAYS", most_ways)
        plan, is_met = planned(case)
        assert plan is not None
        assert checker.check_plan(plan, case) == [], seed
        if most_ways > 10:
            assert is_met == (expected is not None), seed
            assert proved_bound(plan, case) == pytest.approx(plan.bound, abs=1e-5), seed
            assert not is_met or plan.cost == pytest.approx(expected, abs=1e-6), seed
        assert proved_bound(plan, case) >= plan.bound - 1e-5, seed


def planned(case: Case) -> tuple[Plan | None, bool]:
    """The plan, or the one that meets most, and whether it meets all."""
    given = (case.request, case.roster, case.rules, case.aims)
    try:
        return plan_request(*given, commitments=case.commitments), True
    except CannotBeMet as error:
        return error.best, False


def test_whom_the_minimum_counts_changes_what_is_best():
    """Of forty cases, some cost more under one counting than under another, so that the comparison above can fail."""
    moved = 0
    for seed in range(30_000, 30_040):
        case = with_specials(generated_case(seed, most_days=1), seed)
        costs = set()
        for kinds in ((PostKind.OFFICER,), (PostKind.OFFICER, PostKind.SPECIAL)):
            plan, is_met = planned(replace(case, aims=replace(case.aims, minimum_kinds=kinds)))
            costs.add(round(plan.cost, 6) if is_met and plan else -1.0)
        moved += len(costs) > 1
    assert moved > 3


TOGETHER = (RoleNeed(role=Id("sergeant"), officers=1), RoleNeed(role=Id("constable"), officers=2))


@pytest.mark.parametrize(
    "block", [pytest.param(at, marks=[pytest.mark.slow] if at else []) for at in range(5)]
)
def test_the_optimum_with_serials_kept_together_equals_full_enumeration(block):
    """The same with serials of one local area each; where they cost more, the plan without them costs less."""
    for seed in range(20_000 + 6 * block, 20_006 + 6 * block):
        case = generated_case(seed, most_days=3)
        case = replace(case, request=replace(case.request, serial=TOGETHER))
        expected = enumerated_optimum(case)
        apart = enumerated_optimum(replace(case, request=replace(case.request, serial=())))
        try:
            plan = plan_request(
                case.request, case.roster, case.rules, case.aims, commitments=case.commitments
            )
        except CannotBeMet:
            assert expected is None, seed
            continue
        assert plan.cost == pytest.approx(expected, abs=1e-6), seed
        assert apart is not None
        assert plan.cost >= apart - 1e-6, seed
        assert checker.check_plan(plan, case) == [], seed
        assert proved_bound(plan, case) == pytest.approx(plan.bound, abs=1e-5), seed
