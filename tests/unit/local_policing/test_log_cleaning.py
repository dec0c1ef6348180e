"""Loading a log: canonical form, named rules, and nothing dropped in silence."""

import gzip
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.errors import FaultsFound
from dueregard.common.tables import ABSENT
from dueregard.local_policing.cleaning import CleaningSettings, load_log
from dueregard.local_policing.cleaning_report import Action, Rule
from dueregard.local_policing.column_map import LogField, MappedColumn, MappedValue, canonical_map
from dueregard.local_policing.grades import Route, read_grade_schemes
from dueregard.local_policing.log import NONE, OUTCOMES, ROUTES, Outcome, incidents_of, moment_words
from dueregard.local_policing.log_settings import LogSettings
from tests.support.made_logs import GRADES, HEADER, iso

AS_AT = date(2022, 1, 1)
SCHEMES = read_grade_schemes(GRADES, "grades.yaml")
UTC_MAP = canonical_map("UTC")


def row(
    incident="1",
    received="2021-06-01T10:00:00Z",
    grade="E",
    area="north",
    kind="",
    route="",
    outcome="",
    unit="u1",
    crew="",
    dispatched="2021-06-01T10:02:00Z",
    arrived="2021-06-01T10:10:00Z",
    cleared="2021-06-01T11:00:00Z",
) -> str:
    return ",".join(
        [incident, received, grade, area, kind, route, outcome, unit, crew, dispatched, arrived, cleared]
    )


def load(folder: Path, *rows: str, columns=UTC_MAP, schemes=SCHEMES, header=HEADER, **settings):
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return load_log(path, columns, schemes, as_at=AS_AT, settings=CleaningSettings(**settings))


def test_a_log_comes_in_the_order_of_receipt_with_one_row_a_unit(tmp_path):
    log, report = load(
        tmp_path,
        row(
            "b", "2021-06-02T10:00:00Z", unit="u2", dispatched="", arrived="", cleared="2021-06-02T12:00:00Z"
        ),
        row("a", unit="u2", dispatched="2021-06-01T10:05:00Z", arrived="", crew="2", outcome="attended"),
        row("a", kind="theft"),
    )
    assert log.line.tolist() == [4, 3, 2]
    assert log.incident.tolist() == [0, 0, 1]
    assert log.crew.tolist() == [0, 2, 0]
    assert log.unit[1] == log.unit[2] != log.unit[0]
    found = incidents_of(log)
    assert found.units.tolist() == [2, 1]
    assert found.outcome.tolist() == [OUTCOMES.index(Outcome.ATTENDED), NONE]
    assert moment_words(int(found.dispatched_at[0]), "UTC") == "2021-06-01 10:02:00"
    assert found.dispatched_at[1] == ABSENT
    assert (report.rows_read, report.rows_kept, report.incidents) == (3, 3, 2)
    assert {step.rule for step in report.steps} == {Rule.NO_DISPATCH, Rule.NO_ARRIVAL}


