"""What changed since the cycle compared with: which way, why, and on what new evidence."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.assessment.calibration import calibrate
from dueregard.assessment.changes import AreaChange, Change, CriterionChange
from dueregard.common.records import Marked
from dueregard.force.identity import Lead
from dueregard.improvement.settings import SettingUnusable, whole_number_on
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.wording import capital, counted, ended, listed
from dueregard.papers.writer import Writer

MINIMUM_SETTING = "calibration-minimum"
_FALLS_FIRST = (
    Change.DOWN,
    Change.NO_LONGER_ANSWERED,
    Change.UP,
    Change.NEWLY_ANSWERED,
    Change.NOW_NOT_APPLICABLE,
)


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


def lead_changes(analysis: Analysis, write: Writer, lead: Lead, most: int | None = 3) -> None:
    """The criteria of one business area whose answer moved, with why and on what new evidence.

    Falls come first, since a reader who stops early must not miss them.
    """
    comparison = analysis.comparison
    if comparison is None or analysis.view.is_restated:
        return
    mine = [c for c in comparison.criteria if _is_of(c, lead)]
    moved = [c for c in mine if c.change in _FALLS_FIRST]
    if not mine:
        return
    write.heading(2, f"What changed since {comparison.earlier.id}", lead)
    kept = sum(1 for c in mine if c.change in (Change.UNCHANGED, Change.CARRIED))
    words = f"{capital(counted(len(moved), 'answer'))} moved"
    words += f"; {kept} stayed as before" if kept else ""
    new = sum(1 for c in mine if c.change is Change.NEW)
    words += f"; {counted(new, 'criterion is', 'criteria are')} new in this version" if new else ""
    moved.sort(key=lambda c: _FALLS_FIRST.index(c.change))
    shown = moved if most is None else moved[:most]
    if len(shown) < len(moved):
        words += (
            f". {len(shown)} of those that moved are given here, falls first; all are in its composite report"
        )
    write.paragraph(words + ".", _marks(analysis, mine), tagged=False)
    write.table(
        f"Answers that moved: {lead.business_area}",
        ("Criterion", comparison.earlier.id, comparison.later.id, "Why", "New evidence"),
        [_criterion_row(analysis, change) for change in shown],
        _marks(analysis, shown),
        widths=(8, 2, 2, 6, 4),
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
    """How challenges of each business area's ratings went, past a stated number; never of a person."""
    settings, on = analysis.view.force.settings, analysis.view.as_at
    if analysis.view.is_restated or not analysis.snapshot.challenges:
        return
    write.heading(2, "Calibration of business areas")
    try:
        minimum = whole_number_on(settings, MINIMUM_SETTING, on)
    except SettingUnusable as error:
        write.paragraph(f"Calibration is not shown: {error}", tagged=False)
        return
    upto = analysis.book.place[analysis.cycle.id] + 1
    cycles = [cycle.id for cycle in analysis.book.cycles[:upto]]
    found = calibrate(analysis.book, cycles, minimum=minimum)
    marks = analysis.derived(analysis.snapshot.challenges)
    write.paragraph(
        f"Reviewers challenge ratings. For each business area of which {minimum} responses or more were challenged,"
        f" {cycles[0]} to {cycles[-1]}, the table says how often its own rating was moved, and which way. It speaks"
        " of areas, not people.",
        marks,
        tagged=False,
    )
    write.table(
        "Challenges of self-ratings by business area",
        ("Business area", "New answers", "Challenged", "Moved up", "Moved down", "Still open"),
        [
            (
                analysis.view.lead_title(row.lead),
                *(
                    str(n)
                    for n in (row.answered, row.challenged, row.upheld_up, row.upheld_down, row.still_open)
                ),
            )
            for row in found.shown
        ],
        marks,
        numeric=(1, 2, 3, 4, 5),
    )
    if found.too_few:
        names = listed([analysis.view.lead_title(lead) for lead in found.too_few])
        write.plain(f"Too few to show: {names}.", marks)
