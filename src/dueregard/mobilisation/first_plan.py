"""A first plan, quickly: tour by tour in order of time, whoever can go at least cost goes, and nobody is moved again.

It keeps every rule, for it walks the same graphs as the search does, grown only where it looks. It may miss needs
that a search would meet, and it proves nothing. Each person's way is always whole: to a tour belongs how its
rest ends, so that the plan can be taken after any tour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from math import inf

import numpy as np

from dueregard.engine.optimisation.programme import Programme, Reals
from dueregard.mobilisation.columns import Builder, Home, build_needs
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import Signature
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trip_building import Growing
from dueregard.mobilisation.trips import SINK, SOURCE, Service
from dueregard.workforce.shifts import minute_of

SEVERAL_ROLES = 4.0
"""What a further role that somebody could fill counts, in officer-hours, when they are taken for one."""
MOST_ROUTES = 3
"""How many ways to a tour are kept for people alike, those on which the fewest minutes are lost."""
Lost = tuple[int, int | None]
"""A duty lost, by its place, or (-1, minute) for the running duty left then."""


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """Ways with how many people go each, as columns of a programme of their own, and what is short.

    short: officers short, by place of need and role.
    """

    builder: Builder
    values: Reals
    cost: float
    short: dict[tuple[int, int], int]

    def ways(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Signature and path of each way that works a tour."""
        return ((way.signature, way.path) for way in self.builder.ways)


# -------------------------------------------------------------------------------------------- ways of the alike


@dataclass(frozen=True, slots=True)
class _Leg:
    """From a node to another by some arcs, what is lost on them, and in minutes how much."""

    arcs: tuple[int, ...] = ()
    lost: frozenset[Lost] = frozenset()
    minutes: int = 0
    rest_days: int = 0
    service: Service | None = None
    end: int = SOURCE

    def rank(self) -> tuple[int, int, tuple[int, ...]]:
        """Less is better."""
        return self.minutes, self.rest_days, self.arcs


class _Alike:
    """Legs of one graph, each found once."""

    def __init__(self, growing: Growing) -> None:
        self.growing = growing
        self._duties, self._running = growing.timetable.duties, growing.timetable.running
        self._ends: dict[int, _Leg | None] = {}
        self._waiting: dict[int, list[tuple[int, int, int, _Leg]]] = {}
        self._pushed = 0
        self._seen: dict[int, set[int]] = {}
        self._found: dict[int, dict[int, list[_Leg]]] = {}
        self._full: dict[tuple[int, int], list[tuple[_Leg, _Leg]]] = {}

    def _longer(self, leg: _Leg, number: int) -> _Leg:
        arc = self.growing.graph.arcs[number]
        lost: set[Lost] = {(at, None) for at in arc.lost}
        minutes = sum(self._duties[at][1] - self._duties[at][0] for at in arc.lost)
        if arc.left_at is not None:
            assert self._running is not None
            lost.add((-1, arc.left_at))
            minutes += self._running[1] - arc.left_at
        return _Leg(
            (*leg.arcs, number),
            leg.lost | lost if lost else leg.lost,
            leg.minutes + minutes,
            leg.rest_days + arc.rest_day,
            arc.service,
            arc.end,
        )

    def end_of(self, node: int) -> _Leg | None:
        """The rest of the time from a node without another tour, fewest minutes lost; None if there is no such way."""
        if node not in self._ends:
            heap, done = [(0, 0, _Leg(end=node))], set[int]()
            found, pushed = None, 0
            while heap:
                _, _, leg = heappop(heap)
                if leg.end == SINK:
                    found = leg
                    break
                if leg.end in done:
                    continue
                done.add(leg.end)
                for number in self.growing.grow(leg.end):
                    if self.growing.graph.arcs[number].service is None:
                        pushed += 1
                        longer = self._longer(leg, number)
                        heappush(heap, (longer.minutes, pushed, longer))
            self._ends[node] = found
        return self._ends[node]

    def to_tour(self, node: int, tour: int, begins: int) -> list[tuple[_Leg, _Leg]]:
        """Legs from a node to a tour, each with the rest of the time after it. Tours are to be asked for in order."""
        key = (node, tour)
        if key not in self._full:
            self._walk(node, begins)
            legs = sorted(self._found[node].get(tour, ()), key=_Leg.rank)
            full = ((leg, self.end_of(leg.end)) for leg in legs[:MOST_ROUTES])
            self._full[key] = [(leg, end) for leg, end in full if end is not None]
        return self._full[key]

    def _walk(self, node: int, until: int) -> None:
        """On through duties that begin before a minute, fewest minutes lost first among those that end alike."""
        if node not in self._waiting:
            self._waiting[node] = [(-1, 0, 0, _Leg(end=node))]
            self._seen[node], self._found[node] = set(), {}
        waiting, seen, found = self._waiting[node], self._seen[node], self._found[node]
        while waiting and waiting[0][0] < until:
            *_, leg = heappop(waiting)
            if leg.end in seen:
                continue
            seen.add(leg.end)
            for number in self.growing.grow(leg.end):
                longer = self._longer(leg, number)
                if longer.service is not None:
                    found.setdefault(longer.service.tour, []).append(longer)
                elif longer.end != SINK:
                    self._pushed += 1
                    ends = self.growing.states[longer.end].ends
                    heappush(waiting, (ends, longer.minutes, self._pushed, longer))


