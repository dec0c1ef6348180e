"""The fast kernel starts everybody when SimPy does, to the bit: on small workloads, and on a whole year."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dueregard.engine.queueing.fast import start_times
from tests.support.simpy_peer import absences, start_times_of_simpy

FIRST_SEED = 20141104
SHIFTS_AT = np.array([0.0, 7.0, 15.0, 23.0, 31.0, 39.0, 47.0])
SHIFTS_TO = np.array([5, 8, 11, 5, 8, 11, 5])


@pytest.fixture(scope="module")
def workload(shared_data: Path) -> ModuleType:
    """The work unit of every contender, from the source material."""
    spec = importlib.util.spec_from_file_location("workload", shared_data / "reference" / "workload.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_same(customers: Any, changes_at: Any, changes_to: Any, *, until: float = np.inf) -> None:
    named: dict[str, Any] = {
        "changes_at": np.array(changes_at),
        "changes_to": np.array(changes_to),
        "until": until,
    }
    ours, theirs = start_times(*customers, **named), start_times_of_simpy(*customers, **named)
    assert np.nanmax(ours - customers[0]) > 0, "nobody waited, so nothing was compared"
    assert np.array_equal(ours, theirs, equal_nan=True), np.flatnonzero(ours != theirs)[:5]


def small(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.Generator(np.random.PCG64(seed))
    return (
        np.sort(random.random(450)) * 48,
        random.choice(3, size=450, p=(0.15, 0.35, 0.5)).astype(np.int8),
        random.exponential(0.75, 450),
    )


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 5))
def test_a_small_workload_starts_as_in_simpy(seed: int):
    assert_same(small(seed), [0.0], [8])
    assert_same(small(seed), SHIFTS_AT, SHIFTS_TO, until=44.0)


def test_an_absence_lasts_from_a_fall_to_a_rise():
    assert absences([0.0, 7.0, 15.0], [1, 3, 2]) == [(0.0, 7.0), (0.0, 7.0), (15.0, np.inf)]


def test_ten_days_of_the_work_unit_start_as_in_simpy(workload: ModuleType):
    assert_same(workload.flat(days=10), [0.0], [workload.C])


@pytest.mark.slow
def test_a_year_of_the_work_unit_starts_as_in_simpy(workload: ModuleType):
    customers = workload.flat()
    assert customers[0].size == 547_542
    assert_same(customers, [0.0], [workload.C])


@pytest.mark.slow
def test_a_year_in_shifts_starts_as_in_simpy(workload: ModuleType):
    customers = workload.varying()
    assert customers[0].size == 547_231
    changes_at, changes_to = workload.shift_changes()
    assert_same(customers, changes_at, changes_to, until=workload.T_END)
