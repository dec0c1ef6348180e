"""What `dueregard backtest` shows a person: the sentence first, then scores, skill, losses and where values lay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dueregard.cli.page import Page, Part, Table
from dueregard.effects.backtest_value import BacktestValue, ScoreValue, SkillValue

WORST_SHOWN = 10


def backtest_page(answer: BacktestValue, stored: str | None) -> Page:
    """A backtest for a person."""
    return tuple(_parts(answer, stored))


def _parts(answer: BacktestValue, stored: str | None) -> Iterator[Part]:
    if answer.heading is not None:
        yield f"{answer.heading}."
        yield ""
    yield answer.sentence
    yield f"{answer.why}. Forecast were the weeks from {answer.from_on} to {answer.until_on}, in {answer.draws} draws."
    yield answer.known_by_whom
    yield f"Of {answer.won + answer.lost} comparisons with a rival the model wins {answer.won} and loses {answer.lost}."
    yield Table(
        title="What is forecast",
        header=("quantity", "unit", "cells left out", "meaning"),
        rows=tuple(
            (each.quantity, each.unit, f"{each.cells_left_out:,}", each.meaning) for each in answer.quantities
        ),
        numeric=frozenset({2}),
    )
    yield _scores("By grade, mean of grade, local area and shift cells", answer.scores)
    yield _scores("The force's weeks", answer.force)
    yield _skills("Skill of the model against each rival (CRPS, 95 % interval)", answer.skills)
    lost = tuple(each for each in answer.skills if each.lost)
    yield _skills("Losses: where the rival is nearer", lost) if lost else "The model loses no comparison."
    yield _places(answer)
    yield _worst(answer.cells)
    if stored is not None:
        yield f"Kept in {stored}; manifest {answer.manifest_hash}."


def _scores(title: str, scores: Iterable[ScoreValue]) -> Table:
    return Table(
        title=title,
        header=(
            "quantity",
            "grade",
            "forecaster",
            "CRPS",
            "pinball .5",
            "pinball .9",
            "bias",
            "50 %",
            "80 %",
            "95 %",
        ),
        rows=tuple(
            (
                each.quantity,
                each.grade,
                each.forecaster,
                f"{each.crps:,.3f}",
                f"{each.pinball_middle:,.3f}",
                f"{each.pinball_high:,.3f}",
                f"{each.bias:+,.3f}",
                *(_share(part) for part in (each.coverage_50, each.coverage_80, each.coverage_95)),
            )
            for each in scores
        ),
        numeric=frozenset(range(3, 10)),
    )


def _skills(title: str, skills: Iterable[SkillValue]) -> Table:
    return Table(
        title=title,
        header=("quantity", "grade", "of", "rival", "skill", "low", "high"),
        rows=tuple(
            (
                each.quantity,
                each.grade,
                each.of,
                each.rival,
                *(_signed(part) for part in (each.skill, each.low, each.high)),
            )
            for each in skills
        ),
        numeric=frozenset({4, 5, 6}),
    )


def _places(answer: BacktestValue) -> Table:
    return Table(
        title="Where what was seen lay among the model's draws (PIT), share of cells by tenth: 10 % each is right",
        header=("quantity", "grade", *(f"{tenth + 1}" for tenth in range(10))),
        rows=tuple(
            (each.quantity, each.grade, *(_share(count / max(sum(each.counts), 1)) for count in each.counts))
            for each in answer.places
        ),
        numeric=frozenset(range(2, 12)),
    )


def _worst(cells: Iterable[ScoreValue]) -> Table:
    """Where the model's 80 % range holds furthest from 80 %."""
    told = [each for each in cells if each.coverage_80 is not None and each.cells]
    order = sorted(told, key=lambda each: (-abs((each.coverage_80 or 0.0) - 0.8), each.quantity, each.grade))
    return Table(
        title=f"The {WORST_SHOWN} groups of cells whose 80 % range is furthest from right (--json has all)",
        header=("quantity", "grade", "local area", "shift", "bias", "80 %"),
        rows=tuple(
            (
                each.quantity,
                each.grade,
                each.local_area,
                each.shift,
                f"{each.bias:+,.3f}",
                _share(each.coverage_80),
            )
            for each in order[:WORST_SHOWN]
        ),
        numeric=frozenset({4, 5}),
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _signed(value: float | None) -> str:
    return "not known" if value is None else f"{value:+.2f}"
