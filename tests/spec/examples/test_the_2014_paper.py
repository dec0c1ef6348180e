"""What West Midlands Police told its Commissioner in 2014, and where each fact of it went.

The nineteen numbered paragraphs of the paper are the checklist. Each fact is a typed record: take
it away and its sentence goes, or the paper says that it is not stated.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dueregard.assessment.standing import Standing
from dueregard.packs.reading import read_pack
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.document import Callout, Decision, Heading
from dueregard.papers.full import build_full, full_view
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.records import all_registers
from dueregard.vulnerabilities.finding import find_vulnerabilities

ROOT = Path(__file__).parents[3]
PACK = ROOT / "examples" / "west-midlands-2014"


def _paper_map() -> ModuleType:
    spec = importlib.util.spec_from_file_location("paper_map", ROOT / "docs" / "paper_map.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["paper_map"] = module
    spec.loader.exec_module(module)
    return module


paper_map = _paper_map()
SNAPSHOT = read_pack(PACK)
FACTS = list(paper_map.facts(SNAPSHOT))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return SNAPSHOT


@pytest.fixture(scope="module")
def whole() -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = paper_map.lines_of(build_full(SNAPSHOT))
    return lines


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.file}:{fact.name}".replace(" ", ""))
def test_a_fact_taken_away_is_said_no_longer(fact, whole) -> None:
    """Its sentence vanishes; where a sentence needs it, the paper says "not stated"."""
    left = paper_map.lines_of(build_full(fact.without))
    gone = set(whole) - set(left)
    assert gone, f"{fact.file}, {fact.name}: the paper says the same without it"


@pytest.mark.parametrize("number", [*map(str, range(1, 20)), *(f"Recommendation {n}" for n in range(1, 7))])
def test_every_paragraph_of_the_2014_paper_has_its_facts(number: str) -> None:
    assert any(number in fact.paragraphs for fact in FACTS)


def test_the_page_that_maps_the_paper_is_current() -> None:
    assert paper_map.PAGE.read_text(encoding="utf-8") == paper_map.page(), "run `make docs`"


@pytest.mark.parametrize("edition", ["full", "public"])
def test_paragraph_numbers_run_without_a_gap(snapshot: Snapshot, edition: str) -> None:
    document = build_full(snapshot) if edition == "full" else build_public(public_view(snapshot))
    numbers = document.paragraph_numbers()
    assert numbers == tuple(range(1, len(numbers) + 1))
    assert len(numbers) > 40


@pytest.mark.parametrize("edition", ["full", "public"])
def test_each_recommendation_stands_three_times_in_the_same_words(snapshot: Snapshot, edition: str) -> None:
    document = build_full(snapshot) if edition == "full" else build_public(public_view(snapshot))
    decisions = [block for block in document.blocks if isinstance(block, Decision)]
    for number in range(1, 7):
        words = [(block.verb, block.text) for block in decisions if block.number == number]
        assert len(words) == 3
        assert len(set(words)) == 1


def test_the_verbs_are_those_of_the_paper(snapshot: Snapshot) -> None:
    verbs = [decision.verb.value for decision in snapshot.papers[0].decisions]
    assert verbs == ["acknowledge", "acknowledge", "support", "support", "recognise", "note"]


def test_no_rule_finds_a_vulnerability_in_a_restated_paper(snapshot: Snapshot) -> None:
    report = find_vulnerabilities(snapshot, "2014-Q4")
    assert report.all == ()


def test_every_standing_is_not_stated_in_the_source(snapshot: Snapshot) -> None:
    standings = Analysis.of(snapshot, full_view(snapshot)).standings
    assert [standing.standing for standing in standings] == [Standing.NOT_STATED] * 5


def test_the_effect_is_given_in_officer_days_and_shares_and_not_estimated(snapshot: Snapshot) -> None:
    """500 officers for 1, 6 and 12 days are 500, 3,000 and 6,000 officer-days, 5.8 % and 7.0 % of strength."""
    lines = [words for _, words in paper_map.lines_of(build_full(snapshot))]
    for words in ("| 500 | 1 | 500 |", "| 500 | 6 | 3,000 |", "| 500 | 12 | 6,000 |", "| 5.8 % | 7.0 %"):
        assert any(words in line for line in lines), words
    callouts = [
        b for b in build_full(snapshot).blocks if isinstance(b, Callout) and b.title == "Not estimated"
    ]
    assert len(callouts) == 1
    assert "no incident log or roster is public" in callouts[0].text


def test_every_business_area_has_its_section_in_the_order_of_the_paper(snapshot: Snapshot) -> None:
    parts = [b.text for b in build_full(snapshot).blocks if isinstance(b, Heading) and b.level == 1]
    areas = [
        "Civil Emergency",
        "Public Order",
        "Organised Crime",
        "Counter Terrorism",
        "Cyber Crime",
        "Resources",
    ]
    assert [part for part in parts if part in areas] == areas


def test_nothing_in_the_pack_is_without_a_source(snapshot: Snapshot) -> None:
    """Each record says where it comes from, and none is the force's own or invented."""
    for name, rows in all_registers(snapshot):
        for row in rows:
            assert row.source, f"{name}: {row.id}"
            assert row.origin.value in ("paper", "public", "assumption"), f"{name}: {row.id}"
