"""Rules about answers: rated below what is required, not supported by evidence, not given at all."""

from __future__ import annotations

from collections.abc import Mapping

from dueregard.assessment.rolling import AnswerKind
from dueregard.common.period import day_words
from dueregard.frameworks.model import EvidenceState
from dueregard.vulnerabilities.inputs import Asked, Inputs
from dueregard.vulnerabilities.model import Found, Severity
from dueregard.vulnerabilities.ranking import steps


def below_required(inputs: Inputs) -> Mapping[str, Asked]:
    """Questions answered with a rating below the required one."""
    return {
        home: asked
        for home, asked in inputs.asked.items()
        if asked.rank is not None and asked.rank < asked.question.required
    }


def say_below_required(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who rates what, and how far below."""
    said = (
        f"{_who(inputs, asked)} rates this “{asked.rating_words()}”, {steps(asked.steps_below)} below "
        f"the required “{asked.required_words()}”"
    )
    return about(inputs, subject, asked, said, steps_below=asked.steps_below)


def unsupported(inputs: Inputs) -> Mapping[str, Asked]:
    """Questions answered on evidence that has all expired, or on none."""
    lacking = (EvidenceState.EXPIRED, EvidenceState.ABSENT)
    return {
        home: asked
        for home, asked in inputs.asked.items()
        if asked.rank is not None and asked.answer.evidence_state in lacking
    }


def say_unsupported(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who rates what on which evidence, and since when it no longer counts."""
    cited = inputs.cited_by(asked)
    expired = [row.expires_on for row in cited if row.expires_on is not None]
    how, overdue = "without evidence", 0
    if asked.answer.evidence_state is EvidenceState.EXPIRED:
        last = max(expired)
        how, overdue = f"on evidence that expired on {day_words(last)}", (inputs.on - last).days
        how += f" ({'; '.join(row.title for row in cited)})"
    said = f"{_who(inputs, asked)} rates this “{asked.rating_words()}” {how}"
    return about(inputs, subject, asked, said, days_overdue=overdue)


def uncovered(inputs: Inputs) -> Mapping[str, Asked]:
    """Questions to which there is no answer; those assessed elsewhere have one that is not held here."""
    unanswered = AnswerKind.UNANSWERED
    return {home: asked for home, asked in inputs.asked.items() if asked.answer.kind is unanswered}


def say_uncovered(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who has not answered what, and why it counts as unanswered."""
    why = asked.answer.open_reason
    said = f"{_who(inputs, asked)} has not answered this ({why.value if why else 'no answer is held'})"
    if inputs.lead_of(asked) is None:
        said = "No lead answers this"
    return about(inputs, subject, asked, said, steps_below=asked.steps_below)


def _who(inputs: Inputs, asked: Asked) -> str:
    return inputs.who(inputs.lead_of(asked))


def about(
    inputs: Inputs, subject: str, asked: Asked, said: str, *, steps_below: int = 0, days_overdue: int = 0
) -> Found:
    """What every rule about an answer says besides its own words.

    The sentence ends with what is asked, and names the criterion last, for who wants to look it up.
    """
    question, given_in = asked.question, inputs.return_of(asked)
    named = [f"frameworks/{asker.ref}" for asker in question.askers]
    named += [f"returns/{given_in.id}"] if given_in else []
    return Found(
        lead=inputs.lead_of(asked),
        spr_areas=question.spr_areas,
        cause=question.home.criterion.cause,
        sentence=f"{said}: {question.home.criterion.asks.rstrip('.')} ({subject}).",
        severity=Severity(question.essential, steps_below, question.weight, days_overdue=days_overdue),
        inputs=(*named, *(f"evidence/{row.id}" for row in inputs.cited_by(asked))),
        markings=tuple(row.marking for row in inputs.basis_of(asked)),
    )
