"""`dueregard plan-check`: judge a kept plan from its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from dueregard.cli.interrupting import asked_to_stop
from dueregard.cli.main import ATTENTION
from dueregard.cli.options import json_option
from dueregard.cli.plan_again import again_of
from dueregard.cli.plan_basis import BasisAsked, basis_of, basis_options, case_of
from dueregard.cli.presenters.plan_check import PlanChecked, plan_checked, plan_checked_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.effects.planning_study import read_planning
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.cost_parts import cost_parts
from dueregard.mobilisation.judging import PlanJudged, judge
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.stored_plan import StoredPlan, read_stored_plan

JSON = PlanChecked
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("plan", type=_FILE)
@click.argument("request", type=_FILE)
@click.argument("planning", type=_FILE)
@click.option(
    "--rules-only",
    is_flag=True,
    help="Do not prove the bound again: seconds for three days, and for a fortnight with reliefs hours.",
)
@click.option(
    "--again",
    "before",
    type=_FILE,
    metavar="PLAN",
    help="The kept plan in whose place this one was made: then it is judged who is told twice, who dropped out, and "
    "that those who had set out keep what they were told.",
)
@basis_options
@json_option
def command(
    plan: Path,
    request: Path,
    planning: Path,
    rules_only: bool,
    before: Path | None,
    basis: BasisAsked,
    as_json: bool,
) -> None:
    """Judge a kept plan from its files: each rule, its cost added up again, its bound proved again.

    PLAN is what `plan --out` wrote, its plan.yaml or the folder; REQUEST and PLANNING are those it was made from, or
    the roster as it is now. The judge shares nothing with the planner and needs no solver. Ends with 3 where a rule is
    broken. Ctrl-C gives up the bound and tells the rest.
    """
    wanted = load_request(request)
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    stored = read_stored_plan(plan)
    held = basis_of(wanted, read, basis)
    case = case_of(wanted, read, held)
    if before is not None:
        case = replace(case, again=again_of(stored, read_stored_plan(before)))
    judged = _judged(stored, case, rules_only, as_json)
    answer = plan_checked(
        stored,
        judged,
        cost_parts(judged.plan, read.aims, read.rules.rest_day_cost),
        exceptions=tuple(each.words() for each in held.exceptions),
        promised=len({each.person for each in held.commitments}),
        rules_only=rules_only,
        is_again=before is not None,
    )
    give(answer, plan_checked_page(answer, wanted), as_json)
    if not judged.is_good:
        raise SystemExit(ATTENTION)


def _judged(stored: StoredPlan, case: Case, rules_only: bool, quiet: bool) -> PlanJudged:
    with (
        asked_to_stop("Giving up the bound; press Ctrl-C again to leave without an answer.") as is_stopped,
        progress("Proving the bound", quiet=quiet) as step,
    ):

        def told(done: int, total: int) -> bool:
            step(done, total, "people")
            return is_stopped()

        return judge(stored, case, with_bound=not rules_only, told=told)
