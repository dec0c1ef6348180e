"""The programme of a plan: a column for each way a signature may spend its time, a row for all in short supply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.programme import Programme
from dueregard.mobilisation.carriers import CarrierRows
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.serials import Serials
from dueregard.mobilisation.signatures import Signature, Work
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trips import Arc, Service, TripGraph, arcs_of
from dueregard.workforce.hours import DUTY_FUNCTIONS, MINUTES_PER_HOUR, DutyFunction
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """A time in which who is planned in a cell, and what an officer missing there costs, do not change.

    most: how many may be taken. row: its row in the programme, or None where each one missing costs the same
    and the limit cannot be reached.
    """

    begins: int
    ends: int
    planned: int
    most: int
    pieces: tuple[WeightPiece, ...]
    row: int | None

    @property
    def hours(self) -> float:
        """Its length."""
        return (self.ends - self.begins) / MINUTES_PER_HOUR


NOTHING = (WeightPiece(None, 0.0),)


def guard_of(cell: int) -> int:
    """The cell's guard, a cell beside it that is left only by those whom the emergency minimum counts; and back."""
    return -1 - cell


@dataclass(slots=True)
class Home:
    """What stays at home: the segments of every cell that people of a plan may leave.

    Where people are planned whom the emergency minimum does not count, the cell has a guard: in it nobody missing
    costs anything, and no more of those counted may be missing than the minimum allows.
    """

    segments: dict[int, list[Segment]] = field(default_factory=dict)
    edges: dict[int, Integers] = field(default_factory=dict)

    def left(self, cell: int, is_counted: bool) -> tuple[int, ...]:
        """The cells that somebody leaves who leaves this one."""
        guard = guard_of(cell)
        return (cell, guard) if is_counted and guard in self.segments else (cell,)

    def met_by(self, cell: int, begins: int, ends: int) -> Sequence[Segment]:
        """The segments of a cell that a lost duty covers."""
        edges = self.edges[cell]
        first, last = np.searchsorted(edges, [begins, ends])
        return self.segments[cell][int(first) : int(last)]


def build_home(
    programme: Programme,
    roster: Roster,
    work: Work,
    signatures: Sequence[Signature],
    aims: Aims,
    cuts: Iterable[int] = (),
) -> Home:
    """Segments with their rows, and the columns that cost what is missing in them.

    cuts: minutes at which a running duty may be left.
    """
    at_risk = _at_risk(signatures)
    planned = _planned(work, frozenset(at_risk), _counted(roster, aims))
    home = Home()
    for cell in sorted(at_risk):
        losers, spans = at_risk[cell], planned[cell][:, :2]
        marks = (spans.ravel(), _weight_edges(aims, roster, cell), np.array(list(cuts), dtype=np.int64))
        edges = np.unique(np.concatenate(marks))
        inside = (edges >= losers[:, 0].min()) & (edges <= losers[:, 1].max())
        edges = edges[inside]
        if not len(edges):
            continue
        there, could = _counts(edges, spans), _counts(edges, losers[:, :2], losers[:, 2])
        counted = _counts(edges, spans, planned[cell][:, 2])
        most = there - counted + _most_removed(aims, cell, counted)
        home.edges[cell] = edges
        home.segments[cell] = _segments(programme, aims, roster, cell, edges, there, most, could)
        if (there > counted).any() and (most < there).any():
            guard, risk = guard_of(cell), losers[:, 2] * losers[:, 3]
            could, most = _counts(edges, losers[:, :2], risk), most - there + counted
            home.edges[guard] = edges
            home.segments[guard] = _segments(programme, None, roster, guard, edges, counted, most, could)
    return home


def _counted(roster: Roster, aims: Aims) -> Integers:
    """For each person 1 if the emergency minimum counts them, else 0; all 1 where none is set."""
    everybody = not aims.has_minimum
    return np.array([everybody or each.kind in aims.minimum_kinds for each in roster.people], dtype=np.int64)


def _at_risk(signatures: Sequence[Signature]) -> dict[int, Integers]:
    rows: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for signature in signatures:
        times = list(zip(signature.cells, signature.timetable.duties, strict=True))
        if signature.running_cell is not None and signature.timetable.running is not None:
            times.append((signature.running_cell, signature.timetable.running))
        for cell, (begins, ends) in times:
            rows[cell].append((begins, ends, len(signature.members), signature.is_counted))
    return {cell: np.array(found, dtype=np.int64) for cell, found in rows.items()}


