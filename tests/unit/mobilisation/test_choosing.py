"""A short list beside every plan there is, its judge, and what it must never trade."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation import checker
from dueregard.mobilisation.aid_cost import AidRates, CostItem, CostRefused, Rate
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_choices import ListRule, check_list, loads_of, pounds_of
from dueregard.mobilisation.checker_diary import Case, Diary, diaries
from dueregard.mobilisation.checker_reserve import kept_by_day
from dueregard.mobilisation.choice_search import Aim
from dueregard.mobilisation.choosing import Choice, MadeFor, ShortList, short_list
from dueregard.mobilisation.fair_shares import Fairness, fair_shares
from dueregard.mobilisation.past_loads import PastLoad
from dueregard.mobilisation.plan import Assignment, Finish, Plan, Prices
from dueregard.mobilisation.planning import CannotBeMet
from dueregard.mobilisation.reserve import Reserve
from dueregard.mobilisation.tour_money import MoneyTerms
from dueregard.workforce.absence import Absence
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.hours import AbsenceCause
from dueregard.workforce.people import Rank
from dueregard.workforce.shifts import ClockTime, minute_of, moment_of
from dueregard.workforce.units import RoleNeed, UnitShape
from tests.support.mobilisation_cases import ROLES, generated_case
from tests.unit.mobilisation.small_case import RULES, at, case, duty, person, request, tour
from tests.unit.mobilisation.test_plans_beside_enumeration import Row, Span, judge, least_losses, lodgings

SHARES = fair_shares(shipped_rules(), date(2023, 4, 30))
RATES = AidRates(
    source="Invented",
    rates=(
        Rate(item=CostItem.HOURS, rank=Rank.CONSTABLE, amount=Decimal(20), from_on=date(2020, 1, 1)),
        Rate(item=CostItem.HOURS, rank=Rank.SERGEANT, amount=Decimal("25.55"), from_on=date(2020, 1, 1)),
        Rate(item=CostItem.TRAVEL, amount=Decimal(10), from_on=date(2020, 1, 1)),
        Rate(item=CostItem.MEALS, amount=Decimal(15), from_on=date(2020, 1, 1)),
        Rate(item=CostItem.LODGING, amount=Decimal(50), from_on=date(2020, 1, 1)),
    ),
)


def money(judged: Case) -> MoneyTerms:
    return MoneyTerms(rates=RATES, rules=shipped_rules(), told_on=judged.request.accepted_at.date())


def past(number: int, tours: int) -> PastLoad:
    return PastLoad(person=Id(f"p{number}"), on=date(2023, 3, 1), tours=tours)


def listed(
    judged: Case,
    fairness: Fairness,
    shares: tuple[float, ...] = (0.1, 0.5),
    rates: bool = True,
    reserve: Reserve | None = None,
) -> ShortList:
    return short_list(
        judged.request,
        judged.roster,
        judged.rules,
        judged.aims,
        fairness,
        money=money(judged) if rates else None,
        shares=shares,
        reserve=reserve,
        commitments=judged.commitments,
    )


Point = tuple[float, Decimal, tuple[Fraction, Fraction]]
"""Harm, pounds and fairness (the largest load among those sent, then how far the squares of loads rise) of a plan."""
TWO_CONSTABLES = UnitShape(
    id=Id("pair"),
    needs=(RoleNeed(role=Id("sergeant"), officers=1), RoleNeed(role=Id("constable"), officers=2)),
    source="invented for tests",
)


LEAVE = Absence(person=Id("p2"), cause=AbsenceCause.LEAVE, begins_at=at(1, 20), ends_at=at(2, 4))
"""Somebody who can go by day and not answer in the evening."""


def small_force(seed: int, absences: tuple[Absence, ...] = ()) -> tuple[Case, Fairness]:
    """Two sergeants and four constables for two days or three, whose duties and past loads differ."""
    dice = random.Random(seed)
    wanted = request(
        *(tour(name, day, hours=10) for name, day in (("monday", 1), ("tuesday", 2))),
        unit=TWO_CONSTABLES,
        roles=ROLES[:2],
        lodged=dice.random() < 0.3,
    )
    people = [
        person(number, hours_per_week=dice.choice([None, Decimal(20)])) for number in (0, 1, 2, 3, 4, 5)
    ]
    duties = [
        duty(number, day, dice.choice([6, 14]), dice.choice([8, 10]))
        for number in range(6)
        for day in (1, 2)
        if dice.random() < 0.6
    ]
    loads = tuple(past(number, dice.choice([0, 0, 1, 3])) for number in range(6))
    rules = replace(RULES, rest_day_cost=dice.choice([0.0, 2.0]))
    return case(duties, wanted, people, absences, rules), Fairness(shares=SHARES, past=loads, seed=seed)


def every_plan(judged: Case, fairness: Fairness) -> Iterator[Point]:
    """All lawful ways of all six together, each told by the judge's loops and none by the planner."""
    tours = judged.request.tours
    options = []
    for who, diary in diaries(judged).items():
        before = before_of(who, judged, fairness)
        mine: list[tuple[float, Decimal, Fraction | None, Fraction, frozenset[int]]] = [
            (0.0, Decimal(0), None, Fraction(0), frozenset())
        ]
        for lost, served, rest in all_ways(diary, judged):
            plan = one_person(who, lost, served, judged)
            load = loads_of(plan, judged, fairness)[who]
            hours = sum((ends - begins) / 60 for begins, ends in lost)
            harm = hours + judged.rules.rest_day_cost * rest
            pounds = pounds_of(plan, judged, money(judged))
            mine.append((harm, pounds, load, load**2 - before**2, frozenset(at for at, _ in served)))
        options.append((diary.person.rank, mine))
    for chosen in product(*(mine for _, mine in options)):
        there = Counter((rank, at) for (rank, _), way in zip(options, chosen, strict=True) for at in way[4])
        if all(there[Rank.SERGEANT, at] >= 1 and there[Rank.CONSTABLE, at] >= 2 for at in range(len(tours))):
            largest = max(way[2] for way in chosen if way[2] is not None)
            squares = sum((way[3] for way in chosen), Fraction(0))
            harm = sum((way[0] for way in chosen), 0.0)
            yield round(harm, 6), sum((way[1] for way in chosen), Decimal(0)), (largest, squares)


