"""Tests run against a copy of the package in which one piece of text was replaced: they must fail."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def failures(folder: Path, module: str, old: str, new: str, tests: Sequence[str]) -> list[str]:
    """The tests that fail, in plain Python, with a piece of a module of `src/dueregard` replaced.

    folder: an empty one, for the copy. Raises AssertionError where the text is not there exactly once, or where
    the tests could not be run or ran against something else than the copy.
    """
    package = folder / "dueregard"
    shutil.copytree(REPOSITORY / "src" / "dueregard", package, ignore=shutil.ignore_patterns("__pycache__"))
    text = (package / module).read_text("utf-8")
    assert text.count(old) == 1, f"the listed text is no longer in {module}: list the break anew"
    (package / module).write_text(text.replace(old, new), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(folder), "DUEREGARD_NO_NUMBA": "1"}
    found = subprocess.run(
        [sys.executable, "-c", "import dueregard; print(dueregard.__file__)"],
        env=environment,
        cwd=REPOSITORY,
        text=True,
        capture_output=True,
        check=True,
    )
    assert Path(found.stdout.strip()).is_relative_to(folder)
    options = ["-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        env=environment,
        cwd=REPOSITORY,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return re.findall(r"^FAILED (\S+)", ran.stdout, re.MULTILINE)
