"""The page of the manual on sweep files, made from the types that read them.

`python -m dueregard.effects.reference` prints docs/reference/sweep-file.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import get_args, get_type_hints

from dueregard.common.records import FieldSpec, field_specs, write_value
from dueregard.effects.study import ExtraIncidents
from dueregard.effects.sweep_file import LEAST_RUNS, MOST_POINTS, MOST_RUNS, ExtraDemandSetting, Sweep
from dueregard.effects.sweep_table import SweepRow

_OPENING = f"""# The sweep file

This page is made from `src/dueregard/effects/` by `python -m dueregard.effects.reference`; change the code, never
the page.

A sweep file is YAML, read by [`dueregard sweep`](command-line.md#dueregard-sweep). Every combination of what its
lists hold is a **point**, {MOST_POINTS:,} at most, and each is run {LEAST_RUNS} to {MOST_RUNS:,} times in pairs,
without and with the deployment. A list that is left out leaves that setting as the study has it. Anchors, aliases,
tags and unknown fields are refused, and all that is wrong is told in one go.
"""

_PARTS: tuple[tuple[str, str, type], ...] = (
    ("The sweep", "The fields of the file itself.", Sweep),
    ("Added demand", "An entry of `extra`.", ExtraDemandSetting),
    ("Incidents added", "An entry of `incidents` in it, as in a study's own `extra`.", ExtraIncidents),
)

_TABLE = """## The table

One row for each point, grade and measure, as `sweep.csv` and `sweep.parquet`; blank or null where there is no value.
`sweep.json` holds the columns' meaning, the SHA-256 of both tables, and the manifest: inputs by hash, seed, runs,
kernel, versions, and each point's settings with its two hours ledgers.

| Column | What it is |
|---|---|"""


def page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *("\n".join(_part(*part)) for part in _PARTS), "\n".join(_table())])


def _part(title: str, about: str, kind: type) -> Iterator[str]:
    yield f"## {title}\n\n{about}\n"
    yield from ("| Field | Holds | Needed | What it is |", "|---|---|---|---|")
    for spec in field_specs(kind):
        yield f"| `{spec.name}` | {_holds(spec)} | {_needed(spec)} | {spec.column.about} |"
    yield ""


def _holds(spec: FieldSpec) -> str:
    if spec.nested:
        return "list of entries, see below"
    return f"list, each {spec.codec.expects}" if spec.repeated else spec.codec.expects


def _needed(spec: FieldSpec) -> str:
    if spec.required:
        return "yes"
    default = "" if spec.nested or spec.repeated else write_value(spec, spec.default)
    return f"no; {default} when left out" if default else "no"


def _table() -> Iterator[str]:
    yield _TABLE
    hints = get_type_hints(SweepRow, include_extras=True)
    for each in fields(SweepRow):
        yield f"| `{each.name}` | {get_args(hints[each.name])[1]} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