CASES = [
    (Rule.NO_INCIDENT, row(incident=""), "line 3"),
    (Rule.NO_RECEIPT, row("2", received=""), "received nothing"),
    (Rule.UNREADABLE_TIME, row("2", arrived="teatime"), '"teatime" as arrived_at'),
    (Rule.FUTURE_RECEIPT, row("2", received="2022-03-01T10:00:00Z"), "received 2022-03-01 10:00:00"),
    (Rule.DUPLICATE, row("good"), "line 3"),
    (Rule.UNKNOWN_GRADE, row("2", grade="P9"), '"P9" 1 times; the first on line 3'),
    (Rule.UNKNOWN_GRADE, row("2", grade=""), '"nothing" 1 times'),
    (Rule.UNKNOWN_LOCAL_AREA, row("2", area="atlantis"), '"atlantis" 1 times'),
    (Rule.FUTURE_TIME, row("2", cleared="2022-03-01T10:00:00Z"), "cleared 2022-03-01"),
    (Rule.DISPATCHED_EARLY, row("2", dispatched="2021-06-01T09:00:00Z"), "dispatched 2021-06-01 09:00:00"),
    (Rule.ARRIVED_EARLY, row("2", arrived="2021-06-01T09:00:00Z"), "arrived 2021-06-01 09:00:00"),
    (Rule.ARRIVED_UNSENT, row("2", arrived="2021-06-01T10:01:00Z"), "arrived 2021-06-01 10:01:00"),
    (Rule.CLEARED_EARLY, row("2", cleared="2021-06-01T10:05:00Z"), "cleared 2021-06-01 10:05:00"),
    (Rule.OVER_LONG, row("2", cleared="2021-06-09T10:05:00Z"), "cleared 2021-06-09 10:05:00"),
    (Rule.NO_CLEARING, row("2", cleared=""), "line 3"),
    (Rule.MIXED_RECEIPT, row("good", received="2021-06-01T10:01:00Z", unit="u9"), "line 3"),
    (Rule.MIXED_GRADE, row("good", grade="P", unit="u9", dispatched="2021-06-01T10:03:00Z"), "line 3"),
    (
        Rule.MIXED_LOCAL_AREA,
        row("good", area="south", unit="u9", dispatched="2021-06-01T10:03:00Z"),
        "line 3",
    ),
    (Rule.UNKNOWN_ROUTE, row("2", route="pigeon"), '"pigeon"'),
    (Rule.UNKNOWN_OUTCOME, row("2", outcome="splendid"), '"splendid"'),
    (Rule.UNREADABLE_CREW, row("2", crew="several"), '"several"'),
    (Rule.BROKEN, row("2") + ",more", "line 3 has 13 cells"),
]


@pytest.mark.parametrize(("rule", "bad", "words"), CASES)
def test_each_rule_says_what_it_did_with_how_many_rows(tmp_path, rule, bad, words):
    columns = canonical_map("UTC")
    columns = type(columns)(
        zone="UTC",
        date_formats=columns.date_formats,
        columns=columns.columns,
        local_areas=("north", "south"),
    )
    log, report = load(tmp_path, row("good"), bad, columns=columns)
    (step,) = [step for step in report.steps if step.rule is rule]
    assert step.rows == 1
    assert words in step.example
    assert step.sentence().startswith(f"1 row, {rule.value}: ")
    assert report.rows_read == 2
    assert len(log) == report.rows_kept == 2 - (step.action is Action.SET_ASIDE)
    if step.action is Action.BLANKED:
        assert ABSENT in (log.dispatched_at[-1], log.arrived_at[-1], log.cleared_at[-1])


@pytest.mark.parametrize(
    "other",
    [row("1", kind="theft"), row("1", route="diary"), row("1", outcome="attended"), row("1", crew="2")],
    ids=["kind", "route", "outcome", "crew"],
)
def test_rows_that_differ_in_any_column_are_both_kept(tmp_path, other):
    log, report = load(tmp_path, row("1"), other, other)
    assert report.rows_of(Rule.DUPLICATE) == 1
    assert len(log) == 2


def test_a_receipt_far_from_all_others_is_set_aside(tmp_path):
    rows = [row(str(number)) for number in range(300)]
    log, report = load(tmp_path, *rows, row("old", received="1970-03-01T10:00:00Z"))
    assert report.rows_of(Rule.FAR_RECEIPT) == 1
    assert len(log) == 300


def test_how_far_is_far_is_a_setting(tmp_path):
    rows = [row(str(number)) for number in range(300)]
    late = row("late", received="2021-08-15T10:00:00Z", dispatched="", arrived="", cleared="")
    for days, kept in ((80, 301), (70, 300)):  # 75 days later
        log, _ = load(tmp_path, *rows, late, log=LogSettings(far_days=days))
        assert len(log) == kept


def test_days_without_a_scheme_are_told(tmp_path):
    late = read_grade_schemes(GRADES.replace("2015-01-01", "2021-06-02"), "grades.yaml")
    log, report = load(tmp_path, row("1"), row("2", received="2021-06-03T10:00:00Z"), schemes=late)
    assert report.rows_of(Rule.NO_SCHEME) == 1
    assert len(log) == 1


