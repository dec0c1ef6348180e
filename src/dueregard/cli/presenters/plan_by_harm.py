"""What `dueregard plan-by-harm` answers: two plans, what moved between them, and the harm of both as simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.plan import MoveLine, move_line
from dueregard.effects.plan_by_harm import ByHarm, Compared
from dueregard.engine.queueing.experiments.intervals import Interval
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request

ONCE = (
    "The weights were told again once, at the first plan's own size and places. They were not told again at the second "
    "plan's: another round could move more choices."
)

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over runs with its 95 % interval."""

    estimate: Annotated[float, "The mean."]
    low: Annotated[float, "Low end."]
    high: Annotated[float, "High end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One of the two plans."""

    plan: Annotated[str, "first or second."]
    weights: Annotated[str, "What an hour counted when it was made."]
    people: Annotated[int, "People sent."]
    is_met: Annotated[bool, "Whether it meets the whole request."]
    hours_lost: Annotated[float, "Officer-hours lost at home, without weights."]
    rest_days: Annotated[int, "Rest days cancelled."]
    cost_told: Annotated[
        float | None,
        "Its hours by the weights told at the first plan, and its rest days as they count; null where not come to.",
    ]
    harm: Annotated[
        Estimate | None,
        "Person-hours waited beyond the standard more than with nobody away, simulated; null where not come to.",
    ]
    counted: Annotated[
        float | None, "What it costs beside: hours of other duty functions as they count, and rest days."
    ]
    is_kept: Annotated[bool, "Whether this is the plan kept."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanByHarmAnswer:
    """What `plan-by-harm --json` prints."""

    request: Annotated[str, "The request."]
    heading: Annotated[str | None, "What stands above every figure; null for nothing."]
    is_whole: Annotated[bool, "Whether it came to its end; false where Ctrl-C ended it."]
    plans: Annotated[tuple[PlanLine, ...], "The plans, first and second."]
    rest_day_hours: Annotated[float, "What each cancelled rest day counts."]
    moves: Annotated[MoveLine | None, "What moved from the first to the second; null where there is none."]
    fit: Annotated[str | None, "How far the weights told had to be made to rise, in words."]
    runs: Annotated[int | None, "Runs of every world of the weights."]
    runs_compared: Annotated[int | None, "Runs of each plan."]
    without: Annotated[Estimate | None, "Person-hours waited beyond the standard with nobody away."]
    difference: Annotated[Estimate | None, "Harm of the second less that of the first, run by run."]
    total: Annotated[Estimate | None, "The same with what is counted beside."]
    is_told_apart: Annotated[bool | None, "Whether the runs tell which of them costs less."]
    words: Annotated[str, "What came out."]
    once: Annotated[str, "That this was one round."]


def by_harm_answer(found: ByHarm, request: Request, rest_day_hours: float) -> PlanByHarmAnswer:
    """The loop as an answer."""
    both = found.compared
    harm = found.harm
    plans = [_line("first", found.first, found, found.first_again)]
    if found.second is not None:
        plans.append(_line("second", found.second, found, found.second.cost))
    return PlanByHarmAnswer(
        request=str(request.id),
        heading=None if harm is None else harm.heading,
        is_whole=found.is_whole,
        plans=tuple(plans),
        rest_day_hours=rest_day_hours,
        moves=None if found.moves is None else move_line(found.moves),
        fit=None if harm is None else harm.words_of_fit,
        runs=None if harm is None else harm.runs,
        runs_compared=None if both is None else both.runs,
        without=None if both is None else _estimate(both.without),
        difference=None if both is None else _estimate(both.difference),
        total=None if both is None else _estimate(both.total),
        is_told_apart=None if both is None else both.is_told_apart,
        words=_words(found, both),
        once=ONCE,
    )


def _line(name: str, plan: Plan, found: ByHarm, cost: float | None) -> PlanLine:
    both, at = found.compared, int(name == "second")
    return PlanLine(
        plan=name,
        weights="told at the first plan" if at else "as the planning file says",
        people=len({each.person for each in plan.assignments}),
        is_met=not plan.missing and not plan.lacking,
        hours_lost=round(sum((gone.ends_at - gone.begins_at) / _HOUR for gone in plan.lost), 3),
        rest_days=plan.rest_days,
        cost_told=None if cost is None else round(cost, 3),
        harm=None if both is None else _estimate((both.first, both.second)[at]),
        counted=None if both is None else round(both.counted[at], 3),
        is_kept=plan is found.kept,
    )


def _estimate(found: Interval) -> Estimate:
    return Estimate(estimate=round(found.estimate, 3), low=round(found.low, 3), high=round(found.high, 3))


def _words(found: ByHarm, both: Compared | None) -> str:
    if both is None:
        where = "the weights were told" if found.harm is None else "both plans were compared"
        return f"It was stopped before {where}: the first plan is kept."
    if found.moves is not None and found.moves.is_none:
        return "No choice moves: the second plan is the first, which is kept."
    kept = "second" if both.is_second_kept else "first"
    if both.is_told_apart:
        return f"The {kept} plan costs the public less, and the runs tell the two apart: it is kept."
    return (
        f"The {kept} plan costs less on the mean of the runs and is kept, but the runs do not tell the two apart: "
        "either may be the better."
    )


def by_harm_page(answer: PlanByHarmAnswer) -> Page:
    """The loop for a commander."""
    return tuple(_parts(answer))


def _parts(answer: PlanByHarmAnswer) -> Iterator[Part]:
    if answer.heading is not None:
        yield answer.heading
    yield answer.words
    yield Table(
        title=f"The plans for {answer.request}",
        header=(
            "plan",
            "weights",
            "people",
            "meets all",
            "hours lost",
            "rest days",
            "by the weights told",
            "harm simulated",
            "95 % interval",
            "counted beside",
            "kept",
        ),
        rows=tuple(
            (
                each.plan,
                each.weights,
                f"{each.people:,}",
                "yes" if each.is_met else "no",
                f"{each.hours_lost:,.1f}",
                f"{each.rest_days:,}",
                "-" if each.cost_told is None else f"{each.cost_told:,.1f}",
                "-" if each.harm is None else f"{each.harm.estimate:,.1f}",
                "-" if each.harm is None else f"{each.harm.low:,.1f} to {each.harm.high:,.1f}",
                "-" if each.counted is None else f"{each.counted:,.1f}",
                "yes" if each.is_kept else "no",
            )
            for each in answer.plans
        ),
        numeric=frozenset({2, 4, 5, 6, 7, 9}),
    )
    yield (
        "Hours lost are officer-hours lost at home, not weighed. By the weights told: what these hours count, plus "
        f"rest days cancelled, counted at {answer.rest_day_hours:g} each. Counted beside the harm: hours of other duty "
        "functions as they count, and rest days likewise."
    )
    if answer.difference is not None and answer.total is not None and answer.without is not None:
        yield (
            "Harm is person-hours waited beyond the dated standard by people who are no emergency, more than with "
            f"nobody away; with nobody away they wait {answer.without.estimate:,.1f}. The second plan less the first, "
            f"by the same incidents and chance in each of {answer.runs_compared:,} runs: "
            f"{_between(answer.difference)}; with what is counted beside: {_between(answer.total)}. The intervals are "
            "the simulation's own error, 95 %."
        )
    yield from _moved(answer.moves)
    if answer.fit is not None:
        yield f"{answer.fit} {answer.runs:,} runs of every world."
    yield answer.once
    yield "This is a proposal. A named authoriser adopts it, or does not."


def _between(found: Estimate) -> str:
    return f"{found.estimate:+,.1f}, from {found.low:+,.1f} to {found.high:+,.1f}"


def _moved(moves: MoveLine | None) -> Iterator[Part]:
    if moves is None:
        return
    yield (
        f"From the first plan to the second {moves.joins:,} others go and {moves.leaves:,} do not. Others work on "
        f"these tours: {', '.join(moves.tours) or 'none'}. Rest days cancelled: {moves.rest_days:+,}."
    )
    if moves.places:
        yield Table(
            title="Officer-hours lost more or fewer in the second plan",
            header=("local area", "duty function", "officer-hours"),
            rows=tuple((each.local_area, each.function, f"{each.hours:+,.1f}") for each in moves.places),
            numeric=frozenset({2}),
        )
