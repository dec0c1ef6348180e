"""What a roster comes to, worked out twice: in columns, and person by person and minute by minute."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.codecs import Id
from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import ABSENCE_CAUSES, DUTY_FUNCTIONS, DutyFunction, Grid
from dueregard.workforce.people import HeldSkill, Person
from dueregard.workforce.roster import Duty, Roster
from dueregard.workforce.roster_hours import expand_roster
from dueregard.workforce.roster_hours_plain import expand_plainly

ZONE = "Europe/London"
AREAS = ("north", "south")
SKILLS = ("public-order", "driver")
HOURS = 5
# Each window crosses a local midnight or a change of the clocks.
STARTS = [
    datetime(2022, 10, 29, 22, tzinfo=UTC),
    datetime(2022, 10, 30, 0, tzinfo=UTC),
    datetime(2023, 3, 25, 23, tzinfo=UTC),
    datetime(2023, 7, 1, 21, tzinfo=UTC),
]


@st.composite
def spans(draw, start: datetime) -> tuple[datetime, datetime]:
    begins = draw(st.integers(-90, 60 * HOURS + 30))
    minutes = draw(st.integers(1, 200))
    return start + timedelta(minutes=begins), start + timedelta(minutes=begins + minutes)


@st.composite
def skills(draw, around: date) -> HeldSkill:
    days = st.none() | st.integers(-1, 1).map(lambda ahead: around + timedelta(days=ahead))
    from_on, until_on = draw(days), draw(days)
    if from_on and until_on and until_on < from_on:
        from_on, until_on = until_on, from_on
    return HeldSkill(skill=Id(draw(st.sampled_from(SKILLS))), from_on=from_on, until_on=until_on)


@st.composite
def rosters(draw) -> tuple[list[Person], list[Duty], list[Absence], Grid]:
    start = draw(st.sampled_from(STARTS))
    places = st.sampled_from([Id(area) for area in AREAS])
    functions = st.sampled_from(DutyFunction)
    people, duties, absences = [], [], []
    for number in range(draw(st.integers(0, 3))):
        name = Id(f"p{number}")
        held = draw(st.lists(skills(start.date()), max_size=3))
        people.append(Person(id=name, function=draw(functions), local_area=draw(places), skills=tuple(held)))
        for begins, ends in draw(st.lists(spans(start), max_size=3)):
            elsewhere = {"function": draw(st.none() | functions), "local_area": draw(st.none() | places)}
            duties.append(Duty(person=name, begins_at=begins, ends_at=ends, **elsewhere))
        for begins, ends in draw(st.lists(spans(start), max_size=3)):
            cause = draw(st.sampled_from(ABSENCE_CAUSES))
            absences.append(Absence(person=name, cause=cause, begins_at=begins, ends_at=ends))
    return (
        people,
        duties,
        absences,
        Grid(start, HOURS, ZONE, AREAS, tuple(draw(st.permutations(DUTY_FUNCTIONS)))),
    )


@given(rosters())
def test_every_minute_is_counted_as_the_twin_counts_it(case):
    people, duties, absences, grid = case
    roster = Roster.of_records(ZONE, ("south", "north"), people, duties, absences)
    ours = expand_roster(roster, grid, SKILLS)
    twin = expand_plainly(people, duties, absences, grid, SKILLS)
    np.testing.assert_array_equal(ours.rostered, twin.rostered)
    for cause in ABSENCE_CAUSES:
        np.testing.assert_array_equal(ours.absent_by_cause[cause], twin.absent_by_cause[cause], cause)
    for skill in SKILLS:
        np.testing.assert_array_equal(ours.trained[skill], twin.trained[skill], skill)


@given(rosters(), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_listed_changes_nothing(case, random):
    people, duties, absences, grid = case
    shuffled = random.sample(people, len(people))
    one, other = (
        expand_roster(Roster.of_records(ZONE, AREAS, listed, duties, absences), grid, SKILLS)
        for listed in (people, shuffled)
    )
    np.testing.assert_array_equal(one.rostered, other.rostered)
    np.testing.assert_array_equal(one.present, other.present)
    np.testing.assert_array_equal(one.trained["driver"], other.trained["driver"])