def _planned(work: Work, cells: frozenset[int], counted: Integers) -> dict[int, Integers]:
    """By cell, begin and end of each duty, and whether its officer is counted."""
    rows: dict[int, list[tuple[int, int, int]]] = {cell: [] for cell in cells}
    for running, duties, number in zip(work.running, work.duties, counted.tolist(), strict=True):
        for begins, ends, cell in (*((running,) if running else ()), *duties):
            if cell in rows:
                rows[cell].append((begins, ends, number))
    others = work.others.copy()
    cell_of, others[:, 2] = work.others[:, 2], counted[work.others[:, 3]]
    return {
        cell: np.concatenate([np.array(found, dtype=np.int64).reshape(-1, 3), others[cell_of == cell][:, :3]])
        for cell, found in rows.items()
    }


def _counts(edges: Integers, spans: Integers, weights: Integers | None = None) -> Integers:
    """How many spans cover each interval between two edges."""
    change = np.zeros(len(edges) + 1)
    number = np.ones(len(spans)) if weights is None else weights
    np.add.at(change, np.searchsorted(edges, spans[:, 0]), number)
    np.add.at(change, np.searchsorted(edges, spans[:, 1]), -number)
    counts: Integers = np.cumsum(change)[:-1].astype(np.int64)
    return counts


def _weight_edges(aims: Aims, roster: Roster, cell: int) -> Integers:
    area, function = divmod(cell, len(DUTY_FUNCTIONS))
    found = [
        minute_of(edge)
        for weight in aims.weights
        if weight.local_area == roster.local_areas[area] and weight.function is DUTY_FUNCTIONS[function]
        for edge in (weight.from_at, weight.until_at)
    ]
    return np.array(found, dtype=np.int64)


def _segments(
    programme: Programme,
    aims: Aims | None,
    roster: Roster,
    cell: int,
    edges: Integers,
    planned: Integers,
    most: Integers,
    could: Integers,
) -> list[Segment]:
    """Segments between edges; without aims nobody missing costs anything."""
    return [
        _segment(
            programme,
            NOTHING if aims is None else pieces_at(aims, roster, cell, begins),
            (begins, ends),
            *(int(column[at]) for column in (planned, most, could)),
        )
        for at, (begins, ends) in enumerate(pairwise(edges.tolist()))
    ]


def _segment(
    programme: Programme,
    pieces: tuple[WeightPiece, ...],
    times: tuple[int, int],
    planned: int,
    most: int,
    could: int,
) -> Segment:
    row = None
    if len(pieces) > 1 or most < could:
        row = programme.add_row(-inf, 0.0)
        hours, before = (times[1] - times[0]) / MINUTES_PER_HOUR, 0
        for piece in pieces:
            upto = most if piece.up_to is None else min(piece.up_to, most)
            if upto > before:
                programme.add_column(piece.weight * hours, most=upto - before, entries=[(row, -1.0)])
                before = upto
    return Segment(*times, planned, most, pieces, row)


def pieces_at(aims: Aims, roster: Roster, cell: int, minute: int) -> tuple[WeightPiece, ...]:
    """What an officer missing from a cell counts at a minute."""
    area, function = divmod(cell, len(DUTY_FUNCTIONS))
    for weight in aims.weights:
        if (
            weight.local_area == roster.local_areas[area]
            and weight.function is DUTY_FUNCTIONS[function]
            and minute_of(weight.from_at) <= minute < minute_of(weight.until_at)
        ):
            return weight.pieces
    return aims.otherwise


def _most_removed(aims: Aims, cell: int, planned: Integers) -> Integers:
    """How many may be taken where so many of those whom the minimum counts are planned."""
    if not aims.has_minimum or DUTY_FUNCTIONS[cell % len(DUTY_FUNCTIONS)] is not DutyFunction.RESPONSE:
        return planned
    share = np.ceil(np.round((aims.minimum_share or 0) * planned, 9)).astype(np.int64)
    return np.maximum(planned - np.maximum(share, aims.minimum_officers or 0), 0)


# ------------------------------------------------------------------------------------------------------- needs


@dataclass(slots=True)
class Needs:
    """Rows of the request's needs, and how people who may fill several roles are shared over them."""

    programme: Programme
    people: int
    rows: dict[tuple[int, int], int] = field(default_factory=dict)
    serials: Serials = field(default_factory=Serials)
    carriers: CarrierRows = field(default_factory=CarrierRows)
    shares: dict[tuple[frozenset[int], Service, int], int] = field(default_factory=dict)
    share_columns: dict[tuple[frozenset[int], Service, int, int], int] = field(default_factory=dict)

    def entries(self, roles: frozenset[int], service: Service, area: int) -> list[tuple[int, float]]:
        """Entries of a column that gives one person, from a local area, to a tour."""
        if len(roles) == 1:
            (role,) = roles
            return self._filled(role, service, area)
        return [(self._share(roles, service, area), 1.0)]

    def _filled(self, role: int, service: Service, area: int) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for need in service.needs:
            if (need, role) in self.rows:
                found += [(self.rows[need, role], 1.0), *self.serials.entries(need, role, area)]
        return found

    def _share(self, roles: frozenset[int], service: Service, area: int) -> int:
        key = (roles, service, area)
        if key not in self.shares:
            row = self.programme.add_row(0.0, inf)
            self.shares[key] = row
            for role in sorted(roles):
                entries = self._filled(role, service, area)
                if entries:
                    self.share_columns[roles, service, area, role] = self.programme.add_column(
                        0.0, most=self.people, whole=True, entries=[(row, -1.0), *entries]
                    )
        return self.shares[key]


