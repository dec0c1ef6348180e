"""The page of the manual on the force pack, made from the types and checks that read it.

`python -m dueregard.packs.reference` prints docs/reference/force-pack.md.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

from dueregard.assessment.returns import Response
from dueregard.common.codecs import LONGEST_TEXT
from dueregard.common.data_references import DataColumn, DataReference
from dueregard.common.marking import SCHEMES
from dueregard.common.reading.csv_table import MOST_EMPTY_ROWS, MOST_ROWS
from dueregard.common.reading.files import LARGEST_FILE_BYTES
from dueregard.common.reading.yaml_tree import DEEPEST, MOST_NODES
from dueregard.common.records import LIST_SEPARATOR, FieldSpec, Record, field_specs, write_value
from dueregard.common.results import Result
from dueregard.force.identity import Force, Lead, LocalArea, LocalPolicingBody, Setting
from dueregard.packs import layout
from dueregard.packs.checks import CHECKS
from dueregard.publication.frozen import FrozenFile, FrozenPaper
from dueregard.publication.prose import SECTIONS, DecisionAsked, PaperProse, Question, Statement
from dueregard.publication.releases import Release
from dueregard.snapshot.records import CSV_REGISTERS

_OPENING = """# The force pack

This page is made from `src/dueregard/packs/` and the record types by `python -m dueregard.packs.reference`; change the
code, never the page.

A force pack is a folder of YAML and CSV files that holds everything about where a force stands. `dueregard check
FOLDER` reads one and tells all that is wrong in one go, each mistake in one sentence with its file, line and column. A
pack with a mistake is not read at all.

## The files
"""

_RULES_OF_FILES = f"""\
Any other file or folder is a mistake, so that a misspelt name loses nothing; hidden files are left alone. Links are
refused. Parts of file names are letters and digits, with single `.` `_` or `-` inside.

## Writing the files

- Text is UTF-8. A byte order mark and line ends of Windows are accepted; written files have neither.
- A list in a CSV cell is joined by `{LIST_SEPARATOR.strip()}`. A blank cell says nothing, or gives the default.
- Say yes and no, and dates as 2014-08-29; where the table allows it, 2014-08 or 2014 for a date known no better.
- A cell that begins with = + - or @ is written with an apostrophe before it, which reading takes off again, so that a
  spreadsheet never runs it.
- YAML anchors, aliases, tags, second documents and fields given twice are refused. The first line says the format.
- The order of the rows in a file carries no meaning for the hash of the Snapshot; the order of entries inside a record,
  such as leads and decisions, does.

| Limit | |
|---|---|
| Bytes in a file that is read | {LARGEST_FILE_BYTES:,} |
| Files in a pack | {layout.MOST_FILES:,} |
| Rows with content in a CSV file; empty rows | {MOST_ROWS:,}; {MOST_EMPTY_ROWS:,} |
| Values and levels in a YAML file | {MOST_NODES:,}; {DEEPEST} |
| Characters in a text | {LONGEST_TEXT:,} |

## Markings

