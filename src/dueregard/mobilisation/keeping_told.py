"""Columns for those who may do as the plan before told them, beside the ways of a plan made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf

from dueregard.common.codecs import Id
from dueregard.mobilisation.columns import Kept, lost_on
from dueregard.mobilisation.posing import SHORT, Problem
from dueregard.mobilisation.signatures import PlanRefused, Signature
from dueregard.mobilisation.telling import Told
from dueregard.mobilisation.trips import SINK, SOURCE, Arc, TripGraph
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.shifts import minute_of

_Group = tuple[int, tuple[int, ...], tuple[int, ...]]


@dataclass(slots=True)
class ToldBefore:
    """People of the plan before, as a programme sees them.

    people: how many can be told twice. row: the row of all who do as they were told. constant: a column that is
    always one.
    """

    people: int
    row: int
    constant: int
    told: dict[int, Told] = field(default_factory=dict)

    def allow(self, problem: Problem, told_twice: int | None) -> None:
        """Let so many people be told twice; None: anybody."""
        problem.programme.row_least[self.row] = -inf if told_twice is None else self.people - told_twice

    def hold(self, problem: Problem) -> None:
        """Everybody does as they were told."""
        for kept in problem.builder.kept:
            problem.programme.least[kept.column] = float(len(kept.members))

    def free(self, problem: Problem) -> None:
        """Anybody may be told another thing."""
        for kept in problem.builder.kept:
            problem.programme.least[kept.column] = 0.0

    @contextmanager
    def counting(self, problem: Problem) -> Iterator[None]:
        """For a while nothing counts but officers short and people told twice."""
        programme, builder = problem.programme, problem.builder
        cost = list(programme.cost)
        programme.cost[:] = [0.0] * len(cost)
        for column in problem.slack.values():
            programme.cost[column] = SHORT
        for kept in builder.kept:
            programme.cost[kept.column] = -1.0
        programme.cost[self.constant] = float(self.people)
        builder.counts_home = False
        yield
        builder.counts_home = True
        programme.cost[: len(cost)] = cost
        for way in builder.ways:
            if way.column >= len(cost):
                programme.cost[way.column], _ = builder.reckon(way.signature, way.path)


def keep_told(problem: Problem, before: dict[Id, Told]) -> ToldBefore:
    """Columns for people of the plan before. Raises PlanRefused for somebody whom the roster does not list.

    Whose tours or lost duties are no lawful way any more has none, and is told twice whatever happens.
    """
    programme, builder = problem.programme, problem.builder
    numbers = {person.id: at for at, person in enumerate(problem.roster.people)}
    signatures = {who: at for at, each in enumerate(builder.signatures) for who in each.members}
    found = ToldBefore(len(before), programme.add_row(), programme.add_column(0.0, least=1.0, most=1.0))
    groups: dict[_Group, list[int]] = {}
    for who, told in before.items():
        if who not in numbers:
            raise PlanRefused(
                f"{who} goes by the plan before and is not on the roster: name them among the drop-outs."
            )
        number = numbers[who]
        found.told[number] = told
        at = signatures.get(number)
        path = None if at is None else _path_told(problem, builder.graphs[at], builder.signatures[at], told)
        if at is not None and path is not None:
            groups.setdefault((at, path, _roles(problem, told)), []).append(number)
    for (at, path, roles), members in groups.items():
        cost, entries = builder.reckon(at, path, roles)
        entries = sorted([*entries, (found.row, 1.0)])
        column = programme.add_column(cost, most=len(members), whole=True, entries=entries)
        builder.kept.append(Kept(at, path, roles, tuple(members), column))
    return found


def _roles(problem: Problem, told: Told) -> tuple[int, ...]:
    places = {role.id: at for at, role in enumerate(problem.request.roles)}
    return tuple(places[each.role] for each in told.tours)


def _path_told(problem: Problem, graph: TripGraph, who: Signature, told: Told) -> tuple[int, ...] | None:
    """The path of a graph on which somebody works the tours and loses the duties told; None where there is none."""
    request = problem.request
    tours = {tour.id: at for at, tour in enumerate(request.tours)}
    roles = {role.id: at for at, role in enumerate(request.roles)}
    areas = {area: at for at, area in enumerate(problem.roster.local_areas)}
    asked = []
    for each in told.tours:
        at = tours.get(each.tour)
        if at is None or roles.get(each.role) not in who.roles[at]:
            return None
        asked.append((at, minute_of(each.out_at), minute_of(each.present_at), minute_of(each.home_at)))
    lost = {
        (
            areas.get(each.local_area, -1) * len(DUTY_FUNCTIONS) + DUTY_FUNCTIONS.index(each.function),
            minute_of(each.begins_at),
            minute_of(each.ends_at),
        )
        for each in told.lost
    }

    def goes_on(arc: Arc, worked: int) -> bool:
        """Whether an arc after some of the tours told is as told."""
        if arc.service is not None or arc.end == SINK:
            ends = 0 if not worked else minute_of(request.tours[asked[worked - 1][0]].ends_at)
            home = ends + (0 if arc.lodged else request.travel_minutes)
            if worked and asked[worked - 1][3] != home:
                return False
        if arc.service is None:
            return arc.end != SINK or worked == len(asked)
        return worked < len(asked) and asked[worked][:3] == (arc.service.tour, arc.out, arc.present)

    stack: list[tuple[int, tuple[int, ...], int, int]] = [(SOURCE, (), 0, 0)]
    seen = set()
    while stack:
        node, path, worked, gone = stack.pop()
        for number in graph.leaving[node]:
            arc = graph.arcs[number]
            spans = list(lost_on(arc, who))
            if not goes_on(arc, worked) or not lost.issuperset(spans):
                continue
            after = (arc.end, (*path, number), worked + (arc.service is not None), gone + len(spans))
            if arc.end == SINK:
                if after[3] == len(lost):
                    return after[1]
            elif (arc.end, *after[2:]) not in seen:
                seen.add((arc.end, *after[2:]))
                stack.append(after)
    return None
