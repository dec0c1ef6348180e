"""A return to come: what needs a new answer and why, what may be confirmed, and its file to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.assessment.answers import Answer
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import Response, ResponseState
from dueregard.assessment.roll_forward import Draft, DraftLine, confirm_unchanged
from dueregard.cli.page import Page, Table
from dueregard.cli.presenters.counting import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswerLine:
    """One criterion of the return to come."""

    criterion: Annotated[str, "The criterion."]
    asks: Annotated[str, "What it asks."]
    last: Annotated[str | None, "Last time's rating; null where there was none."]
    last_reason: Annotated[str | None, "The reason given for it."]
    evidence: Annotated[tuple[str, ...], "Evidence cited for it."]
    needs: Annotated[tuple[str, ...], "Why a new answer is needed; empty where no change is enough."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswer:
    """What `draft --json` prints."""

    lead: Annotated[str, "The lead."]
    framework: Annotated[str, "The framework."]
    cycle: Annotated[str, "The cycle of the return to come."]
    since: Annotated[str | None, "The cycle that last time's answers are from."]
    file: Annotated[str, "Where the return's responses go in the pack."]
    criteria: Annotated[tuple[DraftAnswerLine, ...], "The criteria that the lead answers."]


def draft_answer(draft: Draft, book: AssessmentBook, file: str) -> DraftAnswer:
    """A draft as an answer; `file` is where its responses go."""
    return DraftAnswer(
        lead=draft.lead.id,
        framework=draft.framework.id,
        cycle=draft.cycle.id,
        since=draft.since,
        file=file,
        criteria=tuple(_line(line, book) for line in draft.lines),
    )


def _line(line: DraftLine, book: AssessmentBook) -> DraftAnswerLine:
    last = line.last
    return DraftAnswerLine(
        criterion=line.criterion.id,
        asks=line.criterion.asks,
        last=_rating(last, book),
        last_reason=last.reason if last else None,
        evidence=last.evidence if last else (),
        needs=line.needs,
    )


def _rating(answer: Answer | None, book: AssessmentBook) -> str | None:
    if answer is None or answer.rating is None:
        return None
    return book.framework(answer.framework).words(answer.rating)


def draft_page(answer: DraftAnswer) -> Page:
    """The draft for a person: what to answer first."""
    title = f"{answer.lead}, {answer.framework}, {answer.cycle}"
    waiting = [line for line in answer.criteria if line.needs]
    settled = [line for line in answer.criteria if not line.needs]
    need = "needs a new answer" if len(waiting) == 1 else "need a new answer"
    head = f"{title}: {len(waiting)} of {counted(len(answer.criteria), 'criterion', 'criteria')} {need}."
    since = f"in {answer.since}" if answer.since else "last time"
    parts: list[str | Table] = [head]
    if waiting:
        rows = tuple((line.criterion, line.last or "", "; ".join(line.needs)) for line in waiting)
        parts.append(Table(title="To answer", header=("criterion", since, "why"), rows=rows))
    if settled:
        rows = tuple(
            (line.criterion, line.last or "not applicable", line.last_reason or "") for line in settled
        )
        title = "May be confirmed by saying no change"
        parts.append(Table(title=title, header=("criterion", since, "because"), rows=rows))
    parts.append(f"Its responses go into {answer.file}.")
    return tuple(parts)


def draft_rows(draft: Draft, *, unchanged: bool) -> tuple[Response, ...]:
    """The rows to fill in. With `unchanged`, the lead has said "no change" of all that may be confirmed.

    Every other row is `unanswered`, which is the truth until somebody answers it.
    """
    confirmed: dict[str, Response] = {}
    if unchanged:
        rows = confirm_unchanged(draft, [line.criterion.id for line in draft.to_confirm])
        confirmed = {row.criterion: row for row in rows}
    return tuple(confirmed.get(line.criterion.id, _unanswered(draft, line)) for line in draft.lines)


def _unanswered(draft: Draft, line: DraftLine) -> Response:
    """An empty row, marked as last time's answer was, or else as the lead's own entry is."""
    given = line.last.given if line.last else None
    marking = given.marking if given is not None else draft.lead.marking
    return Response(criterion=line.criterion.id, state=ResponseState.UNANSWERED, marking=marking)
