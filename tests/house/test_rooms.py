"""Rooms stand in their contract, and the contracts catch what they are there to catch."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT, layers_of_rooms, project_files, project_settings

PACKAGE = Path("src/dueregard")


def test_every_room_stands_in_the_contract():
    on_disk = {
        path.parts[2] for path in project_files() if path.is_relative_to(PACKAGE) and len(path.parts) > 3
    }
    named = {room for line in layers_of_rooms() for room in line}
    assert on_disk <= named, f"Add {sorted(on_disk - named)} to the contract of rooms in pyproject.toml."


def test_the_package_itself_holds_nothing_but_rooms():
    loose = {path.name for path in project_files() if path.parent == PACKAGE}
    assert loose <= {"__init__.py", "__main__.py", "py.typed"}, "Put a module into the room of its subject."


def test_the_decision_record_lists_the_same_rooms():
    record = (ROOT / "docs/decisions/0001-rooms-and-layers.md").read_text("utf-8")
    listed = [line.split(" | ") for line in re.findall(r"^ {4}(\S.*)$", record, re.MULTILINE)]
    assert listed == layers_of_rooms()


PLANTED = [
    pytest.param({"common/planted.py": "import dueregard.cli\n"}, "Imports go downwards", id="upwards"),
    pytest.param({"packs/planted.py": "import dueregard.papers\n"}, "Imports go downwards", id="strangers"),
    pytest.param({"attic/planted.py": ""}, "Imports go downwards", id="unknown room"),
    pytest.param({"force/planted.py": "import django\n"}, "no Django", id="django"),
    pytest.param(
        {
            "papers/view.py": "import dueregard.papers.planted\n",
            "papers/planted.py": "import dueregard.assessment.areas\n",
        },
        "public edition",
        id="public edition by a detour",
    ),
]


@pytest.mark.parametrize(("planted", "broken"), PLANTED)
def test_the_contracts_catch_a_planted_import(planted: dict[str, str], broken: str, tmp_path: Path):
    package = tmp_path / "dueregard"
    shutil.copytree(ROOT / PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "library"))
    for room in ("cli", "packs", "assessment"):
        (package / room).mkdir(parents=True, exist_ok=True)
        (package / room / "__init__.py").touch()
    for name, code in planted.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).parent.joinpath("__init__.py").touch()
        (package / name).write_text(code, "utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    assert re.search(rf"{broken}[^.]*? BROKEN", output), result.stdout


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_rooms_are_checked_exhaustively():
    contracts = project_settings()["tool"]["importlinter"]["contracts"]
    assert [contract["id"] for contract in contracts if contract.get("exhaustive")] == ["rooms"]
