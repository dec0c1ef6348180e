"""Every criterion of the library has been read against the four points, and the page says so once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from dueregard.frameworks.starter import library, library_framework, library_ids

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "four-points.md"
COLUMNS = ["Criterion", "Observable", "Evidence", "Ratings", "No restatement", "Note"]
FAILED = "Failed on first reading ("


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables() -> dict[str, list[list[str]]]:
    """Rows of each framework's table: criterion, four verdicts, note."""
    found: dict[str, list[list[str]]] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        heading = re.match(r"`([^`]+)`: ", section)
        if heading is None:
            continue
        head, _rule, *rows = [cells(line) for line in section.splitlines() if line.startswith("|")]
        assert head == COLUMNS
        assert heading[1] not in found, f"two tables for {heading[1]}"
        found[heading[1]] = rows
    return found


def test_every_framework_has_a_table_and_no_other_has():
    assert sorted(tables()) == sorted(library_ids())


@pytest.mark.parametrize("name", library_ids())
def test_every_criterion_stands_once_with_four_passes(name):
    rows = tables()[name]
    counted = Counter(row[0].strip("`") for row in rows)
    assert counted == Counter(criterion.id for criterion in library_framework(name).criteria)
    for criterion, *verdicts, note in rows:
        assert verdicts == ["pass"] * 4, criterion
        assert note, f"{criterion}: say what comes nearest, or what failed"


def test_a_failure_says_which_point_why_and_how_it_was_mended():
    notes = [row[-1] for rows in tables().values() for row in rows if "Failed" in row[-1]]
    said = re.compile(r"Failed on first reading \(([a-z, ]+)\): .{20,}\. Mended: .{20,}\.")
    for note in notes:
        match = said.fullmatch(note)
        assert match, note
        assert set(match[1].split(", ")) <= {column.lower() for column in COLUMNS[1:5]}, note


def test_the_counts_are_those_of_the_tables():
    text = PAGE.read_text(encoding="utf-8")
    stated = {
        row[0]: (int(row[1]), int(row[2])) for row in map(cells, re.findall(r"^\| .*\d+ \|$", text, re.M))
    }
    counted = {
        f"`{name}`": (len(rows), sum(row[-1].startswith(FAILED) for row in rows))
        for name, rows in tables().items()
    }
    both = list(counted.values())
    assert stated == {**counted, "All": (sum(count for count, _ in both), sum(count for _, count in both))}


def test_a_shared_question_is_the_same_to_the_last_word_in_every_file():
    """`asks` is compared wherever frameworks meet; in the library guidance and ratings agree as well."""
    seen: dict[str, tuple[object, ...]] = {}
    for framework in library().frameworks:
        for criterion in framework.criteria:
            if criterion.question is not None:
                words = (criterion.asks, criterion.guidance, criterion.evidence, criterion.ratings)
                assert seen.setdefault(criterion.question, words) == words, criterion.question


def test_every_notice_says_how_to_choose_between_two_ratings():
    for framework in library().frameworks:
        assert "when a case falls between two, the lower one applies." in framework.notice
