"""The log as it is kept: canonical rows, the habits of those who enter it, and the same bytes again."""

import csv
import gzip
import json
from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from dueregard.synthetic.calendar import Clock
from dueregard.synthetic.desk import ATTENDED
from dueregard.synthetic.force import EMERGENCY
from dueregard.synthetic.log import MAJOR_KIND, OUTCOMES, ROUTES, log_of, staffing_of
from dueregard.synthetic.run import run
from dueregard.synthetic.writing import COLUMNS, write_csv, write_log
from tests.unit.synthetic.toy_force import BIG, TOY, toy


@pytest.fixture(scope="module")
def lived():
    return run(toy(6, (BIG,)), 3)


@pytest.fixture(scope="module")
def log(lived):
    return log_of(lived)


@pytest.fixture(scope="module")
def rows(log, tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log.csv.gz"
    write_csv(path, log)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_one_row_for_each_unit_sent_and_one_where_none_was(lived, log):
    inside = (lived.incidents.received_at >= lived.begins_at) & (lived.incidents.received_at < lived.ends_at)
    sent = inside[lived.visits.incident].sum()
    alone = (inside & (lived.outcome != ATTENDED)).sum()
    assert len(log) == sent + alone
    assert log.incident.max() == inside.sum()
    assert (np.diff(log.received_at) >= 0).all()
    assert ((log.unit == "") == (log.dispatched_at < 0)).all()


def test_the_file_has_the_canonical_columns_and_words(rows):
    assert tuple(rows[0]) == COLUMNS
    assert {row["route"] for row in rows} == set(ROUTES)
    assert {row["outcome"] for row in rows} <= set(OUTCOMES)
    assert {row["local_area"] for row in rows} == {area.id for area in TOY.local_areas}
    assert {row["crew"] for row in rows} == {"", "1", "2"}
    for row in rows:
        moments = [
            row[name] for name in ("received_at", "dispatched_at", "arrived_at", "cleared_at") if row[name]
        ]
        assert moments == sorted(moments), row
        assert row["cleared_at"]


def test_times_are_of_the_wall_clock(log, rows):
    seconds = Clock(TOY.zone).seconds
    for row, received in list(zip(rows, log.received_at.tolist(), strict=True))[::500]:
        moment = datetime.fromisoformat(row["received_at"])
        begins = seconds(moment.date(), moment.hour, moment.minute)
        assert begins + moment.second == received


def test_the_hour_that_repeats_in_october_is_written_twice():
    clock = Clock("Europe/London")
    twice = np.array([1635640200, 1635640200 + 3600])  # 31 October 2021, 01:30 summer and winter time
    local = twice + clock.offsets(twice)
    assert local[0] == local[1]


def test_arrivals_are_missing_by_grade(lived, log):
    before = log.received_at < Clock(TOY.zone).seconds(TOY.new_grades_on)
    sent = (log.dispatched_at >= 0) & before
    for grade, share in (("emergency", 0.03), ("priority", 0.09)):
        chosen = sent & (log.grade == log.grades.index(grade))
        assert (log.arrived_at[chosen] < 0).mean() == pytest.approx(share, abs=0.02)


def test_grades_change_mid_series_and_a_few_emergencies_with_them(lived, log):
    since = Clock(TOY.zone).seconds(TOY.new_grades_on)
    names = np.array(log.grades)[log.grade]
    later = log.received_at >= since
    assert set(names[~later]) == {"emergency", "priority", "scheduled", "telephone"}
    assert set(names[later]) == {"P1", "P2", "P3", "P4", "P5"}
    inside = (lived.incidents.received_at >= since) & (lived.incidents.received_at < lived.ends_at)
    truly = (inside & (lived.incidents.work == EMERGENCY)).sum()
    entered = len(set(log.incident[names == "P1"].tolist()))
    assert 0.93 <= entered / truly < 1


def test_some_clearances_are_entered_together_at_the_end_of_the_shift(lived, log):
    response = log.unit != ""
    clock = Clock(TOY.zone)
    hours = (log.cleared_at + clock.offsets(log.cleared_at))[response] % 86400 / 3600
    at_end = sum(((hours >= end - 1 / 6) & (hours <= end + 1 / 12)).sum() for end in (2, 7, 17))
    truly = lived.visits.cleared_at
    hours = (truly + clock.offsets(truly)) % 86400 / 3600
    would = sum(((hours >= end - 1 / 6) & (hours <= end + 1 / 12)).sum() for end in (2, 7, 17))
    assert at_end > 2 * would


def test_the_major_incident_is_one_incident_with_many_rows(log):
    chosen = log.kind == log.kinds.index(MAJOR_KIND)
    assert len(set(log.incident[chosen].tolist())) == 1
    assert chosen.sum() == 17


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    told: list[float] = []
    first = write_log(tmp_path / "one", toy(1), 5, told.append)
    second = write_log(tmp_path / "two", toy(1), 5)
    third = write_log(tmp_path / "three", toy(1), 6)
    for name in ("log.csv.gz", "staffing.csv", "about.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert first.log.read_bytes() != third.log.read_bytes()
    assert told == sorted(told)
    assert told[-1] == 1.0
    about = json.loads(second.about.read_text("utf-8"))
    assert (about["seed"], about["weeks"], about["incidents"]) == (5, 1, second.incidents)


def test_the_first_weeks_do_not_depend_on_how_long_the_log_is(lived):
    short, long = log_of(run(toy(3, (BIG,)), 3)), log_of(lived)
    many = int(np.searchsorted(short.received_at, short.received_at[-1] - 2 * 86400))
    for name in ("incident", "received_at", "grade", "unit", "dispatched_at", "arrived_at", "cleared_at"):
        assert (getattr(short, name)[:many] == getattr(long, name)[:many]).all(), name


def test_the_roster_beside_the_log_adds_up(lived):
    rows = staffing_of(lived)
    assert len(rows) == 6 * 7 * 3 * len(TOY.local_areas)
    assert sum(row.rostered for row in rows) == 6 * 7 * 3 * 60
    deployed: Counter[str] = Counter()
    for row in rows:
        assert row.on_duty >= 0
        deployed[row.duty_on] += row.deployed
    assert min(day for day, many in deployed.items() if many) == "2020-01-13"
    assert max(day for day, many in deployed.items() if many) == "2020-01-18"
