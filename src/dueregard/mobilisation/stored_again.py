"""What a kept plan that was made again says of the plan before: which it replaces, when, and who dropped out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.signatures import PlanRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedOut:
    """Somebody who dropped out before a plan was made again."""

    person: Annotated[Id, Column("Pseudonym.")]
    from_at: Annotated[Moment, Column("From when they are not to be had.")]


@dataclass(frozen=True, slots=True)
class Replaces:
    """The plan in whose place another is made, by the SHA-256 of its head; when people are told, None at acceptance;
    and who dropped out, from when.
    """

    sha256: str
    told_at: Moment | None = None
    gone: Mapping[Id, datetime] = field(default_factory=dict)

    def dropped_out(self) -> tuple[DroppedOut, ...]:
        """Who dropped out, by pseudonym."""
        return tuple(
            DroppedOut(person=who, from_at=Moment(self.gone[who].astimezone(UTC)))
            for who in sorted(self.gone)
        )

    def again(self, before: Plan, sha256: str) -> Again:
        """The plan before, by which it is judged. sha256: of that plan's head. Raises PlanRefused for another."""
        if sha256 != self.sha256:
            raise PlanRefused(
                "The plan given as the one before is not the one that this plan was made in place of: name that one."
            )
        return Again(old=before, gone=self.gone, now=None if self.told_at is None else self.told_at.at)
