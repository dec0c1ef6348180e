"""The registers: which records there are, once, for snapshots, packs and the manual alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dueregard.assessment.returns import Challenge, Cycle, Evidence, Override, Return
from dueregard.common.records import Record
from dueregard.force.identity import Force
from dueregard.force.standing_facts import Arrangement, Strength, ThreatLevel
from dueregard.improvement.actions import Action, DueDateMove, Objective, Strategy
from dueregard.improvement.governance import (
    Acceptance,
    Meeting,
    MeetingDecision,
    PlanningObject,
    StateChange,
    SubjectKind,
    Support,
)
from dueregard.improvement.inspections import Finding, Inspection, Recommendation
from dueregard.improvement.risks import Exercise, Lesson, Risk, RiskMatrixCell, RiskScaleStep
from dueregard.mobilisation.aid import Aid
from dueregard.publication.prose import PaperProse
from dueregard.publication.releases import Release


@dataclass(frozen=True, kw_only=True)
class Records:
    """Every register, in the order of its file. Shared shape of the whole and of the public part."""

    force: Force
    cycles: tuple[Cycle, ...] = ()
    returns: tuple[Return, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    overrides: tuple[Override, ...] = ()
    strength: tuple[Strength, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    threat_levels: tuple[ThreatLevel, ...] = ()
    aid: tuple[Aid, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    actions: tuple[Action, ...] = ()
    due_date_moves: tuple[DueDateMove, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    objectives: tuple[Objective, ...] = ()
    risks: tuple[Risk, ...] = ()
    risk_scale: tuple[RiskScaleStep, ...] = ()
    risk_matrix: tuple[RiskMatrixCell, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    support: tuple[Support, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    meeting_decisions: tuple[MeetingDecision, ...] = ()
    planning: tuple[PlanningObject, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    state_changes: tuple[StateChange, ...] = ()
    papers: tuple[PaperProse, ...] = ()
    releases: tuple[Release, ...] = ()


# Register name -> record type, for what lives in registers/<name>.csv. The rest (force, papers,
# releases) are YAML because their texts are long or nested.
CSV_REGISTERS: dict[str, type[Record]] = {
    "cycles": Cycle,
    "returns": Return,
    "evidence": Evidence,
    "challenges": Challenge,
    "overrides": Override,
    "strength": Strength,
    "arrangements": Arrangement,
    "threat_levels": ThreatLevel,
    "aid": Aid,
    "inspections": Inspection,
    "findings": Finding,
    "recommendations": Recommendation,
    "actions": Action,
    "due_date_moves": DueDateMove,
    "strategies": Strategy,
    "objectives": Objective,
    "risks": Risk,
    "risk_scale": RiskScaleStep,
    "risk_matrix": RiskMatrixCell,
    "exercises": Exercise,
    "lessons": Lesson,
    "support": Support,
    "meetings": Meeting,
    "meeting_decisions": MeetingDecision,
    "planning": PlanningObject,
    "acceptances": Acceptance,
    "state_changes": StateChange,
}
REGISTERS: tuple[str, ...] = (*CSV_REGISTERS, "papers", "releases")

# Where the record stands whose state a StateChange changed.
SUBJECT_REGISTERS: dict[SubjectKind, str] = {
    SubjectKind.RECOMMENDATION: "recommendations",
    SubjectKind.ACTION: "actions",
    SubjectKind.LESSON: "lessons",
}


def register(records: Records, name: str) -> tuple[Any, ...]:
    """The records of one register by its name."""
    rows: tuple[Any, ...] = getattr(records, name)
    return rows


def all_registers(records: Records) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every register with its name, in the order of `REGISTERS`."""
    return ((name, register(records, name)) for name in REGISTERS)
