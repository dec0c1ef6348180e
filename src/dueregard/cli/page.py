"""What a command tells a person: lines and tables, before anyone decides how they look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its title. `numeric` names the columns (from 0) that are right-aligned.

    Raises ValueError for a row whose cells are not as many as the header's.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"table {self.title!r}: {len(row)} cells under {len(self.header)} titles")


Part = str | Table
Page = tuple[Part, ...]


def plain_table(table: Table) -> list[str]:
    """A table as lines of text in columns, nothing cut short, so that it can be searched and piped.

    >>> for line in plain_table(
    ...     Table(title="Records", header=("register", "rows"), rows=(("risks", "16"),), numeric=frozenset({1}))
    ... ):
    ...     print(line)
    Records
    register  rows
    --------  ----
    risks       16
    """
    columns = list(zip(table.header, *table.rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    rules = tuple("-" * len(title) for title in table.header)
    lines = [
        "  ".join(
            cell.rjust(width) if place in table.numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (table.header, rules, *table.rows)
    ]
    return [table.title, *lines]


def plain_page(page: Page) -> str:
    """A page as text: parts one under the other, a blank line round each table."""
    lines: list[str] = []
    for part in page:
        if isinstance(part, Table):
            lines += ["", *plain_table(part), ""]
        else:
            lines.append(part)
    return "\n".join(lines).strip("\n").replace("\n\n\n", "\n\n") + "\n"
