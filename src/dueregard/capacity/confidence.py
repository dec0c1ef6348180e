"""How far a reading can be relied on: by a table, from known skill dates and the age of the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated

from dueregard.common.errors import FaultList
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.records import Column
from dueregard.workforce.people import Person
from dueregard.workforce.units import UnitShape

LOWEST = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceLine:
    """One row of the table."""

    confidence: Annotated[str, Column("The confidence it gives.")]
    at_least_known_percent: Annotated[int, Column("At least so many per cent have known skill dates.")]
    at_most_age_days: Annotated[int, Column("The roster is at most so many days old.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    format: Annotated[str, Column("The format.")]
    rows: Annotated[tuple[ConfidenceLine, ...], Column("Rows, the first that fits counts.")]


@dataclass(frozen=True, slots=True)
class Confidence:
    """A confidence with what it follows from. age_days is None where nobody says when the roster was taken."""

    step: str
    people: int
    known: int
    age_days: int | None

    def words(self) -> str:
        """Why it is so, in one sentence.

        >>> Confidence("low", 40, 30, None).words()
        'The last day of the needed skills is known of 30 of 40 people, and nobody says when the roster was taken.'
        """
        age = "nobody says when the roster was taken"
        if self.age_days is not None:
            days = "1 day" if self.age_days == 1 else f"{self.age_days:,} days"
            age = f"the roster was taken {days} before the last day read"
        return f"The last day of the needed skills is known of {self.known:,} of {self.people:,} people, and {age}."


def confidence_of(
    unit: UnitShape, people: Iterable[Person], first_on: date, last_on: date, taken_on: date | None
) -> Confidence:
    """How far a reading of a unit over some days can be relied on; nobody who could fill a place then: the lowest.

    >>> from dueregard.capacity.units import plain_unit
    >>> confidence_of(plain_unit("driver"), [], date(2023, 1, 1), date(2023, 1, 1), None).step
    'low'
    """
    could, known = 0, 0
    for person in people:
        open_to = [role for role in unit.roles if role.filled_between(person, first_on, last_on)]
        skills = {skill for role in open_to for skill in role.skills}
        if open_to:
            could += 1
            dated = {held.skill for held in person.skills if held.until_on is not None}
            undated = {held.skill for held in person.skills if held.until_on is None}
            known += all(skill in dated and skill not in undated for skill in skills)
    age = None if taken_on is None else max((last_on - taken_on).days, 0)
    if age is None or not could:
        return Confidence(LOWEST, could, known, age)
    step = LOWEST
    for row in _table():
        if 100 * known >= row.at_least_known_percent * could and age <= row.at_most_age_days:
            step = row.confidence
            break
    return Confidence(step, could, known, age)


@cache
def _table() -> tuple[ConfidenceLine, ...]:
    faults = FaultList()
    text = (resources.files("dueregard.capacity") / "library" / "confidence.yaml").read_text("utf-8")
    tree = parse_yaml(text, "confidence.yaml", faults)
    found = None if tree is None else bind(_Table, tree, "confidence.yaml", faults)
    faults.raise_if_any()
    assert found is not None  # or there would be a fault
    return found.rows
