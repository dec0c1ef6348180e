"""Bytes from a file as text, within limits, with the mistakes of real files named."""

from __future__ import annotations

from pathlib import Path

from dueregard.common.errors import FaultList, Place

LARGEST_FILE_BYTES = 50_000_000


def read_text(path: Path, name: str, faults: FaultList) -> str | None:
    """The text of a UTF-8 file, or None with a fault noted.

    A byte order mark, as Excel writes, is dropped.
    """
    place = Place(name)
    try:
        if path.is_symlink():
            faults.add(place, "it is a link to another file", "put the file itself here")
            return None
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            faults.add(place, f"it holds {size:,} bytes", f"keep it under {LARGEST_FILE_BYTES:,}")
            return None
        content = path.read_bytes()
    except OSError as error:
        faults.add(place, f"it could not be read ({error.strerror})", "check the file and its permissions")
        return None
    return decode(content, name, faults)


def decode(content: bytes, name: str, faults: FaultList) -> str | None:
    """UTF-8 bytes as text, or None with a fault noted that says where."""
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
