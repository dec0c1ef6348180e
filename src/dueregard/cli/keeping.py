"""Finished runs kept while a command makes them: the option, the sentence after Ctrl-C, the cleaning up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dueregard.cli.printing import tell
from dueregard.common.kept_runs import Interrupted, KeptRuns
from dueregard.engine.queueing.experiments.manifest import versions_here
from dueregard.local_policing.calibration_result import Calibration
from dueregard.workforce.ledger import Ledger

FOLDER = ".kept-runs"

keep_option = click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder for finished runs until all are, so that an interruption loses none; "
    f"removed at the end.  [default: {FOLDER} beside the file]",
)


@contextmanager
def keeping(folder: Path | None, beside: Path) -> Iterator[KeptRuns]:
    """A place for finished runs, removed when all went well. Raises Interrupted with its sentence on Ctrl-C.

    beside: the file that says what to do; the place is beside it where no folder is given.
    """
    kept = KeptRuns(folder or beside.parent / FOLDER, versions_here(), by_own_hash=(Ledger, Calibration))
    try:
        yield kept
    except KeyboardInterrupt:
        raise Interrupted(kept.sentence) from None
    kept.discard()
    for note in kept.notes:
        tell(note)
