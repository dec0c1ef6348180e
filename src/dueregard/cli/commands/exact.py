"""`dueregard exact`: waits by formula, where a formula exists."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.places_file import read_places
from dueregard.cli.plan_file import read_plan
from dueregard.cli.presenters import exact as presenter
from dueregard.cli.presenters import exact_plans as plans
from dueregard.cli.printing import give
from dueregard.engine.queueing.exact.checks import MOST_SERVERS
from dueregard.engine.queueing.exact.cut_off import cut_off
from dueregard.engine.queueing.exact.erlang import ErlangC, erlang_c
from dueregard.engine.queueing.exact.forward import periodic, transient
from dueregard.engine.queueing.exact.hypercube import hypercube
from dueregard.engine.queueing.exact.priorities import non_preemptive, preemptive_sojourns
from dueregard.engine.queueing.exact.several_units import several_units
from dueregard.engine.queueing.exact.varying import VaryingQueue
from dueregard.engine.queueing.exact.varying_waits import window_waits
from dueregard.engine.queueing.exact.waits import Waits
from dueregard.engine.queueing.model import Handover

JSON = {
    "erlang-c": presenter.ExactAnswer,
    "priorities": presenter.ExactAnswer,
    "reserve": presenter.ExactAnswer,
    "several": presenter.ExactAnswer,
    "places": plans.PlacesAnswer,
    "varying": plans.VaryingAnswer,
}
MINUTES = presenter.MINUTES
MOST = 1e6
ABOVE_NOUGHT = click.FloatRange(0, MOST, min_open=True)
FROM_NOUGHT = click.FloatRange(0, MOST)
A_SHARE = click.FloatRange(0, 0.999999)


@click.group()
def command() -> None:
    """Work out waits by formula, where a formula exists.

    A server is a unit on duty, a customer an incident that needs one. Nothing is simulated: each answer is
    exact for what its formula assumes, and names its source.
    """


def _several(
    name: str, about: str, kind: click.FloatRange | click.IntRange
) -> Callable[[click.decorators.FC], click.decorators.FC]:
    return click.option(name, type=kind, multiple=True, required=True, metavar="NUMBER", help=about)


servers_option = click.option(
    "--servers",
    type=click.IntRange(1, MOST_SERVERS),
    required=True,
    metavar="NUMBER",
    help="Servers on duty.",
)
minutes_option = click.option(
    "--minutes",
    type=ABOVE_NOUGHT,
    required=True,
    metavar="NUMBER",
    help="Mean minutes for which one server is kept.",
)
rate_option = click.option(
    "--per-hour", "rate", type=ABOVE_NOUGHT, required=True, metavar="NUMBER", help="Customers an hour."
)
rates_option = _several(
    "--per-hour", "Customers an hour of one class; give it once for each, most urgent first.", ABOVE_NOUGHT
)
quantile_option = click.option(
    "--quantile",
    type=A_SHARE,
    default=0.9,
    show_default=True,
    metavar="SHARE",
    help="Share of customers, 0 to 0.999999, for which to say how long they wait at most.",
)
within_option = click.option(
    "--within",
    type=FROM_NOUGHT,
    metavar="MINUTES",
    help="Say also which share waits longer than so many minutes.",
)


@command.command("erlang-c")
@servers_option
@rate_option
@minutes_option
@quantile_option
@within_option
@json_option
def erlang_command(
    servers: int, rate: float, minutes: float, quantile: float, within: float | None, as_json: bool
) -> None:
    """One class, first come first served: Erlang's delay formula."""
    waits = erlang_c(servers=servers, arrivals_per_hour=rate, mean_service_hours=minutes / MINUTES)
    _give(presenter.ERLANG, [("all", rate, waits)], servers, minutes, quantile, within, as_json)