# ------------------------------------------------------------------------------------------------ what stays home


class _HomeLeft:
    """How many are missing in each segment, and what one more would count."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._gone = {
            cell: np.zeros(len(segments), dtype=np.int64) for cell, segments in home.segments.items()
        }
        self._next: dict[int, Reals] = {}
        self._room: dict[int, Reals] = {}
        self._slices: dict[tuple[int, int, int], slice] = {}
        for cell, segments in home.segments.items():
            self._next[cell], self._room[cell] = np.zeros(len(segments)), np.zeros(len(segments))
            self._update(cell, slice(0, len(segments)))

    def _update(self, cell: int, where: slice) -> None:
        segments, gone = self._home.segments[cell], self._gone[cell]
        for at in range(where.start, where.stop):
            segment, missing = segments[at], int(gone[at])
            steps = (each for each in segment.pieces if each.up_to is None or missing < each.up_to)
            piece = next(steps, None)
            if piece is None or missing >= segment.most:
                self._next[cell][at], self._room[cell][at] = inf, 0
            else:
                upto = segment.most if piece.up_to is None else min(piece.up_to, segment.most)
                self._next[cell][at] = piece.weight * segment.hours
                self._room[cell][at] = upto - missing

    def _slice(self, lost: tuple[int, int, int]) -> slice:
        if lost not in self._slices:
            cell, begins, ends = lost
            first, last = np.searchsorted(self._home.edges[cell], [begins, ends])
            self._slices[lost] = slice(int(first), int(last))
        return self._slices[lost]

    def cost(self, lost: tuple[int, int, int]) -> float:
        """What one more of a lost duty counts; without end where nobody more may be taken."""
        return float(self._next[lost[0]][self._slice(lost)].sum())

    def room(self, lost: tuple[int, int, int]) -> float:
        """How many more can lose it at that."""
        return float(self._room[lost[0]][self._slice(lost)].min(initial=inf))

    def take(self, lost: tuple[int, int, int], people: int) -> None:
        """So many more lose it; fewer where negative."""
        where = self._slice(lost)
        self._gone[lost[0]][where] += people
        self._update(lost[0], where)

    def left(self, cell: int, is_counted: bool) -> tuple[int, ...]:
        """The cells that somebody leaves who leaves this one."""
        return self._home.left(cell, is_counted)

    def total(self) -> float:
        """What all that is missing counts."""
        total = 0.0
        for cell, segments in self._home.segments.items():
            for segment, missing in zip(segments, self._gone[cell].tolist(), strict=True):
                before = 0
                for piece in segment.pieces if missing else ():
                    upto = missing if piece.up_to is None else min(piece.up_to, missing)
                    if upto > before:
                        total += piece.weight * segment.hours * (upto - before)
                        before = upto
        return total


# --------------------------------------------------------------------------------------------------- the search


@dataclass(frozen=True, slots=True)
class _Going:
    """People of a signature with the same way so far: up to the last tour, and how it ends."""

    signature: int
    way: _Leg = field(default_factory=_Leg)
    end: _Leg = field(default_factory=_Leg)

    def lost(self) -> frozenset[Lost]:
        """All duties lost."""
        return self.way.lost | self.end.lost


@dataclass(slots=True)
class _Step:
    """Somebody's next tour: what it costs now, and the way it makes."""

    who: _Going
    then: _Going
    rest_days: int
    more: list[tuple[int, int, int]]
    less: list[tuple[int, int, int]]


