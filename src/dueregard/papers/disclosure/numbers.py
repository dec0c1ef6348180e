"""Numbers that say too much: small ones, and those that come out when others are taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dueregard.papers.disclosure.findings import Concern, DisclosureFinding
from dueregard.papers.document import Chart, Document, Table
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.public import PublicSnapshot

# Columns of numbers that count nobody and nothing: scores, places in a list, durations.
NOT_COUNTS = frozenset(
    {"Likelihood", "Health", "Social", "Economic", "Environment", "Score", "No.", "Days", "Officer-days"}
)
# Tables that count records which the same paper prints one by one.
COUNTED_BESIDE = frozenset({"Number of risks by likelihood and highest impact"})
Figures = dict[tuple[str, str, str], int]
"""Table, row and column -> the count that stands there."""


def figures(document: Document) -> Figures:
    """Every count in the tables of a document. A row whose name stands twice in a table is left out."""
    found: Figures = {}
    for table in _tables(document):
        names = Counter(row[0] for row in table.rows)
        for row in table.rows:
            for column in table.numeric:
                number = _whole(row[column])
                header = table.header[column]
                if number is not None and names[row[0]] == 1 and _counts(table, header):
                    found[table.caption, row[0], header] = number
    return found


def _tables(document: Document) -> Iterator[Table]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Chart):
            yield block.table


def _counts(table: Table, header: str) -> bool:
    return header not in NOT_COUNTS and table.caption not in COUNTED_BESIDE


def _whole(cell: str) -> int | None:
    digits = cell.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def small_numbers(document: Document, threshold: int) -> Iterator[DisclosureFinding]:
    """Counts above nought and below the threshold, a finding for each column of a table."""
    small: dict[tuple[str, str], list[str]] = {}
    for (caption, row, header), number in figures(document).items():
        if 0 < number < threshold:
            small.setdefault((caption, header), []).append(f"{row} {number}")
    for (caption, header), cells in small.items():
        yield DisclosureFinding(
            Concern.SMALL_NUMBER,
            f"{caption}, {header}",
            f"below {threshold}: {'; '.join(cells)}",
            "ask whether people could be known by so small a number, and publish a wider count or none",
        )


def differences(
    document: Document, earlier: Mapping[str, Document], threshold: int
) -> Iterator[DisclosureFinding]:
    """Counts of two public editions that differ by less than the threshold: the change is a small number."""
    now = figures(document)
    for name, before in earlier.items():
        then = figures(before)
        for key in now.keys() & then.keys():
            change = abs(now[key] - then[key])
            if 0 < change < threshold:
                caption, row, header = key
                yield DisclosureFinding(
                    Concern.DIFFERENCE,
                    f"{caption}, {row}, {header}",
                    f"{then[key]:,} in the public edition of {name} and {now[key]:,} in this one, "
                    f"a difference of {change}",
                    "ask whether those who came or went could be known by it",
                )


def remainders(snapshot: Snapshot, public: PublicSnapshot) -> Iterator[DisclosureFinding]:
    """Strength of one duty function that is withheld and comes out by taking the others from the whole."""
    published = {strength.id for strength in public.strength}
    for whole in public.strength:
        if whole.function is not None:
            continue
        parts = [
            s
            for s in snapshot.strength
            if s.function is not None and (s.as_at, s.measure) == (whole.as_at, whole.measure)
        ]
        withheld = [part for part in parts if part.id not in published]
        adds_up = sum(part.officers for part in parts) == whole.officers
        if adds_up and len(withheld) == 1 < len(parts):
            yield DisclosureFinding(
                Concern.REMAINDER,
                f"registers/strength.csv, {withheld[0].id}",
                f"the officers of the function {withheld[0].function} {whole.as_at.words()} are withheld, and are"
                " the published total less the published parts",
                "withhold another part as well, or publish this one",
            )
