"""From shared people to whole ones where there are too many ways to list: round, let prices ask again, round on.

Each round keeps what is whole already, rounds up the ways that are nearly so, and lets the prices of what is left ask
for new ways. It goes on until nobody is shared. What was rounded last is rounded worst, so it is let go again at the
end: where the answer is not good enough, the solver chooses that part anew, with the ways asked for meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.solving import GrowingRelaxation, Outcome, Solution
from dueregard.mobilisation.columns import Builder
from dueregard.mobilisation.pricing import Pricing
from dueregard.mobilisation.watch import Watch

Reals = npt.NDArray[np.float64]
FEW_PEOPLE = 40
"""What is held from when so few people are left to share is let go again at the end."""
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
    most: float = inf,
) -> Solution | None:
    """An answer in whole people that costs less than `most`; None where rounding comes to none, or the time is up.

    In the programme the least of ways stays raised as it was when few people were left to share; nothing else of it
    is changed.
    """
    programme = builder.programme
    is_few = False
    let_go: dict[int, float] = {}
    found: Solution | None = None
    while not watch.is_over():
        columns = np.array(
            [*(way.column for way in builder.ways), *(kept.column for kept in builder.kept)], dtype=np.int64
        )
        values = np.concatenate([answer.values, np.zeros(programme.columns - len(answer.values))])[columns]
        whole = np.floor(values + CLOSE)
        parts = values - whole
        if not is_few and parts.sum() < FEW_PEOPLE:
            is_few, let_go = True, {}
        if parts.max(initial=0.0) <= CLOSE:
            found = _settled(builder, answer)
            break
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
                let_go.setdefault(column, least)
        again = _price_again(builder, relaxed, pricing, watch)
        if again is None or again.cost >= most:
            for column, least in before.items():
                programme.least[column] = least
            break
        watch.tell("rounding to whole people", again.cost, bound)
        answer = again
    if is_few:
        for column, least in let_go.items():
            programme.least[column] = least
    return found


def _settled(builder: Builder, answer: Solution) -> Solution | None:
    """An answer that is whole but for rounding, without that; None where serials or carriers are still in parts."""
    programme = builder.programme
    values = np.concatenate([answer.values, np.zeros(programme.columns - len(answer.values))])
    if not programme.is_whole_at(values, CLOSE):
        return None
    is_whole = np.array(programme.whole, dtype=bool)
    values[is_whole] = np.rint(values[is_whole])
    return replace(answer, outcome=Outcome.FEASIBLE, values=values, cost=programme.objective(values))


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
