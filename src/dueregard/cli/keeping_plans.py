"""A plan kept in a folder: never over the plan that it is made from, nor over one that was adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.printing import tell
from dueregard.common.errors import DueRegardError
from dueregard.mobilisation.request_record_file import read_all
from dueregard.mobilisation.stored_plan import CARRIERS_FILE, PLAN_FILE, PRICES_FILE


def check_free(folder: Path, before: Path | None, records: Sequence[Path]) -> None:
    """Refuse a folder that holds the plan being made again, or one that a record has adopted. Raises DueRegardError.

    Asked before the search, so that nobody waits for a plan that cannot be kept.
    """
    head = folder / PLAN_FILE
    if not head.is_file():
        return
    if before is not None and (before if before.is_dir() else before.parent).resolve() == folder.resolve():
        raise DueRegardError(
            f"{folder}: this holds the plan that is made again, which is needed to judge the new one; name another "
            "folder with --out."
        )
    held = sha256(head.read_bytes()).hexdigest()
    for kept in read_all(records) if records else ():
        if held in {plan.sha256 for plan in kept.record.plans}:
            raise DueRegardError(
                f"{folder}: the plan kept here was adopted for {kept.record.request}; name another folder with --out."
            )


def keep_plan(folder: Path, withdrawals: str, files: Mapping[str, bytes], *others: OutFile) -> None:
    """Write a plan and what it withdraws into a folder; say so, and say where another plan gave way."""
    head = folder / PLAN_FILE
    another = head.is_file() and head.read_bytes() != files[PLAN_FILE]
    taken = OutFile("withdrawals.csv", withdrawals.encode())
    written = write_set(folder, [taken, *(OutFile(*each) for each in files.items()), *others])
    for name in (PRICES_FILE, CARRIERS_FILE):
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    for path in written:
        tell(f"Wrote {path}")
    if another:
        tell(f"Another plan was kept in {folder}; this one took its place.")