def all_ways(diary: Diary, judged: Case) -> Iterator[tuple[list[Span], list[tuple[int, Row]], int]]:
    """Lawful ways, each choice of lodgings by itself, since they cost other money."""
    near = [
        duty for duty in diary.duties if duty[0] < minute_of(judged.request.tours[-1].ends_at) + 7 * 24 * 60
    ]
    for tours in ((0,), (1,), (0, 1)):
        for rows, left in lodgings(tours, diary, judged):
            spans = [(duty[0], duty[1]) for duty in near]
            for lost in least_losses(spans, judge(rows, left, diary, judged)):
                served = [(at, rows[place]) for place, at in enumerate(tours)]
                rest = checker._rest_days_cancelled([row[0] for row in rows], diary, judged)
                yield [*left, *lost], served, rest


def one_person(who: str, lost: list[Span], served: list[tuple[int, Row]], judged: Case) -> Plan:
    assignments = tuple(
        Assignment(
            person=Id(who),
            tour=judged.request.tours[at].id,
            role=Id("constable"),
            out_at=moment_of(row[0]),
            present_at=moment_of(row[1]),
            home_at=moment_of(row[2]),
        )
        for at, row in served
    )
    return Plan(
        request=judged.request.id, assignments=assignments, lost=(), rest_days=0, cost=0, bound=0, searched=0,
        finish=Finish.STOPPED, prices=Prices(),
    )  # fmt: skip


def before_of(who: str, judged: Case, fairness: Fairness) -> Fraction:
    tours = sum(each.tours for each in fairness.past if each.person == who)
    hours = next(each.hours_per_week for each in judged.roster.people if each.id == who)
    return Fraction(tours) / (1 if hours is None else Fraction(hours) / Fraction(SHARES.full_time_hours))


def points_of(found: ShortList) -> list[Point]:
    return [
        (
            round(each.figures.harm, 6),
            each.figures.pounds or Decimal(0),
            (each.figures.largest, each.figures.squares),
        )
        for each in found.choices
    ]


def no_worse(one: Point, other: Point) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2]


