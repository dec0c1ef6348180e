"""What `dueregard inverse` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.cli.presenters.basis import Basis
from dueregard.effects.design import EffectDesign
from dueregard.effects.effect import Grounds
from dueregard.engine.queueing.experiments.inverse import Inverse


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """One size that was tried."""

    officers: Annotated[int, "Officers away."]
    runs: Annotated[int, "Runs."]
    kept: Annotated[int, "Runs in which the limit was kept."]
    finding: Annotated[str, "safe, not safe or undecided."]


@dataclass(frozen=True, slots=True, kw_only=True)
class InverseAnswer:
    """What `inverse --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    sentence: Annotated[str, "The answer in words."]
    safe_up_to: Annotated[int | None, "The largest deployment shown safe; null for none."]
    not_safe_from: Annotated[int | None, "The smallest shown not safe; null for none."]
    probability: Annotated[float, "With what probability the limit is to be kept."]
    error: Annotated[float, "In how many repetitions at most some statement here is wrong."]
    margin_points: Annotated[float, "The limit: percentage points by which emergencies in time may fall."]
    everywhere: Annotated[bool, "Whether it is to be kept in every local area too, not in the force alone."]
    tried: Annotated[tuple[TriedLine, ...], "Each size that was tried."]
    basis: Annotated[Basis, "What the figures rest on."]


def inverse_answer(found: Inverse, grounds: Grounds, design: EffectDesign, basis: Basis) -> InverseAnswer:
    """An inverse as an answer."""
    return InverseAnswer(
        headings=grounds.headings,
        sentence=found.sentence,
        safe_up_to=found.safe_up_to,
        not_safe_from=found.not_safe_from,
        probability=found.probability,
        error=found.error,
        margin_points=float(design.margin_points),
        everywhere=design.limit_everywhere,
        tried=tuple(
            TriedLine(officers=each.size, runs=each.runs, kept=each.kept, finding=each.finding.value)
            for each in sorted(found.tried, key=lambda tried: tried.size)
        ),
        basis=basis,
    )


def inverse_page(answer: InverseAnswer) -> Page:
    """The answer for a person."""
    everywhere = " and in every local area" if answer.everywhere else ""
    limit = (
        f"The limit is that the share of emergencies attended in time falls by {answer.margin_points:g} percentage "
        f"points at most in the force{everywhere}; it is to be kept with a probability of {answer.probability:.0%}. "
        f"All that is said here is wrong in at most {answer.error:.0%} of repetitions. Each run has a draw of the "
        "calibration of its own."
    )
    return (
        *answer.headings,
        f"Officers away: {answer.sentence}.",
        limit,
        Table(
            title="Sizes tried",
            header=("officers", "runs", "limit kept in", "finding"),
            rows=tuple(
                (f"{each.officers:,}", f"{each.runs:,}", f"{each.kept:,}", each.finding)
                for each in answer.tried
            ),
            numeric=frozenset({0, 1, 2}),
        ),
        answer.basis.words,
    )
