"""Standings in words, with the range, coverage and confidence that go with them, and their trend."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.assessment.areas import AreaStanding
from dueregard.assessment.rolling import RollUp
from dueregard.assessment.standing import Standing
from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.force.identity import Lead
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.document import Table
from dueregard.papers.wording import capital, ended, listed, lower_first, percent, sentence, unique
from dueregard.papers.writer import Writer

NOTE = (
    "Lowest and highest are what the answers still missing could make of it at worst and at best; likely is"
    " what those given say. Coverage is the share of weight answered. None of them is a mean."
)

# Said of most drivers of a median, so the paper says it once, by their order.
_IN_LOWER_HALF = ", in the lower half of the weight answered"


def step_words(result: RollUp, step: Id | None) -> str:
    """A step of a roll-up as papers print it."""
    return "–" if step is None else result.method.words[result.rank(step)]


def overview(analysis: Analysis, write: Writer) -> None:
    """The force's standing: each SPR area, weakest first, and never one figure for all."""
    view = analysis.view
    standings = analysis.weakest_first
    title = view.framework_titles[analysis.cycle.spr_framework]
    write.paragraph(
        f"Each area of the {title} is given below in words, weakest first, as at"
        f" {day_words(analysis.cycle.as_at)}. The areas are never averaged into one figure for the force.",
        tagged=False,
    )
    behind = analysis.behind(standings)
    for standing in (
        Standing.DOES_NOT_MEET,
        Standing.CANNOT_YET_SAY,
        Standing.MEETS_WITH_GAPS,
        Standing.MEETS,
    ):
        titles = [s.area.title for s in standings if s.standing is standing]
        if titles:
            write.paragraph(f"{listed(titles)}.", behind, lead=f"{capital(standing.value)}:")
    unstated = [s.area.title for s in standings if s.standing is Standing.NOT_STATED]
    if unstated:
        write.paragraph(f"Where the force stands on {listed(unstated)} is {view.unsaid}.", behind)
    _grid_alone(analysis, write)
    _range_chart(analysis, write, standings)
    _trend_charts(analysis, write)


def _grid_alone(analysis: Analysis, write: Writer) -> None:
    """Areas that no capability framework feeds are answered on the SPR grid alone, and the paper says so."""
    alone = [
        s.area.title
        for s in analysis.standings
        if s.roll_up.applicable and not any(a.framework != s.framework.id for a in s.answers)
    ]
    if alone and len(alone) < len(analysis.standings):
        verb = "is" if len(alone) == 1 else "are"
        write.paragraph(
            f"{listed(alone)} {verb} answered on the grid of the requirement alone: no capability framework"
            " of this cycle asks more.",
            analysis.behind(analysis.standings),
        )


def standing_table(
    analysis: Analysis, write: Writer, caption: str, standings: Sequence[AreaStanding]
) -> Table:
    """Standings with the range behind each; what is required of all alike stands in the note."""
    methods = [standing.roll_up.method for standing in standings]
    required = listed(unique(method.words[method.required] for method in methods), "or")
    return write.make_table(
        caption,
        ("SPR area", "Standing", "Lowest", "Likely", "Highest", "Coverage", "Confidence"),
        [_row(standing) for standing in standings],
        analysis.behind(standings),
        widths=(4, 4, 3, 3, 3, 2, 3),
        numeric=(5,),
        note=f"Required of each: {required}. {NOTE}",
    )


def _row(standing: AreaStanding) -> tuple[str, ...]:
    result = standing.roll_up
    return (
        standing.area.title,
        capital(standing.standing.value),
        *(step_words(result, step) for step in (result.lowest, result.likely, result.highest)),
        percent(result.coverage) if result.coverage is not None else "–",
        result.confidence or "–",
    )


def _range_chart(analysis: Analysis, write: Writer, standings: Sequence[AreaStanding]) -> None:
    drawn = [s for s in standings if s.roll_up.lowest is not None]
    table = standing_table(analysis, write, "Standing of each SPR area", standings)
    if not drawn:
        write.blocks.append(table)
        return
    method = drawn[0].roll_up.method
    spec = ChartSpec(
        kind=ChartKind.RANGES,
        x=Axis(title="SPR area", steps=tuple(s.area.title for s in drawn)),
        y=Axis(title="Rating", steps=method.words),
        points=tuple(_range(s) for s in drawn),
        threshold=float(method.required),
        threshold_label="required",
    )
    alt = "For each SPR area the range of ratings and the likely one: " + "; ".join(
        f"{s.area.title} from {step_words(s.roll_up, s.roll_up.lowest)} to"
        f" {step_words(s.roll_up, s.roll_up.highest)}, likely {step_words(s.roll_up, s.roll_up.likely)}"
        for s in drawn
    )
    write.chart("Where each SPR area stands, and what is not known", alt + ".", spec, table)


