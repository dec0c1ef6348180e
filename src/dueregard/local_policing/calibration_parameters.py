"""The figures of a calibration one by one: value, 95 % interval, status, number behind it, source and method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import TICKS_PER_SECOND
from dueregard.engine.queueing.variates import Times
from dueregard.local_policing.calibration_crews import UnitsSeen
from dueregard.local_policing.calibration_diary import CALL_BLOCKS, CALL_HOURS, Appointments
from dueregard.local_policing.calibration_draws import WEEKS_TO_RESAMPLE, draw_weights
from dueregard.local_policing.calibration_fit import WEEKS_FOR_DAYS, Fitted, Prepared
from dueregard.local_policing.demand import MONTHS, MOST_UNITS, Demand, Parameter, Status
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import OUTCOMES, Outcome
from dueregard.local_policing.log_settings import LogSettings
from dueregard.local_policing.unseen_load import Looks, UnitsOnDuty, unseen_share

Reals = npt.NDArray[np.float64]
MINUTE_TICKS = 60 * TICKS_PER_SECOND
RESAMPLED = "interval from resampled whole weeks"
EACH_ANEW = "interval from chance alone, without what differs from week to week"
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the figures come from, and when that was taken."""

    source: str
    as_at: date


@dataclass(frozen=True, slots=True)
class _Figures:
    """Makes parameters from the fit and its draws."""

    prepared: Prepared
    fitted: Fitted
    draws: Sequence[Demand]
    origin: Origin

    def make(
        self,
        name: str,
        figure: Callable[[Demand], float | None],
        unit: str,
        n: float,
        method: str,
        status: Status = Status.ESTIMATED,
    ) -> Parameter:
        value = None if status is Status.NOT_IDENTIFIABLE else figure(self.fitted.demand)
        drawn = [found for demand in self.draws if (found := figure(demand)) is not None]
        known = value is not None and len(drawn) > 0
        low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975))) if known else (None, None)
        how = RESAMPLED if self.prepared.sums.weeks >= WEEKS_TO_RESAMPLE else EACH_ANEW
        return Parameter(
            name=name,
            value=value,
            low=low,
            high=high,
            unit=unit,
            status=status if value is not None else Status.NOT_IDENTIFIABLE,
            n=int(n),
            source=self.origin.source,
            as_at=self.origin.as_at,
            method=f"{method}; {how}" if known else method,
        )


def parameters_of(
    prepared: Prepared, fitted: Fitted, draws: Sequence[Demand], origin: Origin
) -> tuple[Parameter, ...]:
    """Every figure of the demand, those of the classes one after another."""
    figures = _Figures(prepared, fitted, draws, origin)
    found = [*_day_figures(figures), *_season_figures(figures)]
    for number in range(len(fitted.demand.classes)):
        found += _class_figures(figures, number)
    return tuple(found)


def a_day(demand: Demand, number: int) -> float:
    """Incidents of a class on an average day of an average month."""
    return float(demand.rates[:, :, number].sum()) / 7


def _class_figures(figures: _Figures, k: int) -> list[Parameter]:
    sums, name = figures.prepared.sums, figures.fitted.demand.classes[k].key
    received = int(sums.received[..., k].sum())
    worth = figures.fitted.worth
    prior = (
        f"gamma prior on each hour and local area about level x profile, worth {worth.cell[k]:,.1f} incidents"
    )
    found = [figures.make(f"{name}: incidents", lambda d: a_day(d, k), "a day", received, prior)]
    if sums.classes[k].route is Route.TELEPHONE:
        return found
    for what, times, seen in (("service", "service", sums.service), ("travel", "travel", sums.travel)):
        number = int(seen[:, k].sum())
        status = Status.ESTIMATED if number else Status.ASSUMED
        method = "257 quantiles of what was seen" if number else "none seen: taken as over all classes"
        found.append(
            figures.make(
                f"{name}: {what} of a unit", _mean_minutes(times, k), "minutes, mean", number, method, status
            )
        )
    sent = int(sums.units[:, k].sum())
    mean_units = np.arange(1, MOST_UNITS + 1)
    found.append(
        figures.make(
            f"{name}: units sent",
            lambda d: float(d.units[k] @ mean_units),
            "an incident, mean",
            sent,
            "share of incidents by units sent",
            Status.ESTIMATED if sent else Status.ASSUMED,
        )
    )
    return found + _ways_out(figures, k, received) + _appointment_figures(figures, k)


