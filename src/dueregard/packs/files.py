"""The files of a pack folder: found without following a link, and none but those a pack has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dueregard.common.errors import Fault, FaultList, FaultsFound, Place
from dueregard.common.reading.binding import did_you_mean
from dueregard.packs.layout import FOLDERS, MOST_FILES, REGISTER_FILES, ROOT_FILES, is_known_file


@dataclass(frozen=True, slots=True)
class PackFiles:
    """Names of the files of a pack, as they stand in messages, with their paths."""

    paths: dict[str, Path]

    def in_folder(self, folder: str, ending: str) -> list[str]:
        """Names of the files right inside one folder that end so, sorted."""
        prefix = f"{folder}/"
        found = (name for name in self.paths if name.startswith(prefix) and name.endswith(ending))
        return sorted(name for name in found if "/" not in name.removeprefix(prefix))


def find_files(folder: Path, faults: FaultList) -> PackFiles:
    """Every file of the pack. Raises FaultsFound where there is no folder to read at all."""
    if not folder.is_dir():
        saw = "it is a file" if folder.exists() else "there is no such folder"
        raise FaultsFound(
            [Fault(Place(folder.name or str(folder)), saw, "name the folder that holds force.yaml")]
        )
    paths: dict[str, Path] = {}
    shapes: dict[str, str] = {}
    for count, (name, entry) in enumerate(_entries(folder, "", faults)):
        if count >= MOST_FILES:
            faults.add(Place(name), f"more than {MOST_FILES:,} files", "name the folder of one pack only")
            break
        if _is_sound(name, entry, shapes, faults):
            paths[name] = Path(entry.path)
    return PackFiles(paths)


def _entries(folder: Path, prefix: str, faults: FaultList) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        place = Place(_shown(prefix.rstrip("/")) or folder.name)
        faults.add(place, f"the folder could not be read ({error.strerror})", "check its permissions")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = _shown(prefix + entry.name)
        if entry.is_dir(follow_symlinks=False) and _may_hold(prefix, entry.name):
            yield from _entries(Path(entry.path), f"{name}/", faults)
        else:
            yield name, entry


def _may_hold(prefix: str, name: str) -> bool:
    """Whether this is a folder of a pack; none lies deeper than two."""
    if not prefix:
        return name in FOLDERS
    inner = FOLDERS.get(prefix.rstrip("/"))
    return inner in ("*", name) if inner else False


def _is_sound(name: str, entry: os.DirEntry[str], shapes: dict[str, str], faults: FaultList) -> bool:
    place = Place(name)
    if entry.is_symlink():
        faults.add(place, "it is a link to another place", "put the file itself here")
        return False
    if entry.is_dir(follow_symlinks=False):
        expected = is_known_file(name)
        saw = "a folder stands where a file is expected" if expected else "a pack has no such folder"
        known = [folder for folder in FOLDERS if "/" not in name]
        faults.add(place, saw, did_you_mean(name, known, otherwise="move it out of the pack"))
        return False
    if not entry.is_file(follow_symlinks=False):
        faults.add(place, "it is not an ordinary file", "move it out of the pack")
        return False
    if not is_known_file(name):
        faults.add(
            place,
            "a pack has no such file",
            did_you_mean(name, _alike(name), otherwise="move it out of the pack"),
        )
        return False
    twin = shapes.setdefault(name.casefold(), name)
    if twin != name:
        faults.add(place, f"its name differs from {twin} in capitals only", "keep one of them")
        return False
    return True


def _alike(name: str) -> tuple[str, ...]:
    return REGISTER_FILES if name.startswith("registers/") else () if "/" in name else ROOT_FILES


def _shown(name: str) -> str:
    """A name as a message can print it: a file's name may hold any bytes."""
    return "".join(character if character.isprintable() else "?" for character in name)
