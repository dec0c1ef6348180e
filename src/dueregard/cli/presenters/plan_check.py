"""What `dueregard plan-check` answers: each rule kept or broken, the cost added up again, the bound proved again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.mobilisation.checker import RULES_AGAIN, Rule
from dueregard.mobilisation.cost_parts import CostParts
from dueregard.mobilisation.judging import PlanJudged
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.stored_plan import StoredPlan

MOST_FAULTS = 10
"""Faults printed of one rule; all are in the JSON answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleJudged:
    """One rule."""

    rule: Annotated[str, "The rule, by a short name."]
    words: Annotated[str, "What it is broken by."]
    is_kept: Annotated[bool, "Whether the plan keeps it."]
    faults: Annotated[tuple[str, ...], "Where it is broken."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChecked:
    """What `plan-check --json` prints."""

    request: Annotated[str, "The request."]
    sha256: Annotated[str, "SHA-256 of the head of the plan, by which records name it."]
    is_good: Annotated[bool, "Whether no rule is broken."]
    is_met: Annotated[bool, "Whether the plan says that it meets the whole request."]
    people: Annotated[int, "People sent."]
    rules: Annotated[tuple[RuleJudged, ...], "Each rule of the judge."]
    hours_lost: Annotated[float, "Officer-hours that the plan says are lost at home, without weights."]
    hours_counted: Annotated[float, "What these hours count by their weights, from the cost that it states."]
    rest_days: Annotated[int, "Rest days cancelled."]
    rest_day_hours: Annotated[float, "Officer-hours that each of them counts."]
    cost_words: Annotated[str, "The cost that the plan states in words, each part by itself."]
    cost: Annotated[
        float, "The cost that the plan states: hours as they count, plus rest days as they count."
    ]
    cost_again: Annotated[float, "The cost, added up again from what it loses at home."]
    bound: Annotated[float, "The bound that the plan states."]
    bound_again: Annotated[
        float | None, "The bound that its prices prove; null where none were kept or it was not asked for."
    ]
    bound_words: Annotated[str, "What stands of the bound, in words."]
    exceptions: Annotated[tuple[str, ...], "Rules of rest that may be broken, from the records."]
    people_promised: Annotated[int, "People promised elsewhere near that time."]


def plan_checked(
    stored: StoredPlan,
    judged: PlanJudged,
    parts: CostParts,
    *,
    exceptions: tuple[str, ...],
    promised: int,
    rules_only: bool,
    is_again: bool = False,
) -> PlanChecked:
    """A plan judged, as an answer. is_again: whether it was judged by the plan before too."""
    plan = judged.plan
    return PlanChecked(
        request=str(plan.request),
        sha256=stored.sha256,
        is_good=judged.is_good,
        is_met=not plan.missing and not plan.lacking,
        people=len({each.person for each in plan.assignments}),
        rules=tuple(
            RuleJudged(
                rule=rule.name.lower().replace("_", "-"),
                words=rule.value,
                is_kept=not judged.of(rule),
                faults=judged.of(rule),
            )
            for rule in Rule
            if is_again or rule not in RULES_AGAIN
        ),
        hours_lost=round(parts.hours, 6),
        hours_counted=round(parts.counted, 6),
        rest_days=parts.rest_days,
        rest_day_hours=round(parts.rest_day_hours, 6),
        cost_words=parts.words(),
        cost=round(plan.cost, 6),
        cost_again=round(judged.cost, 6),
        bound=round(plan.bound, 6),
        bound_again=None if judged.bound is None else round(judged.bound, 6),
        bound_words=_bound_words(judged, parts.unit(), rules_only, stored.head.prices_sha256 is not None),
        exceptions=exceptions,
        people_promised=promised,
    )


_WHY_NOT = {
    False: "no prices were kept with it",
    True: "it was stopped, or what is unknown in the plan leaves it without meaning",
}


def _bound_words(judged: PlanJudged, unit: str, rules_only: bool, has_prices: bool) -> str:
    claimed = judged.plan.bound
    if claimed <= 0:
        return "The plan states no bound: nothing was proved when it was made."
    stated = f"It states that no plan comes to fewer than {claimed:,.1f} {unit}"
    if judged.bound is None:
        why = "that was not asked for" if rules_only else _WHY_NOT[has_prices]
        return f"{stated}; that is claimed and not proved again here, for {why}."
    if judged.of(Rule.BOUND):
        return f"{stated}, and its prices prove only {judged.bound:,.1f}."
    return (
        f"{stated}; its prices prove {judged.bound:,.1f}, worked out again person by person without a solver."
    )


def plan_checked_page(answer: PlanChecked, request: Request) -> Page:
    """A plan judged, for a planner."""
    met = "says that it meets the whole request" if answer.is_met else "says that it leaves part of it out"
    broken = [each for each in answer.rules if not each.is_kept]
    verdict = "keeps every rule" if answer.is_good else f"breaks {len(broken)} of {len(answer.rules)} rules"
    return (
        f"The plan for {request.id} {verdict}. It sends {answer.people:,} people and {met}.",
        *_basis(answer),
        Table(
            title="Rules",
            header=("rule", "judged", "what would break it"),
            rows=tuple(
                (each.rule, "kept" if each.is_kept else "BROKEN", each.words) for each in answer.rules
            ),
        ),
        *_faults(answer),
        f"Cost: {answer.cost_words}. It states {answer.cost:,.1f}; added up again it is {answer.cost_again:,.1f}.",
        f"Bound: {answer.bound_words}",
    )


def _basis(answer: PlanChecked) -> Iterator[str]:
    if answer.people_promised:
        yield f"{answer.people_promised:,} people are promised elsewhere near that time."
    for words in answer.exceptions:
        yield f"Rest may be broken: {words}."


def _faults(answer: PlanChecked) -> Iterator[str]:
    for each in answer.rules:
        for words in each.faults[:MOST_FAULTS]:
            yield f"- {each.rule}: {words}"
        if len(each.faults) > MOST_FAULTS:
            yield f"- {each.rule}: and {len(each.faults) - MOST_FAULTS:,} more (all with --json)"
