"""From a request and a roster to a plan: signatures, ways, a programme, its answer, names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dueregard.engine.optimisation.programme import Programme, Reals
from dueregard.engine.optimisation.solving import Limits, Outcome, Solution, solve
from dueregard.mobilisation.columns import Builder, Home, build_home, build_needs
from dueregard.mobilisation.diving import dive
from dueregard.mobilisation.naming import name_people
from dueregard.mobilisation.plan import Aims, Finish, Plan, Prices
from dueregard.mobilisation.pricing import Pricing, improve
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import Signature, group, read_work
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trips import TripBuilder, TripGraph
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of

MOST_WAYS = 30_000
"""Up to this many ways the programme holds them all; beyond, it is given those that its prices ask for."""
SHORT = 1e5
"""What an officer short counts in the programme: more than any officer's tours can cost at home."""

Told = Callable[[str, float, float, float], bool]
"""Told of a phase in words, seconds, best cost and bound; answers whether to stop."""


class CannotBeMet(Exception):
    """No plan meets the request and keeps every rule; `short` says how many of which role each need lacks."""

    def __init__(self, short: dict[tuple[int, int], float]) -> None:
        super().__init__("the request cannot be met")
        self.short = short


@dataclass(slots=True)
class Problem:
    """Everything between a request and its programme."""

    request: Request
    roster: Roster
    rules: TourRules
    signatures: list[Signature]
    graphs: list[TripGraph]
    home: Home
    builder: Builder
    slack: dict[tuple[int, int], int]
    is_whole: bool


def plan_request(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    *,
    commitments: Sequence[Commitment] = (),
    limits: Limits | None = None,
    told: Told | None = None,
) -> Plan:
    """The plan that costs the public least among those that keep every rule, with how good it is.

    Raises PlanRefused for a roster that contradicts itself, CannotBeMet where no plan exists.
    """
    limits = limits or Limits()
    problem = pose(request, roster, rules, aims, commitments)
    programme = problem.builder.programme
    if problem.is_whole:
        relaxed = solve(programme, relaxed=True)
        bound = relaxed.bound
    else:
        pricing = Pricing(problem.builder)
        relaxed, bound = improve(problem.builder, pricing, told)
        dive(problem.builder, relaxed, pricing)
    best = _whole(problem, bound, limits, told)
    _refuse_short(problem, best)
    return _as_plan(problem, relaxed, bound, best)


def pose(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment] = (),
) -> Problem:
    """The programme of a request, with every way in it if there are not too many."""
    work = read_work(roster, request, rules, commitments)
    signatures = group(roster, work, request, rules)
    graphs = _graphs(request, rules, roster.zone, signatures)
    cuts = {arc.left_at for graph in graphs for arc in graph.arcs if arc.left_at is not None}
    programme = Programme()
    needs = build_needs(programme, request, sum(len(each.members) for each in signatures))
    home = build_home(programme, roster, work, signatures, aims, cuts)
    slack = {
        key: programme.add_column(SHORT, most=programme.row_least[row], entries=[(row, 1.0)])
        for key, row in needs.rows.items()
    }
    builder = Builder(programme, home, needs, rules, signatures, graphs)
    whole = _add_all(builder)
    return Problem(request, roster, rules, signatures, graphs, home, builder, slack, whole)


def _graphs(
    request: Request, rules: TourRules, zone: str, signatures: Sequence[Signature]
) -> list[TripGraph]:
    """A graph for each signature; those of the same timetable and tours share one."""
    builder = TripBuilder(request, rules, zone)
    made: dict[tuple[object, ...], TripGraph] = {}
    found = []
    for each in signatures:
        may_work = tuple(map(bool, each.roles))
        key = (each.timetable, may_work)
        if key not in made:
            made[key] = builder.build(each.timetable, may_work)
        found.append(made[key])
    return found


def _add_all(builder: Builder) -> bool:
    listed: dict[int, list[tuple[int, ...]] | None] = {}
    total = 0
    for graph in builder.graphs:
        if id(graph) not in listed:
            listed[id(graph)] = graph.paths(MOST_WAYS)
        paths = listed[id(graph)]
        total += MOST_WAYS + 1 if paths is None else len(paths)
        if total > MOST_WAYS:
            return False
    for at, graph in enumerate(builder.graphs):
        for path in listed[id(graph)] or ():
            builder.add(at, path)
    return True


def _whole(problem: Problem, bound: float, limits: Limits, told: Told | None) -> Solution:
    def follow(seconds: float, cost: float, search: float) -> bool:
        return told is not None and told("choosing whole people", seconds, cost, max(search, bound))

    return solve(problem.builder.programme, limits=limits, progress=follow if told else None)


def _refuse_short(problem: Problem, best: Solution) -> None:
    if best.outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
        raise CannotBeMet({})
    short = {key: float(best.values[column]) for key, column in problem.slack.items()}
    short = {key: round(number, 6) for key, number in short.items() if number > 1e-6}
    if short:
        raise CannotBeMet(short)


def _as_plan(problem: Problem, relaxed: Solution, bound: float, best: Solution) -> Plan:
    named = name_people(problem.request, problem.roster, problem.builder, best.values)
    cost = best.cost
    finish = Finish.OPTIMAL if best.outcome is Outcome.OPTIMAL else Finish.STOPPED
    return Plan(
        request=problem.request.id,
        assignments=named.assignments,
        lost=named.lost,
        rest_days=named.rest_days,
        cost=cost,
        bound=min(bound, cost),
        searched=best.bound if problem.is_whole else bound,
        finish=finish,
        prices=_prices(problem, relaxed.prices),
    )


def _prices(problem: Problem, duals: Reals) -> Prices:
    request, areas = problem.request, problem.roster.local_areas
    needs = {
        (str(request.needs[need].tour), str(request.roles[role].id), need): float(duals[row])
        for (need, role), row in problem.builder.needs.rows.items()
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
    return Prices(needs=needs, removed=removed)
