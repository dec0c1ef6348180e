"""Why a request cannot be met: a smallest set of needs and rules that cannot be had together.

Smallest in the sense that can be proved: leave out any one of them, and the rest can be met. It is found by leaving
out one after another, and keeping out what is not needed for the contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dueregard.engine.optimisation.solving import Limits, solve
from dueregard.mobilisation.carriers import CARRIERS
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.posing import SERIALS, pose
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.tour_rules import WEEK_MINUTES, TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause
from dueregard.workforce.roster import Roster, Spans

NEVER = 1_000 * WEEK_MINUTES
LIMITS = Limits(nodes=2_000)


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


def explain(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment] = (),
) -> tuple[Reason, ...]:
    """The needs and rules of a smallest contradiction; none where the request can be met.

    Skills, ranks, restrictions, sickness, court and training are taken as they are.
    """
    whole = _Situation(request, roster, rules, aims, tuple(commitments))
    needs = _conflicting(whole)
    if not needs:
        return ()
    held = list(RULES)
    # Leaving out a rule can bring duties back and so raise what must stay at home: what was needed once is tried again.
    while (fewer := _one_less(whole, needs, held)) is not None:
        needs, held = fewer
    return (*(_reason(request, need) for need in needs), *(RuleReason(name) for name in held))


def _one_less(
    whole: _Situation, needs: list[tuple[int, int]], held: list[str]
) -> tuple[list[tuple[int, int]], list[str]] | None:
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


def _conflicting(whole: _Situation) -> list[tuple[int, int]]:
    """Needs and roles that a price of being short falls on; all of them where those alone could be met."""
    problem = pose(whole.request, whole.roster, whole.rules, whole.aims, whole.commitments)
    for at in range(problem.programme.columns):
        problem.programme.cost[at] = 0.0
    for column in problem.slack.values():
        problem.programme.cost[column] = 1.0
    rows, serials = problem.builder.needs.rows, problem.builder.needs.serials
    everything = sorted(rows)
    if not problem.is_whole:
        raise PlanRefused(
            "The request has too many ways to be explained as a whole: ask about fewer days of it at a time."
        )
    relaxed = solve(problem.programme, relaxed=True)
    if relaxed.cost <= 1e-6:
        return [] if _can_be_met(whole, everything, []) else everything
    dear = {need for need, row in serials.asked.items() if relaxed.prices[row] > 1e-9}
    carriers = problem.builder.needs.carriers.rows
    dear |= {need for need, row in carriers.items() if relaxed.prices[row] > 1e-9}
    return [key for key in everything if key[0] in dear or relaxed.prices[rows[key]] > 1e-9]


def _can_be_met(whole: _Situation, needs: Sequence[tuple[int, int]], left_out: Sequence[str]) -> bool:
    now = whole
    for name in left_out:
        now = RULES[name](now)
    problem = pose(now.request, now.roster, now.rules, now.aims, now.commitments)
    programme = problem.programme
    programme.cost[:] = [0.0] * programme.columns
    for key, column in problem.slack.items():
        beside = key[1] in (SERIALS, CARRIERS)
        is_needed = key[0] in {need for need, _ in needs} if beside else key in needs
        programme.cost[column] = 1.0 if is_needed else 0.0
    if solve(programme, relaxed=True).cost > 1e-6:
        return False
    return solve(programme, limits=LIMITS).cost <= 1e-6


def _reason(request: Request, need: tuple[int, int]) -> NeedReason:
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
