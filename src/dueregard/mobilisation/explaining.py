"""Why a request cannot be met: a smallest set of needs and rules that cannot be had together.

Smallest in the sense that can be proved: leave out any one of them, and the rest can be met. It is found by leaving
out one after another, and keeping out what is not needed for the contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dueregard.common.codecs import Id
from dueregard.mobilisation.meeting_needs import (
    CLOSE,
    NeedAndRole,
    NotDecided,
    can_be_met,
    count_short,
    narrowed,
    short_in_parts,
)
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.posing import Problem, pose
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.tour_rules import WEEK_MINUTES, TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause
from dueregard.workforce.roster import Roster, Spans

NEVER = 1_000 * WEEK_MINUTES
FEW_TOURS = 6
"""A request of more tours is looked at in parts first."""
PRICED = 1e-9
"""A price above this is one."""


@dataclass(frozen=True, slots=True)
class NeedReason:
    """A need for a role that takes part in the contradiction."""

    tour: str
    role: str
    officers: int
    by: datetime

    def words(self, zone: ZoneInfo) -> str:
        """In a sentence's part."""
        by = self.by.astimezone(zone)
        return f"{self.officers} of the role {self.role} present in {self.tour} by {by:%d %B %Y %H:%M}"


@dataclass(frozen=True, slots=True)
class RuleReason:
    """A rule that takes part in the contradiction."""

    rule: str

    def words(self, zone: ZoneInfo) -> str:
        """In a sentence's part."""
        return self.rule


Reason = NeedReason | RuleReason


@dataclass(frozen=True, slots=True)
class _Situation:
    """A request and what it is to keep, some of it left out."""

    request: Request
    roster: Roster
    rules: TourRules
    aims: Aims
    commitments: tuple[Commitment, ...]
    is_stopped: Callable[[], bool] = lambda: False


def _without_daily_rest(now: _Situation) -> _Situation:
    return replace(now, rules=replace(now.rules, daily_rest=0))


def _without_weekly_rest(now: _Situation) -> _Situation:
    return replace(now, rules=replace(now.rules, week=NEVER))


def _without_longest_spell(now: _Situation) -> _Situation:
    return replace(now, rules=replace(now.rules, longest_spell=WEEK_MINUTES))


def _without_muster(now: _Situation) -> _Situation:
    return replace(now, rules=replace(now.rules, muster_on_duty=0, muster_off_duty=0))


def _without_weekly_hours(now: _Situation) -> _Situation:
    return replace(now, rules=replace(now.rules, weekly_hours=None))


def _without_minimum(now: _Situation) -> _Situation:
    return replace(now, aims=replace(now.aims, minimum_share=None, minimum_officers=None))


def _without_leave(now: _Situation) -> _Situation:
    held, leave = now.roster.absences, ABSENCE_CAUSES.index(AbsenceCause.LEAVE)
    kept = held.what != leave
    spans = Spans(*(column[kept] for column in (held.person, held.begins, held.ends, held.what)))
    return replace(now, roster=now.roster.with_absences(spans))


def _without_promises(now: _Situation) -> _Situation:
    return replace(now, commitments=())


def _without_serials(now: _Situation) -> _Situation:
    return replace(now, request=replace(now.request, serial=()))


def _without_carriers(now: _Situation) -> _Situation:
    return replace(now, roster=replace(now.roster, carriers=None))


RULES = {
    "the carriers that are on the road": _without_carriers,
    "serials kept together": _without_serials,
    "the emergency minimum at home": _without_minimum,
    "the daily rest before and after a tour": _without_daily_rest,
    "the weekly rest": _without_weekly_rest,
    "the hours a week on average": _without_weekly_hours,
    "the longest spell of work": _without_longest_spell,
    "the time to be called in and equipped": _without_muster,
    "leave that has been granted": _without_leave,
    "what people are promised to": _without_promises,
}


class Stopped(Exception):
    """Somebody said stop before the reasons were found."""


def explain(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment] = (),
    *,
    likely: Collection[int] = (),
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[Reason, ...]:
    """The needs and rules of a smallest contradiction; none where the request can be met.

    Skills, ranks, restrictions, sickness, court and training are taken as they are. likely: places of needs that a plan
    left out, where a long request is looked at first. is_stopped: asked now and then. Raises Stopped.
    """
    whole = _Situation(request, roster, rules, aims, tuple(commitments), is_stopped)
    needs = _conflicting(whole, likely)
    if not needs:
        return ()
    held = list(RULES)
    # Leaving out a rule can bring duties back and so raise what must stay at home: what was needed once is tried again.
    while (fewer := _one_less(whole, needs, held)) is not None:
        needs, held = fewer
    return (*(_reason(request, need) for need in needs), *(RuleReason(name) for name in held))