A force names its scheme and its ceiling, and no record may be marked above it. What is marked higher is refused by
name: it is assessed elsewhere, and a response then says only `elsewhere`, who holds it and its date.
"""

_PLACES: tuple[tuple[str, str], ...] = (
    (
        f"`{layout.FORCE}`",
        "The force: identity, local areas, local policing bodies, leads, settings. The one file a pack must have.",
    ),
    (
        "`cycles/CYCLE/LEAD--FRAMEWORK.csv`",
        "One return: a row for each response. A return that has not come in needs no file.",
    ),
    ("`registers/NAME.csv`", "One register, a row for each record. A register without rows has no file."),
    (
        "`papers/ID.yaml`",
        "The prose of one paper and the decisions it asks; the id of the paper is the name of the file.",
    ),
    (f"`{layout.RELEASES}`", "Approved words that may be public about something withheld."),
    (
        f"`{layout.FROZEN}`, `frozen/ID/`",
        "Approved papers, kept with their files; each file is known by its hash.",
    ),
    (
        "`results/HASH.json`",
        "Stored answers of expensive computations, each named by the hash of what it holds.",
    ),
    (
        f"`{layout.DATA}`, `data/ID.parquet`",
        "Rosters and logs by hash: never rows of the Snapshot, and the files may be elsewhere.",
    ),
    (
        "`frameworks/ID.yaml`, `frameworks/crosswalks/FROM--TO.yaml`",
        "A force's own frameworks; see [their format](framework-format.md). "
        "Those of the library need not be copied.",
    ),
    (f"`{layout.SOURCES}`, `{layout.README}`", "For people: where everything is from. They are not read."),
)

_FILES: tuple[tuple[str, str, type], ...] = (
    ("force.yaml", f"First line `format: {layout.FORCE_FORMAT}`.", Force),
    ("force.yaml: local_areas", "Each entry of `local_areas`.", LocalArea),
    ("force.yaml: bodies", "Each entry of `bodies`.", LocalPolicingBody),
    ("force.yaml: leads", "Each entry of `leads`.", Lead),
    (
        "force.yaml: settings",
        "Each entry of `settings`. An id may stand again for another period: one value holds on any day.",
        Setting,
    ),
    (
        "cycles/CYCLE/LEAD--FRAMEWORK.csv",
        "Each row is one response. What a return does not answer is unanswered.",
        Response,
    ),
    ("papers/ID.yaml", f"First line `format: {layout.PAPER_FORMAT}`.", PaperProse),
    ("papers/ID.yaml: statements", "Each entry of `statements`.", Statement),
    ("papers/ID.yaml: decisions", "Each entry of `decisions`.", DecisionAsked),
    ("papers/ID.yaml: questions", "Each entry of `questions`.", Question),
    (
        layout.RELEASES,
        f"First line `format: {layout.RELEASES_FORMAT}`, then the list `releases`.",
        Release,
    ),
    (layout.FROZEN, f"First line `format: {layout.FROZEN_FORMAT}`, then the list `frozen`.", FrozenPaper),
    (f"{layout.FROZEN}: files", "Each entry of `files`.", FrozenFile),
    (layout.DATA, f"First line `format: {layout.DATA_FORMAT}`, then the list `data`.", DataReference),
    (f"{layout.DATA}: columns", "Each entry of `columns`.", DataColumn),
    (
        "results/HASH.json",
        f'An object with `"format": "{layout.RESULT_FORMAT}"` and these fields; the two JSON values stand as they are, '
        "all else as text.",
        Result,
    ),
)


def page() -> str:
    """The whole page."""
    return "\n".join((*_parts(), ""))


def _parts() -> Iterator[str]:
    yield _OPENING
    yield from ("| File | What it holds |", "|---|---|")
    yield from (f"| {file} | {holds} |" for file, holds in _PLACES)
    yield f"\n{_RULES_OF_FILES}"
    yield from _schemes()
    yield "\n## Fields of every record\n"
    yield "Every record has these fields besides its own; a response has the last two of them.\n"
    yield from _table(Record, field_specs(Record))
    for title, about, kind in _FILES:
        yield f"\n## {title}\n\n{_about(kind)} {about}\n"
        yield from _table(kind, _own_fields(kind))
    yield "\n## Sections of a paper\n"
    yield f"Prose, decisions, arrangements and releases stand in one of {', '.join(f'`{s}`' for s in SECTIONS)},"
    yield "or in the section of a lead, named by the lead's id."
    for name, register in CSV_REGISTERS.items():
        yield f"\n## registers/{name}.csv\n\n{_about(register)}\n"
        yield from _table(register, _own_fields(register))
    yield "\n## What is checked between records\n"
    yield from (f"- {_first_sentences(check)}" for check in CHECKS)


def _schemes() -> Iterator[str]:
    yield from ("| Scheme | Markings that may be held | Refused by name | Source |", "|---|---|---|---|")
    for scheme in SCHEMES.values():
        refused = [step for step in scheme.steps if step not in scheme.held]
        yield f"| `{scheme.id}` | {', '.join(scheme.held)} | {', '.join(refused)} | {scheme.source} |"


def _about(kind: type) -> str:
    """What a record type is, as its own docstring says it."""
    return _joined(inspect.getdoc(kind) or "")


def _first_sentences(check: Any) -> str:
    return _joined((inspect.getdoc(check) or "").split("\n\n")[0])


def _joined(text: str) -> str:
    return " ".join(text.split())


def _own_fields(kind: type) -> tuple[FieldSpec, ...]:
    """All fields but those of every record."""
    everywhere = {spec.name for spec in field_specs(Record)} if issubclass(kind, Record) else set()
    return tuple(spec for spec in field_specs(kind) if spec.name not in everywhere)


def _table(kind: type, specs: tuple[FieldSpec, ...]) -> Iterator[str]:
    yield from ("| Field | Holds | Needed | What it is |", "|---|---|---|---|")
    for spec in specs:
        if not spec.column.separate:
            yield f"| `{spec.name}` | {_holds(spec)} | {_needed(spec)} | {_column(spec)} |"


def _column(spec: FieldSpec) -> str:
    refers = spec.column.refers
    about = spec.column.about
    if refers is not None and refers not in ("sections", "spr_areas", "criteria"):
        about += f" An id of `{refers}`."
    return f"{about} Never public." if spec.column.internal else about


def _holds(spec: FieldSpec) -> str:
    if spec.nested:
        return "list of entries, see below" if spec.repeated else "fields, see below"
    return f"list, each {spec.codec.expects}" if spec.repeated else spec.codec.expects


def _needed(spec: FieldSpec) -> str:
    if spec.required:
        return "yes"
    default = "" if spec.nested else write_value(spec, spec.default)
    return f"no; {default} when left out" if default else "no"


if __name__ == "__main__":
    sys.stdout.write(page())
