"""How busy the units are without the deployment: the one figure that all others hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.effects.comparison import Comparison
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.scenario import Prepared
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction

Reals = npt.NDArray[np.float64]
UPPER = 0.95
"""Of the draws of the calibration, the share with a load below its upper end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Share of units that work which cannot be left keeps busy during the deployment's days.

    without, with_it: of the force. worst_area: the local area with the highest share without it. can_be_left: what
    unlogged work that can be left would add without it, were all of it done. upper_without, upper_worst, upper_with:
    the same at the calibration's upper end (19 draws in 20 lie below; worst: of the local area where it is highest).

    deficit_units: units that the force lacks with the deployment away to have no more work than it can do; 0 where
    it has enough. deficit_officers: officers on duty for so many, at `officers_a_unit`: officers on response duty for
    each unit crewed without the deployment in those hours, sergeants, breaks and double crews included.
    """

    without: float
    with_it: float
    worst_area: str
    worst_without: float
    can_be_left: float
    upper_without: float
    upper_worst: float
    upper_with: float
    deficit_units: float
    deficit_officers: float
    officers_a_unit: float

    @property
    def is_overloaded(self) -> bool:
        """Whether more work comes in than can be done, so that there is no steady state."""
        return self.deficit_units > 0

    def is_near_overload(self, limit: float) -> bool:
        """Whether small errors change everything: by the worst local area and the calibration's upper end."""
        return (
            max(self.upper_without, self.upper_worst) >= limit or self.upper_with >= 1 or self.is_overloaded
        )


def load_of(
    comparison: Comparison, without: Prepared, with_it: Prepared, draws: Sequence[Demand] = ()
) -> Load:
    """The load of prepared scenarios of the calibrated demand over the deployment's days.

    draws: of the calibration, for its upper end; without any, the upper end is the load itself.
    """
    hours = np.isin(without.day, np.arange(comparison.during.start, comparison.during.stop))
    work = unit_hours_of(without)[hours].sum(axis=0)
    work_with = unit_hours_of(with_it)[hours].sum(axis=0)
    units, left = without.units[hours].sum(axis=0), with_it.units[hours].sum(axis=0)
    shares = _of_units(work, units)
    worst = int(np.argmax(shares))
    factors = _against(draws, without)
    upper, upper_with = (
        float(np.quantile((factors * each).sum(axis=1) / max(there.sum(), 1), UPPER))
        for each, there in ((work, units), (work_with, left))
    )
    upper_areas = np.quantile(factors * shares, UPPER, axis=0) if np.isfinite(shares).all() else shares
    lacking = float(max(0.0, (work_with.sum() - left.sum()) / max(int(hours.sum()), 1)))
    a_unit = _officer_hours(without)[hours].sum() / max(int(units.sum()), 1)
    elastic = unit_hours_of(without, can_be_left=True)[hours].sum()
    return Load(
        without=float(work.sum() / max(units.sum(), 1)),
        with_it=float(work_with.sum() / max(left.sum(), 1)),
        worst_area=comparison.without.grid.local_areas[worst],
        worst_without=float(shares[worst]),
        can_be_left=float(elastic / max(units.sum(), 1)),
        upper_without=upper,
        upper_worst=float(upper_areas.max()),
        upper_with=upper_with,
        deficit_units=lacking,
        deficit_officers=lacking * float(a_unit),
        officers_a_unit=float(a_unit),
    )


def _of_units(work: Reals, units: npt.NDArray[np.int64]) -> Reals:
    """Shares by local area: none of no work at all, and infinite where nobody is there for some."""
    nobody = np.where(work > 0, np.inf, 0.0)
    return np.divide(work, units, out=nobody, where=units > 0)


def _against(draws: Sequence[Demand], prepared: Prepared) -> Reals:
    """Work of each draw that cannot be left, as a factor of the calibrated demand's: draws × local areas."""
    policy, usual = prepared.scenario.policy.unlogged, prepared.scenario.demand
    stays = float(policy.cannot_be_left) if policy is not None else 0.0
    order = [usual.local_areas.index(area) for area in prepared.scenario.grid.local_areas]

    def of_week(demand: Demand) -> Reals:
        unlogged = demand.unlogged_unit_hours() if stays else None
        busy = demand.busy_units()
        total: Reals = (busy if unlogged is None else busy + stays * unlogged).sum(axis=0)[order]
        return total

    known = of_week(usual)
    found = [np.divide(of_week(each), known, out=np.ones(len(known)), where=known > 0) for each in draws]
    return np.stack(found) if found else np.ones((1, len(known)))


def _officer_hours(prepared: Prepared) -> Reals:
    """Officers on response duty, by hour."""
    ledger = prepared.scenario.ledger
    response = ledger.grid.functions.index(DutyFunction.RESPONSE)
    hours: Reals = ledger.working[:, :, response].sum(axis=1) / MINUTES_PER_HOUR
    return hours


def unit_hours_of(prepared: Prepared, *, can_be_left: bool = False) -> Reals:
    """Unit-hours of work that cannot be left (or can), hours × local areas; appointments have units of their own."""
    demand, model = prepared.scenario.demand, prepared.model
    each = demand.unit_hours()
    total = np.zeros((model.rates.shape[0], prepared.areas))
    for number, queue in enumerate(prepared.classes):
        if queue.by_appointment or queue.customers.elastic != can_be_left:
            continue
        hours = queue.customers.service.mean_ticks / TICKS_PER_HOUR
        one = hours if queue.demand_class is None else float(each[queue.demand_class])
        rates = model.rates[:, number, : prepared.areas]
        if model.extra_rates is not None:
            rates = rates + model.extra_rates[:, number, : prepared.areas]
        total += one * rates
    return total
