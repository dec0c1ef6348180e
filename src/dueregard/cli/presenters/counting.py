"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun in the right form.

    >>> counted(1, "paper"), counted(0, "paper"), counted(1200, "vulnerability", "vulnerabilities")
    ('1 paper', '0 papers', '1,200 vulnerabilities')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
