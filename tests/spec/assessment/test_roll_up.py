"""How many ratings become one: lowest, likely, highest, coverage, confidence, method and what drives it."""

from dueregard.assessment.areas import area_standings
from tests.spec.conftest import Interval, Spec
from tests.unit.assessment.building import answered, criterion, framework


def test_an_unanswered_question_widens_the_interval(spec: Spec):
    """What is not known is shown as not known. It is never counted as nought, and never left out."""
    spec.roll_up(
        """
        question | rating
        1.1      | mostly met
        1.2      |
        """,
        expected=Interval(lowest="not met", likely="mostly met", highest="mostly met", coverage="1/2"),
        because={
            "1.1": "rated mostly met, in the lower half of the weight answered",
            "1.2": "unanswered, so counted from not met to fully met",
        },
    )


def test_a_missing_row_is_an_unanswered_question(spec: Spec):
    """Leaving a question out says no more than leaving its rating blank."""
    spr = framework("spr", [criterion("1.1"), criterion("1.2")])
    result = area_standings(spec.book_of(spr, [answered("1.1", "mostly met")]), "2022-Q3")[0].roll_up
    assert (result.lowest, result.highest, result.answered) == ("not-met", "mostly-met", 1)


def test_nothing_answered_has_no_likely_rating(spec: Spec):
    """Where nothing was said nothing can be called likely."""
    spec.roll_up(
        """
        question | rating
        1.1      |
        1.2      |
        """,
        expected=Interval(lowest="not met", likely=None, highest="fully met", coverage="0"),
        confidence="low",
        standing="cannot yet say",
    )


def test_the_weighted_lower_median_is_the_rule_unless_a_framework_names_another(spec: Spec):
    """The lowest step at or below which half of the weight lies; of two middles, the lower."""
    spec.roll_up(
        """
        question | rating
        1.1      | not met
        1.2      | partly met
        1.3      | fully met
        1.4      | fully met
        """,
        expected=Interval(lowest="partly met", likely="partly met", highest="partly met", coverage="1"),
    )


def test_weight_moves_the_middle(spec: Spec):
    """A criterion of weight 3 counts as three of weight 1 would."""
    spec.roll_up(
        """
        question | weight | rating
        1.1      | 3      | fully met
        1.2      | 1      | not met
        1.3      | 1      | not met
        """,
        expected=Interval(lowest="fully met", likely="fully met", highest="fully met", coverage="1"),
    )


def test_coverage_is_the_share_of_weight_answered(spec: Spec):
    """It is kept as an exact fraction, so that a threshold is met or not and never nearly."""
    spec.roll_up(
        """
        question | weight | rating
        1.1      | 2      | fully met
        1.2      | 1      |
        """,
        expected=Interval(lowest="fully met", likely="fully met", highest="fully met", coverage="2/3"),
    )


def test_the_weakest_decides_where_a_framework_says_so(spec: Spec):
    """With anything unanswered the worst case is the bottom of the scale; the best is the weakest answer."""
    spec.roll_up(
        """
        question | rating
        1.1      | fully met
        1.2      | partly met
        1.3      |
        """,
        rule="weakest",
        expected=Interval(lowest="not met", likely="partly met", highest="partly met", coverage="2/3"),
        because={
            "1.2": "rated partly met, the weakest of what was answered",
            "1.3": "unanswered, so counted from not met to fully met",
        },
    )


def test_quorum_is_the_highest_step_that_a_share_of_the_weight_reaches(spec: Spec):
    """Two of three reach mostly met, and two thirds are asked for; with one of four open it may fail."""
    table = """
        question | rating
        1.1      | fully met
        1.2      | mostly met
        1.3      | not met
        """
    spec.roll_up(
        table,
        rule="quorum",
        share="2/3",
        expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="1"),
    )
    spec.roll_up(
        table + "1.4      |",
        rule="quorum",
        share="2/3",
        expected=Interval(lowest="not met", likely="mostly met", highest="mostly met", coverage="3/4"),
    )


def test_an_essential_criterion_not_met_caps_all_three(spec: Spec):
    """However good the rest, nothing above the step below the required rating can be said."""
    spec.roll_up(
        """
        question | essential | rating
        1.1      | no        | fully met
        1.2      | no        | fully met
        1.3      | yes       | not met
        """,
        expected=Interval(lowest="partly met", likely="partly met", highest="partly met", coverage="1"),
        standing="does not meet",
        because={
            "1.3": "essential and rated not met, below mostly met, so nothing is higher than partly met"
        },
    )


