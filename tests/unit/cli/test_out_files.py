"""A set of files arrives whole or not at all."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from dueregard.cli.out_files import write_set
from dueregard.common.errors import DueRegardError


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


SET = (File("a.html", b"new a"), File("b.html", b"new b"), File("c.html", b"new c"))


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_new_folder_is_made(tmp_path: Path):
    folder = tmp_path / "out" / "force"
    assert write_set(folder, SET) == tuple(folder / file.name for file in SET)
    assert found(folder) == {file.name: file.content for file in SET}


def test_earlier_files_give_way_and_others_stay(tmp_path: Path):
    (tmp_path / "b.html").write_bytes(b"old b")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_set(tmp_path, SET)
    assert found(tmp_path) == {**{file.name: file.content for file in SET}, "notes.txt": b"mine"}


def test_a_folder_in_the_place_of_a_file_is_left_alone(tmp_path: Path):
    (tmp_path / "b.html").mkdir()
    (tmp_path / "b.html" / "mine.txt").write_bytes(b"mine")
    with pytest.raises(DueRegardError, match=r"b\.html: a folder stands here"):
        write_set(tmp_path, SET)
    assert [path.name for path in tmp_path.rglob("*")] == ["b.html", "mine.txt"]


def test_what_cannot_be_written_leaves_the_folder_as_it_was(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(b"old a")
    before = found(tmp_path)
    unwritable = File("folder-that-is-not-there/c.html", b"new c")
    with pytest.raises(FileNotFoundError):
        write_set(tmp_path, (SET[0], unwritable))
    assert found(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_file_that_cannot_be_replaced_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.html").write_bytes(b"old a")
    (tmp_path / "b.html").write_bytes(b"old b")
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "b.html" and target.parent == tmp_path:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(DueRegardError, match=r"b\.html: it could not be replaced \(Permission denied\)"):
        write_set(tmp_path, SET)
    assert found(tmp_path) == {"a.html": b"old a", "b.html": b"old b"}


def test_nothing_is_left_behind(tmp_path: Path):
    write_set(tmp_path, SET)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html", "c.html"]
