"""The roll-up again, written from the words of the rules with plain loops, to check the fast one by.

It shares the types with `roll_up.py` and nothing else. Nobody should need to make it faster.
"""

from __future__ import annotations

from fractions import Fraction

from dueregard.assessment.rolling import (
    AnswerKind,
    Driver,
    DriverKind,
    Method,
    Outcome,
    Part,
    RollUp,
    reason_of,
)
from dueregard.frameworks.model import Rule


def roll_up_slowly(parts: list[Part], method: Method) -> RollUp:
    """What a set of criteria comes to, by the words of the rules."""
    applicable = []
    for part in parts:
        if part.kind not in (AnswerKind.NOT_APPLICABLE, AnswerKind.NOT_STATED):
            applicable.append(part)
    if not applicable:
        return RollUp(outcome=_why_nothing(parts), method=method)

    at_worst, at_best, as_said = [], [], []
    for part in applicable:
        for _unit in range(part.weight):
            if part.kind is AnswerKind.ANSWERED:
                at_worst.append(part.rank)
                at_best.append(part.rank)
                as_said.append(part.rank)
            else:
                at_worst.append(0)
                at_best.append(len(method.steps) - 1)
    raw_lowest, raw_highest = _rule(at_worst, method), _rule(at_best, method)
    raw_likely = _rule(as_said, method) if as_said else None
    if raw_likely is not None and raw_likely < raw_lowest:
        raw_likely = raw_lowest
    if raw_likely is not None and raw_likely > raw_highest:
        raw_likely = raw_highest

    lowest, likely, highest = raw_lowest, raw_likely, raw_highest
    step_below_required = method.required - 1 if method.required > 0 else 0
    for part in applicable:
        if part.essential and part.kind is AnswerKind.ANSWERED and part.rank < part.required:  # type: ignore[operator]
            lowest = min(lowest, step_below_required)
            highest = min(highest, step_below_required)
            if likely is not None:
                likely = min(likely, step_below_required)
        if part.essential and part.kind is not AnswerKind.ANSWERED:
            lowest = min(lowest, step_below_required)

    answered = [part for part in applicable if part.kind is AnswerKind.ANSWERED]
    met = [part for part in answered if part.rank >= part.required]  # type: ignore[operator]
    return RollUp(
        outcome=Outcome.ROLLED,
        method=method,
        lowest=method.steps[lowest],
        likely=None if likely is None else method.steps[likely],
        highest=method.steps[highest],
        coverage=Fraction(len(as_said), len(at_worst)),
        confidence=method.confidence_steps[_confidence(applicable)],
        drivers=_drivers(applicable, raw_lowest, raw_likely, raw_highest, method),
        applicable=len(applicable),
        answered=len(answered),
        met=len(met),
    )


def _why_nothing(parts: list[Part]) -> Outcome:
    for part in parts:
        if part.kind is AnswerKind.NOT_STATED:
            return Outcome.NOT_STATED
    return Outcome.NOT_APPLICABLE if parts else Outcome.NOTHING_ASKED


def _rule(ranks: list[int | None], method: Method) -> int:
    """The rule over one rank for each unit of weight."""
    ordered = sorted(rank for rank in ranks if rank is not None)
    if method.aggregation.rule is Rule.WEAKEST:
        return ordered[0]
    if method.aggregation.rule is Rule.WEIGHTED_LOWER_MEDIAN:
        return ordered[(len(ordered) - 1) // 2]
    highest = 0
    for step in range(len(method.steps)):
        reached = [rank for rank in ordered if rank >= step]
        assert method.aggregation.share is not None
        if Fraction(len(reached), len(ordered)) >= method.aggregation.share:
            highest = step
    return highest


def _confidence(applicable: list[Part]) -> int:
    steps = []
    for part in applicable:
        for _unit in range(part.weight):
            steps.append(part.confidence if part.confidence is not None else 0)
    return sorted(steps)[(len(steps) - 1) // 2]


def _drivers(
    applicable: list[Part], lowest: int, likely: int | None, highest: int, method: Method
) -> tuple[Driver, ...]:
    found = []
    for part in applicable:
        kind = None
        if part.kind is AnswerKind.ANSWERED:
            assert part.rank is not None
            assert likely is not None
            if part.essential and part.rank < part.required:
                kind = DriverKind.ESSENTIAL_NOT_MET
            elif part.rank <= likely and likely < len(method.steps) - 1:
                kind = DriverKind.HOLDS_DOWN
        elif part.essential:
            kind = DriverKind.ESSENTIAL_OPEN
        elif part.kind is AnswerKind.ELSEWHERE:
            kind = DriverKind.ELSEWHERE
        elif lowest != highest:
            kind = DriverKind.UNANSWERED
        if kind is not None:
            rank = part.rank if part.rank is not None else -1
            place = list(DriverKind).index(kind)
            key = (place, rank, -part.weight, part.framework, part.criterion)
            reason = reason_of(part, kind, method)
            found.append((key, Driver(part.framework, part.criterion, kind, reason)))
    return tuple(each for _key, each in sorted(found, key=lambda pair: pair[0]))
