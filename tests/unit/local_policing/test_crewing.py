"""Crews of northmarch, and how they degrade, by figures a reader can check."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.local_policing.crewing import (
    CrewFloor,
    CrewingPolicy,
    CrewMix,
    CrewSkill,
    Degradation,
    crew,
    crews_of,
    extremes_of,
)
from dueregard.workforce.generating import generate_roster
from dueregard.workforce.generating_spec import load_shipped_spec
from dueregard.workforce.held_hours import PolicyRefused
from dueregard.workforce.hours import DUTY_FUNCTIONS, Grid, RosterHours
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.roster_hours import expand_roster

SHARES_OF_DEMAND = (16, 13, 12, 11, 10, 9, 9, 8, 7, 5)
TEN = tuple(f"n{number}" for number in range(10))
NORTHMARCH = CrewingPolicy(
    name=Id("northmarch"),
    about="12 % sergeants not crewed, 10 % breaks and briefing, 1.4 officers a unit.",
    sergeants_not_crewed=Decimal("0.12"),
    breaks=Decimal("0.10"),
    officers_a_unit=Decimal("1.4"),
    degrades=Degradation.SAME_MIX,
)
ALL_CREWED = CrewingPolicy(
    name=Id("all-crewed"),
    about="Every officer is on a crew all the time, half of the units double.",
    sergeants_not_crewed=Decimal(0),
    breaks=Decimal(0),
    officers_a_unit=Decimal("1.5"),
    degrades=Degradation.SAME_MIX,
)


def week(areas: tuple[str, ...] = TEN) -> Grid:
    return Grid.of_days(date(2022, 9, 26), 7, areas, "Europe/London")


def response_on_duty(grid: Grid) -> np.ndarray:
    """Teams of 350, 68 % of them there, on 07–17, 16–02 and 22–07, shared by demand: officer-minutes."""
    hours = grid.hours_of_week % 24
    teams = ((hours >= 7) & (hours < 17)).astype(int)
    teams += (hours >= 16) | (hours < 2)
    teams += (hours >= 22) | (hours < 7)
    minutes: np.ndarray = teams[:, None] * np.array(SHARES_OF_DEMAND) * (350 * 68 * 60 // 100) // 100
    return minutes


def test_northmarch_has_163_units_on_average_from_288_officers():
    grid = week()
    minutes = response_on_duty(grid)
    on_duty = minutes.sum(axis=1) / 60
    tuesday_at_five, saturday_at_one = 24 + 5, 5 * 24 + 1
    assert round(on_duty.mean()) == 288
    assert (round(on_duty[tuesday_at_five]), round(on_duty[saturday_at_one])) == (238, 476)
    crews = crew(minutes, minutes, grid, NORTHMARCH)
    assert round(float(crews.units.sum(axis=1).mean())) == 163
    # Four in ten units are double: (1.4 - 1) of them.
    assert float(crews.doubles.sum() / crews.units.sum()) == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize(
    ("degrades", "units"),
    [
        # 12 officers as planned are 8 units, 4 of them double; then 10, 8, 6 and 3 officers.
        (Degradation.SPLIT_DOUBLES, [8, 8, 8, 6, 3]),
        (Degradation.SAME_MIX, [8, 7, 5, 4, 2]),
        (Degradation.LOSE_SINGLES, [8, 6, 4, 3, 2]),
    ],
)
def test_how_crews_degrade_is_policy(degrades: Degradation, units: list[int]):
    grid = Grid(week().start, 5, "Europe/London", ("north",))
    working = np.array([12, 10, 8, 6, 3])[:, None] * 60
    policy = replace(
        ALL_CREWED,
        degrades=degrades,
    )
    crews = crew(working, np.full_like(working, 12 * 60), grid, policy)
    assert crews.units[:, 0].tolist() == units


def test_rounding_keeps_the_total_of_the_force():
    """Three local areas with 2.4 units each are 7.2 units, so 7: the first gets the odd one."""
    grid = Grid(week().start, 1, "Europe/London", ("a", "b", "c"))
    minutes = np.full((1, 3), 216)  # 3.6 officers
    crews = crew(minutes, minutes, grid, ALL_CREWED)
    assert crews.units.tolist() == [[3, 2, 2]]


def test_floors_split_doubles_and_double_crews_are_not_split():
    grid = Grid(week().start, 2, "Europe/London", ("north",))
    minutes = np.array([[6 * 60], [6 * 60]])
    floors = (CrewFloor(units=5, from_hour=0, until_hour=1), CrewFloor(double_crews=3, from_hour=1))
    policy = replace(
        ALL_CREWED,
        degrades=Degradation.SPLIT_DOUBLES,
        floors=floors,
    )
    crews = crew(minutes, minutes, grid, policy)
    assert crews.units[:, 0].tolist() == [5, 3]  # 4 without floors
    assert crews.doubles[:, 0].tolist() == [1, 3]


def test_a_mix_holds_where_and_when_it_says():
    grid = Grid.of_days(date(2023, 1, 9), 1, ("north", "south"), "Europe/London")
    minutes = np.full((24, 2), 12 * 60)
    night = CrewMix(local_area="north", from_hour=22, until_hour=7, officers_a_unit=Decimal(2))
    policy = replace(
        ALL_CREWED,
        degrades=Degradation.SAME_MIX,
        mixes=(night,),
    )
    units = crew(minutes, minutes, grid, policy).units
    assert units[[0, 6, 7, 21, 22]].tolist() == [[6, 8], [6, 8], [8, 8], [8, 8], [6, 8]]


def test_a_floor_for_an_unknown_local_area_is_refused():
    policy = replace(
        ALL_CREWED,
        officers_a_unit=Decimal(1),
        degrades=Degradation.SAME_MIX,
        floors=(CrewFloor(local_area="nroth", units=1),),
    )
    grid = Grid(week().start, 1, "Europe/London", ("north",))
    with pytest.raises(PolicyRefused, match='did you mean "north"'):
        crew(np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64), grid, policy)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("sergeants_not_crewed", Decimal(1), "nobody would be crewed"),
        ("breaks", Decimal("-0.1"), "give a share from 0 to 1"),
        ("officers_a_unit", Decimal("2.1"), "write 1 to 2"),
        ("officers_a_unit", Decimal("1.33333"), "four places"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(field: str, value: Decimal, told: str):
    with pytest.raises(ValueError, match=told):
        replace(NORTHMARCH, **{field: value})  # type: ignore[arg-type]


def test_mixes_too_finely_divided_are_refused_not_miscounted():
    mixes = tuple(
        CrewMix(officers_a_unit=Decimal(f"1.{digits}")) for digits in (1003, 1009, 1013, 1019, 1021)
    )
    policy = replace(
        ALL_CREWED,
        officers_a_unit=Decimal(1),
        degrades=Degradation.SAME_MIX,
        mixes=mixes,
    )
    grid = Grid(week().start, 1, "Europe/London", ("north",))
    minutes = np.full((1, 1), 600, np.int64)
    with pytest.raises(PolicyRefused, match="fewer places"):
        crew(minutes, minutes, grid, policy)


def test_crews_name_their_ledger_and_the_extremes_lie_about_them():
    grid = week()
    rostered = grid.nothing()
    rostered[:, :, DUTY_FUNCTIONS.index("response")] = response_on_duty(grid)
    ledger = keep_ledger(RosterHours(grid, rostered, {}, {}))
    crews = crews_of(ledger, NORTHMARCH)
    assert crews.ledger_hash == ledger.hash
    fewest, most = extremes_of(ledger, NORTHMARCH)
    # Nobody has left, so there is one answer.
    assert np.array_equal(fewest.units, crews.units)
    assert np.array_equal(most.units, crews.units)


def test_northmarchs_roster_as_generated_has_its_163_units_too():
    spec = load_shipped_spec("northmarch")
    first_on, days = date(2022, 10, 3), 28
    grid = Grid.of_days(first_on, days, tuple(str(each.local_area) for each in spec.local_areas), spec.zone)
    ledger = keep_ledger(expand_roster(generate_roster(spec, first_on, days, 20141104), grid))
    assert round(float(ledger.working[:, :, 0].sum() / grid.hours / 60)) == 288
    assert round(float(crews_of(ledger, NORTHMARCH).units.sum() / grid.hours)) == 163


def test_units_are_limited_by_those_who_may_drive_them():
    """Twelve officers at 1.5 a unit are eight units; by night each needs a driver, and there are five of those."""
    grid = Grid.of_days(date(2023, 1, 9), 1, ("north",), "Europe/London")
    officers = np.full((24, 1), 12 * 60)
    drivers = np.full((24, 1), 5 * 60)
    policy = replace(ALL_CREWED, skills=(CrewSkill(skill=Id("driver"), from_hour=22, until_hour=6),))
    crews = crew(officers, officers, grid, policy, {"driver": drivers})
    assert set(crews.units[6:22, 0].tolist()) == {8}
    assert set(crews.units[:6, 0].tolist()) == {5}
    assert set(crews.doubles[:6, 0].tolist()) == {5}  # two of the twelve are left over


def test_two_holders_on_each_unit_make_half_as_many():
    grid = Grid.of_days(date(2023, 1, 9), 1, ("north",), "Europe/London")
    officers = np.full((24, 1), 12 * 60)
    policy = replace(ALL_CREWED, skills=(CrewSkill(skill=Id("armed"), on_each_unit=2),))
    crews = crew(officers, officers, grid, policy, {"armed": np.full((24, 1), 7 * 60)})
    assert set(crews.units[:, 0].tolist()) == {4}  # three and a half, rounded once


def test_a_skill_that_the_roster_was_not_asked_for_is_named():
    grid = Grid.of_days(date(2023, 1, 9), 1, ("north",), "Europe/London")
    officers = np.full((24, 1), 12 * 60)
    policy = replace(ALL_CREWED, skills=(CrewSkill(skill=Id("driver")),))
    with pytest.raises(PolicyRefused, match="needs driver on each unit, and the roster was read without it"):
        crew(officers, officers, grid, policy, {"armed": officers})


def test_a_unit_has_one_or_two_holders():
    with pytest.raises(ValueError, match="3 holders are wanted on each unit; write 1 or 2"):
        CrewSkill(skill=Id("driver"), on_each_unit=3)
