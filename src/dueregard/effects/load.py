"""How busy the units are without the deployment: the one figure that all others hang on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dueregard.effects.comparison import Comparison
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.local_policing.scenario import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Share of units that work which cannot be left keeps busy during the deployment's days.

    without, with_it: of the force. worst_area: the local area with the highest share without it. deficit_units: units
    that the force lacks with the deployment away to have no more work than it can do; 0 where it has enough.
    """

    without: float
    with_it: float
    worst_area: str
    worst_without: float
    deficit_units: float

    @property
    def is_overloaded(self) -> bool:
        """Whether more work comes in than can be done, so that there is no steady state."""
        return self.deficit_units > 0


def load_of(comparison: Comparison, without: Prepared, with_it: Prepared) -> Load:
    """The load of prepared scenarios of the calibrated demand over the deployment's days."""
    hours = np.isin(without.day, np.arange(comparison.during.start, comparison.during.stop))
    work = unit_hours_of(without)[hours].sum(axis=0)
    work_with = unit_hours_of(with_it)[hours].sum(axis=0)
    units, left = without.units[hours].sum(axis=0), with_it.units[hours].sum(axis=0)
    shares = np.divide(work, units, out=np.full(len(work), np.inf), where=units > 0)
    worst = int(np.argmax(shares))
    return Load(
        without=float(work.sum() / max(units.sum(), 1)),
        with_it=float(work_with.sum() / max(left.sum(), 1)),
        worst_area=comparison.without.grid.local_areas[worst],
        worst_without=float(shares[worst]),
        deficit_units=float(max(0.0, (work_with.sum() - left.sum()) / max(int(hours.sum()), 1))),
    )


def unit_hours_of(prepared: Prepared) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Unit-hours of work that cannot be left, hours × local areas; appointments have units of their own."""
    demand, model = prepared.scenario.demand, prepared.model
    each = demand.unit_hours()
    total = np.zeros((model.rates.shape[0], prepared.areas))
    for number, queue in enumerate(prepared.classes):
        if queue.by_appointment or queue.customers.elastic:
            continue
        hours = queue.customers.service.mean_ticks / TICKS_PER_HOUR
        one = hours if queue.demand_class is None else float(each[queue.demand_class])
        rates = model.rates[:, number, : prepared.areas]
        if model.extra_rates is not None:
            rates = rates + model.extra_rates[:, number, : prepared.areas]
        total += one * rates
    return total
