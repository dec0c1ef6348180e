"""`dueregard recovered`: an effect found in Northmarch's log beside the truth that was recorded before any fit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import click

from dueregard.cli.options import json_option
from dueregard.cli.page import Page, Table
from dueregard.cli.printing import give
from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.synthetic.truth import AFTER, DURING, recorded

HEADING = "Recovery of a known truth on an invented log, which is never validation."
DIARY_TO_QUEUED = 160 / 140
"""The truth does not record how many called for the diary; decision 0009 has so many for each queued call."""
NOT_SEEN, MEAN_WAIT = "not seen within the standard", "mean wait to dispatch"
TENTH = "wait that the longest-waiting tenth exceed"
QUEUED, DIARY = "scheduled, queued", "scheduled, by appointment"
SHARES = (
    ("emergency", "emergency attended within 15 minutes", "emergency received", 1.0),
    ("priority", "priority attended within 60 minutes", "priority received", 1.0),
    (QUEUED, "queued attended within 48 hours", "queued received", 1.0),
    (DIARY, "diary attended within 48 hours", "queued received", DIARY_TO_QUEUED),
)
WAITS = (
    ("priority", MEAN_WAIT, "priority wait, mean"),
    (QUEUED, MEAN_WAIT, "queued wait, mean"),
    (QUEUED, TENTH, "queued wait, longest tenth from"),
)
EVERY_GRADE = "every non-emergency grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredRow:
    """One measure: its true change and the range that was estimated."""

    grade: Annotated[str, "The grade, with its route where it has two."]
    measure: Annotated[
        str, "What is measured, of those received during the deployment unless it says otherwise."
    ]
    unit: Annotated[str, "Its unit."]
    own: Annotated[float, "True change in the stream that made the log."]
    mean: Annotated[float, "True change, mean of all streams."]
    estimated: Annotated[float | None, "Estimated change; null where only a range is given."]
    low: Annotated[float | None, "Low end of the estimated range for one such deployment."]
    high: Annotated[float | None, "High end of it."]
    own_in_range: Annotated[bool | None, "Whether the log's own stream lies in the range."]
    mean_in_range: Annotated[bool | None, "Whether the mean of all streams does."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredAnswer:
    """What `recovered --json` prints."""

    heading: Annotated[str, "What this is, and what it is not."]
    deployment: Annotated[str, "The deployment."]
    rows: Annotated[tuple[RecoveredRow, ...], "Every measure that truth and estimate both have."]
    own_in_range: Annotated[int, "How many ranges hold the change of the log's own stream."]
    mean_in_range: Annotated[int, "How many hold the mean of all streams."]
    about: Annotated[tuple[str, ...], "What to know when reading it."]


JSON = RecoveredAnswer


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "--deployment", required=True, metavar="NAME", help="Its name in the truth, such as velmoor-2021."
)
@json_option
def command(result: Path, deployment: str, as_json: bool) -> None:
    """Show an effect found in Northmarch's log beside the recorded truth, each measure in range or not."""
    answer = compared(_value(result), deployment)
    give(answer, recovered_page(answer), as_json)


def _value(path: Path) -> Mapping[str, Any]:
    try:
        read = json.loads(path.read_bytes())
        found: Mapping[str, Any] = read.get("value", read)  # of a stored Result, or as printed
        if found["figures"] is not None:
            return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    fault = Fault(
        Place(str(path)), "this is not the result of an effect", "make it with dueregard effect --json"
    )
    raise FaultsFound([fault])


def compared(value: Mapping[str, Any], deployment: str) -> RecoveredAnswer:
    """The table of an effect's value. Raises FaultsFound where the truth does not have the deployment."""
    truth = {(row["deployment"], row["window"], row["measure"]): row for row in recorded()}
    known = sorted({name for name, _, _ in truth})
    if deployment not in known:
        saw = f"the truth has no deployment {deployment}"
        raise FaultsFound([Fault(Place("--deployment"), saw, f"write one of {', '.join(known)}")])
    rows = tuple(_rows(value, {key[1:]: row for key, row in truth.items() if key[0] == deployment}))
    return RecoveredAnswer(
        heading=HEADING,
        deployment=deployment,
        rows=rows,
        own_in_range=sum(row.own_in_range is True for row in rows),
        mean_in_range=sum(row.mean_in_range is True for row in rows),
        about=(
            "A range is for one such deployment, so it is the log's own stream that it should hold; the mean of all "
            "streams is what the estimate aims at.",
            "The truth counts callers who cancel as not attended, and waits until somebody gave up; it has no count of "
            "diary calls, which are taken as 160 for each 140 queued ones, and no neighbourhood hours.",
        ),
    )


