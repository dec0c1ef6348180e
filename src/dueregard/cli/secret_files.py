"""Key files: written once, for their owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path

from dueregard.common.errors import DueRegardError

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
