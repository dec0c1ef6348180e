"""The page of the manual on the files of local policing, made from the types that read them.

`python -m dueregard.cli.file_reference` prints docs/reference/local-policing-files.md. A file has one line in `FILES`;
what its entries hold follows from the types.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dueregard.cli import places_file, plan_file
from dueregard.cli.readings_file import ReadingsFile
from dueregard.common.records import FieldSpec, field_specs, write_value
from dueregard.effects.design import EffectDesign
from dueregard.effects.results_plan import ResultsPlan
from dueregard.effects.study import LedgerSettings, StaffingSource, Study
from dueregard.effects.surface_design import SurfaceDesign
from dueregard.engine.queueing.exact.hypercube import MOST_UNITS
from dueregard.local_policing.backtest_design import BacktestDesign
from dueregard.local_policing.column_map import COMPULSORY, ColumnMap, LogField
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.grades import GradeSchemes
from dueregard.local_policing.log import Outcome
from dueregard.local_policing.log_settings import LogSettings
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.workforce import withdrawals_file
from dueregard.workforce.abstraction import Abstraction

_OPENING = """# Files of local policing

This page is made from the types that read these files by `python -m dueregard.cli.file_reference`; change the code,
never the page.

YAML files are UTF-8. Anchors, aliases, tags, second documents, unknown fields and fields given twice are refused, and
all that is wrong is told in one go, each mistake with its file, line and what to do. Say yes and no, and dates as
2014-08-29. Paths inside a file are relative to it. A CSV file has a header row; a cell that begins with = + - or @ is
written with an apostrophe before it.

