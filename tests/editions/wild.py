"""Changes to what is withheld that no force pack could hold: any field, any reference, any deletion.

The public view must not even look at what these change, so the rules that bind records are set aside.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.records import FieldSpec, field_specs
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import REGISTERS, register
from tests.editions.another import one_other
from tests.editions.places import is_marked_withheld, with_field

_KEPT = {"publishable"}


def change_wildly(snapshot: Snapshot, seed: int) -> Snapshot:
    """Everything withheld changed, taken out, doubled under another id, or moved; the same for the same seed."""
    wild = _Wild(random.Random(seed))
    frameworks = [framework for framework in snapshot.frameworks if framework.publishable]
    return replace(
        snapshot,
        force=wild.record(snapshot.force),
        frameworks=tuple(frameworks),
        crosswalks=(),
        frozen=(),
        data=(),
        results=(),
        **{name: wild.rows(register(snapshot, name)) for name in REGISTERS},
    )


class _Wild:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.number = 0

    def rows(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        """Published rows in their order; the withheld ones anywhere between, or gone, or doubled."""
        rows = list(rows)
        mixed = [self.record(row) for row in rows if not is_marked_withheld(row)]
        withheld = [row for row in rows if is_marked_withheld(row)]
        for row in withheld:
            for _ in range(self.chance.choice((0, 1, 1, 2))):
                mixed.insert(self.chance.randint(0, len(mixed)), self.record(self.doubled(row)))
        return tuple(mixed)

    def doubled(self, row: Any) -> Any:
        """The row under an id of its own, half of the time."""
        if not hasattr(row, "id") or self.chance.random() < 0.5:
            return row
        self.number += 1
        return with_field(row, "id", Id(f"wild-{self.number}"))

    def record(self, record: Any) -> Any:
        """The record with its withheld fields and parts changed."""
        withheld = is_marked_withheld(record)
        for spec in field_specs(type(record)):
            value = getattr(record, spec.name)
            if spec.nested and spec.repeated:
                record = with_field(record, spec.name, () if withheld else self.rows(value))
            elif (withheld or spec.column.internal) and spec.name not in _KEPT and self.chance.random() < 0.6:
                record = with_field(record, spec.name, self.another(record, spec, value))
        return record

    def another(self, record: Any, spec: FieldSpec, value: Any) -> Any:
        if isinstance(record, Release) and spec.name == "state":
            return self.chance.choice((ReleaseState.DRAFT, ReleaseState.WITHDRAWN))
        if spec.optional and self.chance.random() < 0.3:
            return None
        if spec.repeated:
            return tuple(one_other(spec, item) for item in value)
        if isinstance(spec.kind, type) and issubclass(spec.kind, Enum):
            return self.chance.choice(list(spec.kind))
        return one_other(spec, value)
