"""A plan made again after five in a hundred drop out, beside planning from the beginning in the same run.

The figure runs from people read and the old plan in memory to names, the judge left out. It is processor time, since
the promise is of the work and not of what else a machine does. Drop-outs are drawn by lot from the old plan.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from time import process_time

from benchmarks.measuring import Budget, Peer
from benchmarks.mobilisation import SEED, case
from dueregard.common.codecs import Id
from dueregard.engine.optimisation.programme import Programme
from dueregard.engine.optimisation.solving import Limits, solve
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_bound import proved_told_twice
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.replanning import plan_again, without
from dueregard.mobilisation.telling import changes_between

GONE_SHARE = 0.05
JUDGED_DAYS = 5
"""Up to so many days the judge proves the least told twice again, which for many tours takes minutes."""


@dataclass(frozen=True)
class _Made:
    """Seconds and plans: made again, and from the beginning without the drop-outs."""

    again_seconds: float
    again: Plan
    anew_seconds: float
    anew: Plan
    old: Plan
    gone: Sequence[Id]


@cache
def _made(day_units: int, night_units: int, days: int) -> _Made:
    made = case(day_units, night_units, days)
    asked = (made.request, made.roster, made.rules, made.aims)
    limits = Limits(gap=1e-2, nodes=500) if days > 5 else Limits()
    solve(Programme())
    old = plan_request(*asked, limits=limits)
    people = sorted({each.person for each in old.assignments})
    gone = random.Random(SEED).sample(people, round(len(people) * GONE_SHARE))
    changed = Again(old=old, gone=dict.fromkeys(gone, made.request.accepted_at))
    started = process_time()
    again = plan_again(*asked, changed, limits=limits)
    again_seconds, started = process_time() - started, process_time()
    anew = plan_request(made.request, without(made.roster, changed), made.rules, made.aims, limits=limits)
    anew_seconds = process_time() - started
    judged = replace(made, again=changed)
    assert check_plan(again, judged) == [], "a plan that breaks a rule has no time"
    assert again.told_twice is not None
    if days <= JUDGED_DAYS:
        assert ceil(proved_told_twice(again, judged) - 1e-6) == again.told_twice.bound
    return _Made(again_seconds, again, anew_seconds, anew, old, gone)


def _told_twice(made: _Made) -> int:
    return len(made.again.told_twice.people) if made.again.told_twice else 0


def _above_least(day_units: int, night_units: int, days: int) -> float:
    made = _made(day_units, night_units, days)
    assert made.again.told_twice is not None
    return float(_told_twice(made) - made.again.told_twice.bound)


def _anew(day_units: int, night_units: int, days: int) -> Peer:
    made = _made(day_units, night_units, days)
    twice = len(changes_between(made.old, made.anew, made.gone).told_twice)
    people = len({each.person for each in made.old.assignments}) - len(made.gone)
    note = (
        f"of {people:,} it tells {twice:,} twice at a cost of {made.anew.cost:,.1f}; made again tells "
        f"{_told_twice(made):,} at {made.again.cost:,.1f}, gap {100 * made.again.gap:.2f} %"
    )
    return Peer(name="planning from the beginning", figure=round(made.anew_seconds, 2), note=note)


def _budgets(day_units: int, night_units: int, days: int, most: float) -> tuple[Budget, ...]:
    what = f"{day_units} + {night_units} PSUs over {days} days"
    return (
        Budget(
            name=f"{what}: made again after 5 % drop out",
            measure=lambda: _made(day_units, night_units, days).again_seconds,
            unit="s",
            most=most,
            peer=lambda: _anew(day_units, night_units, days),
        ),
        Budget(
            name=f"{what}, made again: told twice above the least proved",
            measure=lambda: _above_least(day_units, night_units, days),
            unit="",
            most=0,
        ),
    )


BUDGETS = (*_budgets(30, 10, 3, 1.0), *_budgets(15, 5, 14, 20.0))
