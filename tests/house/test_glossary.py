"""The glossary is sorted, and gives each term one meaning."""

import re

from tests.house.repository import ROOT


def entries() -> list[tuple[str, str]]:
    """Terms and meanings in the order of the file."""
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    _, _, listed = text.partition("\n- ")
    found = []
    for entry in re.split(r"^- ", listed, flags=re.MULTILINE):
        match = re.fullmatch(r"\*\*([^*]+)\*\*: (.+\.)", " ".join(entry.split()))
        assert match, f"Write `- **Term**: meaning.`, not: {entry.strip()[:80]}"
        found.append((match[1], match[2]))
    return found


def test_terms_are_sorted():
    terms = [term.casefold() for term, _ in entries()]
    assert len(terms) > 50
    assert terms == sorted(terms)


def test_each_term_has_one_meaning():
    terms = [term.casefold() for term, _ in entries()]
    twice = {term for term in terms if terms.count(term) > 1}
    assert not twice
    meanings = [meaning.casefold() for _, meaning in entries()]
    assert len(set(meanings)) == len(meanings), "Two terms with one meaning: keep one of them."
