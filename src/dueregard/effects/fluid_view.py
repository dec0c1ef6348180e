"""A fluid view of the capacity surface: every cell at once, without a run, and believed only as far as it was measured.

In each hour and local area the work at hand is taken as normal about its mean: the mean rises and falls with the
calibrated calls, the spread is what chance calls and days of their own give it, and what units cannot do flows on
to the next hour. Those received while more is at hand than units do within a standard, less the way, are not
seen in time. Nobody helps a neighbour, nothing is kept back, and units come in fractions.

A fluid knows the shape better than the height. So it is scaled to simulated cells, the anchors: the logarithm of
people simulated by a parabola in the logarithm of people by the fluid. The error of an anchor is that of the fit
without it; a cell between anchors has the largest error of those around it, and one outside them has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp

import numpy as np
import numpy.typing as npt

from dueregard.effects.comparison import Comparison
from dueregard.effects.surface_work import at_availability, counted_grades
from dueregard.engine.queueing.exact.chance_fluid import kept_waiting
from dueregard.engine.queueing.model import MOST_UNITS, TICKS_PER_HOUR
from dueregard.local_policing.crewing import crew
from dueregard.local_policing.measures import grades_of
from dueregard.local_policing.scenario import Prepared, prepare_scenario, staffing_of
from dueregard.workforce.hours import DutyFunction

Reals = npt.NDArray[np.float64]
MOST_ERROR = 0.2
"""A cell whose measured error is larger prints no figure."""
LEDGERS = 4
"""Sizes whose hours ledger is kept; officers at work go in straight lines between them."""
LEAST_ANCHORS = 6
TERMS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchors:
    """Simulated cells: people not seen, mean of runs, by share available (highest first) and officers away.

    by_fluid: the same by the fluid alone.
    """

    shares: tuple[Decimal, ...]
    sizes: tuple[int, ...]
    people: Reals
    by_fluid: Reals
    runs: int

    def __post_init__(self) -> None:
        for people in (self.people, self.by_fluid):
            if people.shape != (len(self.shares), len(self.sizes)) or not (people >= 0).all():
                raise ValueError("give people, nought or more, for each share and size")
        if sorted(set(self.shares), reverse=True) != [*self.shares] or sorted(set(self.sizes)) != [
            *self.sizes
        ]:
            raise ValueError("shares fall and sizes rise, each given once")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FluidView:
    """The view of a grid. All arrays are rows (shares, highest first) × columns (sizes, fewest first).

    grid: as the fluid has it. people: scaled to the anchors. error: measured, as a share of the simulated people;
    NaN outside the anchors, or where there are too few of them. band_from_load: from there on no figure is printed.
    """

    grid: FluidGrid
    people: Reals
    error: Reals
    band_from_load: float

    def is_near_overload(self, row: int, column: int) -> bool:
        """Whether a cell is so near overload that nothing but a simulated band is to be printed."""
        return bool(self.grid.load[row, column] >= self.band_from_load)

    def is_printed(self, row: int, column: int) -> bool:
        """Whether the error of a cell was measured and is small enough for a figure."""
        return bool(self.error[row, column] <= MOST_ERROR) and not self.is_near_overload(row, column)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FluidGrid:
    """A grid by the fluid alone, rows × columns: people not seen in time, and the share of units kept busy.

    people: non-emergency, received from the deployment's first day on. load: during the deployment, by work
    that cannot be left.
    """

    shares: tuple[Decimal, ...]
    sizes: tuple[int, ...]
    people: Reals
    load: Reals


def fluid_grid(
    comparisons: Sequence[Comparison], sizes: Sequence[int], shares: Sequence[Decimal]
) -> FluidGrid:
    """All cells of a grid by the fluid.

    comparisons: of some of the sizes, in their order, the first and the last among them (see `kept_sizes`).
    """
    kept = kept_sizes(sizes)
    if len(comparisons) != len(kept):
        raise ValueError(f"give the comparisons of {len(kept)} sizes, not of {len(comparisons)}")
    first = comparisons[0]
    prepared = prepare_scenario(
        first.with_it, first.phases, staffing_of(first.with_it.ledger, first.with_it.crewing)
    )
    since = prepared.day >= first.during.start
    units = np.stack(
        [np.stack([_units(each, share)[since] for share in shares], axis=1) for each in comparisons]
    )
    inflows = [_Inflow.of(prepared, number, since) for number in _judged(prepared)]
    during = prepared.day[since] < first.during.stop
    work = float(_work(prepared)[since][during].sum())
    people, load = np.zeros((len(shares), len(sizes))), np.zeros((len(shares), len(sizes)))
    for column, size in enumerate(sizes):
        here = _between(units, kept, size)
        load[:, column] = work / np.maximum(here[during].sum(axis=(0, 2)), 1.0)
        for inflow in inflows:
            people[:, column] += inflow.not_seen(here)
    return FluidGrid(shares=tuple(shares), sizes=tuple(sizes), people=people, load=load)


def kept_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """The sizes whose ledgers are kept: first, last and some between.

    >>> kept_sizes([0, 50, 100, 150, 200, 250, 300]), kept_sizes([0, 10])
    ((0, 100, 200, 300), (0, 10))
    """
    places = np.unique(np.linspace(0, len(sizes) - 1, LEDGERS).round().astype(int))
    return tuple(sizes[place] for place in places)


def _units(comparison: Comparison, share: Decimal) -> Reals:
    scenario = comparison.with_it
    ledger = scenario.ledger
    place = ledger.grid.functions.index(DutyFunction.RESPONSE)
    policy = at_availability(scenario.crewing, share)
    found = crew(ledger.working[:, :, place], ledger.planned[:, :, place], ledger.grid, policy).units
    return found.astype(np.float64)


def _between(units: Reals, kept: Sequence[int], size: int) -> Reals:
    above = min(int(np.searchsorted(kept, size)), len(kept) - 1)
    if kept[above] == size or above == 0:
        exact: Reals = units[above]
        return exact
    share = (size - kept[above - 1]) / (kept[above] - kept[above - 1])
    between: Reals = (1 - share) * units[above - 1] + share * units[above]
    return between


def _judged(prepared: Prepared) -> list[int]:
    """Queues of the counted grades that are held to a standard; appointments are kept by others."""
    grades, counted = grades_of(prepared), counted_grades(prepared)
    names = {grades[number] for number in counted}
    return [
        number
        for number, each in enumerate(prepared.classes)
        if each.demand_class is not None
        and not each.by_appointment
        and each.customers.standard_ticks is not None
        and prepared.scenario.demand.classes[each.demand_class].grade in names
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Inflow:
    """What one class meets: its calls, the work at hand and what is ahead of it, hours × local areas.

    limit: hours of all units' work that may be at hand for a call to be seen in time, units themselves included.
    """

    calls: Reals
    at_hand: Reals
    spread: Reals
    ahead: Reals
    limit: float

    @classmethod
    def of(cls, prepared: Prepared, number: int, since: npt.NDArray[np.bool_]) -> _Inflow:
        each, variance = _works(prepared)
        queues, calls, work = _queues(prepared), _calls(prepared), _work(prepared)
        hours = float(work.sum() / max(calls[:, queues].sum(), 1e-12))
        piece = hours / _units_each(prepared, queues, calls)
        smooth = _followed(work, piece)[since]
        # Several units at once come and go together in part; days of their own make all the rest.
        apart = float(np.average(variance[queues], weights=calls[:, queues].sum(axis=(0, 2)) + 1e-12))
        demand = prepared.scenario.demand
        days = demand.day_variance + demand.local_day_variance
        customers = prepared.classes[number].customers
        way = 0.0 if customers.travel is None else customers.travel.mean_ticks
        within = max(0.0, (customers.standard_ticks or 0) - way) / TICKS_PER_HOUR
        upto = [place for place in queues if place <= number]
        return cls(
            calls=calls[since, number],
            at_hand=smooth,
            spread=np.sqrt(apart * smooth + days * smooth**2),
            ahead=np.einsum("hka,k->ha", calls[:, upto], each[upto])[since],
            limit=1 + within / piece,
        )

    def not_seen(self, units: Reals) -> Reals:
        """People not seen in time, one number for each row of units (hours × rows × local areas)."""
        return kept_waiting(self.calls, self.at_hand, self.spread, self.ahead, units, self.limit)


def _queues(prepared: Prepared) -> list[int]:
    """Work that cannot be left: appointments have units of their own."""
    return [
        place
        for place, queue in enumerate(prepared.classes)
        if not queue.by_appointment and not queue.customers.elastic
    ]


def _work(prepared: Prepared) -> Reals:
    """Unit-hours of it that come in, hours × local areas."""
    queues, each = _queues(prepared), _works(prepared)[0]
    work: Reals = np.einsum("hka,k->ha", _calls(prepared)[:, queues], each[queues])
    return work


def _calls(prepared: Prepared) -> Reals:
    rates = prepared.model.rates[:, :, : prepared.areas]
    extra = prepared.model.extra_rates
    return rates if extra is None else rates + extra[:, :, : prepared.areas]


def _works(prepared: Prepared) -> tuple[Reals, Reals]:
    """Unit-hours that a customer of each queue brings, and the variance of units busy over their mean."""
    numbers = np.arange(1, MOST_UNITS + 1)
    works, variances = [], []
    for queue in prepared.classes:
        customers = queue.customers
        ticks = customers.service.mean_ticks + (
            0.0 if customers.travel is None else customers.travel.mean_ticks
        )
        shares = np.zeros(MOST_UNITS)
        shares[: len(customers.units)] = customers.units
        units, squared = float(shares @ numbers), float(shares @ numbers**2)
        works.append(units * ticks / TICKS_PER_HOUR)
        variances.append(1 + (squared / units - 1) / 2)
    return np.array(works), np.array(variances)


def _units_each(prepared: Prepared, queues: list[int], calls: Reals) -> float:
    means = [
        sum(share * number for number, share in enumerate(prepared.classes[place].customers.units, 1))
        for place in queues
    ]
    return float(np.average(means, weights=calls[:, queues].sum(axis=(0, 2)) + 1e-12))


def _followed(work: Reals, hours: float) -> Reals:
    """Units busy, which follow the work that comes in by the hours that a piece of it takes."""
    share, level = 1 - exp(-1 / max(hours, 1e-3)), work[0]
    found = np.empty_like(work)
    for hour, coming in enumerate(work):
        level = level + (coming - level) * share
        found[hour] = level
    return found


def fluid_view(grid: FluidGrid, anchors: Anchors, band_from_load: float) -> FluidView:
    """The view of a grid, scaled to anchors and with its measured error."""
    coming, wanted = np.log1p(anchors.by_fluid).ravel(), np.log1p(anchors.people).ravel()
    if len(coming) < LEAST_ANCHORS:
        nothing = np.full(grid.people.shape, np.nan)
        return FluidView(grid=grid, people=nothing, error=nothing, band_from_load=band_from_load)
    terms = np.vander(coming, TERMS)
    inverse = np.linalg.pinv(terms)
    fitted = inverse @ wanted
    # Leaving one out needs no second fit: its departure is divided by what it does not decide itself.
    own = np.minimum(np.einsum("ij,ji->i", terms, inverse), 1 - 1e-9)
    without = np.expm1(wanted - (wanted - terms @ fitted) / (1 - own))
    simulated = anchors.people.ravel()
    error = np.abs(without - simulated) / np.maximum(simulated, 1.0)
    scaled = np.expm1(np.vander(np.log1p(grid.people).ravel(), TERMS) @ fitted).reshape(grid.people.shape)
    return FluidView(
        grid=grid,
        people=np.maximum(0.0, scaled),
        error=_errors(grid.sizes, grid.shares, anchors, error.reshape(anchors.people.shape)),
        band_from_load=band_from_load,
    )


def _errors(sizes: Sequence[int], shares: Sequence[Decimal], anchors: Anchors, error: Reals) -> Reals:
    found = np.full((len(shares), len(sizes)), np.nan)
    fall = [-float(share) for share in anchors.shares]
    for row, share in enumerate(shares):
        rows = _around(fall, -float(share))
        for column, size in enumerate(sizes):
            columns = _around(anchors.sizes, size)
            if rows and columns:
                found[row, column] = error[np.ix_(rows, columns)].max()
    return found


def _around(places: Sequence[float], here: float) -> list[int]:
    """The place itself, or those on both sides of it; none outside."""
    above = int(np.searchsorted(places, here))
    if above < len(places) and places[above] == here:
        return [above]
    return [above - 1, above] if 0 < above < len(places) else []
