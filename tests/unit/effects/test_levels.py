"""Simulated levels beside logged ones: which weeks of the log, and what is a gross difference."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dueregard.effects.effect import estimate_effect
from dueregard.effects.levels import LoggedLevel, Span, weeks_around
from dueregard.effects.words import headline_words, level_words
from tests.support.small_scenario import GROUNDS, small_comparison
from tests.unit.effects.test_effect import DEMANDS, DESIGN, taken


class Weeks:
    """The first day of a log and how many weeks it has."""

    first_on, weeks = date(2022, 1, 3), 40


def test_the_weeks_are_those_around_without_the_deployment_and_the_month_after_it():
    found = weeks_around(Weeks(), date(2022, 5, 23), date(2022, 5, 29))  # type: ignore[arg-type]
    assert found.tolist() == [*range(12, 20), *range(25, 28)]
    assert weeks_around(Weeks(), date(2023, 5, 22), date(2023, 5, 28)).tolist() == list(range(40))  # type: ignore[arg-type]


def level(group: str, share: float) -> LoggedLevel:
    return LoggedLevel(group=group, weeks=9, share=Span(value=share, low=share, high=share), minutes=None)


@pytest.mark.parametrize(("late", "is_gross"), [(0.0, False), (0.9, True)])
def test_no_single_figure_is_given_where_the_levels_differ_grossly(late: float, is_gross: bool):
    logged = (level("emergency", 0.5), level("priority", 0.0), level("scheduled", late))
    design = replace(DESIGN, level_points=DESIGN.level_points * 6)
    effect = estimate_effect(small_comparison(taken(1)), DEMANDS, design, replace(GROUNDS, logged=logged))
    assert [check.is_gross for check in effect.levels] == [False, False, is_gross]
    assert effect.no_single_figure("scheduled") is is_gross
    assert effect.no_single_figure("priority") is False
    assert effect.no_single_figure("every non-emergency grade") is is_gross
    assert ("No single figure is given" in headline_words(effect)) is is_gross
    assert "never validation" in level_words(effect)
    assert np.isclose(sum(each.people for each in effect.not_simulated), 2 * 24 * 9)
