"""Logs that are not right, at the command line: a clear sentence or a result, and nothing in silence."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.functional.test_command_line import run
from tests.support.made_logs import GRADES

HEADER = "incident,received_at,grade,local_area,unit,dispatched_at,arrived_at,cleared_at"
ALL = ("--grades", "grades.yaml", "--as-at", "2022-06-01")
Change = Callable[[int, list[str]], list[str]]


def log(change: Change = lambda number, row: row, *, start: str = "2022-01-03", rows: int = 700) -> str:
    """Two weeks of an incident each half hour, of two grades in turn."""
    lines, first = [HEADER], datetime.fromisoformat(start)
    for number in range(rows):
        at = first + timedelta(minutes=30 * number + number % 17)
        moments = [f"{at + timedelta(minutes=after):%Y-%m-%d %H:%M}" for after in (0, 2, 9, 50 + number % 13)]
        cells = [str(number), moments[0], "EP"[number % 2], "north", f"U{number % 40}", *moments[1:]]
        lines.append(",".join(change(number, cells)))
    return "\n".join(lines) + "\n"


def put(place: int, text: str, *, every: int = 1) -> Change:
    """Another text in one column of every so many rows."""

    def change(number: int, row: list[str]) -> list[str]:
        return [*row[:place], text, *row[place + 1 :]] if number % every == 0 else row

    return change


def closed_at_midnight(number: int, row: list[str]) -> list[str]:
    return [*row[:7], f"{row[1][:10]} 23:59"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "grades.yaml").write_text(GRADES, "utf-8")
    return tmp_path


NOTHING_LEFT = {
    "empty": ("", "the file is empty; give a log with a header and rows."),
    "header": (
        HEADER + "\n",
        "a header and no rows that can be read; give a log with at least a week of incidents.",
    ),
    "future": (log(start="2031-01-03"), "received in the future: line 2: received 2031-01-03 00:00:00)"),
    "unknown grade": (log(put(2, "Z")), 'an unknown grade: "Z" 700 times; the first on line 2)'),
    "missing column": (
        log().replace("cleared_at", "shut"),
        'the column "cleared_at" is missing; map another',
    ),
    "no receipt": (log(put(1, "soon")), "check the column map: its column of receipt and its date formats."),
}


@pytest.mark.parametrize("command", [("log-check",), ("calibrate", "--draws", "100", "--out", "calibration")])
@pytest.mark.parametrize("case", NOTHING_LEFT)
def test_a_log_of_which_nothing_is_left_is_one_sentence(case: str, command: tuple[str, ...], folder: Path):
    text, told = NOTHING_LEFT[case]
    (folder / "log.csv").write_text(text, "utf-8")
    done = run(command[0], "log.csv", *ALL, *command[1:], folder=folder)
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not (folder / "calibration").exists()


def test_future_dates_point_at_the_day_the_log_was_taken(folder: Path):
    (folder / "log.csv").write_text(log(start="2031-01-03"), "utf-8")
    assert (
        "check the day on which the log was taken" in run("log-check", "log.csv", *ALL, folder=folder).stderr
    )


def test_one_incident_is_looked_at_and_not_calibrated(folder: Path):
    (folder / "log.csv").write_text(log(rows=1), "utf-8")
    looked = run("log-check", "log.csv", *ALL, folder=folder)
    assert looked.returncode == 0
    assert "The log holds one incident: give at least a week of incidents." in looked.stdout
    done = run("calibrate", "log.csv", *ALL, "--out", "calibration", folder=folder)
    assert (done.returncode, done.stderr) == (
        1,
        "The log holds one incident: give at least a week of incidents.\n",
    )


@pytest.mark.parametrize(
    ("change", "told", "missing"),
    [
        (
            put(2, "E"),
            "All incidents have one grade, Emergency: nothing can be said of the others.",
            "priority",
        ),
        (put(6, "2021-01-01 00:00"), "700  arrived before it was received", "travel"),
        (closed_at_midnight, "700  cleared in a batch", "service"),
    ],
    ids=["one grade", "arrival before receipt", "batch-closed"],
)
def test_what_cannot_be_believed_is_counted_and_the_rest_is_estimated(
    change: Change, told: str, missing: str, folder: Path
):
    (folder / "log.csv").write_text(log(change), "utf-8")
    looked = run("log-check", "log.csv", *ALL, folder=folder)
    assert looked.returncode == 0, looked.stderr
    assert told in looked.stdout
    done = run(
        "calibrate", "log.csv", *ALL, "--draws", "100", "--out", "calibration", "--json", folder=folder
    )
    assert done.returncode == 0, done.stderr
    known = {each["name"] for each in json.loads(done.stdout)["parameters"] if each["low"] is not None}
    assert "emergency dispatch: incidents" in known
    assert not [name for name in known if missing in name]


def test_calibrating_says_what_was_set_aside(folder: Path):
    """An analyst who never asked log-check is told as well: half of the rows have a grade that no scheme knows."""
    (folder / "log.csv").write_text(log(put(2, "Z", every=2)), "utf-8")
    done = run("calibrate", "log.csv", *ALL, "--draws", "100", "--out", "calibration", folder=folder)
    assert done.returncode == 0, done.stderr
    assert '350 of 700 rows set aside:\n- 350 rows, an unknown grade: set aside ("Z" 350 times' in done.stdout