def _range(standing: AreaStanding) -> Point:
    low, likely, high = (
        None if step is None else float(standing.roll_up.rank(step))
        for step in (standing.roll_up.lowest, standing.roll_up.likely, standing.roll_up.highest)
    )
    return Point(x=standing.area.title, y=likely, low=low, high=high)


def _trend_charts(analysis: Analysis, write: Writer) -> None:
    """Standings over the cycles: how many areas stood in each of the four words."""
    cycles = analysis.book.cycles[: analysis.book.place[analysis.cycle.id] + 1]
    by_area = {s.area.id: analysis.trend(s.area.id) for s in analysis.standings}
    judged = {a: t for a, t in by_area.items() if any(p.standing.standing.is_judged for p in t)}
    if len(cycles) < 2 or not judged:
        return
    header = ("SPR area", *(cycle.id for cycle in cycles))
    rows = []
    for area, points in judged.items():
        at = {p.cycle.id: capital(p.standing.standing.value) for p in points}
        rows.append(
            (
                analysis.book.framework(analysis.cycle.spr_framework).area_by_id[area].title,
                *(at.get(cycle.id, "–") for cycle in cycles),
            )
        )
    behind = analysis.behind([p.standing for points in judged.values() for p in points])
    table = write.make_table(
        "Standing of each SPR area by cycle",
        header,
        rows,
        behind,
        widths=(4, *(3 for _ in cycles)),
        note="A dash: the area was not asked, or was asked differently, in that version of the requirement.",
    )
    words = [s for s in Standing if s.is_judged]
    counts = {
        (cycle.id, word): sum(
            1
            for points in judged.values()
            for p in points
            if p.cycle.id == cycle.id and p.standing.standing is word
        )
        for cycle in cycles
        for word in words
    }
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="Cycle", steps=tuple(cycle.id for cycle in cycles)),
        y=Axis(title="SPR areas"),
        points=tuple(
            Point(x=c.id, y=float(counts[c.id, w]), series=capital(w.value)) for c in cycles for w in words
        ),
        series=tuple(capital(word.value) for word in words),
    )
    alt = "; ".join(
        f"{c.id}: " + ", ".join(f"{counts[c.id, w]} {lower_first(w.value)}" for w in words if counts[c.id, w])
        for c in cycles
    )
    write.heading(2, "How standings have moved")
    write.paragraph(
        "The trend of an area runs through a change of version where the crosswalk says that the same is asked.",
        behind,
    )
    write.chart(
        "How many SPR areas stood where, by cycle", f"Number of SPR areas by standing. {alt}.", spec, table
    )


def lead_standing(analysis: Analysis, write: Writer, lead: Lead, *, most_drivers: int, whole: bool) -> None:
    """Where one business area stands: each of its SPR areas with why, what drives it, and its trend.

    The Commissioner's paper names the strongest drivers and tables the trend; the composite report,
    which gives the `whole`, draws it and adds each heading.
    """
    write.heading(2, "Where it stands", lead)
    standings = analysis.standings_of(lead)
    if not standings:
        write.paragraph(
            "This business area answers for no area of the requirement, so it has no standing of its own.",
            lead,
            tagged=False,
        )
        return
    for standing in standings:
        behind = analysis.behind([standing])
        write.paragraph(ended(standing.sentence), behind, lead=f"{standing.area.title}.")
        _drivers(analysis, write, standing, most_drivers)
        _beside(analysis, write, standing)
    if any(s.roll_up.lowest is not None for s in standings):
        if whole:
            _by_heading(analysis, write, lead, standings)
        _lead_trend(analysis, write, lead, standings, drawn=whole)


