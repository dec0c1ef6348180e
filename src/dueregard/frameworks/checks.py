"""What must hold in one framework beyond the form of its fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean
from dueregard.frameworks.drafts import Draft, Located
from dueregard.frameworks.model import (
    AreaKind,
    ConfidenceRule,
    Criterion,
    EvidenceState,
    FrameworkKind,
)

_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_SERVES = re.compile(r"[a-z0-9.-]+/[a-z0-9.-]+")
_EVIDENCE_BEST_FIRST = (EvidenceState.CURRENT, EvidenceState.EXPIRED, EvidenceState.ABSENT)
_NAME_REMEDY = "write a name of lower-case letters, digits, hyphens and dots"
HEAVIEST = 5


def check_framework(draft: Draft, faults: FaultList) -> None:
    """Note every fault of one framework that its fields alone do not show."""
    _check_head(draft, faults)
    for pieces, what in (
        (draft.scale, "step"),
        (draft.headings, "heading"),
        (draft.areas, "SPR area" if _is_spr(draft) else "area"),
        (draft.criteria, "criterion"),
    ):
        _check_ids(draft, pieces or (), what, faults)
    _check_scale(draft, faults)
    _check_confidence(draft, faults)
    _check_areas(draft, faults)
    for criterion in draft.criteria or ():
        _check_criterion(draft, criterion, faults)
    _check_questions(draft, faults)
    _check_all_used(draft, faults)


def _is_spr(draft: Draft) -> bool:
    kind = draft.values.get("kind")
    return kind is not None and kind.value is FrameworkKind.SPR


def _check_head(draft: Draft, faults: FaultList) -> None:
    values = draft.values
    name, stem = values.get("id"), PurePath(draft.file).stem
    if name is not None and draft.file.endswith(".yaml") and name.value != stem:
        faults.add(draft.place(name, "id"), f"{shorten(name.value)} is not the file's name", f"write {stem}")
    if name is not None and not _NAME.fullmatch(name.value):
        faults.add(draft.place(name, "id"), f"{shorten(name.value)} was given", _NAME_REMEDY)
    threshold = values.get("coverage_threshold")
    if threshold is not None and not 0 < threshold.value <= 1:
        remedy = "write a share above 0 and at most 1, such as 3/4"
        faults.add(draft.place(threshold, "coverage_threshold"), f"{threshold.value} was given", remedy)
    start, end = values.get("in_force_from"), values.get("in_force_until")
    if start is not None and end is not None and end.value.last_day < start.value.first_day:
        saw = f"it ends in {end.value}, before it came into force in {start.value}"
        faults.add(draft.place(end, "in_force_until"), saw, "correct one of the two")


def _check_ids(draft: Draft, pieces: Iterable[Located[Any]], what: str, faults: FaultList) -> None:
    first_lines: dict[str, int] = {}
    for piece in pieces:
        name = piece.value.id
        if not _NAME.fullmatch(name):
            faults.add(draft.place(piece, "id"), f"{shorten(name)} was given", _NAME_REMEDY)
        if name in first_lines:
            saw = f"the {what} {shorten(name)} stands twice (first on line {first_lines[name]})"
            faults.add(draft.place(piece, "id"), saw, "rename or remove one")
        first_lines.setdefault(name, piece.line)


def _check_scale(draft: Draft, faults: FaultList) -> None:
    if draft.scale is None:
        return
    steps = [piece.value.id for piece in draft.scale]
    if len(steps) < 2:
        faults.add(draft.place(), "the scale has fewer than two steps", "give at least two, lowest first")
    for piece, again in _repeated(draft.scale, lambda step: step.words):
        saw = f"two steps are printed as {shorten(piece.value.words)} (the other on line {again.line})"
        faults.add(draft.place(piece, "words"), saw, "give each its own words")
    required = draft.values.get("required")
    if required is not None:
        _check_required(required.value, steps, draft.place(required, "required"), faults)


def _check_required(required: str, steps: Sequence[str], place: Place, faults: FaultList) -> None:
    if required not in steps:
        remedy = did_you_mean(required, steps, otherwise=f"choose one of: {', '.join(steps)}")
        faults.add(place, f"{shorten(required)} is not a step of the scale", remedy)
    elif required == steps[0]:
        saw = f"the lowest step, {shorten(required)}, is required, which asks for nothing"
        faults.add(place, saw, f"choose one of: {', '.join(steps[1:])}")


def _repeated(
    pieces: Sequence[Located[Any]], key: Callable[[Any], Any]
) -> Iterable[tuple[Located[Any], Located[Any]]]:
    """Pieces whose key stood before, each with the first of them."""
    first: dict[Any, Located[Any]] = {}
    for piece in pieces:
        found = first.setdefault(key(piece.value), piece)
        if found is not piece:
            yield piece, found


def _check_confidence(draft: Draft, faults: FaultList) -> None:
    if draft.confidence is None:
        return
    rule, place = draft.confidence.value, draft.place(draft.confidence, "table")
    for step, count in Counter(rule.steps).items():
        if count > 1:
            faults.add(
                draft.place(draft.confidence, "steps"), f"{shorten(step)} stands twice", "keep one of them"
            )
    before = len(faults)
    wanted = {(step, state) for step in rule.steps for state in EvidenceState}
    for row in rule.table:
        for step in (row.stated, row.effective):
            if step not in rule.steps:
                remedy = did_you_mean(step, rule.steps, otherwise=f"choose one of: {', '.join(rule.steps)}")
                faults.add(place, f"{shorten(step)} is not a step of confidence", remedy)
    for pair, count in Counter((row.stated, row.evidence) for row in rule.table).items():
        if count > 1:
            faults.add(place, f"{pair[0]} with {pair[1]} evidence stands twice", "keep one of the rows")
        wanted.discard(pair)
    for stated, state in sorted(wanted):
        faults.add(place, f"there is no row for {stated} with {state} evidence", "add it")
    if len(faults) == before:
        _check_confidence_order(rule, place, faults)


def _check_confidence_order(rule: ConfidenceRule, place: Place, faults: FaultList) -> None:
    """What is stated higher never counts lower, and worse evidence never counts higher."""
    rank = {step: number for number, step in enumerate(rule.steps)}
    effective = {(row.stated, row.evidence): rank[row.effective] for row in rule.table}
    for state in _EVIDENCE_BEST_FIRST:
        for lower, higher in pairwise(rule.steps):
            if effective[higher, state] < effective[lower, state]:
                saw = f"with {state} evidence {higher} counts lower than {lower}"
                faults.add(place, saw, "let what is stated higher count at least as high")
    for step in rule.steps:
        for better, worse in pairwise(_EVIDENCE_BEST_FIRST):
            if effective[step, worse] > effective[step, better]:
                saw = f"{step} counts higher with {worse} evidence than with {better}"
                faults.add(place, saw, "let worse evidence never count higher")


def _check_areas(draft: Draft, faults: FaultList) -> None:
    kind = draft.values.get("kind")
    if kind is None:
        return
    for piece in draft.areas or ():
        area = piece.value
        if (area.kind is AreaKind.CAPABILITY) == _is_spr(draft):
            choices = "threat or cross-cutting" if _is_spr(draft) else "capability"
            faults.add(
                draft.place(piece, "kind"),
                f"{area.kind} does not suit a framework of kind {kind.value}",
                f"write {choices}",
            )
        if area.serves and _is_spr(draft):
            saw = "an SPR area serves no other"
            faults.add(draft.place(piece, "serves"), saw, "take the line out")
        for served in area.serves:
            if not _SERVES.fullmatch(served):
                remedy = "write framework/area, such as spr-2015/public-order"
                faults.add(draft.place(piece, "serves"), f"{shorten(served)} was given", remedy)


def _check_criterion(draft: Draft, piece: Located[Criterion], faults: FaultList) -> None:
    criterion = piece.value
    for column, given, known in (
        ("area", criterion.area, draft.areas),
        ("heading", criterion.heading, draft.headings),
    ):
        ids = None if known is None else [other.value.id for other in known]
        if ids is not None and given not in ids:
            remedy = did_you_mean(given, ids, otherwise=f"choose one of: {', '.join(ids)}")
            faults.add(draft.place(piece, column), f"{shorten(given)} is not among the {column}s", remedy)
    if not 1 <= criterion.weight <= HEAVIEST:
        remedy = f"write a whole number from 1 to {HEAVIEST}"
        faults.add(draft.place(piece, "weight"), f"the weight {criterion.weight} was given", remedy)
    if criterion.question is not None and not _NAME.fullmatch(criterion.question):
        faults.add(draft.place(piece, "question"), f"{shorten(criterion.question)} was given", _NAME_REMEDY)
    if draft.scale is not None:
        steps = [other.value.id for other in draft.scale]
        if criterion.required is not None:
            _check_required(criterion.required, steps, draft.place(piece, "required"), faults)
        _check_ratings(criterion, steps, draft.place(piece, "ratings"), faults)


def _check_ratings(criterion: Criterion, steps: Sequence[str], place: Place, faults: FaultList) -> None:
    given: list[str] = [row.step for row in criterion.ratings]
    for step in given:
        if step not in steps:
            remedy = did_you_mean(step, steps, otherwise=f"the steps are {', '.join(steps)}")
            faults.add(place, f"{shorten(step)} is not a step of the scale", remedy)
    for step in steps:
        if step not in given:
            faults.add(place, f"it is not said what {step} looks like", f"add the field {step}")
    for words, count in Counter(row.words for row in criterion.ratings).items():
        if count > 1:
            saw = f"two steps look the same: {shorten(words)}"
            faults.add(place, saw, "say what tells them apart")


def _check_questions(draft: Draft, faults: FaultList) -> None:
    asked = [piece for piece in draft.criteria or () if piece.value.question is not None]
    for piece, first in _repeated(asked, lambda criterion: criterion.question):
        saw = f"the question {shorten(piece.value.question)} is asked twice (first on line {first.line})"
        faults.add(draft.place(piece, "question"), saw, "ask it once in a framework")


def _check_all_used(draft: Draft, faults: FaultList) -> None:
    """Every area and heading has a criterion; in an SPR framework, every area under every heading."""
    if draft.areas is None or draft.headings is None or draft.criteria is None:
        return
    cells = {(piece.value.area, piece.value.heading) for piece in draft.criteria}
    for area in draft.areas:
        if not any(cell[0] == area.value.id for cell in cells):
            faults.add(
                draft.place(area),
                f"the area {shorten(area.value.id)} has no criterion",
                "add one or remove it",
            )
        elif _is_spr(draft):
            for heading in draft.headings:
                if (area.value.id, heading.value.id) not in cells:
                    saw = f"{area.value.id} has no criterion under {heading.value.id}"
                    faults.add(draft.place(area), saw, "add one: an SPR framework fills its whole grid")
    for heading in draft.headings:
        if not any(cell[1] == heading.value.id for cell in cells):
            saw = f"the heading {shorten(heading.value.id)} has no criterion"
            faults.add(draft.place(heading), saw, "add one or remove it")
