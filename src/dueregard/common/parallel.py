"""Many independent tasks on several workers, with the same answer whatever the workers.

A task is a small value, such as a block of replication numbers; the work is a function that can be pickled
(of a module, or an instance of a class of a module) and depends on nothing but its task. Results are put
in the order of the tasks, never in the order in which they were finished, so one worker and a hundred give
the same bits. Local processes by default; a Dask cluster by option, on this machine or over TLS.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from platform import python_version
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from dueregard.common.errors import DueRegardError
from dueregard.common.processes import (
    do_task,
    environment_put_back,
    hold_freed_memory,
    interruption_held_back,
    processes_for,
)

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
MOST_WORKERS = 256
CERTIFICATE_FILES = ("authority.pem", "certificate.pem", "key.pem")
LONGEST_WAIT = "15s"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotParallel(DueRegardError):
    """The workers asked for cannot be had; the message says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Replications `first` to `last`, both included, done as one task.

    >>> list(Block(3, 5))
    [3, 4, 5]
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError(
                f"a block runs from nought or more upwards, not from {self.first} to {self.last}"
            )

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __len__(self) -> int:
        return self.last - self.first + 1


def blocks(first: int, count: int, size: int) -> tuple[Block, ...]:
    """Cut `count` replications from number `first` on into blocks of `size`; the last may be shorter.

    The cut depends on nothing but these numbers, so that blocks kept from an interrupted run fit.

    >>> blocks(1, 5, 2)
    (Block(first=1, last=2), Block(first=3, last=4), Block(first=5, last=5))
    """
    if count < 0 or size < 1:
        raise ValueError(f"cut nought or more replications into blocks of one or more, not {count} by {size}")
    end = first + count
    return tuple(Block(start, min(start + size, end) - 1) for start in range(first, end, size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Generic[TaskT, ResultT]):
    """What was finished, in the order of the tasks; after an interruption not all of it."""

    tasks: tuple[TaskT, ...]
    results: Mapping[TaskT, ResultT]

    @property
    def is_complete(self) -> bool:
        """Whether every task was finished."""
        return len(self.results) == len(self.tasks)

    def in_order(self) -> tuple[ResultT, ...]:
        """The results of the tasks from the first on, up to the first that is missing."""
        found = []
        for task in self.tasks:
            if task not in self.results:
                break
            found.append(self.results[task])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Certificates:
    """A folder with what a cluster elsewhere and this process know each other by: `CERTIFICATE_FILES`, each PEM.

    Raises NotParallel where one is not there.
    """

    folder: Path

    def __post_init__(self) -> None:
        for name in CERTIFICATE_FILES:
            if not (self.folder / name).is_file():
                raise NotParallel(
                    f"{self.folder}: there is no {name}; a cluster elsewhere is reached with "
                    f"{', '.join(CERTIFICATE_FILES)} in one folder."
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A Dask cluster.

    address: of a scheduler that is already running; None starts one on this machine with `workers`. Elsewhere than
    on the loopback it is reached over TLS with certificates of both sides only.
    """

    address: str | None = None
    workers: int = 2
    certificates: Certificates | None = None

    def __post_init__(self) -> None:
        check_workers(self.workers)
        if self.address is None:
            return
        parts = urlsplit(self.address)
        if parts.scheme == "tls" and self.certificates is None:
            raise NotParallel(
                f"The cluster's address {self.address} is reached over TLS: give the folder of its certificates."
            )
        if parts.scheme != "tls" and parts.hostname not in LOOPBACK:
            raise NotParallel(
                f"The cluster's address {self.address} is not on this machine, and work would be sent there "
                "unencrypted: give tls://… with certificates, an address on 127.0.0.1, or none to start a cluster here."
            )


class OnFinished(Protocol):
    """Called in this process after each task, in whatever order they end: to keep results, to show progress."""

    def __call__(self, task: Any, result: Any, *, done: int, total: int) -> None:
        """`done` of `total` tasks are finished, those kept from before included."""


def run_tasks(
    work: Callable[[TaskT], ResultT],
    tasks: Iterable[TaskT],
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    already: Mapping[TaskT, ResultT] | None = None,
    on_finished: OnFinished | None = None,
) -> Finished[TaskT, ResultT]:
    """Do every task that is not in `already`, and put the results in the order of the tasks.

    On an interruption (Ctrl-C) nothing more is started, what is running on other processes is finished, and
    all that is finished is given back; run again with it as `already` to go on. A task that raises ends the
    whole, its exception passed on; what was finished by then went through `on_finished`.

    >>> run_tasks(abs, [-2, -1]).in_order()
    (2, 1)
    >>> run_tasks(abs, [-2, -1], already={-2: 7}).in_order()
    (7, 1)
    """
    check_workers(workers)
    ordered = tuple(tasks)
    if len(set(ordered)) < len(ordered):
        raise ValueError("a task stands twice; give each once")
    done = {task: already[task] for task in ordered if already and task in already}
    waiting = [task for task in ordered if task not in done]

    def keep(task: TaskT, result: ResultT) -> None:
        done[task] = result
        if on_finished is not None:
            on_finished(task, result, done=len(done), total=len(ordered))

    if cluster is not None:
        _on_cluster(work, waiting, cluster, keep)
    elif workers == 1 or len(waiting) < 2:
        _here(work, waiting, keep)
    else:
        _on_processes(work, waiting, workers, keep)
    return Finished(tasks=ordered, results={task: done[task] for task in ordered if task in done})


def check_workers(workers: int) -> None:
    """Refuse a number of workers that no machine here has."""
    if not 1 <= workers <= MOST_WORKERS:
        raise NotParallel(f"{workers} workers were asked for; give a number from 1 to {MOST_WORKERS}.")


def processors() -> int:
    """How many processors this process may use: a sensible number of workers.

    >>> processors() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(
    work: Callable[[TaskT], ResultT], tasks: Sequence[TaskT], keep: Callable[[TaskT, ResultT], None]
) -> None:
    hold_freed_memory()
    try:
        for task in tasks:
            keep(task, work(task))
    except KeyboardInterrupt:
        return


def _on_processes(
    work: Callable[[TaskT], ResultT],
    tasks: Sequence[TaskT],
    workers: int,
    keep: Callable[[TaskT, ResultT], None],
) -> None:
    with processes_for(work, min(workers, len(tasks))) as pool:
        futures: dict[Future[ResultT], TaskT] = {}
        try:
            with interruption_held_back():
                futures.update((pool.submit(do_task, task), task) for task in tasks)
            _collect(futures, keep)
        except KeyboardInterrupt:
            for future in futures:
                future.cancel()
            _collect({future: task for future, task in futures.items() if not future.cancelled()}, keep)
        except BrokenProcessPool:
            raise NotParallel(
                "A worker process was ended from outside, perhaps for want of memory; run again with fewer "
                "workers."
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _collect(futures: dict[Future[ResultT], TaskT], keep: Callable[[TaskT, ResultT], None]) -> None:
    """Keep each result once, as it comes; what is kept leaves `futures`."""
    while futures:
        ended, _ = wait(futures, return_when=FIRST_COMPLETED)
        for future in ended:
            result = future.result()
            task = futures.pop(future)
            keep(task, result)


def _on_cluster(
    work: Callable[[TaskT], ResultT],
    tasks: Sequence[TaskT],
    cluster: Cluster,
    keep: Callable[[TaskT, ResultT], None],
) -> None:
    distributed = _distributed()
    with _client(distributed, cluster) as client:
        # Results never depend on the worker, so a task lost with its worker is simply done again.
        sent = client.scatter(work, broadcast=True)
        futures = {client.submit(_call, sent, task, pure=False): task for task in tasks}
        try:
            for future, result in distributed.as_completed(futures, with_results=True):
                # A future whose worker took the work with it comes back too, with no result but a reason.
                if future.status != "finished":
                    raise NotParallel(
                        "The cluster lost its workers before the work was done: see that they run, and run again."
                    )
                keep(futures[future], result)
        except KeyboardInterrupt:
            client.cancel(list(futures))


def _call(work: Callable[[TaskT], ResultT], task: TaskT) -> ResultT:
    return work(task)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise NotParallel(
            "Dask is not installed, so there is no cluster; install distributed, or leave the cluster out "
            "to use processes of this machine."
        ) from None
    return distributed


@contextmanager
def _client(distributed: Any, cluster: Cluster) -> Iterator[Any]:
    if cluster.address is not None:
        with _joined(distributed, cluster.address, cluster.certificates) as client:
            _check_workers_there(client, cluster.address)
            yield client
        return
    with environment_put_back():
        # Its processes begin with Ctrl-C held back, and live until this one ends them.
        with interruption_held_back():
            started = distributed.LocalCluster(
                host="127.0.0.1",
                n_workers=cluster.workers,
                threads_per_worker=1,
                processes=True,
                # Any free port of the loopback for its pages; a fixed one might be another cluster's.
                dashboard_address="127.0.0.1:0",
                silence_logs=40,
            )
        with started, distributed.Client(started) as client:
            yield client


def _joined(distributed: Any, address: str, certificates: Certificates | None) -> Any:
    security = None
    if certificates is not None:
        authority, certificate, key = (str(certificates.folder / name) for name in CERTIFICATE_FILES)
        security = distributed.Security(
            tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
        )
    try:
        return distributed.Client(address, timeout=LONGEST_WAIT, security=security)
    except (OSError, TimeoutError, ValueError) as error:
        told = str(error).strip().splitlines()
        raise NotParallel(
            f"The cluster at {address} does not answer ({told[0] if told else type(error).__name__}): check that its "
            "scheduler runs there and knows our certificate."
        ) from None


def _check_workers_there(client: Any, address: str) -> None:
    """Refuse a cluster without workers, which would never end, and one that runs other code, which would differ."""
    try:
        client.wait_for_workers(1, timeout=LONGEST_WAIT)
    except TimeoutError:
        raise NotParallel(f"The cluster at {address} has no workers: start one or more there.") from None
    try:
        there = client.run(made_by)
    except ImportError:
        raise NotParallel(
            f"A worker of the cluster at {address} does not have Due Regard: install this version there."
        ) from None
    if any(each != made_by() for each in there.values()):
        raise NotParallel(
            f"A worker of the cluster at {address} has another version of Due Regard, Python or their libraries, so "
            "its results might differ: install the same there as here."
        )


def made_by() -> tuple[str, ...]:
    """What decides the bits of a result where it is run: our code, Python and the libraries that calculate."""
    from importlib.metadata import version

    from dueregard.common.content_hash import code_hash

    return (code_hash(), python_version(), *(version(name) for name in ("numba", "numpy", "scipy")))