def _drivers(analysis: Analysis, write: Writer, standing: AreaStanding, most: int) -> None:
    drivers = standing.roll_up.drivers
    items = []
    for driver in drivers[:most]:
        framework = analysis.book.framework(driver.framework)
        criterion = framework.criterion_by_id[driver.criterion]
        items.append(f"{ended(criterion.asks)} {capital(ended(driver.reason.removesuffix(_IN_LOWER_HALF)))}")
    if len(drivers) > most:
        items.append(f"And {len(drivers) - most} more that weigh on it less.")
    if items:
        write.plain("What decides or limits it, most first:", analysis.behind([standing]))
        write.bullets(items, analysis.behind([standing]))


def _beside(analysis: Analysis, write: Writer, standing: AreaStanding) -> None:
    """Challenge and professional judgement, beside the computed value and never in its place."""
    if standing.challenged is not None and standing.challenged_standing is not None:
        number = len(standing.challenges)
        write.paragraph(
            f"{number} {'rating is' if number == 1 else 'ratings are'} challenged by reviewers. If the reviewers are"
            f" right the standing is: {standing.challenged_standing.value} (lowest"
            f" {step_words(standing.challenged, standing.challenged.lowest)}, likely"
            f" {step_words(standing.challenged, standing.challenged.likely)}).",
            analysis.behind([standing]),
            *standing.challenges,
            lead="Challenge.",
        )
    if standing.override is not None:
        judged = standing.override
        write.paragraph(
            f"{judged.by} judges the rating to be {standing.framework.words(judged.rating)}, from"
            f" {day_words(judged.made_on)} until {day_words(judged.until_on)}. The reason given:"
            f" {sentence(judged.reason)} The computed value stands beside it.",
            judged,
            lead="Professional judgement.",
        )


def _by_heading(analysis: Analysis, write: Writer, lead: Lead, standings: Sequence[AreaStanding]) -> None:
    headings = standings[0].framework.headings
    rows = []
    for standing in standings:
        for heading in headings:
            result = standing.under(heading.id)
            likely = step_words(result, result.likely)
            span = f"{step_words(result, result.lowest)} to {step_words(result, result.highest)}"
            rows.append(
                (
                    standing.area.title,
                    heading.title,
                    span,
                    likely,
                    f"{result.answered} of {result.applicable}",
                )
            )
    write.table(
        f"{lead.business_area} by heading",
        ("SPR area", "Heading", "From lowest to highest", "Likely", "Answered"),
        rows,
        analysis.behind(standings),
        widths=(4, 4, 5, 3, 2),
    )


def _lead_trend(
    analysis: Analysis, write: Writer, lead: Lead, standings: Sequence[AreaStanding], *, drawn: bool
) -> None:
    trends = {
        s.area.title: [p for p in analysis.trend(s.area.id) if p.standing.roll_up.likely] for s in standings
    }
    trends = {title: points for title, points in trends.items() if len(points) > 1}
    if not trends:
        return
    cycles = sorted({point.cycle.id for points in trends.values() for point in points})
    method = standings[0].roll_up.method
    marks = []
    for title, points in trends.items():
        for point in points:
            result = point.standing.roll_up
            assert result.likely is not None
            marks.append(Point(x=point.cycle.id, y=float(result.rank(result.likely)), series=title))
    spec = ChartSpec(
        kind=ChartKind.LINES,
        x=Axis(title="Cycle", steps=tuple(cycles)),
        y=Axis(title="Likely rating", steps=method.words),
        points=tuple(marks),
        series=tuple(trends),
        threshold=float(method.required),
        threshold_label="required",
    )
    words = {
        title: {p.cycle.id: _range_words(p.standing.roll_up) for p in points}
        for title, points in trends.items()
    }
    behind = analysis.behind([p.standing for points in trends.values() for p in points])
    table = write.make_table(
        f"{lead.business_area}: likely rating by cycle, with lowest to highest in brackets where they differ",
        ("SPR area", *cycles),
        [(title, *(words[title].get(cycle, "–") for cycle in cycles)) for title in trends],
        behind,
        widths=(4, *(3 for _ in cycles)),
    )
    if not drawn:
        write.blocks.append(table)
        return
    alt = "; ".join(
        f"{title}: " + ", ".join(f"{c} {w}" for c, w in by.items()) for title, by in words.items()
    )
    write.chart(f"{lead.business_area}: likely rating by cycle", f"{alt}.", spec, table)


def _range_words(result: RollUp) -> str:
    low, likely, high = (step_words(result, step) for step in (result.lowest, result.likely, result.highest))
    return likely if low == high else f"{likely} ({low} to {high})"
