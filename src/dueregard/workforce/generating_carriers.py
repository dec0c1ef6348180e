"""Made-up carriers of a force of any size. Nothing of them is taken from a real force."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from dueregard.common.codecs import Id
from dueregard.workforce.carriers import Carrier, OffRoad
from dueregard.workforce.generating_chance import chance
from dueregard.workforce.generating_spec import RosterSpec, apportion

OFFICERS_PER_CARRIER = 100
SEATS = 9
OFF_SHARE, OFF_DAYS = 0.08, 7
_PURPOSE = 5


def generate_carriers(spec: RosterSpec, first_on: date, days: int, seed: int) -> tuple[Carrier, ...]:
    """Carriers shared over local areas like officers: one for a hundred officers, nine seats each.

    Each week about one in twelve is off the road for the whole of it, by chance. All of it is our invention.

    >>> from dueregard.workforce.generating_spec import load_shipped_spec
    >>> len(generate_carriers(load_shipped_spec("northmarch"), date(2022, 10, 10), 7, 1))
    71
    """
    number = max(int(Fraction(spec.officers, OFFICERS_PER_CARRIER)), 1)
    by_area = apportion(number, [entry.share for entry in spec.local_areas])
    found: list[Carrier] = []
    for entry, here in zip(spec.local_areas, by_area, strict=True):
        for _ in range(here):
            at = len(found)
            off = tuple(_off(first_on, days, seed, at))
            found.append(
                Carrier(id=Id(f"carrier-{at + 1:03d}"), local_area=entry.local_area, seats=SEATS, off=off)
            )
    return tuple(found)


def _off(first_on: date, days: int, seed: int, number: int) -> list[OffRoad]:
    first_week = first_on.toordinal() // OFF_DAYS
    last_week = (first_on + timedelta(days=days - 1)).toordinal() // OFF_DAYS
    found: list[OffRoad] = []
    for week in range(first_week, last_week + 1):
        if chance(seed, _PURPOSE, number, week) < OFF_SHARE:
            begins = date.fromordinal(week * OFF_DAYS)
            found.append(OffRoad(from_on=begins, until_on=begins + timedelta(days=OFF_DAYS - 1)))
    return found
