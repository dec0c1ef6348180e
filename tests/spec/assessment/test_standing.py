"""The standing of an SPR area in four words, tested in order, and of the force as a list."""

from dueregard.assessment.areas import force_standing
from tests.spec.conftest import Spec
from tests.unit.assessment.building import answered, criterion, framework, said


def test_does_not_meet_when_even_the_best_case_is_below_what_is_required(spec: Spec):
    """Tested first: what is unanswered could not save it, so coverage does not matter."""
    spec.standing(
        """
        question | rating
        1.1      | not met
        1.2      | not met
        1.3      |
        """,
        expected="does not meet",
        sentence="Does not meet: at best it is not met, below the required mostly met.",
    )


def test_cannot_yet_say_when_too_little_is_answered(spec: Spec):
    """Under the framework's threshold nothing is concluded, even where both bounds agree."""
    table = """
        question | weight | rating
        1.1      | 3      | fully met
        1.2      | 2      |
        """
    spec.standing(
        table,
        expected="cannot yet say",
        sentence="Cannot yet say: 1 of 2 criteria answered, with 60% of the weight, and the framework asks for 75%.",
    )
    spec.standing(table, threshold="3/5", expected="meets with gaps")


def test_cannot_yet_say_when_the_bounds_lie_on_both_sides_of_what_is_required(spec: Spec):
    """The answers that are missing decide."""
    spec.standing(
        """
        question | essential | rating
        1.1      | no        | mostly met
        1.2      | no        | mostly met
        1.3      | no        | mostly met
        1.4      | yes       |
        """,
        expected="cannot yet say",
        sentence="Cannot yet say: it may be anything from partly met to mostly met, and mostly met is required; "
        "1 essential criterion is unanswered.",
    )


def test_meets_when_even_the_worst_case_reaches_it_and_every_criterion_is_met(spec: Spec):
    """Each criterion by its own required rating."""
    spec.standing(
        """
        question | required   | rating
        1.1      |            | mostly met
        1.2      | partly met | partly met
        1.3      | fully met  | fully met
        """,
        expected="meets",
        sentence="Meets: even at worst it is mostly met, as required, and all 3 criteria are met.",
    )


def test_meets_with_gaps_when_any_criterion_is_not_met(spec: Spec):
    """A gap is a criterion rated below what it requires, or one that is unanswered."""
    spec.standing(
        """
        question | required  | rating
        1.1      |           | mostly met
        1.2      |           | mostly met
        1.3      |           | mostly met
        1.4      |           | mostly met
        1.5      | fully met | mostly met
        1.6      |           |
        """,
        expected="meets with gaps",
        sentence="Meets with gaps: even at worst it is mostly met, as required, "
        "but of 6 criteria 1 is rated below what is required and 1 is unanswered.",
    )


def test_an_area_of_which_the_source_says_nothing_is_outside_the_four_words(spec: Spec):
    """The paper prints these words and no rule reads it."""
    spec.standing(
        """
        question | rating
        1.1      | not stated
        1.2      | not stated
        """,
        expected="not stated in the source",
        sentence="Not stated in the source.",
    )


def test_an_area_of_which_nothing_applies_says_so(spec: Spec):
    """Once each criterion is confirmed as not applicable there is no range left, wide or narrow."""
    spec.standing(
        """
        question | rating
        1.1      | not applicable
        1.2      | not applicable
        """,
        expected="not applicable",
    )


def test_the_forces_standing_is_its_areas_weakest_first_and_never_an_average(spec: Spec):
    """By standing; within one by lowest, likely and highest; ties stay in the order of the framework."""
    told = {
        "terrorism": "fully met",
        "flood": "mostly met",
        "crime": "not met",
        "cyber": "",
        "disorder": "not met",
    }
    spr = framework("spr", [criterion(f"{name}-1", name) for name in told])
    rows = [
        answered(f"{name}-1", words) if words else said(f"{name}-1", "unanswered")
        for name, words in told.items()
    ]
    found = force_standing(spec.book_of(spr, rows), "2022-Q3")
    assert [f"{each.area.id}: {each.standing}" for each in found] == [
        "crime: does not meet",
        "disorder: does not meet",
        "cyber: cannot yet say",
        "flood: meets",
        "terrorism: meets",
    ]
