"""The fluid view against an hour told step by step in fractions; the workload against its recursion."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.engine.queueing.exact.checks import QueueUnusable
from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.fluid import FluidQueue, fluid_backlog, fluid_waits
from dueregard.engine.queueing.exact.workload_recursion import change_in_work_left, work_left

eighths = st.integers(0, 40).map(lambda number: number / 8)


@st.composite
def plans(draw):
    """Hours, classes, work of each customer, units and who waits at the start: all of them eighths."""
    hours, classes = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    several = st.lists(eighths, min_size=classes, max_size=classes)
    return (
        draw(st.lists(several, min_size=hours, max_size=hours)),
        draw(st.lists(st.integers(1, 16).map(lambda n: n / 8), min_size=classes, max_size=classes)),
        draw(st.lists(st.integers(0, 80).map(lambda n: n / 8), min_size=hours, max_size=hours)),
        draw(several),
    )


def step_by_step(rates: Any, unit_hours: Any, units: Any, waiting: Any) -> tuple[Any, Any]:
    """Each stretch in which no class runs empty by itself: who gets how much of the units, until when."""
    each = [Fraction(hours) for hours in unit_hours]
    work = [Fraction(number) * hours for number, hours in zip(waiting, each, strict=True)]
    course, waited = [], [Fraction(0)] * len(each)
    for coming, on_duty in zip(rates, units, strict=True):
        flows = [Fraction(rate) * hours for rate, hours in zip(coming, each, strict=True)]
        time = Fraction(1)
        while time > 0:
            free, change = Fraction(on_duty), []
            for level, flow in zip(work, flows, strict=True):
                used = free if level > 0 else min(free, flow)
                free -= used
                change.append(flow - used)
            emptied = [-level / slope for level, slope in zip(work, change, strict=True) if level > 0 > slope]
            stretch = min([time, *emptied])
            for rank, slope in enumerate(change):
                waited[rank] += stretch * (work[rank] + slope * stretch / 2) / each[rank]
                work[rank] += slope * stretch
            time -= stretch
        course.append([level / hours for level, hours in zip(work, each, strict=True)])
    return course, waited


def queue_of(rates: Any, unit_hours: Any, units: Any, waiting: Any) -> FluidQueue:
    return FluidQueue(
        customers_per_hour=np.array(rates),
        unit_hours=np.array(unit_hours),
        units=np.array(units),
        waiting=np.array(waiting),
    )


@given(plans())
@settings(deadline=None)
def test_it_is_the_course_told_step_by_step(plan):
    course, waited = step_by_step(*plan)
    queue = queue_of(*plan)
    assert fluid_backlog(queue) == pytest.approx(np.array(course, dtype=np.float64), abs=1e-9)
    found = fluid_waits(queue)
    assert found.hours_waited == pytest.approx(np.array(waited, dtype=np.float64), abs=1e-9)
    assert found.left == pytest.approx(np.array(course[-1], dtype=np.float64), abs=1e-9)
    most = np.array(course, dtype=np.float64).max(axis=0)
    assert found.most == pytest.approx(most, abs=1e-9)


@given(plans())
@settings(deadline=None)
def test_no_work_is_lost(plan):
    rates, unit_hours, units, waiting = plan
    found = fluid_waits(queue_of(*plan))
    came = np.array(rates).sum(axis=0) + np.array(waiting)
    assert found.customers == pytest.approx(came)
    done = sum(units) - float(found.spare)
    assert done + float(found.work_left) == pytest.approx(float(came @ np.array(unit_hours)), abs=1e-9)
    assert float(found.spare) >= -1e-9
    assert float(found.lacking) == pytest.approx(
        max(0.0, float(came @ np.array(unit_hours)) - sum(units)) / len(units)
    )


@given(plans(), st.integers(1, 8))
@settings(deadline=None)
def test_more_units_never_leave_more_waiting(plan, more):
    rates, unit_hours, units, waiting = plan
    before = fluid_backlog(queue_of(*plan))
    after = fluid_backlog(queue_of(rates, unit_hours, [each + more / 8 for each in units], waiting))
    assert (after @ np.array(unit_hours) <= before @ np.array(unit_hours) + 1e-9).all()
    assert (after[:, 0] <= before[:, 0] + 1e-9).all()


def test_many_pools_at_once_are_each_by_itself():
    """Two local areas' demand, given once, against three staffings: six answers in one call."""
    chance = np.random.default_rng(20141104)
    rates, units = chance.uniform(0, 3, (48, 3, 1, 2)), chance.uniform(2, 9, (48, 3, 2))
    unit_hours, waiting = np.array([0.5, 1.0, 1.5]), chance.uniform(0, 2, (3, 1, 2))
    found = fluid_waits(
        FluidQueue(customers_per_hour=rates, unit_hours=unit_hours, units=units, waiting=waiting)
    )
    backlog = fluid_backlog(
        FluidQueue(customers_per_hour=rates, unit_hours=unit_hours, units=units, waiting=waiting)
    )
    for staffing, area in np.ndindex(3, 2):
        alone = queue_of(rates[:, :, 0, area], unit_hours, units[:, staffing, area], waiting[:, 0, area])
        expected = fluid_waits(alone)
        pool = (staffing, area)
        assert found.hours_waited[:, *pool] == pytest.approx(expected.hours_waited)
        assert found.mean_wait_hours[:, *pool] == pytest.approx(expected.mean_wait_hours)
        assert found.lacking[pool] == pytest.approx(float(expected.lacking))
        assert found.spare[pool] == pytest.approx(float(expected.spare))
        assert backlog[:, :, *pool] == pytest.approx(fluid_backlog(alone))


