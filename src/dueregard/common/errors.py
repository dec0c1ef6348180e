"""Mistakes a person can mend, told in one clear sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class DueRegardError(Exception):
    """Something the user can put right; shown as its message, never with a traceback."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what was read: a file, and a line or row and a column where known.

    >>> str(Place("registers/risks.csv", line=4, column="score"))
    'registers/risks.csv, line 4, score'
    """

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(self.column)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, what was seen, what to do next.

    >>> print(Fault(Place("force.yaml", 3), 'unknown field "colour"', "remove it"))
    force.yaml, line 3: unknown field "colour"; remove it.
    """

    place: Place
    saw: str
    remedy: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.saw}; {self.remedy.rstrip('.')}{'' if self.remedy.endswith('?') else '.'}"
        )


class FaultsFound(DueRegardError):
    """All that is wrong with what was read, in the order of its places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _by_place(fault: Fault) -> tuple[str, int, str, str, str]:
    place = fault.place
    return (place.file, place.line or 0, place.column or "", fault.saw, fault.remedy)


class FaultList:
    """Collects faults while reading goes on, so that all are reported in one go.

    Past `limit` faults the reading stops: a file of a million bad rows must not make a
    million sentences.
    """

    def __init__(self, limit: int = 200) -> None:
        self._faults: list[Fault] = []
        self._limit = limit

    def add(self, place: Place, saw: str, remedy: str) -> None:
        """Note one fault; raise all of them once there are too many to be of use."""
        self._faults.append(Fault(place, saw, remedy))
        if len(self._faults) >= self._limit:
            stopped = Fault(
                Place("reading stopped"), f"{self._limit} faults were found so far", "mend these first"
            )
            raise FaultsFound([*sorted(self._faults, key=_by_place), stopped])

    def __len__(self) -> int:
        return len(self._faults)

    def raise_if_any(self) -> None:
        """Raise `FaultsFound` when anything was noted."""
        if self._faults:
            raise FaultsFound(sorted(self._faults, key=_by_place))


def shorten(text: str, limit: int = 60) -> str:
    """Quote what was seen, short enough for one sentence and on one line.

    >>> shorten("fully   met")
    '"fully met"'
    """
    flat = " ".join(text[: 10 * limit].split())
    flat = "".join(character if character.isprintable() else "?" for character in flat)
    return f'"{flat if len(flat) <= limit else flat[: limit - 1] + "…"}"'
