"""Finished runs, kept until the command that makes them is finished: an interruption loses nothing finished.

Each finished task is one file, written whole or not at all, in a folder named by the hash of the work: its inputs,
seed, versions and code. A file says which work and task it belongs to and the hash of its numbers; one that was
cut short, changed or is not ours is not believed, and its task is done again. A file holds numbers only, and
nothing in it is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import prod
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes
from dueregard.common.content_hash import code_hash, content_hash
from dueregard.common.parallel import Cluster, Finished, OnFinished, run_tasks

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
Numbers = npt.NDArray[Any]
FORMAT = "dueregard-kept-runs 1"
ENDING = ".runs"
MOST_BYTES = 1_000_000_000
"""What a folder holds at most; older work gives way to newer, and then no more is kept."""
LONGEST_HEADER = 100_000
KINDS = ("<f8", "<i8", "|b1")
"""Numbers that a file may hold: floating, whole, true or false."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, with the sentence that says what is kept and how to go on."""


@dataclass(frozen=True, slots=True)
class Form(Generic[ResultT]):
    """How a result becomes arrays and comes back, to the bit. `result_of` raises ValueError for what does not fit."""

    name: str
    arrays_of: Callable[[ResultT], Sequence[Numbers]]
    result_of: Callable[[Sequence[Numbers]], ResultT]


def _floats(arrays: Sequence[Numbers]) -> tuple[float, ...]:
    (only,) = arrays
    if only.ndim != 1 or only.dtype != np.float64:
        raise ValueError("a row of floating numbers is wanted")
    return tuple(only.tolist())


FLOATS: Form[tuple[float, ...]] = Form("floats", lambda values: [np.array(values, dtype="<f8")], _floats)
"""A row of floating numbers."""


