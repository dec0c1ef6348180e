"""Pages that are made from the code say what the code says."""

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.docs.pages import ROOT


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generator = _generator()


@pytest.mark.parametrize("name", generator.PAGES)
def test_the_page_is_current(name: str):
    assert generator.is_current(name, generator.PAGES[name]()), f"docs/{name} is out of date: run make docs."


def test_a_page_that_is_out_of_date_is_noticed():
    name = "reference/command-line.md"
    assert not generator.is_current(name, generator.PAGES[name]() + "A line more.\n")


def test_every_page_that_says_it_is_made_from_code_is_made_here():
    said = {
        str(path.relative_to(ROOT / "docs"))
        for path in (ROOT / "docs" / "reference").glob("*.md")
        if "is made" in path.read_text("utf-8")[:600]
    }
    assert said <= set(generator.PAGES)
