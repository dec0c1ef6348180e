"""The fast kernel refuses customers that cannot be, and says which one."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.engine.queueing.fast import start_times

NAN, INF = np.nan, np.inf


def started(arrivals: list[float], classes: list[int], services: list[float]) -> list[float]:
    times = start_times(
        np.array(arrivals, dtype=np.float64),
        np.array(classes, dtype=np.int8),
        np.array(services, dtype=np.float64),
        changes_at=np.array([0.0]),
        changes_to=np.array([1]),
    )
    return [float(time) for time in times]


@pytest.mark.parametrize(
    ("arrivals", "classes", "services", "who"),
    [
        ([NAN], [0], [1.0], 0),
        ([INF], [0], [1.0], 0),
        ([0.0], [-1], [1.0], 0),
        ([0.0], [0], [NAN], 0),
        ([NAN, 1.0], [0, 0], [1.0, 1.0], 0),
        ([0.0, NAN], [0, 0], [1.0, 1.0], 1),
        ([0.0, INF], [0, 0], [1.0, 1.0], 1),
        ([1.0, 0.0], [0, 0], [1.0, 1.0], 1),
        ([0.0, 1.0], [0, -1], [1.0, 1.0], 1),
        ([0.0, 1.0], [0, 0], [1.0, INF], 1),
        ([0.0, 1.0], [0, 0], [1.0, -1.0], 1),
        ([0.0, 1.0], [0, 0], [1.0, NAN], 1),
    ],
)
def test_the_first_customer_that_cannot_be_is_named(
    arrivals: list[float], classes: list[int], services: list[float], who: int
):
    with pytest.raises(ValueError, match=f"Customer {who} arrives at"):
        started(arrivals, classes, services)


def test_nobody_and_two_at_once_are_served():
    assert started([], [], []) == []
    assert started([0.0, 0.0], [0, 0], [1.0, 1.0]) == [0.0, 1.0]