@dataclass(slots=True)
class KeptRuns:
    """A folder of finished runs, and what became of them.

    made_by: versions that decide the bits of a result. by_own_hash: as `content_hash` takes it.
    used, made, damaged: tasks taken from the folder, done now, and found there in files not to be believed.
    """

    folder: Path
    made_by: Mapping[str, str]
    by_own_hash: tuple[type, ...] = ()
    most_bytes: int = MOST_BYTES
    used: int = 0
    made: int = 0
    damaged: int = 0
    not_kept: str | None = None
    _works: list[Path] = field(default_factory=list)
    _bytes: int | None = None

    def run(
        self,
        work: Callable[[TaskT], ResultT],
        tasks: Iterable[TaskT],
        form: Form[ResultT],
        *,
        workers: int = 1,
        cluster: Cluster | None = None,
        on_finished: OnFinished | None = None,
    ) -> Finished[TaskT, ResultT]:
        """As `run_tasks`, but for what is here already; and what is finished is here from then on."""
        ordered = tuple(tasks)
        mark = content_hash(
            (FORMAT, dict(self.made_by), code_hash(), form.name, work), by_own_hash=self.by_own_hash
        )
        self._open(mark)
        names = {task: content_hash(task)[:32] for task in ordered}
        already = {task: found for task in ordered for found in self._read(mark, names[task], form)}
        self.used += len(already)

        def keep(task: Any, result: Any, *, done: int, total: int) -> None:
            self._write(mark, names[task], form.arrays_of(result))
            self.made += 1  # after it is written: an interruption may come between
            if on_finished is not None:
                on_finished(task, result, done=done, total=total)

        return run_tasks(work, ordered, workers=workers, cluster=cluster, already=already, on_finished=keep)

    def discard(self) -> None:
        """Remove the runs of the work that was done here, and the folder if nothing else is in it."""
        for work in self._works:
            _remove(work)
        _remove_empty(self.folder)

    @property
    def sentence(self) -> str:
        """What is kept after an interruption, and how to go on."""
        if self.not_kept is not None:
            return f"Interrupted: finished runs could not be kept ({self.not_kept})."
        count = self.used + self.made
        if not count:
            return "Interrupted: nothing was finished yet, so nothing is kept."
        are = "block of runs is" if count == 1 else "blocks of runs are"
        return (
            f"Interrupted: {count:,} finished {are} kept in {self.folder}; give the same command again to go on "
            "from there, or remove that folder to begin anew."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell beside a finished answer: what came from an interrupted run, and what could not be used."""
        told = []
        if self.used:
            told.append(f"{self.used:,} blocks of runs came from {self.folder}, {self.made:,} were made now.")
        if self.damaged:
            told.append(
                f"{self.damaged:,} files in {self.folder} were cut short, changed or not ours; their runs were made "
                "again."
            )
        if self.not_kept is not None:
            told.append(f"Not every finished run could be kept while it ran ({self.not_kept}).")
        return tuple(told)

    def _open(self, mark: str) -> None:
        work = self._place(mark)
        if work not in self._works:
            self._works.append(work)
        if self._bytes is None:
            self._bytes = self._make_room()

    def _place(self, mark: str) -> Path:
        return self.folder / mark[:32]

    def _make_room(self) -> int:
        """Bytes held, after the oldest other work has gone where there was too much."""
        held = {}
        for place in _folders(self.folder):
            files = [each.stat() for each in _files(place)]
            latest = max((each.st_mtime for each in files), default=0.0)
            held[place] = (latest, sum(each.st_size for each in files))
        total = sum(size for _, size in held.values())
        for place, (_, size) in sorted(held.items(), key=lambda item: item[1]):
            if total <= self.most_bytes // 2 or place in self._works:
                continue
            _remove(place)
            total -= size
        return total

    def _read(self, mark: str, name: str, form: Form[ResultT]) -> Iterator[ResultT]:
        """The result in a file, or none."""
        path = self._place(mark) / f"{name}{ENDING}"
        if not path.is_file():
            return
        try:
            found = form.result_of(_parsed(path, mark, name))
        except (OSError, ValueError):
            self.damaged += 1
            return
        yield found

    def _write(self, mark: str, name: str, arrays: Sequence[Numbers]) -> None:
        content = _content(mark, name, arrays)
        self._bytes = (self._bytes or 0) + len(content)
        if self._bytes > self.most_bytes:
            self.not_kept = f"{self.folder} holds {self.most_bytes:,} bytes, which is the most"
            return
        place = self._place(mark)
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=place, prefix=".being-written-", delete=False) as beside:
                beside.write(content)
            Path(beside.name).replace(place / f"{name}{ENDING}")
        except OSError as error:
            self.not_kept = f"{place}: {error.strerror}"


def _content(mark: str, name: str, arrays: Sequence[Numbers]) -> bytes:
    plain = [np.ascontiguousarray(each) for each in arrays]
    if strange := [each.dtype.str for each in plain if each.dtype.str not in KINDS]:
        raise ValueError(f"numbers of the kind {strange[0]} cannot be kept")
    payload = b"".join(each.tobytes() for each in plain)
    header = {
        "format": FORMAT,
        "work": mark,
        "task": name,
        "arrays": [[each.dtype.str, list(each.shape)] for each in plain],
        "sha256": sha256(payload).hexdigest(),
    }
    return canonical_bytes(header) + payload


def _parsed(path: Path, mark: str, name: str) -> list[Numbers]:
    """The arrays of a file. Raises ValueError where it is not what it should be."""
    if path.is_symlink() or path.stat().st_size > MOST_BYTES:
        raise ValueError("not a file of ours")
    with path.open("rb") as file:
        line = file.readline(LONGEST_HEADER)
        payload = file.read()
    header = json.loads(line)
    wanted = {"format": FORMAT, "work": mark, "task": name, "sha256": sha256(payload).hexdigest()}
    if not isinstance(header, dict) or any(header.get(key) != value for key, value in wanted.items()):
        raise ValueError("another work's file, or a changed one")
    found, start = [], 0
    for kind, shape in header.get("arrays", ()):
        if kind not in KINDS or any(not isinstance(size, int) or size < 0 for size in shape):
            raise ValueError("numbers of a strange kind or shape")
        end = start + np.dtype(kind).itemsize * prod(shape)
        found.append(np.frombuffer(payload[start:end], dtype=kind).reshape(shape))
        start = end
    if start != len(payload):
        raise ValueError("more or fewer numbers than it says")
    return found


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [each for each in sorted(folder.iterdir()) if len(each.name) == 32 and each.is_dir()]


def _files(place: Path) -> list[Path]:
    return [*place.glob(f"*{ENDING}"), *place.glob(".being-written-*")]


def _remove(place: Path) -> None:
    """Remove a work's files; what is not ours stays, and its folder with it."""
    try:
        for each in _files(place):
            each.unlink(missing_ok=True)
    except OSError:
        return
    _remove_empty(place)


def _remove_empty(place: Path) -> None:
    try:
        place.rmdir()
    except OSError:
        return  # something else is in it, or it was never made


def run_kept(
    work: Callable[[TaskT], ResultT],
    tasks: Iterable[TaskT],
    form: Form[ResultT],
    kept: KeptRuns | None,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
) -> Mapping[TaskT, ResultT]:
    """Do all tasks, keeping what is finished where there is a place for it. Raises KeyboardInterrupt.

    >>> dict(run_kept(abs, [-2], FLOATS, None))
    {-2: 2}
    """
    if kept is None:
        finished = run_tasks(work, tasks, workers=workers, cluster=cluster, on_finished=on_finished)
    else:
        finished = kept.run(work, tasks, form, workers=workers, cluster=cluster, on_finished=on_finished)
    if not finished.is_complete:
        raise KeyboardInterrupt
    return finished.results
