"""Weights changed by half: what moves is counted from the two plans, and what cannot matter moves nothing."""

from dataclasses import replace

import pytest

from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.weight_moves import moves_between, with_weights_times
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.local_weights import LocalWeight, WeightPiece
from tests.unit.mobilisation.small_case import at, case, duty, person

NORTH = LocalWeight(
    local_area="north",
    function=DutyFunction.RESPONSE,
    from_at=at(0, 0),
    until_at=at(4, 0),
    pieces=(WeightPiece(None, 0.8),),
    source="an example",
)


def planned(factor: float, weight: float = 0.8):
    """Six who work on Monday: one constable stays, of three in the north, at a weight, and one elsewhere, at 1."""
    people = [person(number) for number in (0, 2, 3, 4, 5)]
    people.append(replace(person(2, function=DutyFunction.OTHER), id=person(8).id))
    aims = Aims(weights=(replace(NORTH, pieces=(WeightPiece(None, weight),)),))
    made = case(
        [duty(number, 1) for number in (0, 2, 3, 4, 5, 8)],
        people=people,
        aims=with_weights_times(aims, factor),
    )
    return plan_request(made.request, made.roster, made.rules, made.aims)


def test_half_as_high_again_moves_the_choice_across_what_counts_one():
    moves = moves_between(1.5, planned(1.0), planned(1.5))  # 0.8 against 1, then 1.2 against 1
    assert moves.hours == {
        ("north", DutyFunction.RESPONSE): pytest.approx(-10),
        ("north", DutyFunction.OTHER): pytest.approx(10),
    }
    assert (moves.joins, moves.leaves, moves.tours, moves.rest_days) == (1, 1, ("monday",), 0)
    assert not moves.is_none


def test_halved_weights_that_were_the_cheaper_already_move_nothing():
    assert moves_between(0.5, planned(1.0), planned(0.5)).is_none


def test_only_given_weights_are_changed():
    aims = with_weights_times(Aims(weights=(NORTH,)), 0.5)
    assert aims.weights[0].pieces == (WeightPiece(None, 0.4),)
    assert aims.otherwise == Aims().otherwise