@command.command("priorities")
@servers_option
@rates_option
@minutes_option
@click.option("--interrupt", is_flag=True, help="The more urgent interrupt; tells mean stays only.")
@quantile_option
@within_option
@json_option
def priorities_command(
    servers: int,
    per_hour: tuple[float, ...],
    minutes: float,
    interrupt: bool,
    quantile: float,
    within: float | None,
    as_json: bool,
) -> None:
    """Classes, most urgent first, with or without interruption."""
    hours = minutes / MINUTES
    if not interrupt:
        waits = non_preemptive(servers=servers, arrivals_per_hour=per_hour, mean_service_hours=hours)
        named = [
            (str(number), *each) for number, each in enumerate(zip(per_hour, waits, strict=True), start=1)
        ]
        _give(presenter.COBHAM, named, servers, minutes, quantile, within, as_json)
        return
    if within is not None:
        raise click.UsageError(
            "--within cannot be told with --interrupt, which has a formula for means only."
        )
    stays = preemptive_sojourns(servers=servers, arrivals_per_hour=per_hour, mean_service_hours=hours)
    lines = [
        presenter.stay_line(str(number), rate, stay)
        for number, (rate, stay) in enumerate(zip(per_hour, stays, strict=True), start=1)
    ]
    answer = presenter.exact_answer(
        presenter.PREEMPTIVE,
        lines,
        servers=servers,
        service_minutes=minutes,
        utilisation=sum(per_hour) * hours / servers,
        quantile=None,
        within=None,
    )
    give(answer, presenter.exact_page(answer), as_json)


@command.command("reserve")
@servers_option
@rates_option
@_several(
    "--reserve",
    "Servers that must stay free when this class starts; once for each class, never fewer than before.",
    click.IntRange(0, MOST_SERVERS),
)
@minutes_option
@quantile_option
@within_option
@json_option
def reserve_command(
    servers: int,
    per_hour: tuple[float, ...],
    reserve: tuple[int, ...],
    minutes: float,
    quantile: float,
    within: float | None,
    as_json: bool,
) -> None:
    """Classes of which the less urgent leave servers free for the more urgent."""
    waits = cut_off(
        servers=servers, arrivals_per_hour=per_hour, mean_service_hours=minutes / MINUTES, reserves=reserve
    )
    named = [(str(number), *each) for number, each in enumerate(zip(per_hour, waits, strict=True), start=1)]
    _give(presenter.CUT_OFF, named, servers, minutes, quantile, within, as_json)


@command.command("several")
@servers_option
@rate_option
@_several(
    "--needs",
    "Share of customers that need 1 server, then 2, …; the shares add to 1.",
    click.FloatRange(0, 1),
)
@minutes_option
@quantile_option
@within_option
@json_option
def several_command(
    servers: int,
    rate: float,
    needs: tuple[float, ...],
    minutes: float,
    quantile: float,
    within: float | None,
    as_json: bool,
) -> None:
    """Customers that need several servers at once, each released by itself."""
    if not math.isclose(sum(needs), 1.0, abs_tol=1e-9):
        raise click.BadParameter(
            f"the shares add to {sum(needs):g}; they must add to 1.", param_hint="--needs"
        )
    found = several_units(
        servers=servers, arrivals_per_hour=rate, mean_service_hours=minutes / MINUTES, units=needs
    )
    last = list(accumulate(1.0 / number for number in range(1, len(needs) + 1)))  # the last of n to finish
    named = [
        (f"needs {number}", rate * share, waits)
        for number, (share, waits) in enumerate(zip(needs, found.by_units, strict=True), start=1)
    ]
    _give(
        presenter.TOGETHER,
        [("all", rate, found.waits), *named],
        servers,
        minutes,
        quantile,
        within,
        as_json,
        utilisation=found.utilisation,
        kept=[sum(share * each for share, each in zip(needs, last, strict=True)), *last],
    )


