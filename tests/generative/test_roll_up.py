"""What holds of every roll-up, tried on invented sets."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dueregard.assessment.roll_up import roll_up
from dueregard.assessment.roll_up_slow import roll_up_slowly
from dueregard.assessment.rolling import AnswerKind, Method, Outcome, Part, RollUp
from dueregard.assessment.standing import Standing, standing_of
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Aggregation, Rule

STEPS = tuple(Id(f"s{number}") for number in range(6))
CONFIDENCE = tuple(Id(step) for step in ("low", "medium", "high"))
SHARES = st.fractions(min_value=Fraction(1, 12), max_value=1, max_denominator=12)
AGGREGATIONS = st.one_of(
    st.sampled_from([Aggregation(rule=Rule.WEIGHTED_LOWER_MEDIAN), Aggregation(rule=Rule.WEAKEST)]),
    SHARES.map(lambda share: Aggregation(rule=Rule.QUORUM, share=share)),
)
MANY = settings(max_examples=settings().max_examples * 4)  # 2,000 in the full profile


@st.composite
def methods(draw) -> Method:
    size = draw(st.integers(2, 6))
    return Method(
        aggregation=draw(AGGREGATIONS),
        steps=STEPS[:size],
        words=tuple(f"step {number}" for number in range(size)),
        required=draw(st.integers(1, size - 1)),
        coverage_threshold=draw(st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(1)])),
        confidence_steps=CONFIDENCE,
    )


def part(draw, method: Method, number: int, kinds=tuple(AnswerKind)) -> Part:
    kind = draw(st.sampled_from(kinds))
    answered = kind is AnswerKind.ANSWERED
    return Part(
        framework=Id(draw(st.sampled_from(["f", "g"]))),
        criterion=Id(f"c{number}"),
        kind=kind,
        rank=draw(st.integers(0, method.top)) if answered else None,
        confidence=draw(st.integers(0, 2)) if answered else None,
        required=draw(st.integers(1, method.top)),
        weight=draw(st.integers(1, 5)),
        essential=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def cases(draw, at_least: int = 0) -> tuple[list[Part], Method]:
    method = draw(methods())
    likely_kinds = (AnswerKind.ANSWERED,) * 4 + (AnswerKind.UNANSWERED,) * 2 + tuple(AnswerKind)
    size = draw(st.integers(at_least, 9))
    return [part(draw, method, number, likely_kinds) for number in range(size)], method


def bounds(result: RollUp) -> tuple[int, int, int]:
    """Lowest, likely and highest as places; a likely that nothing supports is left to the lowest."""
    assert result.lowest is not None
    assert result.highest is not None
    lowest, highest = result.rank(result.lowest), result.rank(result.highest)
    return lowest, lowest if result.likely is None else result.rank(result.likely), highest


def position(parts: list[Part], kind: AnswerKind, draw) -> int:
    places = [place for place, one in enumerate(parts) if one.kind is kind]
    assume(places)
    place: int = draw(st.sampled_from(places))
    return place


@MANY
@given(cases())
def test_fast_equals_slow(case):
    parts, method = case
    assert roll_up(parts, method) == roll_up_slowly(parts, method)


@given(cases())
def test_likely_lies_within_lowest_and_highest(case):
    result = roll_up(*case)
    if result.outcome is Outcome.ROLLED:
        lowest, likely, highest = bounds(result)
        assert lowest <= likely <= highest
        assert result.coverage is not None
        assert 0 <= result.coverage <= 1
        assert (result.likely is None) == (result.coverage == 0) == (result.answered == 0)


@given(cases(), st.randoms(use_true_random=False))
def test_order_does_not_matter(case, random):
    parts, method = case
    shuffled = random.sample(parts, len(parts))
    assert roll_up(shuffled, method) == roll_up(parts, method)


@given(cases(), st.integers(2, 7))
def test_rescaling_all_weights_changes_nothing(case, factor):
    parts, method = case
    rescaled = [one._replace(weight=one.weight * factor) for one in parts]
    assert roll_up(rescaled, method) == roll_up(parts, method)


@given(cases(at_least=1), st.data())
def test_raising_a_rating_never_lowers_anything(case, data):
    parts, method = case
    place = position(parts, AnswerKind.ANSWERED, data.draw)
    old = parts[place].rank
    assert old is not None
    better = list(parts)
    better[place] = parts[place]._replace(rank=data.draw(st.integers(old, method.top)))
    before, after = roll_up(parts, method), roll_up(better, method)
    assert all(new >= was for new, was in zip(bounds(after), bounds(before), strict=True))
    assert (after.coverage, after.confidence) == (before.coverage, before.confidence)
    assert after.met >= before.met
    order = list(Standing)
    assert order.index(standing_of(after)) >= order.index(standing_of(before))


@pytest.mark.parametrize("how", ["answered", "confirmed not applicable"])
@pytest.mark.parametrize("kind", [AnswerKind.UNANSWERED, AnswerKind.ELSEWHERE])
@given(cases(at_least=1), st.data())
def test_refinement_never_widens(how, kind, case, data):
    """Answering an open criterion, or confirming it as not applicable, keeps within the old bounds."""
    parts, method = case
    place = position(parts, kind, data.draw)
    refined = list(parts)
    if how == "answered":
        rank, sure = data.draw(st.integers(0, method.top)), data.draw(st.integers(0, 2))
        refined[place] = parts[place]._replace(kind=AnswerKind.ANSWERED, rank=rank, confidence=sure)
    else:
        refined[place] = parts[place]._replace(kind=AnswerKind.NOT_APPLICABLE)
    before, after = roll_up(parts, method), roll_up(refined, method)
    if after.outcome is not Outcome.ROLLED:
        assert before.answered == 0
        return
    assert bounds(after)[0] >= bounds(before)[0]
    assert bounds(after)[2] <= bounds(before)[2]
    assert after.coverage is not None
    assert before.coverage is not None
    assert after.coverage >= before.coverage


@given(cases())
def test_nothing_to_roll_up_is_said_and_not_guessed(case):
    parts, method = case
    outside = (AnswerKind.NOT_STATED, AnswerKind.NOT_APPLICABLE)
    result = roll_up([one for one in parts if one.kind in outside], method)
    assert result.outcome is not Outcome.ROLLED
    assert (result.lowest, result.likely, result.highest, result.coverage) == (None,) * 4
    assert (result.outcome is Outcome.NOT_STATED) == any(one.kind is AnswerKind.NOT_STATED for one in parts)


@given(cases())
def test_what_the_source_does_not_state_changes_nothing(case):
    parts, method = case
    stated = [one for one in parts if one.kind is not AnswerKind.NOT_STATED]
    result = roll_up(parts, method)
    if result.outcome is Outcome.ROLLED:
        assert roll_up(stated, method) == result


@given(cases(at_least=1))
def test_a_driver_is_named_wherever_the_result_is_below_the_top(case):
    result = roll_up(*case)
    if result.outcome is Outcome.ROLLED and bounds(result) != (result.method.top,) * 3:
        assert result.drivers
        assert all(one.reason for one in result.drivers)
