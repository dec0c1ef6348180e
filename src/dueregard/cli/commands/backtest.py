"""`dueregard backtest`: how well the model forecasts weeks that it was not fitted to."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.log_options import LogAsked, log_options
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.backtest import backtest_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, marking_option, workers_option
from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster
from dueregard.effects.backtest_value import BacktestValue, result_of, value_of
from dueregard.effects.backtesting import manifest_of, read_tested, told
from dueregard.local_policing.backtest import Backtest, run_backtest
from dueregard.local_policing.backtest_design import BacktestDesign, read_backtest_design
from dueregard.local_policing.backtest_fold import Tested
from dueregard.local_policing.response_policy import read_response_policy

JSON = BacktestValue
RESULT_FILE = "backtest.json"
PATH = click.Path(path_type=Path)


@click.command()
@log_options()
@click.option(
    "--staffing",
    type=PATH,
    required=True,
    metavar="FILE",
    help="Who was on duty while the log was kept (YAML).",
)
@click.option(
    "--response-policy", "policy", type=PATH, required=True, metavar="FILE", help="How units are sent (YAML)."
)
@click.option(
    "--design", type=PATH, metavar="FILE", help="Folds, draws and shifts (YAML); left out for the defaults."
)
@click.option("--heading", metavar="WORDS", help="What stands above every result, where the log is made up.")
@workers_option
@cluster_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=f"Folder to keep the result in, as {RESULT_FILE}.",
)
@marking_option
@keep_option
@json_option
def command(
    asked: LogAsked,
    staffing: Path,
    policy: Path,
    design: Path | None,
    heading: str | None,
    workers: int,
    cluster: Cluster | None,
    out: Path | None,
    marking: str,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Test the model on weeks of the log that it was not fitted to, beside simple rivals.

    Each fold is fitted to the log as it stood before its first day, forecasts whole weeks after it, and is scored by
    grade, local area and shift. Losses are printed like wins. Folds are kept as they finish, and the same
    command goes on where it was interrupted. The result is the same for any number of workers.
    """
    choices = BacktestDesign() if design is None else read_backtest_design(design, design.name)
    response = read_response_policy(policy, policy.name)
    clean, _ = asked.read(quiet=as_json)
    with progress("Reading", quiet=as_json) as bar:
        bar(0, 2, "the roster")
        source = asked.map().source or asked.log.name
        tested = read_tested(clean, staffing, response, choices, source, asked.settings())
        bar(1, 2, "the files")
        manifest = manifest_of(tested, asked.files(staffing))
    with keeping(keep, asked.log) as kept:
        found = told(tested, _run(tested, workers, cluster, kept, quiet=as_json), manifest, heading)
        answer = value_of(found)
        stored = None
        if out is not None:
            content = canonical_bytes(plain(result_of(found, answer, marking=Id(marking))))
            write_set(out, [OutFile(RESULT_FILE, content)])
            stored = str(out / RESULT_FILE)
        give(answer, backtest_page(answer, stored), as_json)


def _run(tested: Tested, workers: int, cluster: Cluster | None, kept: KeptRuns, *, quiet: bool) -> Backtest:
    with progress("Folds", quiet=quiet) as bar:
        bar(0, len(tested.plan.origins), "")

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            bar(done, total, f"fold {task}")

        return run_backtest(tested, workers=workers, cluster=cluster, kept=kept, on_finished=on_finished)
