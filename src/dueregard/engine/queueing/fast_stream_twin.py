"""The twin of the streaming kernel in plain Python: all customers in one list, served plainly, then counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import isnan

from dueregard.engine.queueing.fast_stream import FastModel, FastTally, empty_tally
from dueregard.engine.queueing.fast_twin import start_times_plain
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.engine.queueing.random_numbers import ARRIVALS_BITS, Purpose, draw_plain, unit_plain
from dueregard.engine.queueing.variates import count_of_plain, time_of_plain


def customers_plain(model: FastModel, key: int) -> list[tuple[float, int, float]]:
    """All customers in the order in which they come: hour of arrival, class, hours of service.

    >>> import numpy as np
    >>> from dueregard.engine.queueing.variates import constant
    >>> model = FastModel(rates=np.array([[2.0]]), capacity=np.array([1]), service=(constant(1_800_000),),
    ...                   standard_ticks=(0,), hours=100)
    >>> made = customers_plain(model, 1)
    >>> made == sorted(made), {hours for _, _, hours in made}
    (True, {0.5})
    """
    return [customer for hour in range(model.hours) for customer in _of_hour(model, key, hour)]


def _of_hour(model: FastModel, key: int, hour: int) -> Iterator[tuple[float, int, float]]:
    """The customers of one hour by when they come, those of one tick by number."""
    rates = [float(rate) for rate in model.rates[hour % len(model.rates)]]
    upper = list(accumulate(rates))
    count = count_of_plain(key, hour << ARRIVALS_BITS, upper[-1])
    numbers = [hour << ARRIVALS_BITS | number for number in range(count)]
    ticks = {
        number: int(unit_plain(draw_plain(key, number, Purpose.WITHIN_HOUR)) * TICKS_PER_HOUR)
        for number in numbers
    }
    for number in sorted(numbers, key=lambda number: (ticks[number], number)):
        share = unit_plain(draw_plain(key, number, Purpose.KIND)) * upper[-1]
        kind = next((kind for kind, limit in enumerate(upper[:-1]) if share < limit), len(rates) - 1)
        kept = time_of_plain(draw_plain(key, number, Purpose.SERVICE), model.service[kind])
        yield hour + ticks[number] / TICKS_PER_HOUR, kind, kept / TICKS_PER_HOUR


def simulate_fast_plain(model: FastModel, key: int) -> FastTally:
    """One run, the same as `simulate_fast`.

    >>> import numpy as np
    >>> from dueregard.engine.queueing.variates import constant
    >>> model = FastModel(rates=np.array([[2.0]]), capacity=np.array([0]), service=(constant(1),),
    ...                   standard_ticks=(0,), hours=10)
    >>> seen = simulate_fast_plain(model, 1)  # nobody is on duty: nobody is served, and nobody lost
    >>> int(seen.attended[0, 0]), bool(seen.unresolved[0, 0] == seen.received[0, 0] > 0)
    (0, True)
    """
    tally = empty_tally(model.cells, len(model.service), model.bins)
    customers = customers_plain(model, key)
    started = start_times_plain(
        [arrival for arrival, _, _ in customers],
        [kind for _, kind, _ in customers],
        [hours for _, _, hours in customers],
        changes_at=list(range(model.hours)),
        changes_to=[int(model.capacity[hour % len(model.capacity)]) for hour in range(model.hours)],
        until=model.hours,
    )
    for (arrival, kind, _), start in zip(customers, started, strict=True):
        if arrival >= model.warm_up_hours:
            _count(tally, model, arrival, kind, start)
    return tally


def _count(tally: FastTally, model: FastModel, arrival: float, kind: int, start: float) -> None:
    """Count one customer into its cell."""
    after = int(arrival) - model.warm_up_hours
    where = (after // model.cell_hours if model.cell_hours else 0, kind)
    tally.received[where] += 1
    ticks = int(((model.hours if isnan(start) else start) - arrival) * TICKS_PER_HOUR + 0.5)
    tally.breaches[where] += ticks > model.standard_ticks[kind]
    if isnan(start):
        tally.unresolved[where] += 1
        tally.wait_open[where] += ticks
    else:
        tally.attended[where] += 1
        tally.wait[where] += ticks
        tally.histogram[kind, min(ticks // model.bin_ticks, model.bins - 1)] += 1
