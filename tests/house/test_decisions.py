"""Each decision record has its three parts, is under a page, and stands in the index."""

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT

FOLDER = ROOT / "docs/decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))


def test_the_index_lists_every_record_in_order():
    index = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \|$", index, re.MULTILINE)
    expected = [
        (
            path.name[:4],
            path.read_text("utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]} "),
            path.name,
        )
        for path in RECORDS
    ]
    assert rows == expected


def test_numbers_run_without_a_gap():
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_record_has_its_parts_and_is_under_a_page(path: Path):
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# {path.name[:4]} ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]
    assert len(lines) <= 60, "A decision record is under a page."
