"""From a request and a roster to a plan: signatures, ways, a programme, its answer, names.

At any time there is a plan: the first one within a second, then the best found. Where the time is up or somebody
says stop, that is the answer, with the best bound that prices had proved by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil, inf

import numpy as np

from dueregard.engine.optimisation.programme import Reals
from dueregard.engine.optimisation.solving import GrowingRelaxation, Limits, Outcome, Solution, solve
from dueregard.mobilisation.carriers import with_carriers
from dueregard.mobilisation.certifying import finish_of, prices_from
from dueregard.mobilisation.diving import dive
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.first_plan import FirstPlan
from dueregard.mobilisation.naming import name_people
from dueregard.mobilisation.plan import Aims, Finish, Plan, Prices
from dueregard.mobilisation.posing import SHORT, Ground, Problem, lay, pose_on
from dueregard.mobilisation.pricing import Pricing, improve
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.serials import chosen, hold, rounded
from dueregard.mobilisation.surplus import without_surplus
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.watch import Told, Watch
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.roster import Roster

CLOSE = 1e-6
NEAR = 1.0
"""A way is near if taking it costs no more than this above the relaxed answer."""
SERIALS_NEAR = 10.0
"""The same while whole serials are chosen."""
SERIAL_LIMITS = Limits(nodes=400, gap=0.005)
"""When to stop choosing whole serials with people still in parts."""
FEW_TOURS = 6
"""With more tours a first plan is made before anything else; with fewer the best is soon found."""
SHORT_TIMES = 30.0
"""So many times what an officer of the first plan costs an officer short counts at first, lest prices swing."""
SHARED_GAP = 0.25
"""The share of the gap asked for that the relaxed answer may leave."""


class CannotBeMet(Exception):
    """No plan meets the request and keeps every rule; or none was found in the time, where not proved.

    short: for each need and role, by their places, how many officers the fullest answer lacks. best: the plan
    that meets as much of it as can be, deadline steps first and earliest first; None where none was sought.
    is_proved: whether no plan can meet it; where not, the time was up, or whole people were not found among the ways
    that prices asked for.
    """

    def __init__(
        self, short: Mapping[tuple[int, int], float], best: Plan | None = None, is_proved: bool = True
    ) -> None:
        super().__init__("the request cannot be met")
        self.short, self.best, self.is_proved = dict(short), best, is_proved


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The answer in parts of people, the bound and the prices that prove it; whether the search for it ended.

    rounded: an answer in whole people, where rounding came to one.
    """

    answer: Solution
    bound: float
    prices: Reals
    is_done: bool = True
    rounded: Solution | None = None


def plan_request(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    *,
    commitments: Sequence[Commitment] = (),
    limits: Limits | None = None,
    told: Told | None = None,
    fairness: Fairness | None = None,
    searched: list[Problem] | None = None,
) -> Plan:
    """The plan that costs the public least among those that keep every rule, with how good it is.

    limits: of the whole, from the roster to names; when the seconds are over, or `told` answers that it is enough,
    the best plan found is given. fairness: which people go is as fair as can be at that cost; without it, in the
    order of the roster. searched: the programme, with the ways that the search came to know, is added to it.
    Raises PlanRefused for a roster that contradicts itself, CannotBeMet where no plan exists; its `best` is
    then the plan that meets most, unless even that was cut off by a limit.
    """
    limits = limits or Limits()
    watch = Watch(limits.seconds, told)
    ground = lay(request, roster, rules, aims, commitments)
    try:
        return with_carriers(_planned(ground, limits, watch, fairness, searched), request, roster)
    except CannotBeMet as error:
        error.best = None if error.best is None else with_carriers(error.best, request, roster)
        raise


