"""Frozen papers go into a pack whole, touch nothing else, and are never written over."""

from datetime import date
from pathlib import Path

import pytest

from dueregard.common.canonical import sha256
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultsFound
from dueregard.packs.frozen import add_frozen, stored_bytes
from dueregard.packs.reading import read_pack
from dueregard.publication.frozen import EditionName, FrozenFile, FrozenPaper
from tests.support.small_pack import write_small_pack

FILES = {"document.json": b"{}", "paper.html": b"<p>"}


def frozen(name: str, paper: str, edition: EditionName = EditionName.FULL) -> FrozenPaper:
    return FrozenPaper(
        id=Id(name),
        paper=Id(paper),
        edition=edition,
        approved_by="Chief Constable",
        approved_on=date(2024, 5, 1),
        software="dueregard 0.1.0",
        files=tuple(FrozenFile(name=key, sha256=Id(sha256(value))) for key, value in FILES.items()),
        marking=Id("OFFICIAL"),
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path)


def test_it_is_added_after_those_there_and_the_pack_reads(pack: Path):
    before, paper = contents(pack), read_pack(pack).papers[0].id
    for name, edition in (("first", EditionName.FULL), ("second", EditionName.PUBLIC)):
        add_frozen(pack, read_pack(pack).frozen, [(frozen(name, paper, edition), FILES)])
    snapshot = read_pack(pack)
    assert [record.id for record in snapshot.frozen] == ["first", "second"]
    assert stored_bytes(pack, snapshot.frozen[0]) == FILES
    after = contents(pack)
    assert {name: after[name] for name in before} == before
    assert {name for name in after if name not in before} == {
        "frozen.yaml",
        *(f"frozen/{record}/{file}" for record in ("first", "second") for file in FILES),
    }


def test_what_was_frozen_is_never_written_over(pack: Path):
    paper = read_pack(pack).papers[0].id
    add_frozen(pack, (), [(frozen("first", paper), FILES)])
    before = contents(pack)
    with pytest.raises(DueRegardError, match="first was frozen on 2024-05-01 and is kept as it was"):
        add_frozen(pack, read_pack(pack).frozen, [(frozen("first", paper), {"paper.html": b"other"})])
    assert contents(pack) == before


def test_when_one_cannot_be_put_in_place_none_is(pack: Path):
    """Where the second should go something stands that the list does not know."""
    paper = read_pack(pack).papers[0].id
    (pack / "frozen" / "second").mkdir(parents=True)
    (pack / "frozen" / "second" / "mine.txt").write_bytes(b"mine")
    before = contents(pack)
    with pytest.raises(OSError, match="not empty"):
        add_frozen(pack, (), [(frozen("first", paper), FILES), (frozen("second", paper), FILES)])
    assert contents(pack) == before


def test_a_stored_file_that_was_changed_is_a_fault_and_one_that_is_missing_is_not(pack: Path):
    add_frozen(pack, (), [(frozen("first", read_pack(pack).papers[0].id), FILES)])
    (pack / "frozen/first/paper.html").unlink()
    assert list(stored_bytes(pack, read_pack(pack).frozen[0])) == ["document.json"]
    (pack / "frozen/first/document.json").write_bytes(b"{ }")
    with pytest.raises(FaultsFound, match=r"frozen/first/document\.json: its SHA-256 is"):
        read_pack(pack)
