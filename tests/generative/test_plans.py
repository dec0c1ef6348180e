"""A thousand generated forces: every plan passes the independent judge, and every bound is proved by its prices."""

import pytest

from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.explaining import explain, relaxed_request
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from tests.support.mobilisation_cases import generated_case

BLOCK = 25
BLOCKS = [pytest.param(at, marks=[] if at < 1 else [pytest.mark.slow]) for at in range(40)]


@pytest.mark.parametrize("block", BLOCKS)
def test_plans_keep_every_rule_and_bounds_are_proved(block):
    met = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        case = generated_case(seed)
        asked = (case.request, case.roster, case.rules, case.aims)
        try:
            plan = plan_request(*asked, commitments=case.commitments)
            met += 1
            assert not plan.missing and not plan.lacking
        except CannotBeMet as refused:
            assert refused.best is not None, seed
            plan = refused.best
            assert plan.missing or plan.lacking, seed
            _check_reasons(case, seed)
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