def _planned(
    ground: Ground,
    limits: Limits,
    watch: Watch,
    fairness: Fairness | None,
    searched: list[Problem] | None,
) -> Plan:
    request = ground.request
    beside = request.serial or ground.needs.carriers.rows  # of which a first plan knows nothing
    first = ground.first_plan() if len(request.tours) > FEW_TOURS and not beside else None
    if first is not None and not first.short:
        watch.tell("a first plan", first.cost, 0.0)
    problem = pose_on(ground, watch)
    if problem is None:
        return _given_first(ground, first, None, fairness)
    problem.fairness = fairness
    if searched is not None:
        searched.append(problem)
    relaxed = relax(problem, watch, limits.gap, first)
    best = choose_whole(problem, relaxed, limits, watch)
    short = problem.short_of(best)
    if short is None and not (first and not first.short and first.cost < best.cost):
        return _as_plan(problem, relaxed, best, limits.gap)
    if short is None or not relaxed.is_done or watch.is_over() or best.outcome is Outcome.UNKNOWN:
        return _given_first(ground, first, relaxed, fairness)
    if first is not None and not first.short:
        return _given_first(ground, first, relaxed, fairness)
    is_proved = problem.is_proved_short(relaxed.answer, best)
    found = _meet_most(problem, limits, watch)
    if found is None and (watch.is_over() or not is_proved):
        return _given_first(ground, first, relaxed, fairness)
    if found is not None and not found.missing and not found.lacking:
        return found
    raise CannotBeMet(short, found, is_proved)


def _given_first(
    ground: Ground, first: FirstPlan | None, relaxed: Relaxed | None, fairness: Fairness | None
) -> Plan:
    """The first plan, where the search found none that is better in its time. Raises CannotBeMet."""
    if ground.request.serial or ground.needs.carriers.rows:
        raise CannotBeMet({}, is_proved=False)
    first = first or ground.first_plan()
    named = name_people(ground.request, ground.roster, first.builder, first.values, fairness)
    bound = relaxed.bound if relaxed and not first.short else 0.0
    plan = Plan(
        request=ground.request.id,
        assignments=named.assignments,
        lost=named.lost,
        rest_days=named.rest_days,
        cost=first.cost,
        bound=min(bound, first.cost),
        searched=min(bound, first.cost),
        finish=Finish.STOPPED,
        prices=prices_from(ground, relaxed.prices) if relaxed and bound > 0 else Prices(),
        loads=named.loads,
        seed=fairness.seed if fairness else None,
    )
    if first.cost - bound <= CLOSE * max(1.0, first.cost):
        plan = replace(plan, finish=Finish.OPTIMAL)
    if not first.short:
        return plan
    missing, lacking = _left_out(ground.request, first.short)
    raise CannotBeMet(first.short, replace(plan, missing=missing, lacking=lacking), is_proved=False)


def _left_out(
    request: Request, short: Mapping[tuple[int, int], int]
) -> tuple[dict[int, int], dict[tuple[int, str], int]]:
    """What officers short mean: whole units left out of needs, and specialists beyond them."""
    missing: dict[int, int] = {}
    lacking: dict[tuple[int, str], int] = {}
    in_unit = {each.role: each.officers for each in request.unit.needs}
    for (at, role), officers in sorted(short.items()):
        name, need = request.roles[role].id, request.needs[at]
        units = min(ceil(officers / in_unit[name]), need.units) if name in in_unit else 0
        missing[at] = max(missing.get(at, 0), units)
        beyond = officers - units * in_unit.get(name, 0)
        if beyond > 0:
            lacking[at, str(name)] = beyond
    return {at: units for at, units in missing.items() if units}, lacking


def relax(problem: Problem, watch: Watch, gap: float, first: FirstPlan | None) -> Relaxed:
    """The answer in parts of people, its bound, and the programme made ready for whole people."""
    if problem.is_whole:
        answer = solve(problem.programme, relaxed=True)
        return Relaxed(answer, answer.bound, answer.prices)
    builder, pricing = problem.builder, Pricing(problem.builder)
    for signature, path in first.ways() if first else ():
        pricing.add(signature, path)
    growing = GrowingRelaxation(builder.programme)
    if first is not None and not first.short:
        _count_short(problem, growing, SHORT_TIMES * (first.cost / problem.officers_needed() + 1.0))
        improve(builder, growing, pricing, watch, SHARED_GAP * gap)
        _count_short(problem, growing, SHORT)
    answer, bound, prices = improve(builder, growing, pricing, watch, SHARED_GAP * gap)
    is_done = answer.outcome is Outcome.OPTIMAL and not watch.is_over()
    serials = builder.needs.serials
    whole_people: Solution | None = None
    most = first.cost if first is not None and not first.short else inf
    if is_done and serials.columns:
        whole = rounded(builder.programme, serials, answer.values)
        if whole is None:
            whole = chosen(builder.programme, serials, replace(SERIAL_LIMITS, seconds=watch.left()))
        if whole is not None:
            hold(builder.programme, serials, whole)
        growing = GrowingRelaxation(builder.programme)
        held, _, _ = improve(builder, growing, pricing, watch, SHARED_GAP * gap)
        whole_people = dive(builder, growing, held, pricing, watch, bound)
    elif is_done:
        whole_people = dive(builder, growing, answer, pricing, watch, bound, most)
    return Relaxed(answer, bound, prices, is_done, whole_people)