def _one_less(
    whole: _Situation, needs: list[NeedAndRole], held: list[str]
) -> tuple[list[NeedAndRole], list[str]] | None:
    """The contradiction without one part of it that it does not need; None where it needs every one."""
    for name in held:
        others = [each for each in held if each != name]
        if not _can_be_met(whole, needs, _left_out(others)):
            return needs, others
    for need in needs:
        fewer = [each for each in needs if each != need]
        if fewer and not _can_be_met(whole, fewer, _left_out(held)):
            return fewer, held
    return None


def _left_out(held: Sequence[str]) -> list[str]:
    return [name for name in RULES if name not in held]


def _conflicting(whole: _Situation, likely: Collection[int]) -> list[NeedAndRole]:
    """Needs and roles that a price of being short falls on; all of them where those alone could be met.

    A long request is looked at in parts first: its tours one by one, then runs of two, four and more.
    """
    needs = whole.request.needs
    places = {role.id: at for at, role in enumerate(whole.request.roles)}
    everything = [
        (at, place) for at, need in enumerate(needs) for place in sorted(places[r.role] for r in need.roles)
    ]
    for run in _runs(whole.request, frozenset(needs[at].tour for at in likely)):
        part = [each for each in everything if needs[each[0]].tour in run]
        if part and (dear := _dear(whole, part)):
            return dear
    return [] if _can_be_met(whole, everything, []) else everything


def _runs(request: Request, likely: frozenset[Id]) -> Iterator[Sequence[Id]]:
    """Runs of tours one after another, short ones first, of a length the likely ones first; at last all tours."""
    tours = [tour.id for tour in request.tours]
    length = 1
    while len(tours) > FEW_TOURS and length < len(tours):
        runs = [tours[at : at + length] for at in range(0, len(tours) - length + 1, max(length // 2, 1))]
        yield from sorted(runs, key=likely.isdisjoint)
        length *= 2
    yield tours


def _dear(whole: _Situation, needs: Sequence[NeedAndRole]) -> list[NeedAndRole]:
    """Those of some needs that prices prove cannot be met together, if people may be in parts; none where they can."""
    request, places = narrowed(whole.request, needs)
    problem = _posed(replace(whole, request=request), ())
    count_short(problem, places)
    short, prices = short_in_parts(problem)
    if short <= CLOSE:
        return []
    rows, serials = problem.needs.rows, problem.needs.serials
    together = {need for need, row in serials.asked.items() if prices[row] > PRICED}
    together |= {need for need, row in problem.needs.carriers.rows.items() if prices[row] > PRICED}
    return [
        need
        for need, place in zip(needs, places, strict=True)
        if place[0] in together or (place in rows and prices[rows[place]] > PRICED)
    ]


def _can_be_met(whole: _Situation, needs: Sequence[NeedAndRole], left_out: Sequence[str]) -> bool:
    request, places = narrowed(whole.request, needs)
    problem = _posed(replace(whole, request=request), left_out)
    count_short(problem, places)
    try:
        return can_be_met(problem)
    except NotDecided:
        raise PlanRefused(
            "The request has too many ways to be explained as a whole: ask about fewer days of it at a time."
        ) from None


def _posed(whole: _Situation, left_out: Sequence[str]) -> Problem:
    if whole.is_stopped():
        raise Stopped
    now = whole
    for name in left_out:
        now = RULES[name](now)
    return pose(now.request, now.roster, now.rules, now.aims, now.commitments)


def _reason(request: Request, need: NeedAndRole) -> NeedReason:
    place, role = need
    wanted, name = request.needs[place], request.roles[role].id
    officers = next(each.officers for each in wanted.roles if each.role == name)
    return NeedReason(str(wanted.tour), str(name), officers, wanted.by)


def relaxed_request(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment],
    reasons: Sequence[Reason],
) -> Iterator[tuple[Reason, bool]]:
    """For each reason of a contradiction whether the others can be met without it: the proof that it is smallest."""
    whole = _Situation(request, roster, rules, aims, tuple(commitments))
    held = [each.rule for each in reasons if isinstance(each, RuleReason)]
    places = {
        _reason(request, (at, number)): (at, number)
        for at, need in enumerate(request.needs)
        for number, role in enumerate(request.roles)
        if any(each.role == role.id for each in need.roles)
    }
    for reason in reasons:
        needs = [places[each] for each in reasons if isinstance(each, NeedReason) and each != reason]
        kept = [name for name in held if reason != RuleReason(name)]
        yield reason, _can_be_met(whole, needs, _left_out(kept))
