"""One section per business area: lead, frameworks, prose, strategies, findings, actions, exercises."""

from __future__ import annotations

from collections.abc import Callable

from dueregard.assessment.returns import Return
from dueregard.common.period import day_words
from dueregard.force.identity import Lead
from dueregard.force.standing_facts import ArrangementKind
from dueregard.improvement.actions import Action, ActionState
from dueregard.improvement.history import times
from dueregard.improvement.risks import LessonState, Risk
from dueregard.papers.sections.opening import FINDING_WORDS, stance_words, state_words
from dueregard.papers.sections.prose import arrangements, dated, write_decisions, write_statements
from dueregard.papers.sections.strategies import write_strategies
from dueregard.papers.view import View
from dueregard.papers.wording import ended, listed, lower_first, sentence
from dueregard.papers.writer import Writer, origin_tag

LESSON_WORDS = {
    LessonState.IDENTIFIED: "identified, not yet acted on",
    LessonState.ACTED_ON: "acted on",
    LessonState.LEARNED: "learned",
    LessonState.NOT_TAKEN: "not taken up",
}


def business_area(view: View, write: Writer, lead: Lead, standing: Callable[[Lead, Writer], None]) -> None:
    """The section of one lead. `standing` writes what this edition may say of where it stands."""
    write.heading(1, lead.business_area, lead)
    _who(view, write, lead)
    _returns(view, write, lead)
    arrangements(view, write, lead.id, kinds=(ArrangementKind.PROCESS,))
    write_statements(view, write, lead.id)
    arrangements(
        view, write, lead.id, kinds=tuple(k for k in ArrangementKind if k is not ArrangementKind.PROCESS)
    )
    _threat_level(view, write, lead)
    write_strategies(view, write, lead.id)
    standing(lead, write)
    _inspectors(view, write, lead)
    _actions(view, write, lead)
    _exercises(view, write, lead)
    _risks(view, write, lead)
    decisions = view.decisions_in(lead.id)
    write_decisions(write, decisions)
    if not decisions:
        write.paragraph(
            f"{view.there_is_no} specific recommendation for {view.body.short_title}"
            f" in the area of {lead.business_area}.",
            lead,
            tagged=False,
        )


def _who(view: View, write: Writer, lead: Lead) -> None:
    words = f"Led by {lead.chief_officer}" if lead.chief_officer else f"Led by: {view.unsaid}"
    words += f"; answered for by {lead.post}."
    areas = [view.spr_area_title(area) for area in view.areas_of(lead)]
    if areas:
        words += f" It answers for {listed(areas)} in the requirement."
    write.paragraph(words, lead)


def _returns(view: View, write: Writer, lead: Lead) -> None:
    """The lead's returns of the cycle reported, with the lead's own words where there are any."""
    for returned in view.records.returns:
        if returned.lead == lead.id and returned.cycle == view.cycle.id:
            write.paragraph(_return_words(view, returned), returned)
            if returned.summary:
                write.paragraph(returned.summary, returned, lead="In the words of the lead.")


def _return_words(view: View, returned: Return) -> str:
    when = f"came in {dated(returned.submitted_on)}" if returned.submitted_on else "has not come in"
    if view.is_restated:
        when = when if returned.submitted_on else f"was completed on a date {view.unsaid}"
        return f"The self-assessment {when}. Its ratings are {view.unsaid}."
    return f"The self-assessment on “{view.framework_titles.get(returned.framework, view.unsaid)}” {when}."


def _threat_level(view: View, write: Writer, lead: Lead) -> None:
    """The published terrorism threat level, in the section that answers for terrorism."""
    if not any(area.endswith("/terrorism") for area in lead.spr_areas):
        return
    levels = [level for level in view.records.threat_levels if level.from_on.first_day <= view.paper.dated_on]
    if not levels:
        return
    levels.sort(key=lambda level: level.from_on.first_day)
    latest = levels[-1]
    meaning = f" ({lower_first(latest.meaning)})" if latest.meaning else ""
    write.paragraph(
        f"The published national threat level from terrorism has been {latest.level}{meaning}"
        f" since {latest.from_on.words()}.",
        latest,
    )
    rows = [(each.from_on.words(), each.level, each.meaning or "", each.source or "") for each in levels]
    if len(levels) > 1:
        write.table(
            "Published threat level",
            ("From", "Level", "Meaning", "Source"),
            rows,
            *levels,
            widths=(2, 2, 3, 4),
        )


