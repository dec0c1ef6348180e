"""One way from text to a value and back, for every file format.

CSV cells and YAML scalars arrive as text; each type has one reading and one writing, so that
what is written reads back equal, and "no" is never mistaken for a truth value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from typing import Any

from dueregard.common.period import EARLIEST_YEAR, LATEST_YEAR, Quarter, When

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/-]*[A-Za-z0-9])?")
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 10**12


class Id(str):
    """A short name: letters, digits and . _ : / - inside; no spaces, so that lists of them are plain."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Codec:
    """How one type is read from text, written to text and described to people."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    expects: str


def parse_text(text: str) -> str:
    """Plain text: line ends made one, outer space dropped, control characters refused."""
    clean = text.replace("\r\n", "\n").strip()
    found = _FORBIDDEN.search(clean)
    if found:
        raise ValueError(f"type the text again without the control character U+{ord(found[0]):04X}")
    if len(clean) > LONGEST_TEXT:
        raise ValueError(f"keep the text under {LONGEST_TEXT:,} characters (it has {len(clean):,})")
    return clean


def _parse_id(text: str) -> Id:
    if not IDENTIFIER.fullmatch(text) or len(text) > 120:
        raise ValueError("write a short name of letters, digits, dots and hyphens, without spaces")
    return Id(text)


def _parse_bool(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise ValueError("write yes or no")
    return text.lower() == "yes"


def _parse_int(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,13}", text, re.ASCII) or abs(int(text)) > LARGEST_NUMBER:
        raise ValueError("write a whole number in figures, without commas")
    return int(text)


def _parse_decimal(text: str) -> Decimal:
    try:
        value = Decimal(text) if len(text) <= 30 and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > LARGEST_NUMBER or (value and abs(value) < Decimal("1e-12")):
        raise ValueError("write a number in figures, such as 7.5, without commas")
    return value.normalize()


def _parse_fraction(text: str) -> Fraction:
    match = re.fullmatch(r"(\d{1,6})(?:/(\d{1,6}))?", text, re.ASCII)
    if match is None or (match[2] and int(match[2]) == 0):
        raise ValueError("write a fraction such as 2/3")
    return Fraction(int(match[1]), int(match[2] or 1))


def parse_day(text: str) -> date:
    """Read a day written as 2014-08-29."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("write the day as 2014-08-29")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day; write it as 2014-08-29") from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(f"the year is outside {EARLIEST_YEAR} to {LATEST_YEAR}; check it")
    return day


def _enum_codec(kind: type[Enum]) -> Codec:
    choices = ", ".join(str(member.value) for member in kind)

    def parse(text: str) -> Enum:
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"choose one of: {choices}") from None

    return Codec(parse, lambda value: str(value.value), f"one of: {choices}")


_CODECS: dict[type, Codec] = {
    str: Codec(parse_text, str, "text"),
    Id: Codec(_parse_id, str, "a short name (letters, digits, . _ : / -)"),
    bool: Codec(_parse_bool, lambda value: "yes" if value else "no", "yes or no"),
    int: Codec(_parse_int, str, "a whole number"),
    Decimal: Codec(_parse_decimal, lambda value: f"{value:f}", "a number"),
    Fraction: Codec(_parse_fraction, str, "a fraction such as 2/3"),
    date: Codec(parse_day, date.isoformat, "a day, 2014-08-29"),
    When: Codec(When.parse, str, "a day, month or year: 2014-08-29, 2014-08, 2014"),
    Quarter: Codec(Quarter.parse, str, "a quarter, 2022-Q3"),
}


def codec_for(kind: type) -> Codec:
    """The codec of a type; types with `parse`, `__str__` and `EXPECTS` bring their own.

    >>> codec_for(bool).parse("yes"), codec_for(When).write(When(2014, 8))
    (True, '2014-08')
    """
    known = _CODECS.get(kind)
    if known is None:
        if issubclass(kind, Enum):
            known = _enum_codec(kind)
        elif hasattr(kind, "parse") and hasattr(kind, "EXPECTS"):
            known = Codec(kind.parse, str, kind.EXPECTS)
        else:
            raise TypeError(f"no codec for {kind.__name__}")
        _CODECS[kind] = known
    return known
