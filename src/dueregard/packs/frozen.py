"""Frozen papers in a pack: put beside the records, and read back for verification."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dueregard.common.errors import DueRegardError
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.packs import layout
from dueregard.packs.yaml_form import yaml_form
from dueregard.publication.frozen import FrozenPaper

Addition = tuple[FrozenPaper, Mapping[str, bytes]]
"""A frozen paper and the bytes of the files it names."""


def add_frozen(folder: Path, known: Sequence[FrozenPaper], additions: Sequence[Addition]) -> None:
    """Put frozen papers into the pack at `folder`, after those it holds (`known`).

    No other file of the pack is touched. Raises DueRegardError where a paper is frozen already:
    what was approved is never written over.
    """
    there = {str(paper.id) for paper in known}
    for record, _files in additions:
        if record.id in there:
            raise DueRegardError(
                f"{layout.FROZEN}: {record.id} was frozen on {_frozen_on(known, record.id)} and is kept as it "
                "was; give the paper a new id for a new version. Nothing was written."
            )
    records = (*known, *(record for record, _files in additions))
    text = write_yaml({"format": layout.FROZEN_FORMAT, "frozen": [yaml_form(record) for record in records]})
    with tempfile.TemporaryDirectory(prefix=".being-frozen-", dir=folder) as draft:
        for record, files in additions:
            for name, content in files.items():
                path = Path(draft, layout.frozen_file(record, name))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        Path(draft, layout.FROZEN).write_text(text, "utf-8", newline="\n")
        _put_in_place(Path(draft), folder, [str(record.id) for record, _files in additions])


def _frozen_on(known: Sequence[FrozenPaper], name: str) -> str:
    return next(paper.approved_on.isoformat() for paper in known if paper.id == name)


def _put_in_place(draft: Path, folder: Path, names: list[str]) -> None:
    """Move the files in, and the list that names them last; take the files out again should that fail."""
    moved: list[Path] = []
    try:
        (folder / "frozen").mkdir(exist_ok=True)
        for name in names:
            target = folder / "frozen" / name
            (draft / "frozen" / name).rename(target)
            moved.append(target)
        (draft / layout.FROZEN).replace(folder / layout.FROZEN)
    except OSError:
        for target in moved:
            shutil.rmtree(target, ignore_errors=True)
        raise


def stored_bytes(folder: Path, record: FrozenPaper) -> dict[str, bytes]:
    """The files of one frozen paper that lie in the pack, by name; a file that is not there is left out."""
    paths = {file.name: folder / layout.frozen_file(record, file.name) for file in record.files}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
