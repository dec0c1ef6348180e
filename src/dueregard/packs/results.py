"""Stored Results as JSON files, each named after the hash of what it holds."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import bind_row
from dueregard.common.reading.files import read_text
from dueregard.common.records import field_specs
from dueregard.common.results import JsonText, Result, read_json
from dueregard.packs.files import PackFiles
from dueregard.packs.layout import RESULT_FORMAT


def read_results(files: PackFiles, faults: FaultList) -> list[tuple[str, Result]]:
    """Every Result of the pack with its file."""
    found = []
    for name in files.in_folder("results", ".json"):
        text = read_text(files.paths[name], name, faults)
        result = None if text is None else read_result(text, name, faults)
        if result is not None:
            found.append((name, result))
    return found


def read_result(text: str, name: str, faults: FaultList) -> Result | None:
    """A Result from the text of its file; None when it has a fault."""
    try:
        content = read_json(text)
    except ValueError as error:
        faults.add(Place(name), "this is not JSON", str(error))
        return None
    if not isinstance(content, dict) or content.pop("format", None) != RESULT_FORMAT:
        faults.add(Place(name), "the format is not said", f'begin with {{"format": "{RESULT_FORMAT}"')
        return None
    row = _as_text(content, name, faults)
    result = None if row is None else bind_row(Result, row, Place(name), faults)
    if result is not None and PurePath(name).stem != result.hash:
        faults.add(
            Place(name),
            "its content is not what its name says",
            f"take it out, or name it {result.hash}.json",
        )
        return None
    return result


def _as_text(content: dict[str, Any], name: str, faults: FaultList) -> dict[str, str] | None:
    """Each field as text: JSON values written out, all else as it stands."""
    specs = {spec.name: spec for spec in field_specs(Result)}
    before = len(faults)
    row: dict[str, str] = {}
    for key, value in content.items():
        if key not in specs:
            faults.add(
                Place(name), f"unknown field {shorten(key)}", f"remove it (the fields are {', '.join(specs)})"
            )
        elif specs[key].kind is JsonText:
            try:
                row[key] = JsonText.of(value).text
            except ValueError as error:
                faults.add(Place(name, column=key), "its value cannot be kept", str(error))
        elif isinstance(value, str):
            row[key] = value
        else:
            faults.add(Place(name, column=key), "something else than text was found", "write text in quotes")
    return row if len(faults) == before else None


def write_result(result: Result) -> bytes:
    """The bytes of a Result's file; a field that it does not have is left out."""
    content = {name: value for name, value in plain(result).items() if value is not None}
    for spec in field_specs(Result):
        if spec.kind is JsonText:
            content[spec.name] = getattr(result, spec.name).value
    return canonical_bytes({"format": RESULT_FORMAT, **content})
