"""The general kernel: pools by place, several units a customer, capacity by the hour, and rules between classes."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.general_arrivals import room_for
from dueregard.engine.queueing.general_checks import check
from dueregard.engine.queueing.general_columns import FOR_EVER, ROOM
from dueregard.engine.queueing.general_kernel import FINISHED, NEEDS_RECORDS, advance
from dueregard.engine.queueing.general_layout import (
    Block,
    hours_alike,
    lay_out,
    most_units,
    tally_of,
    with_room,
    with_the_past_of,
)
from dueregard.engine.queueing.model import CustomerClass, GeneralModel, Tally
from dueregard.engine.queueing.variates import constant


def simulate(model: GeneralModel, key: int) -> Tally:
    """One run of a model; the same model and key give the same tally, to the bit, on any worker.

    key: 64 bits, from `random_numbers.key_of`. Beside the model's own arrays, memory grows with the customers
    who wait at one time, and not with the horizon.
    Raises ValueError where the model cannot be simulated, saying what to change.

    >>> from dueregard.engine.queueing.model import CustomerClass
    >>> from dueregard.engine.queueing.variates import constant
    >>> model = GeneralModel(  # six wait at the start, two units need an hour for each: they start after 0, 1, 2 h
    ...     classes=(CustomerClass(name="only", service=constant(3_600_000)),),
    ...     rates=np.zeros((4, 1, 1)), capacity=np.full((4, 1), 2), preference=np.array([[0]]),
    ...     travel_factor=np.ones((1, 1)), cell=np.zeros(4, dtype=np.int64), band=np.zeros(4, dtype=np.int64),
    ...     initial_backlog=np.array([[6]]),
    ... )
    >>> counts = simulate(model, key=1).counts
    >>> int(counts["attended"].sum()), int(counts["wait_start"].sum()) // 3_600_000
    (6, 6)
    """
    check(model)
    return tally_of(model, _go_on(lay_out(model, most_units(model)), key))


def load_kernel() -> None:
    """Load or compile the kernel now, by a run in which nothing happens."""
    kind = CustomerClass(name="nobody", service=constant(1))
    simulate(
        GeneralModel(
            classes=(kind,),
            rates=np.zeros((1, 1, 1)),
            capacity=np.ones((1, 1), dtype=np.int64),
            preference=np.array([[0]]),
            travel_factor=np.ones((1, 1)),
            cell=np.zeros(1, dtype=np.int64),
            band=np.zeros(1, dtype=np.int64),
        ),
        key=0,
    )


def simulate_pair(one: GeneralModel, other: GeneralModel, key: int) -> tuple[Tally, Tally]:
    """One run of each of two models with the same key, the same as two calls of `simulate`, to the bit.

    The hours before the first in which their staffing or rates differ are gone through once, for both. Where
    anything else differs, nothing is shared. Raises ValueError where either cannot be simulated.

    >>> from dataclasses import replace
    >>> from dueregard.engine.queueing.model import CustomerClass
    >>> from dueregard.engine.queueing.variates import constant
    >>> model = GeneralModel(  # six wait at the start, and a second unit comes after three hours, or it does not
    ...     classes=(CustomerClass(name="only", service=constant(3_600_000)),),
    ...     rates=np.zeros((5, 1, 1)), capacity=np.array([[1], [1], [1], [2], [2]]), preference=np.array([[0]]),
    ...     travel_factor=np.ones((1, 1)), cell=np.zeros(5, dtype=np.int64), band=np.zeros(5, dtype=np.int64),
    ...     initial_backlog=np.array([[6]]),
    ... )
    >>> pair = simulate_pair(model, replace(model, capacity=np.ones((5, 1), dtype=np.int64)), key=1)
    >>> [int(tally.counts["attended"].sum()) for tally in pair]
    [6, 5]
    """
    check(one)
    check(other)
    if one.places != other.places:
        return simulate(one, key), simulate(other, key)
    most = np.maximum(most_units(one), most_units(other))
    first, second = lay_out(one, most), lay_out(other, most)
    alike = min(hours_alike(first, second), one.hours - 1)  # those who still wait are counted after the last
    if alike > 0:
        first = _go_on(first, key, alike)
        second = with_the_past_of(second, first)
    return tally_of(one, _go_on(first, key)), tally_of(other, _go_on(second, key))


def _go_on(block: Block, key: int, until: int = FOR_EVER) -> Block:
    """A run taken on to this hour, or to the end of the horizon."""
    arrivals = room_for(256)
    while True:
        said = advance(
            np.uint64(key), until, block.memory, block.reals, block.below.ravel(), block.totals,
            block.below.shape[2], *arrivals,
        )  # fmt: skip
        if said == FINISHED:
            return block
        if said == NEEDS_RECORDS:
            block = with_room(block, int(block.memory[ROOM]))
        else:
            arrivals = room_for(2 * int(block.memory[ROOM]))
