"""What deployments cost local policing, from stored Results alone: nothing is simulated when a paper is made.

Only what a commissioner can use is printed. The headings that limit trust stand above the figures, a Result that no
longer fits the records says so first, and each figure names the Result it is from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.effects.stored import (
    EVERY_GRADE,
    FORCE,
    FROM_THEN_ON,
    EffectValue,
    FigureValue,
    InfluenceValue,
    VerdictValue,
)
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.assessed.cited import VERDICT_WORDS, ResultSection
from dueregard.papers.assessed.strengths import strengths
from dueregard.papers.wording import capital
from dueregard.papers.writer import Writer

NOT_SEEN = "not seen within the standard"
# What the table prints, in its order: the measure as it is stored, in words, and whether grade by grade.
ROWS = (
    (NOT_SEEN, "People not seen within the standard", True),
    ("wait that the longest-waiting tenth exceed", "Minutes that the longest-waiting tenth exceed", True),
    ("hours waited", "Work deferred: hours waited, over all people", False),
    ("lost", "Work lost: calls cancelled, closed unattended or given no appointment", False),
    ("unresolved at the end", "People still waiting at the end of what was simulated", False),
)


def effects(analysis: Analysis, write: Writer) -> bool:
    """Every Result that the paper cites; whether there is one."""
    if not analysis.cited and not analysis.unprintable:
        return False
    marked = analysis.derived([*(each.result for each in analysis.cited), *analysis.unprintable])
    write.heading(2, "What they cost local policing", marked)
    for result in analysis.unprintable:
        write.callout(
            "Stale",
            f"Result {result.hash[:8]} was kept by another version of the software, which this one cannot print. Work "
            "it out again, and cite the new Result.",
            marked,
        )
    if not analysis.cited:
        return True
    write.paragraph(
        "These figures were worked out before this paper was made: the same calls are lived through twice, with the "
        "officers at home and with them away. “Likely between” is where one such deployment would come out nine times "
        "in ten. Each figure is from the stored Result named in brackets; the annex says what it was made from.",
        marked,
    )
    for cited in analysis.cited:
        if isinstance(cited.value, EffectValue):
            _effect(ResultSection(analysis, write, cited), cited.value)
        else:
            strengths(ResultSection(analysis, write, cited), cited.value)
    return True


def _effect(section: ResultSection, value: EffectValue) -> None:
    section.opening(value.deployment)
    section.paragraph(value.headline + section.source)
    if not value.null:
        _figures(section, value)
    _emergencies(section, value.verdicts)
    section.paragraph(value.neighbourhood + section.source, lead="Neighbourhood policing.")
    _by_area(section, value)
    section.paragraph(value.recovery.sentence + section.source, lead="Back to normal.")
    _influences(section, value)
    section.validity()


def _figures(section: ResultSection, value: EffectValue) -> None:
    rows = [
        (words, capital(each.grade), each.without_words, capital(each.words))
        for measure, words, by_grade in ROWS
        for each in _of(value.figures, measure, by_grade)
    ]
    section.write.table(
        "What the deployment changes in the force, for people who call from its first day on",
        ("What is counted", "Whose calls", "Without it", "Because of it"),
        rows,
        section.marked,
        numeric=(2,),
        widths=(6, 4, 2, 6),
        note=f"Mean over runs, rounded to what the range supports. Result {section.cited.short}.",
    )


def _of(figures: Sequence[FigureValue], measure: str, by_grade: bool) -> Iterator[FigureValue]:
    """A measure of the force, grade by grade or of all that is no emergency; all of one grade where only it is."""
    found = [
        each
        for each in figures
        if (each.measure, each.local_area, each.window) == (measure, FORCE, FROM_THEN_ON)
    ]
    together = [each for each in found if each.grade == EVERY_GRADE]
    yield from found if by_grade or not together else together


def _emergencies(section: ResultSection, verdicts: Sequence[VerdictValue]) -> None:
    if not verdicts:
        section.paragraph(
            "No grade of this log is an emergency, so there is no verdict.", lead="Emergencies."
        )
        return
    said = " ".join(each.sentence for each in verdicts)
    places = ("in the force", "in its worst local area")
    found = "; ".join(
        f"{VERDICT_WORDS.get(each.verdict, each.verdict)} {place}"
        for each, place in zip(verdicts, places, strict=False)
    )
    section.paragraph(f"Attendance in time is {found}. {said}{section.source}", lead="Emergencies.")


def _by_area(section: ResultSection, value: EffectValue) -> None:
    figures = {
        each.local_area: each
        for each in value.figures
        if each.measure == NOT_SEEN and each.local_area != FORCE and each.window == FROM_THEN_ON
    }
    section.write.table(
        "By local area: people not seen in time about something that is no emergency, and neighbourhood hours lost",
        ("Local area", "People not seen in time", "Neighbourhood hours lost"),
        [
            (
                section.named(each.local_area),
                capital(figures[each.local_area].words) if each.local_area in figures else "",
                f"{each.minutes / 60:,.0f}",
            )
            for each in value.neighbourhood_lost
        ],
        section.marked,
        numeric=(2,),
        widths=(4, 8, 4),
        note=f"Result {section.cited.short}.",
    )


def _influences(section: ResultSection, value: EffectValue) -> None:
    if value.null or not value.most_important:
        return
    by_name = {each.input: each for each in value.influences}
    chosen = [by_name[name] for name in value.most_important if name in by_name]
    section.paragraph(
        "The three inputs that move the first figure of this part most, and by how much:",
        lead="What it hangs on.",
    )
    section.write.bullets([_influence(each) for each in chosen], section.marked)


def _influence(each: InfluenceValue) -> str:
    known = "assumed" if each.assumption else "estimated from the log"
    if each.at_low is None or each.at_high is None:
        return f"{capital(each.input)} ({known}): not known."
    return (
        f"{capital(each.input)} ({known}): {_moved(each.at_low)} at {each.low_end}, "
        f"{_moved(each.at_high)} at {each.high_end}."
    )


def _moved(people: float) -> str:
    return f"{abs(people):,.0f} {'more' if people >= 0 else 'fewer'}"
