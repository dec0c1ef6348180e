"""Expensive answers, stored by their hash with the manifest that says how they were made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.records import Column, Marked

LONGEST_NUMBER = 40


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
        return cls.of(read_json(text))

    @classmethod
    def of(cls, value: Any) -> JsonText:
        """From plain lists, mappings, text and numbers. Raises ValueError for what JSON cannot hold."""
        try:
            return cls(canonical_bytes(value).decode().rstrip("\n"))
        except (ValueError, TypeError, RecursionError):
            raise ValueError("write it as JSON; NaN, Infinity and numbers past them are not JSON") from None

    @property
    def value(self) -> Any:
        """As plain lists, mappings, text and numbers."""
        return json.loads(self.text)

    def __str__(self) -> str:
        return self.text


def read_json(text: str) -> Any:
    """Any JSON value. Raises ValueError with what to do; a name given twice is refused, not dropped.

    >>> read_json('{"a": [1, 2]}')
    {'a': [1, 2]}
    """
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_whole, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise ValueError(f"write it as JSON; line {error.lineno} has a mistake ({error.msg})") from None
    except RecursionError:
        raise ValueError("write it as JSON with fewer levels") from None


def _refuse(name: str) -> None:
    raise ValueError(f"write it as JSON; {name} is not JSON")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"write numbers of at most {LONGEST_NUMBER} digits")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("write it as JSON; a name stands twice in one object")
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Marked):
    """A stored expensive answer: what kind, from which inputs, the value, and its manifest."""

    kind: Annotated[Id, Column("What was worked out.")]
    inputs_hash: Annotated[Id, Column("Hash of the inputs; another hash now means the result is stale.")]
    value: Annotated[JsonText, Column("The answer.")]
    manifest: Annotated[JsonText, Column("Versions, seed, inputs and method.")]
    made_on: Annotated[
        date | None,
        Column("The day to which it is dated, as told, so that the same day gives the same bytes again."),
    ] = None

    @property
    def hash(self) -> str:
        """The hash it is stored and cited by."""
        return sha256(canonical_bytes(plain(self)))
