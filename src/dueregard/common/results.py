"""Expensive answers, stored by their hash with the manifest that says how they were made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, ClassVar

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.records import Column, Marked


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON value kept as its canonical text, so that equal values are equal text.

    >>> str(JsonText.parse('{ "b": 1, "a": 2 }'))
    '{"a":2,"b":1}'
    """

    EXPECTS: ClassVar[str] = "a JSON value"

    text: str

    @classmethod
    def parse(cls, text: str) -> JsonText:
        """Read any JSON value; NaN and infinities are refused."""
        try:
            value = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise ValueError("write it as JSON; NaN and Infinity are not JSON") from None
        return cls(canonical_bytes(value).decode().rstrip("\n"))

    def __str__(self) -> str:
        return self.text


def _refuse(name: str) -> None:
    raise ValueError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Marked):
    """A stored expensive answer: what kind, from which inputs, the value, and its manifest."""

    kind: Annotated[Id, Column("What was worked out.")]
    inputs_hash: Annotated[Id, Column("Hash of the inputs; another hash now means the result is stale.")]
    value: Annotated[JsonText, Column("The answer.")]
    manifest: Annotated[JsonText, Column("Versions, seed, inputs and method.")]

    @property
    def hash(self) -> str:
        """The hash it is stored and cited by."""
        return sha256(canonical_bytes(plain(self)))
