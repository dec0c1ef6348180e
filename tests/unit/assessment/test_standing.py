from fractions import Fraction

import pytest

from dueregard.assessment.roll_up import roll_up
from dueregard.assessment.rolling import AnswerKind, Method, Part
from dueregard.assessment.standing import standing_sentence
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Aggregation, Rule

WORDS = ("not met", "partly met", "mostly met", "fully met")


def method(rule: Rule = Rule.WEIGHTED_LOWER_MEDIAN, share: Fraction | None = None) -> Method:
    return Method(
        aggregation=Aggregation(rule=rule, share=share),
        steps=tuple(Id(word.replace(" ", "-")) for word in WORDS),
        words=WORDS,
        required=2,
        coverage_threshold=Fraction(3, 4),
        confidence_steps=(Id("low"), Id("high")),
    )


def parts(text: str) -> list[Part]:
    """One part for each letter: n, p, m, f for a rating, ? unanswered, - not applicable, . not stated; ! essential."""
    found = []
    for place, word in enumerate(text.split()):
        kind = {"?": AnswerKind.UNANSWERED, "-": AnswerKind.NOT_APPLICABLE, ".": AnswerKind.NOT_STATED}.get(
            word[0]
        )
        found.append(
            Part(
                framework=Id("f"),
                criterion=Id(f"c{place}"),
                kind=kind or AnswerKind.ANSWERED,
                rank=None if kind else "npmf".index(word[0]),
                confidence=None if kind else 1,
                required=2,
                essential=word.endswith("!"),
            )
        )
    return found


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("n n", "Does not meet: at best it is not met, below the required mostly met."),
        (
            "f f n!",
            "Does not meet: at best it is partly met, below the required mostly met, "
            "and 1 essential criterion is not met.",
        ),
        (
            "f f n! p!",
            "Does not meet: at best it is partly met, below the required mostly met, "
            "and 2 essential criteria are not met.",
        ),
        (
            "f ? ?",
            "Cannot yet say: 1 of 3 criteria answered, with 33% of the weight, and the framework asks for 75%.",
        ),
        (
            "f f f ?!",
            "Cannot yet say: it may be anything from partly met to fully met, and mostly met is required; "
            "1 essential criterion is unanswered.",
        ),
        (
            "n p p m f f ?",
            "Cannot yet say: it may be anything from partly met to mostly met, and mostly met is required.",
        ),
        ("m", "Meets: even at worst it is mostly met, as required, and the only criterion is met."),
        (
            "f f f",
            "Meets: even at worst it is fully met, above what is required, and all 3 criteria are met.",
        ),
        (
            "f f n m m",
            "Meets with gaps: even at worst it is mostly met, as required, "
            "but of 5 criteria 1 is rated below what is required.",
        ),
        (
            "f f f n f f f ? ?",
            "Meets with gaps: even at worst it is fully met, above what is required, "
            "but of 9 criteria 1 is rated below what is required and 2 are unanswered.",
        ),
        ("- -", "Not applicable: every criterion was confirmed as not applicable by a second person."),
        (". -", "Not stated in the source."),
        ("", "Not applicable: nothing is asked."),
    ],
)
def test_a_standing_is_explained_in_one_sentence(said, sentence):
    assert standing_sentence(roll_up(parts(said), method())) == sentence


@pytest.mark.parametrize(
    ("rule", "share", "reason"),
    [
        (Rule.WEAKEST, None, "rated partly met, the weakest of what was answered"),
        (Rule.WEIGHTED_LOWER_MEDIAN, None, "rated partly met, in the lower half of the weight answered"),
        (
            Rule.QUORUM,
            Fraction(2, 3),
            "rated partly met, below the step that 2/3 of the weight would have to reach",
        ),
    ],
)
def test_what_holds_a_result_down_says_how_by_its_rule(rule, share, reason):
    result = roll_up(parts("p f"), method(rule, share))
    assert [(each.criterion, each.reason) for each in result.drivers] == [("c0", reason)]
    assert result.method.sentence()


def test_drivers_come_strongest_first_with_their_reasons():
    result = roll_up(parts("n! ?! p ?"), method())
    assert [(each.criterion, each.reason) for each in result.drivers] == [
        ("c0", "essential and rated not met, below mostly met, so nothing is higher than partly met"),
        ("c1", "essential and unanswered, so the lowest is no higher than partly met"),
        ("c3", "unanswered, so counted from not met to fully met"),
    ]
