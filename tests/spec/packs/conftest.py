"""A small language for telling what a force pack may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.packs.reading import read_pack
from dueregard.snapshot.full import Snapshot
from tests.support.small_pack import FILES, write_small_pack


class PackSpec:
    """The small pack of the tests, with something in it changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, str | bytes | None] = dict(FILES)

    @property
    def pack(self) -> Path:
        """Where the pack lies."""
        return self._folder / "pack"

    def change(self, name: str, before: str, after: str) -> PackSpec:
        """Put other words into a file; they must stand in it once."""
        text = self._files[name]
        assert isinstance(text, str)
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {name}"
        self._files[name] = text.replace(before, after)
        return self

    def add(self, name: str, text: str, *, marking: str = "OFFICIAL") -> PackSpec:
        """Add a register, or any other file.

        A table in a docstring's manner becomes CSV, with the marking of every row put in.
        """
        self._files[name] = as_csv(text, marking) if name.endswith(".csv") else text
        return self

    def put(self, name: str, content: str | bytes | None) -> PackSpec:
        """Put a file in just as it is, or (None) leave it out."""
        self._files[name] = content
        return self

    def reads(self) -> Snapshot:
        """The pack is good."""
        return read_pack(self.write())

    def is_refused(self, *sentences: str) -> None:
        """The pack is refused, with these sentences and no others."""
        assert self.faults() == list(sentences)

    def faults(self) -> list[str]:
        """What is wrong with it."""
        with pytest.raises(FaultsFound) as found:
            read_pack(self.write())
        return [str(fault) for fault in found.value.faults]

    def write(self) -> Path:
        """Write it."""
        return write_small_pack(self._folder, self._files)


def as_csv(table: str, marking: str) -> str:
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    header = [*lines[0], "marking"]
    return "".join(",".join(cells) + "\n" for cells in (header, *([*row, marking] for row in lines[1:])))


@pytest.fixture
def spec(tmp_path: Path) -> PackSpec:
    return PackSpec(tmp_path)
