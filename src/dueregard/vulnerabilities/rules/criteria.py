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
        ref: asked
        for ref, asked in inputs.asked.items()
        if asked.rank is not None and asked.rank < asked.question.required
    }


def say_below_required(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who rates what, and how far below."""
    sentence = (
        f'{inputs.who(asked.lead)} rates {subject} "{asked.rating_words()}", {steps(asked.steps_below)} '
        f'below "{asked.required_words()}", which is required: {_asks(asked)}'
    )
    return _about(asked, sentence, steps_below=asked.steps_below)


def unsupported(inputs: Inputs) -> Mapping[str, Asked]:
    """Questions answered on evidence that has all expired, or on none."""
    lacking = (EvidenceState.EXPIRED, EvidenceState.ABSENT)
    return {
        ref: asked
        for ref, asked in inputs.asked.items()
        if asked.rank is not None and asked.answer.evidence_state in lacking
    }


def say_unsupported(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who rates what on which evidence, and since when it no longer counts."""
    expired = [row.expires_on for row in asked.cited if row.expires_on is not None]
    if asked.answer.evidence_state is EvidenceState.EXPIRED and expired:
        named = ", ".join(row.id for row in asked.cited)
        how, overdue = (
            f"on evidence that expired on {day_words(max(expired))} ({named})",
            inputs.on - max(expired),
        )
    else:
        how, overdue = "without evidence", inputs.on - inputs.on
    sentence = f'{inputs.who(asked.lead)} rates {subject} "{asked.rating_words()}" {how}: {_asks(asked)}'
    return _about(asked, sentence, days_overdue=overdue.days)


def uncovered(inputs: Inputs) -> Mapping[str, Asked]:
    """Questions to which there is no answer; those assessed elsewhere have one that is not held here."""
    return {ref: asked for ref, asked in inputs.asked.items() if asked.kind is AnswerKind.UNANSWERED}


def say_uncovered(inputs: Inputs, subject: str, asked: Asked) -> Found:
    """Who has not answered what, and why it counts as unanswered."""
    who = inputs.who(asked.lead)
    said = f"{who} has not answered {subject}" if asked.lead else f"{who} answers {subject}"
    if asked.lead and asked.answer.open_reason:
        said += f" ({asked.answer.open_reason.value})"
    return _about(asked, f"{said}: {_asks(asked)}", steps_below=asked.steps_below)


def _asks(asked: Asked) -> str:
    """What is asked, as the end of a sentence."""
    return asked.question.home.criterion.asks.rstrip(".") + "."


def _about(asked: Asked, sentence: str, *, steps_below: int = 0, days_overdue: int = 0) -> Found:
    """What every rule about an answer says besides its sentence."""
    question, given_in = asked.question, asked.given_in
    inputs = [f"frameworks/{asker.ref}" for asker in question.askers]
    inputs += [f"returns/{given_in.id}"] if given_in else []
    return Found(
        lead=asked.lead,
        spr_areas=question.spr_areas,
        cause=question.home.criterion.cause,
        sentence=sentence,
        severity=Severity(question.essential, steps_below, question.weight, days_overdue=days_overdue),
        inputs=(*inputs, *(f"evidence/{row.id}" for row in asked.cited)),
        markings=tuple(row.marking for row in asked.basis),
    )