def test_an_essential_criterion_unanswered_caps_the_lowest_alone(spec: Spec):
    """It may yet be met, so the best case stands."""
    spec.roll_up(
        """
        question | essential | rating
        1.1      | no        | fully met
        1.2      | no        | fully met
        1.3      | no        | fully met
        1.4      | yes       |
        """,
        expected=Interval(lowest="partly met", likely="fully met", highest="fully met", coverage="3/4"),
        standing="cannot yet say",
        because={"1.4": "essential and unanswered, so the lowest is no higher than partly met"},
    )


def test_essential_is_judged_by_the_criterions_own_required_rating(spec: Spec):
    """Met is at or above what the criterion requires; the cap is below what the SPR area requires."""
    spec.roll_up(
        """
        question | essential | required   | rating
        1.1      | yes       | fully met  | mostly met
        1.2      | yes       | partly met | partly met
        1.3      | no        |            | fully met
        """,
        expected=Interval(lowest="partly met", likely="partly met", highest="partly met", coverage="1"),
        because={
            "1.1": "essential and rated mostly met, below fully met, so nothing is higher than partly met",
            "1.2": "rated partly met, in the lower half of the weight answered",
        },
    )


def test_not_applicable_once_confirmed_leaves_the_set(spec: Spec):
    """It is neither a good answer nor a bad one, and coverage does not count it."""
    spec.roll_up(
        """
        question | essential | rating
        1.1      | no        | mostly met
        1.2      | yes       | not applicable
        """,
        expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="1"),
    )


def test_not_applicable_without_a_second_person_is_unanswered(spec: Spec):
    """Nobody takes a question out of the assessment alone, nor confirms what they signed."""
    for confirmed_by in ("", "Head of operations"):
        spec.roll_up(
            f"""
            question | rating         | confirmed by
            1.1      | mostly met     |
            1.2      | not applicable | {confirmed_by}
            """,
            expected=Interval(lowest="not met", likely="mostly met", highest="mostly met", coverage="1/2"),
        )


def test_not_stated_in_the_source_is_outside_everything(spec: Spec):
    """A published document that is silent is not a force that has not said."""
    spec.roll_up(
        """
        question | essential | rating
        1.1      | no        | mostly met
        1.2      | yes       | not stated
        """,
        expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="1"),
        standing="meets",
    )


def test_assessed_elsewhere_counts_as_unanswered_and_is_named(spec: Spec):
    """A pointer to a higher marking says that an answer exists, and not which."""
    spec.roll_up(
        """
        question | rating
        1.1      | mostly met
        1.2      | mostly met
        1.3      | mostly met
        1.4      | elsewhere
        """,
        expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="3/4"),
        because={
            "1.1": "rated mostly met, in the lower half of the weight answered",
            "1.2": "rated mostly met, in the lower half of the weight answered",
            "1.3": "rated mostly met, in the lower half of the weight answered",
            "1.4": "assessed elsewhere under a marking not held here, so counted as unanswered",
        },
    )


def test_expired_evidence_lowers_confidence_by_itself(spec: Spec):
    """By the framework's table; nobody has to remember it. The rating itself does not move."""
    for evidence, confidence in (("current", "high"), ("expired", "medium"), ("none", "low")):
        spec.roll_up(
            f"""
            question | rating     | confidence | evidence
            1.1      | mostly met | high       | {evidence}
            """,
            expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="1"),
            confidence=confidence,
        )


def test_confidence_is_the_weighted_lower_median_and_unanswered_is_least_sure(spec: Spec):
    """Half of the weight is at least that sure; what was not said counts at the lowest step."""
    spec.roll_up(
        """
        question | weight | rating     | confidence
        1.1      | 1      | mostly met | high
        1.2      | 1      | mostly met | low
        1.3      | 2      | mostly met | medium
        """,
        expected=Interval(lowest="mostly met", likely="mostly met", highest="mostly met", coverage="1"),
        confidence="medium",
    )
    spec.roll_up(
        """
        question | rating     | confidence
        1.1      | mostly met | high
        1.2      |            |
        """,
        expected=Interval(lowest="not met", likely="mostly met", highest="mostly met", coverage="1/2"),
        confidence="low",
    )
