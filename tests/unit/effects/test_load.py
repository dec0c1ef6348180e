"""Load: the upper end of the calibration, by hand, and the gate that it decides."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from dueregard.effects.load import Load, load_of
from dueregard.local_policing.scenario import prepare_scenario
from tests.support.small_scenario import CREWING, POLICY, small_comparison, small_demand

PLAIN = replace(POLICY, unlogged=None)


def load_with(factors: list[float], crewing=CREWING) -> Load:
    demand = small_demand(unseen=0.0)
    comparison = small_comparison((), demand=demand, response_policy=PLAIN).changed(crewing=crewing)
    prepared = prepare_scenario(comparison.without, comparison.phases)
    draws = [replace(demand, rates=demand.rates * factor) for factor in factors]
    return load_of(comparison, prepared, prepared, draws)


def test_the_upper_end_is_that_of_the_draws():
    """By hand: draws with 0.9, 0.91 … 1.1 times the incidents; 95 % of them lie below 1.09."""
    found = load_with([float(each) for each in np.linspace(0.9, 1.1, 21)])
    assert found.upper_without == pytest.approx(1.09 * found.without)
    assert found.upper_worst == pytest.approx(1.09 * found.worst_without)


def test_without_draws_the_upper_end_is_the_load():
    found = load_with([])
    assert (found.upper_without, found.upper_with) == (found.without, found.with_it)


def test_officers_a_unit_has_sergeants_breaks_and_double_crews_in_it():
    """By hand: of 14, 20 % sergeants and a quarter of time for breaks leave 8.4 crewed, at 1.2 a unit 7; 14 / 7 = 2."""
    crewing = replace(
        CREWING, sergeants_not_crewed=Decimal("0.2"), breaks=Decimal("0.25"), officers_a_unit=Decimal("1.2")
    )
    assert load_with([], crewing).officers_a_unit == pytest.approx(2.0)


def test_one_busy_local_area_or_an_uncertain_log_is_enough_for_a_range_only():
    calm = replace(
        load_with([]),
        upper_without=0.7,
        upper_worst=0.8,
        upper_with=0.8,
        deficit_units=0.0,
    )
    assert not calm.is_near_overload(0.9)
    assert replace(calm, upper_worst=0.95).is_near_overload(0.9)
    assert replace(calm, upper_without=0.9).is_near_overload(0.9)
    assert replace(calm, upper_with=1.0).is_near_overload(0.9)
    assert replace(calm, deficit_units=0.1).is_near_overload(0.9)
