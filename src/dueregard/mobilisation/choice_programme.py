"""The programme of a short list: people alike also in rank and in what they bear, so that money and load are known.

Within one class everybody's pay, load before and share of full time are the same. So what a way costs, and what it
makes of the load of whoever goes it, do not hang on the name: three costs of the same columns, each with its row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from dueregard.mobilisation.signatures import Signature
from dueregard.mobilisation.tour_money import WayMoney
from dueregard.mobilisation.trips import Arc, arcs_of
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.people import Rank
from dueregard.workforce.roster import Roster

MOST_WAYS = 120_000
"""Up to this many ways of classes the programme holds them all; beyond, those that the search for least harm knew."""


@dataclass(frozen=True, slots=True)
class _Class:
    """Some of the members of a signature, alike in rank, load before and share; the number of their signature."""

    signature: int
    rank: Rank | None
    sharer: Sharer
    members: tuple[int, ...]


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

    def harm_of(self, values: Reals) -> float:
        """Weighted officer-hours of whole people; columns of harm may count more than is lost where it is only held."""
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
) -> ChoiceProgramme:
    """The programme of a short list, on the ground of the search for least harm. Raises CostRefused.

    usual: the plan of that search; what it leaves out is left out, and nothing else.
    """
    request, roster = searched.request, searched.roster
    ground = lay(request, roster, searched.rules, aims, commitments)
    classes = _classes(searched.signatures, roster, request, fairness, by_rank=money is not None)
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
    return _with_costs(builder, classes, request, roster, fairness, money, is_whole)


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
    signatures: Sequence[Signature], roster: Roster, request: Request, fairness: Fairness, *, by_rank: bool
) -> list[_Class]:
    people = [roster.people[who] for each in signatures for who in each.members]
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    sharers = fairness.sharers(people, accepted_on)
    found = []
    for at, signature in enumerate(signatures):
        alike: dict[tuple[Rank | None, Sharer], list[int]] = defaultdict(list)
        for who in signature.members:
            person = roster.people[who]
            sharer = replace(sharers[person.id], tie=b"")
            alike[person.rank if by_rank else None, sharer].append(who)
        found += [_Class(at, rank, sharer, tuple(members)) for (rank, sharer), members in alike.items()]
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
    whole = _with_rows(programme, [programme.cost, pounds, squares])
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
    )


def _arcs(builder: Builder, way: Way) -> list[Arc]:
    return list(arcs_of(builder.graphs[way.signature], way.path))


def _asked(arcs: Sequence[Arc], nights: Sequence[int]) -> Exposure:
    tours = [arc.service.tour for arc in arcs if arc.service is not None]
    return Exposure(len(tours), sum(nights[tour] for tour in tours), sum(arc.rest_day for arc in arcs))


def _with_rows(programme: Programme, costs: Sequence[Sequence[float]]) -> Programme:
    """The same columns with a row more for each of some costs, held by nothing yet."""
    made = Programme(row_least=list(programme.row_least), row_most=list(programme.row_most))
    rows = [made.add_row(-inf, inf) for _ in costs]
    for column in range(programme.columns):
        first, last = programme.starts[column : column + 2]
        entries = list(zip(programme.rows[first:last], programme.values[first:last], strict=True))
        entries += [(row, cost[column]) for row, cost in zip(rows, costs, strict=True) if cost[column]]
        made.add_column(
            programme.cost[column],
            least=programme.least[column],
            most=programme.most[column],
            whole=programme.whole[column],
            entries=entries,
        )
    return made
