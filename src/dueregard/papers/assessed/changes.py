"""What changed since the cycle compared with: which way, why, and on what new evidence."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.assessment.changes import AreaChange, Change, CriterionChange
from dueregard.common.records import Marked
from dueregard.force.identity import Lead
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.wording import capital, counted, ended, listed
from dueregard.papers.writer import Writer

_MOVED = (Change.UP, Change.DOWN, Change.NEWLY_ANSWERED, Change.NO_LONGER_ANSWERED, Change.NOW_NOT_APPLICABLE)


def changes(analysis: Analysis, write: Writer) -> None:
    """Each SPR area since the cycle compared with, also across versions of the requirement."""
    comparison = analysis.comparison
    if comparison is None or analysis.view.is_restated:
        return
    earlier, later = comparison.earlier, comparison.later
    write.heading(2, f"What changed since {earlier.id}")
    behind = _behind(analysis, comparison.areas)
    write.paragraph(
        f"{later.id} beside {earlier.id}, area by area. No direction is claimed where the two versions of the"
        " requirement do not ask the same.",
        behind,
    )
    write.bullets(comparison.notes, behind)
    write.table(
        f"SPR areas: {earlier.id} and {later.id}",
        ("SPR area", earlier.id, later.id, "Change", "What became of its criteria"),
        [_area_row(area) for area in comparison.areas],
        behind,
        widths=(4, 3, 3, 3, 7),
    )


def _area_row(area: AreaChange) -> tuple[str, ...]:
    before = area.before.standing.value if area.before is not None else ""
    after = area.after.standing.value if area.after is not None else ""
    criteria = area.sentence.partition("; ")[2]
    return (area.area.title, capital(before), capital(after), capital(area.words), capital(criteria))


def lead_changes(analysis: Analysis, write: Writer, lead: Lead) -> None:
    """The criteria of one business area whose answer moved, with why and on what new evidence."""
    comparison = analysis.comparison
    if comparison is None or analysis.view.is_restated:
        return
    mine = [c for c in comparison.criteria if _is_of(c, lead)]
    moved = [c for c in mine if c.change in _MOVED]
    if not mine:
        return
    write.heading(2, f"What changed since {comparison.earlier.id}", lead)
    kept = sum(1 for c in mine if c.change in (Change.UNCHANGED, Change.CARRIED))
    words = f"{capital(counted(len(moved), 'answer'))} moved; {counted(kept, 'answer')} stayed as before"
    new = sum(1 for c in mine if c.change is Change.NEW)
    words += f"; {counted(new, 'criterion is', 'criteria are')} new in this version" if new else ""
    write.paragraph(words + ".", _marks(analysis, mine), tagged=False)
    write.table(
        f"Answers that moved: {lead.business_area}",
        ("Criterion", comparison.earlier.id, comparison.later.id, "Why", "New evidence"),
        [_criterion_row(analysis, change) for change in moved],
        _marks(analysis, moved),
        widths=(6, 3, 3, 6, 4),
    )


def _is_of(change: CriterionChange, lead: Lead) -> bool:
    answer = change.after
    return answer is not None and answer.given_by == lead.id


def _criterion_row(analysis: Analysis, change: CriterionChange) -> tuple[str, ...]:
    assert change.after is not None
    titles = {evidence.id: evidence.title for evidence in analysis.snapshot.evidence}
    return (
        change.after.criterion.asks,
        _rating(analysis, change, before=True),
        _rating(analysis, change, before=False),
        ended(change.why) if change.why else "no reason given",
        listed([titles[e] for e in change.new_evidence if e in titles]) or "none",
    )


def _rating(analysis: Analysis, change: CriterionChange, *, before: bool) -> str:
    answer = change.before if before else change.after
    if answer is None:
        return ""
    if answer.rating is None:
        return answer.kind.value.replace("-", " ")
    return analysis.book.framework(answer.framework).words(answer.rating)


def _behind(analysis: Analysis, areas: Sequence[AreaChange]) -> Marked:
    return analysis.behind([s for area in areas for s in (area.before, area.after) if s is not None])


def _marks(analysis: Analysis, found: Sequence[CriterionChange]) -> Marked:
    answers = [answer for change in found for answer in (change.before, change.after) if answer is not None]
    return analysis.derived(row for answer in answers for row in (answer.said, answer.given))


def calibration(analysis: Analysis, write: Writer) -> None:
    """How challenges of each business area's ratings went (being written)."""
