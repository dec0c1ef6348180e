"""Nobody goes who is not needed, even where going costs the public nothing."""

from collections import Counter
from dataclasses import replace

import pytest

from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.workforce.shifts import minute_of
from tests.support.mobilisation_cases import generated_case


@pytest.mark.parametrize("seed", range(30_000, 30_030))
def test_with_one_person_less_on_a_tour_that_costs_nothing_a_need_is_not_met(seed: int):
    case = generated_case(seed, most_days=3)
    case = replace(case, rules=replace(case.rules, rest_day_cost=0.0))
    try:
        plan = plan_request(case.request, case.roster, case.rules, case.aims, commitments=case.commitments)
    except CannotBeMet:
        pytest.skip("cannot be met")
    assert check_plan(plan, case) == []
    losers = {each.person for each in plan.lost}
    tours = Counter(each.person for each in plan.assignments)
    for gone in plan.assignments:
        if gone.person in losers or tours[gone.person] > 1:
            continue
        left = [each for each in plan.assignments if each.person != gone.person]
        assert any(
            sum(
                each.tour == need.tour and each.role == role.role and each.present_at <= need.by
                for each in left
            )
            < role.officers
            for need in case.request.needs
            for role in need.roles
        ), f"{gone.person} on {gone.tour} at {minute_of(gone.out_at)}"