def _appointment_figures(figures: _Figures, k: int) -> list[Parameter]:
    """What the log tells of a diary, and what it cannot."""
    seen, sums = figures.fitted.demand.appointments[k], figures.prepared.sums
    if seen is None:
        return []
    name, areas = figures.fitted.demand.classes[k].key, figures.fitted.demand.local_areas
    shown = sums.days_shown[:, k].sum(axis=(0, 2))

    def of(figure: Callable[[Appointments], float]) -> Callable[[Demand], float | None]:
        def found(demand: Demand) -> float | None:
            each = demand.appointments_of(k)
            return None if each is None else figure(each)

        return found

    method = "calls that no full day held up, over those that could have shown each number of days"
    found = [
        figures.make(
            f"{name}: asked for ahead, called from {part * CALL_HOURS}:00 to {(part + 1) * CALL_HOURS}:00",
            of(lambda each, part=part: float(each.mean_days_ahead[part])),  # type: ignore[misc]
            "days, mean",
            int(shown[part]),
            method,
        )
        for part in range(CALL_BLOCKS)
    ]
    visits = int(sums.visit_hours[:, k].sum())
    found.append(
        figures.make(
            f"{name}: hour of appointments",
            of(lambda each: float(each.hours @ np.arange(len(each.hours)))),
            "hour of the day, mean",
            visits,
            "share of visits by the hour nearest to the moment somebody was sent",
        )
    )
    places: list[tuple[str, Callable[[Appointments], float]]] = [
        ("", lambda each: float(each.slots.sum())),
        *((f" in {area}", lambda each, at=at: float(each.slots[at])) for at, area in enumerate(areas)),
    ]
    if seen.are_slots_told:
        how = "mean of days within a tenth of the most on one day in 200; they are too many for chance"
        found += [
            figures.make(f"{name}: slots{where}", of(each), "visits a day", visits, how)
            for where, each in places
        ]
        return found
    how = "no fewer than on the fullest days; days are seldom near these, so how many more nobody sees"
    return found + [
        replace(
            figures.make(
                f"{name}: slots{where}", of(each), "visits a day", visits, how, Status.NOT_IDENTIFIABLE
            ),
            low=each(seen),
        )
        for where, each in places
    ]


def _mean_minutes(what: str, k: int) -> Callable[[Demand], float | None]:
    def mean(demand: Demand) -> float | None:
        times: Times | None = getattr(demand, what)[k]
        return None if times is None else times.mean_ticks / MINUTE_TICKS

    return mean


def _ways_out(figures: _Figures, k: int, received: int) -> list[Parameter]:
    """Cancelling, upgrading and closing; not identifiable where the log states no outcomes."""
    sums, name = figures.prepared.sums, figures.fitted.demand.classes[k].key
    outcomes = sums.outcomes[:, k].sum(axis=0)
    stated = int(outcomes[:-1].sum())
    status = Status.ESTIMATED if stated else Status.NOT_IDENTIFIABLE
    cancelled, closed = (int(outcomes[OUTCOMES.index(o)]) for o in (Outcome.CANCELLED, Outcome.CLOSED))
    upgraded = max(int(sums.upgrades[:, k].sum()), int(outcomes[OUTCOMES.index(Outcome.UPGRADED)]))
    by_wait = "events over hours waited, as if equally likely in each"
    return [
        figures.make(
            f"{name}: cancelled",
            lambda d: float(d.cancel_per_hour[k]),
            "an hour waited",
            cancelled,
            by_wait,
            status,
        ),
        figures.make(
            f"{name}: upgraded",
            lambda d: float(d.upgrade_per_hour[k]),
            "an hour waited",
            upgraded,
            by_wait,
            Status.ESTIMATED if stated or upgraded else Status.NOT_IDENTIFIABLE,
        ),
        figures.make(
            f"{name}: closed unattended",
            lambda d: float(d.closed_share[k]),
            "of those received",
            closed,
            "share of incidents",
            status,
        ),
    ]


def _day_figures(figures: _Figures) -> list[Parameter]:
    spread, days = figures.fitted.spread, 7 * figures.prepared.sums.weeks
    enough = figures.prepared.sums.weeks >= WEEKS_FOR_DAYS
    status = Status.ESTIMATED if enough else Status.NOT_IDENTIFIABLE
    correlated = enough and spread.correlation is not None
    method = "spread of daily counts beyond Poisson chance, by moments"
    found = [
        figures.make(
            "day factor: variance", lambda d: d.day_variance, "of a mean of 1", days, method, status
        ),
        figures.make(
            "day factor: correlation with the next day",
            lambda d: d.day_correlation if d.day_variance > 0 else None,
            "-1 to 1",
            days,
            "products of days that follow each other, by moments",
            Status.ESTIMATED if correlated else Status.NOT_IDENTIFIABLE,
        ),
    ]
    if len(figures.fitted.demand.local_areas) > 1:
        found.append(
            figures.make(
                "day factor of a local area: variance",
                lambda d: d.local_day_variance,
                "of a mean of 1",
                days,
                f"{method}, of local areas beyond that of the force",
                status,
            )
        )
    return found


