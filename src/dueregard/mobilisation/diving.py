"""From shared people to whole ones where there are too many ways to list: round, let prices ask again, round on.

Each round keeps what is whole already, rounds up the ways that are nearly so, and lets the prices of what is left ask
for new ways. When few people are left to share, the solver chooses the rest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.solving import GrowingRelaxation, Outcome, Solution
from dueregard.mobilisation.columns import Builder
from dueregard.mobilisation.pricing import Pricing
from dueregard.mobilisation.watch import Watch

Reals = npt.NDArray[np.float64]
FEW_PEOPLE = 40
"""With so few people left to share, the solver chooses the rest."""
ROUNDED_SHARE = 0.05
"""The share of ways with parts of people that one round rounds up, where they are above a half."""
PRICINGS = 6
CLOSE = 1e-6


def dive(
    builder: Builder,
    relaxed: GrowingRelaxation,
    answer: Solution,
    pricing: Pricing,
    watch: Watch,
    bound: float,
) -> None:
    """Raise the least of ways in the programme until few people are left to share; nothing else is changed.

    A round that leaves no answer is undone, and the dive ends there; so it does when the time is up.
    """
    programme = builder.programme
    while not watch.is_over():
        columns = np.array([way.column for way in builder.ways], dtype=np.int64)
        values = np.concatenate([answer.values, np.zeros(programme.columns - len(answer.values))])[columns]
        whole = np.floor(values + CLOSE)
        parts = values - whole
        if parts.sum() < FEW_PEOPLE:
            return
        before = {int(column): programme.least[column] for column in columns}
        for column, least in zip(columns.tolist(), whole.tolist(), strict=True):
            programme.least[column] = max(programme.least[column], least)
        shared = np.flatnonzero(parts > CLOSE)
        nearest = shared[np.argsort(-parts[shared], kind="stable")][
            : max(1, int(len(shared) * ROUNDED_SHARE))
        ]
        rounded = [at for at in nearest.tolist() if parts[at] > 0.5] or nearest[:1].tolist()
        for at in rounded:
            column = int(columns[at])
            programme.least[column] = min(programme.most[column], whole[at] + 1)
        for column, least in before.items():
            if programme.least[column] != least:
                relaxed.hold(column)
        found = _price_again(builder, relaxed, pricing, watch)
        if found is None:
            for column, least in before.items():
                programme.least[column] = least
            return
        watch.tell("rounding to whole people", found.cost, bound)
        answer = found


def _price_again(
    builder: Builder, relaxed: GrowingRelaxation, pricing: Pricing, watch: Watch
) -> Solution | None:
    answer = relaxed.solve(watch.left())
    for _ in range(PRICINGS):
        if answer.outcome is not Outcome.OPTIMAL:
            return None
        _, added = pricing.add_best(answer.prices, answer.prices[builder.limits])
        if not added:
            break
        answer = relaxed.solve(watch.left())
    return answer if answer.outcome is Outcome.OPTIMAL else None
