"""Releases: exact words, approved by a named person, that may be public about something withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column, Record


class ReleaseState(StrEnum):
    """Where a Release stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Record):
    """Approved words about something withheld.

    `publishable` of an approved Release is what lets it out; its basis, hash, reason and test
    stay inside. When what it rests on changes the Release lapses: that blocks approval of the
    paper and never alters public bytes.
    """

    paper: Annotated[Id, Column("The paper it is for.", refers="papers")]
    section: Annotated[Id, Column("The section in which the words stand.", refers="sections")]
    order: Annotated[int, Column("Its place among the Releases of the section.")]
    words: Annotated[str, Column("The exact words.")]
    decision: Annotated[Id | None, Column("The decision asked that it releases, if any.")] = None
    basis: Annotated[
        tuple[Id, ...], Column("What it rests on: register/id, standing/cycle/area, …", internal=True)
    ] = ()
    basis_hash: Annotated[Id | None, Column("Hash of what it rests on when approved.", internal=True)] = None
    state: Annotated[ReleaseState, Column("Where it stands.")] = ReleaseState.DRAFT
    approved_by: Annotated[str | None, Column("Who approved it, by post.", internal=True)] = None
    approved_on: Annotated[date | None, Column("When.", internal=True)] = None
    reason: Annotated[str | None, Column("Why it may be public.", internal=True)] = None
    harm_test: Annotated[
        str | None, Column("What harm was considered and why it does not outweigh.", internal=True)
    ] = None

    def __post_init__(self) -> None:
        if self.state is ReleaseState.APPROVED:
            missing = [
                n for n in ("approved_by", "approved_on", "reason", "harm_test") if getattr(self, n) is None
            ]
            if missing:
                raise ValueError(
                    f"an approved release lacks {', '.join(missing)}; fill in or set it back to draft"
                )
            if not self.publishable:
                raise ValueError(
                    "an approved release is not publishable; write publishable: yes or set it to draft"
                )
