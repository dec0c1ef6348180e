"""A record as the plain mapping its YAML file shows: what says nothing is left out."""

from __future__ import annotations

from typing import Any

from dueregard.common.records import FieldSpec, field_specs


def yaml_form(record: Any) -> dict[str, Any]:
    """Fields in the order of the manual; blanks and defaults left out, `publishable` always said.

    >>> from dueregard.common.codecs import Id
    >>> from dueregard.common.records import Record
    >>> yaml_form(Record(id=Id("a"), marking=Id("OFFICIAL")))
    {'id': 'a', 'marking': 'OFFICIAL', 'publishable': 'no'}
    """
    shown = (spec for spec in field_specs(type(record)) if not spec.column.separate)
    return {
        spec.name: _form(spec, value) for spec in shown if _says(spec, value := getattr(record, spec.name))
    }


def _says(spec: FieldSpec, value: Any) -> bool:
    return spec.name == "publishable" or (value is not None and (spec.required or value != spec.default))


def _form(spec: FieldSpec, value: Any) -> Any:
    if spec.nested:
        return [yaml_form(part) for part in value] if spec.repeated else yaml_form(value)
    return [spec.codec.write(item) for item in value] if spec.repeated else spec.codec.write(value)
