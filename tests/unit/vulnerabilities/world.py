"""A small force of two leads, two versions of an SPR grid and one capability framework, with helpers.

    capability cap-1: cap-1/rota (essential, weight 3), cap-1/kit, cap-1/plan (asks the shared question)
    grid spr-1: spr-1/depth and spr-1/plan-old (the shared question), followed in spr-2 by depth-2 and plan-new

The scale is no, partly, mostly, yes; mostly is required. Quarters end on their last day.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from dueregard.assessment.returns import Cycle, CycleKind, Evidence, Response, ResponseState, Return
from dueregard.common.codecs import Id
from dueregard.common.period import Quarter, When
from dueregard.frameworks.model import (
    Aggregation,
    AreaKind,
    Cause,
    ConfidenceRow,
    ConfidenceRule,
    Criterion,
    Crosswalk,
    CrosswalkRow,
    EvidenceState,
    Framework,
    FrameworkArea,
    FrameworkKind,
    HeadingOf,
    Relation,
    Rule,
    Step,
    StepWords,
    Tier,
)
from dueregard.improvement.governance import Acceptance
from dueregard.snapshot.full import Snapshot
from tests.unit.improvement.made import O, day, force, lead

SCALE = ("no", "partly", "mostly", "yes")
OS = Id("OFFICIAL-SENSITIVE")


def criterion(name: str, area: str = "order", **fields: Any) -> Criterion:
    known: dict[str, Any] = {
        "id": Id(name), "area": Id(area), "heading": Id("capability"), "asks": f"There is a {name}.",
        "guidance": "Look.", "evidence": "A list.", "tier": Tier.LOCAL, "cause": Cause.TRAINING,
        "ratings": tuple(StepWords(step=Id(step), words=f"It is {step}.") for step in SCALE),
    }  # fmt: skip
    return Criterion(**{**known, **fields})


def framework(
    name: str, kind: FrameworkKind, *criteria: Criterion, serves: tuple[str, ...] = ()
) -> Framework:
    low, high = Id("low"), Id("high")
    rows = tuple(
        ConfidenceRow(
            stated=stated, evidence=state, effective=stated if state is EvidenceState.CURRENT else low
        )
        for stated in (low, high)
        for state in EvidenceState
    )
    area = AreaKind.THREAT if kind is FrameworkKind.SPR else AreaKind.CAPABILITY
    return Framework(
        id=Id(name), kind=kind, title=name, version="1", in_force_from=When(2010), illustrative=True,
        notice="Invented.", scale=tuple(Step(id=Id(s), words=s, meaning=s) for s in SCALE), required=Id("mostly"),
        aggregation=Aggregation(rule=Rule.WEAKEST), coverage_threshold=Fraction(1, 2),
        confidence=ConfidenceRule(steps=(low, high), table=rows),
        headings=(HeadingOf(id=Id("capability"), title="Capability"),),
        areas=tuple(
            FrameworkArea(id=Id(a), title=a, kind=area, serves=tuple(map(Id, serves)))
            for a in dict.fromkeys(c.area for c in criteria)
        ),
        criteria=criteria,
    )  # fmt: skip


SHARED = Id("shared-plan")
CAP = framework(
    "cap-1",
    FrameworkKind.CAPABILITY,
    criterion("rota", essential=True, weight=3, cause=Cause.PEOPLE),
    criterion("kit", cause=Cause.EQUIPMENT),
    criterion("plan", question=SHARED, cause=Cause.PLANNING),
    serves=("spr-1/order", "spr-2/disorder"),
)
SPR_1 = framework(
    "spr-1", FrameworkKind.SPR, criterion("depth"), criterion("plan-old", question=SHARED, weight=2)
)
SPR_2 = framework(
    "spr-2",
    FrameworkKind.SPR,
    criterion("depth-2", "disorder"),
    criterion("plan-new", "disorder", question=SHARED),
    criterion("added", "disorder"),
)
WALK = Crosswalk(
    before=Id("spr-1"),
    after=Id("spr-2"),
    note="Renamed.",
    areas=(CrosswalkRow(before=Id("order"), after=Id("disorder"), relation=Relation.RENAMED),),
    criteria=(
        CrosswalkRow(before=Id("depth"), after=Id("depth-2"), relation=Relation.RENAMED),
        CrosswalkRow(before=Id("plan-old"), after=Id("plan-new"), relation=Relation.SAME),
        CrosswalkRow(before=None, after=Id("added"), relation=Relation.NEW),
    ),
)
ORDER = lead(
    "order",
    business_area="Public order",
    frameworks=(Id("cap-1"),),
    spr_areas=(Id("spr-1/order"), Id("spr-2/disorder")),
)
OTHER = lead("cyber", business_area="Cyber")
SETTINGS = {"exercise-months": "12", "recommendation-answer-days": "60"}
ALL_CRITERIA = {"cap-1": ("rota", "kit", "plan"), "spr-1": ("depth",), "spr-2": ("depth-2", "added")}


def cycle(name: str, spr: str = "spr-1") -> Cycle:
    return Cycle(
        id=Id(name), kind=CycleKind.FULL, spr_framework=Id(spr), frameworks=(Id("cap-1"),),
        as_at=Quarter.parse(name).last_day, marking=O,
    )  # fmt: skip


def answer(name: str, rating: str = "mostly", *evidence: str, **fields: Any) -> Response:
    known: dict[str, Any] = {
        "criterion": Id(name), "state": ResponseState.ANSWERED, "rating": Id(rating), "confidence": Id("high"),
        "evidence": tuple(map(Id, evidence or ("E-1",))), "marking": O,
    }  # fmt: skip
    return Response(**{**known, **fields})


def other(name: str, state: ResponseState, **fields: Any) -> Response:
    return Response(**{"criterion": Id(name), "state": state, "marking": O, **fields})


def given(of: str, framework: str, *responses: Response, lead: str = "order", **fields: Any) -> Return:
    known = {
        "id": Id(f"{of}/{lead}/{framework}"), "cycle": Id(of), "lead": Id(lead), "framework": Id(framework),
        "responses": responses, "signed_by": "Head of operations", "marking": O,
    }  # fmt: skip
    return Return(**{**known, **fields})


def good_returns(of: str, spr: str = "spr-1", *changed: Response, **fields: Any) -> tuple[Return, ...]:
    """Everything answered "mostly" on current evidence, but for the responses given instead."""
    instead = {row.criterion: row for row in changed}
    return tuple(
        given(of, name, *(instead.get(Id(c)) or answer(c) for c in ALL_CRITERIA[name]), **fields)
        for name in ("cap-1", spr)
    )


def evidence(name: str, expires: str | None = None, **fields: Any) -> Evidence:
    known: dict[str, Any] = {
        "id": Id(name), "title": name, "system": "Registry", "owner": "Planning", "dated_on": When(2021),
        "expires_on": day(expires) if expires else None, "marking": O,
    }  # fmt: skip
    return Evidence(**{**known, **fields})


def acceptance(key: str, made: str, until: str, name: str = "AC-1", **fields: Any) -> Acceptance:
    known: dict[str, Any] = {
        "id": Id(name), "vulnerability": Id(key), "accepted_by": "Deputy chief constable",
        "reason": "It costs more than it is worth.", "accepted_on": day(made), "until_on": day(until), "marking": O,
    }  # fmt: skip
    return Acceptance(**{**known, **fields})


def world(*changed: Response, settings: dict[str, str] | None = None, **registers: Any) -> Snapshot:
    """One cycle, 2022-Q4, in which nothing is wrong but what is changed."""
    known: dict[str, Any] = {
        "force": force(SETTINGS if settings is None else settings, leads=(ORDER, OTHER)),
        "cycles": (cycle("2022-Q4"),),
        "returns": good_returns("2022-Q4", "spr-1", *changed),
        "evidence": (evidence("E-1"),),
        "frameworks": (SPR_1, SPR_2, CAP),
        "crosswalks": (WALK,),
    }
    return Snapshot(**{**known, **registers})


def with_lead(snapshot: Snapshot, **fields: Any) -> Snapshot:
    """The same force whose first lead is changed."""
    leads = (replace(ORDER, **fields), OTHER)
    return replace(snapshot, force=replace(snapshot.force, leads=leads))
