"""Bytes from a file as text, within limits, with the mistakes of real files named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from dueregard.common.errors import DueRegardError, FaultList, Place

LARGEST_FILE_BYTES = 20_000_000
# A link, a pipe or a device must neither lead elsewhere nor keep the reader waiting.
_OPEN_SAFELY = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def files_in(paths: Iterable[Path], suffix: str, what: str, most: int) -> list[Path]:
    """Files as given, each once, and of a folder all that end in a suffix. Raises DueRegardError for none, or too many.

    what: what they are, in the plural, as an error calls them.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob(f"*{suffix}"))
            if not inside:
                raise DueRegardError(f"{path}: no file in it ends in {suffix}; put the {what} there.")
            found += inside
        else:
            found.append(path)
    found = list({os.path.abspath(file): file for file in found}.values())  # noqa: PTH100 - a link is kept, and refused
    if len(found) > most:
        raise DueRegardError(f"{len(found):,} {what} were given; give {most:,} at most.")
    return found


def read_text(path: Path, name: str, faults: FaultList) -> str | None:
    """The text of a UTF-8 file, or None with a fault noted.

    A byte order mark, as Excel writes, is dropped.
    """
    content = read_bytes(path, name, faults)
    return None if content is None else decode(content, name, faults)


def read_bytes(
    path: Path, name: str, faults: FaultList, *, largest: int = LARGEST_FILE_BYTES
) -> bytes | None:
    """All bytes of an ordinary file of at most `largest` bytes, or None with a fault noted."""
    place = Place(name)
    if path.is_symlink():
        faults.add(place, "it is a link to another file", "put the file itself here")
        return None
    try:
        handle = os.open(path, _OPEN_SAFELY)
        try:
            return _read_open(handle, place, faults, largest)
        finally:
            os.close(handle)
    except OSError as error:
        faults.add(place, f"it could not be read ({error.strerror})", "check the file and its permissions")
        return None


def _read_open(handle: int, place: Place, faults: FaultList, largest: int) -> bytes | None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        faults.add(place, "it is not an ordinary file", "put a plain file here")
        return None
    if status.st_size > largest:
        faults.add(place, f"it holds {status.st_size:,} bytes", f"keep it under {largest:,}")
        return None
    with os.fdopen(handle, "rb", closefd=False) as file:
        return file.read(status.st_size)


def decode(content: bytes, name: str, faults: FaultList) -> str | None:
    """UTF-8 bytes as text, or None with a fault noted that says where."""
    if content.startswith(b"PK\x03\x04"):
        faults.add(Place(name), "it is a workbook (XLSX) or another packed file", "give a text file here")
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.add(Place(name), "it is in UTF-16", "save it as UTF-8")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        faults.add(Place(name, line), f"byte 0x{byte:02X} is not UTF-8", "save the file as UTF-8")
        return None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        faults.add(Place(name, line), "a NUL byte", "save the file again as plain text")
        return None
    return text
