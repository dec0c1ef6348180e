"""A sweep: its file is strictly read, its table is whole, and it is the same whoever works."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from dueregard.cli.main import main
from dueregard.common.canonical import sha256
from dueregard.common.errors import FaultsFound
from dueregard.common.parallel import Cluster
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.figures import EVERY_GRADE
from dueregard.effects.sweep import SweepWork, Swept, carry_out, sweep_work
from dueregard.effects.sweep_file import Sweep, read_sweep
from dueregard.effects.sweep_table import rows_of, sweep_files
from tests.support.small_study import FILES, write_small_study

GRID = FILES["grid.yaml"].lstrip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_study(tmp_path_factory.mktemp("study")).parent


@pytest.fixture(scope="module")
def sweep(folder: Path) -> Sweep:
    return read_sweep(folder / "grid.yaml")


@pytest.fixture(scope="module")
def work(sweep: Sweep, folder: Path) -> SweepWork:
    return sweep_work(sweep, folder)


@pytest.fixture(scope="module")
def swept(work: SweepWork) -> Swept:
    return carry_out(work)


def files(swept: Swept) -> dict[str, bytes]:
    return sweep_files(swept, rows_of(swept))


def chosen(swept: Swept, **settings) -> Any:
    """Rows of people not seen, of every grade but the headline's, with these settings."""
    return [
        row
        for row in rows_of(swept)
        if row.measure == "not seen within the standard"
        and row.grade == "priority"
        and all(getattr(row, name) == value for name, value in settings.items())
    ]


def test_every_combination_is_a_point(sweep: Sweep, swept: Swept):
    points = [tuple(point.settings.values()) for point in swept.points]
    assert len(points) == len(set(points)) == 2**5
    assert [point.number for point in swept.points] == list(range(1, 33))


def test_the_table_has_a_row_for_each_point_grade_and_measure(swept: Swept):
    rows = rows_of(swept)
    keys = [(row.point, row.grade, row.measure) for row in rows]
    assert len(set(keys)) == len(keys) == 32 * 2 * 7
    assert EVERY_GRADE not in {row.grade for row in rows}, (
        "one grade is no emergency, so it is every such grade"
    )
    assert {row.runs for row in rows} == {18}


def test_nobody_sent_and_nothing_added_changes_nothing_exactly(swept: Swept):
    for row in chosen(swept, officers=0, extra="none"):
        assert (row.difference, row.difference_low, row.difference_high) == (0, 0, 0)
        assert row.without == row.with_it
        assert row.neighbourhood_hours_lost == 0


def test_settings_do_what_they_say(swept: Swept):
    usual = {"officers": 4, "strength": 22, "available": 1.0, "extra": "none"}
    (alone,), (lent,) = (chosen(swept, backfill=name, **usual) for name in ("nobody", "lent"))
    # Drawn from everybody on duty alike, neighbourhood officers go too; lending takes more of them.
    assert lent.neighbourhood_hours_lost > alone.neighbourhood_hours_lost
    assert lent.load_with < alone.load_with
    assert lent.difference < alone.difference
    (more,) = chosen(swept, backfill="nobody", **(usual | {"extra": "tenth"}))
    assert more.difference > alone.difference
    assert more.without == alone.without
    (fewer,) = chosen(swept, backfill="nobody", **(usual | {"available": 0.9}))
    assert fewer.load_without > alone.load_without
    assert fewer.without > alone.without
    (stronger,) = chosen(swept, backfill="nobody", **(usual | {"strength": 24}))
    assert stronger.load_without < alone.load_without


def test_a_point_is_what_simulating_it_alone_gives(swept: Swept, folder: Path):
    """The same deployment through `simulate`, which shares nothing of this room's code but the runs themselves."""
    words = ["simulate", str(folder / "study.yaml"), "--with", "--runs", "18", "--workers", "1", "--json"]
    told = json.loads(CliRunner().invoke(main, words).stdout)
    (level,) = (
        line
        for line in told["levels"]
        if (line["grade"], line["measure"]) == ("priority", "not seen within the standard")
    )
    (row,) = chosen(swept, officers=4, strength=22, available=1.0, extra="none", backfill="nobody")
    assert row.with_it == pytest.approx(level["mean"], abs=1e-6)


def test_two_processes_give_the_same_bytes(work: SweepWork, swept: Swept):
    assert files(carry_out(work, workers=2)) == files(swept)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_cluster_gives_the_same_bytes(work: SweepWork, swept: Swept, workers: int):
    assert files(carry_out(work, cluster=Cluster(workers=workers))) == files(swept)


def test_the_files_name_each_other_by_hash_and_hold_the_same(swept: Swept):
    made = files(swept)
    about = json.loads(made["sweep.json"])
    for name in ("sweep.csv", "sweep.parquet"):
        assert about["tables"][name] == sha256(made[name])
    packed = pl.read_parquet(io.BytesIO(made["sweep.parquet"]))
    assert packed.height == 32 * 2 * 7
    assert set(packed.columns) == set(about["columns"])
    assert packed.write_csv().encode() == made["sweep.csv"]
    assert about["manifest"]["seed"] == 20141104
    assert len(about["manifest"]["settings"]["points"]) == 32


def test_the_manifest_tells_another_seed_apart(swept: Swept):
    other = replace(swept, sweep=replace(swept.sweep, seed=20141105))
    hashes = {json.loads(files(each)["sweep.json"])["manifest_hash"] for each in (swept, other)}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("studies: [study.yaml]", "studies: []"), "names no study"),
        (("officers: [0, 4]", "officers: [4, 4]"), "stands twice in officers"),
        (("officers: [0, 4]", "officers: [-1]"), "fewer than no officers"),
        (("runs: 18", "runs: 1"), "write 2 to 10,000"),
        (("runs: 18", "rums: 18"), 'unknown field .?rums.?; did you mean "runs"'),
        (("officers: [0, 4]", f"officers: [{', '.join(map(str, range(70)))}]"), "1,120 points"),
        (("share: 0.1", "share: lots"), "lots.? was given"),
    ],
)
def test_a_file_that_cannot_be_is_refused_in_a_sentence(change: tuple[str, str], sentence: str):
    assert change[0] in GRID
    with pytest.raises(FaultsFound, match=sentence):
        read_sweep(GRID.replace(*change))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"backfill": ("nobodies",)},
            "backfill policy nobodies, which the study's ledger file does not have",
        ),
        ({"strengths": (0,)}, "study.yaml: A strength of 0 was given"),
        ({"officers": (4_000,)}, r"Point 1 \(study small-study, .*officers 4,?000"),
    ],
)
def test_a_point_that_cannot_be_is_named_before_the_first_run(
    sweep: Sweep, folder: Path, changes, sentence: str
):
    asked = replace(sweep, **changes)

    def never(*arguments: object, **named: object) -> None:
        raise AssertionError("a run was made")

    with pytest.raises(EffectRefused, match=sentence):
        carry_out(sweep_work(asked, folder), on_finished=never)


def test_a_study_that_is_not_there_is_named(sweep: Sweep, tmp_path: Path):
    with pytest.raises(FaultsFound, match=r"study\.yaml"):
        sweep_work(sweep, tmp_path)


def test_the_command_writes_what_it_prints(folder: Path, tmp_path: Path):
    words = ["sweep", str(folder / "grid.yaml"), "--workers", "1", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "Too short to trust: 10 whole weeks of log" in done.stdout
    assert "32 points of 18 pairs of runs each." in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "sweep.csv",
        "sweep.json",
        "sweep.parquet",
    ]
    assert not (folder / ".kept-runs").exists()
