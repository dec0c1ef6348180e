"""The general kernel on cases worked out by hand: nothing in them is left to chance.

All customers are there at the start, or come to an appointment at a whole hour; every time is a whole number
of hours. Each case is run by the kernel and by its twin.
"""

from dataclasses import replace

import numpy as np
import pytest

from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.general_layout import with_room
from dueregard.engine.queueing.general_twin import simulate_plain, trace
from dueregard.engine.queueing.model import (
    TICKS_PER_HOUR,
    CustomerClass,
    Diary,
    GeneralModel,
    Handover,
    Several,
    Upgrade,
)
from dueregard.engine.queueing.variates import Times, constant

HOURS = 12
BOTH = pytest.mark.parametrize("run", [simulate, simulate_plain])


def hours(number: float) -> Times:
    """Always so many hours."""
    return constant(int(number * TICKS_PER_HOUR))


def coming(hour: int, slots: int = 9) -> Diary:
    """An appointment so many hours ahead, for so many at one hour."""
    return Diary(slots=np.full((HOURS, 1), slots, dtype=np.int64), lead_hours=hour, longest_hours=HOURS)


def model_of(
    *classes: tuple[CustomerClass, int],
    units: list[int],
    handover: Handover = Handover.CARRY,
) -> GeneralModel:
    """One place, so many customers of each class at the start, and units by the hour (the last goes on)."""
    capacity = units + units[-1:] * (HOURS - len(units))
    return GeneralModel(
        classes=tuple(kind for kind, _ in classes),
        rates=np.zeros((HOURS, len(classes), 1)),
        capacity=np.array(capacity, dtype=np.int64).reshape(-1, 1),
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.zeros(HOURS, dtype=np.int64),
        band=np.zeros(HOURS, dtype=np.int64),
        handover=handover,
        initial_backlog=np.array([[number] for _, number in classes]),
    )


def seen(run, model: GeneralModel) -> dict[str, list[float]]:
    """Counts by class, waits in hours."""
    counts = run(model, 1).counts
    found = {name: array.sum(axis=(1, 2)).tolist() for name, array in counts.items() if array.ndim == 3}
    return {
        name: [value / TICKS_PER_HOUR for value in values] if "wait_" in name else values
        for name, values in found.items()
    }


def begun(model: GeneralModel) -> list[list[float]]:
    """When each customer's units were sent, in hours, in the order of the classes."""
    return [[sending.sent_at / TICKS_PER_HOUR for sending in customer.sent] for customer in trace(model, 1)]


@BOTH
def test_a_diary_with_few_slots(run):
    """Two slots an hour from hour 3 to hour 5: of eight customers two have none, and the others wait 3, 4, 5 h."""
    diary = Diary(slots=np.full((HOURS, 1), 2, dtype=np.int64), lead_hours=3, longest_hours=5)
    kind = CustomerClass(name="diary", service=hours(0.5), diary=diary)
    found = seen(run, model_of((kind, 8), units=[2]))
    assert (found["attended"], found["no_slot"], found["wait_start"]) == ([6], [2], [24.0])


@BOTH
def test_a_diary_that_reaches_beyond_the_horizon(run):
    """The thirteenth hour is not simulated: whom the diary may still take then is not resolved."""
    diary = Diary(slots=np.full((HOURS, 1), 1, dtype=np.int64), lead_hours=10, longest_hours=30)
    kind = CustomerClass(name="diary", service=hours(0.5), diary=diary)
    found = seen(run, model_of((kind, 3), units=[2]))
    assert (found["attended"], found["unresolved"], found["no_slot"]) == ([2], [1], [0])
    assert (found["wait_start"], found["wait_open"]) == ([21.0], [12.0])


@BOTH
def test_a_diary_whose_slots_are_shared_by_a_block_of_hours(run):
    """Two slots in each four hours, the first hour after: two begin at 1, two at 5 and two at 9, at the same hour."""
    slots = np.array([2, 0, 0, 0] * 3, dtype=np.int64)[:, None]
    diary = Diary(slots=slots, lead_hours=1, longest_hours=HOURS, block_hours=4)
    kind = CustomerClass(name="diary", service=hours(0.5), diary=diary)
    model = model_of((kind, 7), units=[2])
    found = seen(run, model)
    assert (found["attended"], found["unresolved"], found["wait_start"]) == ([6], [1], [2 * (1 + 5 + 9)])
    assert begun(model) == [[1], [1], [5], [5], [9], [9], []]


