"""Writes every page of the manual that is made from the code; `make docs` runs it.

With --check nothing is written: pages that are not current are named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

from dueregard.cli.file_reference import page as local_policing_files
from dueregard.cli.mobilisation_reference import page as mobilisation_files
from dueregard.cli.reference import page as command_line
from dueregard.effects.aid_log import page as aid_log
from dueregard.effects.reference import page as sweep_file
from dueregard.frameworks.reference import page as framework_format
from dueregard.improvement.diagrams import page as states
from dueregard.packs.reference import page as force_pack
from dueregard.vulnerabilities.reference import page as vulnerability_rules

DOCS = Path(__file__).parent


def the_2014_paper() -> str:
    """The map of the 2014 paper, whose maker stands beside this file and not in the package."""
    spec = importlib.util.spec_from_file_location("paper_map", DOCS / "paper_map.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    text = module.page()
    assert isinstance(text, str)
    return text


PAGES: dict[str, Callable[[], str]] = {
    "reference/aid-log.md": aid_log,
    "reference/command-line.md": command_line,
    "reference/force-pack.md": force_pack,
    "reference/framework-format.md": framework_format,
    "reference/local-policing-files.md": local_policing_files,
    "reference/mobilisation-files.md": mobilisation_files,
    "reference/states.md": states,
    "reference/sweep-file.md": sweep_file,
    "reference/the-2014-paper.md": the_2014_paper,
    "reference/vulnerability-rules.md": vulnerability_rules,
}


def outdated() -> list[str]:
    """Pages whose file is missing or says other than the code does."""
    return [name for name, page in PAGES.items() if not is_current(name, page())]


def is_current(name: str, text: str) -> bool:
    """Whether the file of a page holds just this text."""
    path = DOCS / name
    return path.is_file() and path.read_text("utf-8") == text


def main() -> int:
    """Write or check the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say which pages are not current")
    if parser.parse_args().check:
        stale = outdated()
        for name in stale:
            print(f"docs/{name}: it is not what the code says; run make docs.", file=sys.stderr)
        return 1 if stale else 0
    for name, page in PAGES.items():
        text = page()
        if not is_current(name, text):
            (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"Wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
