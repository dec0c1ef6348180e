"""Records made short, in states the product can reach; each field that matters is given by the test."""

from datetime import date
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.force.identity import Force, Lead, LocalPolicingBody, Setting
from dueregard.improvement.actions import Action, ActionState, DueDateMove, Objective, Strategy
from dueregard.improvement.governance import PlanningKind, PlanningObject, StateChange, SubjectKind
from dueregard.improvement.inspections import Inspection, Recommendation, RecommendationState
from dueregard.improvement.risks import Exercise, Lesson, LessonState, Risk, RiskMatrixCell, RiskRating

O = Id("OFFICIAL")  # noqa: E741


def day(text: str) -> date:
    return date.fromisoformat(text)


def when(text: str) -> When:
    return When.parse(text)


def force(settings: dict[str, str] | None = None, **fields: Any) -> Force:
    known = {
        "id": Id("northshire"),
        "marking": O,
        "name": "Northshire Police",
        "short_name": "Northshire",
        "fictional": True,
        "notice": "Invented.",
        "region": "North",
        "marking_scheme": Id("gsc-2014"),
        "marking_ceiling": Id("OFFICIAL-SENSITIVE"),
        "settings": tuple(setting(name, value) for name, value in (settings or {}).items()),
    }
    return Force(**{**known, **fields})


def setting(name: str, value: str, from_on: str = "2010", until_on: str | None = None) -> Setting:
    until = when(until_on) if until_on else None
    return Setting(
        id=Id(name), about=name, value=value, unit="text", from_on=when(from_on), until_on=until, marking=O
    )


def body(name: str, from_on: str, until_on: str | None = None) -> LocalPolicingBody:
    until = when(until_on) if until_on else None
    return LocalPolicingBody(
        id=Id(name.lower().replace(" ", "-")), title=name, short_title=name, name=name, from_on=when(from_on),
        until_on=until, marking=O,
    )  # fmt: skip


def lead(name: str = "public-order", **fields: Any) -> Lead:
    return Lead(
        **{"id": Id(name), "business_area": name.capitalize(), "post": "A post", "marking": O, **fields}
    )


def action(name: str = "A-1", due: str | None = None, **fields: Any) -> Action:
    known = {
        "id": Id(name), "title": f"Do {name}", "lead": Id("public-order"), "owner": "Head of operations",
        "due_on": day(due) if due else None, "marking": O,
    }  # fmt: skip
    if fields.get("state") is ActionState.COMPLETE:
        known["completed_on"] = day("2022-12-01")
    return Action(**{**known, **fields})


def move(name: str, from_on: str, to_on: str, moved_on: str, of: str = "A-1") -> DueDateMove:
    return DueDateMove(
        id=Id(name), action=Id(of), from_on=day(from_on), to_on=day(to_on), moved_on=day(moved_on),
        by="Chair of the board", reason="Training was cancelled.", marking=O,
    )  # fmt: skip


def change(
    name: str,
    before: str,
    after: str,
    on: str,
    *,
    of: str = "A-1",
    kind: str = "action",
    reason: str | None = None,
) -> StateChange:
    return StateChange(
        id=Id(name), subject=SubjectKind(kind), subject_id=Id(of), before=Id(before), after=Id(after),
        changed_on=day(on), by="Head of operations", reason=reason, marking=O,
    )  # fmt: skip


def inspection(name: str = "HM-1", published: str | None = "2022-05-01", **fields: Any) -> Inspection:
    known = {
        "id": Id(name), "body": "The inspectorate", "title": f"Report {name}", "about": "Readiness",
        "scope": "National", "published_on": when(published) if published else None, "marking": O,
    }  # fmt: skip
    return Inspection(**{**known, **fields})


def recommendation(name: str = "R-1", of: str = "HM-1", **fields: Any) -> Recommendation:
    known = {
        "id": Id(name), "inspection": Id(of), "number": 1, "text": "Exercise the plan.",
        "addressed_to": "chief constable", "state": RecommendationState.RECEIVED, "marking": O,
    }  # fmt: skip
    return Recommendation(**{**known, **fields})


def risk(name: str = "flood", **fields: Any) -> Risk:
    return Risk(
        **{"id": Id(name), "title": name.capitalize(), "register": "Community", "marking": O, **fields}
    )


def cell(likelihood: int, impact: int, rating: str, from_on: str = "2020") -> RiskMatrixCell:
    return RiskMatrixCell(
        id=Id(f"{from_on}-{likelihood}-{impact}"), likelihood=likelihood, impact=impact,
        rating=RiskRating(rating), from_on=when(from_on), marking=O,
    )  # fmt: skip


def exercise(name: str, held: str, **fields: Any) -> Exercise:
    return Exercise(
        **{"id": Id(name), "title": f"Exercise {name}", "held_on": when(held), "marking": O, **fields}
    )


def lesson(state: LessonState = LessonState.IDENTIFIED, **fields: Any) -> Lesson:
    known = {"id": Id("L-1"), "exercise": Id("X-1"), "text": "Call earlier.", "state": state, "marking": O}
    return Lesson(**{**known, **fields})


def strategy(name: str, **fields: Any) -> Strategy:
    return Strategy(**{"id": Id(name), "title": name.capitalize(), "aim": "Be ready", "marking": O, **fields})


def objective(name: str, of: str, actions: tuple[str, ...] = (), **fields: Any) -> Objective:
    known = {"id": Id(name), "strategy": Id(of), "text": f"Reach {name}", "marking": O}
    return Objective(**{**known, "actions": tuple(map(Id, actions)), **fields})


def plan(name: str, closes: str | None, kind: PlanningKind = PlanningKind.FMS) -> PlanningObject:
    return PlanningObject(
        id=Id(name), kind=kind, title=f"Plan {name}", owner="Chief constable",
        closes_on=when(closes) if closes else None, marking=O,
    )  # fmt: skip