def test_grades_keep_their_meaning_through_a_change_of_schemes(tmp_path):
    changed = read_grade_schemes(
        GRADES.replace("from_on: 2015-01-01", "from_on: 2015-01-01\n    until_on: 2021-06-30")
        + """
  - id: second
    from_on: 2021-07-01
    grades:
      - {code: P, common: emergency}
      - {code: S, common: priority, route: diary}
""",
        "grades.yaml",
    )
    log, report = load(
        tmp_path,
        row("1", grade="P"),
        row("2", grade="P", received="2021-07-01T00:00:00Z", dispatched="", arrived="", cleared=""),
        row("3", grade="S", received="2021-07-02T00:00:00Z", dispatched="", arrived="", cleared=""),
        row("4", grade="E", received="2021-07-02T00:00:00Z", dispatched="", arrived="", cleared=""),
        schemes=changed,
    )
    assert [changed.common[code].id for code in log.grade] == ["priority", "emergency", "priority"]
    assert [ROUTES[code] for code in log.route] == [Route.DISPATCH, Route.DISPATCH, Route.DIARY]
    assert report.rows_of(Rule.UNKNOWN_GRADE) == 1


def test_clock_changes_are_read_by_the_stated_rule_and_counted(tmp_path):
    zone = canonical_map("Europe/London")
    log, report = load(
        tmp_path,
        row(
            "1",
            "2021-10-31 01:50:00",
            dispatched="2021-10-31 01:10:00",
            arrived="",
            cleared="2021-10-31 03:00:00",
        ),
        row(
            "2",
            "2021-03-28 01:30:00",
            dispatched="2021-03-28 02:31:00",
            arrived="",
            cleared="2021-03-28 03:00:00",
        ),
        columns=zone,
    )
    october = log.rows(log.line == 2)
    assert int(october.dispatched_at[0] - october.received_at[0]) == 20 * 60
    assert int(october.cleared_at[0] - october.received_at[0]) == 130 * 60
    march = log.rows(log.line == 3)
    assert int(march.dispatched_at[0] - march.received_at[0]) == 60
    assert report.rows_of(Rule.REPEATED_HOUR) == 2
    assert report.rows_of(Rule.SKIPPED_HOUR) == 1


