"""Packs are written whole into a new place, or nothing happens."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultsFound
from dueregard.packs.reading import read_pack
from dueregard.packs.writing import write_pack
from dueregard.snapshot.full import Snapshot
from tests.support.small_pack import write_small_pack


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "source")


@pytest.fixture
def snapshot(source: Path) -> Snapshot:
    return read_pack(source)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_into_a_new_folder(snapshot: Snapshot, tmp_path: Path):
    write_pack(snapshot, tmp_path / "out" / "deep" / "pack")
    assert read_pack(tmp_path / "out" / "deep" / "pack") == snapshot
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["pack"]


def test_into_an_empty_folder(snapshot: Snapshot, tmp_path: Path):
    (tmp_path / "pack").mkdir()
    write_pack(snapshot, tmp_path / "pack")
    assert read_pack(tmp_path / "pack") == snapshot


def test_not_over_what_is_there_unless_told(snapshot: Snapshot, tmp_path: Path):
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(
        DueRegardError, match=r"^pack: the folder is not empty; name a new or an empty one\.$"
    ):
        write_pack(snapshot, folder)
    assert everything_in(folder) == {"mine.txt": b"mine"}
    write_pack(snapshot, folder, replace=True)
    assert read_pack(folder) == snapshot
    assert not (folder / "mine.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"source", "pack"}


def test_not_over_a_file_or_a_link(snapshot: Snapshot, tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(DueRegardError, match=f"^{name}: it is not a folder"):
            write_pack(snapshot, tmp_path / name, replace=True)


def test_nothing_stays_of_a_pack_with_faults(snapshot: Snapshot, tmp_path: Path):
    broken = replace(snapshot, evidence=())
    with pytest.raises(FaultsFound, match='there is no evidence "E-1"'):
        write_pack(broken, tmp_path / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_nothing_is_written_that_would_read_back_otherwise(snapshot: Snapshot, tmp_path: Path):
    """A text with blanks around it is not one that can be read; it must not be trimmed in silence."""
    other = replace(snapshot, evidence=(replace(snapshot.evidence[0], title=" Training record"),))
    with pytest.raises(DueRegardError, match=r"^evidence: it would not read back as it is"):
        write_pack(other, tmp_path / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize("name", ["../../escaped", "a/b", "a:b", "a--b", "x" * 81])
def test_an_id_cannot_lead_out_of_the_folder(snapshot: Snapshot, tmp_path: Path, name: str):
    paper = replace(snapshot.papers[0], id=Id(name))
    with pytest.raises(DueRegardError, match=r"^papers/: .* cannot be part of a file name"):
        write_pack(replace(snapshot, papers=(paper,)), tmp_path / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_two_records_do_not_share_a_file(snapshot: Snapshot, tmp_path: Path):
    with pytest.raises(
        DueRegardError, match=r"^papers/2024-04\.yaml: two records would be written to this one file"
    ):
        write_pack(replace(snapshot, papers=snapshot.papers * 2), tmp_path / "pack")


def test_a_folder_that_cannot_be_made_is_told(snapshot: Snapshot, source: Path):
    with pytest.raises(
        DueRegardError, match=r"^pack: the pack could not be written \((File exists|Not a directory)\)"
    ):
        write_pack(snapshot, source / "force.yaml" / "pack")


def test_what_a_power_cut_left_behind_is_not_in_the_way(snapshot: Snapshot, tmp_path: Path):
    (tmp_path / ".pack-being-written-1").mkdir()
    write_pack(snapshot, tmp_path / "pack")
    assert read_pack(tmp_path / "pack") == snapshot


def test_files_beside_the_records_go_along_when_asked(snapshot: Snapshot, source: Path, tmp_path: Path):
    write_pack(snapshot, tmp_path / "plain")
    write_pack(snapshot, tmp_path / "carried", carry_from=source)
    assert not (tmp_path / "plain" / "SOURCES.md").exists()
    assert (tmp_path / "carried" / "SOURCES.md").read_bytes() == (source / "SOURCES.md").read_bytes()


def test_the_same_snapshot_gives_the_same_bytes(snapshot: Snapshot, tmp_path: Path):
    write_pack(snapshot, tmp_path / "first")
    os.environ["TZ"] = "Pacific/Auckland"
    try:
        write_pack(snapshot, tmp_path / "second")
    finally:
        del os.environ["TZ"]
    assert everything_in(tmp_path / "first") == everything_in(tmp_path / "second")


def test_an_old_pack_survives_when_the_new_one_has_faults(snapshot: Snapshot, tmp_path: Path):
    write_pack(snapshot, tmp_path / "pack")
    before = everything_in(tmp_path / "pack")
    with pytest.raises(FaultsFound):
        write_pack(replace(snapshot, evidence=()), tmp_path / "pack", replace=True)
    assert everything_in(tmp_path / "pack") == before
