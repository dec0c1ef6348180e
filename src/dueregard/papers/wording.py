"""Small pieces of English that papers are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def listed(items: Sequence[str], last: str = "and") -> str:
    """Words in a row.

    >>> listed(["capacity", "capability", "consistency"])
    'capacity, capability and consistency'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "action"), counted(1200, "response"), counted(0, "risk")
    ('1 action', '1,200 responses', 'no risks')
    """
    word = noun if number == 1 else (plural or noun + "s")
    return f"{number:,} {word}" if number else f"no {word}"


def percent(share: Fraction | Decimal, places: int = 0) -> str:
    """A share as a percentage, halves rounded up.

    >>> percent(Fraction(1, 3)), percent(Decimal("0.0699"), 1)
    ('33 %', '7.0 %')
    """
    value = Decimal(share.numerator) / share.denominator if isinstance(share, Fraction) else share
    exponent = Decimal(1).scaleb(-places)
    return f"{(value * 100).quantize(exponent, ROUND_HALF_UP)} %"


def number_words(value: Decimal | int) -> str:
    """A number with thousands separated and no needless noughts.

    >>> number_words(Decimal("6000.0")), number_words(7155)
    ('6,000', '7,155')
    """
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value.quantize(Decimal(1)):,}" if value == value.to_integral() else f"{value.normalize():,f}"


def sentence(text: str) -> str:
    """A capital first and a full stop last.

    >>> sentence("the plan is shared")
    'The plan is shared.'
    """
    return capital(ended(text))


def ended(text: str) -> str:
    """The text with a full stop, its first letter as it was.

    >>> ended("to set out what will be done")
    'to set out what will be done.'
    """
    text = text.strip()
    return text if text[-1:] in (".", "?", "!", ":") else text + "."


def capital(text: str) -> str:
    """The text with a capital first letter.

    >>> capital("in October 2013")
    'In October 2013'
    """
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is in capitals (an abbreviation).

    >>> lower_first("The plan"), lower_first("ACC Crime")
    ('the plan', 'ACC Crime')
    """
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first[1:2].isupper() else text[:1].lower() + text[1:]


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Items once each, in the order first seen."""
    return tuple(dict.fromkeys(items))
