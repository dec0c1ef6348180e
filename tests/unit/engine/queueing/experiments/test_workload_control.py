"""The hourly workload as control of a deployment's change in routine waits, on a simulated queue."""

import numpy as np
import pytest

from dueregard.engine.queueing.experiments.controls import Known, controlled_mean, workload
from dueregard.engine.queueing.experiments.intervals import Integers, Reals
from dueregard.engine.queueing.fast import start_times
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED

HOURS, UNITS, AWAY, LOAD = 24 * 28, 30, 4, 0.92
SHARES = np.array([0.15, 0.35, 0.5])
AWAY_FROM, AWAY_UNTIL = 72, 144


def customers(seed: int) -> tuple[Reals, Integers, Reals]:
    generator = np.random.default_rng(seed)
    count = generator.poisson(UNITS * LOAD * HOURS)
    arrivals = np.sort(generator.uniform(0, HOURS, count))
    return arrivals, generator.choice(3, count, p=SHARES), generator.exponential(1.0, count)


def change_in_waits(seed: int) -> Reals:
    """Hours waited more, with four of thirty units away for three days, for each customer of each class."""
    arrivals, classes, services = customers(seed)
    plans = [([0.0], [UNITS]), ([0.0, AWAY_FROM, AWAY_UNTIL], [UNITS, UNITS - AWAY, UNITS])]
    waited = []
    for at, to in plans:
        start = start_times(
            arrivals, classes.astype(np.int8), services, changes_at=np.array(at), changes_to=np.array(to)
        )
        waited.append(np.bincount(classes, start - arrivals, minlength=3))
    return np.asarray((waited[1] - waited[0]) / (UNITS * LOAD * HOURS * SHARES))


def change_in_workload(seed: int) -> float:
    arrivals, _, services = customers(seed)
    work = np.bincount(arrivals.astype(np.int64), services, minlength=HOURS).astype(np.float64)
    without = np.full(HOURS, float(UNITS))
    with_it = without.copy()
    with_it[AWAY_FROM:AWAY_UNTIL] -= AWAY
    return float((workload(work, with_it) - workload(work, without)).sum())


@pytest.fixture(scope="module")
def runs() -> tuple[Reals, Reals, Known]:
    """Sixty runs of both, and the control alone on a thousand other numbers, which takes a third of a second."""
    changes = np.array([change_in_waits(FIRST_SEED + number) for number in range(60)])
    control = np.array([[change_in_workload(FIRST_SEED + number)] for number in range(60)])
    apart = Known.from_runs([change_in_workload(FIRST_SEED + number) for number in range(60, 1060)])
    return changes, control, apart


def test_it_explains_nearly_all_of_the_routine_change_and_little_of_the_emergency(runs):
    changes, control, _ = runs
    routine, emergency = (np.corrcoef(changes[:, k], control[:, 0])[0, 1] for k in (2, 0))
    assert routine > 0.97
    assert emergency < 0.8


def test_it_is_used_where_it_helps_and_agrees_with_the_plain_mean(runs):
    changes, control, apart = runs
    found = controlled_mean(changes[:, 2], control, [apart])
    assert found.is_used
    assert found.factor > 5
    plain = changes[:, 2].mean()
    error = changes[:, 2].std(ddof=1) / np.sqrt(60)
    assert found.interval.estimate == pytest.approx(plain, abs=4 * error)


def test_what_is_not_known_of_the_controls_mean_limits_the_gain(runs):
    """With m other runs against n of ours the variance cannot be divided by more than about m / n."""
    changes, control, _ = runs
    few = Known.from_runs([change_in_workload(FIRST_SEED + number) for number in range(60, 180)])
    found = controlled_mean(changes[:, 2], control, [few])
    assert found.factor < 5
