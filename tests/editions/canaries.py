"""Canaries: a word or number of its own in each field, so that one found says where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dueregard.assessment.returns import CountedGroup
from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import FieldSpec, field_specs
from dueregard.snapshot.full import Snapshot
from tests.editions.places import Place, is_marked_withheld, places, with_field, with_record
from tests.support.stored_results import effect_result, strengths_result

# A year that no other date has, early, since what is later than a paper is not in it.
YEAR = 1847
_DATE = re.compile(rf"[a-z]{{3,9}} {YEAR}\b|\b{YEAR}-\d\d")
_WORD = re.compile(r"zq\d{5}w")
_FIRST_NUMBER = 61_000_001


@dataclass
class Planted:
    """A Snapshot with its canaries, and what each stands for."""

    snapshot: Snapshot
    meaning: dict[str, str] = field(default_factory=dict)

    def found_in(self, text: str) -> set[str]:
        """What the canaries found in a text stand for. Numbers are found with commas or without."""
        flat = text.lower().replace(",", "")
        words = set(_WORD.findall(flat)) | {
            word for word in self.meaning if not _WORD.fullmatch(word) and word in flat
        }
        found = {self.meaning[word] for word in words if word in self.meaning}
        return found | ({f"a date in {YEAR}"} if _DATE.search(flat) else set())


def plant_in_withheld(snapshot: Snapshot) -> Planted:
    """Canaries in every field of withheld records, their parts, and in internal fields of the others."""
    planted = Planted(snapshot)
    closed: set[tuple[str, ...]] = set()
    for place in places(snapshot):
        if place.key[:-1] in closed or is_marked_withheld(place.record):
            closed.add(place.key)
        record = place.record
        for spec in field_specs(type(record)):
            if (place.key in closed or spec.column.internal) and not spec.nested:
                value = getattr(record, spec.name)
                record = with_field(record, spec.name, _canary(planted, place, spec, value))
        planted.snapshot = with_record(planted.snapshot, place, _with_parts(record, place, planted))
    return planted


def plant_in_results(planted: Planted) -> Planted:
    """Canaries in the words of stored Results that every paper cites, in place of those there."""
    words = [f"zq{len(planted.meaning) + at:05d}w" for at in range(2)]
    made = (
        effect_result(headline=words[0], headings=(words[0],), validity=(words[0],), deployment=words[0]),
        strengths_result(conclusion=words[1], headings=(words[1],), deployment=words[1]),
    )
    for word, result in zip(words, made, strict=True):
        planted.meaning[word] = f"a Result of kind {result.kind}"
        planted.meaning[result.hash] = planted.meaning[result.hash[:8]] = f"the hash of {result.kind}"
    cited = tuple(Id(result.hash) for result in made)
    papers = tuple(with_field(paper, "results", cited) for paper in planted.snapshot.papers)
    planted.snapshot = replace(planted.snapshot, results=made, papers=papers)
    return planted


def plant_in_published_texts(snapshot: Snapshot, chosen: Callable[[Place], bool]) -> Planted:
    """Canaries in every text of chosen published records that is not internal."""
    planted = Planted(snapshot)
    for place in places(snapshot):
        if is_marked_withheld(place.record) or not chosen(place):
            continue
        record = place.record
        for spec in field_specs(type(record)):
            if spec.kind is str and not spec.column.internal:
                value = getattr(record, spec.name)
                if value:
                    record = with_field(record, spec.name, _canary(planted, place, spec, value))
        planted.snapshot = with_record(planted.snapshot, place, _with_parts(record, place, planted))
    return planted


def _with_parts(record: Any, place: Place, planted: Planted) -> Any:
    """The record with the parts that are in the Snapshot by now: each is planted in its own turn."""
    here: Any = planted.snapshot
    for name, number in place.path:
        here = getattr(here, name) if number is None else getattr(here, name)[number]
    for spec in field_specs(type(record)):
        if spec.nested and spec.repeated:
            record = with_field(record, spec.name, getattr(here, spec.name))
    return record


def _canary(planted: Planted, place: Place, spec: FieldSpec, value: Any) -> Any:
    """The value with a canary; as it was where its type can hold none."""
    if spec.repeated:
        return tuple(_one(planted, place, spec, item) for item in value)
    return _one(planted, place, spec, value)


def _one(planted: Planted, place: Place, spec: FieldSpec, value: Any) -> Any:
    number = len(planted.meaning)
    means = f"{place.kind} {place.key[-1]}: {spec.name}"
    if spec.kind is str:
        planted.meaning[f"zq{number:05d}w"] = means
        return f"{value or ''} zq{number:05d}w".strip()
    if isinstance(value, CountedGroup):
        planted.meaning[str(_FIRST_NUMBER + number)] = means
        return CountedGroup(value.group, value.skill, _FIRST_NUMBER + number)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        planted.meaning[str(_FIRST_NUMBER + number)] = means
        return type(value)(_FIRST_NUMBER + number)
    if isinstance(value, When):
        return When(YEAR, value.month or 7, value.day and min(value.day, 28))
    if isinstance(value, date):
        return date(YEAR, value.month, min(value.day, 28))
    return value
