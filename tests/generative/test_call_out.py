"""Call-out lists beside every case of who comes, in fractions; and what more people, or a shock, must do."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.mobilisation.call_out import (
    INDEPENDENT,
    Callee,
    Day,
    RoleList,
    SharedShock,
    bad_days,
    full_chances,
    size,
)

MISSES = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 20))
SHOCKS = st.sampled_from([INDEPENDENT, bad_days(0.125, 2.0), bad_days(0.25, 1.5), bad_days(0.5, 2.0)])
SURE = st.sampled_from([0.5, 0.8, 0.9, 0.97])


@st.composite
def callings(draw, most=4):
    """Two roles with a few people each."""
    found = []
    for role in ("driver", "constable"):
        misses = draw(st.lists(MISSES, max_size=most))
        people = tuple(Callee(f"{role}-{at}", float(each)) for at, each in enumerate(misses))
        found.append(RoleList(role, draw(st.integers(0, 3)), people))
    return found


def every_case(called: Sequence[tuple[int, Sequence[float]]], shock: SharedShock) -> Fraction:
    """The chance that all roles are full, over every kind of day and every set of people who come."""
    total = Fraction(0)
    for day in shock.days:
        full = []
        for needed, misses in called:
            away = [Fraction(each) * Fraction(day.times) for each in misses]
            full.append(
                sum(
                    prod(
                        (1 - one if comes else one for one, comes in zip(away, case, strict=True)),
                        start=Fraction(1),
                    )
                    for case in product((False, True), repeat=len(away))
                    if sum(case) >= needed
                )
            )
        total += Fraction(day.share) * prod(full, start=Fraction(1))
    return total


def of(role: RoleList, number: int) -> tuple[int, list[float]]:
    return role.needed, [each.misses for each in role.people[:number]]


@given(callings(), SHOCKS, SURE)
def test_chances_are_those_of_every_case(roles, shock, sure):
    found = size(roles, sure, shock)
    called = [of(role, len(each.people)) for role, each in zip(roles, found.lists, strict=True)]
    assert found.jointly == pytest.approx(float(every_case(called, shock)), abs=1e-12)
    for one, each in zip(called, found.lists, strict=True):
        assert each.chance == pytest.approx(float(every_case([one], shock)), abs=1e-12)


@given(callings(), SHOCKS, SURE)
def test_no_shorter_list_will_do(roles, shock, sure):
    found = size(roles, sure, shock)
    for role, each in zip(roles, found.lists, strict=True):
        number = len(each.people)
        if number:
            assert float(every_case([of(role, number - 1)], shock)) < sure + 1e-12
        assert each.chance >= sure or number == len(role.people)
    assert found.is_sure == all(each.chance >= sure for each in found.lists)


@given(callings(most=3), SHOCKS, SURE)
def test_no_fewer_people_fill_all_roles_at_once(roles, shock, sure):
    found = size(roles, sure, shock, jointly=True)
    total = sum(len(each.people) for each in found.lists)
    assert found.is_sure == (found.jointly >= sure)
    for sizes in product(*(range(len(role.people) + 1) for role in roles)):
        chance = float(every_case([of(*each) for each in zip(roles, sizes, strict=True)], shock))
        if sum(sizes) < total:
            assert chance < sure + 1e-12
        elif sum(sizes) == total:
            assert chance <= found.jointly + 1e-12


@given(callings(most=12), SHOCKS)
def test_one_more_called_never_makes_it_less_likely(roles, shock):
    for role in roles:
        chances = full_chances(role, shock)
        for first, second in pairwise(chances):
            assert all(one <= other + 1e-12 for one, other in zip(first, second, strict=True))


@given(callings(most=12), SHOCKS, SURE, st.sampled_from([0.0, 0.01]))
def test_a_larger_chance_or_more_needed_never_takes_fewer(roles, shock, sure, more):
    fewer, surer = size(roles, sure, shock), size(roles, sure + more, shock)
    larger = [RoleList(role.role, role.needed + 1, role.people) for role in roles]
    for first, second, third in zip(fewer.lists, surer.lists, size(larger, sure, shock).lists, strict=True):
        assert len(first.people) <= len(second.people)
        assert len(first.people) <= len(third.people)


@given(callings(most=12), SHOCKS)
def test_a_shock_makes_roles_full_or_short_together(roles, shock):
    """Good days fill all roles, bad days none: jointly full at least as often as if by themselves."""
    found = size(roles, 0.8, shock)
    assert found.jointly >= prod(each.chance for each in found.lists) - 1e-12


def binomial(called: int, needed: int, misses: float) -> float:
    """The chance that enough of so many come, by the textbook."""
    return sum(
        comb(called, away) * misses**away * (1 - misses) ** (called - away)
        for away in range(called - needed + 1)
    )


def test_correlated_and_independent_no_shows_give_different_lists():
    """Twenty needed, one in ten does not come. Each by themselves: 25 are enough for 95 %. Where three times as
    many stay away on one day in ten, 28 are to be called, though over all days as many come.
    """
    role = RoleList("constable", 20, tuple(Callee(f"p{n}", 0.1) for n in range(60)))
    alone, together = size([role], 0.95), size([role], 0.95, bad_days(0.1, 3.0))
    assert (len(alone.lists[0].people), len(together.lists[0].people)) == (25, 28)
    assert binomial(24, 20, 0.1) < 0.95 <= binomial(25, 20, 0.1)
    mixed = [0.1 * binomial(n, 20, 0.3) + 0.9 * binomial(n, 20, 0.7 / 9) for n in (27, 28)]
    assert mixed[0] < 0.95 <= mixed[1] == pytest.approx(together.jointly, abs=1e-12)


def test_shocks_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="shares of the days do not add up to 1"):
        SharedShock((Day(0.5, 1.0),))
    with pytest.raises(ValueError, match="no-shows are not as usual"):
        SharedShock((Day(0.5, 1.0), Day(0.5, 2.0)))
    with pytest.raises(ValueError, match=r"bad days are 0.5 of all and bring 3 times"):
        bad_days(0.5, 3.0)
