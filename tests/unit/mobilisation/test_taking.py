"""A plan as withdrawals: the hours taken are those lost, and rest days are owed."""

from collections.abc import Iterable

import pytest

from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.taking import withdrawals_of
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.mobilisation_cases import generated_case
from tests.unit.mobilisation.small_case import at, case, duty, request, tour


def hours(rows: Iterable[Withdrawal]) -> float:
    return sum(row.officers * (row.until_at - row.from_at).total_seconds() for row in rows) / 3600


def test_people_alike_are_added_up_and_rest_is_owed():
    made = case([duty(number, 1) for number in range(8) if number != 1], request(tour("monday", 1)))
    plan = plan_request(made.request, made.roster, made.rules, made.aims)
    taken = withdrawals_of(plan, made.roster)
    assert [(row.from_at, row.until_at, row.officers, row.on_rest_days) for row in taken] == [
        (at(1, 4.5), at(1, 19), 1, True),
        (at(1, 6), at(1, 16), 4, False),
    ]
    assert {row.function for row in taken} == {DutyFunction.RESPONSE}


@pytest.mark.parametrize("seed", range(20))
def test_nothing_lost_is_left_out(seed):
    made = generated_case(seed)
    try:
        plan = plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)
    except CannotBeMet as refused:
        assert refused.best is not None  # noqa: PT017
        plan = refused.best
    taken = withdrawals_of(plan, made.roster)
    lost = [row for row in taken if not row.on_rest_days]
    gone = ((each.ends_at - each.begins_at).total_seconds() / 3600 for each in plan.lost)
    assert hours(lost) == pytest.approx(sum(gone))
    owed = [row for row in taken if row.on_rest_days]
    assert sum(row.officers for row in owed) == plan.rest_days
