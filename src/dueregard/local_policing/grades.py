"""Grade schemes as dated data: what each grade of a log meant while its scheme was in force.

A force changes its grades every few years. Each scheme has its days, and says which common grade each
of its own stands for, so that a log can run on through a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.records import Column
from dueregard.local_policing.settings_file import read_record


class Route(StrEnum):
    """How an incident is dealt with."""

    DISPATCH = "dispatch"  # a unit is sent as soon as one is free
    DIARY = "diary"  # by appointment
    TELEPHONE = "telephone"  # nobody is sent


class ClockStart(StrEnum):
    """From when a standard is measured."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGrade:
    """A grade that runs through every scheme of the force, in order of urgency."""

    id: Annotated[Id, Column("Short name, used in results.")]
    name: Annotated[str, Column("As printed.")]
    emergency: Annotated[bool, Column("Whether it is an emergency; every other grade is non-emergency.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeGrade:
    """A grade as one scheme has it."""

    code: Annotated[str, Column("What stands in the log.")]
    common: Annotated[Id, Column("The common grade that it stands for.")]
    route: Annotated[Route, Column("How it is dealt with, where the log does not say.")] = Route.DISPATCH
    standard_minutes: Annotated[int | None, Column("Attend within this many minutes; blank for none.")] = None
    clock: Annotated[ClockStart, Column("From when the standard is measured.")] = ClockStart.RECEIVED
    target_percent: Annotated[Decimal | None, Column("The share to be attended within it.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScheme:
    """A force's grades from one day to another, both included."""

    id: Annotated[Id, Column("Short name of the scheme.")]
    from_on: Annotated[date, Column("First day it is in force.")]
    until_on: Annotated[date | None, Column("Last day; blank while it is in force.")] = None
    source: Annotated[str | None, Column("Where it is written down, with date.")] = None
    grades: Annotated[tuple[SchemeGrade, ...], Column("Its grades.")]

    def holds_on(self, day: date) -> bool:
        """Whether the scheme is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSchemes:
    """All schemes of a force, and the common grades, most urgent first."""

    common: Annotated[tuple[CommonGrade, ...], Column("The common grades, most urgent first.")]
    schemes: Annotated[tuple[GradeScheme, ...], Column("The dated schemes.")]

    def __post_init__(self) -> None:
        names = [grade.id for grade in self.common]
        if not names or len(set(names)) < len(names):
            raise ValueError("the common grades are none, or one stands twice; name each of them once")
        if not self.schemes:
            raise ValueError("there is no scheme; add the one that is in force")
        for scheme in self.schemes:
            _check_scheme(scheme, names)
        ordered = sorted(self.schemes, key=lambda scheme: scheme.from_on)
        for before, after in pairwise(ordered):
            if before.until_on is None or before.until_on >= after.from_on:
                raise ValueError(
                    f"{before.id} and {after.id} are in force on the same day; "
                    f"end {before.id} on {after.from_on - timedelta(days=1)} or before"
                )

    def on(self, day: date) -> GradeScheme | None:
        """The scheme in force on a day."""
        return next((scheme for scheme in self.schemes if scheme.holds_on(day)), None)

    def terms_on(self, common: str, day: date) -> SchemeGrade | None:
        """What a common grade means on a day: route and standard.

        Where the scheme of that day has no such grade, the latest scheme that had one is asked. Of two
        grades with one common grade, the first that the scheme lists counts.
        """
        begun = [scheme for scheme in self.schemes if scheme.from_on <= day]
        for scheme in sorted(begun, key=lambda scheme: scheme.from_on, reverse=True):
            for grade in scheme.grades:
                if grade.common == common:
                    return grade
        return None


def _check_scheme(scheme: GradeScheme, names: Iterable[str]) -> None:
    codes = [grade.code for grade in scheme.grades]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError(f"scheme {scheme.id} has no grades or one twice; give each code once")
    if scheme.until_on is not None and scheme.until_on < scheme.from_on:
        raise ValueError(f"scheme {scheme.id} ends before it begins; correct its days")
    for grade in scheme.grades:
        if grade.common not in names:
            remedy = did_you_mean(grade.common, names, otherwise="add it to the common grades")
            raise ValueError(f'grade {grade.code} stands for "{grade.common}"; {remedy}')
        if grade.standard_minutes is not None and grade.standard_minutes < 1:
            raise ValueError(f"grade {grade.code} has a standard under a minute; give whole minutes")
        if grade.target_percent is not None and not 0 < grade.target_percent <= 100:
            raise ValueError(f"grade {grade.code} has a target outside 0 to 100; give a percentage")


def read_grade_schemes(source: Path | str, name: str) -> GradeSchemes:
    """Grade schemes from a YAML file or text. Raises FaultsFound with every mistake and its place.

    >>> schemes = read_grade_schemes('''
    ... common: [{id: emergency, name: Emergency, emergency: yes}]
    ... schemes:
    ...   - id: 2016
    ...     from_on: 2016-10-01
    ...     grades: [{code: P1, common: emergency, standard_minutes: 15}]
    ... ''', "grades.yaml")
    >>> schemes.terms_on("emergency", date(2017, 1, 1)).standard_minutes
    15
    """
    return read_record(GradeSchemes, source, name)
