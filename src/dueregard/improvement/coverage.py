"""Which risks and capabilities have been exercised within the months set for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dueregard.common.codecs import Id
from dueregard.common.period import months_after
from dueregard.improvement.risks import Exercise, Risk

EXERCISE_MONTHS_SETTING = Id("exercise-months")


@dataclass(frozen=True, slots=True)
class ExerciseCoverage:
    """When something was last exercised, against the months within which it is to be.

    `last` is the latest exercise held by the day asked about, None where none is held; `due_by` the last day
    on which the next is in time, None where there was none; `days_overdue` is 0 while it is covered.
    """

    subject: Id
    months: int
    last: Exercise | None
    due_by: date | None
    days_overdue: int

    @property
    def is_covered(self) -> bool:
        """Whether it was exercised within its months."""
        return self.due_by is not None and self.days_overdue == 0

    def words(self) -> str:
        """One sentence fragment, as a table prints it."""
        if self.last is None:
            return f"no exercise of it is recorded; it is to be exercised every {_months(self.months)}"
        when = f"last exercised {self.last.held_on.words()} ({self.last.title})"
        return when if self.is_covered else f"{when}; it is to be exercised every {_months(self.months)}"


def risk_coverage(
    risks: Iterable[Risk], exercises: Iterable[Exercise], on: date
) -> tuple[ExerciseCoverage, ...]:
    """Exercise coverage of every risk that is stated and says within how many months it is to be exercised."""
    rows = tuple(risks)
    last = last_exercises(exercises, on, {risk.id for risk in rows}, of="risks")
    return tuple(
        _coverage(risk.id, risk.exercise_months, last.get(risk.id), on)
        for risk in sorted(rows, key=lambda risk: risk.id)
        if risk.stated and risk.exercise_months is not None
    )


def capability_coverage(exercises: Iterable[Exercise], months: int, on: date) -> tuple[ExerciseCoverage, ...]:
    """Exercise coverage of every criterion, as framework/criterion, that an exercise held by the day names."""
    held = tuple(exercises)
    named = {criterion for exercise in held for criterion in exercise.criteria}
    last = last_exercises(held, on, named, of="criteria")
    return tuple(_coverage(Id(name), months, exercise, on) for name, exercise in sorted(last.items()))


def last_exercises(
    exercises: Iterable[Exercise], on: date, subjects: Iterable[str], *, of: str
) -> Mapping[str, Exercise]:
    """The latest exercise held by a day for each subject; `of` is the field that names subjects.

    An exercise dated to a month or a year counts as held on its last day, or on the day asked about if that
    is earlier, so that an imprecise date never makes anything look overdue too soon.
    """
    wanted, last = frozenset(subjects), dict[str, Exercise]()
    for exercise in sorted(exercises, key=lambda row: (row.held_on.last_day, row.id)):
        if exercise.held_on.first_day <= on:
            last.update((name, exercise) for name in getattr(exercise, of) if name in wanted)
    return last


def _coverage(subject: Id, months: int, last: Exercise | None, on: date) -> ExerciseCoverage:
    if last is None:
        return ExerciseCoverage(subject, months, None, None, 0)
    due_by = months_after(min(last.held_on.last_day, on), months)
    return ExerciseCoverage(subject, months, last, due_by, max((on - due_by).days, 0))


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"
