"""Rosters and logs by name and hash: never rows of a Snapshot, only what identifies their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """One column of a data file."""

    name: Annotated[Id, Column("Its name in the file.")]
    type: Annotated[str, Column("What it holds: text, whole number, number, day, moment, yes or no.")]
    about: Annotated[str, Column("What it means, with its unit.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReference(Record):
    """One data file, data/<id>.parquet, known by its hash whether or not it lies beside the pack."""

    about: Annotated[str, Column("What it is.")]
    sha256: Annotated[Id, Column("SHA-256 of the file, in hexadecimal.")]
    rows: Annotated[int | None, Column("How many rows.")] = None
    generator: Annotated[str | None, Column("What made it, with version; blank for a real export.")] = None
    seed: Annotated[int | None, Column("The seed it was made with.")] = None
    columns: Annotated[tuple[DataColumn, ...], Column("Its columns, in order.")]
