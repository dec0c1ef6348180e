"""How often reviewers moved the self-ratings of a business area, and which way; never of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.resolution import answers_of
from dueregard.assessment.returns import Challenge, ChallengeOutcome
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """One business area, by its lead's id, over some cycles.

    `challenged` counts responses that were challenged, each once however often; of these,
    `upheld_up` were moved up (the area had been cautious), `upheld_down` down (it had been
    optimistic), and `still_open` await a decision. The rest were not upheld, were withdrawn, or
    left the rating where it was. `answered` counts new answers, not carried ones.
    """

    lead: Id
    answered: int
    challenged: int
    upheld_up: int
    upheld_down: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrations:
    """What may be shown, and the leads of whom too little is known to show anything."""

    cycles: tuple[Id, ...]
    minimum: int
    shown: tuple[Calibration, ...]
    too_few: tuple[Id, ...]


def calibrate(book: AssessmentBook, cycles: Iterable[str], *, minimum: int) -> Calibrations:
    """Calibration of each business area over cycles; shown from `minimum` challenged responses on.

    Few challenges say more about the reviewer's choice of what to challenge than about the area.
    """
    chosen = tuple(book.cycle(each).id for each in cycles)
    challenges = _latest_by_response(book, set(chosen))
    leads = list(dict.fromkeys(each.lead for each in book.returns if each.cycle in chosen))
    shown, too_few = [], []
    for lead in leads:
        found = _calibration(book, lead, chosen, [each for each in challenges if each.lead == lead])
        if found.challenged >= minimum:
            shown.append(found)
        else:
            too_few.append(lead)
    return Calibrations(cycles=chosen, minimum=minimum, shown=tuple(shown), too_few=tuple(too_few))


def _latest_by_response(book: AssessmentBook, cycles: set[Id]) -> list[Challenge]:
    """The last challenge of each response: what was decided in the end."""
    found: dict[tuple[Id, Id, Id, Id], Challenge] = {}
    for each in sorted(book.challenges, key=lambda challenge: (challenge.raised_on, challenge.id)):
        if each.cycle in cycles:
            found[each.cycle, each.lead, each.framework, each.criterion] = each
    return list(found.values())


def _calibration(
    book: AssessmentBook, lead: Id, cycles: tuple[Id, ...], challenges: list[Challenge]
) -> Calibration:
    moves = [_move(book, each) for each in challenges if each.outcome is ChallengeOutcome.UPHELD]
    answered = {
        (answer.given_in, answer.given_for, answer.given.criterion)
        for cycle in cycles
        for answer in answers_of(book, cycle).values()
        if answer.kind is AnswerKind.ANSWERED
        and answer.given is not None
        and answer.given_by == lead
        and answer.given_in == cycle
    }
    return Calibration(
        lead=lead,
        answered=len(answered),
        challenged=len(challenges),
        upheld_up=sum(1 for move in moves if move > 0),
        upheld_down=sum(1 for move in moves if move < 0),
        still_open=sum(1 for each in challenges if each.outcome is ChallengeOutcome.OPEN),
    )


def _move(book: AssessmentBook, challenge: Challenge) -> int:
    """Steps from the self-rating to the reviewer's; nought where there was no self-rating."""
    found = answers_of(book, challenge.cycle).get((challenge.framework, challenge.criterion))
    if found is None or found.rating is None:
        return 0
    rank = book.framework(challenge.framework).rank
    return rank[challenge.rating] - rank[found.rating]
