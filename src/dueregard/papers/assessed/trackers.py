"""What is owed and by when: recommendations, clocks, overdue actions, plans to reach, exercises."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.common.period import day_words
from dueregard.improvement.actions import ActionState
from dueregard.improvement.clocks import overdue_actions, overdue_reviews
from dueregard.improvement.comment_clock import CommentClock, comment_clocks
from dueregard.improvement.coverage import risk_coverage
from dueregard.improvement.planning_year import Reach, RecommendationReach, recommendation_reach
from dueregard.improvement.strategy_views import overlaps
from dueregard.improvement.views import actions_by_strand, recommendation_tracker
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.wording import capital, counted
from dueregard.papers.writer import Writer

REACH_WORDS = {
    Reach.IN_TIME: "In time",
    Reach.TOO_LATE: "Due after the plan closes",
    Reach.CLOSED: "The plan has closed",
    Reach.UNDATED: "No date to judge by",
}


def recommendations(analysis: Analysis, write: Writer) -> None:
    """Inspectors' recommendations counted by state and stance, the clock on comments, and plans to reach."""
    snapshot, on = analysis.snapshot, analysis.view.as_at
    if not snapshot.recommendations or analysis.view.is_restated:
        return
    tracker = recommendation_tracker(snapshot.recommendations, snapshot.inspections, snapshot.actions, on)
    write.heading(2, "Progress on what inspectors recommended")
    states, stances = _counts(tracker.by_state), _counts(tracker.by_stance)
    write.paragraph(
        f"By state: {states}. By stance: {stances}.", *snapshot.recommendations, tagged=False, lead="Count."
    )
    late = [row for row in tracker.rows if row.days_overdue > 0]
    if late:
        number = counted(len(late), "recommendation is", "recommendations are")
        write.paragraph(f"{capital(number)} past the due date:", tagged=False)
        write.bullets(
            [f"{row.recommendation.text} ({row.days_overdue} days overdue)" for row in late],
            *(row.recommendation for row in late),
        )
    _clocks(analysis, write)
    _reach(analysis, write)


def _counts(counted_words: Iterable[tuple[str, int]]) -> str:
    """How many of each; semicolons, because the words hold commas and colons themselves."""
    return "; ".join(f"{number} {words}" for words, number in counted_words if number)


def _clocks(analysis: Analysis, write: Writer) -> None:
    snapshot = analysis.snapshot
    clocks = comment_clocks(
        snapshot.force, snapshot.inspections, snapshot.recommendations, analysis.view.as_at
    )
    if not clocks.run:
        return
    write.paragraph(
        "The duty to publish comments on a report is that of the local policing body, never of the force. As at"
        f" {day_words(analysis.view.as_at)}:",
        *snapshot.inspections,
        tagged=False,
    )
    write.bullets([f"“{clock.title}”: {_clock_words(clock)}" for clock in clocks.run], *snapshot.inspections)


def _clock_words(clock: CommentClock) -> str:
    words = clock.words()
    return f"the {words}" if words.startswith(clock.duty_of) else words


def _reach(analysis: Analysis, write: Writer) -> None:
    snapshot = analysis.snapshot
    rows = recommendation_reach(snapshot.recommendations, snapshot.planning, analysis.view.as_at)
    write.table(
        "Plans that open recommendations must reach",
        ("Recommendation", "Due", "Plan, and when it closes", "Reached?"),
        [(r.recommendation.text, _due(r), capital(r.plan.words()), REACH_WORDS[r.reach]) for r in rows],
        *(r.recommendation for r in rows),
        widths=(6, 3, 5, 3),
    )


def _due(row: RecommendationReach) -> str:
    due_on = row.recommendation.due_on
    return "no due date" if due_on is None else day_words(due_on)


