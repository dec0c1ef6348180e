"""Readings of a roster worked out together, in the form in which they are printed and stored."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import numpy as np

from dueregard import __version__
from dueregard.capacity.confidence import confidence_of
from dueregard.capacity.doubled import Shared, shared_people
from dueregard.capacity.presence import Muster, needs_of
from dueregard.capacity.reading import HourRead, Reading, read_target
from dueregard.capacity.specialist import FunctionMonth, SpecialistFunction
from dueregard.capacity.stored import (
    READINGS,
    RELIANCE,
    FunctionMonthValue,
    HourValue,
    LapsingValue,
    QuantileValue,
    ReadingsValue,
    ReadingValue,
    RelianceValue,
    SharedValue,
    SkillValue,
)
from dueregard.capacity.units import Target, TargetUnusable
from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.common.results import JsonText, Result
from dueregard.workforce.hours import Grid, zone_named
from dueregard.workforce.people import Person
from dueregard.workforce.refresher import ExpiryForecast, RefresherCycles, forecast_expiry
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of

WORST_HOURS = 10
METHOD = (
    "A call at the start of every hour. On duty and off duty each have a muster time; whoever is away, or loses a "
    "needed skill, between the call and the end of the first round of reliefs does not count. Nobody fills two "
    "places. Not looked at: rest before the call, promises made elsewhere, carriers, and who comes back from leave."
)
RELIANCE_METHOD = "Demand by the highest threat level of the month; others' share of all officer-days worked."
Told = Callable[[int, int | None, str], None]


@dataclass(frozen=True, eq=False)
class ReadingOrder:
    """What is to be read: targets, from a roster, for days; with what the roster's dates mean.

    taken_on: the day on which the roster left its system, None if nobody says. months: of the forecast of skills that
    lapse, from the month of the first day. Raises TargetUnusable where nothing is asked or a target stands twice.
    """

    roster: Roster
    first_on: date
    days: int
    targets: tuple[Target, ...]
    muster: Muster
    cycles: RefresherCycles
    taken_on: date | None
    months: int

    def __post_init__(self) -> None:
        names = [target.id for target in self.targets]
        if not names:
            raise TargetUnusable("No target is named: name at least one to read.")
        for name in names:
            if names.count(name) > 1:
                raise TargetUnusable(f"The target {name} stands twice: keep one of them.")

    @property
    def last_on(self) -> date:
        """The last day read."""
        return self.first_on + timedelta(days=self.days - 1)


def days_needed(targets: Sequence[Target], days: int, muster: Muster) -> int:
    """Days a roster must cover so that the last call's target can be followed to its end.

    >>> from dueregard.capacity.units import plain_unit, target_of
    >>> days_needed([target_of(Id("t"), "t", plain_unit("t"), 1, None, None)], 7, Muster(0, 0, 720, 660))
    8
    """
    windows = (need.window_minutes for target in targets for need in needs_of(target, muster))
    return days + -(-max(windows, default=0) // 1440)


def read_all(order: ReadingOrder, told: Told = lambda done, total, words: None) -> ReadingsValue:
    """Read every target of an order, pairs that count the same people, and skills that lapse.

    told: is told after each step. Raises TargetUnusable and what its parts raise.
    """
    roster = replace(order.roster, people=order.cycles.applied(order.roster.people))
    grid = Grid.of_days(order.first_on, order.days, roster.local_areas, roster.zone)
    _check_covered(order)
    steps, readings = len(order.targets) + 2, []
    for done, target in enumerate(order.targets, start=1):
        readings.append(read_target(roster, grid, target, order.muster))
        told(done, steps, str(target.id))
    shared = shared_people(roster, readings, order.muster)
    told(steps - 1, steps, "people counted twice")
    forecast = forecast_expiry(roster.people, RefresherCycles(), order.first_on, order.months)
    told(steps, steps, "skills that lapse")
    return ReadingsValue(
        first_on=str(order.first_on),
        last_on=str(order.last_on),
        roster=order.roster.sha256(),
        roster_taken_on=None if order.taken_on is None else str(order.taken_on),
        readings=tuple(_reading(reading, roster.people, order) for reading in readings),
        shared=tuple(_shared(pair) for pair in shared),
        skills=tuple(_skills(forecast, order.targets)),
        method=METHOD,
    )


def _check_covered(order: ReadingOrder) -> None:
    """Raises TargetUnusable where the roster has no duties at one end of the days to be read."""
    duties, zone = order.roster.duties, zone_named(order.roster.zone)
    if not len(duties):
        raise TargetUnusable(
            "The roster has no duties: nobody would be on duty in any hour; name its duties."
        )
    first, last = (
        moment_of(int(minute)).astimezone(zone).date() for minute in (duties.begins.min(), duties.ends.max())
    )
    if order.first_on < first or last < order.last_on:
        raise TargetUnusable(
            f"{day_words(order.first_on)} to {day_words(order.last_on)} is to be read, and the roster's duties run "
            f"from {day_words(first)} to {day_words(last)}: read days within them."
        )


def result_of(value: ReadingsValue, order: ReadingOrder, *, marking: Id, made_on: date) -> Result:
    """Readings as a stored Result; not publishable until somebody says so, since they map where a force is weak."""
    targets = [plain(target.unit) | {"target": target.words()} for target in order.targets]
    settings = {
        "targets": targets,
        "muster": asdict(order.muster),
        "first_on": str(order.first_on),
        "days": order.days,
        "refresher": [plain(setting) for setting in order.cycles.settings],
        "roster_taken_on": value.roster_taken_on,
        "forecast_months": order.months,
    }
    inputs = {"roster": value.roster}
    return _result(READINGS, asdict(value), inputs, settings, METHOD, marking, made_on)


def reliance_value(function: SpecialistFunction, months: Sequence[FunctionMonth]) -> RelianceValue:
    """A specialist function's months as they are stored."""
    others = sum(row.supplied_by_others for row in months)
    return RelianceValue(
        function=str(function.id),
        name=function.name,
        criterion=None if function.criterion is None else str(function.criterion),
        months=tuple(
            FunctionMonthValue(
                month=f"{row.month:%Y-%m}",
                level=row.level,
                needed=row.needed,
                own=row.own,
                network=row.network,
                received=row.received,
                given=row.given,
                uncovered=row.uncovered,
            )
            for row in months
        ),
        days_by_others=others,
        days_worked=others + sum(row.own for row in months),
    )


