"""The page of the manual on the framework format, made from the types that read it.

`python -m dueregard.frameworks.reference` prints docs/reference/framework-format.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dueregard.common.records import FieldSpec, field_specs, write_value
from dueregard.frameworks.crosswalks import CROSSWALK_FORMAT, NO_COUNTERPART
from dueregard.frameworks.loading import FRAMEWORK_FORMAT
from dueregard.frameworks.model import (
    Aggregation,
    CapacityTarget,
    ConfidenceRow,
    ConfidenceRule,
    Criterion,
    Framework,
    FrameworkArea,
    HeadingOf,
    Relation,
    Step,
)

_OPENING = f"""# The format of a framework

This page is made from `src/dueregard/frameworks/` by `python -m dueregard.frameworks.reference`; change the code,
never the page.

A framework is one YAML file for each version, named after its id, and its first line is `format: {FRAMEWORK_FORMAT}`.
A force's own frameworks stand in its pack, in `frameworks/`; those that come with the software need not be copied
there. Every value is text that its field reads: write yes and no, dates as 2023-02 or 2023-02-20, fractions as 3/4.
Anchors, aliases, tags and unknown fields are refused. `dueregard frameworks check FILE...` tells all that is wrong in
one go.

What is checked beside the fields themselves: ids are unique; every area, heading and step that is named is there;
every criterion says what each step of the scale looks like; the confidence table has a row for each stated step with
each state of evidence, and neither a lower statement nor worse evidence ever counts for more; every area and heading
is used; an SPR framework has a criterion in every cell of area and heading; and frameworks used together that share a
question ask it in the same words and on the same scale.
"""

_PARTS: tuple[tuple[str, str, type], ...] = (
    ("The framework", "The fields of the file itself.", Framework),
    ("A step of the scale", "An entry of `scale`.", Step),
    ("Aggregation", "The field `aggregation`.", Aggregation),
    ("Confidence", "The field `confidence`.", ConfidenceRule),
    ("A row of the confidence table", "An entry of `confidence`, `table`.", ConfidenceRow),
    ("A heading", "An entry of `headings`.", HeadingOf),
    ("An area", "An entry of `areas`.", FrameworkArea),
    (
        "A criterion",
        "An entry of `criteria`. `ratings` has a field for each step of the scale, with what it looks like.",
        Criterion,
    ),
    (
        "A capacity target",
        "The field `target` of a criterion. Its numbers are settings of the force.",
        CapacityTarget,
    ),
)


def page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *("\n".join(_part(*part)) for part in _PARTS), "\n".join(_crosswalks())])


def _part(title: str, about: str, kind: type) -> Iterator[str]:
    yield f"## {title}\n\n{about}\n"
    yield from ("| Field | Holds | Needed | What it is |", "|---|---|---|---|")
    for spec in field_specs(kind):
        yield f"| `{spec.name}` | {_holds(spec)} | {_needed(spec)} | {spec.column.about} |"
    yield ""


def _holds(spec: FieldSpec) -> str:
    if spec.name == "ratings":
        return "a field for each step, each text"
    if spec.nested:
        return "list of entries, see below" if spec.repeated else "fields, see below"
    return f"list, each {spec.codec.expects}" if spec.repeated else spec.codec.expects


def _needed(spec: FieldSpec) -> str:
    if spec.required:
        return "yes"
    default = "" if spec.nested else write_value(spec, spec.default)
    return f"no; {default} when left out" if default else "no"


def _crosswalks() -> Iterator[str]:
    yield "## A crosswalk\n"
    yield (
        "How one version became the next: a file in `frameworks/crosswalks/` named FROM--TO.yaml, with the line\n"
        f"`format: {CROSSWALK_FORMAT}`, then `from`, `to` and `note`, and two lists, `areas` and `criteria`.\n"
        f"Each entry has `from`, `to` and `relation`; `{NO_COUNTERPART}` stands where there is no counterpart.\n"
        "Every area and every criterion of both versions must occur.\n"
    )
    yield from ("| Relation | Trend |", "|---|---|")
    for relation in Relation:
        carries = (
            "runs on"
            if relation.carries_trend
            else "ends here: both sides are shown, no direction is claimed"
        )
        yield f"| `{relation.value}` | {carries} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
