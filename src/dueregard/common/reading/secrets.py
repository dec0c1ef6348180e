"""Key files, read only while nobody but their owner can read them."""

from __future__ import annotations

import stat
from pathlib import Path

from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_bytes

LARGEST_KEY_BYTES = 10_000


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


def read_people_key(path: Path) -> bytes:
    """The key for pseudonyms of people. Raises DueRegardError for a file that is none, or that others can read."""
    try:
        return bytes.fromhex(read_secret(path).decode("ascii").strip())
    except ValueError:
        raise DueRegardError(
            f"{path.name}: this is not a key for pseudonyms; make one with dueregard plan-key --people."
        ) from None
