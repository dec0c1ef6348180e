"""Where its file says nothing of it, the ledger of a study pays rest back by the duty rules."""

from pathlib import Path

import numpy as np
import pytest

from dueregard.effects.study_reading import read_study
from dueregard.workforce.rest_debt import RestRuleMissing
from tests.support.small_study import write_small_study

BOUGHT = """
backfill:
  - {name: nobody, about: Nobody stands in., protects: [], order: []}
  - {name: lent, about: Rest days stand in., protects: [response], order: [rest-days], rest_days_at_most: 0.5}
"""
OWN = """repayment:
  - {name: own, from_on: 2012-04, starts_after_days: 2, spread_days: 3, at_most: 0.5, source: invented}
"""
RULES = """format: dueregard-duty-rules 1
rules:
"""
RULE = """  - id: {name}
    about: invented for a test
    value: "{value}"
    unit: {unit}
    from_on: {since}
    origin: assumption
    source: invented for a test
    marking: OFFICIAL
    publishable: "yes"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_small_study(tmp_path_factory.mktemp("study")).parent


def repaid(folder: Path, ledger: str, own_rules: str = "") -> np.ndarray:
    (folder / "ledger.yaml").write_text(BOUGHT + ledger, "utf-8")
    (folder / "own.yaml").write_text(RULES + own_rules, "utf-8")
    text = (folder / "study.yaml").read_text("utf-8").replace("backfill: nobody", "backfill: lent")
    (folder / "bought.yaml").write_text(text, "utf-8")
    read = read_study(folder / "bought.yaml")
    ledger_kept = read.ledger(read.withdrawals)
    ledger_kept.check()
    assert ledger_kept.rest_day_duty.any()
    return ledger_kept.rest_repaid


def test_the_duty_rules_of_the_force_pay_back_as_its_ledger_file_would(folder):
    own = "".join(
        RULE.format(name=name, value=value, unit=unit, since="2012-04")
        for name, value, unit in (
            ("rest-repaid-after-days", 2, "days"),
            ("rest-repaid-over-days", 3, "days"),
            ("rest-repaid-at-most", 0.5, "share"),
            ("rest-repaid-keeps-minimum", 1, "yes or no"),
        )
    )
    by_rules = repaid(folder, "duty_rules: own.yaml\n", own)
    assert by_rules.any()
    assert np.array_equal(by_rules, repaid(folder, OWN))
    assert not np.array_equal(
        by_rules, repaid(folder, "")
    )  # fourteen days after: beyond the days of the study


def test_a_day_that_no_duty_rule_covers_is_told(folder):
    own = RULE.format(name="rest-repaid-after-days", value=2, unit="days", since="2022-01")
    with pytest.raises(RestRuleMissing, match="no rule in force then says how it is paid back"):
        repaid(folder, "duty_rules: own.yaml\n", own)
