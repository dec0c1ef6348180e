"""Shifts run in local time, past midnight and through the changes of the clocks."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.workforce.hours import AbsenceCause, DutyFunction, Grid, GridUnusable, RosterHours
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Duty, Roster, RosterUnusable, roster_of_teams
from dueregard.workforce.roster_hours import ExpansionRefused, expand_roster
from dueregard.workforce.shifts import ClockTime, Pattern, Shift

LONDON = "Europe/London"
NIGHT = Shift(id=Id("night"), begins=ClockTime.parse("22:00"), ends=ClockTime.parse("07:00"))
EARLY = Shift(id=Id("early"), begins=ClockTime.parse("07:00"), ends=ClockTime.parse("17:00"))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2022, 10, 28), 9), (date(2022, 10, 29), 10), (date(2023, 3, 25), 8), (date(2023, 3, 26), 9)],
)
def test_a_night_is_as_long_as_the_clocks_make_it(day: date, hours: int):
    begins, ends = NIGHT.minutes_on(day, LONDON)
    assert ends - begins == 60 * hours


def test_a_shift_that_ends_when_it_begins_lasts_a_day():
    around = Shift(id=Id("around"), begins=ClockTime(0), ends=ClockTime(0))
    begins, ends = around.minutes_on(date(2022, 7, 1), LONDON)
    assert ends - begins == 24 * 60


@pytest.mark.parametrize("text", ["24:00", "7", "07:60", "7.30", "-1:00"])
def test_a_time_that_is_on_no_clock_is_refused(text: str):
    with pytest.raises(ValueError, match="from 00:00 to 23:59"):
        ClockTime.parse(text)


def test_five_teams_cover_every_shift_of_every_day():
    cycle = tuple(Id(name) for name in ["early"] * 2 + ["late"] * 2 + ["night"] * 2 + ["rest"] * 4)
    pattern = Pattern(id=Id("five"), cycle=cycle, begins_on=date(2022, 10, 3), teams=5)
    for ahead in range(-20, 20):
        day = pattern.begins_on + timedelta(days=ahead)
        at_work = sorted(pattern.shift_on(team, day) for team in range(5))
        assert at_work == ["early", "late", "night", "rest", "rest"]


def team_of_two(days: int, first_on: date) -> Roster:
    pattern = Pattern(id=Id("nights"), cycle=(Id("night"), Id("rest")), begins_on=date(2022, 10, 3))
    people = [
        Person(id=Id(name), function=DutyFunction.RESPONSE, local_area=Id("north"), team=Id("team"))
        for name in ("ann", "ben")
    ]
    loose = Person(id=Id("cy"), function=DutyFunction.OTHER, local_area=Id("north"))
    works = {Id("team"): (pattern, 0)}
    return roster_of_teams(LONDON, ["north"], [*people, loose], works, [NIGHT], first_on, days)


def test_the_first_night_is_staffed_by_those_who_began_the_day_before():
    grid = Grid.of_days(date(2022, 10, 4), 1, ("north",), LONDON)
    minutes = expand_roster(team_of_two(1, date(2022, 10, 4)), grid).rostered.sum(axis=(1, 2))
    assert minutes.tolist() == [120] * 7 + [0] * 17


def test_a_pattern_that_names_an_unknown_shift_is_refused():
    pattern = Pattern(id=Id("p"), cycle=(Id("early"),), begins_on=date(2022, 10, 3))
    with pytest.raises(RosterUnusable, match='names a shift "early"'):
        roster_of_teams(LONDON, ["north"], [], {Id("team"): (pattern, 0)}, [NIGHT], date(2022, 10, 3), 1)


def test_the_night_the_clocks_go_back_has_an_hour_more():
    grid = Grid.of_days(date(2022, 10, 30), 1, ("north",), LONDON)
    assert grid.hours == 25
    assert grid.hours_of_week[:4].tolist() == [144, 145, 145, 146]
    assert set(grid.local_days.tolist()) == {date(2022, 10, 30).toordinal()}
    pattern = Pattern(id=Id("p"), cycle=(Id("night"),), begins_on=date(2022, 10, 3))
    ann = Person(id=Id("ann"), function=DutyFunction.RESPONSE, local_area=Id("north"), team=Id("team"))
    works = {Id("team"): (pattern, 0)}
    roster = roster_of_teams(LONDON, ["north"], [ann], works, [NIGHT], date(2022, 10, 30), 1)
    minutes = expand_roster(roster, grid).rostered[:, 0, 0]
    assert minutes.tolist() == [60] * 8 + [0] * 15 + [60] * 2


PERSON = Person(id=Id("ann"), function=DutyFunction.RESPONSE, local_area=Id("north"))
AT = datetime(2022, 10, 3, 7, tzinfo=UTC)


def duty(**changed: object) -> Duty:
    fields = {"person": Id("ann"), "begins_at": AT, "ends_at": AT + timedelta(hours=8), **changed}
    return Duty(**fields)  # type: ignore[arg-type]


def test_a_roster_that_names_what_is_not_there_is_refused():
    with pytest.raises(RosterUnusable, match='a person "ben"'):
        Roster.of_records(LONDON, ["north"], [PERSON], [duty(person=Id("ben"))])
    with pytest.raises(RosterUnusable, match='a local area "south"'):
        Roster.of_records(LONDON, ["north"], [PERSON], [duty(local_area=Id("south"))])
    with pytest.raises(RosterUnusable, match="ann stands 2 times"):
        Roster.of_records(LONDON, ["north"], [PERSON, PERSON], [])
    with pytest.raises(ValueError, match="ends before it begins"):
        duty(ends_at=AT)
    with pytest.raises(ValueError, match="no time zone"):
        duty(begins_at=datetime(2022, 10, 3, 7))  # noqa: DTZ001 - that is the fault


def test_duties_where_the_grid_has_no_place_are_refused_rather_than_dropped():
    roster = Roster.of_records(LONDON, ["north"], [PERSON], [duty()])
    with pytest.raises(ExpansionRefused, match='response in "north", which the grid lacks'):
        expand_roster(roster, Grid(AT, 3, LONDON, ("south",)))
    with pytest.raises(ExpansionRefused, match="response"):
        expand_roster(roster, Grid(AT, 3, LONDON, ("north",), (DutyFunction.CUSTODY,)))


def test_the_hash_of_a_roster_changes_with_its_content():
    one, same, other = (
        Roster.of_records(LONDON, ["north"], [PERSON], [duty(ends_at=AT + timedelta(hours=hours))])
        for hours in (8, 8, 9)
    )
    assert one.sha256() == same.sha256() != other.sha256()


@pytest.mark.parametrize(
    ("start", "hours", "areas", "told"),
    [
        (datetime(2022, 10, 3), 1, ("a",), "give that moment in UTC"),  # noqa: DTZ001 - that is the fault
        (AT.replace(minute=30), 1, ("a",), "start them on the hour"),
        (AT, 0, ("a",), "give it 1 to 100,000"),
        (AT, 1, ("a", "a"), "name each of them once"),
        (AT, 1, (), "name each of them once"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(start, hours, areas, told):
    with pytest.raises(GridUnusable, match=told):
        Grid(start, hours, LONDON, areas)


def test_roster_hours_that_contradict_themselves_are_refused():
    grid = Grid(AT, 2, LONDON, ("north",))
    nothing, one = grid.nothing(), grid.nothing()
    one[0, 0, 0] = 1
    with pytest.raises(GridUnusable, match="more officers are absent"):
        RosterHours(grid, nothing, {AbsenceCause.LEAVE: one}, {})
    with pytest.raises(GridUnusable, match="fall below nought"):
        RosterHours(grid, -one, {}, {})
    with pytest.raises(GridUnusable, match="give whole numbers"):
        RosterHours(grid, np.zeros(grid.shape), {}, {})  # type: ignore[arg-type]
    assert RosterHours(grid, one, {AbsenceCause.LEAVE: one}, {}).present.sum() == 0
