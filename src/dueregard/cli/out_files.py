"""Finished files into a folder: all of them or none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dueregard.common.errors import DueRegardError


class Finished(Protocol):
    """A finished file: its name and its bytes."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OutFile:
    """A finished file: its name and its bytes."""

    name: str
    content: bytes


def check_outside(pack: Path, folder: Path) -> None:
    """Raises DueRegardError where `folder` is the pack or stands in it.

    A pack may hold nothing but its own files: one paper written there, and it could not be read.
    """
    if folder.resolve().is_relative_to(pack.resolve()):
        raise DueRegardError(
            f"{folder}: this is inside the force pack, which may hold its own files only; "
            "name a folder outside it with --out."
        )


def write_set(folder: Path, files: Iterable[Finished]) -> tuple[Path, ...]:
    """Write files into `folder`, made if need be; earlier files of the same names give way.

    All are written beside the folder's files first and moved in at the end, so that a full disk or
    a paper that cannot be made leaves the folder as it was. Raises DueRegardError when a file of
    the set is open elsewhere or may not be replaced.
    """
    chosen = tuple(files)
    for file in chosen:
        if (folder / file.name).is_dir():
            raise DueRegardError(
                f"{folder / file.name}: a folder stands here; move it away and run this again."
            )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".being-written-", dir=folder) as beside:
        fresh, kept = Path(beside, "fresh"), Path(beside, "kept")
        for part in (fresh, kept):
            part.mkdir()
        for file in chosen:
            (fresh / file.name).write_bytes(file.content)
        _move_in([file.name for file in chosen], fresh, kept, folder)
    return tuple(folder / file.name for file in chosen)


def _move_in(names: list[str], fresh: Path, kept: Path, folder: Path) -> None:
    """Move new files in, and put everything back when one of them will not go."""
    moved: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).rename(kept / name)
            moved.append(name)
            (fresh / name).rename(folder / name)
    except OSError as error:
        for name in reversed(moved):
            if (kept / name).exists():
                (kept / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise DueRegardError(
            f"{folder / names[len(moved) - 1]}: it could not be replaced ({error.strerror}); "
            "close it where it is open, check its permissions, and run this again. Nothing was changed."
        ) from None
