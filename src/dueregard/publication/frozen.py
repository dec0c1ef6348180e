"""Frozen papers: what was approved, by whom, and the hashes of every file of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column, Record


class EditionName(StrEnum):
    """Full or public."""

    FULL = "full"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFile:
    """One file of a frozen paper."""

    name: Annotated[str, Column("File name.")]
    sha256: Annotated[Id, Column("Its SHA-256.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPaper(Record):
    """One approved edition of a paper, kept with its document, charts and rendered files."""

    paper: Annotated[Id, Column("The paper.", refers="papers")]
    edition: Annotated[EditionName, Column("Which edition.")]
    approved_by: Annotated[str, Column("Who approved it, by post.")]
    approved_on: Annotated[date, Column("When.")]
    software: Annotated[str, Column("Version of the software that made it.")]
    files: Annotated[tuple[FrozenFile, ...], Column("Its files and their hashes.")]
