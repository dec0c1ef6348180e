"""Which people go which ways of a plan: as fair as can be at the same cost.

Ways change hands within a pool. A pool is one signature, or several whose ways are the same columns of the
programme, entry by entry: so whoever goes, every rule, every need and the cost stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dueregard.engine.optimisation.programme import Reals
from dueregard.mobilisation.columns import Builder, Way
from dueregard.mobilisation.fair_shares import Fairness, share_out
from dueregard.mobilisation.past_loads import NEVER, Exposure, PersonLoad
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.trips import arcs_of
from dueregard.workforce.hours import zone_named
from dueregard.workforce.roster import Roster

_Kind = tuple[float, float, tuple[tuple[int, float], ...], tuple[int, ...], int]
"""Ways alike: cost, pounds, entries but for the limit of the signature, tours worked, rest days cancelled."""


@dataclass(slots=True)
class _Pool:
    """Signatures whose ways are alike, with the ways that are used and what each is of."""

    ways: dict[int, dict[_Kind, Way]]  # of each signature
    used: list[_Kind]


@dataclass(frozen=True, slots=True)
class Going:
    """A person, by their number in the roster, goes a way; of it what counts as load."""

    person: int
    way: Way
    asks: Exposure


def choose(
    builder: Builder,
    values: Reals,
    request: Request,
    roster: Roster,
    fairness: Fairness,
    but: frozenset[int] = frozenset(),
    pounds: Reals | None = None,
) -> list[Going]:
    """Who goes which way, in the order of the ways. Leximin over all who may go. but: people left out of it.

    pounds: what each column costs in money, where that too must stay as it is.
    """
    pools = _pools(builder, values, pounds)
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    sharers = fairness.sharers(roster.people, accepted_on)
    nights = [fairness.shares.nights_in(tour.begins_at, tour.ends_at, roster.zone) for tour in request.tours]
    found = []
    for pool in pools:
        members = [(at, who) for at in pool.ways for who in builder.signatures[at].members if who not in but]
        asks = [Exposure(len(kind[3]), sum(nights[tour] for tour in kind[3]), kind[4]) for kind in pool.used]
        weights = [fairness.shares.weight_of(each) for each in asks]
        takers = share_out([sharers[roster.people[who].id] for _, who in members], weights)
        for kind, each, taker in zip(pool.used, asks, takers, strict=True):
            signature, who = members[taker]
            found.append(Going(who, pool.ways[signature][kind], each))
    return sorted(found, key=lambda going: (going.way.column, going.person))


def loads(
    going: Sequence[Going], builder: Builder, request: Request, roster: Roster, fairness: Fairness
) -> tuple[PersonLoad, ...]:
    """What each of those who may go bears, those who bear most first."""
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    before = fairness.before(accepted_on)
    asked = {each.person: each.asks for each in going}
    may_go = sorted(who for each in builder.signatures for who in each.members)
    people = [roster.people[who] for who in may_go]
    sharers = fairness.sharers(people, accepted_on)
    found = [
        (sharers[person.id].load(fairness.shares.weight_of(asked.get(who, NEVER))), person.id, who)
        for who, person in zip(may_go, people, strict=True)
    ]
    found.sort(key=lambda each: (-each[0], each[1]))
    return tuple(
        PersonLoad(
            person=name,
            before=before.get(name, NEVER),
            now=asked.get(who, NEVER),
            load=float(load),
        )
        for load, name, who in found
    )


def _pools(builder: Builder, values: Reals, pounds: Reals | None) -> list[_Pool]:
    ways: dict[int, dict[_Kind, Way]] = defaultdict(dict)
    used: dict[int, list[_Kind]] = defaultdict(list)
    for way in builder.ways:
        kind = _kind_of(builder, way, 0.0 if pounds is None else float(pounds[way.column]))
        ways[way.signature].setdefault(kind, way)
        used[way.signature] += [kind] * round(float(values[way.column]))
    alike: dict[frozenset[_Kind], _Pool] = {}
    for signature, offered in ways.items():
        pool = alike.setdefault(frozenset(offered), _Pool({}, []))
        pool.ways[signature] = offered
        pool.used += used[signature]
    return [pool for pool in alike.values() if pool.used]


def _kind_of(builder: Builder, way: Way, pounds: float) -> _Kind:
    programme, limit = builder.programme, builder.limits[way.signature]
    first, last = programme.starts[way.column], programme.starts[way.column + 1]
    entries = zip(programme.rows[first:last], programme.values[first:last], strict=True)
    arcs = list(arcs_of(builder.graphs[way.signature], way.path))
    tours = tuple(arc.service.tour for arc in arcs if arc.service is not None)
    return (
        programme.cost[way.column],
        pounds,
        tuple(sorted(each for each in entries if each[0] != limit)),
        tours,
        sum(arc.rest_day for arc in arcs),
    )


def in_order(builder: Builder, values: Reals, but: frozenset[int] = frozenset()) -> Iterator[Going]:
    """Who goes which way where nobody said what is fair: in the order of the roster. but: people left out of it."""
    free = [[who for who in each.members if who not in but] for each in builder.signatures]
    for way in builder.ways:
        for _ in range(round(float(values[way.column]))):
            yield Going(free[way.signature].pop(0), way, NEVER)
