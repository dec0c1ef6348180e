"""Crosswalks: what became of each area and criterion of one version in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading import yaml_tree
from dueregard.common.reading.binding import bind, did_you_mean
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.frameworks.loading import read_tree
from dueregard.frameworks.model import Crosswalk, CrosswalkRow, Framework, Relation
from dueregard.frameworks.together import measures_alike

CROSSWALK_FORMAT = "dueregard-crosswalk 1"
NO_COUNTERPART = "none"
_NAMES = {"from": "before", "to": "after"}


def load_crosswalk(
    source: Path | str, name: str, frameworks: Mapping[str, Framework], faults: FaultList
) -> Crosswalk | None:
    """A crosswalk from a YAML file or its text; None when it has a fault, each noted in `faults`.

    `frameworks` are those it may speak of, by id: a crosswalk covers every area and every
    criterion of both its sides, and that can only be checked beside them.
    """
    tree = read_tree(source, name, CROSSWALK_FORMAT, faults)
    if tree is None:
        return None
    before = len(faults)
    lines = {part: _row_lines(tree, part) for part in ("areas", "criteria")}
    crosswalk = bind(Crosswalk, _renamed(tree, name, faults), name, faults, skip=frozenset({"format"}))
    if crosswalk is not None:
        _check(crosswalk, name, tree, lines, frameworks, faults)
    return crosswalk if len(faults) == before else None


def write_crosswalk(crosswalk: Crosswalk) -> str:
    """A crosswalk as YAML text that `load_crosswalk` reads back equal."""
    return write_yaml(
        {
            "format": CROSSWALK_FORMAT,
            "from": crosswalk.before,
            "to": crosswalk.after,
            "note": crosswalk.note,
            "areas": [_written(row) for row in crosswalk.areas],
            "criteria": [_written(row) for row in crosswalk.criteria],
        }
    )


def _written(row: CrosswalkRow) -> dict[str, str]:
    return {
        "from": row.before or NO_COUNTERPART,
        "to": row.after or NO_COUNTERPART,
        "relation": row.relation.value,
    }


def _renamed(tree: yaml_tree.Mapping, name: str, faults: FaultList) -> yaml_tree.Mapping:
    """The tree with `from` and `to` under the names the records have, and `none` as nothing."""
    entries = dict(_pairs(tree))
    for part in ("areas", "criteria"):
        rows = entries.get(part)
        if isinstance(rows, yaml_tree.Sequence):
            renamed = tuple(_renamed_row(row, name, faults) for row in rows.items)
            entries[part] = yaml_tree.Sequence(renamed, rows.line)
    lines = {_NAMES.get(key, key): line for key, line in tree.lines.items()}
    return yaml_tree.Mapping(entries, lines, tree.line)


def _pairs(tree: yaml_tree.Mapping) -> Iterator[tuple[str, yaml_tree.Node]]:
    for key, node in tree.entries.items():
        yield _NAMES.get(key, key), node


def _renamed_row(row: yaml_tree.Node, name: str, faults: FaultList) -> yaml_tree.Node:
    if not isinstance(row, yaml_tree.Mapping):
        return row
    entries = dict(_pairs(row))
    for ours, theirs in (("before", "from"), ("after", "to")):
        node = entries.setdefault(ours, yaml_tree.Scalar("", row.line))
        if isinstance(node, yaml_tree.Scalar) and node.text.strip() in ("", NO_COUNTERPART):
            if node.text.strip() == "":
                faults.add(Place(name, row.line, theirs), "it is blank", f"write an id, or {NO_COUNTERPART}")
            entries[ours] = yaml_tree.Scalar("", node.line)
    lines = {_NAMES.get(key, key): line for key, line in row.lines.items()}
    return yaml_tree.Mapping(entries, {"before": row.line, "after": row.line, **lines}, row.line)


def _row_lines(tree: yaml_tree.Mapping, part: str) -> list[int]:
    rows = tree.entries.get(part)
    return [row.line for row in rows.items] if isinstance(rows, yaml_tree.Sequence) else []


def _check(
    crosswalk: Crosswalk,
    name: str,
    tree: yaml_tree.Mapping,
    lines: dict[str, list[int]],
    frameworks: Mapping[str, Framework],
    faults: FaultList,
) -> None:
    stem = f"{crosswalk.before}--{crosswalk.after}"
    if name.endswith(".yaml") and PurePath(name).stem != stem:
        faults.add(Place(name), "the file's name is not that of its two versions", f"call it {stem}.yaml")
    missing = False
    for key, framework_id in (("from", crosswalk.before), ("to", crosswalk.after)):
        if framework_id not in frameworks:
            missing = True
            remedy = did_you_mean(
                framework_id, frameworks, otherwise=f"choose one of: {', '.join(frameworks)}"
            )
            faults.add(
                Place(name, tree.lines[key], key), f"there is no framework {shorten(framework_id)}", remedy
            )
    if missing:
        return
    before, after = frameworks[crosswalk.before], frameworks[crosswalk.after]
    for part, rows, earlier, later in (
        ("areas", crosswalk.areas, list(before.area_by_id), list(after.area_by_id)),
        ("criteria", crosswalk.criteria, list(before.criterion_by_id), list(after.criterion_by_id)),
    ):
        places = [Place(name, line) for line in lines[part]]
        _check_rows(rows, places, faults)
        whole = Place(name, tree.lines[part], part)
        _check_side([row.before for row in rows], earlier, before.id, places, whole, faults)
        _check_side([row.after for row in rows], later, after.id, places, whole, faults)
        _check_scales(rows, measures_alike(before, after), places, faults)
    _check_trends(crosswalk, before, after, [Place(name, line) for line in lines["criteria"]], faults)


def _check_rows(rows: Sequence[CrosswalkRow], places: Sequence[Place], faults: FaultList) -> None:
    """Each row has the sides its relation needs; a split alone repeats `from`, a merger alone `to`."""
    befores = Counter(row.before for row in rows if row.before is not None)
    afters = Counter(row.after for row in rows if row.after is not None)
    for row, place in zip(rows, places, strict=True):
        if (row.before is None) != (row.relation is Relation.NEW):
            faults.add(
                place,
                f"from {row.before or NO_COUNTERPART} is {row.relation}",
                "only what is new comes from none",
            )
        if (row.after is None) != (row.relation is Relation.ENDED):
            faults.add(
                place,
                f"to {row.after or NO_COUNTERPART} is {row.relation}",
                "only what has ended goes to none",
            )
        if row.before is not None and befores[row.before] > 1 and row.relation is not Relation.SPLIT:
            faults.add(
                place,
                f"{shorten(row.before)} goes to several but is {row.relation}",
                "write split, or keep one row",
            )
        if row.after is not None and afters[row.after] > 1 and row.relation is not Relation.MERGED:
            faults.add(
                place,
                f"{shorten(row.after)} comes from several but is {row.relation}",
                "write merged, or keep one row",
            )


def _check_side(
    given: Sequence[str | None],
    known: Sequence[str],
    framework: str,
    places: Sequence[Place],
    whole: Place,
    faults: FaultList,
) -> None:
    for name, place in zip(given, places, strict=True):
        if name is not None and name not in known:
            remedy = did_you_mean(name, known, otherwise=f"use an id of {framework}")
            faults.add(place, f"{shorten(name)} is not in {framework}", remedy)
    for name in known:
        if name not in given:
            faults.add(whole, f"{shorten(name)} of {framework} is not covered", "add a row for it")


def _check_scales(
    rows: Sequence[CrosswalkRow], alike: bool, places: Sequence[Place], faults: FaultList
) -> None:
    """Between versions that are measured by different steps no trend can run."""
    for row, place in zip(rows, places, strict=True):
        if row.relation.carries_trend and not alike:
            saw = f"{row.relation} carries a trend, but the steps of the two versions differ"
            faults.add(place, saw, "choose another relation")


def _check_trends(
    crosswalk: Crosswalk, before: Framework, after: Framework, places: Sequence[Place], faults: FaultList
) -> None:
    """A trend runs through rows that ask the same, and through no others."""
    for row, place in zip(crosswalk.criteria, places, strict=True):
        earlier = before.criterion_by_id.get(row.before or "")
        later = after.criterion_by_id.get(row.after or "")
        if earlier is None or later is None:
            continue
        if earlier.question is not None and later.question is not None:
            same = earlier.question == later.question
            if same and not row.relation.carries_trend:
                faults.add(
                    place,
                    f"both ask {earlier.question}, but the relation is {row.relation}",
                    "write same or renamed",
                )
            if not same and row.relation.carries_trend:
                saw = f"the relation is {row.relation}, but they ask {earlier.question} and {later.question}"
                faults.add(place, saw, "choose another relation, or make the questions the same")
