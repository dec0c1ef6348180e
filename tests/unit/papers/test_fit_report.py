"""The fit report as a document: every picture has its table and its words, and nothing is called validation."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dueregard.common.marking import SCHEMES
from dueregard.effects.fit_delay import GradeDelay, HourOfDelay, SimulatedDelay
from dueregard.local_policing.calibration import NEVER_VALIDATION, CalibrationSettings, calibrate
from dueregard.local_policing.fit_report import FitReport, fit_report
from dueregard.papers.document import Bullets, Callout, Chart, Document, Heading, Paragraph, Table
from dueregard.papers.fitted.document import build_fit_report
from dueregard.papers.fitted.unexplained import findings
from dueregard.papers.rendering import render_files
from tests.support.made_logs import Truth, clean

RATES = np.full((168, 2, 2), 0.5)
SCHEME = SCHEMES["gsc-2014"]


@pytest.fixture(scope="module")
def report() -> FitReport:
    log = clean(Truth(rates=RATES, weeks=27, day_spread=0.1).made(20141104))
    settings = CalibrationSettings(draws=100)
    return fit_report(
        calibrate(log, source="a made log", as_at=date(2023, 1, 1), settings=settings), log, worlds=39
    )


def simulated(minutes: float, *, deficit: float = 0.0) -> SimulatedDelay:
    hour = HourOfDelay(mean=minutes, low=minutes - 0.1, high=minutes + 0.1)
    return SimulatedDelay(
        runs=8,
        seed=20141104,
        first_on=date(2021, 1, 11),
        last_on=date(2021, 7, 11),
        policy="plain",
        crewing="all-single",
        roster_hash="0" * 64,
        ledger_hash="1" * 64,
        load=0.6,
        deficit_units=deficit,
        grades=(GradeDelay(grade="emergency", hours=(hour,) * 24, whole=hour, unserved=0.0),),
    )


def built(report: FitReport, delay: SimulatedDelay | None = None, heading: str | None = None) -> Document:
    return build_fit_report(report, delay, scheme=SCHEME, marking="OFFICIAL", heading=heading)


def words(document: Document) -> str:
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph | Callout):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [block.caption, block.note or "", *(cell for row in block.rows for cell in row)]
        elif isinstance(block, Chart):
            found += [block.title, block.alt, block.table.note or ""]
    return "\n".join(found)


def test_every_part_is_there(report):
    headings = [block.text for block in built(report).blocks if isinstance(block, Heading)]
    for asked in (
        "What this fit cannot explain",
        "Incidents by hour of the week",
        "How days differ",
        "How long it takes",
        "Units sent to an incident",
        "Units on duty and at work",
        "Unseen load",
        "Simulated beside logged delay",
        "Every figure and its status",
    ):
        assert asked in headings


def test_every_figure_of_the_model_stands_with_its_status(report):
    document = built(report)
    table = next(
        b for b in document.blocks if isinstance(b, Table) and b.caption == "The figures of the model"
    )
    assert [(row[0], row[4]) for row in table.rows] == [(p.name, p.status.value) for p in report.parameters]


def test_every_picture_has_a_table_and_says_what_it_shows(report):
    charts = list(built(report, simulated(1.0)).charts())
    assert len(charts) >= 10
    for chart in charts:
        assert chart.table.rows, chart.title
        assert len(chart.alt) > 60, chart.title
        assert chart.alt.endswith("."), chart.title
    assert len({chart.title for chart in charts}) == len(charts)


def test_agreement_with_the_waits_is_never_called_validation(report):
    said = words(built(report, simulated(1.0)))
    assert NEVER_VALIDATION in said
    assert "validated" not in said.lower()
    for line in said.splitlines():
        if "validation" in line.lower():
            assert "never" in line or "no validation" in line, line


def test_without_a_roster_it_is_said_that_nothing_was_simulated(report):
    said = words(built(report))
    assert "Who was on duty (--staffing) and how units are sent (--response-policy) were not given" in said
    assert "logged wait to the first dispatch" in said


def test_a_simulated_wait_that_is_not_the_logged_is_a_finding(report):
    logged = next(each for each in report.waits if each.grade == "emergency").mean_minutes
    assert not [each for each in findings(report, simulated(logged)) if each.startswith("Delay")]
    (told,) = [each for each in findings(report, simulated(10 * logged)) if each.startswith("Delay")]
    assert told.startswith("Delay of Emergency: ")


def test_an_overload_is_told_with_its_deficit(report):
    assert "More comes in than can be done: 3.20 more units" in words(
        built(report, simulated(1.0, deficit=3.2))
    )


def test_headings_stand_above_everything(report):
    short = replace(report, heading="Too short to trust: 1 whole week of log, and 26 are needed")
    callouts = [
        b.text for b in built(short, heading="Recovery of a known truth").blocks if isinstance(b, Callout)
    ]
    assert callouts[:2] == ["Recovery of a known truth.", f"{short.heading}."]


def test_the_same_report_has_the_same_bytes(report):
    once, again = (render_files(built(report, simulated(1.0)), ("html", "docx", "pdf")) for _ in range(2))
    assert once == again


def test_the_whole_is_marked_and_nothing_of_it_is_publishable(report):
    document = built(report)
    assert {block.marking for block in document.blocks} == {"OFFICIAL"}
    assert not any(block.publishable for block in document.blocks)


def test_a_policy_whose_hours_the_log_contradicts_is_told(report):
    any_hour = replace(report.sending[1], from_hour=0, until_hour=24, call_minutes=4.0, outside=0.0)
    contradicted = replace(any_hour, from_hour=8, until_hour=22, outside=0.25, shut_by_log_only=(8, 9))
    assert not [each for each in findings(report) if each.startswith("Hours of sending")]
    for sending, told in ((any_hour, []), (contradicted, ["25 % of first units are sent outside"])):
        changed = replace(report, sending=(report.sending[0], sending))
        said = [each for each in findings(changed) if each.startswith("Hours of sending")]
        assert len(said) == len(told)
        assert all(part in each for part, each in zip(told, said, strict=True))
        table = words(built(changed))
        assert "Hours of sending and the taking of calls, by the policy and in the log" in table
        assert ("08 to 22" if told else "any") in table
    assert "hardly any in some hours in which the policy sends them (08 to 10)" in said[0]