def _count_short(problem: Problem, growing: GrowingRelaxation, cost: float) -> None:
    """Let an officer short count so much."""
    for column in problem.slack.values():
        problem.programme.cost[column] = cost
        growing.hold(column)


def choose_whole(problem: Problem, relaxed: Relaxed, limits: Limits, watch: Watch) -> Solution:
    """The best answer in whole people: the relaxed one where it happens to be whole, which is often."""
    if problem.is_whole and problem.programme.is_whole_at(relaxed.answer.values):
        return relaxed.answer

    limits = replace(limits, seconds=watch.left())
    start: Reals | None = None
    if problem.is_whole and problem.builder.needs.serials.columns:
        first = _serials_first(problem, relaxed.answer, limits)
        if first is not None and first.cost <= _reached(relaxed.answer, limits):
            return first
        start = None if first is None else first.values
    elif problem.is_whole:
        near = _among_near_ways(problem, relaxed.answer, limits)
        if near is not None:
            return near

    def follow(seconds: float, cost: float, search: float) -> bool:
        close = cost < inf and cost - relaxed.bound <= limits.gap * abs(cost)
        return watch.tell("choosing whole people", cost, max(search, relaxed.bound)) or close

    rounded = relaxed.rounded
    if rounded is not None:
        if rounded.cost - relaxed.bound <= limits.gap * abs(rounded.cost) or watch.is_over():
            return rounded
        start = rounded.values
    if watch.is_over():
        return Solution(Outcome.UNKNOWN, np.zeros(0), inf, relaxed.bound, np.zeros(0))
    found = solve(
        problem.programme, limits=replace(limits, seconds=watch.left()), start=start, progress=follow
    )
    return rounded if rounded is not None and found.cost > rounded.cost else found


def _serials_first(problem: Problem, relaxed: Solution, limits: Limits) -> Solution | None:
    """Whole serials, then whole people with the serials held: the better of rounded serials and of those chosen with
    people in parts, which are sought only where rounding does not come near enough.
    """
    programme, serials = problem.programme, problem.builder.needs.serials
    best: Solution | None = None
    with _only_near_ways(problem, relaxed, SERIALS_NEAR):
        values = rounded(programme, serials, relaxed.values)
        if values is not None:
            best = _with_serials(problem, relaxed, values, limits)
        if best is None or best.cost > _reached(relaxed, limits):
            values = chosen(programme, serials, replace(SERIAL_LIMITS, seconds=limits.seconds))
            other = None if values is None else _with_serials(problem, relaxed, values, limits)
            if best is None or (other is not None and other.cost < best.cost):
                best = other
    return best


@contextmanager
def _only_near_ways(problem: Problem, relaxed: Solution, near: float) -> Iterator[None]:
    """Ways that cost more than so much above the relaxed answer are closed for a while."""
    programme = problem.programme
    reduced = programme.reduced_costs(relaxed.prices)
    far = [way.column for way in problem.builder.ways if reduced[way.column] > near]
    kept = {column: programme.most[column] for column in far}
    for column in far:
        programme.most[column] = programme.least[column]
    try:
        yield
    finally:
        for column, most in kept.items():
            programme.most[column] = most