def _season_figures(figures: _Figures) -> list[Parameter]:
    hours = figures.prepared.sums.hours.sum(axis=(0, 1))
    status = Status.ESTIMATED if figures.prepared.seasonal else Status.NOT_IDENTIFIABLE
    method = "incidents against the weekly profile, all classes together"
    if figures.prepared.sums.weeks < 2 * 52:
        method += "; a single year cannot tell a month's own factor from what happened in it"
    return [
        figures.make(
            f"factor of {MONTH_NAMES[month]}",
            lambda d, month=month: float(d.season[month]),  # type: ignore[misc]
            "of a mean of 1",
            round(hours[month] / 24),
            method if figures.prepared.seasonal else "under a year of log: taken as 1",
            status if hours[month] else Status.NOT_IDENTIFIABLE,
        )
        for month in range(MONTHS)
    ]


def unseen_draws(looks: Looks, draws: int, seed: int, settings: LogSettings) -> Iterator[float | None]:
    """The unseen share in so many draws of whole weeks (or, under eight weeks, of each incident anew)."""
    weeks = len(looks.seen)
    if weeks >= WEEKS_TO_RESAMPLE:
        for weights in draw_weights(weeks, draws, seed):
            yield unseen_share(np.tensordot(weights, looks.seen, axes=1), settings.fewest_delayed)
        return
    random = np.random.Generator(np.random.PCG64(seed))
    for _ in range(draws):
        yield unseen_share(random.poisson(looks.seen.sum(axis=0)).astype(np.float64), settings.fewest_delayed)


def unseen_parameter(
    looks: Looks | None, demand: Demand, draws: int, seed: int, settings: LogSettings, origin: Origin
) -> Parameter:
    """The unseen share, or why it cannot be known."""
    name, unit = "unseen load", "of units not on an incident"
    if looks is None:
        method = "needs a roster of units on duty: without one, units that are busy and that are not there look alike"
        return Parameter(
            name=name,
            value=None,
            low=None,
            high=None,
            unit=unit,
            status=Status.NOT_IDENTIFIABLE,
            n=0,
            source=origin.source,
            as_at=origin.as_at,
            method=method,
        )
    share = unseen_share(looks.seen.sum(axis=0).astype(np.float64), settings.fewest_delayed)
    drawn = [found for found in unseen_draws(looks, draws, seed, settings) if found is not None]
    known = share is not None and bool(drawn)
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975))) if known else (None, None)
    method = (
        f"chance that a unit which looks free is not, as {demand.classes[0].name} incidents find it, each unit"
        f" apart from the others; {looks.beyond:,} came when more units were busy than the roster had"
    )
    return Parameter(
        name=name,
        value=share,
        low=low,
        high=high,
        unit=unit,
        status=Status.ESTIMATED if known else Status.NOT_IDENTIFIABLE,
        n=int(looks.seen[:, 1:].sum()),
        source=origin.source,
        as_at=origin.as_at,
        method=method if known else f"{method}; too few waited to say",
    )


def crew_parameter(seen: UnitsSeen, on_duty: UnitsOnDuty | None, weeks: int, origin: Origin) -> Parameter:
    """Units on duty on average: from the roster, or from units seen at work, which is a lower bound."""
    if on_duty is not None:
        value = float(on_duty.units.sum(axis=1).mean())
        low = high = value
        status, method = Status.FROM_ROSTER, "units on duty by hour and local area"
    else:
        low = float(seen.busy_at_once.sum(axis=1).mean())
        value, high = None, None
        status = Status.ESTIMATED
        method = "a lower bound: units never sent are not seen; from most busy at once in an hour"
        if seen.sent_around is not None:
            high = max(float(seen.sent_around.sum(axis=1).mean()), low)
            method += " to different units sent in eight hours"
    return Parameter(
        name="units on duty",
        value=value,
        low=low,
        high=high,
        unit="units, mean over the week",
        status=status,
        n=weeks * 168,
        source=origin.source,
        as_at=origin.as_at,
        method=method,
    )
