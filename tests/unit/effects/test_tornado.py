"""What the headline hangs on: rows that chance explains are marked, and never ranked above those it does not."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.effects.assumptions import assumptions_of
from dueregard.effects.design import EffectDesign
from dueregard.effects.tornado import LOAD, Assumption, Influence, assumed_influence, most_important, ranked
from dueregard.local_policing.response_policy import GradeRule
from tests.support.small_scenario import POLICY, small_comparison

DESIGN = EffectDesign()


def row(name: str, width: float, error: float) -> Influence:
    return Influence(
        input=name, ends=("", ""), at_low=0.0, at_high=width, error=error, degrees=15, is_assumption=True
    )


def test_what_chance_explains_is_ranked_after_all_that_it_does_not():
    noise, small, load = row("noise", 143.0, 336.0), row("small", 4.0, 1.0), row(LOAD, 26.0, 11.0)
    wide = row("wide", 90.0, 10.0)
    assert [each.input for each in ranked([noise, small, load, wide])] == ["wide", LOAD, "small", "noise"]
    assert [each.is_told for each in (noise, small, load)] == [False, True, True]
    assert noise not in most_important([noise, small, load, wide])


def test_a_few_runs_tell_less_than_many():
    """By hand: 2.2 standard errors are told by Student's t with 15 degrees of freedom (2.13), not with 5 (2.57)."""
    many = row("many", 22.0, 10.0)
    assert many.is_told
    assert not replace(many, degrees=5).is_told


def test_load_is_named_whatever_it_moves():
    others = [row(name, 50.0, 1.0) for name in "abc"]
    assert LOAD in [each.input for each in most_important([*others, row(LOAD, 0.1, 5.0)])]


def test_nothing_moved_by_nothing_is_not_told():
    assert not row("still", 0.0, 0.0).is_told


def test_an_end_that_is_what_is_assumed_takes_the_runs_made_already():
    usual = np.arange(10.0)
    assumption = Assumption(input="who helps", ends=("nobody", "as now"), low=None, high=None, runs=4)
    found = assumed_influence(assumption, usual[:4] + 2.0, None, usual)
    assert (found.at_low, found.at_high, found.error) == (2.0, 0.0, 0.0)


def test_every_assumption_of_the_policy_is_moved_and_nothing_else():
    closing = (*POLICY.rules[:1], GradeRule(grade=Id("priority"), reserve=1, closes_after_hours=Decimal(24)))
    comparison = small_comparison((), response_policy=replace(POLICY, rules=closing))
    found = {each.input: each for each in assumptions_of(comparison, DESIGN)}
    assert list(found) == [
        LOAD,
        "crews when officers leave",
        "unlogged work that cannot be left",
        "appointments a day",
        "soonest appointment",
        "wait after which a call is closed",
        "units kept in reserve",
        "who helps",
        "way into another local area",
        "jobs at the end of a shift",
    ]
    slots = found["appointments a day"]
    assert slots.low is not None
    assert slots.high is not None
    assert [end.without.policy.diaries[0].slots_a_day for end in (slots.low, slots.high)] == [11, 17]
    assert slots.low.with_it.policy == slots.low.without.policy
    assert found["who helps"].high is None  # with two local areas everybody helps already
    assert found["jobs at the end of a shift"].high is None
    assert found[LOAD].runs > found["who helps"].runs


def test_of_a_choice_what_is_chosen_now_counts_as_a_third():
    """By hand: ends at 4 and 5 above what is chosen are told from it, though not from each other."""
    usual = np.array([10.0, 20.0, 30.0])
    low, high = usual + np.array([3.9, 4.0, 4.1]), usual + np.array([4.0, 6.0, 5.0])
    scale = Assumption(input="a scale", ends=("", ""), low=None, high=None, runs=3)
    choice = replace(scale, is_choice=True)
    found = assumed_influence(scale, low, high, usual), assumed_influence(choice, low, high, usual)
    assert [each.width for each in found] == pytest.approx([1.0, 5.0])
    assert [each.error for each in found] == pytest.approx([(0.91 / 3) ** 0.5, (1 / 3) ** 0.5])
    assert [each.is_told for each in found] == [False, True]


def test_choices_that_a_study_names_stand_after_load_and_crews():
    named = Assumption(input="who goes", ends=("these", "those"), low=None, high=None, runs=3)
    found = [each.input for each in assumptions_of(small_comparison(()), DESIGN, [named])]
    assert found[:3] == [LOAD, "crews when officers leave", "who goes"]


def test_what_the_policy_does_not_have_is_left_out():
    plain = replace(POLICY, diaries=(), unlogged=None, rules=(), neighbours=())
    found = [each.input for each in assumptions_of(small_comparison((), response_policy=plain), DESIGN)]
    assert found == [LOAD, "crews when officers leave", "jobs at the end of a shift"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"most_draws": 199}, "fewer than the draws"),
        ({"load_runs": 1}, "what load moves"),
        ({"share_moved": Decimal(1)}, "under 1"),
    ],
)
def test_a_design_that_cannot_move_them_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(DESIGN, **change)
