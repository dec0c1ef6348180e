"""The mobilisation plan written from a record, as a force planner calls it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_mobilisation_day import Force, asked


@pytest.fixture
def force(tmp_path: Path) -> Force:
    return Force(tmp_path)


def paper(force: Force, *more: str | Path) -> Any:
    files = (force.folder / "plan-fair", force.folder / "fair.yaml", force.folder / "planning.yaml")
    out = force.folder / "paper"
    return asked("mobilisation-paper", *files, "--format", "html", "--out", out, *more)


def page(force: Force, name: str = "mobilisation-plan") -> str:
    return (force.folder / "paper" / f"{name}.html").read_text("utf-8")


def test_the_record_gives_strategy_log_and_adoption(force):
    force.plan("fair")
    assert force.adopt("fair").exit_code == 0
    record = force.records / "fair.yaml"
    aims = ("--aim", "Keep the fair peaceful", "--limit", "No force against the crowd")
    officer = ("--by", "ACC Vane", "--rank", "chief-officer", "--at", "2021-07-12T06:40Z")
    assert asked("request", "strategy", record, *aims, *officer).exit_code == 0
    done = paper(force, "--record", record, "--json")
    assert done.exit_code == 0, done.output
    assert [Path(each).name for each in json.loads(done.stdout)["files"]] == [
        "home-by-hour.csv",
        "mobilisation-plan.html",
    ]
    text = page(force)
    for words in (
        "Keep the fair peaceful",
        "No force against the crowd",
        "Superintendent Rowe",
        "not judged",
    ):
        assert words in text
    assert "This is a proposal." not in text


def test_a_record_of_another_plan_is_refused(force):
    force.plan("fair")
    force.adopt("fair")
    force.plan("fair", "--seed", "1")  # the same folder, another plan
    refused = paper(force, "--record", force.records / "fair.yaml")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
