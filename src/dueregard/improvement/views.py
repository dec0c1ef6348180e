"""Ways of looking at what is being done: by lead, by state, by strand and by cause.

Each is a pure function of records and a day. Groups come in the order of their table or of the leads and say
when they are empty or when nothing was given, so that nothing drops out of sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dueregard.common.codecs import Id
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Cause, Strand
from dueregard.improvement.actions import Action, DueDateMove
from dueregard.improvement.clocks import OverdueAction, is_open, overdue_actions, recommendation_is_open
from dueregard.improvement.history import natural_key
from dueregard.improvement.inspections import Inspection, Recommendation, Stance
from dueregard.improvement.states import RECOMMENDATION, missing_for

STANCE_WORDS: Mapping[Stance, str] = {
    Stance.ACCEPT: "accepted",
    Stance.PARTLY: "accepted in part",
    Stance.REJECT: "rejected",
    Stance.NATIONAL: "national: nothing for the force",
}


@dataclass(frozen=True, slots=True)
class LeadOverdue:
    """One lead's overdue actions, longest overdue first; `open_actions` counts all that are open."""

    lead: Id
    business_area: str
    open_actions: int
    overdue: tuple[OverdueAction, ...]


def overdue_by_lead(
    leads: Iterable[Lead], actions: Iterable[Action], moves: Iterable[DueDateMove], on: date
) -> tuple[LeadOverdue, ...]:
    """Overdue actions of every lead, in the order papers take the leads; a lead with none is listed too."""
    held = tuple(actions)
    overdue = overdue_actions(held, moves, on)
    open_actions = Counter(action.lead for action in held if is_open(action))
    return tuple(
        LeadOverdue(
            lead.id,
            lead.business_area,
            open_actions[lead.id],
            tuple(row for row in overdue if row.action.lead == lead.id),
        )
        for lead in leads
    )


@dataclass(frozen=True, slots=True)
class TrackedRecommendation:
    """One row of the tracker. `lacks` names what its state needs and nobody has filled in."""

    recommendation: Recommendation
    inspection: Inspection | None
    state: str
    stance: str
    actions: tuple[Action, ...]
    days_overdue: int
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tracker:
    """All recommendations, by inspection and number, with counts by state and by stance in words."""

    rows: tuple[TrackedRecommendation, ...]
    by_state: tuple[tuple[str, int], ...]
    by_stance: tuple[tuple[str, int], ...]


def recommendation_tracker(
    recommendations: Iterable[Recommendation],
    inspections: Iterable[Inspection],
    actions: Iterable[Action],
    on: date,
) -> Tracker:
    """The tracker on a day: latest report first, undated last; every state is counted, also at nought."""
    reports, answering = {row.id: row for row in inspections}, _by_recommendation(actions)
    rows = [
        _tracked(row, reports.get(row.inspection), answering.get(row.id, ()), on) for row in recommendations
    ]
    rows.sort(key=_by_report)
    states = Counter(row.state for row in rows)
    stances = Counter(row.stance for row in rows)
    return Tracker(
        rows=tuple(rows),
        by_state=tuple((words, states[words]) for words in RECOMMENDATION.words.values()),
        by_stance=tuple((words, stances[words]) for words in (*STANCE_WORDS.values(), *_NO_STANCE)),
    )


_NO_STANCE = ("no stance yet", "not stated in the source")


def stance_words(recommendation: Recommendation) -> str:
    """What the force says to a recommendation, as papers print it."""
    if recommendation.stance is not None:
        return STANCE_WORDS[recommendation.stance]
    return _NO_STANCE[recommendation.state.value == "not-stated"]


def _tracked(
    row: Recommendation, inspection: Inspection | None, actions: tuple[Action, ...], on: date
) -> TrackedRecommendation:
    late = recommendation_is_open(row) and row.due_on is not None and row.due_on < on
    return TrackedRecommendation(
        recommendation=row,
        inspection=inspection,
        state=RECOMMENDATION.say(row.state),
        stance=stance_words(row),
        actions=actions,
        days_overdue=(on - row.due_on).days if late and row.due_on is not None else 0,
        lacks=missing_for(row, row.state),
    )


def _by_report(row: TrackedRecommendation) -> tuple[int, str, bool, int, tuple[tuple[int, str], ...]]:
    published = row.inspection.published_on if row.inspection else None
    day = -published.last_day.toordinal() if published else 1
    number = row.recommendation.number
    return (
        day,
        row.recommendation.inspection,
        number is None,
        number or 0,
        natural_key(row.recommendation.id),
    )


def _by_recommendation(actions: Iterable[Action]) -> dict[str, tuple[Action, ...]]:
    grouped: dict[str, tuple[Action, ...]] = {}
    for action in sorted(actions, key=lambda action: action.id):
        for recommendation in action.recommendations:
            grouped[recommendation] = (*grouped.get(recommendation, ()), action)
    return grouped


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """Actions that share a strand or a cause, by due date, undated last; the last has no `key`."""

    key: Strand | Cause | None
    words: str
    actions: tuple[Action, ...]


def actions_by_strand(actions: Iterable[Action]) -> tuple[ActionGroup, ...]:
    """Actions under Pursue, Prevent, Protect and Prepare, then those with no strand."""
    return _grouped(actions, tuple(Strand), lambda action: action.strand, "no strand given")


def actions_by_cause(actions: Iterable[Action]) -> tuple[ActionGroup, ...]:
    """Actions by the kind of gap they close, then those that do not say."""
    return _grouped(actions, tuple(Cause), lambda action: action.cause, "no cause given")


def _grouped(
    actions: Iterable[Action],
    keys: tuple[Strand, ...] | tuple[Cause, ...],
    key_of: Callable[[Action], Strand | Cause | None],
    otherwise: str,
) -> tuple[ActionGroup, ...]:
    held = sorted(actions, key=lambda action: (action.due_on is None, action.due_on or date.min, action.id))
    return tuple(
        ActionGroup(
            key,
            otherwise if key is None else key.value.capitalize(),
            tuple(a for a in held if key_of(a) is key),
        )
        for key in (*keys, None)
    )
