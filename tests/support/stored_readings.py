"""Small stored readings and months of a specialist function, made up and never worked out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from dueregard.capacity.stored import (
    READINGS,
    RELIANCE,
    FunctionMonthValue,
    QuantileValue,
    ReadingsValue,
    ReadingValue,
    RelianceValue,
    SharedValue,
    SkillValue,
)
from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result


def reading(target: str, hours_met: int = 100, **given: Any) -> ReadingValue:
    """100 hours, of which so many meet two units within four hours."""
    known: dict[str, Any] = {
        "target": target, "words": "2 × units within 4 hours", "unit": "a unit", "number": 2,
        "within_minutes": 240, "sustained_minutes": 0, "hours": 100, "hours_met": hours_met,
        "is_met": hours_met == 100, "least": 2 if hours_met == 100 else 1,
        "quantiles": (QuantileValue(percent=50, units=2),), "most": 3, "least_by_hour_of_week": (2,),
        "worst_hours": (), "people": 60, "confidence": "medium", "confidence_because": "Because.",
        "sentence": "A sentence.",
    }  # fmt: skip
    return ReadingValue(**{**known, **given})


def shared(first: str, second: str, each: int, together: int) -> SharedValue:
    return SharedValue(
        first=first, second=second, people=40, hours_each=each, hours_together=together, sentence="A sentence."
    )  # fmt: skip


def skill(name: str, lapsing: int, holders: int, *targets: str, undated: int = 0) -> SkillValue:
    return SkillValue(
        skill=name, targets=targets, first_month="2022-10", months=6, holders=holders, lapsing=lapsing,
        undated=undated, by_month=(),
    )  # fmt: skip


def readings_result(
    *readings: ReadingValue,
    shared: tuple[SharedValue, ...] = (),
    skills: tuple[SkillValue, ...] = (),
    made_on: date | None = date(2022, 12, 1),
) -> Result:
    value = ReadingsValue(
        first_on="2022-10-03", last_on="2022-10-09", roster="a" * 64, roster_taken_on=None, readings=readings,
        shared=shared, skills=skills, method="Made up.",
    )  # fmt: skip
    return result_of_kind(READINGS, asdict(value), made_on)


def reliance_result(
    others: int, worked: int, criterion: str | None = None, made_on: date | None = date(2022, 12, 1)
) -> Result:
    month = FunctionMonthValue(
        month="2022-10", level="SEVERE", needed=worked, own=worked - others, network=others, received=0, given=0,
        uncovered=0,
    )  # fmt: skip
    value = RelianceValue(
        function="ct", name="Counter terrorism", criterion=criterion, months=(month,), days_by_others=others,
        days_worked=worked,
    )  # fmt: skip
    return result_of_kind(RELIANCE, asdict(value), made_on)


def result_of_kind(kind: str, value: object, made_on: date | None) -> Result:
    return Result(
        kind=Id(kind),
        inputs_hash=Id("b" * 64),
        value=JsonText.of(value),
        manifest=JsonText.of({"inputs": {"roster": "a" * 64}}),
        made_on=made_on,
        marking=Id("OFFICIAL-SENSITIVE"),
    )