def build_needs(programme: Programme, request: Request, people: int) -> Needs:
    """A row for each role of each need; `people` are all who might go."""
    places = {role.id: at for at, role in enumerate(request.roles)}
    needs = Needs(programme, people)
    for at, need in enumerate(request.needs):
        for role in need.roles:
            needs.rows[at, places[role.role]] = programme.add_row(float(role.officers))
    return needs


# ------------------------------------------------------------------------------------------------------- paths


@dataclass(frozen=True, slots=True)
class Way:
    """A column of the programme: members of a signature spend their time on this path of their graph."""

    signature: int
    path: tuple[int, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A column of the programme: people of a signature who do as the plan before told them.

    roles: for each tour worked the role told, by its place among the request's. members: their numbers in the roster.
    """

    signature: int
    path: tuple[int, ...]
    roles: tuple[int, ...]
    members: tuple[int, ...]
    column: int


@dataclass(slots=True)
class Builder:
    """Adds ways to the programme.

    kept: where a plan takes the place of an earlier one, those who may do as they were told. counts_home: whether what
    is lost at home and rest days cost anything.
    """

    programme: Programme
    home: Home
    needs: Needs
    rules: TourRules
    signatures: Sequence[Signature]
    graphs: Sequence[TripGraph]
    limits: list[int] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    counts_home: bool = True
    _worth: dict[tuple[int, int, int, bool], tuple[float, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limits = [self.programme.add_row(-inf, len(each.members)) for each in self.signatures]

    @property
    def rest_day_cost(self) -> float:
        """What a cancelled rest day costs."""
        return self.rules.rest_day_cost if self.counts_home else 0.0

    def add(self, signature: int, path: tuple[int, ...]) -> None:
        """A way for a signature."""
        cost, entries = self.reckon(signature, path)
        column = self.programme.add_column(
            cost, most=len(self.signatures[signature].members), whole=True, entries=entries
        )
        self.ways.append(Way(signature, path, column))

    def reckon(
        self, signature: int, path: tuple[int, ...], told: Sequence[int] | None = None
    ) -> tuple[float, list[tuple[int, float]]]:
        """What one person of a signature costs on a path by themselves, and their entries in rows.

        told: the role on each tour, in order; without it any that the person may fill.
        """
        who, worked = self.signatures[signature], 0
        entries: dict[int, float] = {self.limits[signature]: 1.0}
        cost = 0.0
        for arc in arcs_of(self.graphs[signature], path):
            cost += self.rest_day_cost * arc.rest_day
            for cell, begins, ends in lost_on(arc, who):
                direct, rows = self.lost(cell, begins, ends, who.is_counted)
                cost += direct
                for row in rows:
                    entries[row] = entries.get(row, 0.0) + 1.0
            if arc.service is not None:
                roles = who.roles[arc.service.tour] if told is None else frozenset({told[worked]})
                worked += 1
                for row, value in self.needs.entries(roles, arc.service, who.area):
                    entries[row] = entries.get(row, 0.0) + value
        return cost, sorted(entries.items())

    def lost(self, cell: int, begins: int, ends: int, is_counted: bool = True) -> tuple[float, list[int]]:
        """What a lost duty costs by itself, and the rows in which it is counted with others."""
        key = (cell, begins, ends, is_counted)
        if key not in self._worth:
            cells = self.home.left(cell, is_counted)
            segments = [each for one in cells for each in self.home.met_by(one, begins, ends)]
            direct = sum(each.hours * each.pieces[0].weight for each in segments if each.row is None)
            self._worth[key] = direct, [each.row for each in segments if each.row is not None]
        direct, rows = self._worth[key]
        return (direct if self.counts_home else 0.0), rows


def lost_on(arc: Arc, who: Signature) -> Iterable[tuple[int, int, int]]:
    """Cell, begin and end of what somebody loses on an arc."""
    timetable = who.timetable
    for duty in arc.lost:
        yield who.cells[duty], *timetable.duties[duty]
    if arc.left_at is not None:
        assert timetable.running is not None
        assert who.running_cell is not None
        yield who.running_cell, arc.left_at, timetable.running[1]
