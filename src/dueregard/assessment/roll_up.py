"""Many ratings as one `{lowest, likely, highest, coverage, confidence, method, drivers}`.

The rules, from the framework's own YAML, are the weighted lower median, the weakest, and quorum.
Lowest and highest are the rule with every unanswered criterion at the bottom or at the top of the
scale; likely is the rule over the answered ones. An essential criterion that is not met caps all
three at the step below the required rating; one that is unanswered caps the lowest there.
Criteria not applicable (once confirmed) or not stated in the source are outside the set.

Confidence is the weighted lower median of the effective confidence of each applicable criterion,
an unanswered one counting at the lowest step: half of the weight is at least that sure.

What holds, and is tested with generated cases: lowest ≤ likely ≤ highest; raising a rating never
lowers any of them; order does not matter; multiplying all weights changes nothing; and answering,
or confirming as not applicable, a criterion that was unanswered never widens the range. When the
last criterion of a set is confirmed as not applicable there is no range left to be wide or
narrow, and the outcome says so.

Weights are counted by step, so the work is one pass over the criteria and a few over the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from dueregard.frameworks.model import Aggregation, Rule


def roll_up(parts: Iterable[Part], method: Method) -> RollUp:
    """What a set of criteria comes to by a method.

    >>> from dueregard.frameworks.model import Aggregation, Rule
    >>> from dueregard.assessment.rolling import AnswerKind, Method, Part
    >>> rule = Method(aggregation=Aggregation(rule=Rule.WEAKEST), steps=("no", "partly", "yes"),
    ...     words=("no", "partly", "yes"), required=1, coverage_threshold=Fraction(1, 2),
    ...     confidence_steps=("low", "high"))
    >>> said = Part(framework="f", criterion="1.1", kind=AnswerKind.ANSWERED,
    ...     rank=1, confidence=1, required=1)
    >>> unsaid = Part(framework="f", criterion="1.2", kind=AnswerKind.UNANSWERED, required=1)
    >>> result = roll_up([said, unsaid], rule)
    >>> result.lowest, result.likely, result.highest, result.coverage, result.confidence
    ('no', 'partly', 'partly', Fraction(1, 2), 'low')
    """
    everything = list(parts)
    inside = [
        part
        for part in everything
        if part.kind is not AnswerKind.NOT_APPLICABLE and part.kind is not AnswerKind.NOT_STATED
    ]
    if not inside:
        return RollUp(outcome=_outcome_of_nothing(everything), method=method)
    answered = [0] * len(method.steps)
    confidence = [0] * len(method.confidence_steps)
    open_weight = met = count = 0
    essential_failed = essential_open = False
    for part in inside:
        if part.rank is None:
            open_weight += part.weight
            confidence[0] += part.weight
            essential_open = essential_open or part.essential
        else:
            count += 1
            answered[part.rank] += part.weight
            confidence[part.confidence or 0] += part.weight
            is_met = part.rank >= part.required
            met += is_met
            essential_failed = essential_failed or (part.essential and not is_met)
    raw = _bounds(answered, open_weight, method)
    lowest, likely, highest = _capped(raw, method.cap, essential_failed, essential_open)
    return RollUp(
        outcome=Outcome.ROLLED,
        method=method,
        lowest=method.steps[lowest],
        likely=None if likely is None else method.steps[likely],
        highest=method.steps[highest],
        coverage=Fraction(sum(answered), sum(answered) + open_weight),
        confidence=method.confidence_steps[_lower_median(confidence)],
        drivers=_drivers(inside, raw, method),
        applicable=len(inside),
        answered=count,
        met=met,
    )


_Bounds = tuple[int, int | None, int]


def _outcome_of_nothing(parts: Sequence[Part]) -> Outcome:
    """Silence of the source outweighs not applicable: it cannot be said that nothing concerns the force."""
    if not parts:
        return Outcome.NOTHING_ASKED
    silent = any(part.kind is AnswerKind.NOT_STATED for part in parts)
    return Outcome.NOT_STATED if silent else Outcome.NOT_APPLICABLE


def _bounds(answered: list[int], open_weight: int, method: Method) -> _Bounds:
    """Lowest, likely and highest before any cap, from the answered weight at each step."""
    if not open_weight:
        exact = _apply(answered, method.aggregation)
        return exact, exact, exact
    lowest = _apply([answered[0] + open_weight, *answered[1:]], method.aggregation)
    highest = _apply([*answered[:-1], answered[-1] + open_weight], method.aggregation)
    if not any(answered):
        return lowest, None, highest
    return lowest, min(max(_apply(answered, method.aggregation), lowest), highest), highest


def _apply(weights: list[int], aggregation: Aggregation) -> int:
    """The step a rule gives, from the weight at each step; some weight is above nought."""
    if aggregation.rule is Rule.WEIGHTED_LOWER_MEDIAN:
        return _lower_median(weights)
    if aggregation.rule is Rule.WEAKEST:
        return next(step for step, weight in enumerate(weights) if weight)
    assert aggregation.share is not None
    return _quorum(weights, aggregation.share)


def _lower_median(weights: list[int]) -> int:
    """The lowest step at or below which at least half of the weight lies."""
    total = sum(weights)
    below = 0
    for step, weight in enumerate(weights):
        below += weight
        if 2 * below >= total:
            return step
    raise AssertionError("unreachable: the last step has all the weight at or below it")


def _quorum(weights: list[int], share: Fraction) -> int:
    """The highest step that at least a share of the weight reaches; the lowest is always reached."""
    needed = share.numerator * sum(weights)
    reached = 0
    for step in range(len(weights) - 1, 0, -1):
        reached += weights[step]
        if reached * share.denominator >= needed:
            return step
    return 0


def _capped(raw: _Bounds, cap: int, failed: bool, still_open: bool) -> _Bounds:
    lowest, likely, highest = raw
    if failed:
        return min(lowest, cap), None if likely is None else min(likely, cap), min(highest, cap)
    return (min(lowest, cap) if still_open else lowest), likely, highest


def _drivers(parts: list[Part], raw: _Bounds, method: Method) -> tuple[Driver, ...]:
    """The criteria that decide or limit the result, strongest reason first, then weakest rating."""
    lowest, likely, highest = raw
    limit = -1 if likely is None or likely == method.top else likely
    found = []
    for part in parts:
        kind = _kind(part, limit, lowest < highest)
        if kind is not None:
            rank = -1 if part.rank is None else part.rank
            found.append((kind.order, rank, -part.weight, part.framework, part.criterion, kind, part))
    found.sort()
    reasons: dict[tuple[DriverKind, AnswerKind, int | None, int], str] = {}
    drivers = []
    for *_order, kind, part in found:
        alike = kind, part.kind, part.rank, part.required
        reason = reasons.get(alike) or reasons.setdefault(alike, reason_of(part, kind, method))
        drivers.append(Driver(part.framework, part.criterion, kind, reason))
    return tuple(drivers)


def _kind(part: Part, limit: int, is_wide: bool) -> DriverKind | None:
    if part.rank is None:
        if part.essential:
            return DriverKind.ESSENTIAL_OPEN
        if part.kind is AnswerKind.ELSEWHERE:
            return DriverKind.ELSEWHERE
        return DriverKind.UNANSWERED if is_wide else None
    if part.essential and part.rank < part.required:
        return DriverKind.ESSENTIAL_NOT_MET
    return DriverKind.HOLDS_DOWN if part.rank <= limit else None
