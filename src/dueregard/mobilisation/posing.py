"""The programme of a request: everything between its words and a solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from dueregard.engine.optimisation.programme import Programme
from dueregard.engine.optimisation.solving import Limits, Outcome, Solution, solve
from dueregard.mobilisation.carriers import CARRIERS, build_carriers
from dueregard.mobilisation.columns import Builder, Home, Needs, build_home, build_needs
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.first_plan import FirstPlan, first_plan
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.serials import build_serials, release
from dueregard.mobilisation.signatures import Signature, group, read_work
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trip_building import Growing, TripBuilder
from dueregard.mobilisation.trips import TripGraph
from dueregard.mobilisation.watch import Watch
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.roster import Roster

MOST_WAYS = 30_000
"""Up to this many ways the programme holds them all; beyond, it is given those that its prices ask for."""
SHORT = 1e5
"""What an officer short counts in the programme: more than any officer's tours can cost at home."""
SERIALS = -1
"""In place of a role: serials short of a need."""
CLOSE = 1e-6


@dataclass(slots=True)
class Problem:
    """A request's programme with what its rows and columns mean.

    slack: for each need and role the column of officers short, and with SERIALS for a role of serials. is_whole:
    all ways are in it.
    fairness: how names are chosen.
    """

    request: Request
    roster: Roster
    rules: TourRules
    signatures: list[Signature]
    graphs: list[TripGraph]
    home: Home
    builder: Builder
    slack: dict[tuple[int, int], int]
    is_whole: bool = field(default=False)
    fairness: Fairness | None = None

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.builder.programme

    @property
    def needs(self) -> Needs:
        """The rows of the needs."""
        return self.builder.needs

    def officers_needed(self) -> float:
        """Officers needed in all, over needs and roles."""
        return sum(self.programme.row_least[row] for row in self.needs.rows.values())

    def short_of(self, answer: Solution) -> dict[tuple[int, int], float] | None:
        """How many officers of which need and role an answer lacks; None where it lacks none."""
        if answer.outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
            return {}
        short = {key: round(float(answer.values[column]), 6) for key, column in self.slack.items()}
        short = {key: number for key, number in short.items() if number > CLOSE}
        return short or None

    def is_proved_short(self, relaxed: Solution, best: Solution) -> bool:
        """Whether an answer is short because it must be: parts of people are short too, or all ways were searched."""
        if self.is_whole:
            return best.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE)
        return self.short_of(relaxed) is not None

    def let_go(self) -> None:
        """Free what was held on the way to whole people."""
        for way in self.builder.ways:
            self.programme.least[way.column] = 0.0
        release(self.programme, self.needs.serials)

    @contextmanager
    def only_counting(self, columns: Sequence[int]) -> Iterator[None]:
        """For a while nobody is short by ones, and to use one of some columns counts more than all at home."""
        programme = self.programme
        cost, most = list(programme.cost), list(programme.most)
        for column in columns:
            programme.cost[column] = SHORT * self.request.unit.officers
        for column in self.slack.values():
            programme.most[column] = 0.0
        yield
        programme.cost[: len(cost)], programme.most[: len(most)] = cost, most

    def add_missing_units(self) -> dict[int, int]:
        """A column for each need: whole units left out of it. Officers short by ones are closed off."""
        places = {role.id: at for at, role in enumerate(self.request.roles)}
        columns = {}
        for at, need in enumerate(self.request.needs):
            entries = [
                (self.builder.needs.rows[at, places[each.role]], float(each.officers))
                for each in self.request.unit.needs
                if (at, places[each.role]) in self.builder.needs.rows
            ]
            entries += self.builder.needs.serials.less_a_unit(at)
            entries += self.builder.needs.carriers.less_a_unit(at)
            columns[at] = self.programme.add_column(0.0, most=need.units, whole=True, entries=sorted(entries))
        return columns

    def add_lacking(self) -> dict[tuple[int, str], int]:
        """A column for each specialist role of a need: specialists left out of it."""
        places = {role.id: at for at, role in enumerate(self.request.roles)}
        columns = {}
        for at, need in enumerate(self.request.needs):
            tour = next(each for each in self.request.tours if each.id == need.tour)
            for each in tour.specialists if need.units == tour.units else ():
                row = self.builder.needs.rows.get((at, places[each.role]))
                key = (at, str(each.role))
                if row is not None and key not in columns:
                    most = sum(other.officers for other in tour.specialists if other.role == each.role)
                    columns[key] = self.programme.add_column(0.0, most=most, whole=True, entries=[(row, 1.0)])
        return columns

    def needs_in_order(self) -> list[list[int]]:
        """Places of needs as they come first: each deadline step by itself, then all other tours together."""
        steps = len(self.request.steps)
        rest = list(range(steps, len(self.request.needs)))
        return [[at] for at in range(steps)] + ([rest] if rest else [])

    def least_of(self, columns: Sequence[int], limits: Limits) -> Solution | None:
        """The answer with the least sum of some columns and nobody short by ones; None where there is none."""
        kept, programme = list(self.programme.cost), self.programme
        programme.cost[:] = [0.0] * len(kept)
        for column in columns:
            programme.cost[column] = 1.0
        for column in self.slack.values():
            programme.cost[column] = SHORT
        answer = solve(programme, limits=limits)
        programme.cost[:] = kept
        return None if self.short_of(answer) is not None else answer

    def fix(self, column: int, value: float) -> None:
        """Hold a column at a value."""
        self.programme.least[column] = self.programme.most[column] = value