Elsewhere: [the sweep file](sweep-file.md), [roster exports and their column map](roster-exports.md), [generated
rosters](generated-rosters.md), and the aid log and strength of [the force pack](force-pack.md).
"""


@dataclass(frozen=True, slots=True)
class FileOf:
    """A file in YAML or CSV whose fields are those of a record type."""

    title: str
    used_by: str
    kind: type
    about: str = ""


FILES: tuple[FileOf, ...] = (
    FileOf("Study", "`ledger`, `simulate`, `effect`, `strengths`, `surface`, `inverse` and `sweep`", Study),
    FileOf("Results of a paper", "`results`", ResultsPlan),
    FileOf("Ledger settings", "`ledger` of a study", LedgerSettings),
    FileOf(
        "Response policy", "`response_policy` of a study, and `fit-report --response-policy`", ResponsePolicy
    ),
    FileOf("Crewing policy", "`crewing` of a study or of a staffing source", CrewingPolicy),
    FileOf("Staffing source", "`calibrate --staffing` and `fit-report --staffing`", StaffingSource),
    FileOf("Effect design", "`design` of a study", EffectDesign),
    FileOf("Surface design", "`--design` of `surface`", SurfaceDesign),
    FileOf("Backtest design", "`--design` of `backtest`", BacktestDesign),
    FileOf(
        "Column map of an incident log", "`--columns` of `log-check`, `calibrate` and `fit-report`", ColumnMap
    ),
    FileOf("Grade schemes", "`--grades` of `log-check`, `calibrate` and `fit-report`", GradeSchemes),
    FileOf(
        "Log settings",
        "`--log-settings` of `log-check`, `calibrate`, `backtest`, `past-deployments` and `fit-report`",
        LogSettings,
    ),
    FileOf("Readings of capacity targets", "`readings`", ReadingsFile),
    FileOf("Abstractions", "`abstraction`, as CSV with one row a team, day and cause", Abstraction),
)

WITHDRAWALS: dict[str, str] = {
    "from": "When they are gone, local time of the log as 2014-08-29 07:00, or with an offset, which the hour that "
    "comes twice must have.",
    "to": "When they are back; not included.",
    "local_area": "Where they are taken from.",
    "function": "Duty function that they are taken from.",
    "rank": "Their rank; recorded and printed.",
    "skills": "Skills that each must hold, separated by ;.",
    "officers": "How many are taken out of duty at every moment in between: those who would have been at work then.",
    "on_rest_days": "yes where they were to rest then: nobody is missing, and the same time is owed to them later.",
}
PLAN: dict[str, str] = {
    "hour": f"0, 1, 2 and so on, {plan_file.MOST_HOURS} hours at most; then the plan begins again.",
    "arrivals_per_hour": f"Customers expected in the hour, 0 to {plan_file.MOST_ARRIVALS:,}.",
    "servers": f"Servers on duty in it, 0 to {plan_file.MOST_SERVERS}.",
}
PLACES: dict[str, str] = {
    "place": f"A name of its own; {places_file.MOST_PLACES:,} places at most.",
    "arrivals_per_hour": f"Customers an hour there, 0 to {plan_file.MOST_ARRIVALS:,}.",
    "preference": "All units, numbered from 1, in the order in which they are asked, with spaces between; "
    f"{MOST_UNITS} units at most.",
}
LOG: dict[LogField, str] = {
    LogField.INCIDENT: "What tells one incident from another; no reference is kept.",
    LogField.RECEIVED_AT: "When it was received.",
    LogField.GRADE: "Its grade, as the scheme of that day has it.",
    LogField.LOCAL_AREA: "Where it was.",
    LogField.KIND: "What it was: a category, never a description.",
    LogField.ROUTE: "dispatch, diary or telephone; the route of its grade where it is not said.",
    LogField.OUTCOME: f"{', '.join(outcome.value for outcome in Outcome)}.",
    LogField.UNIT: "What tells one unit from another; no call sign is kept.",
    LogField.CREW: "Officers in the unit, 1 to 20.",
    LogField.DISPATCHED_AT: "When the unit was sent.",
    LogField.ARRIVED_AT: "When it was there.",
    LogField.CLEARED_AT: "When it was free again. The column is compulsory; a cell may be blank.",
}


def page() -> str:
    """The whole page."""
    return "\n".join((*_parts(), ""))


def _parts() -> Iterator[str]:
    yield _OPENING
    for file in FILES:
        yield f"## {file.title}\n\nFor {file.used_by}. {about_kind(file.kind)}\n"
        yield from fields_table(file.kind, "", set())
    yield "## Incident log\n\nFor `log-check`, `calibrate` and `fit-report`: CSV, plain or gzip, or Parquet, one row"
    yield "for each unit sent, under these titles or under its own with a column map.\n"
    yield from _columns({field.value: about for field, about in LOG.items()}, [f.value for f in COMPULSORY])
    yield "## Withdrawals\n\n`withdrawals` of a study: CSV, one row for people alike.\n"
    yield from _columns(WITHDRAWALS, withdrawals_file.REQUIRED)
    yield "## Plan by the hour\n\nFor `exact varying`: CSV, one row an hour.\n"
    yield from _columns(PLAN, plan_file.COLUMNS)
    yield "## Places and their units\n\nFor `exact places`: CSV, one row a place.\n"
    yield from _columns(PLACES, places_file.COLUMNS)


def _columns(columns: dict[str, str], needed: Any) -> Iterator[str]:
    yield from ("| Column | Needed | What it is |", "|---|---|---|")
    yield from (
        f"| `{name}` | {'yes' if name in needed else 'no'} | {about} |" for name, about in columns.items()
    )
    yield ""


def fields_table(kind: type, path: str, told: set[type]) -> Iterator[str]:
    """The fields of a type, then those of its entries, each type once a file."""
    told.add(kind)
    yield from ("| Field | Holds | Needed | What it is |", "|---|---|---|---|")
    for spec in field_specs(kind):
        yield f"| `{spec.name}` | {_holds(spec)} | {_needed(spec)} | {spec.column.about.replace('|', '/')} |"
    yield ""
    for spec in field_specs(kind):
        if spec.nested and spec.kind not in told:
            inner = f"{path}{spec.name}"
            which = "Each entry of" if spec.repeated else "The fields of"
            yield f"{which} `{inner}`: {about_kind(spec.kind)}\n"
            yield from fields_table(spec.kind, f"{inner}.", told)


def about_kind(kind: type) -> str:
    """The first paragraph of a type's own docstring, without what is for programmers."""
    return _sentences(" ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split()))


def _sentences(text: str) -> str:
    kept = [each for each in text.rstrip(".").split(". ") if not each.startswith("Raises ")]
    return f"{'. '.join(kept)}."


def _holds(spec: FieldSpec) -> str:
    if spec.nested:
        return "list of entries, see below" if spec.repeated else "fields, see below"
    one = spec.codec.expects
    if isinstance(spec.kind, type) and issubclass(spec.kind, StrEnum):
        one = ", ".join(f"`{each.value}`" for each in list(spec.kind))
    return f"list, each {one}" if spec.repeated else one


def _needed(spec: FieldSpec) -> str:
    if spec.required:
        return "yes"
    default = "" if spec.nested else write_value(spec, spec.default)
    return f"no; {default} when left out" if default else "no"


if __name__ == "__main__":
    sys.stdout.write(page())
