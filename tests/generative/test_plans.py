"""A thousand generated forces: every plan passes the independent judge, and every bound is proved by its prices."""

import pytest

from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.explaining import explain, relaxed_request
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from tests.support.mobilisation_cases import generated_case

BLOCK = 25
BLOCKS = [pytest.param(at, marks=[] if at < 1 else [pytest.mark.slow]) for at in range(40)]


def best_plan(case: Case) -> Plan:
    """The plan, or the one that meets most."""
    try:
        return plan_request(case.request, case.roster, case.rules, case.aims, commitments=case.commitments)
    except CannotBeMet as refused:
        if refused.best is None or not (refused.best.missing or refused.best.lacking):
            raise
        return refused.best


@pytest.mark.parametrize("block", BLOCKS)
def test_plans_keep_every_rule_and_bounds_are_proved(block):
    met = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        case = generated_case(seed)
        plan = best_plan(case)
        if plan.missing or plan.lacking:
            _check_reasons(case, seed)
        else:
            met += 1
        assert check_plan(plan, case) == [], seed
        assert proved_bound(plan, case) == pytest.approx(plan.bound, abs=1e-5), seed
        assert plan.bound <= plan.searched + 1e-6 <= plan.cost + 1e-5, seed
    assert met >= BLOCK // 3, "most of these requests can be met"


def _check_reasons(case: Case, seed: int) -> None:
    """A smallest contradiction: without any one of its parts the rest can be met."""
    asked = (case.request, case.roster, case.rules, case.aims, case.commitments)
    reasons = explain(*asked)
    assert reasons, seed
    assert all(solves for _, solves in relaxed_request(*asked, reasons)), seed
