"""A missing outside program skips a test for a contributor, and fails it under CI."""

import sys
from pathlib import Path

import pytest

from tests.conftest import find_program


def test_a_program_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch):
    here = Path(sys.executable)
    monkeypatch.setenv("PATH", str(here.parent))
    assert find_program("no-such-program", here.name, debian_package="python3") == here


def test_a_missing_program_skips_and_names_its_package(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="install the package no-such-package"):
        find_program("no-such-program", debian_package="no-such-package")


def test_a_missing_program_fails_under_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="install the package no-such-package"):
        find_program("no-such-program", debian_package="no-such-package")
