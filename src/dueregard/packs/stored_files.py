"""Files that a pack may carry beside its records: frozen papers and data, verified by their hashes.

The Snapshot holds their names and hashes only. A pack without the files is whole; a file that is
there must be the one that was named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dueregard.common.errors import DueRegardError, FaultList, Place
from dueregard.packs import layout
from dueregard.packs.contents import Contents, Located
from dueregard.packs.files import PackFiles

LARGEST_STORED_BYTES = 2_000_000_000


def named_files(frozen: Any, data: Any) -> Iterator[tuple[str, str]]:
    """Every file that frozen papers and data references name, with its SHA-256."""
    for paper in frozen:
        for file in paper.files:
            yield layout.frozen_file(paper, file.name), file.sha256
    for reference in data:
        yield layout.data_file(reference.id), reference.sha256


def check_stored_files(contents: Contents, files: PackFiles, faults: FaultList) -> None:
    """Files under frozen/ and data/ are named in frozen.yaml or data.yaml, and are what is named."""
    hashes = {}
    for located in (*contents.frozen, *contents.data):
        hashes.update(_named_by(located, faults))
    for name, path in files.paths.items():
        of = "frozen" if name.startswith("frozen/") else "data" if name.endswith(".parquet") else None
        if of is None or of in contents.broken:
            continue
        listed = layout.KINDS_IN_YAML_LISTS[of][0]
        if name not in hashes:
            faults.add(Place(name), f"{listed} does not name this file", "name it there, or take it out")
        else:
            _check_hash(path, name, hashes[name], listed, faults)


def _named_by(located: Located, faults: FaultList) -> dict[str, str]:
    record = located.record
    is_data = located.file == layout.DATA
    try:
        return dict(named_files((), (record,)) if is_data else named_files((record,), ()))
    except DueRegardError as error:
        saw, _, remedy = str(error).partition("; ")
        faults.add(located.at(), saw, remedy)
        return {}


def _check_hash(path: Path, name: str, wanted: str, listed: str, faults: FaultList) -> None:
    try:
        size = path.stat().st_size
        if size > LARGEST_STORED_BYTES:
            faults.add(Place(name), f"it holds {size:,} bytes", f"keep it under {LARGEST_STORED_BYTES:,}")
            return
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        faults.add(
            Place(name), f"it could not be read ({error.strerror})", "check the file and its permissions"
        )
        return
    if found != wanted:
        faults.add(Place(name), f"its SHA-256 is {found}, not the one in {listed}", "put the named file back")
