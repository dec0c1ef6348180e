"""What `dueregard exact` answers: waits by class, with the source of their formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from dueregard.cli.page import Page, Table
from dueregard.engine.queueing.exact.erlang import ErlangC
from dueregard.engine.queueing.exact.waits import Waits

MINUTES = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """What an exact answer assumes, in one sentence, and where the formula is published."""

    name: str
    assumes: str
    source: str


ERLANG = Formula(
    name="Erlang's delay formula",
    assumes="Poisson arrivals, exponential service, alike servers, first come first served",
    source="Erlang 1917; Cooper, Introduction to Queueing Theory, 1981, section 3.3",
)
COBHAM = Formula(
    name="Priorities without interruption",
    assumes="Poisson arrivals, one exponential service for all classes, alike servers, most urgent first",
    source="Cobham, Operations Research 2, 1954; distributions by Davis, Operations Research 14, 1966",
)
PREEMPTIVE = Formula(
    name="Priorities with interruption",
    assumes="as without interruption, but the more urgent interrupt, and who is interrupted goes on later",
    source="Buzen and Bondi, Operations Research 31, 1983",
)
CUT_OFF = Formula(
    name="Priorities with a reserve",
    assumes="as without interruption, but a class starts only while more servers than its reserve stand free",
    source="Schaack and Larson, Operations Research 34, 1986",
)
TOGETHER = Formula(
    name="Several servers at once",
    assumes="Poisson arrivals, exponential service of each server, all start together, first come first served",
    source="Green, Operations Research 28, 1980; balance equations solved here",
)
FORWARD = Formula(
    name="Arrivals and servers that vary",
    assumes="Poisson arrivals at the rate of each hour, exponential service, first come first served",
    source="Kolmogorov's forward equations, solved by Jensen's uniformisation, 1953",
)

HYPERCUBE = Formula(
    name="Units asked in an order",
    assumes="Poisson arrivals, exponential service, one unit for each customer, first come first served",
    source="Larson's hypercube, 1974; Larson and Odoni, Urban Operations Research, 1981, section 5.4",
)


class HasGrounds(Protocol):
    """An answer that names its formula."""

    @property
    def formula(self) -> str: ...
    @property
    def assumes(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsLine:
    """The waits of one class."""

    name: Annotated[str, "The class: 1 is the most urgent; or how many servers are needed."]
    arrivals_per_hour: Annotated[float, "Its customers an hour."]
    share_waiting: Annotated[float | None, "The share that waits at all; null where there is no formula."]
    mean_wait_minutes: Annotated[float | None, "Mean wait for service, those who do not wait included."]
    quantile_minutes: Annotated[float | None, "The wait that the share --quantile does not exceed."]
    share_longer: Annotated[float | None, "The share that waits longer than --within; null where not asked."]
    mean_stay_minutes: Annotated[
        float, "Mean time from arrival until the last server is done, interruptions included."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactAnswer:
    """What `exact --json` prints for arrivals that do not vary."""

    formula: Annotated[str, "The formula."]
    assumes: Annotated[str, "What it assumes."]
    source: Annotated[str, "Where it is published."]
    servers: Annotated[int, "Servers."]
    service_minutes: Annotated[float, "Mean minutes that a server is kept."]
    utilisation: Annotated[float, "The share of the servers' time that is busy."]
    quantile: Annotated[float | None, "The share of customers for which quantile_minutes is told."]
    within_minutes: Annotated[float | None, "The wait for which share_longer is told."]
    classes: Annotated[tuple[WaitsLine, ...], "The waits of each class."]


def waits_line(
    name: str,
    rate: float,
    waits: Waits | ErlangC,
    *,
    kept_hours: float,
    quantile: float,
    within: float | None,
) -> WaitsLine:
    """The waits of a class, in minutes. kept_hours: mean time from start to completion. within: minutes."""
    return WaitsLine(
        name=name,
        arrivals_per_hour=rate,
        share_waiting=waits.probability_of_wait,
        mean_wait_minutes=MINUTES * waits.mean_wait_hours,
        quantile_minutes=MINUTES * waits.wait_quantile_hours(quantile),
        share_longer=None if within is None else waits.probability_longer_than(within / MINUTES),
        mean_stay_minutes=MINUTES * (waits.mean_wait_hours + kept_hours),
    )


def stay_line(name: str, rate: float, stay_hours: float) -> WaitsLine:
    """A class of which only the mean stay is known."""
    return WaitsLine(
        name=name,
        arrivals_per_hour=rate,
        share_waiting=None,
        mean_wait_minutes=None,
        quantile_minutes=None,
        share_longer=None,
        mean_stay_minutes=MINUTES * stay_hours,
    )


def exact_answer(
    formula: Formula,
    lines: Sequence[WaitsLine],
    *,
    servers: int,
    service_minutes: float,
    utilisation: float,
    quantile: float | None,
    within: float | None,
) -> ExactAnswer:
    """The waits of all classes with what they rest on."""
    return ExactAnswer(
        formula=formula.name,
        assumes=formula.assumes,
        source=formula.source,
        servers=servers,
        service_minutes=service_minutes,
        utilisation=utilisation,
        quantile=quantile,
        within_minutes=within,
        classes=tuple(lines),
    )


def exact_page(answer: ExactAnswer) -> Page:
    """The waits for a person."""
    rows = tuple(_row(line) for line in answer.classes)
    header: tuple[str, ...] = ("class", "customers an hour")
    if answer.quantile is not None:
        header += ("share that waits", "mean wait", f"{percent(answer.quantile)} wait at most")
    if answer.within_minutes is not None:
        header += (f"share over {digits(answer.within_minutes)} minutes",)
    table = Table(
        title="Times in minutes",
        header=(*header, "mean stay"),
        rows=rows,
        numeric=frozenset(range(1, len(header) + 1)),
    )
    return (
        *grounds(answer),
        f"The servers are busy for {percent(answer.utilisation)} of their time.",
        table,
    )


def digits(value: float) -> str:
    """A number to six digits.

    >>> digits(0.7111111111), digits(1234567.0), digits(2.0)
    ('0.711111', '1.23457e+06', '2')
    """
    return f"{value:.6g}"


def percent(share: float) -> str:
    """A share in hundredths, to six digits.

    >>> percent(0.9), percent(0.4986504)
    ('90 %', '49.865 %')
    """
    return f"{100 * share:.6g} %"


def grounds(answer: HasGrounds) -> tuple[str, str]:
    """What an answer assumes and where its formula is published."""
    return (f"{answer.formula}: {answer.assumes}.", f"Source: {answer.source}.")


def _row(line: WaitsLine) -> tuple[str, ...]:
    values = [line.arrivals_per_hour]
    known = (line.share_waiting, line.mean_wait_minutes, line.quantile_minutes, line.share_longer)
    values += [value for value in known if value is not None]
    return (line.name, *map(digits, [*values, line.mean_stay_minutes]))
