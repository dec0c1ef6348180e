"""Strategies with their objectives under each strand, and the actions in which they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Strand
from dueregard.improvement.actions import Action, Objective, Strategy


@dataclass(frozen=True, slots=True)
class StrandObjectives:
    """A strategy's objectives under one strand; `adopted` is whether the strategy takes the strand."""

    strand: Strand | None
    words: str
    adopted: bool
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy with its objectives by strand; a strand it adopts without an objective is shown empty."""

    strategy: Strategy
    strands: tuple[StrandObjectives, ...]


def strategy_views(
    strategies: Iterable[Strategy], objectives: Iterable[Objective]
) -> tuple[StrategyView, ...]:
    """Every strategy with its objectives by strand, in the order of the four Ps."""
    held = tuple(objectives)
    return tuple(
        StrategyView(strategy, _strands(strategy, tuple(o for o in held if o.strategy == strategy.id)))
        for strategy in strategies
    )


def _strands(strategy: Strategy, objectives: tuple[Objective, ...]) -> tuple[StrandObjectives, ...]:
    rows = []
    for strand in (*Strand, None):
        chosen = tuple(objective for objective in objectives if objective.strand is strand)
        adopted = strand in strategy.strands
        if chosen or adopted:
            words = strand.value.capitalize() if strand else "No strand given"
            rows.append(StrandObjectives(strand, words, adopted, chosen))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Overlap:
    """An action that serves several objectives; `strategies` holds more than one where strategies overlap."""

    action: Id
    title: str | None
    objectives: tuple[Id, ...]
    strategies: tuple[Id, ...]
    words: str


def overlaps(objectives: Iterable[Objective], actions: Iterable[Action]) -> tuple[Overlap, ...]:
    """Actions that serve several objectives: those across strategies first, then by how many they serve."""
    titles = {action.id: action.title for action in actions}
    serving: dict[Id, list[Objective]] = {}
    for objective in sorted(objectives, key=lambda objective: objective.id):
        for action in dict.fromkeys(objective.actions):
            serving.setdefault(action, []).append(objective)
    rows = [
        _overlap(action, titles.get(action), served) for action, served in serving.items() if len(served) > 1
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.strategies), -len(row.objectives), row.action)))


def _overlap(action: Id, title: str | None, served: list[Objective]) -> Overlap:
    strategies = tuple(dict.fromkeys(objective.strategy for objective in served))
    where = f"{len(strategies)} strategies" if len(strategies) > 1 else "one strategy"
    words = f"serves {len(served)} objectives of {where}"
    return Overlap(action, title, tuple(objective.id for objective in served), strategies, words)
