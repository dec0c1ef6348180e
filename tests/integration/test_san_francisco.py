"""A real log of another service and another shape: one week of San Francisco's fire department.

It shows that a log we did not make can be read and calibrated from the command line. One week shows no skill
of anything, and what comes of it says so.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dueregard.cli.main import main
from dueregard.local_policing.calibration_file import load_calibration

MAPS = Path(__file__).parent / "logs"
WORDS = ("--columns", str(MAPS / "san_francisco_columns.yaml"), "--as-at", "2017-03-01", "--json")
GRADES = ("--grades", str(MAPS / "san_francisco_grades.yaml"))


@pytest.fixture(scope="session")
def log(shared_data: Path) -> str:
    path = shared_data / "data" / "sf-fire-calls-2016w53.csv.gz"
    if not path.is_file():
        pytest.skip(f"No file {path}: the San Francisco week is not here.")
    return str(path)


def told(*words: str) -> dict:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    answer: dict = json.loads(result.stdout)
    return answer


def test_the_log_is_read_and_what_cleaning_did_is_said(log):
    answer = told("log-check", log, *GRADES, *WORDS)
    assert answer["rows_read"] == 7704
    assert answer["rows_kept"] + answer["rows_set_aside"] == answer["rows_read"]
    assert answer["weeks"] == 1
    assert {line["name"] for line in answer["grades"]} == {"Emergency", "Non-emergency"}
    assert answer["warnings"] == ["Too short to trust: 1 whole week of log, and 26 are needed."]


def test_the_week_calibrates_and_claims_nothing(log, tmp_path):
    answer = told("calibrate", log, *GRADES, *WORDS, "--out", str(tmp_path))
    assert answer["heading"] == "Too short to trust: 1 whole week of log, and 26 are needed"
    assert "never called validation" in answer["statement"]
    figures = {line["name"]: line for line in answer["parameters"]}
    assert {figures[name]["status"] for name in figures if "factor" in name} == {"not identifiable"}
    assert figures["unseen load"]["status"] == "not identifiable"
    crews = figures["units on duty"]
    assert crews["value"] is None
    assert 0 < crews["low"] < crews["high"]
    calls = figures["emergency dispatch: incidents"]
    assert calls["value"] == pytest.approx(1834 / 7)
    assert calls["low"] < calls["value"] < calls["high"]
    kept = load_calibration(tmp_path)
    assert kept.hash == answer["hash"]
    assert {file.name for file in kept.inputs} == {
        Path(log).name,
        "san_francisco_columns.yaml",
        "san_francisco_grades.yaml",
    }
    assert "calls" in kept.source.lower()


STUDY = """
name: san-francisco-week
deployment: nobody
calibration: calibration
roster: {generated: san_francisco_roster.yaml, seed: 20141104}
first_on: 2017-01-02
last_on: 2017-01-15
response_policy: policy.yaml
crewing: crewing.yaml
composed: {officers: 0, from_at: 2017-01-09 08:00, until_at: 2017-01-14 08:00}
"""
POLICY = """
name: plain
about: Nobody helps, nothing is kept back; an example.
source: assumption
as_at: 2017-01-01
"""
CREWING = """
name: single
about: one officer a unit, an example
sergeants_not_crewed: 0
breaks: 0
officers_a_unit: 1
degrades: same-mix
"""


def test_the_week_is_simulated_with_invented_crews(log, tmp_path):
    told("calibrate", log, *GRADES, *WORDS, "--out", str(tmp_path / "calibration"))
    areas = sorted(load_calibration(tmp_path / "calibration").demand.local_areas)
    roster = (MAPS / "san_francisco_roster.yaml").read_text("utf-8")
    assert [
        line.split(": ")[1].split(",")[0] for line in roster.splitlines() if "local_area:" in line
    ] == areas
    for name, text in (
        ("study.yaml", STUDY),
        ("policy.yaml", POLICY),
        ("crewing.yaml", CREWING),
        ("san_francisco_roster.yaml", roster),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    answer = told("simulate", str(tmp_path / "study.yaml"), "--runs", "4", "--workers", "1", "--json")
    assert answer["headings"] == [
        "Too short to trust: 1 whole week of log, and 26 are needed.",
        "Not tested against a past deployment.",
    ]
    assert 0 < answer["load"] < 1
    ends = {(line["grade"], line["outcome"]): line["people"] for line in answer["ends"]}
    received = ends["emergency", "received"] + ends["emergency", "upgraded_in"]
    became = ("attended", "upgraded", "cancelled", "closed", "no_slot", "unresolved")
    assert received == pytest.approx(sum(ends["emergency", name] for name in became))
    assert received > 1000
