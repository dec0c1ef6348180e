"""Frameworks, returns and books for tests, with everything said in words a reader can follow."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import (
    Challenge,
    ChallengeOutcome,
    Cycle,
    CycleKind,
    Evidence,
    Override,
    Response,
    ResponseState,
    Return,
)
from dueregard.common.codecs import Id
from dueregard.common.period import Quarter, When
from dueregard.force.identity import Lead
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

MARKING = Id("OFFICIAL")
STEPS = ("not met", "partly met", "mostly met", "fully met")
CONFIDENCE = ConfidenceRule(
    steps=(Id("low"), Id("medium"), Id("high")),
    table=tuple(
        ConfidenceRow(stated=Id(stated), evidence=EvidenceState(evidence), effective=Id(effective))
        for stated, evidence, effective in (
            ("low", "current", "low"),
            ("low", "expired", "low"),
            ("low", "absent", "low"),
            ("medium", "current", "medium"),
            ("medium", "expired", "low"),
            ("medium", "absent", "low"),
            ("high", "current", "high"),
            ("high", "expired", "medium"),
            ("high", "absent", "low"),
        )
    ),
)


def step(words: str) -> Id:
    """The id of a step from its words."""
    return Id(words.replace(" ", "-"))


def criterion(name: str, area: str = "flood", heading: str = "capacity", **fields: Any) -> Criterion:
    if "required" in fields and fields["required"] is not None:
        fields["required"] = step(fields["required"])
    texts = {"asks": f"{name} is so.", "guidance": "Look.", "evidence": "A record."} | {
        key: fields.pop(key) for key in ("asks", "guidance", "evidence") if key in fields
    }
    return Criterion(
        id=Id(name),
        area=Id(area),
        heading=Id(heading),
        ratings=tuple(StepWords(step=step(words), words=f"It is {words}.") for words in STEPS),
        tier=Tier.LOCAL,
        cause=Cause.PLANNING,
        **texts,
        **fields,
    )


def framework(
    name: str,
    criteria: Iterable[Criterion],
    *,
    serves: Mapping[str, Iterable[str]] | None = None,
    rule: str = "weighted-lower-median",
    share: str | None = None,
    threshold: str = "3/4",
    required: str = "mostly met",
) -> Framework:
    """An SPR framework; a capability framework when it says what each of its areas serves."""
    asked = tuple(criteria)
    spr = serves is None
    areas = list(dict.fromkeys(each.area for each in asked))
    return Framework(
        id=Id(name),
        kind=FrameworkKind.SPR if spr else FrameworkKind.CAPABILITY,
        title=name.title(),
        version="1",
        in_force_from=When(2015, 3),
        illustrative=True,
        notice="Illustrative.",
        scale=tuple(Step(id=step(words), words=words, meaning="As it says.") for words in STEPS),
        required=step(required),
        aggregation=Aggregation(rule=Rule(rule), share=None if share is None else Fraction(share)),
        coverage_threshold=Fraction(threshold),
        confidence=CONFIDENCE,
        headings=tuple(
            HeadingOf(id=each, title=each.title()) for each in dict.fromkeys(c.heading for c in asked)
        ),
        areas=tuple(
            FrameworkArea(
                id=area,
                title=area.title(),
                kind=AreaKind.THREAT if spr else AreaKind.CAPABILITY,
                serves=tuple(Id(served) for served in (serves or {}).get(area, ())),
            )
            for area in areas
        ),
        criteria=asked,
    )


def cycle(
    name: str,
    spr: str = "spr",
    frameworks: Iterable[str] = (),
    *,
    kind: str = "full",
    as_at: date | None = None,
) -> Cycle:
    return Cycle(
        id=Id(name),
        marking=MARKING,
        kind=CycleKind(kind),
        spr_framework=Id(spr),
        frameworks=tuple(Id(each) for each in frameworks),
        as_at=as_at or Quarter.parse(name).last_day,
    )


def answered(name: str, rating: str, confidence: str = "high", **fields: Any) -> Response:
    return Response(
        criterion=Id(name),
        state=ResponseState.ANSWERED,
        rating=step(rating),
        confidence=Id(confidence),
        marking=MARKING,
        **fields,
    )


def said(name: str, state: str, **fields: Any) -> Response:
    """A row that is not an answer: carried, unanswered, not-applicable, not-stated or elsewhere."""
    if state == "not-applicable":
        fields = {"reason": "It does not concern the force."} | fields
    if state == "elsewhere":
        fields = {"held_by": "The region", "held_on": date(2022, 1, 1)} | fields
    return Response(criterion=Id(name), state=ResponseState(state), marking=MARKING, **fields)


def returned(
    quarter: str,
    responses: Iterable[Response],
    lead: str = "operations",
    framework_id: str = "spr",
    **fields: Any,
) -> Return:
    return Return(
        id=Id(f"{quarter}/{lead}/{framework_id}"),
        marking=MARKING,
        cycle=Id(quarter),
        lead=Id(lead),
        framework=Id(framework_id),
        signed_by=fields.pop("signed_by", "Head of operations"),
        responses=tuple(responses),
        **fields,
    )


def evidence(name: str, expires_on: date | None = None) -> Evidence:
    return Evidence(
        id=Id(name),
        marking=MARKING,
        title=name,
        system="The record system",
        owner="Records",
        dated_on=When(2022, 1),
        expires_on=expires_on,
    )


def challenge(
    name: str,
    of: str,
    rating: str,
    quarter: str,
    outcome: str = "open",
    lead: str = "operations",
    **fields: Any,
) -> Challenge:
    ended = outcome != "open"
    return Challenge(
        id=Id(name),
        marking=MARKING,
        cycle=Id(quarter),
        lead=Id(lead),
        framework=Id(fields.pop("framework", "spr")),
        criterion=Id(of),
        rating=step(rating),
        reason="The reviewer saw otherwise.",
        reviewer="Reviewer",
        raised_on=fields.pop("raised_on", Quarter.parse(quarter).first_day),
        outcome=ChallengeOutcome(outcome),
        resolved_on=Quarter.parse(quarter).last_day if ended else None,
        resolution="Agreed." if ended else None,
        **fields,
    )


def override(
    name: str, area: str, rating: str, quarter: str, made_on: date, until_on: date, spr: str = "spr"
) -> Override:
    return Override(
        id=Id(name),
        marking=MARKING,
        cycle=Id(quarter),
        framework=Id(spr),
        spr_area=Id(area),
        rating=step(rating),
        reason="Seen on the ground.",
        by="The chief officer",
        made_on=made_on,
        until_on=until_on,
    )


def crosswalk(
    before: str, after: str, rows: Iterable[tuple[str | None, str | None, str]], areas=()
) -> Crosswalk:
    def made(row: tuple[str | None, str | None, str]) -> CrosswalkRow:
        earlier, later, relation = row
        return CrosswalkRow(
            before=None if earlier is None else Id(earlier),
            after=None if later is None else Id(later),
            relation=Relation(relation),
        )

    return Crosswalk(
        before=Id(before),
        after=Id(after),
        note="For tests.",
        areas=tuple(made(row) for row in areas),
        criteria=tuple(made(row) for row in rows),
    )


def book(
    frameworks: Iterable[Framework], cycles: Iterable[Cycle], returns: Iterable[Return], **more: Any
) -> AssessmentBook:
    return AssessmentBook.of(frameworks=frameworks, cycles=cycles, returns=returns, **more)


def lead(name: str = "operations", frameworks: Iterable[str] = (), spr_areas: Iterable[str] = ()) -> Lead:
    return Lead(
        id=Id(name),
        marking=MARKING,
        business_area=name.title(),
        post=f"Head of {name}",
        frameworks=tuple(Id(each) for each in frameworks),
        spr_areas=tuple(Id(each) for each in spr_areas),
    )
