"""How the cycle was answered: what came in when, on what evidence, and how challenges went."""

from __future__ import annotations

from fractions import Fraction

from dueregard.assessment.resolution import answers_of
from dueregard.assessment.returns import Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.period import day_words
from dueregard.force.identity import Lead
from dueregard.frameworks.model import EvidenceState
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.wording import percent
from dueregard.papers.writer import Writer

EVIDENCE_WORDS = {
    EvidenceState.CURRENT: "Current",
    EvidenceState.EXPIRED: "Expired",
    EvidenceState.ABSENT: "Absent",
}


def returns(analysis: Analysis, write: Writer) -> None:
    """The returns of the cycle: due, in, late, how much was answered."""
    view = analysis.view
    of_cycle = [r for r in analysis.snapshot.returns if r.cycle == analysis.cycle.id]
    if not of_cycle or view.is_restated:
        return
    write.heading(2, "How the cycle was answered")
    write.paragraph(
        f"The cycle {view.cycle.id} was {_kind(analysis)}. The table gives each return: when it was due, when it"
        " came in, and how many of its criteria were answered.",
        *of_cycle,
        tagged=False,
    )
    order = {lead.id: place for place, lead in enumerate(view.force.leads)}
    of_cycle.sort(key=lambda r: (order.get(r.lead, 99), r.framework))
    write.table(
        f"Returns of {view.cycle.id}",
        ("Business area", "Framework", "Due", "Came in", "Answered"),
        [
            (
                view.lead_title(r.lead),
                view.framework_titles.get(r.framework, r.framework),
                day_words(r.due_on) if r.due_on else "–",
                came_in(r),
                answered(r),
            )
            for r in of_cycle
        ],
        *of_cycle,
        widths=(3, 5, 3, 4, 2),
    )
    _evidence(analysis, write)


def _kind(analysis: Analysis) -> str:
    full = analysis.cycle.kind.value == "full"
    return (
        "a full assessment"
        if full
        else "an assessment by exception: only what changed, expired or was challenged"
    )


def came_in(returned: Return) -> str:
    """When a return came in, and whether that was late."""
    if returned.submitted_on is None:
        return "not in"
    late = returned.due_on is not None and returned.submitted_on.first_day > returned.due_on
    return returned.submitted_on.words() + (", late" if late else "")


def answered(returned: Return) -> str:
    """How many of its criteria a return answers."""
    said = sum(1 for r in returned.responses if r.state.value in ("answered", "carried", "not-applicable"))
    return f"{said} of {len(returned.responses)}"


def _evidence(analysis: Analysis, write: Writer) -> None:
    """The state of the evidence behind answered criteria, by business area."""
    counts: dict[tuple[str, EvidenceState], int] = {}
    for answer in answers_of(analysis.book, analysis.cycle.id).values():
        if answer.kind is AnswerKind.ANSWERED and answer.given_by is not None:
            key = (answer.given_by, answer.evidence_state)
            counts[key] = counts.get(key, 0) + 1
    leads = [lead for lead in analysis.view.force.leads if any((lead.id, s) in counts for s in EvidenceState)]
    if not leads:
        return
    behind = analysis.behind(analysis.standings)
    table = write.make_table(
        "State of the evidence behind what was answered",
        ("Business area", *EVIDENCE_WORDS.values(), "Share current"),
        [_evidence_row(lead, counts) for lead in leads],
        behind,
        numeric=(1, 2, 3, 4),
        note="Expired or absent evidence lowers confidence by itself.",
    )
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="Business area", steps=tuple(lead.business_area for lead in leads)),
        y=Axis(title="Criteria answered"),
        points=tuple(
            Point(
                x=lead.business_area, y=float(counts.get((lead.id, state), 0)), series=EVIDENCE_WORDS[state]
            )
            for lead in leads
            for state in EvidenceState
        ),
        series=tuple(EVIDENCE_WORDS.values()),
    )
    alt = "; ".join(
        f"{lead.business_area}: "
        + ", ".join(f"{counts.get((lead.id, s), 0)} {EVIDENCE_WORDS[s].lower()}" for s in EvidenceState)
        for lead in leads
    )
    write.chart("Evidence behind what was answered", f"Criteria by state of evidence. {alt}.", spec, table)


def _evidence_row(lead: Lead, counts: dict[tuple[str, EvidenceState], int]) -> tuple[str, ...]:
    numbers = [counts.get((lead.id, state), 0) for state in EvidenceState]
    return (lead.business_area, *map(str, numbers), percent(Fraction(numbers[0], sum(numbers))))
