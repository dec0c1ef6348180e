"""Each outside library has one door, and a library without one does not come in."""

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.house.repository import ROOT, layers_of_rooms, project_files, project_settings

DOORS: dict[str, list[str]] = project_settings()["tool"]["dueregard"]["doors"]
SOURCE = Path("src")


def imported_libraries(code: str) -> Iterator[tuple[str, int]]:
    """Outside libraries that a module imports anywhere in it, each with its line."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for name in names:
            library = name.partition(".")[0]
            if library != "dueregard" and library not in sys.stdlib_module_names:
                yield library, node.lineno


def faults(module: str, code: str) -> list[str]:
    """Imports that this module may not make, one sentence each."""
    return [
        f"{module}, line {line}: imports {library}, whose doors are {DOORS.get(library, 'not listed')}."
        for library, line in imported_libraries(code)
        if not any(fnmatchcase(module, door) for door in DOORS.get(library, ()))
    ]


def modules() -> Iterator[tuple[str, str]]:
    for path in project_files():
        if path.is_relative_to(SOURCE) and path.suffix == ".py":
            parts = path.relative_to(SOURCE).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), (ROOT / path).read_text("utf-8")


def test_outside_libraries_come_in_by_their_doors():
    found = [fault for module, code in modules() for fault in faults(module, code)]
    assert not found, "\n".join(found)


def test_every_door_is_in_a_room():
    rooms = {f"dueregard.{room}" for line in layers_of_rooms() for room in line}
    for library, doors in DOORS.items():
        for door in doors:
            assert door.rstrip("*").startswith(tuple(rooms)), f"{library}: {door} is in no room"


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("dueregard.packs.reading", "import yaml"),
        ("dueregard.packs.reading", "def read():\n    from yaml import load"),
        ("dueregard.papers.builders", "from docx.shared import Pt"),
        ("dueregard.workforce.roster", "import polars as pl"),
        ("dueregard.climate", "import click"),
    ],
)
def test_a_planted_import_is_caught(module: str, code: str):
    assert faults(module, code)
