"""What is wrong with a pack, and what it does not say: for `dueregard check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dueregard.common.errors import Fault, FaultsFound
from dueregard.packs.checks.settings import missing_settings
from dueregard.packs.contents import Contents
from dueregard.packs.reading import Progress, read_checked
from dueregard.packs.stored_files import named_files
from dueregard.snapshot.full import Snapshot


@dataclass(frozen=True, slots=True)
class Report:
    """A pack's faults, or the Snapshot it holds with what is missing from it.

    `gaps` are sentences about what the pack leaves out. What a paper would then not say is read
    from the paper itself, by `papers.gaps`; the command line prints both.
    """

    snapshot: Snapshot | None
    faults: tuple[Fault, ...] = ()
    gaps: tuple[str, ...] = ()


def check_pack(folder: Path, *, progress: Progress | None = None) -> Report:
    """All the faults of a pack in one go; and where there are none, its gaps."""
    try:
        snapshot, contents = read_checked(folder, progress=progress)
    except FaultsFound as found:
        return Report(None, faults=found.faults)
    return Report(snapshot, gaps=(*_missing_settings(contents), *_missing_files(snapshot, folder)))


def _missing_settings(contents: Contents) -> Iterator[str]:
    """Figures that a library framework leaves to the force; without one nothing is judged by it."""
    named: dict[str, list[str]] = {}
    for framework, criterion, setting in missing_settings(contents):
        criteria = named.setdefault(setting, [])
        if (name := f"{framework.id}/{criterion.id}") not in criteria:
            criteria.append(name)
    for setting, criteria in sorted(named.items()):
        targets = ", ".join(criteria)
        yield f'force.yaml gives no setting "{setting}", so the capacity target of {targets} has no figure.'


def _missing_files(snapshot: Snapshot, folder: Path) -> Iterator[str]:
    for name, _sha256 in named_files(snapshot.frozen, snapshot.data):
        if not (folder / name).is_file():
            yield f"{name} is named with its hash but is not in the pack."