def test_batches_are_found_and_busy_minutes_are_not(tmp_path):
    dice = random.Random(20141104)
    start = datetime(2021, 6, 1, tzinfo=UTC)
    rows = []
    for number in range(2_000):
        received = start + timedelta(minutes=7 * number)
        cleared = received + timedelta(minutes=dice.randint(20, 120))
        if number % 100 == 0:  # twenty are closed together, at one minute
            cleared = start + timedelta(days=10)
        told = [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (received, received, received, cleared)]
        rows.append(row(str(number), told[0], dispatched=told[1], arrived=told[2], cleared=told[3]))
    log, report = load(tmp_path, *rows, longest_hours=240)
    together = int((start + timedelta(days=10)).timestamp())
    assert not (log.cleared_at // 60 == together // 60).any()
    assert (
        20 - 6 <= report.rows_of(Rule.BATCH_CLOSED) <= 20 + 3
    )  # those received later were cleared too early


def test_what_is_a_batch_is_a_setting(tmp_path):
    rows = [row(str(number), received=f"2021-06-01T09:{number:02}:00Z") for number in range(12)]
    for settings, closed in (
        (LogSettings(), 12),
        (LogSettings(batch_at_least=13), 0),
        (LogSettings(batch_chance=Decimal("1E-60")), 0),
    ):
        _, report = load(tmp_path, *rows, log=settings)
        assert report.rows_of(Rule.BATCH_CLOSED) == closed


def test_units_of_one_incident_cleared_together_are_no_batch(tmp_path):
    rows = [row("big", unit=f"u{number}") for number in range(30)]
    _, report = load(tmp_path, *rows)
    assert report.rows_of(Rule.BATCH_CLOSED) == 0


def test_an_over_long_job_is_cut_and_marked(tmp_path):
    log, _ = load(tmp_path, row(cleared="2021-06-05T10:00:00Z"), longest_hours=12)
    assert log.censored.tolist() == [True]
    assert int(log.cleared_at[0] - log.arrived_at[0]) == 12 * 3_600


@given(
    rows=st.lists(
        st.builds(
            row,
            incident=st.sampled_from(["", "1", "2", "3"]),
            received=st.sampled_from(
                ["", "2021-06-01T10:00:00Z", "2021-06-01T10:30:00Z", "x", "2030-01-01T00:00:00Z"]
            ),
            grade=st.sampled_from(["E", "P", "", "?"]),
            area=st.sampled_from(["north", "south", ""]),
            unit=st.sampled_from(["", "u1", "u2"]),
            dispatched=st.sampled_from(["", "2021-06-01T10:05:00Z", "2021-06-01T09:05:00Z"]),
            cleared=st.sampled_from(["", "2021-06-01T11:00:00Z", "2021-06-01T08:00:00Z"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_is_kept_or_set_aside_by_one_rule(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    try:
        log, report = load(folder, row("sound", "2021-06-01T12:00:00Z"), *rows)
    except FaultsFound:
        pytest.fail("the sound row should have been kept")
    assert report.rows_read == len(rows) + 1 == report.rows_kept + report.set_aside
    assert (np.diff(log.incident) >= 0).all()
    for later in (log.dispatched_at, log.arrived_at, log.cleared_at):
        assert ((later == ABSENT) | (later >= log.received_at)).all()


@pytest.mark.parametrize(
    ("rows", "header", "words"),
    [
        ([], HEADER, "the log has a header and no rows that can be read"),
        ([row(grade="P9"), row("2", grade="P8")], HEADER, "none of its 2 rows can be used"),
        (["1,2"], "incident,received", 'the column "received_at" is missing'),
    ],
)
def test_a_log_of_which_nothing_can_be_made_is_one_sentence(tmp_path, rows, header, words):
    with pytest.raises(FaultsFound, match=words):
        load(tmp_path, *rows, header=header)


def test_own_columns_values_and_gzip(tmp_path):
    own = type(UTC_MAP)(
        zone="America/New_York",
        date_formats=("%m/%d/%Y %I:%M %p",),
        columns=(
            MappedColumn(field=LogField.INCIDENT, titles=("Day", "No")),
            MappedColumn(field=LogField.RECEIVED_AT, titles=("Received",)),
            MappedColumn(field=LogField.GRADE, titles=("Grade",)),
            MappedColumn(field=LogField.LOCAL_AREA, constant="whole force"),
            MappedColumn(field=LogField.CLEARED_AT, titles=("Done",)),
        ),
        values=(MappedValue(field=LogField.GRADE, seen=("IMM",), means="E"),),
    )
    path = tmp_path / "log.csv.gz"
    text = 'Day,No,Name,Received,Grade,Done\n1,1,"Smith, A",06/01/2021 10:00 PM,IMM,06/02/2021 1:05 AM\n'
    path.write_bytes(gzip.compress(text.encode()))
    log, _ = load_log(path, own, SCHEMES, as_at=AS_AT)
    assert moment_words(int(log.received_at[0]), "UTC") == "2021-06-02 02:00:00"
    assert int(log.cleared_at[0] - log.received_at[0]) == 185 * 60
    assert log.local_areas == ("whole force",)
    assert not log.sent.any()


def test_parquet_is_read_like_csv(tmp_path):
    first, _ = load(tmp_path, row("1"), row("2", arrived=""))
    pl.read_csv(tmp_path / "log.csv").write_parquet(tmp_path / "log.parquet")
    second, _ = load_log(tmp_path / "log.parquet", UTC_MAP, SCHEMES, as_at=AS_AT)
    for name in ("received_at", "arrived_at", "cleared_at", "grade", "unit"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist()


def test_what_was_known_at_a_moment_leaves_out_what_came_later(tmp_path):
    log, _ = load(tmp_path, row("1", outcome="attended"), row("2", received="2021-06-01T10:08:00Z"))
    then = log.known_by(datetime(2021, 6, 1, 10, 5, tzinfo=UTC))
    assert len(then) == 1
    assert then.arrived_at.tolist() == then.cleared_at.tolist() == [ABSENT]
    assert iso(then.dispatched_at[0]) == "2021-06-01T10:02:00Z"
    assert OUTCOMES[then.outcome[0]] is Outcome.UNRESOLVED
