"""Rivals use the past they are given, oldest first, and refuse one too short."""

import numpy as np
import pytest

from dueregard.local_policing.rivals import RIVALS, every_week
from dueregard.local_policing.scoring import covered, place_among

SEED = 20141104
FEWEST = {"last week": 1, "mean of the last four weeks": 4, "seasonal quantiles": 2}


@pytest.mark.parametrize("name", RIVALS)
def test_a_past_without_change_is_forecast_as_it_was(name):
    forecast = RIVALS[name](np.tile([3.0, 7.0], (6, 1)))
    assert (forecast == [3.0, 7.0]).all()


@pytest.mark.parametrize("name", RIVALS)
def test_a_past_one_week_too_short_is_refused(name):
    fewest = FEWEST[name]
    RIVALS[name](np.ones((fewest, 2)))
    with pytest.raises(ValueError, match=f"at least {fewest} weeks"):
        RIVALS[name](np.ones((fewest - 1, 2)))


@pytest.mark.parametrize("name", RIVALS)
def test_a_forecast_is_not_a_view_of_the_past(name):
    past = np.ones((6, 2))
    RIVALS[name](past)[:] = 0.0
    assert (past == 1.0).all()


def test_a_missing_cell_is_refused():
    with pytest.raises(ValueError, match="lacks a cell"):
        every_week(np.array([[1.0], [np.nan]]))


def test_seasonal_quantiles_cover_weeks_that_are_alike():
    chance = np.random.default_rng(SEED)
    weeks = chance.poisson(2.0, size=(27, 20_000)).astype(float)
    places = place_among(every_week(weeks[:-1]), weeks[-1], chance)
    for level in (0.5, 0.8, 0.95):
        assert abs(covered(places, level) - level) < 4 * np.sqrt(level * (1 - level) / 20_000)
