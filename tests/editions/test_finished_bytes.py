"""The independent reader opens the finished public files, looks everywhere, and finds nothing withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dueregard.common.records import field_specs
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.papers.rendering import FORMATS, RenderedFile, render_files
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.records import register
from tests.conftest import find_program
from tests.editions.canaries import Planted, plant_in_published_texts, plant_in_withheld
from tests.editions.places import Place, northmarch, places, published_places, withheld_places
from tests.support.independent_reader import everything_in

DISTINCTIVE = 25  # characters: a shorter text may stand elsewhere by chance


@pytest.fixture(scope="session")
def pdftotext() -> Path:
    return find_program("pdftotext", debian_package="poppler-utils")


def read(file: RenderedFile, pdftotext: Path) -> str:
    return everything_in(file.name, file.content, pdftotext=str(pdftotext))


def public_file(snapshot: Snapshot, name: str) -> RenderedFile:
    return render_files(build_public(public_view(snapshot)), [name])[0]


@cache
def planted_in_withheld() -> Planted:
    return plant_in_withheld(northmarch())


@pytest.mark.parametrize("name", FORMATS)
def test_no_canary_of_what_is_withheld_is_found(name: str, pdftotext: Path):
    planted = planted_in_withheld()
    assert len(planted.meaning) > 3000
    assert planted.found_in(read(public_file(planted.snapshot, name), pdftotext)) == set()


@pytest.mark.parametrize("name", FORMATS)
def test_the_reader_finds_such_canaries_in_the_full_edition(name: str, pdftotext: Path):
    """It can see. The full edition works things out, so it is given only registers that it just prints."""
    planted = planted_in_withheld()
    told = ("actions", "arrangements", "lessons", "support", "meeting_decisions")
    registers: dict[str, Any] = {each: register(planted.snapshot, each) for each in told}
    shown = replace(northmarch(), **registers)
    (file,) = render_files(build_full(shown), [name])
    found = planted.found_in(read(file, pdftotext))
    assert len(found) > 60
    assert {means.split()[0] for means in found} >= set(told)


@cache
def planted_in_published() -> Planted:
    kept = {(place.kind, place.key) for place in published_places(northmarch())}
    paper = max(public_view(northmarch()).papers, key=lambda each: each.dated_on)

    def is_of_the_paper(place: Place) -> bool:
        if place.kind == "papers" or place.kind.startswith("papers."):
            return place.key[0] == paper.id
        if place.kind == "releases":
            return bool(place.record.paper == paper.id)
        return (place.kind, place.key) in kept

    return plant_in_published_texts(northmarch(), lambda p: (p.kind, p.key) in kept and is_of_the_paper(p))


@pytest.mark.parametrize("name", FORMATS)
def test_every_canary_of_what_is_published_is_found(name: str, pdftotext: Path):
    """And it sees the public files to the last field, whatever place that is printed in."""
    planted = planted_in_published()
    found = planted.found_in(read(public_file(planted.snapshot, name), pdftotext))
    missing = set(planted.meaning.values()) - found
    assert missing == set()


def texts(each: Iterator[Place] | list[Place]) -> set[str]:
    """The distinctive texts of some records."""
    return {
        flat(text)
        for place in each
        for spec in field_specs(type(place.record))
        if spec.kind is str and not spec.column.internal
        for value in [getattr(place.record, spec.name)]
        for text in (value if spec.repeated else (value,))
        if text and len(text) > DISTINCTIVE
    }


def flat(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_withheld_in_northmarch_is_in_its_public_files(name: str, pdftotext: Path):
    whole = northmarch()
    published = texts(published_places(whole))
    withheld = {
        text for text in texts(withheld_places(whole)) if not any(text in other for other in published)
    }
    read_text = flat(read(public_file(whole, name), pdftotext))
    assert len(withheld) > 500
    assert [text for text in withheld if text in read_text] == []


@pytest.mark.parametrize("name", ["docx", "html"])
def test_texts_published_in_northmarch_are_in_its_public_files(name: str, pdftotext: Path):
    """In the PDF a text in a narrow column is broken by its neighbours; the canaries above are read there."""
    actions = texts([place for place in published_places(northmarch()) if place.kind == "actions"])
    read_text = flat(read(public_file(northmarch(), name), pdftotext))
    assert len(actions) > 20
    assert [text for text in actions if text not in read_text] == []


def test_places_reaches_every_record():
    assert {"papers.statements", "force.settings", "returns.responses"} <= {
        place.kind for place in places(northmarch())
    }
