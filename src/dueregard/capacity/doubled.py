"""People who are counted for more than one target: each alone can be met, and both together cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from dueregard.capacity.matching import fit
from dueregard.capacity.presence import Muster, needs_of, people_by_kind
from dueregard.capacity.reading import Reading, check_size, places_of
from dueregard.workforce.roster import Roster


@dataclass(frozen=True, slots=True)
class Shared:
    """Two targets read from one roster.

    people: who could fill a place of either, by rank and post, with the skills on some day of the period. hours_each:
    hours in which each target alone is met. hours_together: hours in which both are, nobody counted twice.
    """

    first: Reading
    second: Reading
    people: int
    hours_each: int
    hours_together: int

    @property
    def is_counted_twice(self) -> bool:
        """Whether some hour is met only because somebody is counted for both."""
        return self.hours_together < self.hours_each


def shared_people(roster: Roster, readings: Sequence[Reading], muster: Muster) -> tuple[Shared, ...]:
    """Every pair of readings of one roster and grid for which somebody could be counted twice.

    Raises TargetUnusable where two targets have more kinds of places than can be looked at together.
    """
    pairs = (_pair(roster, first, second, muster) for first, second in combinations(readings, 2))
    return tuple(pair for pair in pairs if pair.people)


def _pair(roster: Roster, first: Reading, second: Reading, muster: Muster) -> Shared:
    ordinals = first.grid.local_days
    days = tuple(date.fromordinal(int(ordinals[at])) for at in (0, -1))
    people = sum(
        all(
            any(need.role.filled_between(person, *days) for need in reading.needs)
            for reading in (first, second)
        )
        for person in roster.people
    )
    alone = [reading.units >= reading.target.number for reading in (first, second)]
    each = int((alone[0] & alone[1]).sum())
    if not people or not each:
        return Shared(first, second, people, each, each)
    wanted: dict[object, int] = {}
    for reading in (first, second):
        places = places_of(reading.target, muster)
        for need, number in zip(needs_of(reading.target, muster), places, strict=True):
            wanted[need] = wanted.get(need, 0) + number * reading.target.number
    needs = tuple(dict.fromkeys((*first.needs, *second.needs)))
    check_size(needs, f"{first.target.id} with {second.target.id}")
    kinds, there = people_by_kind(roster, first.grid, needs, muster)
    numbers = [wanted[need] for need in needs]
    together = fit(kinds, there, numbers, numbers)
    return Shared(first, second, people, each, int(np.count_nonzero(together.units)))
