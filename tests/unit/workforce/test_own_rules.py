"""A force's own duty rules: every slip of the pen is told, and every rule that comes with the program passes."""

from importlib import resources

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.own_rules import load_own_rules

KNOWN = shipped_rules()


def rule(name: str, value: str, unit: str = "hours") -> str:
    return (
        f"format: dueregard-duty-rules 1\nrules:\n  - id: {name}\n    about: Rest\n    value: '{value}'\n"
        f"    unit: {unit}\n    from_on: 2012-04\n    source: ours\n    marking: OFFICIAL\n    publishable: 'no'\n"
    )


def told(text: str) -> str:
    faults = FaultList()
    assert load_own_rules(text, "rules.yaml", KNOWN, faults) is None
    with pytest.raises(FaultsFound) as refused:
        faults.raise_if_any()
    return str(refused.value)


def test_all_that_come_with_the_program_are_within_their_ranges():
    text = (resources.files("dueregard.workforce") / "library" / "duty-rules.yaml").read_text("utf-8")
    faults = FaultList()
    assert load_own_rules(text, "duty-rules.yaml", KNOWN, faults) == KNOWN
    assert not len(faults)


@pytest.mark.parametrize(
    ("name", "near"), [("daily-rest", "daily-rest-hours"), ("longest-spell", "tour-longest-hours")]
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str, near: str):
    words = told(rule(name, "40"))
    assert f"no duty rule is called {name}" in words.replace('"', "")
    assert f"did you mean {near}?" in words
    assert "3" in words, "the line of the rule"


@pytest.mark.parametrize("value", ["40", "-5", "many"])
def test_a_value_out_of_range_is_refused_with_the_range(value: str):
    assert "write 0 to 24" in told(rule("daily-rest-hours", value))


def test_a_value_in_another_unit_is_refused():
    assert "give the value in hours" in told(rule("daily-rest-hours", "660", "minutes"))


def test_a_rule_of_their_own_is_read():
    faults = FaultList()
    own = load_own_rules(rule("daily-rest-hours", "12"), "rules.yaml", KNOWN, faults)
    assert own is not None
    assert [setting.value for setting in own.settings] == ["12"]
