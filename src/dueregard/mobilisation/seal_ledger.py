"""What a receiver remembers of each force: the highest serial, its file's hash and its format version."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.reading.json_values import read_value
from dueregard.common.records import Column, field_specs, parse_value

LEDGER_FORMAT = "dueregard-plan-serials 1"
LARGEST_LEDGER_BYTES = 5_000_000
_HASH = re.compile(r"[0-9a-f]{64}")


class LedgerUnusable(DueRegardError):
    """A ledger of serials that cannot be read: nothing is believed without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The newest plan of a force that was opened."""

    force: Annotated[Id, Column("The force.")]
    serial: Annotated[int, Column("Its highest serial.")]
    sha256: Annotated[str, Column("SHA-256 of that sealed file.")]
    version: Annotated[int, Column("Its format version.")]
    opened_on: Annotated[date, Column("When it was first opened.")]

    def __post_init__(self) -> None:
        if self.serial < 1 or self.version < 1 or not _HASH.fullmatch(self.sha256):
            raise ValueError(f"the entry of {self.force} cannot be")


@dataclass(frozen=True, slots=True)
class SerialLedger:
    """The newest plan of each force, in order of force."""

    entries: tuple[Seen, ...] = ()

    def seen(self, force: str) -> Seen | None:
        """What is known of a force."""
        return next((entry for entry in self.entries if entry.force == force), None)

    def must_have(self, force: str) -> Seen:
        """What is known of a force that is known."""
        found = self.seen(force)
        assert found is not None
        return found

    def with_seen(self, newer: Seen) -> SerialLedger:
        """The ledger with a newer plan entered. Neither serial nor version of a force ever falls.

        >>> one = Seen(force=Id("a"), serial=1, sha256=64 * "0", version=1, opened_on=date(2026, 8, 1))
        >>> two = Seen(force=Id("a"), serial=2, sha256=64 * "1", version=1, opened_on=date(2026, 8, 2))
        >>> SerialLedger().with_seen(one).with_seen(two).must_have("a").serial
        2
        """
        known = self.seen(newer.force)
        if known is not None and (newer.serial < known.serial or newer.version < known.version):
            raise ValueError(f"the ledger already holds plan {known.serial} of {known.force}")
        others = [entry for entry in self.entries if entry.force != newer.force]
        return SerialLedger(tuple(sorted((*others, newer), key=lambda entry: entry.force)))

    def content(self) -> bytes:
        """The file: canonical JSON."""
        return canonical_bytes({"format": LEDGER_FORMAT, "plans": [plain(entry) for entry in self.entries]})


@dataclass(frozen=True, slots=True)
class _SeenText:
    force: str
    serial: str
    sha256: str
    version: str
    opened_on: str


@dataclass(frozen=True, slots=True)
class _LedgerText:
    format: str
    plans: tuple[_SeenText, ...]


def read_ledger(content: bytes, name: str) -> SerialLedger:
    """The ledger of a file. Raises LedgerUnusable; a ledger with a fault is never taken for an empty one."""
    try:
        text = read_value(_LedgerText, json.loads(content), "ledger")
        if text.format != LEDGER_FORMAT:
            raise ValueError("another format")
        entries = tuple(
            Seen(**{spec.name: parse_value(spec, getattr(each, spec.name)) for spec in field_specs(Seen)})
            for each in text.plans
        )
        ledger = SerialLedger(entries)
        if len({entry.force for entry in entries}) < len(entries) or ledger.content() != content:
            raise ValueError("another spelling")
    except (ValueError, RecursionError):
        raise LedgerUnusable(
            f"{name}: this is not a ledger of serials as this program wrote it; put the last good copy back, as "
            "without it an old plan cannot be told from a new one."
        ) from None
    return ledger
