"""Three words, each wrong as seldom as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.experiments.verdicts import Verdict, non_inferiority, worst_of
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under, within_band

RANK = {Verdict.SHOWN_RESILIENT: 0, Verdict.CANNOT_TELL: 1, Verdict.SHOWN_NOT: 2}
runs = st.lists(st.floats(-5, 5).map(lambda value: round(value, 3)), min_size=2, max_size=20)


def test_a_deployment_of_nobody_is_resilient_at_any_margin():
    assert non_inferiority([0.0] * 10, margin=0.0).verdict is Verdict.SHOWN_RESILIENT


@given(runs, st.floats(0, 3), st.floats(0, 3))
def test_a_wider_margin_never_turns_the_verdict_for_the_worse(values, margin, more):
    tight, wide = non_inferiority(values, margin), non_inferiority(values, margin + more)
    assert RANK[wide.verdict] <= RANK[tight.verdict]


@given(runs, st.floats(0, 3), st.floats(0, 3))
def test_a_greater_harm_never_turns_it_for_the_better(values, margin, more):
    mild = non_inferiority(values, margin)
    grave = non_inferiority([value + more for value in values], margin)
    assert RANK[grave.verdict] >= RANK[mild.verdict] or more < 1e-9


def test_on_the_margin_each_word_is_wrong_in_one_of_twenty():
    samples = np.random.default_rng(FIRST_SEED).normal(2.0, 1.0, size=(4000, 12))
    words = [non_inferiority(sample, margin=2.0).verdict for sample in samples]
    assert within_band(words.count(Verdict.SHOWN_RESILIENT), 4000, 0.05)
    assert within_band(words.count(Verdict.SHOWN_NOT), 4000, 0.05)


def test_the_worst_place_decides():
    generator = np.random.default_rng(FIRST_SEED)
    fine = generator.normal(0.0, 0.1, size=(30, 10))
    assert worst_of(fine, margin=1.0).verdict is Verdict.SHOWN_RESILIENT
    fine[:, 7] += 5
    found = worst_of(fine, margin=1.0)
    assert (found.verdict, found.place) == (Verdict.SHOWN_NOT, 7)


def test_ten_places_on_the_margin_are_wrongly_condemned_in_one_of_twenty_at_most():
    samples = np.random.default_rng(FIRST_SEED).normal(2.0, 1.0, size=(1000, 12, 10))
    condemned = sum(worst_of(sample, margin=2.0).verdict is Verdict.SHOWN_NOT for sample in samples)
    assert not_under(1000 - condemned, 1000, 0.95)


def test_one_place_past_the_margin_is_wrongly_cleared_in_one_of_twenty_at_most():
    samples = np.random.default_rng(FIRST_SEED).normal(0.0, 1.0, size=(2000, 12, 4))
    samples[:, :, 2] += 2.0
    cleared = sum(worst_of(sample, margin=2.0).verdict is Verdict.SHOWN_RESILIENT for sample in samples)
    assert not_under(2000 - cleared, 2000, 0.95)


@pytest.mark.parametrize("margin", [-0.1, float("nan"), float("inf")])
def test_a_margin_is_a_number_of_nought_or_more(margin):
    with pytest.raises(ValueError, match="a margin is nought or more"):
        non_inferiority([1.0, 2.0], margin=margin)
