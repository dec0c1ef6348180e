"""Head of the paper, purpose, decisions asked, background: what happened since the last paper."""

from __future__ import annotations

from datetime import date

from dueregard.improvement.inspections import (
    Finding,
    FindingKind,
    Inspection,
    Recommendation,
    RecommendationState,
    Stance,
)
from dueregard.papers.sections.prose import Say, dated, write_decisions, write_prose
from dueregard.papers.view import View
from dueregard.papers.wording import capital, counted, ended, listed, lower_first, sentence
from dueregard.papers.writer import Writer, origin_tag

STANCE_WORDS = {
    Stance.ACCEPT: "accepted",
    Stance.PARTLY: "partly accepted",
    Stance.REJECT: "rejected",
    Stance.NATIONAL: "national: nothing for us",
}
# What each section is called, as its heading says; a business area's section bears its own title.
SECTION_TITLES: dict[str, str] = {
    "purpose": "Purpose of report",
    "background": "Background",
    "governance": "How the force manages the requirement",
    "spr-areas": "Where the force stands",
    "local-policing": "Effect on local policing",
    "capacity": "Capacity",
    "conclusion": "Conclusion",
    "financial": "Financial implications",
    "legal": "Legal implications",
    "equality": "Equality implications",
    "risk": "Risk implications",
}
FINDING_WORDS = {
    FindingKind.GOOD_PRACTICE: "Good practice",
    FindingKind.JUDGEMENT: "Judgement",
    FindingKind.AREA_FOR_IMPROVEMENT: "Area for improvement",
    FindingKind.CAUSE_OF_CONCERN: "Cause of concern",
}


def head(view: View, write: Writer) -> None:
    """The facts at the head of the paper and the notice on what it is."""
    paper = view.paper
    write.facts(
        [
            ("To", view.body.name),
            ("Meeting", paper.meeting or view.unsaid),
            ("Date", paper.date_words.words()),
            ("Agenda item", paper.agenda_item or view.unsaid),
            ("Sponsor", paper.sponsor or view.unsaid),
            ("Author", paper.author),
            ("Reporting cycle", view.cycle.quarter.words()),
            ("Compared with", _compared_with(view)),
        ],
        paper,
        view.body,
    )
    write.callout("About this paper", view.force.notice, view.force)


def _compared_with(view: View) -> str:
    cycle = next((c for c in view.records.cycles if c.id == view.paper.compare_with), None)
    return "" if cycle is None else cycle.quarter.words()


def purpose(view: View, write: Writer, say: Say) -> None:
    """Why the paper is written, and which plans it should inform."""
    paper, records = view.paper, view.records
    write.heading(1, "Purpose of report")
    write_prose(view, write, "purpose", say)
    if paper.previous_paper_on is not None:
        write.paragraph(
            f"It updates the last report to {view.body.short_title}, {dated(paper.previous_paper_on)}.", paper
        )
    served = [item for item in records.planning if item.id in paper.serves]
    if served:
        titles = listed([item.title for item in served])
        write.paragraph(f"It should help {view.body.short_title} in setting {titles}.", paper, *served)
    write_decisions(write, view.decisions_in("purpose"))


def questions(view: View, write: Writer) -> None:
    """Questions that the Commissioner's office set, and where each is answered."""
    asked = view.paper.questions
    if not asked:
        return
    write.heading(2, "Questions set in advance")
    # How many were set is not said: an edition may hold some of them only.
    write.paragraph(f"{capital(view.body.short_title)}'s office set these questions for this paper.", *asked)
    titles = SECTION_TITLES | {lead.id: lead.business_area for lead in view.force.leads}
    rows = [(q.text, titles.get(q.section, q.section)) for q in asked]
    write.table("Questions and where they are answered", ("Question", "Section"), rows, *asked, widths=(3, 1))


def decisions_first(view: View, write: Writer) -> None:
    """All decisions asked, before anything else."""
    write.heading(1, "Recommendations")
    write_decisions(write, view.decisions)
    if not view.decisions:
        write.paragraph(view.no_decision)


