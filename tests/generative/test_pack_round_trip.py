"""A pack is read back as it was written, whatever it holds."""

import tempfile
from pathlib import Path

from hypothesis import given, settings

from dueregard.packs.reading import read_pack
from dueregard.packs.writing import pack_files, write_pack
from dueregard.snapshot.full import Snapshot
from tests.generative.strategies import restricted_pairs, snapshots


@given(snapshots())
def test_what_is_written_reads_back_equal(snapshot: Snapshot):
    with tempfile.TemporaryDirectory() as folder:
        write_pack(snapshot, Path(folder) / "pack")
        found = read_pack(Path(folder) / "pack")
    assert found == snapshot
    assert found.canonical == snapshot.canonical


@given(snapshots())
def test_writing_what_was_read_gives_the_same_bytes(snapshot: Snapshot):
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        write_pack(snapshot, first)
        write_pack(read_pack(first), second)
        assert files_of(first) == files_of(second) == dict(pack_files(snapshot))


@given(restricted_pairs())
@settings(max_examples=20)
def test_a_snapshot_with_restricted_changes_is_a_pack_too(pair: tuple[Snapshot, Snapshot]):
    with tempfile.TemporaryDirectory() as folder:
        write_pack(pair[1], Path(folder) / "pack")


def test_every_byte_is_text_with_line_feeds(tmp_path: Path):
    from tests.generative.snapshot_making import make_snapshot

    for name, content in pack_files(make_snapshot(2024)):
        assert content.decode("utf-8").endswith("\n"), name
        assert b"\r" not in content, name


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
