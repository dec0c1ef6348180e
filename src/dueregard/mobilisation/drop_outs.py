"""Drop-outs as a CSV file: people of a force who are not to be had from some moment on.

Who drops out after setting out counts as there until that tour ends; that is said wherever such a plan is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.record_table import RecordTables
from dueregard.common.records import Column
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOut:
    """Somebody who is not to be had any more: sick, or did not muster."""

    person: Annotated[Id, Column("Pseudonym.")]
    from_at: Annotated[
        Moment | None, Column("From when they are not to be had; blank for when the new plan is told.")
    ] = None
    reason: Annotated[str | None, Column("Why, in a word or two; it is not read on.", internal=True)] = None


def read_drop_outs(text: str, name: str, faults: FaultList) -> tuple[DropOut, ...]:
    """The drop-outs of a CSV text. Rows with a fault are left out and their faults noted.

    >>> read_drop_outs("person,reason\\np1,sick\\n", "drop-outs.csv", FaultList())[0].person
    'p1'
    """
    return tuple(record for _, record in RecordTables(DropOut).read(text, name, faults))


def gone_from(drop_outs: Iterable[DropOut], told_at: datetime) -> dict[Id, datetime]:
    """From when each of them is not to be had. Raises DueRegardError for somebody who stands there twice."""
    found: dict[Id, datetime] = {}
    for each in drop_outs:
        if each.person in found:
            raise DueRegardError(f"{each.person} stands twice among the drop-outs: keep one row.")
        found[each.person] = told_at if each.from_at is None else each.from_at.at
    return found


def counted_there(plan: Plan, request: Request, gone: Mapping[Id, datetime]) -> dict[Id, tuple[Id, ...]]:
    """By tour, in order, whom a plan counts as there although they dropped out: they had left for it by then."""
    found = {}
    for tour in request.tours:
        people = {
            each.person
            for each in plan.assignments
            if each.tour == tour.id and each.person in gone and each.out_at < gone[each.person] < tour.ends_at
        }
        if people:
            found[tour.id] = tuple(sorted(people))
    return found


def there_words(tour: Id, people: int) -> str:
    """That so many count as there, and what to do where that is not so.

    >>> there_words(Id("day"), 1).split(". ")[0]
    '1 who dropped out had set out on day and counts as there until it ends'
    """
    verb = "counts" if people == 1 else "count"
    return (
        f"{people:,} who dropped out had set out on {tour} and {verb} as there until it ends. Whoever never came has "
        "to be listed with from_at, the moment at which they were to leave."
    )
