"""The options of `plan` for a short list, and the list made from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dueregard.cli.plan_basis import PlanBasis
from dueregard.cli.searching import searching
from dueregard.common.errors import FaultList
from dueregard.engine.optimisation.solving import Limits
from dueregard.mobilisation.aid_cost import AidRates, read_rates
from dueregard.mobilisation.choosing import MOST_SHARES, SHARES, ShortList, short_list
from dueregard.mobilisation.planning import CannotBeMet
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.reserve import Reserve
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.tour_money import MoneyTerms
from dueregard.workforce.hours import zone_named


@dataclass(frozen=True, slots=True)
class ChoicesAsked:
    """What the options say: whether a list is wanted, by which rates, within which harm, and which plan to keep."""

    wanted: bool
    rates: Path | None
    shares: tuple[float, ...]
    keep: int | None


def choices_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options; given to the command as `choices`."""

    @wraps(function)
    def command(*args: Any, **kept: Any) -> Any:
        asked = ChoicesAsked(
            kept.pop("choices"), kept.pop("rates"), kept.pop("harm_within"), kept.pop("choice")
        )
        _check(asked, kept.get("out"), kept.get("move_weights"))
        return function(*args, choices=asked, **kept)

    for option in (
        click.option(
            "--choice",
            type=click.IntRange(min=1),
            metavar="NUMBER",
            help="Show this plan of the short list whole, and keep it with --out.",
        ),
        click.option(
            "--harm-within",
            type=click.FloatRange(min=0, max=10),
            multiple=True,
            default=SHARES,
            show_default=True,
            metavar="SHARE",
            help=f"Share more harm than the least within which to choose; may be given {MOST_SHARES} times.",
        ),
        click.option(
            "--rates",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Your own dated rates (YAML, as for aid-cost), for the cost of each plan of the short list.",
        ),
        click.option(
            "--choices",
            is_flag=True,
            help="A short list of whole plans between harm, cost and fairness, with what each gives up.",
        ),
    ):
        command = option(command)
    return command


def _check(asked: ChoicesAsked, out: Path | None, move_weights: bool | None) -> None:
    if not asked.wanted and (asked.rates or asked.keep or asked.shares != SHARES):
        raise click.UsageError("--rates, --harm-within and --choice are for a short list: add --choices.")
    if asked.wanted and out is not None and asked.keep is None:
        raise click.UsageError("--out keeps one plan of the short list: say which with --choice.")
    if asked.wanted and move_weights:
        raise click.UsageError("--choices and --move-weights are two questions: ask them one by one.")
    if len(set(asked.shares)) > MOST_SHARES:
        raise click.UsageError(
            f"--harm-within is given {len(set(asked.shares))} times; give at most {MOST_SHARES}, for a short list."
        )


def check_beside(asked: ChoicesAsked, *, is_reserved: bool, again: bool, moves: bool) -> None:
    """Refuse what a short list or a reserve cannot stand beside. Raises a usage error."""
    if asked.wanted and again:
        raise click.UsageError("--choices is for a plan from the beginning: leave it, or leave --again.")
    if is_reserved and (again or moves):
        option = "--again" if again else "--move-weights"
        raise click.UsageError(
            f"The planning file asks for a reserve, which {option} does not look at: leave the reserve out of the file."
        )


def money_terms(asked: ChoicesAsked, request: Request, held: PlanBasis) -> MoneyTerms | None:
    """By what plans are costed: people are told on the local day of acceptance. Raises FaultsFound."""
    if asked.rates is None:
        return None
    accepted_on = request.accepted_at.astimezone(zone_named(held.read.roster.zone)).date()
    return MoneyTerms(rates=_rates(asked.rates), rules=held.read.duty_rules, told_on=accepted_on)


def _rates(path: Path) -> AidRates:
    faults = FaultList()
    found = read_rates(path, path.name, faults)
    faults.raise_if_any()
    assert found is not None
    return found


def reserve_of(request: Request, held: PlanBasis) -> Reserve | None:
    """The reserve of the planning file. Raises PlanRefused where its units are of another shape than the request's."""
    asked = held.read.study.reserve
    if asked is None:
        return None
    if asked.unit != request.unit.id:
        raise PlanRefused(
            f"The reserve is of units {asked.unit}, and the request of units {request.unit.id}: only units of "
            "the request's shape are counted, so name that, or leave the reserve out."
        )
    return Reserve(
        units=asked.units,
        at=asked.at,
        within_hours=asked.within_hours,
        price=float(asked.price),
        source=asked.source,
    )


def listed(
    request: Request,
    held: PlanBasis,
    asked: ChoicesAsked,
    money: MoneyTerms | None,
    limits: Limits,
    quiet: bool,
) -> ShortList:
    """The short list. Raises PlanRefused, CostRefused, NoChoices or a usage error in one sentence."""
    read = held.read
    stopping = "Stopping with the plans found so far; press Ctrl-C again to leave without."
    with searching("Choosing", stopping, quiet=quiet) as search:
        try:
            found = short_list(
                request,
                read.roster,
                read.rules,
                read.aims,
                held.fairness,
                money=money,
                shares=asked.shares if asked.wanted else (),
                reserve=reserve_of(request, held),
                commitments=held.commitments,
                limits=limits,
                told=search.told,
            )
        except CannotBeMet:
            raise PlanRefused(
                "No plan that keeps the rules could be found to choose from: plan without --choices to see why."
            ) from None
    if asked.keep is not None and asked.keep > len(found.choices):
        raise click.UsageError(
            f"--choice is {asked.keep}, and the list has {len(found.choices)}: give 1 to {len(found.choices)}."
        )
    return found
