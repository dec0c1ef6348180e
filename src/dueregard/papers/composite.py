"""A lead's composite report: all the lead's returns of one cycle, answer by answer."""

from __future__ import annotations

from dataclasses import replace

from dueregard.assessment.answers import Answer
from dueregard.assessment.areas import framework_roll_ups
from dueregard.assessment.returns import Challenge
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import day_words
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Framework
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.assessed.changes import lead_changes
from dueregard.papers.assessed.returns import answered, came_in
from dueregard.papers.assessed.standing import lead_standing, step_words
from dueregard.papers.assessed.weaknesses import lead_weaknesses
from dueregard.papers.document import Document, Edition
from dueregard.papers.full import full_view
from dueregard.papers.sections.business_area import business_area
from dueregard.papers.wording import capital, ended
from dueregard.papers.writer import Writer
from dueregard.snapshot.full import Snapshot

KIND_WORDS = {
    AnswerKind.UNANSWERED: "unanswered",
    AnswerKind.NOT_APPLICABLE: "not applicable",
    AnswerKind.NOT_STATED: "not stated in the source",
    AnswerKind.ELSEWHERE: "assessed elsewhere",
}


def build_composite(snapshot: Snapshot, lead_id: str, cycle_id: str | None = None) -> Document:
    """One lead's report on one cycle (the latest unless named). Raises DueRegardError for an unknown one."""
    lead = _find_lead(snapshot, lead_id)
    analysis = _analysis(snapshot, cycle_id)
    write = Writer(analysis.view.scheme)
    _head(analysis, write, lead)
    _returns(analysis, write, lead)
    business_area(
        analysis.view,
        write,
        lead,
        lambda each, into: _standing(analysis, into, each),
    )
    for framework in _frameworks(analysis, lead):
        _answers(analysis, write, lead, framework)
    return _document(analysis, write, lead)


def _find_lead(snapshot: Snapshot, lead_id: str) -> Lead:
    for lead in snapshot.force.leads:
        if lead.id == lead_id:
            return lead
    there = ", ".join(lead.id for lead in snapshot.force.leads) or "none"
    raise DueRegardError(f'force.yaml: there is no lead "{lead_id}"; choose one of {there}.')


def _analysis(snapshot: Snapshot, cycle_id: str | None) -> Analysis:
    """The snapshot as seen from one cycle: the latest paper's prose, turned to that cycle."""
    view = full_view(snapshot)
    known = {cycle.id: cycle for cycle in snapshot.cycles}
    wanted = cycle_id or max(known, key=lambda each: known[each].quarter)
    if wanted not in known:
        raise DueRegardError(
            f'registers/cycles.csv: there is no cycle "{wanted}"; choose one of {", ".join(known)}.'
        )
    earlier = [each for each in sorted(known) if each < wanted]
    paper = replace(
        view.paper, cycle=Id(wanted), compare_with=Id(earlier[-1]) if earlier else None, statements=()
    )
    if wanted == view.paper.cycle:
        paper = replace(paper, statements=view.paper.statements)
    return Analysis.of(snapshot, replace(view, paper=paper))


def _frameworks(analysis: Analysis, lead: Lead) -> list[Framework]:
    """The frameworks of the cycle that this lead answers, the SPR version last."""
    asked = [f for f in analysis.cycle.all_frameworks if f in lead.frameworks]
    return [analysis.book.framework(f) for f in (*asked[1:], *asked[:1])]


def _head(analysis: Analysis, write: Writer, lead: Lead) -> None:
    view = analysis.view
    write.facts(
        [
            ("Business area", lead.business_area),
            ("Lead", capital(lead.post)),
            ("Chief officer", capital(lead.chief_officer or view.unsaid)),
            ("Cycle", f"{view.cycle.id}: {view.cycle.quarter.words()}"),
            ("Judged as at", day_words(view.as_at)),
        ],
        lead,
    )
    write.callout("About this report", view.force.notice, view.force)


def _returns(analysis: Analysis, write: Writer, lead: Lead) -> None:
    mine = [r for r in analysis.snapshot.returns if r.lead == lead.id and r.cycle == analysis.cycle.id]
    write.table(
        "Returns of this cycle",
        ("Framework", "Due", "Came in", "Answered"),
        [
            (
                analysis.view.framework_titles.get(r.framework, r.framework),
                day_words(r.due_on) if r.due_on else analysis.view.unsaid,
                analysis.view.unsaid if analysis.view.is_restated and not r.submitted_on else came_in(r),
                answered(r),
            )
            for r in mine
        ],
        *mine,
    )


def _standing(analysis: Analysis, write: Writer, lead: Lead) -> None:
    lead_standing(analysis, write, lead, most_drivers=12, whole=True)
    lead_changes(analysis, write, lead, most=None)
    lead_weaknesses(analysis, write, lead, most=None)


