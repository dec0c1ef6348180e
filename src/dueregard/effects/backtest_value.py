"""A backtest as plain values: what is stored as a Result of kind `backtest`, and what `--json` prints.

Numbers are kept to six places after the point; what is not known is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Annotated, Any

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.effects.held_out import COVERAGE_LEVEL, Performance
from dueregard.engine.queueing.experiments.manifest import Manifest
from dueregard.local_policing.backtest import FORCE_WEEK, Backtest, Match, Score
from dueregard.local_policing.backtest_cells import FORECASTS, MEANING, UNITS, Forecast
from dueregard.local_policing.backtest_scores import LEVELS, MODEL, TOGETHER
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.local_policing.rivals import RIVALS

KIND = Id("backtest")
PLACES = 6
HEADLINE = Forecast.LATE
KNOWN_BY_WHOM = (
    "The model and the formulas know who is on duty in the weeks forecast; the other rivals know earlier weeks of the "
    "log and nothing else. Nobody knows how many are waiting when a forecast begins."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreValue:
    """Mean scores of one forecaster over some cells, in the unit of the quantity."""

    quantity: Annotated[str, "What is forecast."]
    unit: Annotated[str, "Its unit."]
    grade: Annotated[str, "The grade, or every non-emergency grade."]
    local_area: Annotated[str, "The local area, or every local area."]
    shift: Annotated[str, "Hours of the local day in which the call came, or every shift."]
    forecaster: Annotated[str, "The model, or a rival."]
    crps: Annotated[float, "Continuous ranked probability score: 0 is perfect."]
    pinball_middle: Annotated[float, "Pinball loss at .5."]
    pinball_high: Annotated[float, "Pinball loss at .9."]
    bias: Annotated[float, "Mean forecast less what was seen."]
    coverage_50: Annotated[
        float | None, "Share inside the central 50 %; null for a forecaster that claims no doubt."
    ]
    coverage_80: Annotated[float | None, "Share inside the central 80 %."]
    coverage_95: Annotated[float | None, "Share inside the central 95 %."]
    cells: Annotated[int, "Cells scored."]
    seen_mean: Annotated[float | None, "Mean of what was seen, for the force's weeks."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillValue:
    """The model against one rival, by CRPS."""

    quantity: Annotated[str, "What is forecast."]
    grade: Annotated[str, "The grade, or every non-emergency grade."]
    of: Annotated[str, "Cells of grade, local area and shift, or the force's weeks."]
    rival: Annotated[str, "The rival."]
    skill: Annotated[float | None, "1 is perfect, 0 no better, below 0 the rival wins; null where not told."]
    low: Annotated[float | None, "Low end of its 95 % interval, by resampling blocks of weeks."]
    high: Annotated[float | None, "High end of it."]
    lost: Annotated[bool, "Whether the rival's loss is the smaller one."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesValue:
    """Where what was seen lay among the model's draws: even numbers where the spread is right (PIT histogram)."""

    quantity: Annotated[str, "What is forecast."]
    grade: Annotated[str, "The grade."]
    counts: Annotated[tuple[int, ...], "Cells in each tenth, from below all draws to above all of them."]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityValue:
    """A quantity that is forecast."""

    quantity: Annotated[str, "Its name."]
    unit: Annotated[str, "Its unit."]
    meaning: Annotated[str, "What it is."]
    cells_left_out: Annotated[
        int, "Cells not scored: nothing was seen in them, or a forecaster had nothing to say."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceValue:
    """What the words of an effect need: people known not to be seen in time, every non-emergency grade, by week."""

    coverage: Annotated[float | None, "Share of the force's weeks inside the central 80 %."]
    miss_share: Annotated[
        float | None, "Mean distance of a week from its forecast, as a share of what was seen."
    ]
    worst_rival: Annotated[str | None, "The naive rival against which the model does worst."]
    skill: Annotated[float | None, "Its skill against that rival."]
    skill_high: Annotated[float | None, "High end of the interval of that skill."]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestValue:
    """What `backtest --json` prints."""

    heading: Annotated[str | None, "What stands above every figure; null for nothing."]
    sentence: Annotated[
        str, "Held-out performance in words, as the validity statement of an effect prints it."
    ]
    folds: Annotated[int, "Folds."]
    why: Annotated[str, "How many folds there are and why."]
    weeks: Annotated[int, "Weeks forecast in all."]
    from_on: Annotated[str, "First day forecast."]
    until_on: Annotated[str, "Last day forecast."]
    draws: Annotated[int, "Draws of each forecast."]
    known_by_whom: Annotated[str, "What the forecasters know."]
    quantities: Annotated[tuple[QuantityValue, ...], "What is forecast."]
    scores: Annotated[tuple[ScoreValue, ...], "Scores of every forecaster by grade."]
    force: Annotated[tuple[ScoreValue, ...], "The same for the force's weeks."]
    cells: Annotated[tuple[ScoreValue, ...], "Scores of the model by grade, local area and shift."]
    skills: Annotated[tuple[SkillValue, ...], "The model against each rival."]
    places: Annotated[tuple[PlacesValue, ...], "PIT histograms of the model."]
    won: Annotated[int, "Comparisons that the model wins."]
    lost: Annotated[int, "Comparisons that it loses."]
    performance: Annotated[PerformanceValue, "What the words of an effect need."]
    manifest_hash: Annotated[str, "Hash of the manifest: inputs, seed, method, versions."]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """A backtest with what is needed to tell it: heading, days forecast in words of ISO, and manifest."""

    backtest: Backtest
    heading: str | None
    from_on: str
    until_on: str
    manifest: Manifest


def performance_of(backtest: Backtest, heading: str | None) -> Performance:
    """Held-out performance of the figure that headlines count, with its sentence."""
    score = next(
        (
            each
            for each in backtest.of_force()
            if (each.quantity, each.grade, each.forecaster) == (HEADLINE, TOGETHER, MODEL)
        ),
        None,
    )
    matches = [
        each
        for each in backtest.matches()
        if (each.quantity, each.grade, each.of) == (HEADLINE, TOGETHER, FORCE_WEEK) and each.skill is not None
    ]
    naive = [each for each in matches if each.rival in RIVALS]
    worst = min(naive, key=lambda each: each.skill.skill if each.skill else 0.0, default=None)
    coverage = (
        None if score is None or score.coverage is None else score.coverage[LEVELS.index(COVERAGE_LEVEL)]
    )
    miss = backtest.force_miss(HEADLINE, TOGETHER)
    if miss is None:  # nobody was ever late, so there is nothing to be right or wrong about
        coverage = None
    return Performance(
        sentence=_sentence(backtest, score, coverage, miss, naive, heading),
        coverage=coverage,
        miss_share=miss,
        worst_rival=worst.rival if worst else None,
        skill=worst.skill.skill if worst and worst.skill else None,
        skill_high=worst.skill.high if worst and worst.skill else None,
    )


def _sentence(
    backtest: Backtest,
    score: Score | None,
    coverage: float | None,
    miss: float | None,
    naive: Iterable[Match],
    heading: str | None,
) -> str:
    begins = f"{heading}: held-out" if heading else "Held-out"
    weeks = f"{backtest.weeks} weeks in {len(backtest.plan.origins)} folds, each fitted to earlier weeks only"
    if score is None or coverage is None or miss is None:
        return f"{begins} performance: {weeks}; people not seen in time were too few to be scored."
    against = "; ".join(
        f"against {each.rival} the skill is {each.skill.skill:.2f} ({each.skill.low:.2f} to {each.skill.high:.2f})"
        for each in naive
        if each.skill
    )
    return (
        f"{begins} performance: {weeks}. Of people known not to be seen in time ({TOGETHER}, the whole force by week) "
        f"the forecast was off by {miss:.0%} on average and its 80 % range held {coverage:.0%} of the weeks; "
        f"{against or 'no rival could be compared'}."
    )


def value_of(told: Told) -> BacktestValue:
    """All that is printed of a backtest."""
    backtest = told.backtest
    matches = tuple(backtest.matches())
    performance = performance_of(backtest, told.heading)
    return BacktestValue(
        heading=told.heading,
        sentence=performance.sentence,
        folds=len(backtest.plan.origins),
        why=backtest.plan.why,
        weeks=backtest.weeks,
        from_on=told.from_on,
        until_on=told.until_on,
        draws=backtest.design.draws,
        known_by_whom=KNOWN_BY_WHOM,
        quantities=tuple(
            QuantityValue(
                quantity=each.value,
                unit=UNITS[each],
                meaning=MEANING[each],
                cells_left_out=int(backtest.scores.left_out[number]),
            )
            for number, each in enumerate(FORECASTS)
        ),
        scores=tuple(_score(each) for each in backtest.by_grade()),
        force=tuple(_score(each) for each in backtest.of_force()),
        cells=tuple(_score(each) for each in backtest.of_cells()),
        skills=tuple(_skill(each) for each in matches),
        places=tuple(
            PlacesValue(
                quantity=quantity.value,
                grade=grade,
                counts=tuple(int(count) for count in backtest.places(quantity, grade)),
            )
            for quantity in FORECASTS
            for grade in backtest.scores.grades
        ),
        won=sum(each.loss < each.rival_loss for each in matches),
        lost=sum(each.is_lost for each in matches),
        performance=PerformanceValue(
            coverage=_number(performance.coverage),
            miss_share=_number(performance.miss_share),
            worst_rival=performance.worst_rival,
            skill=_number(performance.skill),
            skill_high=_number(performance.skill_high),
        ),
        manifest_hash=told.manifest.hash,
    )


def result_of(told: Told, value: BacktestValue, *, marking: Id) -> Result:
    """The backtest as a stored Result, which a study names; not publishable until somebody says so."""
    return Result(
        kind=KIND,
        inputs_hash=Id(told.manifest.hash),
        value=JsonText.of(asdict(value)),
        manifest=JsonText.of(told.manifest.plain),
        marking=marking,
    )


def performance_in(result: Result) -> Performance:
    """Held-out performance from a stored Result of this kind. Raises KeyError or TypeError for another's content."""
    value: Any = result.value.value
    part = value["performance"]
    return Performance(
        sentence=value["sentence"],
        coverage=part["coverage"],
        miss_share=part["miss_share"],
        worst_rival=part["worst_rival"],
        skill=part["skill"],
        skill_high=part["skill_high"],
    )


def _score(score: Score) -> ScoreValue:
    coverage = score.coverage or (None, None, None)
    return ScoreValue(
        quantity=score.quantity.value,
        unit=UNITS[score.quantity],
        grade=score.grade,
        local_area=score.local_area,
        shift=score.shift,
        forecaster=score.forecaster,
        crps=round(score.crps, PLACES),
        pinball_middle=round(score.pinball_middle, PLACES),
        pinball_high=round(score.pinball_high, PLACES),
        bias=round(score.bias, PLACES),
        coverage_50=_number(coverage[0]),
        coverage_80=_number(coverage[1]),
        coverage_95=_number(coverage[2]),
        cells=score.cells,
        seen_mean=_number(score.seen_mean),
    )


def _skill(match: Match) -> SkillValue:
    skill = match.skill
    return SkillValue(
        quantity=match.quantity.value,
        grade=match.grade,
        of=match.of,
        rival=match.rival,
        skill=_number(skill.skill) if skill else None,
        low=_number(skill.low) if skill else None,
        high=_number(skill.high) if skill else None,
        lost=match.is_lost,
    )


def _number(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(float(value), PLACES)


def policy_hash(policy: ResponsePolicy | CrewingPolicy) -> str:
    """SHA-256 of a policy's content, by which a backtest is known to be of the policy that a study uses."""
    return sha256(canonical_bytes(plain(policy)))
