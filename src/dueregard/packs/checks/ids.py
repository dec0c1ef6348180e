"""Ids and keys stand once in their register."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from dueregard.common.errors import FaultList
from dueregard.packs.contents import Contents, Located
from dueregard.packs.layout import NOUNS

# Registers in which something besides the id stands once, with the fields that make it up.
KEYS: dict[str, tuple[str, ...]] = {
    "recommendations": ("inspection", "number"),
    "meeting_decisions": ("meeting", "number"),
    "risk_scale": ("scale", "score", "from_on"),
    "risk_matrix": ("likelihood", "impact", "from_on"),
    "threat_levels": ("from_on",),
    "frozen": ("paper", "edition"),
}


def check_ids(contents: Contents, faults: FaultList) -> None:
    """Unique ids in every register and list, unique keys where a register has them."""
    for name, rows in contents.top():
        _note_twice(rows, lambda record: record.id, f"the {NOUNS[name]}", "id", faults)
        key = KEYS.get(name)
        if key is not None:
            # A second field of its own: `lambda` would see only the last key of the loop.
            _note_twice(rows, _key_of(key), f"the {NOUNS[name]} with {' and '.join(key)}", key[-1], faults)
        for row in rows:
            _check_parts(row, faults)
    if contents.force is not None:
        _check_parts(contents.force, faults)
    for _located, _record, file in contents.returns():
        first: dict[str, int] = {}
        for number, response in enumerate(file.responses):
            if first.setdefault(response.criterion, number) != number:
                line = file.lines[first[response.criterion]]
                saw = f'the criterion "{response.criterion}" is answered twice (first on line {line})'
                faults.add(file.at(number, "criterion"), saw, "keep one of them")


def _key_of(fields: tuple[str, ...]) -> Callable[[Any], Hashable]:
    """The fields together; a record without one of them has a key of its own."""

    def key_of(record: Any) -> Hashable:
        parts = [getattr(record, field) for field in fields]
        return id(record) if None in parts else ", ".join(map(str, parts))

    return key_of


def _check_parts(row: Located, faults: FaultList) -> None:
    for name, parts in row.parts():
        if name == "settings":  # dated: one id may hold again from another date
            _note_twice(parts, _key_of(("id", "from_on")), "the setting and from_on", "id", faults)
        elif all(hasattr(part.record, "id") for part in parts):
            _note_twice(parts, lambda record: record.id, f"the {NOUNS[name]}", "id", faults)
        for part in parts:
            _check_parts(part, faults)


def _note_twice(
    rows: Iterable[Located], key_of: Callable[[Any], Hashable], what: str, field: str, faults: FaultList
) -> None:
    first: dict[Hashable, Located] = {}
    for row in rows:
        key = key_of(row.record)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            where = (
                f"line {earlier.line}" if earlier.file == row.file else f"{earlier.file}, line {earlier.line}"
            )
            faults.add(
                row.at(field),
                f'{what} "{key}" stands twice (first on {where})',
                "rename or remove one of them",
            )