def actions(analysis: Analysis, write: Writer) -> None:
    """Actions by strand and state; those overdue; those that serve several objectives."""
    snapshot, on = analysis.snapshot, analysis.view.as_at
    if not snapshot.actions:
        return
    write.heading(2, "Actions of the force")
    groups = [group for group in actions_by_strand(snapshot.actions) if group.actions]
    states = [state for state in ActionState if any(a.state is state for a in snapshot.actions)]
    number = {
        (group.words, state): sum(1 for a in group.actions if a.state is state)
        for group in groups
        for state in states
    }
    names = {state: capital(state.value.replace("-", " ")) for state in states}
    table = write.make_table(
        "Actions by strand and state",
        ("Strand", *(names[state] for state in states), "All"),
        [
            (capital(g.words), *(str(number[g.words, state]) for state in states), str(len(g.actions)))
            for g in groups
        ],
        *snapshot.actions,
        numeric=tuple(range(1, len(states) + 2)),
    )
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="Strand", steps=tuple(capital(group.words) for group in groups)),
        y=Axis(title="Actions"),
        points=tuple(
            Point(x=capital(group.words), y=float(number[group.words, state]), series=names[state])
            for group in groups
            for state in states
        ),
        series=tuple(names[state] for state in states),
    )
    alt = "; ".join(
        f"{capital(g.words)}: "
        + ", ".join(f"{number[g.words, s]} {s.value}" for s in states if number[g.words, s])
        for g in groups
    )
    write.paragraph(
        f"{capital(counted(len(snapshot.actions), 'action is', 'actions are'))} recorded.",
        *snapshot.actions,
        tagged=False,
    )
    write.chart("Actions by strand and state", f"Number of actions. {alt}.", spec, table)
    late = overdue_actions(snapshot.actions, snapshot.due_date_moves, on)
    write.table(
        "Overdue actions",
        ("Action", "Business area", "Owner", "Due", "Days overdue", "Moves"),
        [
            (
                row.action.title,
                analysis.view.lead_title(row.action.lead),
                row.action.owner,
                day_words(row.action.due_on) if row.action.due_on else "–",
                str(row.days_overdue),
                str(sum(1 for move in snapshot.due_date_moves if move.action == row.action.id)),
            )
            for row in late
        ],
        *(row.action for row in late),
        *snapshot.due_date_moves,
        widths=(6, 3, 3, 3, 2, 1),
        numeric=(4, 5),
    )
    shared = overlaps(snapshot.objectives, snapshot.actions)
    if shared:
        write.plain("Actions that serve several objectives, so that effort is not counted twice:")
        write.bullets(
            [f"{overlap.title or overlap.action}: {overlap.words}" for overlap in shared],
            *snapshot.actions,
            *snapshot.objectives,
        )


def exercises(analysis: Analysis, write: Writer) -> None:
    """When each risk was last exercised, and reviews that are overdue."""
    snapshot, on = analysis.snapshot, analysis.view.as_at
    covered = risk_coverage(snapshot.risks, snapshot.exercises, on)
    titles = {risk.id: risk.title for risk in snapshot.risks}
    write.table(
        "When each risk was last exercised",
        ("Risk", "Last exercised", "To be exercised within", "Next due by", "Days overdue"),
        [
            (
                titles.get(row.subject, row.subject),
                f"{row.last.title}, {row.last.held_on.words()}" if row.last else "never recorded",
                f"{row.months} months",
                day_words(row.due_by) if row.due_by else "–",
                str(row.days_overdue) if row.days_overdue else "–",
            )
            for row in covered
        ],
        *snapshot.risks,
        *snapshot.exercises,
        widths=(5, 5, 3, 3, 2),
        numeric=(4,),
    )
    late = overdue_reviews([*snapshot.strategies, *snapshot.risks], on)
    if late:
        write.plain("Reviews that are overdue:")
        write.bullets(
            [
                f"{row.subject.title}: due {day_words(row.review_on)}, {row.days_overdue} days ago"
                for row in late
            ],
            *(row.subject for row in late),
        )
