"""`dueregard call-out`: how many to call for a plan so that each role is full with a stated chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.plan_basis import BasisAsked, basis_of, basis_options, case_of
from dueregard.cli.presenters.call_out import CallOutAnswer, call_out_answer, call_out_page
from dueregard.cli.printing import give
from dueregard.cli.request_records import now_option
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_text
from dueregard.effects.planning_study import read_planning
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.call_out import INDEPENDENT
from dueregard.mobilisation.calling import Calling, call_out
from dueregard.mobilisation.judging import refuse_other_basis
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.muster_rates import MusterRate, read_muster_rates, shared_shock
from dueregard.mobilisation.past_requests import refuse_need_past
from dueregard.mobilisation.posing import pose
from dueregard.mobilisation.replanning import without
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.stored_plan import read_stored_plan
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable
from dueregard.workforce.hours import zone_named

JSON = CallOutAnswer
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("request", type=_FILE)
@click.argument("planning", type=_FILE)
@click.argument("plan", type=_FILE)
@click.option(
    "--rates",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="How many of those called came (CSV), by notice, hour and skill.",
)
@click.option(
    "--need",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="Which need of the request, deadline steps first; the answer lists them.",
)
@click.option(
    "--sure",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="CHANCE",
    help="Chance with which each role is to be full.  [default: the duty rule call-out-sure]",
)
@click.option("--jointly", is_flag=True, help="Let all roles be full at once with that chance, not each.")
@click.option("--cautious", is_flag=True, help="Take the upper limit of no-shows where exercises were few.")
@click.option(
    "--names", is_flag=True, help="List whom to call, by the roster's identifiers, in the order of calling."
)
@now_option
@basis_options
@json_option
def command(
    request: Path,
    planning: Path,
    plan: Path,
    rates: Path,
    need: int,
    sure: float | None,
    jointly: bool,
    cautious: bool,
    names: bool,
    now: Moment | None,
    basis: BasisAsked,
    as_json: bool,
) -> None:
    """Say how many to call for a plan so that each role is full, when not everybody comes.

    REQUEST and PLANNING are those of the plan; PLAN is what `plan --out` wrote. The list with no-shows that come
    together on bad days stands beside the one with no-shows each by itself.
    """
    wanted = load_request(request)
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    stored = read_stored_plan(plan)
    if need > len(wanted.needs):
        raise DueRegardError(
            f"The request {wanted.id} has {len(wanted.needs)} needs, and --need {need} was given."
        )
    if now is not None:
        refuse_need_past(wanted, wanted.needs[need - 1], now.at)
    held = basis_of(wanted, read, basis)
    refuse_other_basis(stored, case_of(wanted, read, held))
    day = wanted.accepted_at.astimezone(zone_named(read.roster.zone)).date()
    calling = Calling(
        rates=read_rates(rates),
        shock=shared_shock(read.duty_rules, day),
        sure=how_sure(read.duty_rules, day) if sure is None else sure,
        jointly=jointly,
        cautious=cautious,
    )
    gone = {} if stored.replaces is None else stored.replaces.gone
    there = without(read.roster, Again(old=stored.as_plan(), gone=gone))
    problem = pose(wanted, there, held.read.rules, read.aims, held.commitments)
    asked = (problem, stored.as_plan(), need - 1)
    together = call_out(*asked, calling, held.fairness, read.aims)
    alone = call_out(*asked, replace(calling, shock=INDEPENDENT), held.fairness, read.aims)
    answer = call_out_answer(
        wanted, need, together, alone, calling, zone_named(read.roster.zone), names=names
    )
    give(answer, call_out_page(answer), as_json)


def read_rates(path: Path) -> tuple[MusterRate, ...]:
    """Muster rates of a file. Raises FaultsFound."""
    faults = FaultList()
    text = read_text(path, path.name, faults)
    found = () if text is None else read_muster_rates(text, path.name, faults)
    faults.raise_if_any()
    return found


def how_sure(rules: DutyRules, day: date) -> float:
    """The chance with which each role is to be full. Raises DutyRuleUnusable."""
    value = rules.number("call-out-sure", day)
    if not 0 < value < 1:
        raise DutyRuleUnusable(f"The duty rule call-out-sure is {value:f}: write a share between 0 and 1.")
    return float(value)
