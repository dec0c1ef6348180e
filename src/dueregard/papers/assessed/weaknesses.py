"""Vulnerabilities as papers print them: ranked, each in its one sentence, with what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dueregard.common.codecs import Id
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Cause
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.wording import capital, counted, listed
from dueregard.papers.writer import Writer
from dueregard.vulnerabilities.model import Vulnerability

RANKED_BY = (
    "Ranked by what comes first in this order: an essential criterion, steps below the required rating, weight,"
    " the rating of a risk, days overdue, moves of a due date. Nothing is added up."
)

NO_AREA = "No business area"


def lead_weaknesses(analysis: Analysis, write: Writer, lead: Lead, most: int | None = 3) -> None:
    """The vulnerabilities of one business area; `most` of them, the rest counted."""
    found = analysis.vulnerabilities_of(lead)
    write.heading(2, "Vulnerabilities", lead)
    if not found:
        write.paragraph(f"{_none_found(analysis, ' of this business area')}.", lead, tagged=False)
        return
    open_ones = [v for v in found if v in analysis.report.found]
    accepted = len(found) - len(open_ones)
    words = f"The rules find {counted(len(open_ones), 'vulnerability', 'vulnerabilities')} here"
    words += f", and {counted(accepted, 'more is', 'more are')} accepted for a time" if accepted else ""
    shown = found if most is None else found[:most]
    if len(shown) < len(found):
        words += f"; the {len(shown)} most serious are given here and all of them in its composite report"
    write.paragraph(words + ".", analysis.behind_all(found), tagged=False)
    note = RANKED_BY if most is None else None
    weakness_table(analysis, write, f"Vulnerabilities: {lead.business_area}", shown, note)


def _none_found(analysis: Analysis, where: str = "") -> str:
    """A restated document is judged by no rule: that it is silent is not a strength."""
    if analysis.view.is_restated:
        return f"Vulnerabilities{where} are {analysis.view.unsaid}, and no rule is applied to what it does not say"
    return f"No rule finds a vulnerability{where}"


def weakness_table(
    analysis: Analysis, write: Writer, caption: str, found: Sequence[Vulnerability], note: str | None
) -> None:
    """A table of vulnerabilities, most serious first; a paper says once, in a note, how they are ranked."""
    titles = {action.id: action.title for action in analysis.snapshot.actions}
    write.table(
        caption,
        ("Rank", "Vulnerability", "Cause", "Since", "Treated or accepted"),
        [
            (str(number), v.sentence, capital(v.cause.value), v.first_seen, _treatment(v, titles))
            for number, v in enumerate(found, start=1)
        ],
        analysis.behind_all(found),
        widths=(1, 10, 2, 2, 4),
        note=note,
    )


def _treatment(v: Vulnerability, titles: Mapping[Id, str]) -> str:
    parts = [v.acceptance.words()] if v.acceptance else []
    if v.treated_by:
        parts.append(f"Action: {listed([titles.get(action, action) for action in v.treated_by])}")
    if not parts and v.inputs[:1] == (f"actions/{v.subject}",):
        return "The action itself"
    return " ".join(parts) or "No action recorded"


def _by_area_and_cause(analysis: Analysis, found: Sequence[Vulnerability]) -> dict[tuple[str, Cause], int]:
    """How many of each cause each business area has; those of none of them come last, so that all are counted."""
    leads = {lead.id: lead.business_area for lead in analysis.view.force.leads}
    areas = [area for lead, area in leads.items() if any(v.lead == lead for v in found)]
    if any(v.lead not in leads for v in found):
        areas.append(NO_AREA)
    number = {(area, cause): 0 for area in areas for cause in Cause}
    for each in found:
        number[leads.get(each.lead, NO_AREA) if each.lead else NO_AREA, each.cause] += 1
    return number


def causes(analysis: Analysis, write: Writer) -> None:
    """How many vulnerabilities of each cause, by business area."""
    found = analysis.report.found
    if not found:
        write.paragraph(f"{_none_found(analysis)}.", tagged=False)
        return
    number = _by_area_and_cause(analysis, found)
    areas = tuple(dict.fromkeys(area for area, _ in number))
    table = write.make_table(
        "Vulnerabilities by business area and cause",
        ("Business area", *(cause.value.capitalize() for cause in Cause), "All"),
        [
            (
                area,
                *(str(number[area, cause]) for cause in Cause),
                str(sum(number[area, cause] for cause in Cause)),
            )
            for area in areas
        ],
        analysis.behind_all(found),
        numeric=tuple(range(1, len(Cause) + 2)),
    )
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="Business area", steps=areas),
        y=Axis(title="Vulnerabilities"),
        points=tuple(
            Point(x=area, y=float(number[area, cause]), series=cause.value.capitalize())
            for area in areas
            for cause in Cause
        ),
        series=tuple(cause.value.capitalize() for cause in Cause),
    )
    alt = "; ".join(
        f"{area}: "
        + ", ".join(f"{number[area, cause]} {cause.value}" for cause in Cause if number[area, cause])
        for area in areas
    )
    write.heading(2, "Vulnerabilities of the force")
    words = f"The rules find {counted(len(found), 'vulnerability', 'vulnerabilities')}"
    accepted = len(analysis.report.accepted)
    words += (
        f", and {counted(accepted, 'more', 'more')} accepted by a named person until a date."
        if accepted
        else "."
    )
    write.paragraph(words, analysis.behind_all(found), tagged=False)
    write.chart("Vulnerabilities by business area and cause", f"Vulnerabilities found. {alt}.", spec, table)
    weakness_table(
        analysis, write, "The ten most serious vulnerabilities of the force", found[:10], RANKED_BY
    )
    if analysis.report.rules_off:
        write.plain("Rules that could not be asked:")
        write.bullets([f"{rule.name}: {rule.why}" for rule in analysis.report.rules_off])
