"""What a log holds is counted as it is, and what stands in the way of estimating is said beforehand."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dueregard.local_policing.cleaning import load_log
from dueregard.local_policing.cleaning_report import Notes, Rule
from dueregard.local_policing.column_map import canonical_map, read_column_map
from dueregard.local_policing.grades import read_grade_schemes
from dueregard.local_policing.log_check import Counted, check_log, first_look
from dueregard.local_policing.log_reading import read_raw_log
from dueregard.local_policing.log_settings import LogSettings
from tests.support.made_logs import GRADES, HEADER, Truth

AS_AT = date(2022, 1, 1)
SCHEMES = read_grade_schemes(GRADES, "grades.yaml")
EXAMPLE = Path(__file__).parents[3] / "examples" / "logs"


def checked(path: Path):
    return check_log(*load_log(path, canonical_map("UTC"), SCHEMES, as_at=AS_AT))


def written(folder: Path, *rows: str) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_what_a_made_log_holds_is_counted(tmp_path):
    truth = Truth(rates=np.full((168, 2, 2), 0.5), weeks=2)
    made = truth.made(20141104)
    found = checked(made.write(tmp_path))
    assert found.covered == (date(2021, 1, 4), date(2021, 1, 17))
    assert found.weeks == 2
    assert found.report.incidents == made.incidents
    by_grade = np.bincount(made.grade, minlength=2)
    assert found.grades == (Counted("Emergency", by_grade[0]), Counted("Priority", by_grade[1]))
    assert found.units_an_incident == pytest.approx(len(made.row) / made.incidents)
    assert found.warnings == ("Too short to trust: 2 whole weeks of log, and 26 are needed.",)


def test_how_many_weeks_are_enough_is_a_setting():
    columns = read_column_map(EXAMPLE / "columns.yaml", "columns.yaml")
    schemes = read_grade_schemes(EXAMPLE / "grades.yaml", "grades.yaml")
    log, report = load_log(EXAMPLE / "two-areas.csv.gz", columns, schemes, as_at=date(2021, 8, 25))
    short = "Too short to trust: 4 whole weeks of log, and {} are needed."
    assert short.format(26) in check_log(log, report).warnings
    assert short.format(5) in check_log(log, report, LogSettings(weeks_to_trust=5)).warnings
    enough = check_log(log, report, LogSettings(weeks_to_trust=4))
    assert not any(said.startswith("Too short") for said in enough.warnings)


def test_one_incident_is_not_a_log(tmp_path):
    one = "1,2021-06-01T10:00:00Z,E,north,,,,,,,,2021-06-01T11:00:00Z"
    found = checked(written(tmp_path, one))
    assert (found.covered, found.weeks) == (None, 0)
    assert found.warnings == (
        "The log holds one incident: give at least a week of incidents.",
        "All incidents have one grade, Emergency: nothing can be said of the others.",
        "No time of dispatch is given: waits cannot be estimated.",
        "No outcome is stated: how much is cancelled or closed unattended cannot be estimated.",
    )


def test_an_hour_of_log_covers_no_day(tmp_path):
    rows = [f"{n},2021-06-01T10:{n:02}:00Z,E,north,,,,,,,," for n in range(50)]
    found = checked(written(tmp_path, *rows))
    assert found.covered is None
    assert found.warnings[0].startswith("The log covers no day from midnight to midnight")
    assert "No time of clearing is given that can be used" in found.warnings[3]


def test_a_first_look_needs_no_grade_schemes(tmp_path):
    rows = [
        "1,2021-06-01T10:00:00Z,E,north",
        "2,2021-06-02T10:00:00Z,,north,,,,,,,,",
        "3,never,E,south,,,,,,,,",
    ]
    path, notes = written(tmp_path, *rows, "4,2021-06-03T10:00:00Z,E,south,,,,,,,,"), Notes()
    columns = canonical_map("UTC")
    found = first_look(read_raw_log(path, columns, notes), notes, columns.zone)
    assert found.rows_read == 4
    assert [step.rule for step in found.steps] == [Rule.BROKEN, Rule.UNREADABLE_TIME]
    assert (found.first_received, found.last_received) == ("2021-06-02 10:00:00", "2021-06-03 10:00:00")
    assert found.grades == (Counted("E", 2), Counted("not stated", 1))
    assert found.local_areas == (Counted("north", 1), Counted("south", 2))


def test_the_example_is_read_whole_by_its_own_map():
    columns = read_column_map(EXAMPLE / "columns.yaml", "columns.yaml")
    schemes = read_grade_schemes(EXAMPLE / "grades.yaml", "grades.yaml")
    log, report = load_log(EXAMPLE / "two-areas.csv.gz", columns, schemes, as_at=date(2021, 8, 25))
    found = check_log(log, report)
    assert report.set_aside == 0
    assert report.rows_of(Rule.UNKNOWN_OUTCOME) == 0
    assert found.covered == (date(2021, 6, 28), date(2021, 7, 25))
    assert found.weeks == 4
    assert log.local_areas == ("tolverley", "wyndlesea")


def test_progress_is_told_to_the_end(tmp_path):
    path = Truth(rates=np.full((168, 2, 2), 0.5), weeks=1).made(20141104).write(tmp_path)
    told: list[tuple[int, int]] = []
    load_log(
        path,
        canonical_map("UTC"),
        SCHEMES,
        as_at=AS_AT,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