@BOTH
def test_a_diary_with_leads_of_the_hour(run):
    """Of those there at 0 each asks for hour 2 or for hour 7; one slot an hour, so they fill 2, 3, … and 7, 8, …"""
    leads = np.tile(np.array([2, 7], dtype=np.int64), (HOURS, 1))
    diary = Diary(slots=np.ones((HOURS, 1), dtype=np.int64), lead_hours=0, longest_hours=HOURS, leads=leads)
    kind = CustomerClass(name="diary", service=hours(0.5), diary=diary)
    model = model_of((kind, 6), units=[1])
    hours_begun = sorted(hour for customer in begun(model) for hour in customer)
    early = [hour for hour in hours_begun if hour < 7]
    assert early == list(range(2, 2 + len(early)))
    assert hours_begun[len(early) :] == list(range(7, 7 + len(hours_begun) - len(early)))
    assert 0 < len(early) < 6 or hours_begun == [2, 3, 4, 5, 6, 7]
    assert seen(run, model)["wait_start"] == [sum(hours_begun)]


@BOTH
def test_those_who_are_closed_cancel_and_are_upgraded_in_their_hours(run):
    """One unit, three hours each: the first starts at 0 and the second at 3; the third is closed at 5.

    Of three routine customers with patience for 4 h, upgraded after 2 h: all three turn urgent at 2, behind the
    urgent ones, and are closed 5 h later, at 7, but the one who starts at 6.
    """
    urgent = CustomerClass(name="urgent", service=hours(3), closes_after_ticks=5 * TICKS_PER_HOUR)
    upgrade = Upgrade(probability=1.0, after=hours(2), to_class=0)
    routine = CustomerClass(name="routine", service=hours(3), patience=hours(4), upgrade=upgrade)
    found = seen(run, model_of((urgent, 3), (routine, 3), units=[1]))
    assert (found["upgraded"], found["upgraded_in"]) == ([0, 3], [3, 0])
    assert (found["attended"], found["closed"], found["cancelled"]) == ([3, 0], [3, 0], [0, 0])
    assert found["wait_start"] == [0 + 3 + 6, 0]


@BOTH
@pytest.mark.parametrize(("standard", "late"), [(4, 0), (2, 1)])
def test_one_who_is_upgraded_is_judged_once_by_the_class_it_was_received_in(run, standard, late):
    """Two jobs of three hours for one unit: the second is upgraded at 2 and begun at 3."""
    urgent = CustomerClass(name="urgent", service=hours(3), standard_ticks=TICKS_PER_HOUR)
    upgrade = Upgrade(to_class=0, probability=1.0, after=hours(2))
    routine = CustomerClass(
        name="routine", service=hours(3), upgrade=upgrade, standard_ticks=standard * TICKS_PER_HOUR
    )
    found = seen(run, model_of((urgent, 0), (routine, 2), units=[1]))
    assert (found["upgraded"], found["upgraded_in"], found["attended"]) == ([0, 1], [1, 0], [1, 1])
    assert found["breaches"] == [0, late]


@BOTH
def test_one_whose_patience_ends_as_it_would_be_closed_cancels(run):
    both = CustomerClass(
        name="both", service=hours(9), patience=hours(2), closes_after_ticks=2 * TICKS_PER_HOUR
    )
    found = seen(run, model_of((both, 2), units=[1]))
    assert (found["attended"], found["cancelled"], found["closed"]) == ([1], [1], [0])


@BOTH
def test_one_who_would_be_closed_as_a_unit_comes_free_is_closed(run):
    kind = CustomerClass(name="only", service=hours(3), closes_after_ticks=3 * TICKS_PER_HOUR)
    found = seen(run, model_of((kind, 2), units=[1]))
    assert (found["attended"], found["closed"]) == ([1], [1])


@BOTH
def test_the_first_who_came_is_served_first(run):
    """Three come at 1, 2 and 3 for two hours each: the second starts at 3, and the third is closed at 4½."""
    kind = CustomerClass(
        name="only",
        service=hours(2),
        diary=coming(1, slots=1),
        closes_after_ticks=3 * TICKS_PER_HOUR // 2,
        standard_ticks=4 * TICKS_PER_HOUR,
    )
    found = seen(run, model_of((kind, 3), units=[1]))
    assert (found["attended"], found["closed"], found["wait_start"]) == ([2], [1], [1 + 3])
    assert found["breaches"] == [1]  # the third had waited longer than four hours, the second would not have


