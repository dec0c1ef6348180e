"""Files of a synthetic log: the log, the roster beside it, and what they are, byte for byte the same."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import Clock
from dueregard.synthetic.force import LogSpec
from dueregard.synthetic.log import OUTCOMES, ROUTES, Log, log_of, staffing_of
from dueregard.synthetic.run import run
from dueregard.synthetic.truth import VERSION

COLUMNS = (
    "incident",
    "received_at",
    "grade",
    "local_area",
    "kind",
    "route",
    "outcome",
    "unit",
    "crew",
    "dispatched_at",
    "arrived_at",
    "cleared_at",
)
STAFFING_COLUMNS = ("duty_on", "shift", "local_area", "rostered", "absent", "deployed", "resting", "on_duty")
ROWS_AT_ONCE = 50_000
COMPRESSION = 6


@dataclass(frozen=True)
class Written:
    """Where a synthetic log was written."""

    log: Path
    staffing: Path
    about: Path
    rows: int
    incidents: int


def write_log(
    folder: Path, spec: LogSpec, seed: int, progress: Callable[[float], None] | None = None
) -> Written:
    """Make a log and write it to a folder: `log.csv.gz`, `staffing.csv`, `about.json`.

    The same specification and seed give the same bytes with the same version of numpy. `progress` is told
    the share done, 0 to 1.
    """
    tell = progress or (lambda _: None)
    one = run(spec, seed, lambda share: tell(0.7 * share))
    log = log_of(one)
    folder.mkdir(parents=True, exist_ok=True)
    written = Written(
        log=folder / "log.csv.gz",
        staffing=folder / "staffing.csv",
        about=folder / "about.json",
        rows=len(log),
        incidents=int(log.incident.max(initial=0)),
    )
    write_csv(written.log, log, lambda share: tell(0.7 + 0.3 * share))
    rows = [[*(str(value) for value in vars(row).values()), str(row.on_duty)] for row in staffing_of(one)]
    written.staffing.write_text(_table(STAFFING_COLUMNS, rows), encoding="utf-8", newline="")
    written.about.write_text(_about(spec, seed, written), encoding="utf-8", newline="")
    return written


def write_csv(path: Path, log: Log, progress: Callable[[float], None] | None = None) -> None:
    """Write the rows of a log as gzipped CSV; times are of the wall clock of `log.zone`, without a mark."""
    with (
        path.open("wb") as raw,
        # No name and no date of the file in its header: the same log has the same bytes.
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=COMPRESSION, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for begin in range(0, len(log), ROWS_AT_ONCE):
            writer.writerows(_rows(log, slice(begin, begin + ROWS_AT_ONCE)))
            if progress is not None:
                progress(min(1.0, (begin + ROWS_AT_ONCE) / len(log)))


def _rows(log: Log, part: slice) -> Iterator[tuple[object, ...]]:
    clock = Clock(log.zone)
    return zip(
        log.incident[part].tolist(),
        _times(clock, log.received_at[part]),
        _names(log.grades, log.grade[part]),
        _names(log.local_areas, log.local_area[part]),
        _names(log.kinds, log.kind[part]),
        _names(ROUTES, log.route[part]),
        _names(OUTCOMES, log.outcome[part]),
        log.unit[part].tolist(),
        (one or "" for one in log.crew[part].tolist()),
        _times(clock, log.dispatched_at[part]),
        _times(clock, log.arrived_at[part]),
        _times(clock, log.cleared_at[part]),
        strict=True,
    )


def _names(names: Sequence[str], at: NDArray[np.int64]) -> Iterable[str]:
    return (names[one] for one in at.tolist())


def _times(clock: Clock, moments: NDArray[np.int64]) -> list[str]:
    known = moments >= 0
    local = np.zeros(moments.size, np.int64)
    local[known] = moments[known] + clock.offsets(moments[known])
    texts: list[str] = np.char.replace(
        np.datetime_as_string(local.astype("datetime64[s]"), unit="s"), "T", " "
    ).tolist()
    for at in np.flatnonzero(~known).tolist():
        texts[at] = ""
    return texts


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _about(spec: LogSpec, seed: int, written: Written) -> str:
    about = {
        "what": "A made-up log of a made-up force. What is found in it is recovery of a known truth, never validation.",
        "force": spec.force.id,
        "generator_version": VERSION,
        "numpy": np.__version__,
        "seed": seed,
        "starts_on": spec.starts_on.isoformat(),
        "weeks": spec.weeks,
        "zone": spec.force.zone,
        "times": "wall clock of the zone, year-month-day hour:minute:second, without a mark for summer time",
        "incidents": written.incidents,
        "rows": written.rows,
        "deployments": [one.id for one in spec.deployments],
        "new_grades_on": spec.force.new_grades_on.isoformat(),
    }
    return json.dumps(about, indent=2, ensure_ascii=False) + "\n"
