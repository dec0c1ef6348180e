"""Reading a force pack for a command, with a bar for a person who waits."""

from __future__ import annotations

from pathlib import Path

from dueregard.cli.progress import progress
from dueregard.packs.reading import read_pack
from dueregard.snapshot.full import Snapshot


def read_with_progress(pack: Path, *, quiet: bool = False) -> Snapshot:
    """The Snapshot of a pack. Raises FaultsFound with all that is wrong."""
    with progress("Reading", quiet=quiet) as told:
        return read_pack(pack, progress=told)
