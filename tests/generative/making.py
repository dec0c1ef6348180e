"""Whole valid Snapshots made at random from what the record types say of their fields.

Generic on purpose: a new register or field is made without a line here, unless a rule binds it.
Everything hangs on one number, so that hypothesis can repeat and shrink a case cheaply: drawing
each of some thousand fields by itself would take longer than the tests.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from dueregard.assessment.returns import CountedGroup
from dueregard.common.codecs import Id
from dueregard.common.marking import SCHEMES
from dueregard.common.period import When
from dueregard.common.records import FieldSpec, field_specs
from dueregard.common.results import JsonText, Result
from dueregard.effects.stored import LostHoursValue
from tests.generative.texts import TEXTS
from tests.support.stored_results import effect_result, figure_value, strengths_result, verdict_value

T = TypeVar("T")
MARKINGS = tuple(Id(step) for step in SCHEMES["gsc-2014"].held)

# Pairs of dates keep their order because each name has a year of its own.
YEARS = {
    "from_on": 2011,
    "fieldwork_on": 2012,
    "raised_on": 2013,
    "assessed_on": 2014,
    "held_on": 2015,
    "made_on": 2015,
    "accepted_on": 2015,
    "closes_on": 2016,
    "previous_paper_on": 2016,
}
LATER = 2026
MIDDLE = 2020


class Maker:
    """Makes values and records; knows the ids made so far, by register."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.ids: dict[str, list[str]] = {}
        self._number = 0

    def maybe(self, likely: float = 0.5) -> bool:
        return self.chance.random() < likely

    def new_id(self, prefix: str) -> Id:
        """An id never given before by this maker."""
        self._number += 1
        return Id(f"{prefix}-{self._number}")

    def some_ids(self, register: str, most: int = 3) -> tuple[Any, ...]:
        known = self.ids.get(register, [])
        return tuple(
            Id(name) for name in self.chance.sample(known, min(len(known), self.chance.randint(0, most)))
        )

    def one_id(self, register: str) -> Id | None:
        known = self.ids.get(register, [])
        return Id(self.chance.choice(known)) if known else None

    def record(self, kind: type[T], prefix: str, **given: Any) -> T:
        """A record with every field that is not given made up."""
        return kind(**self.values(kind, prefix, **given))

    def values(self, kind: type, prefix: str, **given: Any) -> dict[str, Any]:
        values = {}
        for spec in field_specs(kind):
            if spec.name in given:
                values[spec.name] = given[spec.name]
            elif spec.name == "id":
                values["id"] = self.new_id(prefix)
            elif not spec.column.separate:
                values[spec.name] = self.field(spec)
        return values

    def field(self, spec: FieldSpec) -> Any:
        """A value for one field, as reading would leave it."""
        if spec.column.refers is not None:
            return self._reference(spec)
        if spec.nested:
            prefix = spec.name[:4]
            if spec.repeated:
                return tuple(self.record(spec.kind, prefix) for _ in range(self.chance.randint(1, 3)))
            return self.record(spec.kind, prefix)
        if spec.repeated:
            return tuple(dict.fromkeys(self.scalar(spec) for _ in range(self.chance.randint(0, 3))))
        if spec.optional and self.maybe(0.4):
            return None
        return self.scalar(spec)

    def _reference(self, spec: FieldSpec) -> Any:
        register = str(spec.column.refers)
        if spec.repeated:
            return self.some_ids(register)
        if spec.optional and self.maybe(0.3):
            return None
        return self.one_id(register)

    def scalar(self, spec: FieldSpec) -> Any:
        if spec.name == "marking":
            return self.chance.choice(MARKINGS)
        if spec.name == "publishable":
            return self.maybe(0.6)
        if isinstance(spec.kind, type) and issubclass(spec.kind, Enum):
            return self.chance.choice(list(spec.kind))
        return _SCALARS[spec.kind](self, spec)

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    def day(self, name: str) -> date:
        year = YEARS.get(name, LATER if name in _LATER else MIDDLE)
        return date(year, 1, 1) + timedelta(days=self.chance.randrange(365))

    def when(self, name: str) -> When:
        day = self.day(name)
        return self.chance.choice([When.on(day), When(day.year, day.month), When(day.year)])

    def groups(self) -> CountedGroup:
        return CountedGroup(self.new_id("team"), "public-order-level-2", self.chance.randint(0, 999_999))

    def cited_results(self, areas: tuple[str, ...]) -> tuple[Result, ...]:
        """An effect and strengths that a paper can cite, with words of any content; none, one or both."""
        known = areas or ("north",)
        lost = tuple(LostHoursValue(local_area=area, minutes=self.chance.randint(-9, 9999)) for area in known)
        difference = self.chance.choice([None, -3.0, 0.0, 420.0])
        words = {"headings": (self.text(), self.text()), "deployment": self.text(), "invented": False}
        made = (
            effect_result(
                **words,
                headline=self.text(),
                neighbourhood=self.text(),
                neighbourhood_lost=lost,
                aid=self.one_id("aid"),
                null=self.maybe(),
                range_only=difference is None,
                verdicts=tuple(verdict_value(area) for area in known[: self.chance.randint(0, 2)]),
                figures=(figure_value(difference, words=self.text()),),
                validity=(self.text(),),
            ),
            strengths_result(**words, conclusion=self.text(), aid=self.one_id("aid")),
        )
        early = date(2020, 1, 1) + timedelta(days=self.chance.randrange(365))
        return tuple(
            replace(each, made_on=early, marking=Id(self.chance.choice(MARKINGS)))
            for each in made
            if self.maybe(0.7)
        )

    def json(self) -> JsonText:
        return JsonText.of(
            {
                "words": self.text(),
                "list": [1, 2.5, None, True],
                "n": self.chance.randint(0, 99),
                "invented": False,  # a real force may keep nothing else
            }
        )


_LATER = {
    "due_on",
    "until_on",
    "review_on",
    "expires_on",
    "submitted_on",
    "resolved_on",
    "debrief_due_on",
} | {
    "debriefed_on",
    "issued_on",
    "published_on",
}

_SCALARS: dict[Any, Callable[[Maker, FieldSpec], Any]] = {
    str: lambda maker, spec: maker.text(),
    Id: lambda maker, spec: maker.new_id(spec.name.replace("_", "-")),
    bool: lambda maker, spec: maker.maybe(),
    int: lambda maker, spec: maker.chance.randint(1, 5),
    Decimal: lambda maker, spec: Decimal(maker.chance.randint(1, 999)).scaleb(-1).normalize(),
    Fraction: lambda maker, spec: Fraction(maker.chance.randint(1, 3), 3),
    date: lambda maker, spec: maker.day(spec.name),
    When: lambda maker, spec: maker.when(spec.name),
    CountedGroup: lambda maker, spec: maker.groups(),
    JsonText: lambda maker, spec: maker.json(),
}