@BOTH
def test_a_reserve_is_kept_for_the_urgent(run):
    """Three units, one in reserve: two routine jobs begin at 0, the third at 2, the urgent one at 1 at once."""
    urgent = CustomerClass(name="urgent", service=hours(2), diary=coming(1))
    routine = CustomerClass(name="routine", service=hours(2), reserve=1)
    model = model_of((urgent, 1), (routine, 3), units=[3])
    assert begun(model) == [[1], [0], [0], [2]]
    assert seen(run, model)["wait_start"] == [1, 2]


@BOTH
@pytest.mark.parametrize(
    ("handover", "starts"), [(Handover.CARRY, [0, 0, 3, 3]), (Handover.RELIEVE, [0, 0, 2, 3])]
)
def test_a_handover_to_a_smaller_crew(run, handover, starts):
    """Two units out until 3; from 2 on there is one, which relief brings at once; from 3 on there are two."""
    kind = CustomerClass(name="only", service=hours(3))
    model = model_of((kind, 4), units=[2, 2, 1, 2], handover=handover)
    assert begun(model) == [[start] for start in starts]
    assert seen(run, model)["wait_start"] == [sum(starts)]


@BOTH
def test_units_together_hold_up_those_behind(run):
    """Three units, one kept by the first for 4 h: the second needs three and begins at 4, and the third after it."""
    one = CustomerClass(name="one", service=hours(4))
    three = CustomerClass(name="three", service=hours(1), units=(0, 0, 1.0), several=Several.TOGETHER)
    model = model_of((one, 1), (three, 1), (one, 1), units=[3])
    assert begun(model) == [[0], [4, 4, 4], [5]]
    assert seen(run, model)["wait_start"] == [0, 4, 5]


@BOTH
def test_units_as_they_come_free_are_not_waited_for(run):
    """The same, begun with the two units there are: the third comes at 1, before anybody else is begun.

    Of the two last one begins at 1, with the other unit that is free, and one at 2, when the third is done.
    """
    one = CustomerClass(name="one", service=hours(4))
    three = CustomerClass(name="three", service=hours(1), units=(0, 0, 1.0), several=Several.AS_FREE)
    model = model_of((one, 1), (three, 1), (one, 2), units=[3])
    assert begun(model) == [[0], [0, 0, 1], [1], [2]]
    assert seen(run, model)["wait_start"] == [0, 0, 1 + 2]


@BOTH
def test_elastic_work_that_finds_no_unit_vanishes(run):
    elastic = CustomerClass(name="elastic", service=hours(1), elastic=True)
    found = seen(run, model_of((elastic, 5), units=[2]))
    assert (found["attended"], found["vanished"], found["wait_start"]) == ([2], [3], [0])


def five_jobs(units: int) -> GeneralModel:
    """Five jobs: one urgent, for two hours, at hour 2; four routine, of 1, 1 and 2 hours at 0 and 2 hours at 1."""
    return model_of(
        (CustomerClass(name="urgent", service=hours(2), diary=coming(2)), 1),
        (CustomerClass(name="routine, short", service=hours(1)), 2),
        (CustomerClass(name="routine, long", service=hours(2)), 1),
        (CustomerClass(name="routine, later", service=hours(2), diary=coming(1)), 1),
        units=[units],
    )


@BOTH
def test_one_unit_more_may_make_somebody_wait_longer(run):
    """Alone, the unit is free at 2 for the urgent job; two have both begun long routine jobs at 1."""
    alone, two = five_jobs(1), five_jobs(2)
    assert begun(alone) == [[2], [0], [1], [4], [6]]
    assert begun(two) == [[3], [0], [0], [1], [1]]
    assert seen(run, alone)["wait_start"] == [
        2,
        1,
        4,
        6,
    ]  # since the start, the time to the appointment included
    assert seen(run, two)["wait_start"] == [3, 0, 1, 1]


@pytest.mark.parametrize("room", [1, 2, 400, 401])
def test_how_much_room_there_is_at_first_changes_nothing(monkeypatch: pytest.MonkeyPatch, room: int):
    model = model_of((CustomerClass(name="only", service=hours(1)), 401), units=[7])
    usual = simulate(model, 1).counts
    asked: list[int] = []

    def noticed(block, needed: int):
        asked.append(needed)
        return with_room(block, needed)

    monkeypatch.setattr("dueregard.engine.queueing.general.with_room", noticed)
    monkeypatch.setattr("dueregard.engine.queueing.general_layout.FIRST_ROOM", room)
    found = simulate(model, 1).counts
    assert bool(asked) == (room < 401), "the case is one in which room runs out, or just does not"
    assert all(np.array_equal(found[name], usual[name]) for name in usual)
    assert usual["attended"].sum() == 7 * HOURS


