"""From a request and a roster to a plan: signatures, ways, a programme, its answer, names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from dueregard.engine.optimisation.programme import Reals
from dueregard.engine.optimisation.solving import Limits, Outcome, Solution, solve
from dueregard.mobilisation.diving import dive
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.naming import name_people
from dueregard.mobilisation.plan import Aims, Finish, Plan, Prices
from dueregard.mobilisation.posing import Problem, pose
from dueregard.mobilisation.pricing import Pricing, improve
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.serials import chosen, hold, rounded
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of

CLOSE = 1e-6
NEAR = 1.0
"""A way is near if taking it costs no more than this above the relaxed answer."""
SERIALS_NEAR = 10.0
"""The same while whole serials are chosen."""
SERIAL_LIMITS = Limits(nodes=400, gap=0.005)
"""When to stop choosing whole serials with people still in parts."""
Told = Callable[[str, float, float, float], bool]
"""Told of a phase in words, seconds, best cost and bound; answers whether to stop."""


class CannotBeMet(Exception):
    """No plan meets the request and keeps every rule.

    short: for each need and role, by their places, how many officers the fullest answer lacks. best: the plan
    that meets as much of it as can be, deadline steps first and earliest first; None where none was sought.
    """

    def __init__(self, short: Mapping[tuple[int, int], float], best: Plan | None = None) -> None:
        super().__init__("the request cannot be met")
        self.short, self.best = dict(short), best


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
) -> Plan:
    """The plan that costs the public least among those that keep every rule, with how good it is.

    fairness: which people go is as fair as can be at that cost; without it, in the order of the roster.
    Raises PlanRefused for a roster that contradicts itself, CannotBeMet where no plan exists; its `best` is
    then the plan that meets most, unless even that was cut off by a limit.
    """
    limits = limits or Limits()
    problem = pose(request, roster, rules, aims, commitments)
    problem.fairness = fairness
    relaxed, bound = _relaxed(problem, told)
    best = _whole(problem, relaxed, bound, limits, told)
    short = problem.short_of(best)
    if short is None:
        return _as_plan(problem, relaxed, bound, best)
    raise CannotBeMet(short, _meet_most(problem, limits, told))


def _relaxed(problem: Problem, told: Told | None) -> tuple[Solution, float]:
    """The answer in parts of people, its bound, and the programme made ready for whole people."""
    if problem.is_whole:
        relaxed = solve(problem.programme, relaxed=True)
        return relaxed, relaxed.bound
    pricing = Pricing(problem.builder)
    relaxed, bound = improve(problem.builder, pricing, told)
    serials = problem.builder.needs.serials
    if serials.columns:
        whole = rounded(problem.programme, serials, relaxed.values)
        if whole is None:
            whole = chosen(problem.programme, serials, SERIAL_LIMITS)
        if whole is not None:
            hold(problem.programme, serials, whole)
        held, _ = improve(problem.builder, pricing, told)
        dive(problem.builder, held, pricing)
        return relaxed, bound
    dive(problem.builder, relaxed, pricing)
    return relaxed, bound


def _whole(problem: Problem, relaxed: Solution, bound: float, limits: Limits, told: Told | None) -> Solution:
    """The best answer in whole people: the relaxed one where it happens to be whole, which is often."""
    if problem.is_whole and problem.programme.is_whole_at(relaxed.values):
        return relaxed

    start: Reals | None = None
    if problem.is_whole and problem.builder.needs.serials.columns:
        first = _serials_first(problem, relaxed, limits)
        if first is not None and first.cost <= _reached(relaxed, limits):
            return first
        start = None if first is None else first.values
    elif problem.is_whole:
        near = _among_near_ways(problem, relaxed, limits)
        if near is not None:
            return near

    def follow(seconds: float, cost: float, search: float) -> bool:
        return told is not None and told("choosing whole people", seconds, cost, max(search, bound))

    return solve(problem.programme, limits=limits, start=start, progress=follow if told else None)


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
            values = chosen(programme, serials, SERIAL_LIMITS)
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


def _meet_most(problem: Problem, limits: Limits, told: Told | None) -> Plan | None:
    """Whole units are left out, as few as can be of the earliest deadline step, then of the next, then of tours;
    then specialists.
    """
    missing: dict[int, int] = {}
    columns, specialists = problem.add_missing_units(), problem.add_lacking()
    for at in problem.needs_in_order():
        answer = problem.least_of([columns[each] for each in at], limits)
        if answer is None:
            return None
        for each in at:
            missing[each] = round(float(answer.values[columns[each]]))
            problem.fix(columns[each], missing[each])
    answer = problem.least_of(list(specialists.values()), limits)
    if answer is None:
        return None
    lacking = {key: round(float(answer.values[column])) for key, column in specialists.items()}
    for key, column in specialists.items():
        problem.fix(column, lacking[key])
    relaxed, bound = _relaxed(problem, told)
    best = _whole(problem, relaxed, bound, limits, told)
    if problem.short_of(best) is not None:
        return None
    found = _as_plan(problem, relaxed, bound, best)
    return replace(
        found,
        missing={at: units for at, units in missing.items() if units},
        lacking={key: officers for key, officers in lacking.items() if officers},
    )


def _as_plan(problem: Problem, relaxed: Solution, bound: float, best: Solution) -> Plan:
    named = name_people(problem.request, problem.roster, problem.builder, best.values, problem.fairness)
    searched = max(best.bound, bound) if problem.is_whole else bound
    return Plan(
        request=problem.request.id,
        assignments=named.assignments,
        lost=named.lost,
        rest_days=named.rest_days,
        cost=best.cost,
        bound=min(bound, best.cost),
        searched=min(searched, best.cost),
        finish=_finish(best, searched, problem.is_whole),
        prices=_prices(problem, relaxed.prices),
        loads=named.loads,
        seed=problem.fairness.seed if problem.fairness else None,
    )


def _finish(best: Solution, searched: float, is_whole: bool) -> Finish:
    if best.cost - searched <= CLOSE * max(1.0, abs(best.cost)):
        return Finish.OPTIMAL
    return Finish.WITHIN_GAP if best.outcome is Outcome.OPTIMAL or not is_whole else Finish.STOPPED


def _prices(problem: Problem, duals: Reals) -> Prices:
    request, areas = problem.request, problem.roster.local_areas
    needs = {
        (str(request.needs[need].tour), str(request.roles[role].id), need): float(duals[row])
        for (need, role), row in problem.builder.needs.rows.items()
    }
    serials = {
        (str(request.needs[need].tour), str(request.roles[role].id), need, str(areas[area])): float(
            duals[row]
        )
        for (need, role, area), row in problem.builder.needs.serials.rows.items()
    }
    removed = {}
    for cell, segments in problem.home.segments.items():
        area, function = divmod(cell, len(DUTY_FUNCTIONS))
        for each in segments:
            if each.row is not None:
                key = (
                    areas[area],
                    str(DUTY_FUNCTIONS[function]),
                    moment_of(each.begins),
                    moment_of(each.ends),
                )
                removed[key] = -float(duals[each.row])
    return Prices(needs=needs, removed=removed, serials=serials)
