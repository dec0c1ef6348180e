"""The Snapshot: all of a force's records at a moment, with canonical bytes and hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.data_references import DataReference
from dueregard.common.results import Result
from dueregard.frameworks.model import Crosswalk, Framework
from dueregard.publication.frozen import FrozenPaper
from dueregard.snapshot.records import Records, all_registers


@dataclass(frozen=True, kw_only=True)
class Snapshot(Records):
    """Everything, for the full edition and for every computation. Frozen; no rules, no files."""

    frameworks: tuple[Framework, ...] = ()
    crosswalks: tuple[Crosswalk, ...] = ()
    frozen: tuple[FrozenPaper, ...] = ()
    data: tuple[DataReference, ...] = ()
    results: tuple[Result, ...] = ()

    @cached_property
    def framework_by_id(self) -> dict[str, Framework]:
        """Frameworks by id."""
        return {framework.id: framework for framework in self.frameworks}

    def plain(self) -> dict[str, Any]:
        """All records as plain lists and text, rows of each register in the order of its file.

        Papers follow that order, so it is part of what the hash stands for. Separate parts, such as
        the responses of a return, are included.
        """
        content: dict[str, Any] = {"force": plain(self.force)}
        for name, rows in (*all_registers(self), ("frozen", self.frozen), ("data", self.data)):
            content[name] = [plain(row) for row in rows]
        content["frameworks"] = [
            plain(framework) for framework in sorted(self.frameworks, key=lambda f: f.id)
        ]
        walks = sorted(self.crosswalks, key=lambda walk: (walk.before, walk.after))
        content["crosswalks"] = [plain(walk) for walk in walks]
        content["results"] = sorted(result.hash for result in self.results)
        return content

    @cached_property
    def canonical(self) -> bytes:
        """Canonical bytes: the same records give the same bytes on any machine."""
        return canonical_bytes(self.plain())

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes."""
        return sha256(self.canonical)