def _inspectors(view: View, write: Writer, lead: Lead) -> None:
    findings = [f for f in view.records.findings if f.lead == lead.id]
    asked = [r for r in view.records.recommendations if r.lead == lead.id]
    if not findings and not asked:
        return
    write.heading(2, "What inspectors found", lead)
    reports = {inspection.id: inspection.title for inspection in view.records.inspections}
    rows = [
        (FINDING_WORDS[f.kind], f.text + origin_tag((f,)), reports.get(f.inspection, "")) for f in findings
    ]
    if findings:
        write.paragraph("What each report found here, in the inspectors' own kinds of finding:", *findings)
        write.table(
            f"Findings: {lead.business_area}",
            ("Kind", "Finding", "Report"),
            rows,
            *findings,
            widths=(2, 5, 4),
        )
    if asked:
        write.paragraph(
            "Recommendations of inspectors in this business area, and what the force does:", *asked
        )
        write.table(
            f"Inspectors' recommendations: {lead.business_area}",
            ("Recommendation", "Stance", "Owner", "Due", "State"),
            [
                (
                    r.text,
                    stance_words(view, r),
                    r.owner or view.unsaid,
                    day_words(r.due_on) if r.due_on else view.unsaid,
                    state_words(view, r),
                )
                for r in asked
            ],
            *asked,
            widths=(5, 4, 3, 3, 2),
        )


def _actions(view: View, write: Writer, lead: Lead) -> None:
    actions = [action for action in view.records.actions if action.lead == lead.id]
    if not actions:
        return
    write.heading(2, "What is being done", lead)
    moves: dict[str, int] = {}
    for move in view.records.due_date_moves:
        moves[move.action] = moves.get(move.action, 0) + 1
    write.paragraph("Actions of this business area, by strand where one applies:", *actions)
    actions.sort(key=lambda a: (a.strand.value if a.strand else "~", a.due_on or view.as_at, a.id))
    rows = [
        (
            action.title + origin_tag((action,)),
            action.strand.value.capitalize() if action.strand else "–",
            action.owner,
            _due(view, action, moves.get(action.id, 0)),
            view.unsaid if action.state is ActionState.NOT_STATED else action.state.value.replace("-", " "),
        )
        for action in actions
    ]
    related = [move for move in view.records.due_date_moves if move.action in {a.id for a in actions}]
    write.table(
        f"Actions: {lead.business_area}",
        ("Action", "Strand", "Owner", "Due", "State"),
        rows,
        *actions,
        *related,
        widths=(5, 2, 3, 3, 2),
    )


def _due(view: View, action: Action, moves: int) -> str:
    if action.completed_on:
        return f"completed {day_words(action.completed_on)}"
    if action.due_on is None:
        return view.unsaid
    words = day_words(action.due_on)
    if action.due_on < view.as_at and action.state is not ActionState.STOPPED:
        words += ", overdue"
    return f"{words}, {_moved(view, moves)}" if moves else words


def _moved(view: View, moves: int) -> str:
    """How often a due date moved; not counted where some moves may be held back."""
    return "moved" if view.keeps_back else f"moved {times(moves)}"


def _exercises(view: View, write: Writer, lead: Lead) -> None:
    held = [exercise for exercise in view.records.exercises if lead.id in exercise.leads]
    if not held:
        return
    write.heading(2, "Exercises and lessons", lead)
    for exercise in sorted(held, key=lambda e: (e.held_on.first_day, e.id)):
        words = f"{exercise.title}, {exercise.held_on.words()}"
        words += f", with {exercise.partners}." if exercise.partners else "."
        if exercise.objectives:
            words += f" It set out to test {ended(lower_first(exercise.objectives))}"
        if exercise.debriefed_on:
            words += f" It was debriefed on {day_words(exercise.debriefed_on)}."
        elif exercise.debrief_due_on:
            words += (
                f" Its debrief was due on {day_words(exercise.debrief_due_on)} and is not recorded as held."
            )
        write.paragraph(words, exercise)
        lessons = [lesson for lesson in view.records.lessons if lesson.exercise == exercise.id]
        write.bullets(
            [
                f"{sentence(lesson.text)} ({LESSON_WORDS[lesson.state]}){origin_tag((lesson,))}"
                for lesson in lessons
            ],
            *lessons,
        )


def _risks(view: View, write: Writer, lead: Lead) -> None:
    """Risks without scores in a paragraph each; those with scores by name, since the annex tells them."""
    mine = [risk for risk in view.records.risks if risk.lead == lead.id]
    for risk in mine:
        if risk.likelihood is None:
            write.paragraph(_risk_words(view, risk), risk)
    scored = [risk for risk in mine if risk.likelihood is not None]
    if scored:
        titles = listed(sorted(lower_first(risk.title) for risk in scored))
        write.paragraph(
            f"It assesses these risks, which the annex gives with their scores: {titles}.", *scored
        )


def _risk_words(view: View, risk: Risk) -> str:
    words = f"{risk.title} stands on the {risk.register}."
    if risk.description:
        words += f" {sentence(risk.description)}"
    return f"{words} Its scores are {view.unsaid}."
