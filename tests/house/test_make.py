"""make explains itself, and the way into a clean machine says what it lacks."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.repository import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="No make on the path: install make.")


def make(*arguments: str, path: str | None = None, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    environment["PATH"] = path or environment["PATH"]
    command = [program, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def test_help_names_every_target():
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    shown = re.findall(r"^  make (\S+)", make().stdout, re.MULTILINE)
    assert shown == phony[1].split()


@pytest.fixture
def folder_of_programs(tmp_path: Path) -> Path:
    """A path with make's own needs and no Python."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "mkdir", "touch"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    return programs


def pretend_python(programs: Path, name: str, script: str) -> None:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def make_environment(programs: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    clean = tmp_path / "clone"
    clean.mkdir()
    shutil.copy(ROOT / "Makefile", clean)
    return make(".venv/bin/python", path=str(programs), folder=clean)


def test_without_a_python_one_sentence_says_what_to_install(folder_of_programs: Path, tmp_path: Path):
    result = make_environment(folder_of_programs, tmp_path)
    assert result.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in result.stderr


def test_without_the_venv_module_one_sentence_names_its_package(folder_of_programs: Path, tmp_path: Path):
    pretend_python(folder_of_programs, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    result = make_environment(folder_of_programs, tmp_path)
    assert result.returncode != 0
    assert "apt-get install python3-venv" in result.stderr


def test_a_name_that_only_pretends_is_passed_over(folder_of_programs: Path, tmp_path: Path):
    """Version managers put python3.13 on the path and then say that it is not installed."""
    pretend_python(folder_of_programs, "python3.13", "exit 127")
    pretend_python(folder_of_programs, "python3", '[ "$1" = --version ] && echo "Python 3.12.1"; exit 0')
    result = make_environment(folder_of_programs, tmp_path)
    assert "Making .venv with Python 3.12.1" in result.stdout
