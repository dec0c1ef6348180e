"""Which fields of a record the sections of the paper already tell.

A section that stops telling a field is caught by the test that changes every field in turn
(tests/editions/test_every_field.py): then the field is taken out here, or put back there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dueregard.common.records import field_specs
from dueregard.improvement.settings import setting_on
from dueregard.papers.view import View

Told = frozenset[str]
"""Fields told; a record of which nothing is told has none of them, not even its name."""

NOTHING: Told = frozenset()


def told(view: View, name: str, record: Any) -> Told:
    """The fields of a record of a register that the sections tell, as far as they tell it at all."""
    rule = _RULES.get(name)
    return NOTHING if rule is None else rule(view, record)


def _everything(_view: View, record: Any) -> Told:
    return frozenset(spec.name for spec in field_specs(type(record)))


def _return(view: View, returned: Any) -> Told:
    return frozenset({"submitted_on", "summary"}) if returned.cycle == view.cycle.id else NOTHING


def _threat_level(view: View, level: Any) -> Told:
    answered = any(area.endswith("/terrorism") for lead in view.force.leads for area in lead.spr_areas)
    is_past = level.from_on.first_day <= view.paper.dated_on
    return _everything(view, level) if answered and is_past else NOTHING


def _recommendation(_view: View, asked: Any) -> Told:
    fields = {"text", "lead", "stance", "state"}
    fields |= {"stance_reason"} if asked.stance else set()
    return frozenset(
        fields | ({"owner", "due_on"} if asked.lead else {"inspection", "number", "addressed_to"})
    )


def _action(_view: View, action: Any) -> Told:
    return frozenset(
        {"title", "lead", "owner", "strand", "state", "completed_on"}
        | (set() if action.completed_on else {"due_on"})
    )


def _strategy(view: View, strategy: Any) -> Told:
    return _everything(view, strategy) - (NOTHING if strategy.strands else {"follows"})


def _risk(view: View, risk: Any) -> Told:
    if risk.likelihood is not None:
        return _everything(view, risk) - {"stated"}
    if not risk.lead:
        return NOTHING
    # The section says that the scores are not stated, which in a restated source is what this says too.
    return frozenset({"title", "register", "description", "lead", *(("stated",) if view.is_restated else ())})


def _scale(view: View, step: Any) -> Told:
    return (
        _everything(view, step)
        if any(risk.likelihood is not None for risk in view.records.risks)
        else NOTHING
    )


def _exercise(_view: View, exercise: Any) -> Told:
    if not exercise.leads:
        return NOTHING
    fields = {"title", "held_on", "leads", "partners", "objectives", "debriefed_on"}
    return frozenset(fields | (set() if exercise.debriefed_on else {"debrief_due_on"}))


def _lesson(view: View, lesson: Any) -> Told:
    held = next(exercise for exercise in view.records.exercises if exercise.id == lesson.exercise)
    return frozenset({"text", "state", "exercise"}) if held.leads else NOTHING


def _meeting(view: View, meeting: Any) -> Told:
    since = view.paper.previous_paper_on
    is_told = since is None or meeting.held_on >= since.first_day
    return frozenset({"title", "held_on", "chaired_by"}) if is_told else NOTHING


def _meeting_decision(view: View, decided: Any) -> Told:
    meeting = next(meeting for meeting in view.records.meetings if meeting.id == decided.meeting)
    return frozenset({"text", "meeting"}) if _meeting(view, meeting) else NOTHING


def _planning(view: View, planning: Any) -> Told:
    if planning.closes_on or planning.issued_on:
        return _everything(view, planning)
    return frozenset({"relation"}) if planning.relation else NOTHING


def _setting(view: View, setting: Any) -> Told:
    """The one that says why an effect is not estimated is printed where the estimate would be."""
    told_now = setting_on(view.force.settings, "effect-not-estimated", view.as_at)
    return frozenset({"value"}) if setting is told_now else NOTHING


def _body(view: View, body: Any) -> Told:
    return frozenset({"name", "short_title"}) if body.id == view.body.id else NOTHING


def _lead(view: View, lead: Any) -> Told:
    return _everything(view, lead) - {"spr_areas"}


_RULES: Mapping[str, Callable[[View, Any], Told]] = {
    "returns": _return,
    "threat_levels": _threat_level,
    "aid": _everything,
    "inspections": _everything,
    "findings": _everything,
    "recommendations": _recommendation,
    "actions": _action,
    "strategies": _strategy,
    "objectives": _everything,
    "risks": _risk,
    "risk_scale": _scale,
    "exercises": _exercise,
    "lessons": _lesson,
    "support": _everything,
    "meetings": _meeting,
    "meeting_decisions": _meeting_decision,
    "planning": _planning,
    "settings": _setting,
    "bodies": _body,
    "leads": _lead,
}