def background(view: View, write: Writer, say: Say) -> None:
    """Inspections since the last paper with what they found and asked; support given to others."""
    write.heading(1, "Background")
    write_prose(view, write, "background", say)
    write_decisions(write, view.decisions_in("background"))
    write.heading(2, "Inspections")
    inspections = sorted(view.records.inspections, key=_inspection_day)
    if not inspections:
        write.paragraph("No inspection is reported.")
    for inspection in inspections:
        _inspection(view, write, inspection)
    _recommendations_table(view, write)
    _support(view, write)


def _inspection_day(inspection: Inspection) -> tuple[date, str]:
    when = inspection.published_on or inspection.fieldwork_on
    return (when.first_day if when else date.max, inspection.title)


def _inspection(view: View, write: Writer, inspection: Inspection) -> None:
    write.paragraph(_inspection_words(inspection), inspection)
    findings = [
        f for f in view.records.findings if f.inspection == inspection.id and not view.lead_title(f.lead)
    ]
    write.bullets([_finding_words(finding) for finding in findings], *findings)
    if inspection.response:
        write.paragraph(sentence(inspection.response), inspection)


def _inspection_words(inspection: Inspection) -> str:
    about = lower_first(inspection.about)
    if inspection.published_on is None:
        words = f"{capital(dated(inspection.fieldwork_on))} {inspection.body} inspected the force"
        return f"{words} (“{inspection.title}”; {inspection.scope}): {about}."
    words = f"{capital(dated(inspection.published_on))} {inspection.body} published"
    words += f" “{inspection.title}” ({inspection.scope}): {about}."
    if inspection.fieldwork_on is not None:
        words += f" The fieldwork was {dated(inspection.fieldwork_on)}."
    return words


def _finding_words(finding: Finding) -> str:
    return f"{FINDING_WORDS[finding.kind]}: {ended(lower_first(finding.text))}{origin_tag((finding,))}"


def stance_words(view: View, recommendation: Recommendation) -> str:
    """What the force says to an inspector's recommendation, with its reason."""
    if recommendation.stance is None:
        return view.unsaid if recommendation.state is RecommendationState.NOT_STATED else "not answered yet"
    words = STANCE_WORDS[recommendation.stance]
    return f"{words}: {lower_first(recommendation.stance_reason)}" if recommendation.stance_reason else words


def state_words(view: View, recommendation: Recommendation) -> str:
    """Where an inspector's recommendation stands."""
    if recommendation.state is RecommendationState.NOT_STATED:
        return view.unsaid
    return recommendation.state.value.replace("-", " ")


def _recommendations_table(view: View, write: Writer) -> None:
    names = {inspection.id: inspection.title for inspection in view.records.inspections}
    order = {inspection.id: _inspection_day(inspection) for inspection in view.records.inspections}
    every = [r for r in view.records.recommendations if r.inspection in names]
    asked = [r for r in every if not view.lead_title(r.lead)]
    if not every:
        return
    asked.sort(key=lambda r: (order[r.inspection], r.number or 0, r.text, r.id))
    write.heading(2, "What inspectors recommended")
    reports = {r.inspection for r in every}
    words = f"Inspectors made {counted(len(every), 'recommendation')} in {counted(len(reports), 'report')}."
    if len(asked) < len(every):
        words += (
            f" {capital(counted(len(every) - len(asked), 'of them stands', 'of them stand'))} in the section"
        )
        words += " of the business area concerned."
    write.paragraph(words, *every)
    reports = {r.inspection for r in asked}
    for inspection in sorted(reports, key=lambda i: order[i]):
        of_report = [r for r in asked if r.inspection == inspection]
        rows = [
            (
                str(r.number or "–"),
                r.text + origin_tag((r,)),
                r.addressed_to,
                stance_words(view, r),
                state_words(view, r),
            )
            for r in of_report
        ]
        write.table(
            f"Recommendations of “{names[inspection]}”",
            ("No.", "Recommendation", "To", "The force's stance", "State"),
            rows,
            *of_report,
            widths=(1, 6, 3, 5, 3),
        )


def _support(view: View, write: Writer) -> None:
    given = view.records.support
    if not given:
        return
    write.heading(2, "Support given to others")
    for support in sorted(given, key=lambda s: s.given_on.first_day if s.given_on else date.max):
        when = f"{dated(support.given_on)}, " if support.given_on else ""
        by = support.by or view.force.short_name
        if when:
            by = lower_first(by)
        write.paragraph(capital(f"{when}{by} {ended(lower_first(support.about))} To: {support.to}."), support)