class _Search:
    def __init__(
        self,
        request: Request,
        rules: TourRules,
        signatures: Sequence[Signature],
        growing: Sequence[Growing],
        home: Home,
    ) -> None:
        self.request, self.rules, self.signatures = request, rules, signatures
        self.home = _HomeLeft(home)
        alike = {id(each): _Alike(each) for each in growing}
        self.alike = [alike[id(each)] for each in growing]
        self.people: Counter[_Going] = Counter()
        for at, each in enumerate(signatures):
            self.people[_Going(at)] = len(each.members)
        self.roles: Counter[tuple[frozenset[int], Service, int, int]] = Counter()
        self.short: dict[tuple[int, int], int] = {}

    def run(self) -> None:
        request = self.request
        places = {role.id: at for at, role in enumerate(request.roles)}
        able = Counter(
            role for each in self.signatures for role in frozenset().union(*each.roles) for _ in each.members
        )
        for tour, what in enumerate(request.tours):
            needs = [(need.by, at, need) for at, need in enumerate(request.needs) if need.tour == what.id]
            present: Counter[tuple[int, int]] = Counter()
            for _, at, need in sorted(needs, key=lambda each: each[:2]):
                wanted = {places[each.role]: each.officers for each in need.roles}
                for role in sorted(wanted, key=lambda each: (able[each], each)):
                    left = wanted[role] - present[at, role]
                    left = self._fill(tour, minute_of(what.begins_at), at, role, left, present)
                    if left > 0:
                        self.short[at, role] = left

    def _fill(
        self, tour: int, begins: int, need: int, role: int, wanted: int, present: Counter[tuple[int, int]]
    ) -> int:
        """Take people for a role of a need; returns how many are short."""
        if wanted <= 0:
            return 0
        heap: list[tuple[float, int, _Step]] = []
        for who in self.people:
            roles = self.signatures[who.signature].roles[tour]
            if role not in roles or (who.way.service is not None and who.way.service.tour == tour):
                continue
            extra = SEVERAL_ROLES * (len(roles) - 1)
            for way, end in self.alike[who.signature].to_tour(who.way.end, tour, begins):
                assert way.service is not None
                if need in way.service.needs:
                    step = self._step(who, way, end)
                    cost = self._cost(step) + extra
                    if cost < inf:
                        heap.append((cost, len(heap), step))
        heapify(heap)
        while heap and wanted:
            cost, number, step = heap[0]
            roles = self.signatures[step.who.signature].roles[tour]
            now = self._cost(step) + SEVERAL_ROLES * (len(roles) - 1)
            here = self.people[step.who]
            if now == inf or not here:
                heappop(heap)
                continue
            if now > cost:
                heapreplace(heap, (now, number, step))
                continue
            room = min((self.home.room(each) for each in step.more), default=inf)
            taken = int(min(wanted, here, room))
            self._take(step, taken)
            service = step.then.way.service
            assert service is not None
            self.roles[roles, service, self.signatures[step.who.signature].area, role] += taken
            for served in service.needs:
                present[served, role] += taken
            wanted -= taken
        return wanted

    def _step(self, who: _Going, way: _Leg, end: _Leg) -> _Step:
        before = who.way
        whole = _Leg(
            (*before.arcs, *way.arcs),
            before.lost | way.lost,
            before.minutes + way.minutes,
            before.rest_days + way.rest_days,
            way.service,
            way.end,
        )
        then = _Going(who.signature, whole, end)
        old, new = who.lost(), then.lost()
        spans = self._spans(who.signature, new - old), self._spans(who.signature, old - new)
        return _Step(who, then, way.rest_days, *spans)

    def _spans(self, signature: int, lost: frozenset[Lost]) -> list[tuple[int, int, int]]:
        who, found = self.signatures[signature], []
        for at, minute in sorted(lost, key=lambda each: each[0]):
            if minute is None:
                cell, begins, ends = who.cells[at], *who.timetable.duties[at]
            else:
                assert who.running_cell is not None
                assert who.timetable.running is not None
                cell, begins, ends = who.running_cell, minute, who.timetable.running[1]
            found += [(each, begins, ends) for each in self.home.left(cell, who.is_counted)]
        return found

    def _cost(self, step: _Step) -> float:
        cost = step.rest_days * self.rules.rest_day_cost
        cost += sum(self.home.cost(each) for each in step.more)
        return cost - sum(back for back in map(self.home.cost, step.less) if back < inf)

    def _take(self, step: _Step, people: int) -> None:
        for each in step.more:
            self.home.take(each, people)
        for each in step.less:
            self.home.take(each, -people)
        self.people[step.who] -= people
        if not self.people[step.who]:
            del self.people[step.who]
        self.people[step.then] += people

    def as_plan(self, home: Home) -> FirstPlan:
        """The people of each way, in a programme of their own."""
        programme = Programme()
        needs = build_needs(programme, self.request, sum(len(each.members) for each in self.signatures))
        graphs = [each.growing.graph for each in self.alike]
        builder = Builder(programme, home, needs, self.rules, self.signatures, graphs)
        people, cost = [], self.home.total()
        for who, number in self.people.items():
            if who.way.arcs:
                builder.add(who.signature, (*who.way.arcs, *who.end.arcs))
                people.append(number)
                cost += number * who.way.rest_days * self.rules.rest_day_cost
        values = np.zeros(programme.columns)
        for way, number in zip(builder.ways, people, strict=True):
            values[way.column] = number
        for key, column in needs.share_columns.items():
            values[column] = self.roles[key]
        return FirstPlan(builder, values, cost, self.short)


def first_plan(
    request: Request,
    rules: TourRules,
    signatures: Sequence[Signature],
    growing: Sequence[Growing],
    home: Home,
) -> FirstPlan:
    """The plan of whoever can go at least cost, tour by tour. growing: a graph for each signature, shared by alike."""
    search = _Search(request, rules, signatures, growing, home)
    search.run()
    return search.as_plan(home)
