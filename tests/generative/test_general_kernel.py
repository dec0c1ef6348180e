"""The general kernel on invented models: the same as its twin to the bit, and nothing that cannot be."""

import tracemalloc
from dataclasses import replace
from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.engine.queueing.general import simulate, simulate_pair
from dueregard.engine.queueing.general_layout import hours_alike, lay_out, most_units
from dueregard.engine.queueing.general_twin import simulate_plain, trace
from dueregard.engine.queueing.model import CustomerClass, GeneralModel, Handover, Upgrade
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.variates import constant, exponential
from tests.support.general_checks import (
    differences,
    no_unit_is_in_two_places,
    nobody_begins_early_or_beyond_need,
    nobody_is_lost,
    nobody_is_sent_units_outside_the_hours,
    queues_are_first_come_first_served,
    unit_ticks_are_those_of_the_units,
    waits_are_counted_once,
)
from tests.support.general_models import some_model, some_time

FIRST_SEED = 20141104
SOME = settings(max_examples=settings().max_examples)
MANY = settings(max_examples=settings().max_examples * 5)
numbers = st.integers(0, 2**32)


def made(number: int) -> tuple[GeneralModel, int]:
    """A model and the key of a run of it."""
    return some_model(Random(number)), key_of(FIRST_SEED, number)


@MANY
@given(numbers)
def test_kernel_and_twin_agree_to_the_bit(number):
    model, key = made(number)
    assert differences(simulate(model, key), simulate_plain(model, key)) == []


@pytest.mark.parametrize("following", range(16))
def test_kernel_and_twin_agree_on_the_first_models(following):
    model, key = some_model(Random(FIRST_SEED + following)), key_of(FIRST_SEED, following)
    assert differences(simulate(model, key), simulate_plain(model, key)) == []


@pytest.mark.parametrize("following", [159, 200, 272])
def test_models_on_which_kernel_and_twin_once_differed(following):
    """One who began on arrival with too few units was served after others who had come later."""
    model, key = some_model(Random(FIRST_SEED + following)), key_of(FIRST_SEED, following)
    assert differences(simulate(model, key), simulate_plain(model, key)) == []


@MANY
@given(numbers)
def test_nobody_is_lost_or_counted_twice(number):
    tally = simulate(*made(number))
    nobody_is_lost(tally)
    waits_are_counted_once(tally)


@SOME
@given(numbers)
def test_nothing_happens_that_cannot(number):
    model, key = made(number)
    customers = trace(model, key)
    no_unit_is_in_two_places(model, customers)
    unit_ticks_are_those_of_the_units(model, customers, simulate(model, key))
    queues_are_first_come_first_served(customers)
    nobody_begins_early_or_beyond_need(customers)
    nobody_is_sent_units_outside_the_hours(model, customers)


@SOME
@given(numbers)
def test_customers_are_the_same_whatever_the_staffing(number):
    model, key = made(number)
    kept = [replace(each, patience=None, closes_after_ticks=None, upgrade=None) for each in model.classes]
    model = replace(model, classes=tuple(kept))
    fewer, more = trace(model, key), trace(replace(model, capacity=model.capacity + 2), key)
    assert len(fewer) == len(more)
    for one, other in zip(fewer, more, strict=True):
        assert (one.number, one.received_at, one.kind, one.place) == (
            other.number,
            other.received_at,
            other.kind,
            other.place,
        )
        if one.sent and other.sent:
            assert one.needed == other.needed
            for before, after in zip(one.sent, other.sent, strict=False):
                lasted = [
                    max(each.arrives_at + 1, each.free_at) - each.arrives_at for each in (before, after)
                ]
                assert lasted[0] == lasted[1], "a service changed with the staffing"


@SOME
@given(numbers)
def test_changes_that_change_nothing_give_the_same_tally(number):
    model, key = made(number)
    tally = simulate(model, key)
    same = []
    if model.extra_rates is None:
        same.append(replace(model, extra_rates=np.zeros_like(model.rates)))
    if model.sends is None:
        always = np.ones((model.hours_given, len(model.classes)), dtype=np.bool_)
        same.append(replace(model, sends=always))
    if model.initial_backlog is None:
        none = np.zeros(model.rates.shape[1:], dtype=np.int64)
        same.append(replace(model, initial_backlog=none))
    for rank, each in enumerate(model.classes):
        classes = list(model.classes)
        if each.travel is None:
            classes[rank] = replace(each, travel=constant(0))
        elif each.upgrade is None and rank and not (classes[0].elastic or classes[0].diary):
            never = Upgrade(probability=0.0, after=constant(0), to_class=0)
            classes[rank] = replace(each, upgrade=never)
        same.append(replace(model, classes=tuple(classes)))
    for other in same:
        assert differences(tally, simulate(other, key)) == []