def _answers(analysis: Analysis, write: Writer, lead: Lead, framework: Framework) -> None:
    """Every criterion of one framework with its answer, its evidence and what reviewers say."""
    areas = {a.partition("/")[2] for a in lead.spr_areas if a.partition("/")[0] == framework.id} or None
    rolled = framework_roll_ups(analysis.book, analysis.cycle.id, framework.id, areas=areas)
    behind = analysis.derived(row for a in rolled.answers for row in (a.said, a.given))
    write.heading(1, f"Answers: {framework.title}")
    write.paragraph(framework.notice, tagged=False)
    write.table(
        f"{framework.title} by heading",
        ("Heading", "Lowest", "Likely", "Highest", "Answered"),
        [
            (
                heading.title,
                *(step_words(result, step) for step in (result.lowest, result.likely, result.highest)),
                f"{result.answered} of {result.applicable}",
            )
            for heading, result in rolled.headings
        ],
        behind,
    )
    for heading in framework.headings:
        rows = [a for a in rolled.answers if a.criterion.heading == heading.id]
        write.table(
            f"{framework.title}: {heading.title}",
            ("Criterion", "Rating", "Required", "How sure", "Why, and what changed"),
            [_answer_row(analysis, framework, answer) for answer in rows],
            analysis.derived(row for a in rows for row in (a.said, a.given)),
            *(c for a in rows for c in _challenges(analysis, a)),
            widths=(7, 3, 2, 3, 7),
        )
    _counted(analysis, write, framework, rolled.answers)


def _challenges(analysis: Analysis, answer: Answer) -> list[Challenge]:
    return [
        challenge
        for challenge in analysis.snapshot.challenges
        if (challenge.cycle, challenge.framework, challenge.criterion)
        == (analysis.cycle.id, answer.framework, answer.criterion.id)
    ]


def _answer_row(analysis: Analysis, framework: Framework, answer: Answer) -> tuple[str, ...]:
    criterion = answer.criterion
    asks = criterion.asks + (" (essential)" if criterion.essential else "")
    required = framework.words(criterion.required or framework.required)
    if answer.rating is None:
        return (asks, KIND_WORDS[answer.kind], required, "–", _why(analysis, framework, answer))
    rating = framework.words(answer.rating) + (
        f", carried from {answer.given_in}" if answer.is_carried else ""
    )
    return (
        asks,
        rating,
        required,
        f"{answer.confidence or '–'}; evidence {answer.evidence_state.value}",
        _why(analysis, framework, answer),
    )


def _why(analysis: Analysis, framework: Framework, answer: Answer) -> str:
    parts = [ended(answer.reason)] if answer.reason else []
    if answer.open_reason is not None:
        parts.append(capital(ended(answer.open_reason.value)))
    if answer.changed:
        parts.append(f"Changed: {ended(answer.changed)}")
    for challenge in _challenges(analysis, answer):
        outcome = challenge.outcome.value.replace("-", " ")
        parts.append(
            f"Challenged ({outcome}): {framework.words(challenge.rating)}, because {ended(challenge.reason)}"
        )
    return " ".join(parts) or "–"


def _counted(analysis: Analysis, write: Writer, framework: Framework, answers: tuple[Answer, ...]) -> None:
    """People that capacity answers count on, so that the same ones counted twice can be seen."""
    rows = [
        (answer.criterion.asks, group.group, group.skill, f"{group.people:,}")
        for answer in answers
        for group in answer.counted
    ]
    write.table(
        f"People counted on: {framework.title}",
        ("Criterion", "Group", "Skill", "People"),
        rows,
        analysis.derived(row for a in answers for row in (a.said, a.given)),
        numeric=(3,),
        widths=(7, 4, 4, 2),
    )


def _document(analysis: Analysis, write: Writer, lead: Lead) -> Document:
    view, marking = analysis.view, write.highest_marking()
    return Document(
        title=f"Composite report: {lead.business_area}",
        subtitle=f"{view.force.name}, {view.cycle.quarter.words()}",
        edition=Edition.FULL,
        marking=marking,
        banner=marking,
        footer=f"{view.force.short_name} · {lead.business_area} · {view.cycle.id} · "
        + ("fictional force, illustrative" if view.force.fictional else "illustrative, not endorsed"),
        dated_on=view.as_at,
        author=lead.post,
        subject=f"Self-assessment of {lead.business_area} against the Strategic Policing Requirement",
        keywords=("Strategic Policing Requirement", "composite report", lead.business_area),
        file_stem=f"composite-{lead.id}-{view.cycle.id}",
        blocks=tuple(write.blocks),
        contents=True,
    )
