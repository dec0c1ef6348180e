"""How many to call so that each role is full: lists sized exactly, by convolution, with a shock that all share.

On some days many stay away together: a flood, an illness, a bad road. A shared shock says how often which days
come and how many times the usual no-shows they bring. Given the day, people come or not by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum, isclose, prod

from dueregard.common.errors import DueRegardError


class CallOutRefused(DueRegardError):
    """Chances that contradict each other; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Day:
    """A kind of day: how often it comes, as a share of all, and how many times the usual no-shows it brings."""

    share: float
    times: float


@dataclass(frozen=True, slots=True)
class SharedShock:
    """Kinds of days. Shares add up to 1, and so do shares by times: over all days no-shows are as usual.

    Raises ValueError.
    """

    days: tuple[Day, ...]

    def __post_init__(self) -> None:
        if any(day.share < 0 or day.times < 0 for day in self.days):
            raise ValueError("a kind of day has a share or a number of times below nought; give 0 or more")
        if not isclose(fsum(day.share for day in self.days), 1.0, abs_tol=1e-9):
            raise ValueError("the shares of the days do not add up to 1; let them")
        if not isclose(fsum(day.share * day.times for day in self.days), 1.0, abs_tol=1e-9):
            raise ValueError("over all days the no-shows are not as usual; let shares by times add up to 1")


INDEPENDENT = SharedShock((Day(1.0, 1.0),))
"""Every day alike: people come or not by themselves."""


def bad_days(share: float, times: float) -> SharedShock:
    """Bad days, a share of all, with so many times the usual no-shows; the others have fewer. Raises ValueError.

    >>> [round(day.times, 3) for day in bad_days(0.1, 3.0).days]
    [3.0, 0.778]
    """
    if not 0 <= share < 1 or times < 1 or share * times > 1:
        raise ValueError(
            f"bad days are {share:g} of all and bring {times:g} times the no-shows; give a share below 1, "
            "at least 1 time, and no more than 1 of the one by the other"
        )
    return SharedShock((Day(share, times), Day(1 - share, (1 - share * times) / (1 - share))))


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody who may be called for a role, and the chance that they do not come, over all days."""

    person: str
    misses: float


@dataclass(frozen=True, slots=True)
class RoleList:
    """People who may be called for a role, in the order of calling, and how many of it are needed."""

    role: str
    needed: int
    people: tuple[Callee, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """Who is called for a role, and the chance that it is full."""

    role: str
    needed: int
    people: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class CallOut:
    """The lists to call. sure: the chance asked for. jointly: the chance that all roles are full at once.

    is_sure: whether the chance asked for is reached; where it is not, everybody who may be called is.
    """

    lists: tuple[Called, ...]
    sure: float
    jointly: float
    is_sure: bool


def full_chances(role: RoleList, shock: SharedShock) -> list[tuple[float, ...]]:
    """For each number of people called, from none to all: on each kind of day, the chance that the role is full.

    >>> role = RoleList("driver", 1, (Callee("p1", 0.2), Callee("p2", 0.5)))
    >>> full_chances(role, INDEPENDENT)
    [(0.0,), (0.8,), (0.9,)]
    """
    columns = [_column(role, day) for day in shock.days]
    return list(zip(*columns, strict=True))


def _column(role: RoleList, day: Day) -> list[float]:
    # came[n]: the chance that n come; the last of them, that n or more do.
    came = [1.0] + [0.0] * role.needed
    found = [came[-1]]
    for callee in role.people:
        misses = callee.misses * day.times
        if not 0 <= misses <= 1 + 1e-12:
            raise CallOutRefused(
                f"{callee.person} misses {callee.misses:.0%} of calls, and on bad days {day.times:g} times as "
                "many, more than all: give bad days a smaller number of times."
            )
        misses = min(misses, 1.0)
        for n in range(role.needed, -1, -1):
            stay = came[n] if n == role.needed else came[n] * misses
            came[n] = stay + (came[n - 1] * (1 - misses) if n else 0.0)
        found.append(came[-1])
    return found


def joint_chance(by_role: Sequence[Sequence[float]], shock: SharedShock) -> float:
    """The chance that all roles are full, from that of each on each kind of day."""
    return fsum(day.share * prod(chances[at] for chances in by_role) for at, day in enumerate(shock.days))


def size(
    roles: Sequence[RoleList], sure: float, shock: SharedShock = INDEPENDENT, *, jointly: bool = False
) -> CallOut:
    """The shortest list for each role that is full with a chance, in the order of calling.

    jointly: the fewest people in all with which all roles are full at once with that chance; of such lists
    those with the largest. Nobody stands in two lists. Raises ValueError, CallOutRefused.

    >>> people = tuple(Callee(f"p{n}", 0.2) for n in range(9))
    >>> found = size([RoleList("driver", 2, people)], 0.95)
    >>> len(found.lists[0].people), round(found.jointly, 4)
    (4, 0.9728)
    """
    if not 0 < sure < 1:
        raise ValueError(f"the roles are to be full with a chance of {sure:g}; give one between 0 and 1")
    names = [callee.person for role in roles for callee in role.people]
    if len(set(names)) < len(names):
        raise ValueError("somebody stands in the lists of two roles; let each be called for one")
    chances = [full_chances(role, shock) for role in roles]
    sizes = [_smallest(each, sure, shock) for each in chances]
    if jointly:
        sizes = _smallest_jointly(chances, sizes, sure, shock)
    met = [each[number] for each, number in zip(chances, sizes, strict=True)]
    lists = tuple(
        Called(
            role.role,
            role.needed,
            tuple(callee.person for callee in role.people[:number]),
            joint_chance([chance], shock),
        )
        for role, number, chance in zip(roles, sizes, met, strict=True)
    )
    together = joint_chance(met, shock)
    reached = together >= sure if jointly else all(each.chance >= sure for each in lists)
    return CallOut(lists, sure, together, reached)


def _smallest(chances: Sequence[tuple[float, ...]], sure: float, shock: SharedShock) -> int:
    """How many to call for one role; all where even all are too few."""
    found = (number for number, each in enumerate(chances) if joint_chance([each], shock) >= sure)
    return next(found, len(chances) - 1)


def _smallest_jointly(
    chances: Sequence[Sequence[tuple[float, ...]]], least: Sequence[int], sure: float, shock: SharedShock
) -> list[int]:
    """Sizes for all roles: no role can do with fewer than it needs by itself, so the search begins there."""
    room = [len(each) - 1 - number for each, number in zip(chances, least, strict=True)]
    for extra in range(sum(room) + 1):
        best, found = -1.0, None
        for more in _spread(extra, room):
            sizes = [number + one for number, one in zip(least, more, strict=True)]
            together = joint_chance(
                [each[number] for each, number in zip(chances, sizes, strict=True)], shock
            )
            if together > best:
                best, found = together, sizes
        if found is not None and best >= sure:
            return found
    return [number + one for number, one in zip(least, room, strict=True)]


def _spread(extra: int, room: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to spread some people over roles with room for so many each."""
    if not room:
        if extra == 0:
            yield ()
        return
    for first in range(min(extra, room[0]), -1, -1):
        if extra - first <= sum(room[1:]):
            for rest in _spread(extra - first, room[1:]):
                yield (first, *rest)
