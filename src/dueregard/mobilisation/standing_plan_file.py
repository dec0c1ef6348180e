"""A standing mobilisation plan as YAML: what a planner writes before it is sealed, and what opening gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dueregard.common.canonical import plain
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place, shorten
from dueregard.common.reading.binding import bind
from dueregard.common.reading.csv_table import read_table, unescape_cell
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.mobilisation.standing_plan import StandingPlan
from dueregard.workforce.pseudonyms import Pseudonyms

PLAN_FORMAT = "dueregard-standing-plan 1"
PEOPLE_COLUMNS = ("part", "person")
_FORMAT = frozenset({"format"})


def read_standing_plan(text: str, name: str, faults: FaultList) -> StandingPlan | None:
    """The plan of a YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    if tree is None:
        return None
    found = tree.entries.get("format")
    if getattr(found, "text", None) != PLAN_FORMAT:
        faults.add(
            Place(name, 1, "format"), "it does not say which format it has", f"write format: {PLAN_FORMAT}"
        )
        return None
    return bind(StandingPlan, tree, name, faults, skip=_FORMAT)


def write_standing_plan(plan: StandingPlan) -> str:
    """YAML text that reads back equal."""
    return write_yaml({"format": PLAN_FORMAT, **_without_blanks(plain(plan))})


def _without_blanks(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_blanks(inner) for key, inner in value.items() if inner not in (None, [])}
    return [_without_blanks(inner) for inner in value] if isinstance(value, list) else value


def with_people(
    plan: StandingPlan, text: str, name: str, pseudonyms: Pseudonyms, faults: FaultList
) -> StandingPlan:
    """The plan with the people of a CSV (part, person) in it, each as a pseudonym, in order of pseudonym.

    Faults are noted; what a cell of `person` holds is in no message. Raises DueRegardError for somebody in two parts.
    """
    table = read_table(text, name, PEOPLE_COLUMNS, PEOPLE_COLUMNS, faults)
    known = {part.id for part in plan.parts}
    people: dict[str, set[Id]] = defaultdict(set)
    for line, cells in () if table is None else table.rows:
        assert table is not None
        row = dict(zip(table.header, (unescape_cell(cell).strip() for cell in cells), strict=True))
        if row["part"] not in known:
            remedy = f"name one of: {', '.join(sorted(known))}"
            faults.add(Place(name, line, "part"), f"{shorten(row['part'])} is no part of the plan", remedy)
        elif not row["person"]:
            faults.add(Place(name, line, "person"), "it is blank", "give an identifier that the force keeps")
        else:
            people[row["part"]].add(pseudonyms.of(row["person"]))
    if len(faults):
        return plan
    try:
        return replace(
            plan,
            parts=tuple(
                replace(part, people=tuple(sorted({*part.people, *people[part.id]}))) for part in plan.parts
            ),
        )
    except ValueError as error:
        raise DueRegardError(f"{name}: {error}.") from None
