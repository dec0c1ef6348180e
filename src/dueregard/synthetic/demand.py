"""What happens in the force's streets: incidents and unlogged work, day by day, before anybody deals with it.

Each day has its own random stream, so that the first weeks of a log do not depend on how long it is, and the
same incidents happen with and without a deployment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import log, sqrt

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from dueregard.synthetic.calendar import HOUR, Clock, Hour
from dueregard.synthetic.force import DIARY, EMERGENCY, PRIORITY, QUEUED, Force, Work

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

MOST_UNITS = 4
SCENE_SPREAD = 0.9
TRAVEL_SPREAD = 0.55
CALL_SPREAD = 0.5
FORCE_SPREAD = 0.06
FORCE_MEMORY = 0.5
LOCAL_SPREAD = 0.05
STORM_MONTHS = (11, 12, 1, 2, 3)
HOT_MONTHS = (6, 7, 8)
NEVER = 1 << 60
"""Later than any moment."""

_WEATHER, _FACTORS, _BOUND, _FILES = 100, 101, 102, 103


@dataclass(frozen=True)
class Incidents:
    """Incidents by moment of receipt; one row each. Moments are seconds of UTC, lengths are seconds."""

    received_at: Whole
    ready_at: Whole
    """When the call has been taken and somebody can be sent."""
    work: Whole
    local_area: Whole
    kind: Whole
    units: Whole
    travel: Whole
    """Of each unit that may be sent: four columns."""
    scene: Whole
    withdrawn_at: Whole
    """When the caller gives up, if nobody was sent until then."""
    worsens_at: Whole
    """When it becomes more urgent, if nobody was sent until then."""
    chance: Real
    """A number of its own in [0, 1), for what is decided about it later."""

    def __len__(self) -> int:
        return int(self.received_at.size)

    def chosen(self, keep: NDArray[np.bool_] | Whole) -> "Incidents":
        """Some of the incidents, in the order given."""
        return Incidents(**{name: column[keep] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Tasks:
    """Unlogged work that turns up: when (seconds of UTC), where, and for how long (seconds)."""

    at: Whole
    local_area: Whole
    length: Whole


@dataclass(frozen=True)
class Day:
    """The mood of one day: weather, and how busy each local area is beside its mean."""

    on: date
    storm: bool
    hot: bool
    busy: Real


def stream(seed: int, purpose: int, part: int) -> Generator:
    """The random stream of one purpose in one part (a day, a deployment) of the run with this seed."""
    return Generator(PCG64(SeedSequence([seed, purpose, part])))


def days(force: Force, first: date, last: date, seed: int) -> Iterator[Day]:
    """The moods of the days from first to last; a day's mood leans on the day before."""
    storm, mood = False, 0.0
    shares = np.ones(len(force.local_areas))
    for step in range((last - first).days + 1):
        on = first + timedelta(days=step)
        rng = stream(seed, _WEATHER, on.toordinal())
        storm_chance, hot_chance = rng.random(2)
        storm = on.month in STORM_MONTHS and storm_chance < (0.5 if storm else 0.06)
        rng = stream(seed, _FACTORS, on.toordinal())
        fresh = float(rng.standard_normal())
        mood = fresh if step == 0 else FORCE_MEMORY * mood + sqrt(1 - FORCE_MEMORY**2) * fresh
        local = rng.standard_normal(shares.size)
        busy = np.exp(FORCE_SPREAD * mood + LOCAL_SPREAD * local - (FORCE_SPREAD**2 + LOCAL_SPREAD**2) / 2)
        yield Day(on, storm, on.month in HOT_MONTHS and hot_chance < 0.12, busy)


def week_profile(work: Work) -> Real:
    """Incidents an hour by day of the week and hour, beside the mean of the week.

    >>> flat = Work("flat", 24, (1.0,) * 8)
    >>> float(week_profile(flat)[3, 5])
    1.0
    """
    profile = np.repeat(np.array(work.blocks), 3)[None, :] * np.array(work.days)[:, None]
    if work.night_peak:
        profile[4, 21:] *= 1.25
        profile[5, 18:] *= 1.25
        profile[5:, :3] *= 1.5
    relative: Real = profile / profile.mean()
    return relative


def incidents_of(force: Force, first: date, last: date, seed: int) -> Incidents:
    """All incidents received from the first to the last day, in order of receipt."""
    clock = Clock(force.zone)
    profiles = [week_profile(work) for work in force.work]
    parts = [
        _day_of_work(force, clock, day, which, profiles[which], seed)
        for day in days(force, first, last, seed)
        for which in range(len(force.work))
    ]
    joined = Incidents(*(np.concatenate(column) for column in zip(*map(_columns, parts), strict=True)))
    return joined.chosen(np.argsort(joined.received_at, kind="stable"))


def _columns(incidents: Incidents) -> tuple[NDArray[np.generic], ...]:
    return tuple(vars(incidents).values())


def _weather(day: Day, which: int, hour: Hour) -> float:
    factor = 1.0
    if day.storm:
        factor *= {EMERGENCY: 1.12, PRIORITY: 1.08, QUEUED: 0.9, DIARY: 0.9}.get(which, 1.0)
    if day.hot and which in (EMERGENCY, PRIORITY) and hour.hour >= 15:
        factor *= 1.12
    return factor


