"""The standing of an SPR area in words, and the sentence that explains it."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from dueregard.assessment.rolling import DriverKind, Method, Outcome, RollUp


class Standing(StrEnum):
    """What can be said of an SPR area, weakest first; the last two are outside the four words.

    `NOT_APPLICABLE` is an area all of whose criteria were confirmed as not applicable;
    `NOT_STATED` one on which a restated document is silent.
    """

    DOES_NOT_MEET = "does not meet"
    CANNOT_YET_SAY = "cannot yet say"
    MEETS_WITH_GAPS = "meets with gaps"
    MEETS = "meets"
    NOT_APPLICABLE = "not applicable"
    NOT_STATED = "not stated in the source"

    @property
    def order(self) -> int:
        """Place from weakest (0); areas that are outside the four words come last."""
        return _ORDER[self]

    @property
    def is_judged(self) -> bool:
        """Whether it is one of the four words, so that it can be compared with another."""
        return self.order <= Standing.MEETS.order


_ORDER = {standing: place for place, standing in enumerate(Standing)}
_OUTSIDE = {
    Outcome.NOT_STATED: Standing.NOT_STATED,
    Outcome.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
    Outcome.NOTHING_ASKED: Standing.NOT_APPLICABLE,
}


def standing_of(result: RollUp) -> Standing:
    """The standing that a roll-up gives, tested in this order.

    1. *does not meet*: the highest is below the required rating.
    2. *cannot yet say*: coverage is under the framework's threshold, or the lowest is below the
       required rating and the highest is not.
    3. *meets*: the lowest is at or above the required rating and every criterion is met.
    4. *meets with gaps*: the same with any criterion not met; an unanswered one is not met.
    """
    if result.outcome is not Outcome.ROLLED:
        return _OUTSIDE[result.outcome]
    lowest, highest, coverage = _rolled(result)
    if highest < result.method.required:
        return Standing.DOES_NOT_MEET
    if coverage < result.method.coverage_threshold or lowest < result.method.required:
        return Standing.CANNOT_YET_SAY
    return Standing.MEETS if result.every_criterion_met else Standing.MEETS_WITH_GAPS


def standing_sentence(result: RollUp) -> str:
    """Why the standing is what it is, in one sentence with the figures it rests on."""
    standing = standing_of(result)
    if standing is Standing.NOT_STATED:
        return "Not stated in the source."
    if standing is Standing.NOT_APPLICABLE:
        asked = "every criterion was confirmed as not applicable by a second person"
        return f"Not applicable: {'nothing is asked' if result.outcome is Outcome.NOTHING_ASKED else asked}."
    why = {
        Standing.DOES_NOT_MEET: _why_not,
        Standing.CANNOT_YET_SAY: _why_unsaid,
        Standing.MEETS: _why_met,
        Standing.MEETS_WITH_GAPS: _why_gaps,
    }[standing]
    return f"{standing.capitalize()}: {why(result)}."


def percent_words(share: Fraction, *, up: bool = False) -> str:
    """A share as whole per cent, rounded down, or up, so that it never claims more than it should.

    >>> percent_words(Fraction(2, 3)), percent_words(Fraction(2, 3), up=True)
    ('66%', '67%')
    """
    hundredfold = share * 100
    return f"{-(-hundredfold.numerator // hundredfold.denominator) if up else hundredfold.__floor__()}%"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "criterion", "criteria"), counted(3, "criterion", "criteria")
    ('1 criterion', '3 criteria')
    """
    return f"{number} {one if number == 1 else many}"


def _rolled(result: RollUp) -> tuple[int, int, Fraction]:
    assert result.lowest is not None
    assert result.highest is not None
    assert result.coverage is not None
    return result.rank(result.lowest), result.rank(result.highest), result.coverage


def _essential(result: RollUp, kind: DriverKind) -> int:
    return sum(1 for each in result.drivers if each.kind is kind)


def _required(method: Method) -> str:
    return f"the required {method.words[method.required]}"


def _why_not(result: RollUp) -> str:
    _, highest, _ = _rolled(result)
    why = f"at best it is {result.method.words[highest]}, below {_required(result.method)}"
    failed = _essential(result, DriverKind.ESSENTIAL_NOT_MET)
    if failed:
        why += f", and {counted(failed, 'essential criterion is', 'essential criteria are')} not met"
    return why


def _why_unsaid(result: RollUp) -> str:
    lowest, highest, coverage = _rolled(result)
    words, threshold = result.method.words, result.method.coverage_threshold
    if coverage < threshold:
        return (
            f"{result.answered} of {counted(result.applicable, 'criterion', 'criteria')} answered, "
            f"with {percent_words(coverage)} of the weight, and the framework asks for "
            f"{percent_words(threshold, up=True)}"
        )
    span = f"from {words[lowest]} to {words[highest]}"
    why = f"it may be anything {span}, and {words[result.method.required]} is required"
    still_open = _essential(result, DriverKind.ESSENTIAL_OPEN)
    if still_open:
        why += f"; {counted(still_open, 'essential criterion is', 'essential criteria are')} unanswered"
    return why


def _why_met(result: RollUp) -> str:
    lowest, _, _ = _rolled(result)
    every = "the only criterion is" if result.applicable == 1 else f"all {result.applicable} criteria are"
    return f"even at worst it is {result.method.words[lowest]}, {_compared(result, lowest)}, and {every} met"


def _why_gaps(result: RollUp) -> str:
    lowest, _, _ = _rolled(result)
    below = result.answered - result.met
    unanswered = result.applicable - result.answered
    gaps = [f"{counted(below, 'is', 'are')} rated below what is required"] if below else []
    gaps += [f"{counted(unanswered, 'is', 'are')} unanswered"] if unanswered else []
    of = counted(result.applicable, "criterion", "criteria")
    worst = f"even at worst it is {result.method.words[lowest]}, {_compared(result, lowest)}"
    return f"{worst}, but of {of} {' and '.join(gaps)}"


def _compared(result: RollUp, lowest: int) -> str:
    return f"{'as' if lowest == result.method.required else 'above what is'} required"
