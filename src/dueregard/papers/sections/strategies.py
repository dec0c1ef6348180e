"""Strategies with their objectives and the actions that serve them."""

from __future__ import annotations

from dueregard.common.period import day_words
from dueregard.improvement.actions import Strategy
from dueregard.papers.sections.prose import dated
from dueregard.papers.view import View
from dueregard.papers.wording import ended, listed, lower_first, sentence
from dueregard.papers.writer import Writer, origin_tag


def write_strategies(view: View, write: Writer, lead: str | None) -> None:
    """The strategies of one lead; without a lead, those of the whole force."""
    for strategy in view.records.strategies:
        if strategy.lead == lead:
            _strategy(view, write, strategy)


def _strategy(view: View, write: Writer, strategy: Strategy) -> None:
    words = [f"Its aim: {ended(lower_first(strategy.aim))}"]
    if strategy.strands:
        strands = listed([strand.value.capitalize() for strand in strategy.strands])
        follows = f", the strands of {strategy.follows}" if strategy.follows else ""
        words.append(f"It works by {strands}{follows}.")
    if strategy.parameters:
        words.append(sentence(strategy.parameters))
    if strategy.owner:
        words.append(f"Owner: {strategy.owner}.")
    if strategy.from_on:
        words.append(f"It began {dated(strategy.from_on)}.")
    if strategy.review_on:
        words.append(f"Next review: {day_words(strategy.review_on)}.")
    write.paragraph(" ".join(words), strategy, lead=f"{strategy.title}.")
    objectives = [o for o in view.records.objectives if o.strategy == strategy.id]
    actions = {action.id: action.title for action in view.records.actions}
    rows = [
        (
            objective.text + origin_tag((objective,)),
            objective.strand.value.capitalize() if objective.strand else view.unsaid,
            listed([actions[a] for a in objective.actions if a in actions]) or f"none {view.recorded}",
        )
        for objective in objectives
    ]
    served = [a for a in view.records.actions if any(a.id in o.actions for o in objectives)]
    write.table(
        f"Objectives of the {strategy.title}",
        ("Objective", "Strand", "Actions that serve it"),
        rows,
        *objectives,
        *served,
        widths=(5, 2, 5),
    )
