"""The fluid view: scaled to simulated cells, its error measured without the cell itself, and silent above 20 %."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dueregard.cli.main import main
from dueregard.common.codecs import Id
from dueregard.effects.anchors_file import anchors_bytes, anchors_mark, grid_of, read_anchors
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.fluid_view import MOST_ERROR, Anchors, FluidGrid, FluidView, fluid_view, kept_sizes
from dueregard.effects.study_reading import ReadStudy, read_study
from tests.support.small_study import write_small_study

SHARES = tuple(Decimal(text) for text in ("1", "0.9", "0.8"))
SIZES = (0, 100, 200)
FLUID = np.array([[10.0, 14.0, 20.0], [18.0, 26.0, 40.0], [30.0, 50.0, 90.0]])


def view(people: np.ndarray, fluid: np.ndarray = FLUID, load: float = 0.5, **changes) -> FluidView:
    anchors = Anchors(shares=SHARES, sizes=SIZES, people=people, by_fluid=fluid, runs=20)
    grid = FluidGrid(shares=SHARES, sizes=SIZES, people=fluid, load=np.full(fluid.shape, load))
    return fluid_view(replace(grid, **changes), anchors, 0.9)


def slow_errors(people: np.ndarray, fluid: np.ndarray) -> np.ndarray:
    """Each anchor left out in turn and the parabola fitted anew by its normal equations."""
    found = np.empty(people.size)
    x, y = np.log1p(fluid).ravel(), np.log1p(people).ravel()
    for left_out in range(people.size):
        others = np.arange(people.size) != left_out
        a, b, c = np.polyfit(x[others], y[others], 2)
        foretold = np.exp(a * x[left_out] ** 2 + b * x[left_out] + c) - 1
        found[left_out] = abs(foretold - people.ravel()[left_out]) / max(people.ravel()[left_out], 1)
    return found.reshape(people.shape)


@given(st.lists(st.floats(1.0, 5_000.0), min_size=9, max_size=9))
def test_the_error_of_an_anchor_is_that_of_a_fit_without_it(people: list[float]):
    simulated = np.array(people).reshape(3, 3)
    assert view(simulated).error == pytest.approx(slow_errors(simulated, FLUID), rel=1e-6, abs=1e-6)


def test_a_power_of_the_fluid_is_found_again_without_error():
    people = np.expm1(1.5 * np.log1p(FLUID) + 1)
    found = view(people)
    assert found.people == pytest.approx(people)
    assert found.error == pytest.approx(np.zeros((3, 3)), abs=1e-9)
    assert all(found.is_printed(row, column) for row, column in np.ndindex(3, 3))


def test_a_cell_whose_error_is_larger_prints_no_figure():
    people = np.expm1(1.5 * np.log1p(FLUID) + 1)
    people[1, 1] *= 1.6
    found = view(people)
    assert found.error[1, 1] > MOST_ERROR
    assert not found.is_printed(1, 1)
    assert found.is_printed(0, 1)


def test_near_overload_no_figure_is_printed_whatever_the_error():
    found = view(np.expm1(1.5 * np.log1p(FLUID) + 1), load=0.9)
    assert not any(found.is_printed(row, column) for row, column in np.ndindex(3, 3))


def test_between_anchors_the_largest_error_around_counts_and_outside_there_is_none():
    people = np.expm1(1.5 * np.log1p(FLUID) + 1) * np.array([[1, 1.1, 1], [1, 1, 0.9], [1.05, 1, 1]])
    at_anchors = view(people).error
    shares = tuple(Decimal(text) for text in ("1.1", "0.95", "0.9"))
    found = view(people, shares=shares, sizes=(0, 50, 150)).error
    assert np.isnan(found[0]).all()
    assert found[1, 0] == at_anchors[:2, 0].max()
    assert found[1, 2] == at_anchors[:2, 1:].max()
    assert found[2, 1] == at_anchors[1, :2].max()


def test_too_few_anchors_measure_nothing():
    anchors = Anchors(
        shares=SHARES[:2], sizes=SIZES[:2], people=FLUID[:2, :2], by_fluid=FLUID[:2, :2], runs=20
    )
    grid = FluidGrid(shares=SHARES, sizes=SIZES, people=FLUID, load=np.zeros((3, 3)))
    found = fluid_view(grid, anchors, 0.9)
    assert np.isnan(found.error).all()
    assert not found.is_printed(0, 0)


def test_cells_where_all_are_seen_do_not_stop_it():
    found = view(np.zeros((3, 3)))
    assert found.people == pytest.approx(np.zeros((3, 3)), abs=1e-9)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def read(study: Path) -> ReadStudy:
    return read_study(study)


def test_the_fluid_rises_with_more_away_and_fewer_available(read: ReadStudy):
    grid = grid_of(read, range(9), [Decimal("1.05"), Decimal(1), Decimal("0.9"), Decimal("0.8")])
    for array in (grid.people, grid.load):
        assert (np.diff(array, axis=0) >= 0).all()
        assert (np.diff(array, axis=1) >= 0).all()
        assert array[-1, -1] > array[0, 0] > 0


def test_sizes_between_those_kept_go_in_straight_lines(read: ReadStudy):
    shares = [Decimal(1), Decimal("0.9")]
    every, some = range(7), [0, 2, 4, 6]
    assert kept_sizes(every) == tuple(some)
    whole, few = grid_of(read, every, shares), grid_of(read, some, shares)
    assert np.array_equal(whole.people[:, ::2], few.people)
    assert np.array_equal(whole.load[:, ::2], few.load)


def run(*words: str) -> str:
    done = CliRunner().invoke(main, ["surface", *words, "--workers", "1"])
    assert done.exit_code == 0, done.output
    return done.stdout


GRID = ("--sizes", "0,1,2,3", "--available", "1.05,1,0.95,0.9")


@pytest.fixture(scope="module")
def simulated(study: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    out = tmp_path_factory.mktemp("out")
    return json.loads(run(str(study), *GRID, "--json", "--out", str(out))), out


def test_simulating_tells_the_fluid_views_error_in_each_cell(simulated: tuple[dict, Path]):
    cells = simulated[0]["cells"]
    assert len(cells) == 16
    assert all(cell["fluid_error"] is not None for cell in cells)
    assert {cell["fluid"] is None for cell in cells} == {True, False}
    for cell in cells:
        assert cell["fluid"] is None or cell["fluid_error"] <= MOST_ERROR


def test_the_view_at_once_has_the_errors_that_were_measured(study: Path, simulated: tuple[dict, Path]):
    told = json.loads(run(str(study), *GRID, "--view", "fluid", "--json"))
    assert (told["anchors"], told["anchor_runs"]) == (16, simulated[0]["runs"])
    errors = [cell["fluid_error"] for cell in simulated[0]["cells"]]
    assert [cell["error"] for cell in told["cells"]] == pytest.approx(errors)
    assert told["printed"] == sum(cell["people"] is not None for cell in told["cells"])
    page = run(str(study), *GRID, "--view", "fluid")
    assert "nothing was simulated for it but 16 cells of 27 runs or more" in page
    assert "no figure (near overload)" in page


def test_the_page_has_a_picture_for_each_staffing_and_the_tables_beside(simulated: tuple[dict, Path]):
    page = (simulated[1] / "surface.html").read_text("utf-8")
    assert page.count("<svg") == 1 + 4
    for words in ("With 95 % available", "mean of runs", "95 % band for all cells", "Too short to trust"):
        assert words in page


def test_only_the_anchors_are_simulated_where_that_is_asked(study: Path, tmp_path: Path):
    kept = tmp_path / "anchors.json"
    words = ("--sizes", "0,1,2,3,4,5", "--available", "1.05,1,0.95,0.9,0.85", "--anchors", str(kept))
    told = json.loads(run(str(study), *words, "--view", "anchors", "--json"))
    assert [cell["officers"] for cell in told["cells"]][:4] == [0, 2, 3, 5]
    assert len(told["cells"]) == 16
    fluid = json.loads(run(str(study), *words, "--view", "fluid", "--json"))
    assert len(fluid["cells"]) == 30


ANCHORS = Anchors(shares=SHARES, sizes=SIZES, people=FLUID, by_fluid=FLUID, runs=20)


def test_anchors_are_read_as_they_were_kept(tmp_path: Path):
    path = tmp_path / "anchors.json"
    path.write_bytes(anchors_bytes(ANCHORS, "mark"))
    found = read_anchors(path, "mark")
    assert (found.shares, found.sizes, found.runs) == (SHARES, SIZES, 20)
    assert np.array_equal(found.people, FLUID)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "no simulated cells to measure"),
        (b"", "no file of simulated cells"),
        (b"[]", "no file of simulated cells"),
        (b'{"format": "another"}', "no file of simulated cells"),
        (anchors_bytes(ANCHORS, "mark")[:-30], "no file of simulated cells"),
        (anchors_bytes(ANCHORS, "mark").replace(b"[[10.0", b"[[-1.0"), "no file of simulated cells"),
        (anchors_bytes(ANCHORS, "mark").replace(b"[[10.0", b"[[1e999"), "no file of simulated cells"),
        (anchors_bytes(ANCHORS, "mark").replace(b'["1"', b'["x"'), "no file of simulated cells"),
        (anchors_bytes(ANCHORS, "another"), "from other inputs or by another version"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
):
    path = tmp_path / "anchors.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EffectRefused, match=sentence):
        read_anchors(path, "mark")


def test_other_policies_need_anchors_of_their_own(read: ReadStudy):
    other = replace(read, study=replace(read.study, backfill=Id("lent")))
    assert anchors_mark(read, {}) == anchors_mark(read, {})
    assert anchors_mark(read, {}) != anchors_mark(other, {})
    assert anchors_mark(read, {}) != anchors_mark(read, {"numpy": "1"})


def test_a_page_of_a_view_that_was_not_simulated_is_refused(study: Path, tmp_path: Path):
    done = CliRunner().invoke(main, ["surface", str(study), *GRID, "--view", "fluid", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "--out writes a simulated surface" in done.stderr
