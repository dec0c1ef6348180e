"""What `dueregard demo` says at its end: computed from the papers just written, ten lines for two examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dueregard.assessment.changes import Change
from dueregard.assessment.standing import Standing
from dueregard.cli.demonstration import Shown
from dueregard.cli.page import Page
from dueregard.cli.presenters.counting import counted
from dueregard.common.records import Origin
from dueregard.papers.document import Decision, Document
from dueregard.papers.gaps import find_gaps


def demo_page(shown: Sequence[Shown]) -> Page:
    """Restated papers first, then forces that were assessed."""
    ordered = sorted(shown, key=lambda each: each.paper.origin is not Origin.PAPER)
    return tuple(line for each in ordered for line in _lines(each))


def _lines(shown: Shown) -> Iterator[str]:
    yield _papers(shown)
    if any(standing.standing.is_judged for standing in shown.standings):
        yield from _standings(shown)
        if shown.comparison is not None:
            yield _changes(shown)
        yield _vulnerable(shown)
        yield _unsaid(shown)
    else:
        yield _silent(shown)
    yield _where(shown)


def _papers(shown: Shown) -> str:
    force = shown.snapshot.force
    what = "fictional" if force.fictional else "public facts only"
    return (
        f"{force.name} ({what}), paper of {shown.paper.date_words.words()} on {shown.paper.cycle}: "
        f"{_size(shown.full)} in the full edition, {_size(shown.public)} in the public one."
    )


def _size(document: Document) -> str:
    asked = {block.number for block in document.blocks if isinstance(block, Decision)}
    paragraphs = counted(len(document.paragraph_numbers()), "numbered paragraph")
    return f"{paragraphs} and {counted(len(asked), 'recommendation')}"


def _standings(shown: Shown) -> Iterator[str]:
    """Two lines: what does not meet or cannot be said, and what meets."""
    by_standing: dict[Standing, list[str]] = {}
    for each in shown.standings:
        by_standing.setdefault(each.standing, []).append(each.area.title)

    def told(*standings: Standing) -> str:
        parts = [f"{s.capitalize()}: {', '.join(by_standing.get(s, ['none']))}." for s in standings]
        return "  " + " ".join(parts)

    yield told(Standing.DOES_NOT_MEET, Standing.CANNOT_YET_SAY)
    yield told(Standing.MEETS_WITH_GAPS, Standing.MEETS)


def _changes(shown: Shown) -> str:
    assert shown.comparison is not None
    counts = Counter(area.change for area in shown.comparison.areas)
    told = ", ".join(f"{counts[change]} {change}" for change in Change if counts[change])
    return f"  SPR areas since {shown.comparison.earlier.id}: {told}."


def _vulnerable(shown: Shown) -> str:
    report = shown.vulnerabilities
    untreated = sum(not row.treated_by for row in report.found)
    told = (
        f"  {counted(len(report.found), 'vulnerability', 'vulnerabilities')}, {untreated} with no open action, "
        f"and {len(report.accepted)} accepted until a date."
    )
    return f"{told} First: {report.found[0].sentence}" if report.found else told


def _unsaid(shown: Shown) -> str:
    gaps = counted(len(find_gaps(shown.full)), "thing")
    told = f"  {gaps} the full paper says it does not know yet"
    if not shown.releases:
        return f"{told}; every Release stands, so it could be frozen."
    lapsed = counted(len(shown.releases), "Release")
    return f"{told}; {lapsed} may not go out, so it cannot be frozen until the words are read again."


def _silent(shown: Shown) -> str:
    gaps = counted(len(find_gaps(shown.full)), "thing")
    found = counted(len(shown.vulnerabilities.found), "vulnerability", "vulnerabilities")
    return f"  {gaps} not stated in the source or not there yet, each said; rules read none of it: {found}."


def _where(shown: Shown) -> str:
    reports = counted(len(shown.composites), "composite report")
    return (
        f"  Look in {shown.folder}/: commissioner-paper-full and -public (.docx .pdf .html), {reports}. "
        f"Ask more: dueregard check {shown.pack}"
    )
