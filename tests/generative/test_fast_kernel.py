"""The fast kernel on invented scenarios: the same as its twin to the bit, and nothing that cannot be."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.engine.queueing import fast
from dueregard.engine.queueing.fast import start_times
from dueregard.engine.queueing.fast_twin import start_times_plain
from tests.support.fast_checks import (
    RULES,
    Scenario,
    Start,
    more_staff_never_lengthens_a_wait,
    plain_arguments,
    run,
    same_as,
)

twin = plain_arguments(start_times_plain)
MANY = settings(max_examples=settings().max_examples * 5)

quarters = st.integers(0, 40).map(lambda quarter: quarter / 4)  # so that much happens at the same moment
moments = st.one_of(quarters, st.floats(0, 10, allow_subnormal=False))
lengths = st.one_of(
    st.integers(0, 12).map(lambda quarter: quarter / 4), st.floats(0, 4, allow_subnormal=False)
)


@st.composite
def scenarios(draw) -> Scenario:
    arrivals = sorted(draw(st.lists(moments, max_size=30)))
    count = len(arrivals)
    changes_at = sorted(draw(st.lists(st.one_of(st.just(0.0), moments), min_size=1, max_size=6)))
    return Scenario(
        arrivals=np.array(arrivals, dtype=np.float64),
        classes=np.array(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)), dtype=np.int8),
        services=np.array(draw(st.lists(lengths, min_size=count, max_size=count)), dtype=np.float64),
        changes_at=np.array(changes_at, dtype=np.float64),
        changes_to=np.array(
            draw(st.lists(st.integers(0, 6), min_size=len(changes_at), max_size=len(changes_at))),
            dtype=np.int64,
        ),
        until=draw(st.one_of(st.just(np.inf), moments)),
    )


@MANY
@given(scenarios())
def test_kernel_and_twin_agree_to_the_bit(scenario: Scenario):
    same_as(twin)(scenario, run(start_times, scenario))


@MANY
@given(scenarios())
def test_nothing_happens_that_cannot(scenario: Scenario):
    started = run(start_times, scenario)
    for rule in RULES:
        rule(scenario, started)


@MANY
@given(scenarios())
def test_more_staff_never_lengthens_a_wait_with_one_class(scenario: Scenario):
    more_staff_never_lengthens_a_wait(start_times, scenario)


def crowded(seed: int, until: float, customers: int = 260) -> Scenario:
    """A busy day with shifts: long queues, and many units out at each change."""
    random = np.random.Generator(np.random.PCG64(seed))
    return Scenario(
        arrivals=np.sort(random.random(customers)) * 24,
        classes=random.choice(3, size=customers, p=(0.15, 0.35, 0.5)).astype(np.int8),
        services=random.exponential(0.9, customers),
        changes_at=np.array([0.0, 3.0, 3.5, 7.0, 15.0, 23.0]),
        changes_to=np.array([6, 2, 7, 9, 14, 4]),
        until=until,
    )


CROWDED = [crowded(20141104 + number, until) for number, until in enumerate((22.5, 24.5, np.inf))]

BROKEN = {
    "no heap: the first child is always taken for the earlier": (
        "        child += np.uint64(heap[child + _ONE] < heap[child])",
        "        child += np.uint64(heap[child + _ONE] < -1.0)",
    ),
    "last come first served within a class": (
        "                following[tails[kind]] = customer\n            tails[kind] = customer",
        "                following[customer] = heads[kind]\n                heads[kind] = customer\n"
        "            tails[kind] = customer",
    ),
    "classes in the wrong order": (
        "    urgent = 0\n    while waiting > 0 and (heap[0] < before or (and_at and heap[0] == before)):\n"
        "        while heads[urgent] == NOBODY:\n            urgent += 1",
        "    urgent = 3\n    while waiting > 0 and (heap[0] < before or (and_at and heap[0] == before)):\n"
        "        while heads[urgent] == NOBODY:\n            urgent -= 1",
    ),
    "a unit is free again when the customer came, not when it began": (
        "replace_earliest(heap, units, moment + services[customer])",
        "replace_earliest(heap, units, min(moment, before) - 0.25 + services[customer])",
    ),
    "busy units that go are forgotten, so that the new crew is there in full": (
        "    while more > 0 and out > 0:",
        "    while more > 0 and out > 99:",
    ),
    "busy units go at once when capacity falls, and others with them": (
        "        units = take_earliest(heap, units)\n        more += 1",
        "        units = take_earliest(heap, units)\n        more += 2 if units > 1 else 1",
    ),
    "an arrival passes those who wait": (
        "        if waiting > 0:\n            waiting = start_waiting(now, True,",
        "        if waiting > 9:\n            waiting = start_waiting(now, True,",
    ),
    "the last who wait are never started": (
        "    state[WAITING] = start_waiting(until, False,",
        "    state[WAITING] = start_waiting(0.0, False,",
    ),
}


def broken(old: str, new: str) -> Start:
    """The kernel with one piece of its text replaced, as plain Python."""
    text = Path(fast.__file__).read_text("utf-8")
    assert text.count(old) == 1, "the listed text is no longer in the kernel: list the break anew"
    door = "from dueregard.engine.queueing.compiled import compiled\n"
    assert text.count(door) == 1
    names: dict[str, Any] = {"__name__": "broken", "compiled": lambda function: function}
    exec(compile(text.replace(door, "").replace(old, new), "broken", "exec"), names)
    start = names["start_times"]
    assert isinstance(start, FunctionType)
    return start


def complaints(start: Start) -> list[str]:
    """What the checks, without the twin and with it, say of a kernel on crowded days."""
    said = []
    for scenario in CROWDED:
        started = run(start, scenario)
        for rule in (*RULES, same_as(twin)):
            try:
                rule(scenario, started)
            except AssertionError as complaint:
                said.append(f"{rule.__name__}: {complaint}")
        try:
            more_staff_never_lengthens_a_wait(start, scenario)
        except AssertionError as complaint:
            said.append(f"more staff: {complaint}")
    return said


def test_the_kernel_itself_is_not_complained_of():
    assert complaints(start_times) == []
    assert complaints(broken("    urgent = 0\n", "    urgent = 0\n")) == []


@pytest.mark.parametrize("how", BROKEN)
def test_each_break_is_caught_by_rules_and_by_the_twin(how: str):
    said = complaints(broken(*BROKEN[how]))
    assert any(line.startswith("same:") for line in said)
    assert any(not line.startswith("same:") for line in said), "only the twin noticed"
