"""`dueregard aid-cost`: what a deployment costs by the user's own dated rates, and what of it is recovered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.options import json_option, read_day
from dueregard.cli.presenters.aid_cost import AidCostAnswer, cost_answer, cost_page
from dueregard.cli.printing import give
from dueregard.common.codecs import Id, parse_day
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_text
from dueregard.mobilisation.aid_cost import AidRates, cost_of, read_rates
from dueregard.mobilisation.from_records import tours_of, worked_tours
from dueregard.mobilisation.request_record import RECORD_FORMAT
from dueregard.mobilisation.request_record_file import read_kept, told_before
from dueregard.mobilisation.stored_plan import PlannedTour, read_stored_plan
from dueregard.workforce.hours import zone_named
from dueregard.workforce.own_rules import own_duty_rules

JSON = AidCostAnswer
_FILE = click.Path(path_type=Path)


def _days(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> frozenset[date]:
    try:
        return frozenset(parse_day(each) for each in value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


@click.command()
@click.argument("plan", type=_FILE)
@click.argument("rates", type=_FILE)
@click.option(
    "--told-on",
    callback=read_day,
    metavar="DAY",
    help="When people were told.  [default: the day of adoption, or of acceptance for a plan not adopted]",
)
@click.option(
    "--public-holiday",
    "holidays",
    multiple=True,
    callback=_days,
    metavar="DAY",
    help="A public holiday; may be given again.",
)
@click.option(
    "--duty-rules", type=_FILE, metavar="FILE", help="The force's own duty rules, where they differ (YAML)."
)
@json_option
def command(
    plan: Path,
    rates: Path,
    told_on: date | None,
    holidays: frozenset[date],
    duty_rules: Path | None,
    as_json: bool,
) -> None:
    """Cost a plan by your own dated rates: what is recovered, what the force bears, what rest days are owed.

    PLAN is what `plan --out` wrote, its plan.yaml or the folder; or the record of a request, for the plan adopted, of
    which tours after the units were stood down are left out. RATES is YAML; no rate comes with the program.
    """
    request, tours, known, before = _tours(plan)
    told = told_on or known
    before = {} if told_on else before
    rules = own_duty_rules(duty_rules)
    found = cost_of(worked_tours(tours, told, rules, holidays, before), _rates(rates), rules)
    answer = cost_answer(request, found, tours, told, _rates(rates), before)
    give(answer, cost_page(answer), as_json)


def _tours(path: Path) -> tuple[str, tuple[PlannedTour, ...], date, dict[tuple[Id, Id], date]]:
    """The request, its tours, the day on which people were told of them, and who was told of which tour before it."""
    if path.is_file() and f"format: {RECORD_FORMAT}" in path.read_text("utf-8", errors="replace")[:2_000]:
        kept = read_kept(path)
        if kept.plan is None:
            raise DueRegardError(
                f"{path.name}: no plan is adopted for {kept.record.request}, so nobody's tours are known: name a plan."
            )
        adopted_on = kept.record.plans[-1].at.at.astimezone(zone_named(kept.record.zone)).date()
        return str(kept.record.request), tours_of(kept.record, kept.plan), adopted_on, told_before(kept)
    stored = read_stored_plan(path)
    accepted_on = stored.head.accepted_at.at.astimezone(zone_named(stored.head.zone)).date()
    return str(stored.head.request), stored.tours, accepted_on, {}


def _rates(path: Path) -> AidRates:
    faults = FaultList()
    text = read_text(path, path.name, faults)
    found = None if text is None else read_rates(text, path.name, faults)
    faults.raise_if_any()
    assert found is not None
    return found
