"""The general kernel: pools by place, several units a customer, capacity by the hour, and rules between classes."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.general_arrivals import room_for
from dueregard.engine.queueing.general_checks import check
from dueregard.engine.queueing.general_columns import ROOM
from dueregard.engine.queueing.general_kernel import FINISHED, NEEDS_RECORDS, advance
from dueregard.engine.queueing.general_layout import lay_out, tally_of, with_room
from dueregard.engine.queueing.model import GeneralModel, Tally


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
    block, arrivals = lay_out(model), room_for(256)
    while True:
        said = advance(
            np.uint64(key), block.memory, block.reals, block.below.ravel(), block.totals, block.below.shape[2],
            *arrivals,
        )  # fmt: skip
        if said == FINISHED:
            return tally_of(model, block)
        if said == NEEDS_RECORDS:
            block = with_room(block, int(block.memory[ROOM]))
        else:
            arrivals = room_for(2 * int(block.memory[ROOM]))
