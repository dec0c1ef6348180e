"""Nobody goes who is not needed, even where going costs the public nothing."""

from collections import Counter
from dataclasses import replace

import pytest

from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Assignment, Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from tests.support.mobilisation_cases import generated_case


@pytest.mark.parametrize("block", range(3))
def test_with_one_person_less_on_a_tour_that_costs_nothing_a_need_is_not_met(block: int):
    looked_at = 0
    for seed in range(30_000 + 10 * block, 30_010 + 10 * block):
        case = generated_case(seed, most_days=3)
        case = replace(case, rules=replace(case.rules, rest_day_cost=0.0))
        try:
            plan = plan_request(
                case.request, case.roster, case.rules, case.aims, commitments=case.commitments
            )
        except CannotBeMet:
            continue
        assert check_plan(plan, case) == [], seed
        losers = {each.person for each in plan.lost}
        tours = Counter(each.person for each in plan.assignments)
        for gone in plan.assignments:
            if gone.person not in losers and tours[gone.person] == 1:
                assert _is_needed(gone, plan, case), f"{seed}: {gone.person} on {gone.tour}"
                looked_at += 1
    assert looked_at > 10


def _is_needed(gone: Assignment, plan: Plan, case: Case) -> bool:
    left = [each for each in plan.assignments if each.person != gone.person]
    return any(
        sum(each.tour == need.tour and each.role == role.role and each.present_at <= need.by for each in left)
        < role.officers
        for need in case.request.needs
        for role in need.roles
    )
