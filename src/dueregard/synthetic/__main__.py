"""Record the truth of Northmarch anew: `python -m dueregard.synthetic FILE` (about ten minutes)."""

import csv
import sys
from pathlib import Path

from dueregard.synthetic.northmarch import TRUTH_SEEDS, northmarch
from dueregard.synthetic.truth import COLUMNS, rows_of, truth_of


def record(path: Path) -> None:
    """Run every stream with and without the deployments and write the table of true effects."""

    def tell(share: float) -> None:
        sys.stderr.write(f"{share:.0%} of the streams\n")

    truth = truth_of(northmarch(), northmarch(deployments=False), TRUTH_SEEDS, tell)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows_of(truth, TRUTH_SEEDS))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name one file to write the table to: python -m dueregard.synthetic FILE")
    record(Path(sys.argv[1]))
