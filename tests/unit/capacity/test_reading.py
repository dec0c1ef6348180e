"""Readings that can be checked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from dueregard.capacity.confidence import confidence_of
from dueregard.capacity.doubled import shared_people
from dueregard.capacity.files import Asked, read_file, shipped_units, target_asked
from dueregard.capacity.reading import read_target
from dueregard.capacity.units import Target, TargetUnusable, plain_unit, target_of
from dueregard.common.codecs import Id
from dueregard.common.errors import FaultsFound
from dueregard.workforce.absence import Absence
from dueregard.workforce.people import Person, Rank
from dueregard.workforce.roster import Duty
from dueregard.workforce.units import Role, RoleNeed, UnitShape
from tests.unit.capacity.small import DAY, GRID, MUSTER, away, on_duty, person, roster


def drivers(number: int, within: float | None = None, sustained: float = 0) -> Target:
    hours = None if within is None else Decimal(str(within))
    return target_of(Id("drivers"), "drivers", plain_unit("driver"), number, hours, Decimal(str(sustained)))


def units(
    target: Target, people: list[Person], duties: list[Duty], absences: list[Absence] | None = None
) -> list[int]:
    held = roster(people, duties, absences)
    found: list[int] = read_target(held, GRID, target, MUSTER).units.tolist()
    return found


def test_on_duty_soon_off_duty_after_the_muster_time():
    held = ([person("a", "driver"), person("b", "driver")], [on_duty("a")])
    assert units(drivers(1, within=1), *held) == [0] * 7 + [1] * 10 + [0] * 7
    assert units(drivers(1, within=4), *held) == [2] * 24
    assert units(drivers(1, within=3.9), *held) == [0] * 7 + [1] * 10 + [0] * 7
    assert units(drivers(1, within=0.5), *held) == [0] * 24


def test_whoever_is_away_between_the_call_and_the_end_does_not_count():
    people, gone = [person("a", "driver")], [away("a", 12, 14)]
    assert units(drivers(1), people, [], gone) == [1] * 12 + [0, 0] + [1] * 10
    # 4 hours to muster and 2 to stay: away from 12 rules out calls from 07:00 (13:00 is past 12:00) to 13:00
    assert units(drivers(1, within=4, sustained=2), people, [], gone) == [1] * 7 + [0] * 7 + [1] * 10


def test_a_skill_that_lapses_before_the_end_does_not_count():
    people = [person("a", "driver", until=DAY)]
    assert units(drivers(1, within=4), people, []) == [1] * 21 + [0] * 3
    assert units(drivers(1, within=4, sustained=10), people, []) == [1] * 11 + [0] * 13


def test_what_is_kept_up_longer_than_a_tour_needs_its_reliefs_too():
    people = [person(name, "driver") for name in "abc"]
    assert units(drivers(1, within=4, sustained=12), people, []) == [3] * 24
    # twelve hours of work and eleven of rest take two teams: three people keep one place filled, not two
    assert units(drivers(1, within=4, sustained=13), people, []) == [1] * 24


def test_a_relief_may_come_a_tour_later_than_the_first():
    people = [person("a", "driver"), person("b", "driver")]
    assert units(drivers(1, within=1, sustained=24), people, [on_duty("a")]) == [0] * 7 + [1] * 10 + [0] * 7


def test_units_are_whole_and_nobody_fills_two_places():
    unit = UnitShape(
        id=Id("crew"),
        about="a crew",
        source="made up",
        needs=tuple(RoleNeed(role=Id(role), officers=1) for role in ("sergeant", "driver", "any")),
        roles=(
            Role(id=Id("sergeant"), ranks=(Rank.SERGEANT,)),
            Role(id=Id("driver"), skills=(Id("driver"),)),
            Role(id=Id("any")),
        ),
    )
    target = Target(id=Id("crews"), what="crews", unit=unit, number=2)
    people = [person("s", "driver", rank=Rank.SERGEANT), person("d", "driver"), person("x"), person("y")]
    reading = read_target(roster(people, []), GRID, target, MUSTER)
    assert reading.units.tolist() == [1] * 24
    # one more sergeant and one more constable would make two crews
    assert reading.worst(1)[0].short_people == 2
    assert reading.worst(1)[0].runs_out == ("sergeant",)


def test_nobody_who_is_not_to_be_sent_counts():
    assert units(drivers(1), [person("a", "driver", restricted=True)], []) == [0] * 24


def test_worst_hours_come_first_and_the_distribution_is_of_hours():
    held = roster([person("a", "driver"), person("b", "driver")], [on_duty("a"), on_duty("b", 7, 9)])
    reading = read_target(held, GRID, drivers(2, within=1), MUSTER)
    assert (reading.hours_met, reading.is_met, reading.least) == (2, False, 0)
    assert [row.hour for row in reading.worst(3)] == [0, 1, 2]
    assert [row.short_people for row in reading.worst(3)] == [2, 2, 2]
    assert reading.quantiles == ((5, 0), (25, 0), (50, 0), (75, 1), (95, 2))
    thursday = 3 * 24
    assert reading.least_by_hour_of_week[thursday + 6 : thursday + 10] == (0, 2, 2, 1)
    assert reading.least_by_hour_of_week[0] is None


def test_two_targets_that_count_the_same_people():
    people = [person("a", "driver", "medic"), person("b", "driver")]
    held = roster(people, [], [away("b", 10, 12)])
    medics = target_of(Id("medics"), "medics", plain_unit("medic"), 1)
    readings = [read_target(held, GRID, target, MUSTER) for target in (drivers(1), medics)]
    assert [reading.is_met for reading in readings] == [True, True]
    (pair,) = shared_people(held, readings, MUSTER)
    assert (pair.people, pair.hours_each, pair.hours_together) == (1, 24, 22)
    assert pair.is_counted_twice


def test_targets_that_share_nobody_are_no_pair():
    held = roster([person("a", "driver"), person("b", "medic")], [])
    medics = target_of(Id("medics"), "medics", plain_unit("medic"), 1)
    readings = [read_target(held, GRID, target, MUSTER) for target in (drivers(1), medics)]
    assert shared_people(held, readings, MUSTER) == ()


@pytest.mark.parametrize(
    ("known", "taken", "step"),
    [
        (20, DAY, "high"),
        (19, date(2022, 11, 1), "high"),
        (19, date(2022, 10, 30), "medium"),
        (15, DAY, "medium"),
        (14, DAY, "low"),
        (20, date(2022, 1, 1), "low"),
        (20, None, "low"),
    ],
)
def test_confidence_is_by_the_table(known: int, taken: date | None, step: str):
    people = [person(f"p{at}", "driver", until=DAY if at < known else None) for at in range(20)]
    assert confidence_of(plain_unit("driver"), people, DAY, DAY, taken).step == step


def test_a_file_is_told_all_its_faults():
    text = (
        "format: dueregard-readings 1\n"
        "units:\n"
        "  - {id: crew, about: a crew, source: ours, needs: [{role: any, officers: 0}], roles: [{id: any}]}\n"
        "targets:\n"
        "  - {target: here, number: 1}\n"
    )
    with pytest.raises(FaultsFound) as told:
        read_file(text, "readings.yaml")
    assert str(told.value).count("readings.yaml, line") == 2
    with pytest.raises(FaultsFound, match="write dueregard-readings 1"):
        read_file("format: dueregard-readings 2", "readings.yaml")


def test_a_unit_that_does_not_say_who_may_fill_a_role_counts_for_nothing():
    unit = UnitShape(id=Id("crew"), needs=(RoleNeed(role=Id("driver"), officers=1),), source="made up")
    with pytest.raises(TargetUnusable, match="does not say who may fill the role driver; describe it"):
        target_of(Id("crews"), "crews", unit, 2)


def test_a_target_without_a_number_says_what_to_do():
    asked = Asked(target=Id("mine"), skill=Id("driver"))
    with pytest.raises(TargetUnusable, match="say how many"):
        target_asked(asked, shipped_units(), (), (), DAY)
    with pytest.raises(TargetUnusable, match='did you mean "public-order-unit"'):
        target_asked(
            Asked(target=Id("mine"), unit=Id("public-order-units"), number=1), shipped_units(), (), (), DAY
        )
    with pytest.raises(TargetUnusable, match="asks for -1 units"):
        target_asked(Asked(target=Id("mine"), skill=Id("driver"), number=-1), (), (), (), DAY)