@command.command("places")
@click.argument("places", type=click.Path(path_type=Path))
@_several("--minutes", "Mean minutes for which a unit is kept: once for all, or once for each.", ABOVE_NOUGHT)
@json_option
def places_command(places: Path, minutes: tuple[float, ...], as_json: bool) -> None:
    """Places that ask for units in an order of their own.

    PLACES is a CSV with the columns place, arrivals_per_hour and preference: all units, numbered from 1, in the
    order in which the place asks for them, with spaces between. Twelve units at most.
    """
    read = read_places(places)
    if len(minutes) not in (1, read.units):
        raise click.BadParameter(
            f"it was given {len(minutes)} times and there are {read.units} units; give it once, or once for each.",
            param_hint="--minutes",
        )
    each = minutes * (read.units if len(minutes) == 1 else 1)
    found = hypercube(
        arrivals_per_hour=read.arrivals_per_hour,
        preferences=read.preferences,
        mean_service_hours=[kept / MINUTES for kept in each],
    )
    answer = plans.places_answer(read, each, found)
    give(answer, plans.places_page(answer), as_json)


@command.command("varying")
@click.argument("plan", type=click.Path(path_type=Path))
@minutes_option
@click.option(
    "--handover",
    type=click.Choice(["carry", "relieve"]),
    default="carry",
    show_default=True,
    help="carry: who is busy when servers become fewer counts among them until done; "
    "relieve: a new crew is there in full at once.",
)
@click.option("--from-empty", is_flag=True, help="Go through the plan once from an empty queue.")
@click.option(
    "--quantile",
    type=A_SHARE,
    metavar="SHARE",
    help="Say also how long this share of customers waits at most; it takes some seconds for a day.",
)
@json_option
def varying_command(
    plan: Path, minutes: float, handover: str, from_empty: bool, quantile: float | None, as_json: bool
) -> None:
    """Arrivals and servers that vary from hour to hour.

    PLAN is a CSV with the columns hour (0, 1, 2, …), arrivals_per_hour and servers; after its last hour it
    begins again, and the answer is where that settles.
    """
    read = read_plan(plan)
    queue = VaryingQueue(
        arrivals_per_hour=read.arrivals_per_hour,
        servers=read.servers,
        mean_service_hours=minutes / MINUTES,
        handover=Handover[handover.upper()],
    )
    answer = _once(queue, quantile) if from_empty else _settled(queue, quantile)
    give(answer, plans.varying_page(answer), as_json)


def _settled(queue: VaryingQueue, quantile: float | None) -> plans.VaryingAnswer:
    """Where the plan settles as it goes round."""
    regime = periodic(queue, points_per_step=1)
    waits = None
    if quantile is not None:
        waits = window_waits(queue, from_hour=0.0, to_hour=queue.period_hours, start=regime.start)
    return plans.varying_answer(
        queue, regime.course, regime.mean_wait_hours, waits, begins="settled", quantile=quantile
    )


def _once(queue: VaryingQueue, quantile: float | None) -> plans.VaryingAnswer:
    """The plan once from an empty queue; the waits of those left at its end are followed to their end."""
    course = transient(queue, from_hour=0.0, to_hour=queue.period_hours, points_per_step=1)
    waits = window_waits(queue, from_hour=0.0, to_hour=queue.period_hours)
    return plans.varying_answer(
        queue, course, waits.mean_wait_hours, waits, begins="empty", quantile=quantile
    )


def _give(
    formula: presenter.Formula,
    named: Sequence[tuple[str, float, Waits | ErlangC]],
    servers: int,
    minutes: float,
    quantile: float,
    within: float | None,
    as_json: bool,
    *,
    utilisation: float | None = None,
    kept: Sequence[float] = (),
) -> None:
    """Print the waits of classes; kept: mean services from start to completion of each, 1 where not given."""
    hours = minutes / MINUTES
    lines = [
        presenter.waits_line(name, rate, waits, kept_hours=hours * services, quantile=quantile, within=within)
        for (name, rate, waits), services in zip(named, kept or [1.0] * len(named), strict=True)
    ]
    busy = sum(rate for _, rate, _ in named) * hours / servers if utilisation is None else utilisation
    answer = presenter.exact_answer(
        formula,
        lines,
        servers=servers,
        service_minutes=minutes,
        utilisation=busy,
        quantile=quantile,
        within=within,
    )
    give(answer, presenter.exact_page(answer), as_json)
