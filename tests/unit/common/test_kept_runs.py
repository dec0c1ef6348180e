"""Finished runs are kept whole or not at all, believed only where they are ours, and removed at the end."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dueregard.common.content_hash import content_hash
from dueregard.common.kept_runs import ENDING, FLOATS, Form, KeptRuns, run_kept
from dueregard.common.parallel import Block, blocks

TASKS = blocks(0, 12, 2)


@dataclass(frozen=True)
class Squares:
    """Counts how often it is asked, which is no part of the work."""

    power: int = 2

    def __call__(self, block: Block) -> tuple[float, ...]:
        return tuple(number**self.power / 7 for number in block)


def kept(folder: Path, **changes) -> KeptRuns:
    return KeptRuns(folder / "runs", {"numpy": "1"}, **changes)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "runs").glob(f"*/*{ENDING}"))


def interrupted(folder: Path, after: int, work: Squares | None = None, **changes) -> KeptRuns:
    def stop(task, result, *, done, total):
        if done == after:
            raise KeyboardInterrupt

    runs = kept(folder, **changes)
    with pytest.raises(KeyboardInterrupt):
        run_kept(work or Squares(), TASKS, FLOATS, runs, on_finished=stop)
    return runs


WHOLE = dict(run_kept(Squares(), TASKS, FLOATS, None))


def test_what_was_finished_is_not_done_again_and_the_answer_is_the_same(tmp_path: Path):
    first = interrupted(tmp_path, 4)
    assert first.made == len(files(tmp_path)) == 4
    assert f"4 finished blocks of runs are kept in {tmp_path / 'runs'}" in first.sentence
    again = kept(tmp_path)
    assert dict(run_kept(Squares(), TASKS, FLOATS, again)) == WHOLE
    assert (again.used, again.made, again.damaged) == (4, 2, 0)
    again.discard()
    assert not (tmp_path / "runs").exists()


def test_progress_goes_on_where_it_was(tmp_path: Path):
    interrupted(tmp_path, 4)
    told = []
    run_kept(
        Squares(),
        TASKS,
        FLOATS,
        kept(tmp_path),
        on_finished=lambda task, result, *, done, total: told.append((done, total)),
    )
    assert told == [(5, 6), (6, 6)]


@pytest.mark.parametrize("other", ["work", "versions", "form"])
def test_runs_of_other_work_are_not_taken(tmp_path: Path, other: str):
    interrupted(tmp_path, 4)
    runs = kept(tmp_path)
    work, form = Squares(), FLOATS
    if other == "work":
        work = Squares(3)
    if other == "versions":
        runs = KeptRuns(tmp_path / "runs", {"numpy": "2"})
    if other == "form":
        form = Form("another", FLOATS.arrays_of, FLOATS.result_of)
    run_kept(work, TASKS, form, runs)
    assert (runs.used, runs.made) == (0, 6)
    runs.discard()
    assert len(files(tmp_path)) == 4, "the other work's runs stay"


def cut_short(path: Path, others: list[Path]) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def empty(path: Path, others: list[Path]) -> None:
    path.write_bytes(b"")


def one_bit(path: Path, others: list[Path]) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def foreign(path: Path, others: list[Path]) -> None:
    path.write_text("a letter to a friend\n", encoding="utf-8")


def another_task(path: Path, others: list[Path]) -> None:
    path.write_bytes(others[0].read_bytes())


def strange_header(path: Path, others: list[Path]) -> None:
    line, _, payload = path.read_bytes().partition(b"\n")
    header = json.loads(line) | {"arrays": [["<f8", [-1, 5]]]}
    path.write_bytes(json.dumps(header).encode() + b"\n" + payload)


def a_pickle(path: Path, others: list[Path]) -> None:
    line, _, payload = path.read_bytes().partition(b"\n")
    header = json.loads(line) | {"arrays": [["|O", [2]]]}
    path.write_bytes(json.dumps(header).encode() + b"\n" + payload)


def a_link(path: Path, others: list[Path]) -> None:
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


@pytest.mark.parametrize(
    "spoil", [cut_short, empty, one_bit, foreign, another_task, strange_header, a_pickle, a_link]
)
def test_a_file_that_is_not_as_it_was_written_is_not_believed(tmp_path: Path, spoil):
    interrupted(tmp_path, 4)
    chosen, *others = files(tmp_path)
    spoil(chosen, others)
    runs = kept(tmp_path)
    assert dict(run_kept(Squares(), TASKS, FLOATS, runs)) == WHOLE
    assert (runs.used, runs.made, runs.damaged) == (3, 3, 1)
    assert any("made again" in note for note in runs.notes)


def test_a_file_of_somebody_elses_stays_when_the_rest_is_removed(tmp_path: Path):
    interrupted(tmp_path, 4)
    strange = files(tmp_path)[0].with_name("notes.txt")
    strange.write_text("mine", encoding="utf-8")
    runs = kept(tmp_path)
    run_kept(Squares(), TASKS, FLOATS, runs)
    runs.discard()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["notes.txt"]


def test_no_more_is_kept_than_the_most_and_that_is_said(tmp_path: Path):
    runs = interrupted(tmp_path, 4, most_bytes=1_000)
    assert 0 < sum(path.stat().st_size for path in files(tmp_path)) <= 1_000
    assert "which is the most" in runs.sentence


def test_older_work_gives_way(tmp_path: Path):
    interrupted(tmp_path, 4)
    size = sum(path.stat().st_size for path in files(tmp_path))
    runs = kept(tmp_path, most_bytes=size)
    run_kept(Squares(3), TASKS, FLOATS, runs)
    assert len({path.parent for path in files(tmp_path)}) == 1


def test_a_place_that_cannot_be_written_stops_nothing_and_is_said(tmp_path: Path):
    (tmp_path / "runs").write_text("a file stands here", encoding="utf-8")
    runs = kept(tmp_path)
    assert dict(run_kept(Squares(), TASKS, FLOATS, runs)) == WHOLE
    assert any("Not every finished run could be kept" in note for note in runs.notes)
    runs.discard()
    assert (tmp_path / "runs").is_file()


def test_nothing_finished_is_said_to_be_nothing(tmp_path: Path):
    assert kept(tmp_path).sentence == "Interrupted: nothing was finished yet, so nothing is kept."


@dataclass(frozen=True)
class Held:
    numbers: np.ndarray
    name: str = "a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (True, 1),
        ("1", 1),
        (None, "None"),
        (("a", "b"), ("ab",)),
        (Held(np.zeros(2)), Held(np.zeros((2, 1)))),
        (Held(np.zeros(2)), Held(np.zeros(2, dtype=np.int64))),
        (Held(np.array([0.0])), Held(np.array([-0.0]))),
        (Held(np.zeros(2)), Held(np.zeros(2), name="b")),
        ({"a": 1}, {"a": 2}),
        (date(2022, 1, 1), "2022-01-01"),
        (Path("a"), "a"),
        (Squares(), Squares(3)),
    ],
)
def test_values_that_differ_have_different_hashes(one, other):
    assert content_hash(one) != content_hash(other)
    assert content_hash(one) == content_hash(one)


def test_the_order_of_a_mapping_and_the_layout_of_an_array_do_not_count():
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    square = np.arange(6.0).reshape(2, 3)
    assert content_hash(np.asfortranarray(square)) == content_hash(square)


def test_a_function_has_no_content():
    with pytest.raises(TypeError, match="no content"):
        content_hash(lambda: 1)
