"""Work left over under many staffings, compiled, against the recursion in plain arrays."""

import numpy as np
import pytest

from dueregard.engine.queueing.exact.workload_recursion import work_left
from dueregard.engine.queueing.work_left_over import hours_left_over


def test_it_is_the_sum_of_the_recursion_from_an_hour_on():
    random = np.random.default_rng(20141104)
    work = random.gamma(2.0, 3.0, (400, 3))
    units = random.integers(3, 10, (5, 400, 3))
    found = hours_left_over(work, units, 120)
    slow = [work_left(work, each)[120:].sum() for each in units]
    assert found == pytest.approx(slow, rel=1e-9)
    assert len(set(found)) == 5
