"""Processes of this machine that work for this one: started, told their work, and out of the way of Ctrl-C.

`parallel` hands out the tasks. Processes may stand by before there is work, so that they load what they need while this
process still reads; what they find is the same as ever.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LARGE_BYTES = 31 << 20
"""Just under the largest block that the GNU C library will take from memory it holds already (32 MiB)."""


def hold_freed_memory() -> None:
    """Freed memory stays with this process for its next arrays, instead of going back to the system each time.

    The GNU C library gives large blocks back at once, and each run of a model then asks for the same pages again: a
    sixth of all time went there. It learns from a large block that is freed; this one is never touched, so it costs
    nothing, and elsewhere it does nothing.
    """
    bytes(LARGE_BYTES)


# Set once in each worker process, so that a scenario is sent once a worker and not once a task.
_work: Callable[[Any], Any] | None = None


def _start_worker(pickled: bytes) -> None:
    global _work
    # Ctrl-C reaches the whole group of processes; the workers must live to finish what they are at.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hold_freed_memory()
    _work = pickle.loads(pickled)  # noqa: S301 (our own bytes, from the process that started this one)


def do_task(task: Any) -> Any:
    """The work that this process was told, on one task."""
    assert _work is not None
    return _work(task)


@dataclass(slots=True)
class _StandingBy:
    """Processes that have been started and wait to be told the file of their work, once."""

    pool: ProcessPoolExecutor
    told: Any
    workers: int
    is_taken: bool = False

    def take(self, file: str) -> ProcessPoolExecutor:
        """Tell each its work; an empty name lets it go."""
        self.is_taken = True
        for _ in range(self.workers):
            self.told.put(file)
        return self.pool


_standing_by: ContextVar[_StandingBy | None] = ContextVar("standing_by", default=None)


def _start_early(prepare: Callable[[], object], told: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
    if file := told.get():
        with suppress(FileNotFoundError):  # an interruption ended the work before this process could begin it
            _start_worker(Path(file).read_bytes())


def _nothing() -> None:
    """What a process is started for before there is work."""


@contextmanager
def standing_by(workers: int, prepare: Callable[[], object]) -> Iterator[None]:
    """Start processes now, for the first `run_tasks` inside with as many workers; what they do is the same as ever.

    They `prepare`, which is a function that can be pickled, while this process still reads and draws. Later work, or
    work for another number of workers, has processes of its own.
    """
    if workers == 1:
        yield
        return
    context = get_context("spawn")
    told = context.SimpleQueue()
    pool = ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=_start_early, initargs=(prepare, told)
    )
    with interruption_held_back():
        for _ in range(workers):
            pool.submit(_nothing)
    started = _StandingBy(pool, told, workers)
    before = _standing_by.set(started)
    try:
        yield
    finally:
        _standing_by.reset(before)
        if not started.is_taken:
            started.take("")
            pool.shutdown()


@contextmanager
def processes_for(work: Callable[[Any], Any], workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that know their work: those that stand by, or new ones."""
    started = _standing_by.get()
    if started is None or started.is_taken or started.workers != workers:
        # Spawned, not forked: a fork beside the threads of numba and polars may hang.
        with ProcessPoolExecutor(
            max_workers=workers,
            mp_context=get_context("spawn"),
            initializer=_start_worker,
            initargs=(pickle.dumps(work),),
        ) as pool:
            yield pool
        return
    with TemporaryDirectory(prefix="dueregard-") as folder:  # nobody else may look into it
        file = Path(folder) / "work"
        file.write_bytes(pickle.dumps(work))
        pool = started.take(str(file))
        try:
            yield pool
        finally:
            # They end by themselves, while this process goes on with what they found.
            pool.shutdown(wait=False)


@contextmanager
def interruption_held_back() -> Iterator[None]:
    """Ctrl-C waits until the workers are started: they begin with it held back, and then ignore it for good."""
    # The process that tidies up after others is started first: starting it would end the holding back.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def environment_put_back() -> Iterator[None]:
    """What was set in the environment meanwhile is undone at the end.

    Dask sets how its processes use memory and threads in the environment of the process that starts them, and leaves
    it there: processes started later, without Dask, would give each freed block back to the system.
    """
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