def test_it_sees_no_queue_that_comes_by_chance():
    """At nine tenths of use a fluid never waits, and people wait two thirds of a service each."""
    fluid = fluid_waits(queue_of([[9.0]] * 5, [1.0], [10.0] * 5, [0.0]))
    assert fluid.mean_wait_hours.tolist() == [0.0]
    assert erlang_c(servers=10, arrivals_per_hour=9, mean_service_hours=1).mean_wait_hours > 0.6


def test_an_overload_says_how_many_units_are_lacking():
    found = fluid_waits(queue_of([[4.0, 8.5]] * 10, [1.0, 1.0], [10.0] * 10, [0.0, 0.0]))
    assert float(found.lacking) == pytest.approx(2.5)
    assert found.left == pytest.approx([0.0, 25.0])
    assert found.mean_wait_hours == pytest.approx([0.0, 125.0 / 85.0])


def test_a_class_that_nobody_comes_to_waits_for_nothing():
    found = fluid_waits(queue_of([[0.0, 3.0]] * 2, [1.0, 1.0], [1.0] * 2, [0.0, 0.0]))
    assert found.mean_wait_hours.tolist() == [0.0, 4.0 / 6.0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"units": np.ones((3, 2))}, r"has the shape \(4, 2\) and units \(3, 2\); give"),
        ({"units": np.ones(3)}, r"and units \(3,\); give \[hours, classes"),
        ({"unit_hours": np.ones(3)}, r"unit_hours has the shape \(3,\) and there are 2 classes"),
        ({"unit_hours": np.zeros(2)}, "unit_hours holds a number that is not above 0"),
        ({"units": -np.ones(4)}, "units holds a number below 0"),
        (
            {"customers_per_hour": np.full((4, 2), np.nan)},
            "customers_per_hour holds a number below 0 or none",
        ),
        ({"waiting": np.array([1.0, -1.0])}, "waiting holds a number below 0"),
        ({"customers_per_hour": np.ones((4, 0))}, "give .hours, classes"),
    ],
)
def test_what_makes_no_fluid_is_refused_in_a_sentence(change, sentence):
    usable = {"customers_per_hour": np.ones((4, 2)), "unit_hours": np.ones(2), "units": np.ones(4)}
    with pytest.raises(QueueUnusable, match=sentence):
        FluidQueue(**{**usable, **change})


@given(
    st.lists(st.tuples(eighths, eighths), min_size=1, max_size=30),
    st.integers(0, 24).map(lambda number: number / 8),
)
def test_the_work_left_is_its_recursion(hours, start):
    work, capacity = np.array(hours).T
    level, course = start, []
    for coming, able in hours:
        level = max(0.0, level + coming - able)
        course.append(level)
    assert work_left(work, capacity, start=start).tolist() == course  # eighths are exact


def test_the_work_left_of_local_areas_and_of_all_together():
    chance = np.random.default_rng(20141105)
    work, capacity = chance.gamma(2.0, 2.0, (100, 3)), np.full((100, 3), 4.2)
    fewer = capacity.copy()
    fewer[20:50, 1] -= 1.5
    alone = sum(
        change_in_work_left(
            work[:, [area]], capacity[:, [area]], work_with=work[:, [area]], capacity_with=fewer[:, [area]]
        )
        for area in range(3)
    )
    apart = change_in_work_left(work, capacity, work_with=work, capacity_with=fewer)
    pooled = change_in_work_left(work, capacity, work_with=work, capacity_with=fewer, pooled=True)
    assert apart == pytest.approx(alone)
    assert 0 < pooled != pytest.approx(apart)
    assert change_in_work_left(work, capacity, work_with=work, capacity_with=capacity) == 0.0
    moved = change_in_work_left(
        work, capacity, work_with=work[:, [1, 0, 2]], capacity_with=capacity, pooled=True
    )
    assert moved == pytest.approx(0.0, abs=1e-9)


def test_the_work_left_is_never_more_with_more_units():
    chance = np.random.default_rng(20141106)
    work = chance.gamma(2.0, 2.0, 200)
    courses = [work_left(work, np.full(200, units)) for units in (3.5, 4.0, 4.5)]
    assert all((more <= fewer + 1e-9).all() for fewer, more in pairwise(courses))


@pytest.mark.parametrize(
    ("work", "capacity", "start", "sentence"),
    [
        ([1.0, 1.0], [1.0], 0.0, r"The work has the shape \(2,\) and the capacity \(1,\)"),
        ([[1.0]], [1.0], 0.0, "as many dimensions"),
        ([-1.0], [1.0], 0.0, "The work holds a number below 0"),
        ([1.0], [float("inf")], 0.0, "The capacity holds"),
        ([1.0], [1.0], -1.0, "The start holds"),
    ],
)
def test_what_leaves_no_work_is_refused_in_a_sentence(work, capacity, start, sentence):
    with pytest.raises(QueueUnusable, match=sentence):
        work_left(work, capacity, start=start)
