"""Drop-outs as a CSV file: people of a force who are not to be had from some moment on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.record_table import RecordTables
from dueregard.common.records import Column
from dueregard.mobilisation.moments import Moment


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
