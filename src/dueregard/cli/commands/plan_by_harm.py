"""`dueregard plan-by-harm`: plan, tell the harm where the plan takes people, and plan again by that."""

from __future__ import annotations

from math import inf
from pathlib import Path

import click

from dueregard.cli.keeping import FOLDER, keep_option
from dueregard.cli.keeping_plans import check_free, keep_plan
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile
from dueregard.cli.plan_basis import BasisAsked, PlanBasis, basis_of, basis_options, case_of
from dueregard.cli.presenters.plan_by_harm import PlanByHarmAnswer, by_harm_answer, by_harm_page
from dueregard.cli.printing import give, tell
from dueregard.cli.progress import progress
from dueregard.cli.searching import searching
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster
from dueregard.effects.harm_weights import BLOCKS, LEAST_RUNS, MOST_RUNS
from dueregard.effects.harm_weights_file import write_harm_weights
from dueregard.effects.plan_by_harm import ByHarm, LoopWork, plan_by_harm
from dueregard.effects.planning_study import PlanningRead, read_planning
from dueregard.effects.study_reading import read_study
from dueregard.engine.optimisation.solving import Limits
from dueregard.engine.queueing.experiments.manifest import versions_here
from dueregard.local_policing.calibration_result import Calibration
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.stored_plan import as_stored
from dueregard.mobilisation.taking import withdrawals_of
from dueregard.workforce.hours import zone_named
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.withdrawals_file import write_withdrawals

JSON = PlanByHarmAnswer
DEFAULT_RUNS, DEFAULT_COMPARED, DEFAULT_BLOCK = 40, 200, 6
DEFAULT_GAP, MOST_NODES = 0.001, 500
_RUNS = click.IntRange(LEAST_RUNS, MOST_RUNS)


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.argument("planning", type=click.Path(path_type=Path))
@study_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write there the plan kept, to adopt, its withdrawals.csv, and harm-weights.yaml as told at the first plan.",
)
@click.option(
    "--runs", type=_RUNS, default=DEFAULT_RUNS, show_default=True, help="Runs of every world of the weights."
)
@click.option(
    "--runs-compared", type=_RUNS, default=DEFAULT_COMPARED, show_default=True, help="Runs of each plan."
)
@click.option(
    "--block-hours",
    type=click.Choice([str(each) for each in BLOCKS]),
    default=str(DEFAULT_BLOCK),
    show_default=True,
    help="Hours of the day that share a weight.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=DEFAULT_GAP,
    show_default=True,
    metavar="SHARE",
    help="Stop each search when its plan is this close to the bound, as a share of its cost.",
)
@click.option(
    "--seconds", type=click.FloatRange(0), metavar="NUMBER", help="Stop each search for a plan after so long."
)
@basis_options
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    request: Path,
    planning: Path,
    study: Path,
    out: Path | None,
    runs: int,
    runs_compared: int,
    block_hours: str,
    gap: float,
    seconds: float | None,
    basis: BasisAsked,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Plan, tell what an officer-hour costs the public where that plan takes people, plan again by it, and compare.

    STUDY says whose local policing is simulated; it is moved to the days of the request. Both plans are simulated with
    the same incidents and the same chance, and the better is kept. The weights are told again once, not until nothing
    moves. Ctrl-C ends it with the best plan so far.
    """
    wanted = load_request(request)
    if out is not None:
        check_free(out, None, basis.records)
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    held = basis_of(wanted, read, basis)
    base = read_study(study, with_results=False)
    kept = KeptRuns(keep or study.parent / FOLDER, versions_here(), by_own_hash=(Ledger, Calibration))
    work = LoopWork(
        runs=runs,
        compared=runs_compared,
        block_hours=int(block_hours),
        workers=workers,
        cluster=cluster,
        kept=kept,
    )
    limits = Limits(seconds=inf if seconds is None else seconds, gap=gap, nodes=MOST_NODES)
    search = _Search(wanted, held, limits, as_json)
    with progress("Simulating", quiet=as_json) as told:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            told(done, total, "runs")

        found = plan_by_harm(wanted, held.read, base, case_of(wanted, read, held), search, work, on_finished)
    if found.is_whole:
        kept.discard()
    else:
        tell(kept.sentence)
    if out is not None:
        _write(out, found, wanted, held)
    answer = by_harm_answer(found, wanted, read.rules.rest_day_cost)
    give(answer, by_harm_page(answer), as_json)


class _Search:
    """Makes a plan by the weights it is given; once Ctrl-C was pressed, none any more."""

    def __init__(self, request: Request, held: PlanBasis, limits: Limits, quiet: bool) -> None:
        self._request, self._held, self._limits, self._quiet = request, held, limits, quiet

    def __call__(self, read: PlanningRead) -> Plan | None:
        held = self._held
        stopping = "Stopping this search with its best plan; press Ctrl-C again to end with the best so far."
        with searching("Planning", stopping, quiet=self._quiet) as search:
            try:
                return plan_request(
                    self._request,
                    read.roster,
                    read.rules,
                    read.aims,
                    commitments=held.commitments,
                    limits=self._limits,
                    told=search.told,
                    fairness=held.fairness,
                )
            except CannotBeMet as refused:
                return refused.best


def _write(out: Path, found: ByHarm, request: Request, held: PlanBasis) -> None:
    roster = held.read.roster
    text = write_withdrawals(withdrawals_of(found.kept, roster), zone_named(roster.zone))
    kept = as_stored(found.kept, request, roster, held.fairness.shares).files()
    weights = (
        [] if found.harm is None else [OutFile("harm-weights.yaml", write_harm_weights(found.harm).encode())]
    )
    keep_plan(out, text, kept, *weights)
