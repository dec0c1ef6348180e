"""The realised work is that of the twin's customers, one by one, and of the units that the kernel sends."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from dueregard.engine.queueing.exact.workload_recursion import change_in_work_left
from dueregard.engine.queueing.experiments.controls import Known, variance_factor
from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.general_twin import trace
from dueregard.engine.queueing.general_twin_customers import arrivals, number_below
from dueregard.engine.queueing.model import TICKS_PER_HOUR, CustomerClass, GeneralModel
from dueregard.engine.queueing.random_numbers import Purpose, draw_plain, key_of, unit_plain
from dueregard.engine.queueing.realised_work import realised_work, realised_work_by_class
from dueregard.engine.queueing.variates import exponential, log_normal, time_of_plain
from tests.support.general_models import some_model

SEED = 20141104


def work_by_hand(model: GeneralModel, key: int) -> np.ndarray:
    """Each of the twin's customers with its own draws."""
    found = np.zeros((model.hours, len(model.classes), model.places), dtype=np.int64)
    for customer in arrivals(model, key):
        rules = model.classes[customer.kind]
        share = unit_plain(draw_plain(key, customer.number, Purpose.UNITS))
        for which in range(number_below(rules.units, share)):
            ticks = time_of_plain(draw_plain(key, customer.number, Purpose.SERVICE + which), rules.service)
            if rules.travel is not None:
                drawn = time_of_plain(draw_plain(key, customer.number, Purpose.TRAVEL + which), rules.travel)
                ticks += int(drawn * float(model.travel_factor[customer.place, customer.place]) + 0.5)
            hour = customer.received_at // TICKS_PER_HOUR
            found[hour, customer.kind, customer.place] += max(1, ticks)
    return found


@pytest.mark.parametrize("number", range(60))
def test_it_is_the_work_of_the_twins_customers(number):
    model = some_model(Random(SEED + number))
    key = key_of(SEED, number)
    by_class = realised_work_by_class(model, key)
    assert (by_class == work_by_hand(model, key)).all()
    counted = [rank for rank, each in enumerate(model.classes) if not each.elastic]
    assert (realised_work(model, key) == by_class[:, counted].sum(axis=1) / TICKS_PER_HOUR).all()


@pytest.mark.parametrize("number", range(20))
def test_it_is_how_long_the_units_sent_are_occupied(number):
    """Where everybody is served at home, at once and in the class in which they came, by the twin's own account."""
    made = some_model(Random(SEED + 100 + number))
    plain = tuple(
        replace(each, helped=False, upgrade=None, diary=None, patience=None, closes_after_ticks=None)
        for each in made.classes
    )
    model = replace(made, classes=plain, capacity=np.full_like(made.capacity, 400), sends=None)
    key = key_of(SEED, number)
    found = np.zeros((model.hours, len(model.classes), model.places), dtype=np.int64)
    for customer in trace(model, key):
        hour = customer.received_at // TICKS_PER_HOUR
        found[hour, customer.kind, customer.place] += sum(
            sending.free_at - sending.sent_at for sending in customer.sent
        )
    assert (realised_work_by_class(model, key) == found).all()


def one_pool(hours: int, rate: float, away: int = 0) -> GeneralModel:
    """Thirty units at high load, some of them away on the fourth to sixth day."""
    capacity = np.full((hours, 1), 30, dtype=np.int64)
    capacity[72:144] -= away
    return GeneralModel(
        classes=(
            CustomerClass(name="emergency", service=exponential(TICKS_PER_HOUR)),
            CustomerClass(name="routine", units=(0.5, 0.5), service=log_normal(TICKS_PER_HOUR, 0.8)),
        ),
        rates=np.full((hours, 2, 1), [[0.25 * rate], [0.5 * rate]]),
        capacity=capacity,
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.zeros(hours, dtype=np.int64),
        band=np.zeros(hours, dtype=np.int64),
    )


def test_on_average_it_is_the_rate_times_the_mean():
    model = one_pool(4_000, 27.0)
    work = realised_work(model, key_of(SEED, 0)).sum(axis=1)
    error = work.std(ddof=1) / np.sqrt(len(work))
    assert abs(work.mean() - 27.0) < 4 * error
    assert error < 0.2


def test_extra_customers_add_to_the_same_others():
    model = one_pool(200, 27.0)
    more = replace(model, extra_rates=0.2 * model.rates)
    key = key_of(SEED, 1)
    added = realised_work(more, key) - realised_work(model, key)
    assert (added >= 0).all()
    assert added.sum() > 0


def test_units_away_do_not_change_the_work():
    key = key_of(SEED, 2)
    assert (realised_work(one_pool(200, 27.0), key) == realised_work(one_pool(200, 27.0, away=4), key)).all()


def test_it_moves_with_what_the_kernel_finds():
    """Forty replications of a deployment at load 0.92: the control explains most of the change in routine waits."""
    hours, rate = 24 * 21, 27.6
    without, with_it = one_pool(hours, rate), one_pool(hours, rate, away=4)
    changes, controls = [], []
    for number in range(40):
        key = key_of(SEED, number)
        waits = [
            simulate(model, key).counts["wait_start"][1].sum() / TICKS_PER_HOUR
            for model in (without, with_it)
        ]
        work = realised_work(without, key)
        changes.append(waits[1] - waits[0])
        controls.append(
            change_in_work_left(
                work, without.capacity, work_with=work, capacity_with=with_it.capacity, pooled=True
            )
        )
    assert np.corrcoef(changes, controls)[0, 1] > 0.9


def three_classes(load: float, away: int = 0) -> GeneralModel:
    """Sixty units for four weeks, some of them away on three days of the second."""
    hours = 24 * 28
    capacity = np.full((hours, 1), 60, dtype=np.int64)
    capacity[168:240] -= away
    shares = np.array([[0.15], [0.35], [0.5]])
    return GeneralModel(
        classes=tuple(
            CustomerClass(name=name, service=exponential(TICKS_PER_HOUR))
            for name in ("first", "second", "last")
        ),
        rates=np.broadcast_to(60 * load * shares, (hours, 3, 1)).copy(),
        capacity=capacity,
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.zeros(hours, dtype=np.int64),
        band=np.zeros(hours, dtype=np.int64),
    )


@pytest.mark.slow
@pytest.mark.parametrize(("load", "least", "most"), [(0.8, 1.5, 8.0), (0.92, 15.0, 100.0)])
def test_the_control_divides_the_variance_at_high_load_for_those_served_last(load, least, most):
    """What docs/explanation/exact-results.md says of it, with fewer runs."""
    without, with_it = three_classes(load), three_classes(load, away=6)

    def control(number: int) -> float:
        work = realised_work(without, key_of(SEED, number))
        return change_in_work_left(work, without.capacity, work_with=work, capacity_with=with_it.capacity)

    runs = 60
    waits = [
        [
            simulate(model, key_of(SEED, number)).counts["wait_start"].sum(axis=(1, 2))
            for number in range(runs)
        ]
        for model in (without, with_it)
    ]
    changes = np.array(waits[1], dtype=np.float64) - np.array(waits[0], dtype=np.float64)
    controls = np.array([[control(number)] for number in range(runs)])
    apart = Known.from_runs([control(number) for number in range(runs, runs + 2_400)])
    first, last = (variance_factor(changes[:, rank], controls, [apart]) for rank in (0, 2))
    assert least < last < most
    assert first < 4
