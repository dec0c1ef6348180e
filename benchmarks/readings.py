"""Reading a capacity target for every hour of 13 weeks from a roster of 7,000, all of whom could be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from benchmarks.measuring import Budget, median_milliseconds
from dueregard.capacity.files import shipped_units
from dueregard.capacity.presence import Muster
from dueregard.capacity.reading import read_target
from dueregard.capacity.units import target_of, unit_named
from dueregard.common.codecs import Id
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.generating import generate_roster
from dueregard.workforce.generating_spec import load_shipped_spec
from dueregard.workforce.hours import Grid
from dueregard.workforce.people import HeldSkill, Person
from dueregard.workforce.roster import Roster

PEOPLE, WEEKS, SEED = 7_000, 13, 20141104
FIRST = date(2022, 10, 3)


@cache
def roster() -> Roster:
    """Everybody trained, a third to drive, and every skill with a last day, which is the hardest case."""
    made = generate_roster(load_shipped_spec("northmarch").at_strength(PEOPLE), FIRST, 7 * WEEKS + 4, SEED)
    return replace(made, people=tuple(_trained(at, person) for at, person in enumerate(made.people)))


def _trained(at: int, person: Person) -> Person:
    until = FIRST + timedelta(days=at % 365)
    skills = ["public-order", *(["public-order-driver"] if at % 3 == 0 else [])]
    return replace(person, skills=tuple(HeldSkill(skill=Id(name), until_on=until) for name in skills))


def milliseconds() -> float:
    """Milliseconds for one target with reliefs: eight kinds of places, 2,184 hours."""
    held, unit = roster(), unit_named("public-order-unit", shipped_units())
    grid = Grid.of_days(FIRST, 7 * WEEKS, held.local_areas, held.zone)
    target = target_of(Id("t"), "units", unit, 10, Decimal(4), Decimal(72))
    muster = Muster.on(shipped_rules(), FIRST)
    assert grid.hours in range(168 * WEEKS - 1, 168 * WEEKS + 2)
    return median_milliseconds(lambda: read_target(held, grid, target, muster), repeats=5)


BUDGETS = (
    Budget(name="A capacity target, 7,000 people × 13 weeks", measure=milliseconds, unit="ms", most=1000),
)
