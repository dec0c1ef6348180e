"""What the commands on sealed plans read and keep: pinned keys, the serial ledger, sealed files."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dueregard.cli.options import read_day
from dueregard.cli.out_files import OutFile, write_set
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import files_in, read_bytes, read_text
from dueregard.mobilisation.seal_keys import PinnedKeys, read_pinned_keys
from dueregard.mobilisation.seal_ledger import LARGEST_LEDGER_BYTES, SerialLedger, read_ledger
from dueregard.mobilisation.sealing import LARGEST_SEALED_BYTES

SUFFIX = ".plan"
MOST_FILES = 1_000
_FILE = click.Path(path_type=Path)

keys_option = click.option(
    "--keys",
    "keys_file",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="The keys that you have pinned (YAML).",
)
ledger_option = click.option(
    "--ledger",
    "ledger_file",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="The ledger of serials; what is opened is entered in it.",
)
new_ledger_option = click.option(
    "--new-ledger",
    is_flag=True,
    help="Begin the ledger: for the first time only, as a new one knows no old plan.",
)
on_option = click.option(
    "--on",
    type=str,
    callback=read_day,
    required=True,
    metavar="DAY",
    help="The day of opening, such as 2026-08-03.",
)


def read_keys(path: Path) -> PinnedKeys:
    """The pinned keys of a file. Raises FaultsFound with all that is wrong."""
    faults = FaultList()
    text = read_text(path, path.name, faults)
    keys = None if text is None else read_pinned_keys(text, path.name, faults)
    faults.raise_if_any()
    assert keys is not None
    return keys


def read_sealed(path: Path) -> bytes:
    """The bytes of a sealed file, no more than one may have. Raises FaultsFound."""
    faults = FaultList()
    content = read_bytes(path, path.name, faults, largest=LARGEST_SEALED_BYTES)
    faults.raise_if_any()
    assert content is not None
    return content


def sealed_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as given, and of a folder all that end in .plan. Raises DueRegardError for none, or for too many."""
    return tuple(files_in(paths, SUFFIX, "sealed plans", MOST_FILES))


@contextmanager
def kept_ledger(path: Path, *, new: bool) -> Iterator[SerialLedger]:
    """The ledger, held so that no other command of this machine changes it meanwhile. Raises DueRegardError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _ledger(path, new=new)


def _ledger(path: Path, *, new: bool) -> SerialLedger:
    if new and path.exists():
        raise DueRegardError(f"{path}: there is a ledger already; leave out --new-ledger.")
    if new:
        return SerialLedger()
    if not path.exists() and not path.is_symlink():
        raise DueRegardError(
            f"{path}: there is no ledger of serials here; check the path, or begin one with --new-ledger if this is "
            "the first plan that you open."
        )
    faults = FaultList()
    content = read_bytes(path, path.name, faults, largest=LARGEST_LEDGER_BYTES)
    faults.raise_if_any()
    assert content is not None
    return read_ledger(content, path.name)


def write_ledger(path: Path, ledger: SerialLedger) -> None:
    """Put a ledger into its file, whole or not at all."""
    write_set(path.parent, [OutFile(path.name, ledger.content())])