def test_the_list_is_what_trying_every_plan_would_give():
    """Least harm, and within 10 % and 50 % more of it the cheapest and the fairest; what another beats is dropped."""
    longer_than_one = 0
    for seed in range(20141104, 20141110):
        judged, fairness = small_force(seed)
        plans = sorted(set(every_plan(judged, fairness)))
        try:
            found = listed(judged, fairness)
        except CannotBeMet:
            assert not plans, seed
            continue
        wanted = [plans[0]]
        for share in (0.1, 0.5):
            within = [plan for plan in plans if plan[0] <= plans[0][0] * (1 + share) + 1e-6]
            wanted.append(min(within, key=lambda plan: (plan[1], plan[0], plan[2])))
            wanted.append(min(within, key=lambda plan: (plan[2], plan[0], plan[1])))
        kept: list[Point] = []
        for plan in wanted:
            others = [other for other in wanted if other != plan]
            if plan not in kept and not any(no_worse(other, plan) for other in others):
                kept.append(plan)
        assert points_of(found) == kept, seed
        for plan in kept:
            assert not any(no_worse(other, plan) for other in plans if other != plan), "none is beaten at all"
        assert check_list(found, judged, fairness, money(judged)) == [], seed
        for each in found.choices:
            assert each.bound is not None
            aim = each.made_for[0].aim
            taken = {"harm": each.figures.harm, "cost": float(each.figures.pounds or 0)}
            assert each.bound == pytest.approx(taken.get(aim.value, float(each.figures.largest)), abs=0.01), (
                seed
            )
        longer_than_one += len(found.choices) > 1
    assert longer_than_one >= 3


@pytest.mark.parametrize("seeds", [[300], pytest.param(range(301, 304), marks=pytest.mark.slow)])
def test_lists_of_generated_forces_keep_every_rule(seeds):
    """Whatever is asked: roles that people share, leave, promises, weights that rise with the number missing."""
    lists = longer = 0
    for seed in seeds:
        judged = generated_case(seed, most_days=3)
        loads = tuple(
            PastLoad(person=each.id, on=date(2023, 3, 1), tours=(7 * n + seed) % 4)
            for n, each in enumerate(judged.roster.people)
        )
        fairness = Fairness(shares=SHARES, past=loads, seed=seed)
        try:
            found = listed(judged, fairness)
        except CannotBeMet:
            continue
        assert check_list(found, judged, fairness, money(judged)) == [], seed
        usual = found.choices[0].plan
        assert usual.cost == pytest.approx(usual.bound, rel=0.2), seed
        for each in found.choices:
            assert proved_bound(each.plan, judged) == pytest.approx(usual.bound, abs=1e-4), seed
        lists += 1
        longer += len(found.choices) > 1
    assert lists > len(seeds) // 2
    assert longer > len(seeds) // 2


