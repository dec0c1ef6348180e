"""Which returns of a cycle came in time, which late, and which have not come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import Return
from dueregard.common.codecs import Id
from dueregard.force.identity import Lead


class Timeliness(StrEnum):
    """How a return stands against its due date, as papers print it."""

    IN_TIME = "in time"
    LATE = "late"
    IN_WITHOUT_DUE_DATE = "in, no due date"
    CANNOT_TELL = "in, but its date is too rough to say whether in time"
    NOT_YET_DUE = "not in, not yet due"
    OVERDUE = "not in, overdue"
    NOT_IN = "not in, no due date"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTime:
    """One return that a cycle asks for. `days_late` is above nought when late or overdue, else None.

    `of` is None where not even an empty return is on record.
    """

    lead: Id
    framework: Id
    timeliness: Timeliness
    days_late: int | None
    of: Return | None


def return_times(
    book: AssessmentBook, cycle_id: str, leads: Iterable[Lead], on: date
) -> tuple[ReturnTime, ...]:
    """Every return that a cycle asks of some leads, and how it stands on a day, in the leads' order."""
    cycle = book.cycle(cycle_id)
    there = {(each.lead, each.framework): each for each in book.returns_by_cycle.get(cycle.id, ())}
    found = []
    for lead in leads:
        for framework in cycle.all_frameworks:
            if (lead.id, framework) in there:
                found.append(_time(there[lead.id, framework], on))
            elif _is_asked(lead, framework):
                found.append(
                    ReturnTime(
                        lead=lead.id,
                        framework=framework,
                        timeliness=Timeliness.NOT_IN,
                        days_late=None,
                        of=None,
                    )
                )
    return tuple(found)


def _is_asked(lead: Lead, framework: str) -> bool:
    return framework in lead.frameworks or any(area.startswith(f"{framework}/") for area in lead.spr_areas)


def _time(of: Return, on: date) -> ReturnTime:
    timeliness, days = _judged(of, on)
    return ReturnTime(lead=of.lead, framework=of.framework, timeliness=timeliness, days_late=days, of=of)


def _judged(of: Return, on: date) -> tuple[Timeliness, int | None]:
    """By whole days. A date known only to the month is late when all of it is, in time when all of it is."""
    came = of.submitted_on if of.submitted_on is not None and of.submitted_on.first_day <= on else None
    if of.due_on is None:
        return (Timeliness.NOT_IN if came is None else Timeliness.IN_WITHOUT_DUE_DATE), None
    if came is None:
        days = (on - of.due_on).days
        return (Timeliness.OVERDUE, days) if days > 0 else (Timeliness.NOT_YET_DUE, None)
    if came.last_day <= of.due_on:
        return Timeliness.IN_TIME, None
    if came.first_day > of.due_on:
        return Timeliness.LATE, (came.first_day - of.due_on).days
    return Timeliness.CANNOT_TELL, None
