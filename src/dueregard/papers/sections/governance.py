"""How the force manages its response: plans it belongs to, arrangements, leads, meetings."""

from __future__ import annotations

from dueregard.common.period import day_words
from dueregard.improvement.governance import PlanningKind
from dueregard.papers.sections.prose import Say, arrangements, write_decisions, write_statements
from dueregard.papers.sections.strategies import write_strategies
from dueregard.papers.view import View
from dueregard.papers.wording import listed, sentence
from dueregard.papers.writer import Writer, origin_tag

KIND_WORDS = {
    PlanningKind.SPR: "requirement",
    PlanningKind.NPR: "national requirement",
    PlanningKind.STRA: "threat and risk assessment",
    PlanningKind.FMS: "force management statement",
    PlanningKind.MEDIUM_TERM_PLAN: "medium-term plan",
    PlanningKind.BUDGET: "budget",
    PlanningKind.POLICE_AND_CRIME_PLAN: "police and crime plan",
    PlanningKind.ANNUAL_REPORT: "annual report",
    PlanningKind.BUSINESS_PLAN: "business plan",
}


def governance(view: View, write: Writer, say: Say) -> None:
    """The section on how the force manages the SPR."""
    write.heading(1, "How the force manages the requirement")
    write_statements(view, write, "governance")
    say("governance", write)
    for planning in view.records.planning:
        if planning.relation:
            write.paragraph(sentence(planning.relation), planning)
    arrangements(view, write, "governance")
    write_strategies(view, write, None)
    write_decisions(write, view.decisions_in("governance"))
    _leads(view, write)
    _planning_year(view, write)
    _meetings(view, write)


def _leads(view: View, write: Writer) -> None:
    leads = view.force.leads
    if not leads:
        return
    write.heading(2, "Business leads")
    write.paragraph("Each business area is answered for by one lead, under a named chief officer.", *leads)
    titles = view.framework_titles
    rows = [
        (
            lead.business_area,
            lead.chief_officer or view.unsaid,
            lead.post,
            listed([titles[f] for f in lead.frameworks if f in titles]) or view.unsaid,
        )
        for lead in leads
    ]
    write.table(
        "Business areas and their leads",
        ("Business area", "Led by", "Answered by", "Frameworks used here"),
        rows,
        *leads,
        widths=(3, 3, 4, 5),
    )


def _planning_year(view: View, write: Writer) -> None:
    planned = [item for item in view.records.planning if item.closes_on or item.issued_on]
    if not planned:
        return
    write.heading(2, "The planning year")
    write.paragraph("What is found here must reach these plans in time.", *planned)
    planned.sort(key=lambda item: (item.closes_on or item.issued_on or view.paper.date_words).first_day)
    rows = [
        (
            item.title,
            KIND_WORDS[item.kind],
            item.owner,
            item.closes_on.words() if item.closes_on else view.unsaid,
            item.issued_on.words() if item.issued_on else view.unsaid,
        )
        for item in planned
    ]
    write.table(
        "Plans and statements of the year",
        ("Plan", "Kind", "Owner", "Closes", "Issued"),
        rows,
        *planned,
        widths=(5, 3, 3, 3, 3),
    )


def _meetings(view: View, write: Writer) -> None:
    since = view.paper.previous_paper_on
    held = [m for m in view.records.meetings if since is None or m.held_on >= since.first_day]
    if not held:
        return
    write.heading(2, "Meetings and what they decided")
    for meeting in sorted(held, key=lambda m: (m.held_on, m.id)):
        write.paragraph(
            f"{meeting.title}, {day_words(meeting.held_on)}, chaired by {meeting.chaired_by}.", meeting
        )
        decisions = [d for d in view.records.meeting_decisions if d.meeting == meeting.id]
        decisions.sort(key=lambda d: (d.number, d.id))
        write.bullets([sentence(d.text) + origin_tag((d,)) for d in decisions], *decisions)
