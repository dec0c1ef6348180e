"""Another value for a field: what someone might have written there instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from dueregard.assessment.returns import CountedGroup
from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import FieldSpec
from dueregard.publication.prose import SECTIONS
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, register

ANEW = "written anew"


def other_values(public: PublicSnapshot, spec: FieldSpec, value: Any) -> Iterator[Any]:
    """Values unlike the one there, all of them public; a reader should see each."""
    if spec.column.refers is not None:
        yield from _references(public, spec, value)
    elif spec.repeated:
        yield (*value, one_other(spec, None))
    else:
        yield one_other(spec, value)
        if spec.optional and value is not None:
            yield None


def _references(public: PublicSnapshot, spec: FieldSpec, value: Any) -> Iterator[Any]:
    there = _ids(public, str(spec.column.refers))
    if not spec.repeated:
        yield from (name for name in there if name != value)
        if spec.optional and value is not None:
            yield None
        return
    if value:
        yield value[:-1]
    yield from ((*value, name) for name in there if name not in value)


def _ids(public: PublicSnapshot, name: str) -> list[Id]:
    force = public.force
    known = {name: [row.id for row in register(public, name)] for name in REGISTERS}
    known["leads"] = [lead.id for lead in force.leads]
    known["bodies"] = [body.id for body in force.bodies]
    known["sections"] = [*known["leads"], *map(Id, SECTIONS)]
    known["frameworks"] = [Id(framework) for framework, _title in public.framework_titles]
    known["spr_areas"] = [Id(area) for area, _title in public.spr_areas]
    return known[name]


def one_other(spec: FieldSpec, value: Any) -> Any:
    """Another value of a field's type; what it refers to is not asked."""
    kind = spec.kind
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = list(kind)
        return members[(members.index(value) + 1) % len(members)] if value in members else members[0]
    return _OTHERS[kind](value)


def _other_when(value: When | None) -> When:
    return (
        When(2021, 3)
        if value is None
        else When(value.year - 1, value.month, value.day and min(value.day, 28))
    )


_OTHERS: dict[Any, Any] = {
    str: lambda value: ANEW if value is None else f"{value} {ANEW}",
    Id: lambda value: Id("anew") if value is None else Id(f"{value}-anew"),
    bool: lambda value: not value,
    int: lambda value: 3 if value is None else value % 5 + 1 if 1 <= value <= 5 else value + 1,
    Decimal: lambda value: Decimal(3) if value is None else value + 1,
    date: lambda value: date(2021, 3, 4) if value is None else value - timedelta(days=1),
    When: _other_when,
    CountedGroup: lambda value: CountedGroup("a-team", "a-skill", 3),
}
