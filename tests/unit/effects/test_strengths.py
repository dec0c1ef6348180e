"""One deployment at several strengths: the conclusion comes out of the runs, whichever way it comes out."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.effect import estimate_effect
from dueregard.effects.remaking import Agreement, compare_results
from dueregard.effects.stored import StrengthsValue, read_stored
from dueregard.effects.strengths import Change, Sized, Strengths, change_of, estimate_strengths
from dueregard.effects.strengths_value import conclusion_words, strengths_result, strengths_value
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import GROUNDS, small_comparison, small_demand, small_roster

DESIGN = EffectDesign(run_twice=20, tornado_runs=2)
DEMANDS = tuple(replace(small_demand(1.0), unseen_share=0.15 + 0.0005 * number) for number in range(200))
START = small_roster(16).grid.start
MADE_ON = date(2023, 11, 1)


def away(officers: int) -> tuple[Withdrawal, ...]:
    return tuple(
        Withdrawal(
            from_at=START + timedelta(days=7),
            until_at=START + timedelta(days=10),
            local_area=area,
            function=DutyFunction.RESPONSE,
            officers=officers,
        )
        for area in ("north", "south")
        if officers
    )


def sized(response: int, officers: int = 2) -> Sized:
    return Sized(
        label=str(2010 + response),
        officers=100 * response,
        comparison=at(response, officers),
        roster_hash="0" * 64,
    )


def at(response: int, officers: int = 2) -> Comparison:
    return small_comparison(away(officers), response=response)


@pytest.fixture(scope="module")
def three() -> Strengths:
    """Given out of order."""
    return estimate_strengths([sized(7), sized(9), sized(6)], DEMANDS, DESIGN, GROUNDS)


def test_it_costs_more_in_a_smaller_force_and_the_words_say_so(three: Strengths):
    assert [each.officers for each in three.strengths] == [900, 700, 600]
    means = [each.headline.split.mean.estimate for each in three.strengths if each.headline.split]
    assert means == sorted(means)
    assert [(step.larger, step.smaller) for step in three.steps] == [(900, 700), (700, 600), (900, 600)]
    assert three.whole.change is Change.MORE
    assert three.whole.split.mean.estimate == pytest.approx(means[-1] - means[0])
    assert conclusion_words(three).startswith("The same deployment costs more in a smaller force")


def test_a_strength_comes_out_as_the_effect_of_the_same_study_does(three: Strengths):
    effect = estimate_effect(at(7), DEMANDS, DESIGN, GROUNDS)
    middle = three.strengths[1]
    assert middle.headline == effect.headline
    assert middle.verdict == effect.verdict
    assert middle.load == effect.load
    assert middle.neighbourhood_minutes_lost == sum(effect.neighbourhood_minutes_lost.values())


def test_nobody_sent_costs_the_same_at_every_strength():
    found = estimate_strengths([sized(9, 0), sized(7, 0)], DEMANDS, DESIGN, GROUNDS)
    assert {step.change for step in found.steps} == {Change.NONE}
    assert conclusion_words(found) == "The same deployment costs as much at each of these strengths."


def reworded(found: Strengths, *changes: Change) -> str:
    """The conclusion had the steps come out so."""
    steps = tuple(replace(step, change=change) for step, change in zip(found.steps, changes, strict=True))
    strengths = tuple(replace(each, is_range_only=False) for each in found.strengths)
    return conclusion_words(replace(found, steps=steps, strengths=strengths))


def test_whatever_comes_out_has_its_words(three: Strengths):
    less, more, unclear = Change.LESS, Change.MORE, Change.CANNOT_TELL
    assert "costs less in a smaller force" in reworded(three, less, less, less)
    assert "each step between goes the same way" in reworded(three, more, more, more)
    assert "but not at every step between: from 900 to 700 it costs less" in reworded(three, less, more, more)
    assert reworded(three, more, more, unclear).startswith("Whether the same deployment costs more")
    assert "cannot be told from these runs" in reworded(three, more, more, unclear)


def test_near_overload_only_a_range_is_told(three: Strengths):
    strengths = tuple(replace(each, is_range_only=True) for each in three.strengths)
    value = strengths_value(replace(three, strengths=strengths))
    assert all(each.headline.difference is None for each in value.strengths)
    assert all(step.more is None for step in value.steps)
    assert "because of it between " in value.conclusion


def test_the_change_is_judged_with_what_the_calibration_does_not_know():
    more = np.array([4.0, 5.0, 6.0])
    assert change_of(more, calibration=0.0) is Change.MORE
    assert change_of(more, calibration=4.0) is Change.CANNOT_TELL
    assert change_of(-more, calibration=0.0) is Change.LESS


@pytest.mark.parametrize("sizes", [[], [9], [9, 9]])
def test_one_strength_or_one_twice_is_refused_in_a_sentence(sizes: list[int]):
    with pytest.raises(EffectRefused, match=r"two or more|once"):
        estimate_strengths([sized(each) for each in sizes], DEMANDS, DESIGN, GROUNDS)


def test_it_is_stored_and_reads_back(three: Strengths):
    result = strengths_result(three, marking=Id("OFFICIAL-SENSITIVE"), made_on=MADE_ON)
    stored = read_stored(result)
    assert isinstance(stored, StrengthsValue)
    assert asdict(stored) == asdict(strengths_value(three))
    assert stored.invented, "grounds that do not say otherwise count as invented"


def test_a_result_made_again_is_compared(three: Strengths):
    result = strengths_result(three, marking=Id("OFFICIAL-SENSITIVE"), made_on=MADE_ON)
    again = strengths_result(three, marking=Id("OFFICIAL-SENSITIVE"), made_on=MADE_ON)
    assert compare_results(result, again) == (Agreement.SAME, "")
    assert compare_results(None, again)[0] is Agreement.NOT_CITED
    versions = {**three.manifest.versions, "numpy": "another"}
    other = strengths_result(
        replace(three, manifest=replace(three.manifest, versions=versions)),
        marking=Id("OFFICIAL-SENSITIVE"),
        made_on=MADE_ON,
    )
    assert compare_results(result, other) == (Agreement.FIGURES, "versions of numpy")
    later = replace(result, made_on=date(2024, 1, 1))
    assert compare_results(result, later) == (Agreement.FIGURES, "the day that it is dated to")
    turned = strengths_result(
        replace(three, headings=("Changed.",)), marking=Id("OFFICIAL-SENSITIVE"), made_on=MADE_ON
    )
    agreement, differs = compare_results(result, turned)
    assert agreement is Agreement.OTHER
    assert "headings" in differs
