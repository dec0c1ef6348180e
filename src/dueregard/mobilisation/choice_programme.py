"""The programme of a short list: people alike also in rank and in what they bear, so that money and load are known.

Within one class everybody's pay, load before and share of full time are the same. So what a way costs, and what it
makes of the load of whoever goes it, do not hang on the name: three costs of the same columns, each with its row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from math import inf

import numpy as np

from dueregard.engine.optimisation.programme import Programme, Reals
from dueregard.mobilisation.columns import Builder, Way
from dueregard.mobilisation.fair_shares import Fairness, Sharer, tie_of
from dueregard.mobilisation.fairness import Going
from dueregard.mobilisation.past_loads import Exposure
from dueregard.mobilisation.plan import Aims, Plan
from dueregard.mobilisation.posing import Ground, Problem, lay
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.reserve import (
    Reserve,
    Roles,
    groups_of,
    moments_of,
    officers_of,
    ready_for,
    units_short,
)
from dueregard.mobilisation.signatures import Signature
from dueregard.mobilisation.tour_money import WayMoney
from dueregard.mobilisation.trips import Arc, arcs_of
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.people import Rank
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of

MOST_WAYS = 120_000
"""Up to this many ways of classes the programme holds them all; beyond, those that the search for least harm knew."""


@dataclass(frozen=True, slots=True)
class _Class:
    """Some of the members of a signature, alike in rank, load before and share; the number of their signature."""

    signature: int
    rank: Rank | None
    sharer: Sharer
    ready: tuple[Roles, ...]
    members: tuple[int, ...]


@dataclass(slots=True)
class ReserveRows:
    """A reserve in a programme: for each moment the column of units short, and its rows by sets of roles.

    groups: for each moment and set of roles, officers asked for, officers of one unit, and the ways that take one away.
    """

    reserve: Reserve
    columns: list[int] = field(default_factory=list)
    groups: list[list[tuple[float, int, dict[int, float]]]] = field(default_factory=list)

    def short(self, values: Reals) -> int:
        """Units short, over all moments, at whole values of ways."""
        total = 0
        for groups in self.groups:
            gone = [
                (least, officers, sum(values[column] for column in ways)) for least, officers, ways in groups
            ]
            total += max(units_short(least, -away, officers) for least, officers, away in gone)
        return total


@dataclass(slots=True)
class ChoiceProgramme:
    """Three costs over the same columns. harm, pounds, squares: by column; pounds is None without rates.

    programme: with a row for each cost, held by nothing yet. loads: by column of a way, what its walker then bears; not
    of volunteers where they go first. base: what the squares of the loads before add up to. is_whole: every lawful way
    is in it.
    """

    builder: Builder
    programme: Programme
    harm: Reals
    pounds: Reals | None
    squares: Reals
    loads: dict[int, Fraction]
    asks: dict[int, Exposure]
    is_whole: bool
    harm_row: int = field(default=0)
    pounds_row: int = field(default=0)
    squares_row: int = field(default=0)
    short_row: int = field(default=0)
    reserve: ReserveRows | None = None

    def harm_of(self, values: Reals) -> float:
        """Weighted officer-hours that whole people lose; a reserve short is not among them.

        Columns of harm may count more than is lost where harm is only held.
        """
        builder = self.builder
        sent = np.zeros(len(values))
        columns = [way.column for way in builder.ways]
        sent[columns] = values[columns]
        total, missing = builder.programme.objective(sent), builder.programme.row_sums(sent)
        for segments in builder.home.segments.values():
            for each in segments:
                if each.row is not None and missing[each.row] > 0:
                    total += cost_of(each.pieces, round(float(missing[each.row]))) * each.hours
        return total

    def going(self, values: Sequence[float], roster: Roster, seed: int) -> Iterator[Going]:
        """Who goes which way: within a class all bear the same, so that lots decide."""
        free = [
            sorted(each.members, key=lambda who: tie_of(seed, roster.people[who].id), reverse=True)
            for each in self.builder.signatures
        ]
        for way in self.builder.ways:
            for _ in range(round(values[way.column])):
                yield Going(free[way.signature].pop(), way, self.asks[way.column])


def choice_programme(
    searched: Problem,
    aims: Aims,
    commitments: Sequence[Commitment],
    fairness: Fairness,
    money: WayMoney | None,
    usual: Plan,
    reserve: Reserve | None = None,
) -> ChoiceProgramme:
    """The programme of a short list, on the ground of the search for least harm. Raises CostRefused.

    usual: the plan of that search; what it leaves out is left out, and nothing else.
    """
    request, roster = searched.request, searched.roster
    ground = lay(request, roster, searched.rules, aims, commitments)
    moments = () if reserve is None else moments_of(reserve, request, roster.zone)
    ready = ready_for(request, roster, commitments, moments)
    classes = _classes(searched.signatures, roster, request, fairness, ready, by_rank=money is not None)
    builder = Builder(
        ground.programme,
        ground.home,
        ground.needs,
        searched.rules,
        [replace(searched.signatures[each.signature], members=each.members) for each in classes],
        [searched.graphs[each.signature] for each in classes],
    )
    _ask_in_full(ground, usual.missing, usual.lacking)
    is_whole = _add_ways(builder, classes, searched, by_lodging=money is not None)
    kept = None
    if reserve is not None:
        kept = _reserve_rows(builder, classes, request, reserve, moments, ready)
    return _with_costs(builder, classes, request, roster, fairness, money, is_whole, kept)


def _ask_in_full(ground: Ground, missing: Mapping[int, int], lacking: Mapping[tuple[int, str], int]) -> None:
    """Ask for what a plan with so much left out meets, with nobody short of it."""
    programme, needs, request = ground.programme, ground.needs, ground.request
    places = {str(role.id): at for at, role in enumerate(request.roles)}
    for at, need in enumerate(request.needs_less(missing, lacking)):
        for role in need.roles:
            programme.row_least[needs.rows[at, places[str(role.role)]]] = float(role.officers)
        for row, value in (*needs.serials.less_a_unit(at), *needs.carriers.less_a_unit(at)):
            programme.row_least[row] -= value * missing.get(at, 0)
    for column in ground.slack.values():
        programme.most[column] = 0.0


def _classes(
    signatures: Sequence[Signature],
    roster: Roster,
    request: Request,
    fairness: Fairness,
    ready: Sequence[tuple[Roles, ...]],
    *,
    by_rank: bool,
) -> list[_Class]:
    people = [roster.people[who] for each in signatures for who in each.members]
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    sharers = fairness.sharers(people, accepted_on)
    found = []
    for at, signature in enumerate(signatures):
        alike: dict[tuple[Rank | None, Sharer, tuple[Roles, ...]], list[int]] = defaultdict(list)
        for who in signature.members:
            person = roster.people[who]
            sharer = replace(sharers[person.id], tie=b"")
            alike[person.rank if by_rank else None, sharer, ready[who]].append(who)
        found += [_Class(at, *key, tuple(members)) for key, members in alike.items()]
    return found


def _reserve_rows(
    builder: Builder,
    classes: Sequence[_Class],
    request: Request,
    reserve: Reserve,
    moments: Sequence[datetime],
    ready: Sequence[tuple[Roles, ...]],
) -> ReserveRows:
    """For each moment and set of roles: those who could fill one and are not away, and units short, are enough."""
    found = ReserveRows(reserve)
    gone = [_away(builder, way, request) for way in builder.ways]
    for at, moment in enumerate(moments):
        minute = minute_of(moment)
        ways = [
            (way.column, classes[way.signature].ready[at])
            for way, spans in zip(builder.ways, gone, strict=True)
            if any(begins <= minute < ends for begins, ends in spans)
        ]
        groups = []
        for roles in groups_of(request):
            officers = officers_of(request, roles)
            there = sum(bool(mine[at] & roles) for mine in ready)
            taken = {column: 1.0 for column, may_fill in ways if may_fill & roles}
            groups.append((float(officers * reserve.units - there), officers, taken))
        found.groups.append(groups)
        column = builder.programme.add_column(reserve.price, most=reserve.units, whole=True)
        found.columns.append(column)
    return found


def _away(builder: Builder, way: Way, request: Request) -> list[tuple[int, int]]:
    """From leaving for each tour until the daily rest after it is over."""
    worked = [arc for arc in _arcs(builder, way) if arc.service is not None]
    found = []
    for at, arc in enumerate(worked):
        assert arc.service is not None
        ends = minute_of(request.tours[arc.service.tour].ends_at)
        lodges = at + 1 < len(worked) and worked[at + 1].lodged
        home = ends + (0 if lodges else request.travel_minutes)
        found.append((arc.out, home + builder.rules.daily_rest))
    return found


def _add_ways(builder: Builder, classes: Sequence[_Class], searched: Problem, *, by_lodging: bool) -> bool:
    """Every way of every class where they are not too many, else those known; whether it is every way."""
    if searched.is_whole:
        listed: dict[int, list[tuple[int, ...]]] = {}
        total = 0
        for graph in builder.graphs:
            if id(graph) not in listed:
                listed[id(graph)] = graph.paths(MOST_WAYS, by_lodging) or []
            total += len(listed[id(graph)])
        if total <= MOST_WAYS:
            for at, graph in enumerate(builder.graphs):
                for path in listed[id(graph)]:
                    builder.add(at, path)
            return True
    known: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for way in searched.builder.ways:
        known[way.signature].append(way.path)
    for at, each in enumerate(classes):
        for path in known[each.signature]:
            builder.add(at, path)
    return False


def _with_costs(
    builder: Builder,
    classes: Sequence[_Class],
    request: Request,
    roster: Roster,
    fairness: Fairness,
    money: WayMoney | None,
    is_whole: bool,
    reserve: ReserveRows | None,
) -> ChoiceProgramme:
    programme, shares = builder.programme, fairness.shares
    nights = [shares.nights_in(tour.begins_at, tour.ends_at, roster.zone) for tour in request.tours]
    pounds, squares = [0.0] * programme.columns, [0.0] * programme.columns
    loads: dict[int, Fraction] = {}
    asks: dict[int, Exposure] = {}
    for way in builder.ways:
        mine, arcs = classes[way.signature], _arcs(builder, way)
        asks[way.column] = asked = _asked(arcs, nights)
        if money is not None and mine.rank is not None:
            pounds[way.column] = float(money.pounds(mine.rank, arcs))
        if not mine.sharer.volunteers:
            before, after = mine.sharer.load(), mine.sharer.load(shares.weight_of(asked))
            loads[way.column] = after
            squares[way.column] = float(after * after - before * before)
    short = [0.0] * programme.columns
    for column in reserve.columns if reserve else ():
        short[column] = 1.0
    whole = _with_rows(programme, [programme.cost, pounds, squares, short], reserve)
    first = len(programme.row_least)
    return ChoiceProgramme(
        builder=builder,
        programme=whole,
        harm=np.array(programme.cost),
        pounds=None if money is None else np.array(pounds),
        squares=np.array(squares),
        loads=loads,
        asks=asks,
        is_whole=is_whole,
        harm_row=first,
        pounds_row=first + 1,
        squares_row=first + 2,
        short_row=first + 3,
        reserve=reserve,
    )


def _arcs(builder: Builder, way: Way) -> list[Arc]:
    return list(arcs_of(builder.graphs[way.signature], way.path))


def _asked(arcs: Sequence[Arc], nights: Sequence[int]) -> Exposure:
    tours = [arc.service.tour for arc in arcs if arc.service is not None]
    return Exposure(len(tours), sum(nights[tour] for tour in tours), sum(arc.rest_day for arc in arcs))


def _with_rows(
    programme: Programme, costs: Sequence[Sequence[float]], reserve: ReserveRows | None
) -> Programme:
    """The same columns with a row more for each of some costs, held by nothing yet, and the rows of a reserve."""
    made = Programme(row_least=list(programme.row_least), row_most=list(programme.row_most))
    rows = [made.add_row(-inf, inf) for _ in costs]
    more: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for column, groups in zip(reserve.columns, reserve.groups, strict=True) if reserve else ():
        for least, officers, ways in groups:
            row = made.add_row(least, inf)
            more[column].append((row, float(officers)))
            for way, number in ways.items():
                more[way].append((row, -number))
    for column in range(programme.columns):
        first, last = programme.starts[column : column + 2]
        entries = list(zip(programme.rows[first:last], programme.values[first:last], strict=True))
        entries += [(row, cost[column]) for row, cost in zip(rows, costs, strict=True) if cost[column]]
        made.add_column(
            programme.cost[column],
            least=programme.least[column],
            most=programme.most[column],
            whole=programme.whole[column],
            entries=[*entries, *more[column]],
        )
    return made