def units_kept(people: list[tuple[Rank, bool]], units: int) -> int:
    """Pairs of one sergeant and two constables from those who could go, up to so many."""
    sergeants = sum(could and rank is Rank.SERGEANT for rank, could in people)
    constables = sum(could and rank is Rank.CONSTABLE for rank, could in people)
    return min(units, sergeants, constables // 2)


def test_a_reserve_is_kept_where_its_price_is_worth_it():
    """Beside trying every plan: least harm with the reserve counted, and what the next unit would cost or save."""
    changed = 0
    for seed in range(20141104, 20141110):
        judged, fairness = small_force(seed, (LEAVE,))
        shorts = set()
        for price in (0.0, 3.0, 1000.0):
            reserve = Reserve(
                units=1, at=ClockTime.parse("20:00"), within_hours=2, price=price, source="invented"
            )
            plans = list(every_plan_with(judged, reserve))
            try:
                found = listed(judged, fairness, (), rates=False, reserve=reserve)
            except CannotBeMet:
                assert not plans, seed
                continue
            assert check_list(found, judged, fairness, None) == [], seed
            choice = found.choices[0]
            short = sum(day.short for day in choice.days)
            best = min(harm + price * lacking for harm, lacking in plans)
            assert choice.figures.harm == pytest.approx(best, abs=1e-6), seed
            assert choice.bound == pytest.approx(best, abs=1e-5), seed
            assert choice.plan.cost + price * short == pytest.approx(best, abs=1e-6), seed
            for more, told in ((-1, found.more_costs), (1, found.fewer_saves)):
                least = min((harm for harm, lacking in plans if lacking <= short + more), default=None)
                if told is not None:
                    assert least is not None
                    assert abs(least - choice.plan.cost) == pytest.approx(told, abs=1e-5), seed
                elif more < 0:
                    assert least is None, seed
                    assert found.is_most, seed
            shorts.add(short)
        changed += len(shorts) > 1
    assert changed, "in some force the price decides"


def every_plan_with(judged: Case, reserve: Reserve) -> Iterator[tuple[float, int]]:
    """Harm and units short over all days, of every plan."""
    moments = [moment for moment, _ in kept_by_day(no_plan(judged), reserve, judged)]
    options = []
    for diary in diaries(judged).values():
        mine = [(0.0, (True,) * len(moments), frozenset[int]())]
        for lost, served, rest in all_ways(diary, judged):
            hours = sum((ends - begins) / 60 for begins, ends in lost)
            spans = [(row[0], row[2] + judged.rules.daily_rest) for _, row in served]
            could = tuple(not any(b <= minute_of(at) < e for b, e in spans) for at in moments)
            mine.append((hours + judged.rules.rest_day_cost * rest, could, frozenset(at for at, _ in served)))
        options.append((diary.person.rank, mine))
    for chosen in product(*(mine for _, mine in options)):
        there = Counter((rank, at) for (rank, _), way in zip(options, chosen, strict=True) for at in way[2])
        if all(there[Rank.SERGEANT, at] >= 1 and there[Rank.CONSTABLE, at] >= 2 for at in range(2)):
            ranks = [rank for rank, _ in options]
            lacking = 0
            for moment in range(len(moments)):
                people = [(rank, way[1][moment]) for rank, way in zip(ranks, chosen, strict=True)]
                away = moments[moment] >= LEAVE.begins_at and moments[moment] < LEAVE.ends_at
                if away:
                    people[list(diaries(judged)).index("p2")] = (Rank.CONSTABLE, False)
                lacking += reserve.units - units_kept(people, reserve.units)
            yield sum((way[0] for way in chosen), 0.0), lacking


def no_plan(judged: Case) -> Plan:
    return one_person("p0", [], [], judged)


def test_the_judge_finds_a_reserve_that_is_not_kept_as_said():
    reserve = Reserve(units=1, at=ClockTime.parse("20:00"), within_hours=2, price=3.0, source="invented")
    found = listed(FORCE, FAIRNESS, (), rates=False, reserve=reserve)
    first = found.choices[0]
    day = replace(first.days[0], short=1 - first.days[0].short)
    spoiled = replace(found, choices=(replace(first, days=(day, *first.days[1:])),))
    assert {each.rule for each in check_list(spoiled, FORCE, FAIRNESS, None)} == {ListRule.RESERVE}


def test_a_reserve_of_roles_that_people_share_is_kept_as_said():
    """Drivers may be constables too: whole units are counted by matching people and places, beside Hall's rule."""
    judged = generated_case(300, most_days=3)
    fairness = Fairness(shares=SHARES, seed=1)
    reserve = Reserve(units=4, at=ClockTime.parse("12:00"), within_hours=1, price=5.0, source="invented")
    found = listed(judged, fairness, (), rates=False, reserve=reserve)
    assert check_list(found, judged, fairness, None) == []
    assert {day.kept for day in found.choices[0].days}


FORCE, FAIRNESS = small_force(20141104)


def test_without_rates_the_list_is_of_harm_and_fairness():
    found = listed(FORCE, FAIRNESS, rates=False)
    assert {made.aim for each in found.choices for made in each.made_for} <= {Aim.HARM, Aim.FAIRNESS}
    assert all(each.figures.pounds is None for each in found.choices)
    assert check_list(found, FORCE, FAIRNESS, None) == []


def test_a_rank_without_a_rate_is_told():
    terms = replace(money(FORCE), rates=replace(RATES, rates=RATES.rates[1:]))
    asked = (FORCE.request, FORCE.roster, FORCE.rules, FORCE.aims, FAIRNESS)
    with pytest.raises(CostRefused, match="no rate of hours for the rank constable"):
        short_list(*asked, money=terms)


def test_the_judge_of_lists_finds_what_is_spoiled():
    found = listed(FORCE, FAIRNESS)
    assert len(found.choices) > 1
    first, second = found.choices[:2]

    def rules_of(*choices: Choice) -> set[ListRule]:
        faults = check_list(replace(found, choices=choices), FORCE, FAIRNESS, money(FORCE))
        return {each.rule for each in faults}

    assert rules_of(first, second) == set()
    assert rules_of(first, first) == {ListRule.BEATEN}
    pounds = replace(first.figures, pounds=Decimal(1))
    assert rules_of(replace(first, figures=pounds)) == {ListRule.POUNDS}
    load = replace(first.figures, at_largest=99)
    assert rules_of(replace(first, figures=load)) == {ListRule.LOAD}
    assert rules_of(replace(first, bound=1e9)) == {ListRule.BOUND}
    assert rules_of(first, replace(second, made_for=(MadeFor(Aim.HARM, 0.0),), bound=None)) == {ListRule.HARM}
    assert ListRule.PLAN in rules_of(replace(first, plan=replace(first.plan, rest_days=77)))
    assert ListRule.TRADED in rules_of(first, replace(second, plan=replace(second.plan, missing={0: 1})))
