"""Carriers of a request: how many there are for each tour, and which go, none at two tours at once.

Carriers that can go on the same tours are alike. A carrier is away from leaving for a tour until it is back, also where
people lodge near the place. So those on tours at the same moment are no more than there are alike; as times are
stretches of one line, that is enough for each tour to get its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil

from dueregard.engine.optimisation.programme import Programme
from dueregard.engine.optimisation.solving import Outcome, solve
from dueregard.mobilisation.plan import CarrierOnTour, Plan
from dueregard.mobilisation.request import Request, Tour
from dueregard.workforce.carriers import Carrier
from dueregard.workforce.hours import zone_named
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of

Able = tuple[bool, ...]
"""For each tour whether a carrier can go on it."""
CARRIERS = -2
"""In place of a role: carriers short of a need."""


@dataclass(slots=True)
class CarrierRows:
    """Rows of the needs for carriers in a programme; none where carriers are enough for all that is asked."""

    rows: dict[int, int] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)
    of_a_unit: int = 0

    def less_a_unit(self, need: int) -> list[tuple[int, float]]:
        """What a unit left out of a need takes from its row."""
        return [(self.rows[need], float(self.of_a_unit))] if need in self.rows else []


def is_asked(request: Request, roster: Roster) -> bool:
    """Whether carriers are looked at: the unit says how many it needs, and the roster which there are."""
    return request.unit.transport is not None and roster.carriers is not None


def usable(request: Request, roster: Roster) -> dict[str, tuple[Carrier, ...]]:
    """For each tour the carriers that are on the road all its time and seat their part of a unit."""
    transport = request.unit.transport
    assert transport is not None
    seats = ceil(request.unit.officers / transport.carriers)
    large = [each for each in roster.carriers or () if each.seats >= seats]
    found = {}
    for tour in request.tours:
        days = _days(tour, request, roster.zone)
        found[str(tour.id)] = tuple(each for each in large if each.is_on_road(days))
    return found


def build_carriers(programme: Programme, request: Request, roster: Roster, short: float) -> CarrierRows:
    """Rows for carriers, where there are too few for the whole request. short: what a carrier short costs."""
    if not is_asked(request, roster) or _numbers(request, roster, {}) is not None:
        return CarrierRows()
    assert request.unit.transport is not None
    found = CarrierRows(of_a_unit=request.unit.transport.carriers)
    alike = _alike(request, roster)
    entries = _entries(programme, request, alike)
    for at, need in enumerate(request.needs):
        row = programme.add_row(float(need.units * found.of_a_unit))
        found.rows[at] = row
        found.short[at] = programme.add_column(short, most=need.units * found.of_a_unit, entries=[(row, 1.0)])
        for key in entries:
            if request.tours[key[0]].id == need.tour:
                entries[key].append((row, 1.0))
    for (_, kind), rows in sorted(entries.items()):
        programme.add_column(0.0, most=len(alike[kind]), whole=True, entries=sorted(rows))
    return found


def with_carriers(plan: Plan, request: Request, roster: Roster) -> Plan:
    """The plan with the carriers of each tour; as it is where none are looked at."""
    if not is_asked(request, roster):
        return plan
    numbers = _numbers(request, roster, plan.missing)
    assert numbers is not None, "a plan leaves out units for which there are no carriers"
    alike = _alike(request, roster)
    free_from: dict[str, int] = {}
    found = []
    for at in sorted(range(len(request.tours)), key=lambda one: _times(request.tours[one], request)):
        tour = request.tours[at]
        leaves, back = _times(tour, request)
        for kind, carriers in alike.items():
            free = [each for each in carriers if free_from.get(str(each.id), leaves) <= leaves]
            for each in free[: numbers.get((at, kind), 0)]:
                free_from[str(each.id)] = back
                found.append(CarrierOnTour(tour=tour.id, carrier=each.id))
    places = {tour.id: at for at, tour in enumerate(request.tours)}
    found.sort(key=lambda each: (places[each.tour], each.carrier))
    return replace(plan, carriers=tuple(found))


def _numbers(
    request: Request, roster: Roster, missing: Mapping[int, int]
) -> dict[tuple[int, Able], int] | None:
    """How many alike go on each tour, by its place and theirs; None where they are too few."""
    assert request.unit.transport is not None
    programme = Programme()
    alike = _alike(request, roster)
    entries = _entries(programme, request, alike)
    for at, tour in enumerate(request.tours):
        units = max(need.units for need in request.needs_less(missing, {}) if need.tour == tour.id)
        row = programme.add_row(float(units * request.unit.transport.carriers))
        for key in entries:
            if key[0] == at:
                entries[key].append((row, 1.0))
    keys = sorted(entries)
    for key in keys:
        programme.add_column(1.0, most=len(alike[key[1]]), whole=True, entries=sorted(entries[key]))
    if not keys:
        return {} if all(least <= 0 for least in programme.row_least if least > -1) else None
    answer = solve(programme)
    if answer.outcome is not Outcome.OPTIMAL:
        return None
    return {key: round(float(value)) for key, value in zip(keys, answer.values, strict=True)}


def _entries(
    programme: Programme, request: Request, alike: Mapping[Able, tuple[Carrier, ...]]
) -> dict[tuple[int, Able], list[tuple[int, float]]]:
    """For each tour and those alike that can go on it: rows that hold them to as many as there are."""
    found: dict[tuple[int, Able], list[tuple[int, float]]] = {}
    for key, carriers in alike.items():
        for at, can_go in enumerate(key):
            if can_go:
                found[at, key] = []
        for at in range(len(request.tours)):
            if (at, key) not in found:
                continue
            leaves, _ = _times(request.tours[at], request)
            together = [
                other
                for other in range(len(request.tours))
                if (other, key) in found
                and _times(request.tours[other], request)[0]
                <= leaves
                < _times(request.tours[other], request)[1]
            ]
            row = programme.add_row(most=float(len(carriers)))
            for other in together:
                found[other, key].append((row, 1.0))
    return found


def _alike(request: Request, roster: Roster) -> dict[Able, tuple[Carrier, ...]]:
    """Carriers by the tours on which they can go."""
    on_tour = usable(request, roster)
    known = {name: {each.id for each in carriers} for name, carriers in on_tour.items()}
    found: dict[Able, tuple[Carrier, ...]] = {}
    for each in roster.carriers or ():
        able = tuple(each.id in known[str(tour.id)] for tour in request.tours)
        if any(able):
            found[able] = (*found.get(able, ()), each)
    return found


def _times(tour: Tour, request: Request) -> tuple[int, int]:
    """When the carriers of a tour leave, and when they are back."""
    return minute_of(tour.begins_at) - request.travel_minutes, minute_of(
        tour.ends_at
    ) + request.travel_minutes


def _days(tour: Tour, request: Request, zone: str) -> list[date]:
    """Local days on which the carriers of a tour are away."""
    place, travel = zone_named(zone), timedelta(minutes=request.travel_minutes)
    first = (tour.begins_at - travel).astimezone(place).date()
    last = (tour.ends_at + travel - timedelta(minutes=1)).astimezone(place).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