def changed_from(model: GeneralModel, hour: int, dice: Random) -> GeneralModel:
    """The same model up to an hour, and from then on with another staffing, other rates or more customers."""
    capacity, rates = model.capacity.copy(), model.rates.copy()
    extra = np.zeros_like(rates) if model.extra_rates is None else model.extra_rates.copy()
    changed = dice.sample(["capacity", "rates", "extra"], dice.randint(0, 3))
    if "capacity" in changed:
        capacity[hour:] += dice.choice([0, 1, 7])
    if "rates" in changed:
        rates[hour:] *= dice.choice([0.5, 1.5])
    if "extra" in changed:
        extra[hour:] += 0.2
    return replace(
        model,
        capacity=capacity,
        rates=rates,
        extra_rates=extra if "extra" in changed or dice.random() < 0.5 else model.extra_rates,
    )


@MANY
@given(numbers)
def test_two_models_at_once_are_the_same_as_one_after_the_other(number):
    model, key = made(number)
    dice = Random(number)
    other = changed_from(model, dice.randrange(model.hours_given), dice)
    if dice.random() < 0.1:
        other = replace(other, classes=tuple(replace(each, reserve=0) for each in other.classes))
    for first, second in ((model, other), (other, model)):
        pair = simulate_pair(first, second, key)
        assert differences(pair[0], simulate(first, key)) == []
        assert differences(pair[1], simulate(second, key)) == []


def test_what_two_models_share_ends_with_the_first_hour_that_differs():
    only = CustomerClass(name="only", service=exponential(1_800_000))
    model = one_pool(only, rate=4.0, capacity=[4] * 24, repeats=3)

    def shared(other: GeneralModel) -> int:
        most = np.maximum(most_units(model), most_units(other))
        return hours_alike(lay_out(model, most), lay_out(other, most))

    assert shared(model) == 72
    for hour in (0, 7, 23):
        capacity, rates, none = model.capacity.copy(), model.rates.copy(), np.zeros_like(model.rates)
        capacity[hour], rates[hour] = 9, 1.0
        assert shared(replace(model, capacity=capacity)) == hour
        assert shared(replace(model, rates=rates)) == hour
        assert shared(replace(model, extra_rates=none)) == 72
        none[hour] = 1.0
        assert shared(replace(model, extra_rates=none)) == hour
    assert shared(replace(model, classes=(replace(only, reserve=1),))) == 0
    assert shared(replace(model, repeats=2)) == 0


@SOME
@given(numbers)
def test_a_place_that_nobody_asks_changes_nothing(number):
    model, key = made(number)
    places = model.places
    wider = replace(
        model,
        classes=tuple(
            each
            if each.diary is None
            else replace(each, diary=replace(each.diary, slots=np.pad(each.diary.slots, ((0, 0), (0, 1)))))
            for each in model.classes
        ),
        rates=np.pad(model.rates, ((0, 0), (0, 0), (0, 1))),
        extra_rates=None
        if model.extra_rates is None
        else np.pad(model.extra_rates, ((0, 0), (0, 0), (0, 1))),
        capacity=np.pad(model.capacity, ((0, 0), (0, 1)), constant_values=4),
        relieved=None if model.relieved is None else np.pad(model.relieved, ((0, 0), (0, 1))),
        preference=np.array(
            [*np.pad(model.preference, ((0, 0), (0, 1)), constant_values=-1), [places] + [-1] * places]
        ),
        travel_factor=np.pad(model.travel_factor, ((0, 1), (0, 1))),
        initial_backlog=None
        if model.initial_backlog is None
        else np.pad(model.initial_backlog, ((0, 0), (0, 1))),
    )
    before, after = simulate(model, key).counts, simulate(wider, key).counts
    for name, array in before.items():
        kept = after[name][:places] if name == "unit_ticks" else after[name][:, :places]
        assert np.array_equal(array, kept), name


@SOME
@given(numbers)
def test_more_staff_never_lengthens_a_wait_with_one_class_one_pool_and_one_unit(number):
    dice = Random(number)
    only = CustomerClass(name="only", service=some_time(dice))
    model = one_pool(
        only, rate=dice.choice([0.5, 2.0, 4.0]), capacity=[dice.randint(0, 3) for _ in range(12)]
    )
    more = [units + dice.randint(0, 2) for units in model.capacity[:, 0].tolist()]
    waits = [
        {
            each.number: each.outcome_at if each.outcome == "attended" else model.hours * 3_600_001
            for each in trace(replace(model, capacity=np.array(capacity, dtype=np.int64)), key_of(1, number))
        }
        for capacity in (model.capacity, [[units] for units in more])
    ]
    assert waits[0].keys() == waits[1].keys()
    assert all(waits[1][customer] <= begun for customer, begun in waits[0].items())


