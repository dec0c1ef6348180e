"""From rows of returns to the answer each criterion has in a cycle.

One answer serves every framework that asks the same question in that cycle. A carried row is
traced back, through earlier cycles and across versions by crosswalk, to where the answer was
given. Not-applicable counts only once somebody other than the signer has confirmed it. What is
said nowhere is unanswered; returns count from when they are in the book, late or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dueregard.assessment.answers import Answer, OpenReason
from dueregard.assessment.book import AssessmentBook, Row, Spoken
from dueregard.assessment.returns import Cycle, Response, ResponseState, Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Criterion, EvidenceState, Framework

Answers = Mapping[tuple[Id, Id], Answer]

_KINDS = {
    ResponseState.ANSWERED: AnswerKind.ANSWERED,
    ResponseState.UNANSWERED: AnswerKind.UNANSWERED,
    ResponseState.NOT_APPLICABLE: AnswerKind.NOT_APPLICABLE,
    ResponseState.NOT_STATED: AnswerKind.NOT_STATED,
    ResponseState.ELSEWHERE: AnswerKind.ELSEWHERE,
}
# Where several rows speak to one question, the one that says most serves. That the force has not
# said outweighs that a source has not: the first is in the roll-up and the second is outside it.
_SAYS_MOST = {
    ResponseState.ANSWERED: 0,
    ResponseState.CARRIED: 1,
    ResponseState.NOT_APPLICABLE: 2,
    ResponseState.ELSEWHERE: 3,
    ResponseState.UNANSWERED: 4,
    ResponseState.NOT_STATED: 5,
}


def answers_of(book: AssessmentBook, cycle_id: str) -> Answers:
    """The answer to each criterion of each framework of a cycle, by framework and criterion."""
    known = book.resolved.get(cycle_id)
    if known is not None:
        return known
    cycle = book.cycle(cycle_id)
    spoken = book.spoken(cycle.id)
    returned = {each.framework for each in book.returns_by_cycle.get(cycle.id, ())}
    answers: dict[tuple[Id, Id], Answer] = {}
    for framework_id in cycle.all_frameworks:
        framework = book.framework(framework_id)
        keys = book.keys[framework.id]
        for criterion in framework.criteria:
            key = keys[criterion.id]
            if key not in spoken.first:
                why = OpenReason.NO_ROW if framework.id in returned else OpenReason.NO_RETURN
                answer = _open(cycle, framework, criterion, why)
            else:
                answer = _answer(book, cycle, framework, criterion, _speaker(book, spoken, key, framework))
            answers[framework.id, criterion.id] = answer
    book.resolved[cycle.id] = answers
    return answers


def is_confirmed(of: Return, response: Response) -> bool:
    """Whether a second person, not the one who signed the return, confirmed not-applicable."""
    if response.confirmed_by is None:
        return False
    return response.confirmed_by.casefold() != (of.signed_by or "").casefold()


def evidence_state(book: AssessmentBook, cited: Sequence[Id], day: date) -> EvidenceState:
    """Current while any of what is cited is in date; expired when none is; absent when nothing is cited."""
    expiry = book.expiry
    state = EvidenceState.ABSENT
    for evidence in cited:
        if evidence in expiry:
            expires_on = expiry[evidence]
            if expires_on is None or expires_on >= day:
                return EvidenceState.CURRENT
            state = EvidenceState.EXPIRED
    return state


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two different answers to one question in one cycle; `rows` are all that speak to it."""

    cycle: Id
    key: str
    rows: tuple[Row, ...]


def conflicting_answers(book: AssessmentBook) -> tuple[Conflict, ...]:
    """Every question that was answered differently in two returns of one cycle.

    Rows that say nothing (unanswered, not stated) contradict nobody.
    """
    found = []
    for cycle in book.cycles:
        for key, rows in sorted(book.rows(cycle.id).items()):
            if len(rows) > 1 and len({said for row in rows if (said := _statement(book, cycle, row))}) > 1:
                found.append(Conflict(cycle.id, key, tuple(rows)))
    return tuple(found)


def _statement(
    book: AssessmentBook, cycle: Cycle, row: Row
) -> tuple[AnswerKind, Id | None, Id | None] | None:
    of, response = row
    framework = book.framework(of.framework)
    answer = _answer(book, cycle, framework, framework.criterion_by_id[response.criterion], row)
    if answer.kind in (AnswerKind.UNANSWERED, AnswerKind.NOT_STATED):
        return None
    return answer.kind, answer.rating, answer.confidence


def _speaker(
    book: AssessmentBook, spoken: Spoken, key: str, framework: Framework, lead: Id | None = None
) -> Row:
    """The row that serves a framework: what says most, then its own return, then the lower rating."""
    if key not in spoken.further:
        return spoken.first[key]

    def order(row: Row) -> tuple[int, bool, bool, int, str]:
        of, response = row
        rank = book.framework(of.framework).rank.get(response.rating or "", -1)
        foreign = of.framework != framework.id
        return _SAYS_MOST[response.state], foreign, lead is not None and of.lead != lead, rank, of.id

    return min(spoken.all(key), key=order)


def _open(
    cycle: Cycle, framework: Framework, criterion: Criterion, why: OpenReason, said: Response | None = None
) -> Answer:
    return Answer(
        cycle=cycle.id,
        framework=framework.id,
        criterion=criterion,
        kind=AnswerKind.UNANSWERED,
        open_reason=why,
        said=said,
    )


def _answer(
    book: AssessmentBook, cycle: Cycle, framework: Framework, criterion: Criterion, row: Row
) -> Answer:
    of, given = row
    said, cited = given, given.evidence
    if said.state is ResponseState.CARRIED:
        trail = _traced(book, cycle, framework, criterion, row)
        if trail is None:
            return _open(cycle, framework, criterion, OpenReason.NOTHING_TO_CARRY, said)
        of, given = trail[-1]
        cited = _all_cited(trail)
    if given.state is ResponseState.UNANSWERED:
        return _open(cycle, framework, criterion, OpenReason.SAID_SO, said)
    if given.state is ResponseState.NOT_APPLICABLE and not is_confirmed(of, given):
        return _open(cycle, framework, criterion, OpenReason.NOT_CONFIRMED, said)
    return Answer(
        cycle.id,
        framework.id,
        criterion,
        _KINDS[given.state],
        said=said,
        given=given,
        given_to=of,
        evidence=cited,
        evidence_state=evidence_state(book, cited, cycle.as_at),
    )


def _traced(
    book: AssessmentBook, cycle: Cycle, framework: Framework, criterion: Criterion, row: Row
) -> list[Row] | None:
    """The rows from a carried one back to where the answer was given; None when there is none.

    A quarter in which nothing was said is passed over: "no change" is since the last answer.
    """
    trail = [row]
    lineage = book.lineage(framework.id, criterion.id)
    for place in range(book.place[cycle.id] - 1, -1, -1):
        spoken = book.spoken(book.cycles[place].id)
        for key in lineage:
            if key in spoken.first:
                found = _speaker(book, spoken, key, framework, row[0].lead)
                if found[1].state is ResponseState.CARRIED:
                    trail.append(found)
                elif found[1].state is not ResponseState.UNANSWERED:
                    trail.append(found)
                    return trail
                break
    return None


def _all_cited(trail: list[Row]) -> tuple[Id, ...]:
    """Evidence cited anywhere on the trail, the latest first, each once."""
    cited: dict[Id, None] = {}
    for _of, response in trail:
        for evidence in response.evidence:
            cited[evidence] = None
    return tuple(cited)