def _day_of_work(force: Force, clock: Clock, day: Day, which: int, profile: Real, seed: int) -> Incidents:
    work = force.work[which]
    rng = stream(seed, which, day.on.toordinal())
    hours = list(clock.hours(day.on))
    hourly = np.array([profile[hour.weekday, hour.hour] * _weather(day, which, hour) for hour in hours]) * (
        work.per_day / 24 * force.months[day.on.month - 1]
    )
    local = np.array([area.share for area in force.local_areas]) * day.busy
    counts = rng.poisson(hourly[:, None] * local)
    many = int(counts.sum())
    begins = np.repeat(np.array([hour.at for hour in hours]), counts.sum(axis=1))
    received = begins + rng.integers(0, HOUR, many)
    areas = np.repeat(np.tile(np.arange(local.size), len(hours)), counts.ravel())
    return _details(work, which, day, received, areas, rng)


def _details(work: Work, which: int, day: Day, received: Whole, areas: Whole, rng: Generator) -> Incidents:
    many = received.size
    weights = np.array([kind.weight for kind in work.kinds])
    kind = rng.choice(weights.size, many, p=weights / weights.sum())
    shares = np.array(work.units or (1.0,))
    units = 1 + rng.choice(shares.size, many, p=shares)
    travel = _lengths(rng, work.travel_minutes * 60, TRAVEL_SPREAD, (many, MOST_UNITS))
    if day.storm:
        travel = np.rint(travel * 1.35).astype(np.int64)
    lengths = np.array([kind.length for kind in work.kinds])
    lengths = lengths / (lengths @ weights / weights.sum())
    mean_scene = max(work.unit_hours * HOUR - work.travel_minutes * 60, 0.0)
    scene = np.rint(
        _lengths(rng, mean_scene, SCENE_SPREAD, (many, MOST_UNITS)) * lengths[kind][:, None]
    ).astype(np.int64)
    withdrawn, worsens = {PRIORITY: (40, 60), QUEUED: (14 * 24, 30 * 24)}.get(which, (0, 0))
    return Incidents(
        received_at=received,
        ready_at=received + _lengths(rng, work.call_seconds, CALL_SPREAD, (many,)),
        work=np.full(many, which),
        local_area=areas,
        kind=kind,
        units=units,
        travel=travel,
        scene=scene,
        withdrawn_at=_moments(rng, received, withdrawn),
        worsens_at=_moments(rng, received, worsens),
        chance=rng.random(many),
    )


def _moments(rng: Generator, received: Whole, mean_hours: float) -> Whole:
    lengths = rng.exponential(size=received.size)
    if not mean_hours:
        return np.full(received.size, NEVER)
    return received + np.rint(lengths * mean_hours * HOUR).astype(np.int64)


def _lengths(rng: Generator, mean: float, spread: float, shape: tuple[int, ...]) -> Whole:
    """Log-normal lengths in whole seconds, from their mean and coefficient of variation.

    Rounding to seconds keeps last-digit differences between processors out of the log.
    """
    if mean <= 0:
        return np.zeros(shape, np.int64)
    variance = log(1 + spread**2)
    drawn = rng.lognormal(log(mean) - variance / 2, sqrt(variance), shape)
    return np.maximum(1, np.rint(drawn)).astype(np.int64)


def bound_tasks(force: Force, first: date, last: date, seed: int) -> Tasks:
    """Work that cannot be left once begun: it follows the hours of emergencies."""
    profile = week_profile(force.work[EMERGENCY]).mean(axis=0)
    return _tasks(
        force, first, last, seed, _BOUND, profile, force.unlogged.bound_hours, force.unlogged.bound_mean
    )


def file_tasks(force: Force, first: date, last: date, seed: int) -> Tasks:
    """Work that can be left and taken up again: it turns up evenly about the clock."""
    return _tasks(
        force, first, last, seed, _FILES, np.ones(24), force.unlogged.file_hours, force.unlogged.file_mean
    )


def _tasks(
    force: Force,
    first: date,
    last: date,
    seed: int,
    purpose: int,
    profile: Real,
    hours_a_day: float,
    mean: float,
) -> Tasks:
    shares = np.array([area.share for area in force.local_areas])
    clock = Clock(force.zone)
    parts = []
    for step in range((last - first).days + 1):
        on = first + timedelta(days=step)
        rng = stream(seed, purpose, on.toordinal())
        hours = list(clock.hours(on))
        rates = np.array([profile[hour.hour] for hour in hours]) * hours_a_day / mean / 24
        counts = rng.poisson(rates[:, None] * shares)
        many = int(counts.sum())
        at = np.repeat(np.array([hour.at for hour in hours]), counts.sum(axis=1))
        at = at + rng.integers(0, HOUR, many)
        areas = np.repeat(np.tile(np.arange(shares.size), len(hours)), counts.ravel())
        parts.append(Tasks(at, areas, _lengths(rng, mean * HOUR, SCENE_SPREAD, (many,))))
    joined = Tasks(
        *(np.concatenate(column) for column in zip(*(vars(p).values() for p in parts), strict=True))
    )
    order = np.argsort(joined.at, kind="stable")
    return replace(
        joined, at=joined.at[order], local_area=joined.local_area[order], length=joined.length[order]
    )
