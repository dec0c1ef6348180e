"""What `dueregard simulate` answers: what one world comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.effects.effect import Grounds
from dueregard.effects.words import MEASURE_WORDS, deficit_words, number_words
from dueregard.effects.world import Level, World
from dueregard.local_policing.measures import OUTCOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """A measure of one grade; all numbers are null where a run has no such value."""

    grade: Annotated[str, "The grade."]
    measure: Annotated[str, "What is measured."]
    unit: Annotated[str, "Its unit."]
    mean: Annotated[float | None, "Mean of all runs."]
    mean_low: Annotated[float | None, "Low end of the mean's 95 % interval."]
    mean_high: Annotated[float | None, "High end of it."]
    low: Annotated[float | None, "Nine runs in ten are above this or below `high`: the low end."]
    high: Annotated[float | None, "The high end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLine:
    """How many of a grade came to one end."""

    grade: Annotated[str, "The grade."]
    outcome: Annotated[str, "received, upgraded_in, or what became of them."]
    people: Annotated[float, "Mean number of a run."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationAnswer:
    """What `simulate --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    world: Annotated[str, "Without the deployment, or with it."]
    ledger_hash: Annotated[str, "The hours ledger that says who works."]
    runs: Annotated[int, "Runs, each with a draw of demand."]
    load: Annotated[float, "Share of unit-hours taken by work that cannot be left."]
    deficit_units: Annotated[float, "Units lacking at every hour for queues to stop growing; 0 for none."]
    deficit_officers: Annotated[float, "Officers on duty that so many units take."]
    levels: Annotated[tuple[LevelLine, ...], "Measures of the force by grade."]
    ends: Annotated[tuple[EndLine, ...], "What became of everybody."]


def simulation_answer(world: World, grounds: Grounds, ledger_hash: str) -> SimulationAnswer:
    """A world as an answer."""
    return SimulationAnswer(
        headings=grounds.headings,
        world=world.name,
        ledger_hash=ledger_hash,
        runs=world.runs,
        load=round(world.load.without, 6),
        deficit_units=round(world.load.deficit_units, 6),
        deficit_officers=round(world.load.deficit_officers, 6),
        levels=tuple(_level(each) for each in world.levels),
        ends=tuple(
            EndLine(grade=grade, outcome=name, people=ends[name])
            for grade, ends in world.outcomes.items()
            for name in ("received", "upgraded_in", *OUTCOMES)
        ),
    )


def _level(level: Level) -> LevelLine:
    mean = level.mean
    return LevelLine(
        grade=level.grade,
        measure=level.measure.value,
        unit=level.unit,
        mean=mean.estimate if mean else None,
        mean_low=mean.low if mean else None,
        mean_high=mean.high if mean else None,
        low=level.low,
        high=level.high,
    )


def simulation_page(answer: SimulationAnswer, world: World) -> Page:
    """A world for a person."""
    busy = (
        f"{answer.runs} runs {answer.world} the deployment; work that cannot be left keeps units busy "
        f"{answer.load:.0%} of their time."
    )
    if answer.deficit_units:
        busy += f" {deficit_words(world.load)}"
    return (*answer.headings, busy, _levels(world), _ends(world), f"Ledger {answer.ledger_hash}.")


def _levels(world: World) -> Table:
    return Table(
        title="In the force, of people received from the first day of the deployment on",
        header=("grade", "measure", "mean", "nine runs in ten between"),
        rows=tuple((each.grade, MEASURE_WORDS[each.measure], *_words(each)) for each in world.levels),
        numeric=frozenset({2}),
    )


def _words(level: Level) -> tuple[str, str]:
    if level.mean is None or level.low is None or level.high is None:
        return "not known", "in some runs fewer than nine in ten, or nobody, was sent a unit"
    width = level.high - level.low or 1.0
    return (
        number_words(level.mean.estimate, width),
        f"{number_words(level.low, width)} and {number_words(level.high, width)}",
    )


def _ends(world: World) -> Table:
    names = ("received", "upgraded_in", *OUTCOMES)
    return Table(
        title="What became of everybody, mean of a run: the first two columns add up to the others",
        header=("grade", *(name.replace("_", " ") for name in names)),
        rows=tuple(
            (grade, *(f"{ends[name]:,.1f}" for name in names)) for grade, ends in world.outcomes.items()
        ),
        numeric=frozenset(range(1, 1 + len(names))),
    )
