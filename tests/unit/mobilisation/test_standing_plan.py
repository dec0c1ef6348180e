"""A plan that contradicts itself is no plan, and people in it have no names."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.standing_plan import known_again, most_at_once
from dueregard.mobilisation.standing_plan_file import read_standing_plan, with_people, write_standing_plan
from dueregard.workforce.pseudonyms import Pseudonyms
from tests.unit.mobilisation.small_plans import BEGINS, ENDS, need, part, plan, promised

NAMES = Pseudonyms(bytes(32))
ONE, OTHER = NAMES.of("C4471"), NAMES.of("C4472")


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: plan(serial=0), "the serial is 0"),
        (lambda: plan(valid_until=date(2026, 7, 31)), "before it begins"),
        (lambda: plan(audience=()), "names no audience"),
        (lambda: plan("a", 1, part(), part()), "the part first stands twice"),
        (lambda: plan("a", 1, part(people=(ONE,)), part("b", people=(ONE,))), "nobody is sent twice"),
        (lambda: plan("a", 1, part(kind=Id("dogs"))), "the kind dogs is not among the kinds"),
        (lambda: plan("a", 1, commitments=(promised(1, part="third"),)), "names the part third"),
        (lambda: plan("a", 1, commitments=(promised(3), promised(2))), "5 are promised at the same time"),
        (lambda: part(units=0), "0 units were given"),
        (lambda: part(people=(Id("C4471"),)), "who is not a pseudonym"),
        (lambda: promised(1, begins=ENDS, ends=BEGINS), "not after it begins"),
        (lambda: need(0), "0 officers were given"),
        (lambda: plan(officers=0), "a unit of 0 officers"),
    ],
)
def test_what_cannot_be_is_refused_in_words(made, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        made()


def test_a_unit_that_is_back_when_another_leaves_may_be_the_same():
    middle = BEGINS.after(24)
    after_each_other = (promised(4, ends=middle), promised(4, begins=middle))
    assert plan(commitments=after_each_other).commitments == after_each_other
    with pytest.raises(ValueError, match="8 are promised"):
        plan(commitments=(promised(4, ends=middle.after(1)), promised(4, begins=middle)))


@pytest.mark.parametrize("seed", range(20141104, 20141124))
def test_the_most_away_at_once_is_what_counting_hour_by_hour_finds(seed):
    chance = random.Random(seed)
    promises = []
    for _ in range(chance.randint(0, 9)):
        first = chance.randrange(40)
        last = first + chance.randint(1, 20)
        promises.append(promised(chance.randint(1, 5), begins=BEGINS.after(first), ends=BEGINS.after(last)))
    hours = [BEGINS.at + timedelta(hours=hour) for hour in range(60)]
    plainly = max(sum(p.units for p in promises if p.from_at.at <= at < p.until_at.at) for at in hours)
    assert most_at_once(promises) == plainly


def test_a_plan_written_reads_back_equal():
    whole = plan(
        "tidewater",
        7,
        part(people=(ONE,), joint=Id("north-dogs")),
        part("late", 2, 8),
        commitments=(promised(1),),
    )
    faults = FaultList()
    assert read_standing_plan(write_standing_plan(whole), "plan.yaml", faults) == whole
    faults.raise_if_any()


def test_the_same_person_is_known_again_in_another_plan_of_the_force_and_by_nobody_else():
    first = plan("tidewater", 1, part(people=(ONE, OTHER)))
    second = plan("tidewater", 2, part("other", people=(OTHER,)))
    assert known_again(first, second) == {OTHER}
    assert known_again(first, replace(second, force=Id("castermoor"))) == frozenset()
    assert Pseudonyms(bytes([1]) * 32).of("C4472") != OTHER


def test_people_come_in_by_a_file_and_stand_in_the_plan_as_pseudonyms():
    faults = FaultList()
    listed = with_people(plan(), "part,person\nfirst,C4471\nfirst, c4472 \n", "people.csv", NAMES, faults)
    faults.raise_if_any()
    assert set(listed.parts[0].people) == {ONE, OTHER}
    assert "4471" not in write_standing_plan(listed)


def test_a_mistake_in_the_file_of_people_names_nobody():
    faults = FaultList()
    with_people(plan(), "part,person\nsecond,C4471\nfirst,\n", "people.csv", NAMES, faults)
    with pytest.raises(DueRegardError) as told:
        faults.raise_if_any()
    assert '"second" is no part of the plan' in str(told.value)
    assert "4471" not in str(told.value)


def test_somebody_in_two_parts_is_refused():
    two = plan("tidewater", 1, part(), part("late"))
    with pytest.raises(DueRegardError, match="nobody is sent twice"):
        with_people(two, "part,person\nfirst,C1\nlate,C1\n", "people.csv", NAMES, FaultList())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("force: a\n", "write format: dueregard-standing-plan 1"),
        ("format: dueregard-standing-plan 2\n", "write format: dueregard-standing-plan 1"),
        ("format: dueregard-standing-plan 1\nforce: a\n", 'the field "serial" is missing'),
        ("format: [\n", "this is not YAML"),
    ],
)
def test_a_plan_that_cannot_be_read_is_told_in_words(text, told):
    faults = FaultList()
    assert read_standing_plan(text, "plan.yaml", faults) is None
    with pytest.raises(DueRegardError, match=re.escape(told)):
        faults.raise_if_any()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-08-08 18:00", "or with its offset"),
        ("2026-08-08T18:00:30Z", "or with its offset"),
        ("8 August", "or with its offset"),
        ("2026-13-01T00:00Z", "no such moment"),
        ("0001-01-01T00:00+02:00", "no such moment"),
        ("1700-01-01T00:00Z", "outside 1829 to 2199"),
    ],
)
def test_a_moment_without_its_offset_or_outside_time_is_refused(text, told):
    with pytest.raises(ValueError, match=told):
        Moment.parse(text)
