"""Writing a force pack: whole and proved to read back, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from dueregard.assessment.returns import Response
from dueregard.common.errors import DueRegardError
from dueregard.common.reading.record_table import write_records
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.frameworks.crosswalks import write_crosswalk
from dueregard.frameworks.loading import write_framework
from dueregard.frameworks.starter import library
from dueregard.packs import layout
from dueregard.packs.reading import read_pack
from dueregard.packs.results import write_result
from dueregard.packs.stored_files import named_files
from dueregard.packs.yaml_form import yaml_form
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, register


def write_pack(
    snapshot: Snapshot, folder: Path, *, replace: bool = False, carry_from: Path | None = None
) -> None:
    """Write a whole pack into a new or empty folder; the same Snapshot gives the same bytes.

    It is written beside the folder, read back, compared, and only then put in place, so that a
    pack is never half written nor other than it was. `replace` lets a folder with content be
    replaced. `carry_from` names a pack whose files beside the records (frozen papers, data,
    SOURCES.md, README.md) go along. Raises FaultsFound where the records do not agree with each
    other, and DueRegardError where the folder cannot be written.
    """
    _check_target(folder, replace)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = _new_folder_beside(folder)
        try:
            _write_all(snapshot, draft, carry_from)
            _check_reads_back(snapshot, draft)
            _put_in_place(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        problem = f"{folder.name}: the pack could not be written ({error.strerror}); nothing was changed."
        raise DueRegardError(problem) from None


def pack_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Every file of the pack with its bytes: UTF-8, LF, a register without rows left out."""
    yield layout.FORCE, _yaml({"format": layout.FORCE_FORMAT, **yaml_form(snapshot.force)})
    for name, kind in CSV_REGISTERS.items():
        if rows := register(snapshot, name):
            yield layout.register_file(name), write_records(kind, rows).encode()
    for of in snapshot.returns:
        if of.responses or of.submitted_on is not None:
            file = layout.return_file(of.cycle, of.lead, of.framework)
            yield file, write_records(Response, of.responses).encode()
    for paper in snapshot.papers:
        yield layout.paper_file(paper.id), _yaml({"format": layout.PAPER_FORMAT, **yaml_form(paper)})
    yield from _lists(snapshot)
    yield from _frameworks(snapshot)
    for result in snapshot.results:
        yield layout.result_file(result.hash), write_result(result)


def _lists(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    lists: Iterable[tuple[str, str, str, tuple[Any, ...]]] = (
        (layout.RELEASES, layout.RELEASES_FORMAT, "releases", snapshot.releases),
        (layout.FROZEN, layout.FROZEN_FORMAT, "frozen", snapshot.frozen),
        (layout.DATA, layout.DATA_FORMAT, "data", snapshot.data),
    )
    for file, said_format, name, records in lists:
        if records:
            yield file, _yaml({"format": said_format, name: [yaml_form(record) for record in records]})


def _frameworks(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Frameworks and crosswalks of the force's own: what the library has just so is left to it."""
    shipped = library()
    for framework in snapshot.frameworks:
        if shipped.by_id.get(framework.id) != framework:
            yield layout.framework_file(framework.id), write_framework(framework).encode()
    for crosswalk in snapshot.crosswalks:
        if crosswalk not in shipped.crosswalks:
            yield layout.crosswalk_file(crosswalk), write_crosswalk(crosswalk).encode()


def _yaml(content: dict[str, Any]) -> bytes:
    return write_yaml(content).encode()


def _check_target(folder: Path, replace: bool) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise DueRegardError(f"{folder.name}: it is not a folder; name a new or an empty one.")
    if folder.is_dir() and any(folder.iterdir()) and not replace:
        raise DueRegardError(f"{folder.name}: the folder is not empty; name a new or an empty one.")


def _new_folder_beside(folder: Path) -> Path:
    for number in count(1):
        path = folder.absolute().parent / f".{folder.name}-being-written-{number}"
        try:
            path.mkdir()
        except FileExistsError:  # another writer's, or what a power cut left behind
            continue
        return path
    raise AssertionError("counting never ends")


def _write_all(snapshot: Snapshot, draft: Path, carry_from: Path | None) -> None:
    written: set[str] = set()
    for name, content in pack_files(snapshot):
        if name in written:
            raise DueRegardError(
                f"{name}: two records would be written to this one file; rename one of them."
            )
        written.add(name)
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if carry_from is not None:
        _carry(snapshot, carry_from, draft)


def _carry(snapshot: Snapshot, source: Path, draft: Path) -> None:
    named = [name for name, _sha256 in named_files(snapshot.frozen, snapshot.data)]
    for name in (*named, layout.SOURCES, layout.README):
        path = source / name
        if path.is_file() and not path.is_symlink():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, draft / name)


def _check_reads_back(snapshot: Snapshot, draft: Path) -> None:
    found = read_pack(draft)
    if found.canonical != snapshot.canonical:
        name = next((key for key, value in snapshot.plain().items() if found.plain()[key] != value), "force")
        raise DueRegardError(
            f"{name}: it would not read back as it is; look for text that begins or ends with a blank. "
            "Nothing was written."
        )


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the draft to its name; what stood there is put back should that fail."""
    if not folder.exists():
        draft.rename(folder)
        return
    if not any(folder.iterdir()):
        folder.rmdir()
        draft.rename(folder)
        return
    aside = _new_folder_beside(folder)
    try:
        folder.rename(aside / folder.name)
        try:
            draft.rename(folder)
        except OSError:
            (aside / folder.name).rename(folder)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