def sent_in(model: GeneralModel, *hours_of_class: range) -> GeneralModel:
    """The same with the hours in which units are sent to each class."""
    sends = [[hour in each for each in hours_of_class] for hour in range(HOURS)]
    return replace(model, sends=np.array(sends, dtype=np.bool_))


@BOTH
def test_a_class_outside_its_hours_waits_until_they_begin(run):
    """Two units, jobs of an hour and a half, units sent from 4 up to 6: two begin at 4, two at 5½, none after 6.

    The four that are left begin when the hours begin again: two at 10 and two at 11½.
    """
    only = CustomerClass(name="only", service=hours(1.5))
    model = sent_in(model_of((only, 9), units=[2]), range(4, 6))
    again = replace(model, sends=np.array([[hour in (4, 5, 10, 11)] for hour in range(HOURS)]))
    assert begun(model) == [[4], [4], [5.5], [5.5]] + 5 * [[]]
    assert begun(again) == [[4], [4], [5.5], [5.5], [10], [10], [11.5], [11.5], []]
    found = seen(run, again)
    assert (found["attended"], found["unresolved"]) == ([8], [1])
    assert (found["wait_start"], found["wait_open"]) == ([2 * (4 + 5.5 + 10 + 11.5)], [12])


@BOTH
def test_a_class_outside_its_hours_holds_nobody_up_and_loses_no_place(run):
    """One unit. Queued jobs wait for hour 3; the unit is at files, begun at 0 and 1, and at an urgent job at 2.

    It is done at 4, and the queued jobs begin at 4 and 5, before the files that wait.
    """
    urgent = CustomerClass(name="urgent", service=hours(2), diary=coming(2))
    queued = CustomerClass(name="queued", service=hours(1))
    files = CustomerClass(name="files", service=hours(1))
    model = model_of((urgent, 1), (queued, 2), (files, 3), units=[1])
    model = sent_in(model, range(HOURS), range(3, HOURS), range(HOURS))
    assert begun(model) == [[2], [4], [5], [0], [1], [6]]
    assert seen(run, model)["wait_start"] == [2, 4 + 5, 0 + 1 + 6]


@BOTH
def test_units_that_are_lacking_are_sent_within_the_hours_too(run):
    """Begun at 0 with one unit of two; the unit that is free at 1 is not sent before the hours begin again, at 3."""
    other = CustomerClass(name="other", service=hours(1))
    two = CustomerClass(name="two", service=hours(5), units=(0, 1.0))
    last = CustomerClass(name="last", service=hours(1), diary=coming(1))
    model = model_of((other, 1), (two, 1), (last, 1), units=[2])
    model = replace(model, sends=np.array([[True, hour not in (1, 2), True] for hour in range(HOURS)]))
    assert begun(model) == [[0], [0, 3], [1]]
    assert seen(run, model)["wait_start"] == [0, 0, 1]


@BOTH
def test_help_from_other_places_comes_within_the_hours_too(run):
    """Two places that help each other, a unit at one: outside the hours it is sent to the class behind."""
    helped = CustomerClass(name="helped", service=hours(1), helped=True)
    behind = CustomerClass(name="behind", service=hours(1), helped=True)
    model = replace(
        model_of((helped, 0), (behind, 0), units=[1]),
        rates=np.zeros((HOURS, 2, 2)),
        capacity=np.tile(np.array([[1, 0]], dtype=np.int64), (HOURS, 1)),
        preference=np.array([[0, 1], [1, 0]]),
        travel_factor=np.ones((2, 2)),
        initial_backlog=np.array([[0, 2], [0, 2]]),
    )
    model = sent_in(model, range(1, 2), range(HOURS))
    assert begun(model) == [[1], [], [0], [2]]
    assert seen(run, model)["wait_start"] == [1, 0 + 2]


@BOTH
def test_the_taking_of_a_call_is_in_every_wait(run):
    """Two jobs of an hour, half an hour taken before each: waits of ½ and 1¾ h, the second late by one hour's."""
    kind = CustomerClass(
        name="only",
        service=hours(1),
        travel=hours(0.25),
        waited_ticks=TICKS_PER_HOUR // 2,
        standard_ticks=TICKS_PER_HOUR,
        closes_after_ticks=3 * TICKS_PER_HOUR // 2,
    )
    found = seen(run, model_of((kind, 3), units=[1]))
    assert begun(model_of((kind, 3), units=[1])) == [[0], [1.25], []]
    assert (found["wait_start"], found["wait_arrival"]) == ([0.5 + 1.75], [0.75 + 2])
    assert (found["breaches"], found["closed"]) == ([2], [1])  # the third is closed after 1½ h in the queue
