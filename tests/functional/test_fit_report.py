"""The fit report as an analyst asks for it: from a log and its calibration to files to look at."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.functional.test_command_line import run
from tests.support.made_logs import GRADES, Truth

FITTED = ("made.csv", "--grades", "grades.yaml", "--as-at", "2023-01-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Truth(rates=np.full((168, 2, 2), 0.3), weeks=5).made(20141104).write(tmp_path)
    (tmp_path / "grades.yaml").write_text(GRADES, "utf-8")
    done = run("calibrate", *FITTED, "--out", "calibration", "--draws", "100", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_fit_report_is_written_with_its_figures_and_the_same_again(folder: Path):
    words = (
        "fit-report",
        "calibration",
        *FITTED,
        "--worlds",
        "39",
        "--format",
        "html",
        "--heading",
        "A test",
    )
    done = run(*words, "--out", "report", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "A test." in done.stdout
    assert "Too short to trust: 5 whole weeks" in done.stdout
    assert "never called validation" in done.stdout
    figures = json.loads((folder / "report" / "fit-report.json").read_bytes())
    assert figures["format"] == "dueregard-fit-report 1"
    assert len(figures["fit"]["rates"]) == 2
    assert {each["status"] for each in figures["fit"]["parameters"]} == {"estimated", "not identifiable"}
    page = (folder / "report" / "fit-report.html").read_text("utf-8")
    assert page.count("<svg") >= 8
    again = run(*words, "--out", "again", "--json", folder=folder)
    assert json.loads(again.stdout)["headings"][0] == "A test"
    for path in (folder / "report").iterdir():
        assert path.read_bytes() == (folder / "again" / path.name).read_bytes(), path.name


def test_what_does_not_fit_is_told_in_a_sentence(folder: Path):
    lines = (folder / "made.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "other.csv").write_text("".join(lines[: len(lines) * 4 // 5]), "utf-8")
    options = ("--grades", "grades.yaml", "--as-at", "2023-01-01", "--out", "report")
    for words, code, told in (
        (
            ("calibration", "other.csv", *options),
            1,
            "give the log, column map and grade schemes that it was made from",
        ),
        (("nowhere", "made.csv", *options), 1, "there is no calibration here"),
        (("calibration", "made.csv", *options, "--staffing", "x.yaml"), 2, "give both"),
    ):
        done = run("fit-report", *words, folder=folder)
        assert done.returncode == code, done.stderr
        assert told in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr
        assert not (folder / "report").exists()