def _with_serials(problem: Problem, relaxed: Solution, values: Reals, limits: Limits) -> Solution | None:
    programme, serials = problem.programme, problem.builder.needs.serials
    least, most = list(programme.least), list(programme.most)
    hold(programme, serials, values)
    held = solve(programme, relaxed=True)
    found: Solution | None = None
    if held.outcome is Outcome.OPTIMAL:
        found = held if programme.is_whole_at(held.values) else _among_near_ways(problem, held, limits)
        found = found or solve(programme, limits=replace(limits, gap=max(limits.gap, SERIAL_LIMITS.gap)))
    programme.least[:], programme.most[:] = least, most
    if found is None or found.outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
        return None
    return replace(found, bound=relaxed.bound)


def _among_near_ways(problem: Problem, relaxed: Solution, limits: Limits) -> Solution | None:
    """The best answer among ways that the relaxed prices find worth it; None unless it reaches the relaxed bound."""
    with _only_near_ways(problem, relaxed, NEAR):
        answer = solve(problem.programme, limits=limits)
    if answer.outcome is not Outcome.OPTIMAL or answer.cost > _reached(relaxed, limits):
        return None
    return replace(answer, bound=relaxed.bound)  # its own bound is for the near ways only


def _reached(relaxed: Solution, limits: Limits) -> float:
    return relaxed.bound + max(limits.gap, CLOSE / 10) * max(1.0, abs(relaxed.bound))


def _meet_most(problem: Problem, limits: Limits, watch: Watch) -> Plan | None:
    """The best plan with as little left out as can be."""
    left_out = leave_out(problem, limits, watch)
    if left_out is None:
        return None
    relaxed = relax(problem, watch, limits.gap, None)
    best = choose_whole(problem, relaxed, limits, watch)
    if problem.short_of(best) is not None:
        return None
    missing, lacking = left_out
    return replace(_as_plan(problem, relaxed, best, limits.gap), missing=missing, lacking=lacking)


def leave_out(
    problem: Problem, limits: Limits, watch: Watch
) -> tuple[dict[int, int], dict[tuple[int, str], int]] | None:
    """Whole units are left out, as few as can be of the earliest deadline step, then of the next, then of tours;
    then specialists. What is left out is held in the programme from then on; None where the time was up.
    """
    missing: dict[int, int] = {}
    problem.let_go()
    columns, specialists = problem.add_missing_units(), problem.add_lacking()
    for at in problem.needs_in_order():
        _ask_for_ways(problem, [columns[each] for each in at], watch)
        limits = replace(limits, seconds=watch.left())
        answer = problem.least_of([columns[each] for each in at], limits)
        if answer is None:
            return None
        for each in at:
            missing[each] = round(float(answer.values[columns[each]]))
            problem.fix(columns[each], missing[each])
    _ask_for_ways(problem, list(specialists.values()), watch)
    answer = problem.least_of(list(specialists.values()), limits)
    if answer is None:
        return None
    lacking = {key: round(float(answer.values[column])) for key, column in specialists.items()}
    for key, column in specialists.items():
        problem.fix(column, lacking[key])
    return (
        {at: units for at, units in missing.items() if units},
        {key: officers for key, officers in lacking.items() if officers},
    )


def _ask_for_ways(problem: Problem, columns: Sequence[int], watch: Watch) -> None:
    """Let prices ask for the ways that leave least of some needs out, where the programme does not hold all ways."""
    if problem.is_whole:
        return
    with problem.only_counting(columns):
        improve(
            problem.builder, GrowingRelaxation(problem.programme), Pricing(problem.builder), watch, SHARED_GAP
        )


def _as_plan(problem: Problem, relaxed: Relaxed, best: Solution, gap: float) -> Plan:
    bound = relaxed.bound
    sent = without_surplus(problem.builder, best.values)
    named = name_people(problem.request, problem.roster, problem.builder, sent, problem.fairness)
    searched = max(best.bound, bound) if problem.is_whole else bound
    return Plan(
        request=problem.request.id,
        assignments=named.assignments,
        lost=named.lost,
        rest_days=named.rest_days,
        cost=best.cost,
        bound=min(bound, best.cost),
        searched=min(searched, best.cost),
        finish=finish_of(best, searched, problem.is_whole, gap),
        prices=prices_from(problem, relaxed.prices),
        loads=named.loads,
        seed=problem.fairness.seed if problem.fairness else None,
    )
