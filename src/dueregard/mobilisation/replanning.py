"""A plan made again: as few people as can be are told another thing than before, and then the public loses least.

First everybody does as they were told, and others fill what is open. Where that cannot be, as little as can be is
left out with anybody told another thing; then the fewest told twice are sought, with a bound; then, with that number
held, the cheapest plan, with a bound of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, inf

import numpy as np

from dueregard.engine.optimisation.programme import Reals
from dueregard.engine.optimisation.solving import GrowingRelaxation, Limits, Outcome, Solution, solve
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.carriers import with_carriers
from dueregard.mobilisation.certifying import finish_of, prices_from
from dueregard.mobilisation.columns import Kept, Way
from dueregard.mobilisation.diving import dive
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.fairness import Going
from dueregard.mobilisation.keeping_told import ToldBefore, keep_told
from dueregard.mobilisation.naming import name_people
from dueregard.mobilisation.past_loads import Exposure
from dueregard.mobilisation.plan import Aims, Plan, Prices, ToldTwice
from dueregard.mobilisation.planning import (
    CannotBeMet,
    Relaxed,
    choose_whole,
    leave_out,
    relax,
)
from dueregard.mobilisation.posing import Problem, lay, pose_on
from dueregard.mobilisation.pricing import Pricing, improve
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.set_out import SetOut, told_later
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.surplus import without_surplus
from dueregard.mobilisation.telling import changes_between, told_by
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trips import arcs_of
from dueregard.mobilisation.watch import Told as Telling
from dueregard.mobilisation.watch import Watch
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause, zone_named
from dueregard.workforce.roster import Roster, Spans
from dueregard.workforce.shifts import minute_of

CLOSE = 1e-6
FOR_EVER = 10**9
"""A minute after every roster."""


@dataclass(frozen=True, slots=True)
class _Fewest:
    """The fewest told twice that were found, the least that is proved, with its prices; and what is left out."""

    people: int
    bound: int
    prices: Prices
    values: Reals | None = None
    missing: dict[int, int] | None = None
    lacking: dict[tuple[int, str], int] | None = None


def plan_again(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    again: Again,
    *,
    commitments: Sequence[Commitment] = (),
    limits: Limits | None = None,
    told: Telling | None = None,
    fairness: Fairness | None = None,
) -> Plan:
    """A plan in place of an earlier one; drop-outs are taken off the roster here.

    Where the whole request cannot be met, it leaves out as little as can be. Raises PlanRefused, and CannotBeMet where
    no plan was found at all.
    """
    limits = limits or Limits()
    watch = Watch(limits.seconds, told)
    request, set_out = told_later(request, again), SetOut.of(again, rules)
    set_out.check(request)
    there = set_out.kept_away(without(roster, again))
    losers = set_out.losers(there, aims)
    ground = lay(request, there, rules, aims, commitments, losers)
    set_out.lay_down(ground, request)
    problem = pose_on(ground, Watch())
    assert problem is not None
    problem.fairness = fairness
    before_now = set_out.cost_before(there, aims) + rules.rest_day_cost * set_out.rest_days(there).total()
    set_out.count(problem.builder, losers, before_now)
    told_before = {
        who: words
        for who, words in told_by(again.old).items()
        if who not in again.gone and who not in set_out.told
    }
    before = keep_told(problem, told_before)
    everybody = sum(len(kept.members) for kept in problem.builder.kept) == before.people
    before.hold(problem)
    if everybody:
        first = Watch(told=told) if problem.is_whole else watch  # few others are to be found
        relaxed = relax(problem, first, limits.gap, None)
        if problem.short_of(relaxed.answer) is None:
            best = choose_whole(problem, relaxed, limits, first)
            if problem.short_of(best) is None:
                return _as_plan(
                    problem, before, again, set_out, relaxed, best, _Fewest(0, 0, Prices()), limits.gap
                )
    before.free(problem)
    fewest = _fewest(problem, before, limits, watch)
    before.allow(problem, fewest.people)
    before.free(problem)
    problem.let_go()
    relaxed = relax(problem, watch, limits.gap, None)
    best = choose_whole(problem, relaxed, limits, watch)
    if problem.short_of(best) is not None:
        best = _as_found(problem, fewest)
    return _as_plan(problem, before, again, set_out, relaxed, best, fewest, limits.gap)


def without(roster: Roster, again: Again) -> Roster:
    """The roster with the drop-outs away from when they dropped out."""
    numbers = {person.id: at for at, person in enumerate(roster.people)}
    for who in again.gone:
        if who not in numbers:
            raise PlanRefused(f"{who} dropped out and is not on the roster: correct the drop-outs.")
    sick, held = ABSENCE_CAUSES.index(AbsenceCause.SICKNESS), roster.absences
    rows = [(numbers[who], minute_of(moment), FOR_EVER, sick) for who, moment in again.gone.items()]
    more = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    columns = (held.person, held.begins, held.ends, held.what)
    joined = [np.concatenate([one, other]) for one, other in zip(columns, more, strict=True)]
    return roster.with_absences(Spans.sorted(*joined))


# ------------------------------------------------------------------------------------------ the fewest told twice


def _fewest(problem: Problem, before: ToldBefore, limits: Limits, watch: Watch) -> _Fewest:
    """The fewest told twice. Raises CannotBeMet where no plan was found."""
    found = _told_twice(problem, before, limits, watch)
    if found is not None:
        return found
    left_out = leave_out(problem, limits, watch)
    if left_out is not None:
        found = _told_twice(problem, before, limits, watch)
    if left_out is None or found is None:
        raise CannotBeMet({}, is_proved=False)
    return replace(found, missing=left_out[0], lacking=left_out[1])


def _told_twice(problem: Problem, before: ToldBefore, limits: Limits, watch: Watch) -> _Fewest | None:
    """The fewest told twice with what is left out held; None where somebody would be short."""
    programme, builder = problem.programme, problem.builder
    whole: Solution | None = None
    with before.counting(problem):
        if problem.is_whole:
            answer = solve(programme, relaxed=True)
            bound, prices = answer.bound, answer.prices
        else:
            growing, pricing = GrowingRelaxation(programme), Pricing(builder)
            answer, bound, prices = improve(builder, growing, pricing, watch)
            if answer.outcome is Outcome.OPTIMAL and problem.short_of(answer) is None:
                whole = dive(builder, growing, answer, pricing, watch, bound)
        if problem.short_of(answer) is not None:
            return None
        best = _in_whole_people(
            problem, answer, whole, ceil(bound - CLOSE), replace(limits, seconds=watch.left())
        )
        before.free(problem)
        for way in builder.ways:
            programme.least[way.column] = 0.0
        if problem.short_of(best) is not None:
            return None
        kept = sum(round(float(best.values[each.column])) for each in builder.kept)
        least = max(ceil(bound - CLOSE), 0)
        return _Fewest(before.people - kept, least, prices_from(problem, prices), best.values)


def _in_whole_people(
    problem: Problem, relaxed: Solution, rounded: Solution | None, least: int, limits: Limits
) -> Solution:
    """Who is told twice in whole people; the answer rounded to, where no answer has fewer."""
    if problem.is_whole and problem.programme.is_whole_at(relaxed.values):
        return relaxed
    if rounded is not None and (rounded.cost <= least + CLOSE or not limits.seconds):
        return rounded
    start = None if rounded is None else rounded.values
    found = solve(problem.programme, limits=replace(limits, gap=0.0), start=start)
    return rounded if rounded is not None and found.cost > rounded.cost else found


def _as_found(problem: Problem, fewest: _Fewest) -> Solution:
    """The plan with the fewest told twice as it was found, what is lost at home shared out again.

    Raises CannotBeMet where that was whole only to rounding.
    """
    programme, values = problem.programme, fewest.values
    assert values is not None
    least, most = list(programme.least), list(programme.most)
    for column in range(len(values)):
        if programme.whole[column]:
            programme.least[column] = programme.most[column] = float(round(values[column]))
    for way in problem.builder.ways:
        if way.column >= len(values):
            programme.most[way.column] = 0.0
    found = solve(programme, relaxed=True)
    programme.least[:], programme.most[:] = least, most
    if found.outcome is not Outcome.OPTIMAL:
        raise CannotBeMet({}, is_proved=False)
    return replace(found, outcome=Outcome.FEASIBLE)


# ----------------------------------------------------------------------------------------------------- the plan


def _as_plan(
    problem: Problem,
    before: ToldBefore,
    again: Again,
    set_out: SetOut,
    relaxed: Relaxed,
    best: Solution,
    fewest: _Fewest,
    gap: float,
) -> Plan:
    request, roster, fairness = problem.request, problem.roster, problem.fairness
    sent = without_surplus(problem.builder, best.values)
    keepers = list(_keepers(problem, best.values))
    named = name_people(request, roster, problem.builder, sent, fairness, keepers)
    same = [before.told[each.person] for each in keepers]
    same += set_out.told.values()
    loads = [*named.loads, *(set_out.loads(roster, request, fairness) if fairness else ())]
    assignments = [*named.assignments, *(each for told in same for each in told.tours)]
    lost = [*named.lost, *(each for told in same for each in told.lost)]
    rest_days = set_out.rest_days(roster).total() + sum(each.asks.rest_days for each in keepers)
    searched = max(best.bound, relaxed.bound) if problem.is_whole else relaxed.bound
    made = Plan(
        request=request.id,
        assignments=tuple(sorted(assignments, key=lambda each: (each.out_at, each.person))),
        lost=tuple(sorted(lost, key=lambda each: (each.begins_at, each.person))),
        rest_days=named.rest_days + rest_days,
        cost=best.cost,
        bound=min(relaxed.bound, best.cost),
        searched=min(searched, best.cost),
        finish=finish_of(best, searched, problem.is_whole, gap),
        prices=prices_from(problem, relaxed.prices),
        missing=fewest.missing or {},
        lacking=fewest.lacking or {},
        loads=tuple(sorted(loads, key=lambda each: (-each.load, each.person))),
        seed=fairness.seed if fairness else None,
    )
    twice = changes_between(again.old, made, again.gone).told_twice
    worth = inf if not fewest.people else max(float(relaxed.prices[before.row]), 0.0)
    bound = made.bound if not fewest.people else made.bound + worth * (fewest.people - len(twice))
    made = replace(
        made,
        bound=min(bound, made.cost),
        told_twice=ToldTwice(people=twice, bound=fewest.bound, prices=fewest.prices, worth=worth),
    )
    return with_carriers(made, request, roster)


def _keepers(problem: Problem, values: Reals) -> list[Going]:
    """Who does as they were told; where only some of several can, those who bear least with it."""
    request, roster, fairness = problem.request, problem.roster, problem.fairness
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    found = []
    for kept in problem.builder.kept:
        asks, people = _asks(problem, kept), list(kept.members)
        number = round(float(values[kept.column]))
        if fairness is not None and number < len(people):
            sharers = fairness.sharers([roster.people[who] for who in people], accepted_on)
            weight = fairness.shares.weight_of(asks)
            lots = {who: sharers[roster.people[who].id] for who in people}
            people.sort(key=lambda who: (lots[who].load(weight), lots[who].tie))
        way = Way(kept.signature, kept.path, kept.column)
        found += [Going(who, way, asks) for who in people[:number]]
    return found


def _asks(problem: Problem, kept: Kept) -> Exposure:
    request, fairness = problem.request, problem.fairness
    arcs = list(arcs_of(problem.graphs[kept.signature], kept.path))
    tours = [request.tours[arc.service.tour] for arc in arcs if arc.service is not None]
    nights = 0
    if fairness is not None:
        zone = problem.roster.zone
        nights = sum(fairness.shares.nights_in(tour.begins_at, tour.ends_at, zone) for tour in tours)
    return Exposure(len(tours), nights, sum(arc.rest_day for arc in arcs))
