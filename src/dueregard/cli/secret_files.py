"""Key files: written once, for their owner's eyes only, and read only while that is so."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_bytes

LARGEST_KEY_BYTES = 10_000
MODE = 0o600


def write_secret(path: Path, content: bytes) -> None:
    """A new file of mode 0600. Raises DueRegardError where something has that name: nothing is overwritten."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), MODE)
    except FileExistsError:
        raise DueRegardError(
            f"{path}: something has this name already, and a key is never overwritten; choose another name."
        ) from None
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, MODE)  # whatever the mask of the process
        file.write(content)


def read_secret(path: Path) -> bytes:
    """The bytes of a key file. Raises DueRegardError where others than its owner could read it."""
    faults = FaultList()
    content = read_bytes(path, path.name, faults, largest=LARGEST_KEY_BYTES)
    faults.raise_if_any()
    assert content is not None
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise DueRegardError(
            f"{path.name}: others on this machine can read it (mode {mode:03o}); say chmod 600, and make a new key if "
            "anybody may have."
        )
    return content