def reliance_result(
    function: SpecialistFunction, months: Sequence[FunctionMonth], *, marking: Id, made_on: date
) -> Result:
    """How far a function relied on others, as a stored Result."""
    value = asdict(reliance_value(function, months))
    inputs = {"function": sha256(canonical_bytes(plain(function)))}
    settings = {"levels": {row["month"]: row["level"] for row in value["months"]}}
    return _result(RELIANCE, value, inputs, settings, RELIANCE_METHOD, marking, made_on)


def _result(
    kind: Id,
    value: dict[str, object],
    inputs: dict[str, str],
    settings: Mapping[str, object],
    method: str,
    marking: Id,
    made_on: date,
) -> Result:
    versions = {"dueregard": __version__, "python": platform.python_version(), "numpy": np.__version__}
    manifest = {"inputs": inputs, "settings": settings, "method": method, "versions": versions}
    return Result(
        kind=kind,
        inputs_hash=Id(sha256(canonical_bytes({"inputs": inputs, "settings": settings}))),
        value=JsonText.of(value),
        manifest=JsonText.of(manifest),
        made_on=made_on,
        marking=marking,
    )


def _reading(reading: Reading, people: Sequence[Person], order: ReadingOrder) -> ReadingValue:
    target = reading.target
    trust = confidence_of(target.unit, people, order.first_on, order.last_on, order.taken_on)
    return ReadingValue(
        target=str(target.id),
        words=target.words(),
        unit=target.unit.about or str(target.unit.id),
        number=target.number,
        within_minutes=target.within_minutes,
        sustained_minutes=target.sustained_minutes,
        hours=reading.grid.hours,
        hours_met=reading.hours_met,
        is_met=reading.is_met,
        least=reading.least,
        quantiles=tuple(QuantileValue(percent=share, units=units) for share, units in reading.quantiles),
        most=int(reading.units.max()),
        least_by_hour_of_week=reading.least_by_hour_of_week,
        worst_hours=tuple(_hour(reading, row) for row in reading.worst(WORST_HOURS)),
        people=trust.people,
        confidence=trust.step,
        confidence_because=trust.words(),
        sentence=_sentence(reading),
    )


def _sentence(reading: Reading) -> str:
    """What a reading says.

    Whole hours are given and never a share that rounding could make 100 %.
    """
    hours = f"{reading.hours_met:,} of {reading.grid.hours:,} hours"
    found = "in every hour" if reading.is_met else f"in {hours}"
    return f"{reading.target.words()}: met {found}; the fewest in any hour are {reading.least:,}."


def _hour(reading: Reading, row: HourRead) -> HourValue:
    return HourValue(
        at=reading.grid.local_at(row.hour).isoformat(timespec="minutes"),
        units=row.units,
        short_people=max(row.short_people, 0),
        runs_out=row.runs_out,
    )


def _shared(pair: Shared) -> SharedValue:
    people = "1 person" if pair.people == 1 else f"{pair.people:,} people"
    said = f"{people} could fill places of both; in no hour is each met alone."
    if pair.hours_each:
        said = f"{people} could fill places of both; each alone is met in {pair.hours_each:,} hours, "
    together = (
        f"both together with nobody counted twice in {pair.hours_together:,}."
        if pair.is_counted_twice
        else "and both together are met in all of them."
    )
    said += together if pair.hours_each else ""
    return SharedValue(
        first=str(pair.first.target.id),
        second=str(pair.second.target.id),
        people=pair.people,
        hours_each=pair.hours_each,
        hours_together=pair.hours_together,
        sentence=said,
    )


def _skills(forecast: ExpiryForecast, targets: Sequence[Target]) -> list[SkillValue]:
    needing: dict[str, list[str]] = {}
    for target in targets:
        for skill in sorted({str(skill) for role in target.unit.roles for skill in role.skills}):
            needing.setdefault(skill, []).append(str(target.id))
    undated = dict(forecast.undated)
    found = []
    for skill, names in sorted(needing.items()):
        lapsing, holders = forecast.share_lapsing(skill)
        found.append(
            SkillValue(
                skill=skill,
                targets=tuple(names),
                first_month=f"{forecast.first_month:%Y-%m}",
                months=forecast.months,
                holders=holders,
                lapsing=lapsing,
                undated=undated.get(skill, 0),
                by_month=tuple(
                    LapsingValue(
                        month=f"{row.month:%Y-%m}",
                        local_area=row.local_area,
                        holders=row.holders,
                        lapsing=row.lapsing,
                    )
                    for row in forecast.rows
                    if row.skill == skill and row.lapsing
                ),
            )
        )
    return found