def _rows(
    value: Mapping[str, Any], truth: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[RecoveredRow]:
    def people(window: str, measure: str, received: str, factor: float, column: str) -> float:
        share = float(truth[window, measure][column])
        return -share * factor * float(truth[window, received]["without"])

    for grade, measure, received, factor in SHARES:
        own, mean = (
            people(DURING, measure, received, factor, column) for column in ("change", "mean_change")
        )
        yield _row(value, grade, NOT_SEEN, "during", "people", own, mean)
    both = [
        sum(people(window, *share[1:], column) for window in (DURING, AFTER) for share in SHARES[1:])
        for column in ("change", "mean_change")
    ]
    yield _row(value, EVERY_GRADE, NOT_SEEN, "from then on", "people", *both)
    for grade, measure, name in WAITS:
        own, mean = (60 * float(truth[DURING, name][column]) for column in ("change", "mean_change"))
        yield _row(value, grade, measure, "during", "minutes", own, mean)
    yield from _recovery(value, truth)


def _row(
    value: Mapping[str, Any], grade: str, measure: str, window: str, unit: str, own: float, mean: float
) -> RecoveredRow:
    found = [
        each
        for each in value["figures"]
        if (each["grade"], each["measure"], each["window"], each["local_area"])
        == (grade, measure, window, "the force")
    ]
    estimate: Mapping[str, float | None] = found[0] if found else {}
    low, high = estimate.get("likely_low"), estimate.get("likely_high")
    words = f"{measure}, to the end of what was simulated" if window != "during" else measure
    return RecoveredRow(
        grade=grade,
        measure=words,
        unit=unit,
        own=own,
        mean=mean,
        estimated=estimate.get("difference"),
        low=low,
        high=high,
        own_in_range=None if low is None or high is None else low <= own <= high,
        mean_in_range=None if low is None or high is None else low <= mean <= high,
    )


def _recovery(
    value: Mapping[str, Any], truth: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[RecoveredRow]:
    row = truth.get((AFTER, "backlog back to usual after the end"))
    if row is None or not row["change"] or not row["mean_change"]:
        return
    low, high = value["recovery"]["half_by_day"], value["recovery"]["nine_in_ten_by_day"]
    own, mean = float(row["change"]), float(row["mean_change"])
    yield RecoveredRow(
        grade="backlog",
        measure="back to usual: by day, in half of the runs to nine in ten of them",
        unit="days",
        own=own,
        mean=mean,
        estimated=low,
        low=low,
        high=high,
        own_in_range=None if low is None or high is None else own <= high,
        mean_in_range=None if low is None or high is None else mean <= high,
    )


def recovered_page(answer: RecoveredAnswer) -> Page:
    """The table for a person."""
    held = sum(row.own_in_range is not None for row in answer.rows)
    return (
        answer.heading,
        "",
        Table(
            title=f"{answer.deployment}: true change and estimated range",
            header=("grade", "measure", "log's own", "mean of streams", "estimated", "own stream", "mean"),
            rows=tuple(
                (
                    row.grade,
                    f"{row.measure} ({row.unit})",
                    f"{row.own:+,.1f}",
                    f"{row.mean:+,.1f}",
                    _range(row),
                    _word(row.own_in_range),
                    _word(row.mean_in_range),
                )
                for row in answer.rows
            ),
            numeric=frozenset({2, 3}),
        ),
        f"Of {held} ranges {answer.own_in_range} hold the log's own stream and {answer.mean_in_range} the mean of all.",
        *answer.about,
    )


def _range(row: RecoveredRow) -> str:
    if row.low is None or row.high is None:
        return "not known"
    ends = f"{row.low:+,.1f} to {row.high:+,.1f}"
    return ends if row.estimated is None else f"{row.estimated:+,.1f} ({ends})"


def _word(inside: bool | None) -> str:
    return "" if inside is None else "in range" if inside else "not"
