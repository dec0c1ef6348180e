"""Capacity readings, worked out twice: in columns by Hall's theorem, and hour by hour by seating people."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dueregard.capacity.doubled import shared_people
from dueregard.capacity.presence import Muster
from dueregard.capacity.reading import read_target
from dueregard.capacity.reading_plain import read_plainly
from dueregard.capacity.units import Target
from dueregard.common.codecs import Id
from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import ABSENCE_CAUSES, DutyFunction, Grid
from dueregard.workforce.people import HeldSkill, Person, PostKind, Rank
from dueregard.workforce.roster import Duty, Roster
from dueregard.workforce.units import Role, RoleNeed, UnitShape

ZONE, HOURS = "Europe/London", 6
SKILLS = ("order", "driver")
RANKS = (Rank.CONSTABLE, Rank.SERGEANT)
POSTS: tuple[dict[str, Any], ...] = (
    {"rank": Rank.CONSTABLE},
    {"rank": Rank.SERGEANT},
    {"rank": Rank.SERGEANT, "kind": PostKind.SPECIAL},
    {"kind": PostKind.STAFF},
)
# Windows cross a local midnight and the changes of the clocks.
STARTS = [datetime(2022, 10, 29, 21, tzinfo=UTC), datetime(2023, 3, 25, 22, tzinfo=UTC)]


@st.composite
def people(draw, start: datetime) -> list[Person]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        held = []
        for skill in draw(st.lists(st.sampled_from(SKILLS), max_size=3)):
            day = st.none() | st.integers(-1, 2).map(lambda ahead: start.date() + timedelta(days=ahead))
            from_on, until_on = draw(day), draw(day)
            if from_on and until_on and until_on < from_on:
                from_on, until_on = until_on, from_on
            held.append(HeldSkill(skill=Id(skill), from_on=from_on, until_on=until_on))
        found.append(
            Person(
                id=Id(f"p{number}"),
                function=DutyFunction.RESPONSE,
                local_area=Id("north"),
                **draw(st.sampled_from(POSTS)),
                post=draw(st.none() | st.just(Id("desk"))),
                restricted=draw(st.integers(0, 5)) == 0,
                skills=tuple(held),
            )
        )
    return found


@st.composite
def targets(draw, name: str) -> Target:
    roles = tuple(
        Role(
            id=Id(f"r{number}"),
            ranks=tuple(draw(st.lists(st.sampled_from(RANKS), max_size=1))),
            skills=tuple(map(Id, draw(st.lists(st.sampled_from(SKILLS), max_size=2, unique=True)))),
            kinds=draw(st.sampled_from([(), (), (PostKind.SPECIAL, PostKind.STAFF)])),
            posts=draw(st.sampled_from([(), (), (Id("desk"),)])),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    needs = tuple(RoleNeed(role=role.id, officers=draw(st.integers(1, 2))) for role in roles)
    return Target(
        id=Id(name),
        what=name,
        unit=UnitShape(id=Id("unit"), source="made up", needs=needs, roles=roles),
        number=draw(st.integers(1, 2)),
        within_minutes=draw(st.none() | st.integers(0, 400)),
        sustained_minutes=draw(st.sampled_from([0, 0, 1, 90, 720, 721, 1500, 3000])),
    )


@st.composite
def cases(draw):
    start = draw(st.sampled_from(STARTS))
    who = draw(people(start))
    names = st.sampled_from([person.id for person in who]) if who else None

    def span() -> tuple[datetime, datetime]:
        begins = draw(st.integers(-400, 60 * HOURS + 700))
        ends = begins + draw(st.integers(1, 600))
        return start + timedelta(minutes=begins), start + timedelta(minutes=ends)

    duties, absences = [], []
    for _ in range(draw(st.integers(0, 8)) if who else 0):
        begins, ends = span()
        duties.append(Duty(person=draw(names), begins_at=begins, ends_at=ends))
    for _ in range(draw(st.integers(0, 3)) if who else 0):
        begins, ends = span()
        cause = draw(st.sampled_from(ABSENCE_CAUSES))
        absences.append(Absence(person=draw(names), cause=cause, begins_at=begins, ends_at=ends))
    muster = Muster(
        draw(st.integers(0, 120)), draw(st.integers(0, 300)), 720, draw(st.sampled_from([0, 660, 800]))
    )
    return who, duties, absences, Grid(start, HOURS, ZONE, ("north",)), muster


@given(cases(), targets("one"))
def test_every_hour_is_read_as_the_twin_reads_it(case, target):
    who, duties, absences, grid, muster = case
    roster = Roster.of_records(ZONE, ["north"], who, duties, absences)
    ours = read_target(roster, grid, target, muster)
    assert ours.units.tolist() == read_plainly(who, duties, absences, grid, [target], muster)
    assert ((ours.units >= target.number) == (ours.short <= 0)).all()


@given(cases(), targets("one"), targets("other"))
def test_two_targets_are_met_together_when_the_twin_can_seat_both(case, one, other):
    who, duties, absences, grid, muster = case
    roster = Roster.of_records(ZONE, ["north"], who, duties, absences)
    readings = [read_target(roster, grid, target, muster) for target in (one, other)]
    twin = read_plainly(who, duties, absences, grid, [one, other], muster)
    together = sum(units > 0 for units in twin)
    pairs = shared_people(roster, readings, muster)
    each = int(((readings[0].units >= one.number) & (readings[1].units >= other.number)).sum())
    assert [(pair.hours_each, pair.hours_together) for pair in pairs] == [(each, together)] * len(pairs)
    if not pairs:
        assert together == each
