"""What holds of crews under every policy: bounds, steps of one, order of the extremes, exact totals."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.codecs import Id
from dueregard.local_policing.crewing import (
    CrewFloor,
    CrewingPolicy,
    CrewMix,
    CrewSkill,
    Degradation,
    crew,
)
from dueregard.workforce.hours import Grid

AREAS = ("north", "south", "east")
SHARES = st.sampled_from([Decimal(share) for share in ("0", "0.1", "0.12", "0.5", "0.3333")])
MIXES = st.sampled_from([Decimal(mix) for mix in ("1", "1.4", "1.75", "1.3333", "2")])
PLACES = {
    "local_area": st.none() | st.sampled_from(AREAS),
    "from_hour": st.integers(0, 23),
    "until_hour": st.integers(1, 24),
}
POLICIES = st.builds(
    CrewingPolicy,
    name=st.just(Id("made-up")),
    about=st.just("Made up."),
    sergeants_not_crewed=SHARES,
    breaks=SHARES,
    officers_a_unit=MIXES,
    degrades=st.sampled_from(Degradation),
    mixes=st.lists(st.builds(CrewMix, officers_a_unit=MIXES, **PLACES), max_size=2).map(tuple),
    floors=st.lists(
        st.builds(CrewFloor, units=st.integers(0, 6), double_crews=st.integers(0, 4), **PLACES), max_size=2
    ).map(tuple),
)


@st.composite
def cases(draw):
    grid = Grid(datetime(2023, 1, 9, tzinfo=UTC), draw(st.integers(1, 26)), "Europe/London", AREAS)
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (grid.hours, len(AREAS))
    planned = dice.integers(0, 20 * 60, shape)
    if draw(st.booleans()):
        planned = planned // 60 * 60
    working = np.maximum(planned - dice.integers(0, 9 * 60, shape), 0) + dice.choice([0, 0, 60], shape)
    return working, planned, grid, draw(POLICIES)


def exact_units(working: int, planned: int, mix: Fraction, policy: CrewingPolicy) -> Fraction:
    """Units of one local area by fractions and without floors, told case by case."""
    share = policy.crewed_share / 60
    officers, as_planned = working * share, planned * share
    units_planned = as_planned / mix
    doubles = as_planned - units_planned
    singles = units_planned - doubles
    gone = as_planned - officers
    if gone <= 0 or policy.degrades is Degradation.SAME_MIX:
        return officers / mix
    if policy.degrades is Degradation.SPLIT_DOUBLES:
        return units_planned - max(Fraction(0), gone - doubles)
    return units_planned - min(gone, singles) - max(Fraction(0), gone - singles) / 2


@given(cases())
def test_units_are_what_fractions_come_to_rounded_once_for_the_force(case):
    working, planned, grid, policy = case
    policy = replace(policy, floors=(), mixes=())
    crews = crew(working, planned, grid, policy)
    mix = Fraction(policy.officers_a_unit)
    for hour in range(grid.hours):
        exact = [
            exact_units(int(at), int(was), mix, policy)
            for at, was in zip(working[hour], planned[hour], strict=True)
        ]
        assert crews.units[hour].sum() == floor(sum(exact) + Fraction(1, 2))
        assert all(
            abs(unit - quota) < 1 for unit, quota in zip(crews.units[hour].tolist(), exact, strict=True)
        )


@given(cases(), st.integers(0, 25), st.integers(0, 2))
def test_one_officer_more_never_jumps_and_never_lowers_the_total(case, hour, area):
    working, planned, grid, policy = case
    before = crew(working, planned, grid, policy).units
    more = working.copy()
    more[hour % grid.hours, area] += 60
    after = crew(more, planned, grid, policy).units
    assert np.abs(after - before).max() <= 1
    gained = after.sum(axis=1) - before.sum(axis=1)
    assert set(gained.tolist()) <= {0, 1}


@given(cases())
def test_the_extremes_bracket_every_way_of_degrading(case):
    working, planned, grid, policy = case
    fewest, same, most = (
        crew(working, planned, grid, replace(policy, degrades=degrades)).units.sum(axis=1)
        for degrades in (Degradation.LOSE_SINGLES, Degradation.SAME_MIX, Degradation.SPLIT_DOUBLES)
    )
    assert (fewest <= same).all()
    assert (same <= most).all()


@given(cases())
def test_crews_are_made_of_the_officers_there_are(case):
    working, planned, grid, policy = case
    crews = crew(working, planned, grid, policy)
    assert (crews.doubles >= 0).all()
    assert (crews.singles >= 0).all()
    assert (crews.units[working.sum(axis=1) == 0] == 0).all()
    officers = working * float(policy.crewed_share) / 60
    assert (crews.units < officers + 1).all()
    assert (crews.units > officers / 2 - 1).all()
    if not policy.floors:
        made_of = (crews.units + crews.doubles).sum(axis=1)
        assert (np.abs(made_of - officers.sum(axis=1)) <= 0.5 + len(AREAS)).all()


@given(cases())
def test_a_floor_of_units_is_kept_while_officers_are_there(case):
    working, planned, grid, policy = case
    floors = (CrewFloor(units=4),)
    crews = crew(working, planned, grid, replace(policy, floors=floors))
    enough = working * policy.crewed_share.numerator >= 4 * 60 * policy.crewed_share.denominator
    assert (crews.units[enough] >= 4).all()


@given(cases())
def test_more_officers_than_planned_are_crewed_at_the_mix(case):
    working, planned, grid, policy = case
    more = np.maximum(working, planned)
    units = [crew(more, planned, grid, replace(policy, degrades=degrades)).units for degrades in Degradation]
    assert all(np.array_equal(each, units[0]) for each in units)


@given(cases(), st.integers(0, 2**32), st.integers(1, 2))
def test_no_unit_is_crewed_without_the_skill_it_needs(case, seed, on_each):
    """To a rounding: the exact number of the force is within what its holders can crew, and is rounded once."""
    working, planned, grid, policy = case
    drivers = np.random.default_rng(seed).integers(0, working + 1)
    needs = replace(policy, skills=(CrewSkill(skill=Id("driver"), on_each_unit=on_each),))
    with_skill = crew(working, planned, grid, needs, {"driver": drivers}).units
    without = crew(working, planned, grid, policy).units
    most = drivers * float(policy.crewed_share) / 60 / on_each
    assert (with_skill < most + 1).all()
    assert (with_skill.sum(axis=1) <= without.sum(axis=1)).all()
    enough = {"driver": on_each * working}
    assert np.array_equal(crew(working, planned, grid, needs, enough).units, without)


@given(cases(), st.integers(0, 25), st.integers(0, 2), st.booleans())
def test_one_holder_more_never_jumps(case, hour, area, is_driver):
    working, planned, grid, policy = case
    needs = replace(policy, skills=(CrewSkill(skill=Id("driver")),))
    drivers, more, more_drivers = working // 2, working.copy(), working // 2
    more[hour % grid.hours, area] += 60
    more_drivers[hour % grid.hours, area] += 60 * is_driver
    before = crew(working, planned, grid, needs, {"driver": drivers}).units
    after = crew(more, planned, grid, needs, {"driver": more_drivers}).units
    assert np.abs(after - before).max() <= 1
    assert set((after.sum(axis=1) - before.sum(axis=1)).tolist()) <= {0, 1}