@dataclass(slots=True)
class Ground:
    """What a programme stands on, ready at once: people alike, needs, what stays at home; no ways yet.

    growing: for each signature its graph, of which only what leaves its source is there.
    """

    request: Request
    roster: Roster
    rules: TourRules
    signatures: list[Signature]
    growing: list[Growing]
    programme: Programme
    needs: Needs
    home: Home
    slack: dict[tuple[int, int], int]

    def first_plan(self) -> FirstPlan:
        """A plan within a second, which knows no serials. Ways that it walks are then there."""
        return first_plan(self.request, self.rules, self.signatures, self.growing, self.home)


def lay(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment] = (),
    losers: Sequence[Signature] = (),
) -> Ground:
    """The ground of a programme. losers: people who lose duties whatever is planned. Raises PlanRefused."""
    work = read_work(roster, request, rules, commitments)
    signatures = group(roster, work, request, rules, aims.minimum_kinds if aims.has_minimum else None)
    trips = TripBuilder(request, rules, roster.zone)
    growing = _growing(trips, signatures)
    running = {each.timetable.running for each in signatures}
    cuts = {
        out for out in trips.leaving_on_duty() if any(span and span[0] < out < span[1] for span in running)
    }
    cuts |= {edge for each in losers for span in each.timetable.duties for edge in span}
    programme = Programme()
    needs = build_needs(programme, request, sum(len(each.members) for each in signatures))
    needs.serials = build_serials(programme, request, len(roster.local_areas), SHORT)
    needs.carriers = build_carriers(programme, request, roster, SHORT)
    home = build_home(programme, roster, work, [*signatures, *losers], aims, cuts)
    slack = {
        key: programme.add_column(SHORT, most=programme.row_least[row], entries=[(row, 1.0)])
        for key, row in needs.rows.items()
    }
    slack |= {(need, SERIALS): column for need, column in needs.serials.short.items()}
    slack |= {(need, CARRIERS): column for need, column in needs.carriers.short.items()}
    return Ground(request, roster, rules, signatures, growing, programme, needs, home, slack)


def pose(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment] = (),
) -> Problem:
    """The programme of a request, with every way in it if there are not too many. Raises PlanRefused."""
    problem = pose_on(lay(request, roster, rules, aims, commitments), Watch())
    assert problem is not None
    return problem


def pose_on(ground: Ground, watch: Watch) -> Problem | None:
    """The programme on its ground; None where the time is up before all ways are known."""
    for each in ground.growing:
        if watch.is_over():
            return None
        each.grow_all()
    graphs = [each.graph for each in ground.growing]
    builder = Builder(ground.programme, ground.home, ground.needs, ground.rules, ground.signatures, graphs)
    problem = Problem(
        ground.request,
        ground.roster,
        ground.rules,
        ground.signatures,
        graphs,
        ground.home,
        builder,
        ground.slack,
    )
    problem.is_whole = _add_all(builder)
    return problem


def _growing(builder: TripBuilder, signatures: Sequence[Signature]) -> list[Growing]:
    """A graph for each signature; those of the same timetable and tours share one."""
    made: dict[tuple[object, ...], Growing] = {}
    found = []
    for each in signatures:
        may_work = tuple(map(bool, each.roles))
        key = (each.timetable, may_work)
        if key not in made:
            made[key] = builder.begin(each.timetable, may_work)
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
