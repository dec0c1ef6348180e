"""Work for other processes to do, in a module that they can import by its plain name."""

import os
import resource
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dueregard.common.parallel import Block


@dataclass(frozen=True)
class SumsOfChance:
    """Floating sums whose bits show any change of order; keyed by replication number alone."""

    size: int = 1000

    def __call__(self, block: Block) -> tuple[float, ...]:
        return tuple(float(np.random.default_rng(number).normal(size=self.size).sum()) for number in block)


@dataclass(frozen=True)
class SlowestFirst:
    def __call__(self, number: int) -> int:
        time.sleep(0.2 if number == 0 else 0.0)
        return number * number


@dataclass(frozen=True)
class Raises:
    def __call__(self, number: int) -> int:
        if number == 3:
            raise ValueError("task 3 cannot be done")
        return number


@dataclass(frozen=True)
class InterruptsItsParent:
    """As Ctrl-C would: the first task tells the process that waits, then both tasks in hand are finished."""

    parent: int
    folder: Path

    def __call__(self, number: int) -> int:
        (self.folder / f"begun-{number}").touch()
        if number == 0:
            os.kill(self.parent, signal.SIGINT)
        time.sleep(0.3)
        return number


@dataclass(frozen=True)
class EndsItsProcess:
    def __call__(self, number: int) -> int:
        os._exit(1)


@dataclass(frozen=True)
class AsksAgainForPages:
    """Twenty times the same four arrays of 5 MB are made, written and dropped; how many new pages that took."""

    pages: int = 4 * 5_000_000 // resource.getpagesize()
    times: int = 20

    def __call__(self, number: int) -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(self.times):
            held = [np.ones(5_000_000, dtype=np.int8) for _ in range(4)]
            del held
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


prepared: list[bool] = []


def nothing_to_prepare() -> None:
    """Done by a process that stands by."""
    prepared.append(True)


def cannot_be_prepared() -> None:
    os._exit(1)


@dataclass(frozen=True)
class ItsProcess:
    """Which process does a task, and whether it stood by before."""

    def __call__(self, number: int) -> tuple[int, bool]:
        return os.getpid(), bool(prepared)