@SOME
@given(numbers)
def test_hours_of_sending_of_a_single_class_are_those_in_which_somebody_is_on_duty(number):
    """Where there is nobody else to send units to, nobody could tell the one from the other."""
    dice = Random(number)
    only = CustomerClass(name="only", service=some_time(dice), patience=some_time(dice))
    model = one_pool(only, rate=dice.choice([0.5, 2.0]), capacity=[dice.randint(0, 3) for _ in range(24)])
    sends = np.array([[dice.random() < 0.6] for _ in range(24)])
    kept, home = replace(model, sends=sends), replace(model, capacity=np.where(sends, model.capacity, 0))
    key = key_of(FIRST_SEED, number)
    assert differences(simulate(kept, key), simulate(home, key)) == []


def one_pool(*classes: CustomerClass, rate: float, capacity: list[int], repeats: int = 1) -> GeneralModel:
    """One place with so many customers of each class in every hour, changes carried."""
    hours = len(capacity)
    return GeneralModel(
        classes=classes,
        rates=np.full((hours, len(classes), 1), rate),
        capacity=np.array(capacity, dtype=np.int64).reshape(-1, 1),
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.zeros(hours, dtype=np.int64),
        band=np.zeros(hours, dtype=np.int64),
        handover=Handover.CARRY,
        repeats=repeats,
    )


@pytest.mark.slow
def test_more_staff_lowers_waits_in_expectation_with_classes_and_several_units():
    """Where one customer may lose by it, all together do not: 200 runs of each, compared run by run."""
    hour = exponential(3_600_000)
    urgent = CustomerClass(name="urgent", service=hour, units=(0.5, 0.5), reserve=1)
    routine = CustomerClass(name="routine", service=hour, units=(0.8, 0.2))
    model = one_pool(urgent, routine, rate=1.0, capacity=[4] * 168)
    better = replace(model, capacity=model.capacity + 1)
    saved = np.array(
        [
            [
                (one.counts["wait_start"] + one.counts["wait_open"]).sum(axis=(1, 2))
                for one in (simulate(each, key_of(FIRST_SEED, run)) for each in (model, better))
            ]
            for run in range(200)
        ],
        dtype=np.float64,
    )
    for rank in range(2):
        change = saved[:, 1, rank] - saved[:, 0, rank]
        assert change.mean() < -5 * change.std(ddof=1) / np.sqrt(len(change))


def test_runs_merge_to_the_same_in_any_order():
    model = some_model(Random(FIRST_SEED))
    runs = [simulate(model, key_of(FIRST_SEED, run)) for run in range(4)]
    merged = []
    for order in permutations(runs):
        first, *others = order
        for other in others:
            first = first.merge(other)
        merged.append(first)
    left, right = runs[0].merge(runs[1]), runs[2].merge(runs[3])
    merged.append(right.merge(left))
    assert all(each.runs == 4 and differences(each, merged[0]) == [] for each in merged)
    assert merged[0].counts["received"].sum() == sum(each.counts["received"].sum() for each in runs)


def peak_memory(model: GeneralModel) -> int:
    """The most memory, in bytes, that a run takes at one time."""
    tracemalloc.start()
    try:
        simulate(model, key_of(FIRST_SEED, 0))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_horizon():
    only = CustomerClass(name="only", service=exponential(1_800_000))
    week = one_pool(only, rate=4.0, capacity=[4] * 168)
    peak_memory(week)  # what is loaded once
    assert peak_memory(replace(week, repeats=100)) <= 1.01 * peak_memory(replace(week, repeats=2))


def test_nobody_on_duty_at_night_and_far_too_few_by_day():
    """Half as many units as needed and none at night: it ends, and nobody is lost."""
    hour = constant(3_600_000)
    model = one_pool(
        CustomerClass(name="urgent", service=hour),
        CustomerClass(name="routine", service=hour, units=(0.0, 1.0)),
        rate=2.0,
        capacity=[0] * 8 + [3] * 16,
        repeats=21,
    )
    tally = simulate(model, key_of(FIRST_SEED, 0))
    counts = {name: int(array.sum()) for name, array in tally.counts.items()}
    nobody_is_lost(tally)
    assert counts["unit_ticks"] <= 3_600_000 * 21 * (16 * 3 + 3)  # those on duty, and those still out at ten
    assert counts["unresolved"] > 0.3 * counts["received"]
    nobody = replace(model, capacity=np.zeros_like(model.capacity), classes=model.classes[:1])
    nobody = replace(nobody, rates=nobody.rates[:, :1])
    alone = simulate(nobody, key_of(FIRST_SEED, 0)).counts
    assert alone["unresolved"].sum() == alone["received"].sum() > 0
