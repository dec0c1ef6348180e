"""Faults for a machine: where, what was seen, what to do, and the sentence a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from dueregard.common.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultAnswer:
    """One fault."""

    file: Annotated[str, "The file, from the pack's own folder."]
    line: Annotated[int | None, "The line, from 1."]
    column: Annotated[str | None, "The column or field."]
    saw: Annotated[str, "What was seen."]
    remedy: Annotated[str, "What to do."]
    sentence: Annotated[str, "The whole sentence, as people read it."]


def fault_answers(faults: Iterable[Fault]) -> tuple[FaultAnswer, ...]:
    """Each fault as an answer, in the same order."""
    return tuple(
        FaultAnswer(
            file=fault.place.file,
            line=fault.place.line,
            column=fault.place.column,
            saw=fault.saw,
            remedy=fault.remedy,
            sentence=str(fault),
        )
        for fault in faults
    )
