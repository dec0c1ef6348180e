"""What `dueregard exact` answers to a plan by the hour, and to places with an order of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.cli.places_file import Places
from dueregard.cli.presenters.exact import FORWARD, HYPERCUBE, MINUTES, digits, grounds, percent
from dueregard.engine.queueing.exact.forward import Course
from dueregard.engine.queueing.exact.hypercube import Hypercube
from dueregard.engine.queueing.exact.varying import VaryingQueue
from dueregard.engine.queueing.exact.varying_waits import VaryingWaits


@dataclass(frozen=True, slots=True, kw_only=True)
class HourLine:
    """One hour of a plan."""

    hour: Annotated[int, "The hour, from 0."]
    arrivals_per_hour: Annotated[float, "Customers an hour."]
    servers: Annotated[int, "Servers on duty."]
    probability_of_wait: Annotated[float, "Probability that a customer who arrives at its very end waits."]
    mean_waiting: Annotated[float, "Mean number waiting at its very end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryingAnswer:
    """What `exact varying --json` prints."""

    formula: Annotated[str, "The formula."]
    assumes: Annotated[str, "What it assumes."]
    source: Annotated[str, "Where it is published."]
    handover: Annotated[str, "carry or relieve."]
    begins: Annotated[str, "settled: as the plan goes round for ever; empty: from an empty queue."]
    service_minutes: Annotated[float, "Mean minutes that a server is kept."]
    share_waiting: Annotated[float, "The share of all customers that waits at all."]
    mean_wait_minutes: Annotated[float, "Mean wait of all customers."]
    quantile: Annotated[float | None, "The share of customers for which quantile_minutes is told."]
    quantile_minutes: Annotated[
        float | None, "The wait that this share does not exceed; null where not asked."
    ]
    hours: Annotated[tuple[HourLine, ...], "The plan hour by hour."]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit."""

    unit: Annotated[int, "The unit, from 1."]
    service_minutes: Annotated[float, "Mean minutes that it is kept."]
    busy: Annotated[float, "The share of time that it is busy."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One place."""

    name: Annotated[str, "The place."]
    arrivals_per_hour: Annotated[float, "Its customers an hour."]
    shares: Annotated[tuple[float, ...], "The shares of them that units 1, 2, … serve; they add to 1."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesAnswer:
    """What `exact places --json` prints."""

    formula: Annotated[str, "The formula."]
    assumes: Annotated[str, "What it assumes."]
    source: Annotated[str, "Where it is published."]
    share_waiting: Annotated[
        float, "The share of customers that waits at all; it is the same for every place."
    ]
    mean_wait_minutes: Annotated[float, "Mean wait, travel not included."]
    units: Annotated[tuple[UnitLine, ...], "The units."]
    places: Annotated[tuple[PlaceLine, ...], "The places."]


def varying_answer(
    queue: VaryingQueue,
    course: Course,
    mean_wait_hours: float,
    waits: VaryingWaits | None,
    *,
    begins: str,
    quantile: float | None,
) -> VaryingAnswer:
    """A plan hour by hour. The course has one point an hour."""
    rates = queue.arrivals_per_hour
    assert not callable(rates)
    return VaryingAnswer(
        formula=FORWARD.name,
        assumes=FORWARD.assumes,
        source=FORWARD.source,
        handover=queue.handover.name.lower(),
        begins=begins,
        service_minutes=MINUTES * queue.mean_service_hours,
        share_waiting=course.share_waiting,
        mean_wait_minutes=MINUTES * mean_wait_hours,
        quantile=quantile,
        quantile_minutes=(
            None if waits is None or quantile is None else MINUTES * waits.wait_quantile_hours(quantile)
        ),
        hours=tuple(
            HourLine(
                hour=hour,
                arrivals_per_hour=rate,
                servers=servers,
                probability_of_wait=float(course.probability_of_wait[hour + 1]),
                mean_waiting=float(course.mean_waiting[hour + 1]),
            )
            for hour, (rate, servers) in enumerate(zip(rates, queue.servers, strict=True))
        ),
    )


def varying_page(answer: VaryingAnswer) -> Page:
    """A plan for a person."""
    table = Table(
        title="At the end of each hour",
        header=("hour", "customers an hour", "servers", "probability of a wait", "mean waiting"),
        rows=tuple(
            (
                str(line.hour),
                digits(line.arrivals_per_hour),
                str(line.servers),
                digits(line.probability_of_wait),
                digits(line.mean_waiting),
            )
            for line in answer.hours
        ),
        numeric=frozenset(range(5)),
    )
    of_all = f"{percent(answer.share_waiting)} of the customers wait; the mean wait of all is "
    told = [*grounds(answer), f"{of_all}{digits(answer.mean_wait_minutes)} minutes."]
    if answer.quantile is not None and answer.quantile_minutes is not None:
        told.append(f"{percent(answer.quantile)} wait at most {digits(answer.quantile_minutes)} minutes.")
    return (*told, table)


def places_answer(places: Places, minutes: Sequence[float], found: Hypercube) -> PlacesAnswer:
    """Units and places. minutes: mean service of each unit."""
    units = enumerate(zip(minutes, found.workloads, strict=True), start=1)
    rows = zip(places.names, places.arrivals_per_hour, found.dispatch, strict=True)
    return PlacesAnswer(
        formula=HYPERCUBE.name,
        assumes=HYPERCUBE.assumes,
        source=HYPERCUBE.source,
        share_waiting=found.waits.probability_of_wait,
        mean_wait_minutes=MINUTES * found.waits.mean_wait_hours,
        units=tuple(UnitLine(unit=unit, service_minutes=kept, busy=busy) for unit, (kept, busy) in units),
        places=tuple(
            PlaceLine(name=name, arrivals_per_hour=rate, shares=shares) for name, rate, shares in rows
        ),
    )


def places_page(answer: PlacesAnswer) -> Page:
    """Units and places for a person."""
    units = Table(
        title="Units",
        header=("unit", "mean service, minutes", "share of time busy"),
        rows=tuple(
            (str(line.unit), digits(line.service_minutes), digits(line.busy)) for line in answer.units
        ),
        numeric=frozenset(range(3)),
    )
    places = Table(
        title="Who serves whom",
        header=("place", "customers an hour", *(f"by unit {line.unit}" for line in answer.units)),
        rows=tuple(
            (line.name, digits(line.arrivals_per_hour), *map(digits, line.shares)) for line in answer.places
        ),
        numeric=frozenset(range(1, len(answer.units) + 2)),
    )
    of_all = f"{percent(answer.share_waiting)} of the customers wait; the mean wait of all is "
    return (*grounds(answer), f"{of_all}{digits(answer.mean_wait_minutes)} minutes.", units, places)
