"""Records: what each field is, said once, beside the field.

A record is a frozen dataclass whose fields are annotated with a `Column`. From that one
description come the CSV and YAML readers and writers, the reference of the file format, the
canonical bytes and the public view. Nothing about a field is written down twice.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from dueregard.common.codecs import Codec, Id, codec_for

LIST_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """What one field means.

    `refers` names the register whose ids it holds; `leads`, `bodies`, `frameworks`, `sections` (of a
    paper, or a lead's), `spr_areas` (framework/area) and `criteria` (framework/criterion) count as
    such. `internal` fields never reach a public view, whatever the record says. `separate` fields
    live in a file of their own.
    """

    about: str
    refers: str | None = None
    internal: bool = False
    separate: bool = False


class Origin(StrEnum):
    """Where a statement comes from; printed so that facts and inventions are told apart."""

    FORCE = "force"  # the force's own record
    PAPER = "paper"  # the published paper that the pack restates
    PUBLIC = "public"  # a cited public source
    ASSUMPTION = "assumption"  # assumed by whoever wrote the pack, dated and editable
    INVENTED = "invented"  # made up for a fictional force

    def words(self) -> str:
        """As printed beside a figure."""
        return {
            Origin.FORCE: "the force's own record",
            Origin.PAPER: "stated in the paper",
            Origin.PUBLIC: "public source",
            Origin.ASSUMPTION: "assumption",
            Origin.INVENTED: "invented for illustration",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Anything that carries a protective marking and says whether it may be published."""

    marking: Annotated[Id, Column("Protective marking: a step of the force's marking scheme.")]
    publishable: Annotated[bool, Column("May appear in the public edition. No until someone says yes.")] = (
        False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Marked):
    """A row of a register: an id unique in it, a marking, and where it comes from."""

    id: Annotated[Id, Column("Short name, unique in its register.")]
    origin: Annotated[Origin, Column("Where it comes from.")] = Origin.FORCE
    source: Annotated[str | None, Column("The document, page or person it was taken from, with date.")] = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field as readers, writers and the manual see it."""

    name: str
    kind: Any
    optional: bool
    repeated: bool
    nested: bool
    required: bool
    default: Any
    column: Column

    @property
    def codec(self) -> Codec:
        """How its text is read and written (not for nested fields)."""
        return codec_for(self.kind)


def _spec(name: str, hint: Any, default: Any) -> FieldSpec:
    column = Column("")
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        column = next((extra for extra in extras if isinstance(extra, Column)), column)
    optional = repeated = False
    if get_origin(hint) in (Union, types.UnionType):
        inner = [part for part in get_args(hint) if part is not type(None)]
        optional, hint = True, inner[0]
    if get_origin(hint) is tuple:
        repeated, hint = True, get_args(hint)[0]
    nested = hasattr(hint, "__dataclass_fields__") and not hasattr(hint, "parse")
    return FieldSpec(name, hint, optional, repeated, nested, default is MISSING, default, column)


_SPECS: dict[type, tuple[FieldSpec, ...]] = {}


def field_specs(kind: type) -> tuple[FieldSpec, ...]:
    """The fields of a record type, its id first and its marking last.

    >>> [spec.name for spec in field_specs(Record)]
    ['id', 'origin', 'source', 'marking', 'publishable']
    """
    known = _SPECS.get(kind)
    if known is None:
        known = _SPECS[kind] = _work_out_specs(kind)
    return known


def _work_out_specs(kind: Any) -> tuple[FieldSpec, ...]:
    hints = get_type_hints(kind, include_extras=True)
    specs = [_spec(f.name, hints[f.name], f.default) for f in fields(kind)]
    order = {"id": 0, "origin": 2, "source": 3, "marking": 4, "publishable": 5}
    return tuple(sorted(specs, key=lambda spec: order.get(spec.name, 1)))


def write_value(spec: FieldSpec, value: Any) -> str:
    """A field's value as text: nothing for None, a list joined by semicolons.

    >>> write_value(field_specs(Record)[0], Id("R-07"))
    'R-07'
    """
    if value is None:
        return ""
    if spec.repeated:
        return LIST_SEPARATOR.join(spec.codec.write(item) for item in value)
    return spec.codec.write(value)


def parse_value(spec: FieldSpec, text: str) -> Any:
    """A field's value from text. Raises ValueError with what to do."""
    if spec.repeated:
        return tuple(spec.codec.parse(item.strip()) for item in text.split(";") if item.strip())
    if not text.strip():
        if spec.optional:
            return None
        if spec.required:
            raise ValueError(f"fill it in: {spec.codec.expects}")
        return spec.default
    return spec.codec.parse(text if spec.kind is str else text.strip())
