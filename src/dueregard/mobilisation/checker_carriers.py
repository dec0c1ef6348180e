"""Carriers and their drivers, tour by tour in plain loops for the judge of plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from dueregard.mobilisation.checker_diary import Case, days_of
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request, Tour
from dueregard.workforce.carriers import Carrier
from dueregard.workforce.hours import zone_named


def carrier_faults(plan: Plan, case: Case) -> Iterator[str]:
    """What is wrong with the carriers of a plan, in words; nothing where no carriers are given or asked for."""
    transport, listed = case.request.unit.transport, case.roster.carriers
    if transport is None or listed is None:
        if plan.carriers:
            yield "carriers are sent, and none are given or asked for"
        return
    known = {str(each.id): each for each in listed}
    tours = {str(tour.id): tour for tour in case.request.tours}
    needed_seats = ceil(case.request.unit.officers / transport.carriers)
    used: list[tuple[Carrier, Tour]] = []
    for each in plan.carriers:
        if str(each.carrier) not in known or str(each.tour) not in tours:
            yield f"the carrier {each.carrier} on {each.tour} is not known"
            continue
        carrier, tour = known[str(each.carrier)], tours[str(each.tour)]
        if carrier.seats < needed_seats:
            yield f"{carrier.id} on {tour.id} seats {carrier.seats}, and its part of a unit is {needed_seats}"
        if not carrier.is_on_road(days_used(tour, case)):
            yield f"{carrier.id} is off the road during {tour.id}"
        for other, before in used:
            if other.id == carrier.id and _at_once(tour, before, case.request):
                yield f"{carrier.id} is on {before.id} and {tour.id} at once"
        used.append((carrier, tour))
    for tour in case.request.tours:
        units = 0
        for need in case.request.needs_less(plan.missing, plan.lacking):
            if need.tour == tour.id:
                units = max(units, need.units)
        wanted = units * transport.carriers
        there = sum(which.id == tour.id for _, which in used)
        if there < wanted:
            yield f"{tour.id} needs {wanted} carriers, and has {there}"


def days_used(tour: Tour, case: Case) -> list[date]:
    """Local days on which the carriers of a tour are away: from leaving for it until back."""
    place, travel = zone_named(case.roster.zone), timedelta(minutes=case.request.travel_minutes)
    day = (tour.begins_at - travel).astimezone(place).date()
    last = (tour.ends_at + travel - timedelta(minutes=1)).astimezone(place).date()
    found = []
    while day <= last:
        found.append(day)
        day += timedelta(days=1)
    return found


def _at_once(one: Tour, other: Tour, request: Request) -> bool:
    travel = timedelta(minutes=request.travel_minutes)
    return one.begins_at - travel < other.ends_at + travel and other.begins_at - travel < one.ends_at + travel


def driver_faults(plan: Plan, case: Case) -> Iterator[str]:
    """Needs whose units have too few people who hold the skill to drive their carriers on every day of the tour."""
    transport = case.request.unit.transport
    if transport is None:
        return
    people = {str(person.id): person for person in case.roster.people}
    tours = {str(tour.id): tour for tour in case.request.tours}
    for need in case.request.needs_less(plan.missing, plan.lacking):
        days = days_of(tours[str(need.tour)], case.roster.zone)
        drivers = 0
        for each in plan.assignments:
            if each.tour == need.tour and each.present_at <= need.by and str(each.person) in people:
                person = people[str(each.person)]
                drivers += all(person.holds(transport.skill, day) for day in days)
        wanted = need.units * transport.drivers
        if drivers < wanted:
            yield f"{need.tour} needs {wanted} who may drive by {need.by}, and has {drivers}"
