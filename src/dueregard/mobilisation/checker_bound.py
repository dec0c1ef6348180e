"""The bound of a plan, worked out again from nothing but its prices, person by person in plain loops.

Whatever the prices, no plan that keeps every rule costs less than: what the needs are worth, plus for every place
and time the least of cost less price over how many may be missing, plus for every person the cheapest lawful way to
spend the time. Good prices make it tight; wrong ones only make it low.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import inf

from dueregard.mobilisation.checker import unlawful_now
from dueregard.mobilisation.checker_again import (
    Words,
    costless,
    gone_from,
    set_out,
    told_by,
)
from dueregard.mobilisation.checker_diary import (
    Case,
    Diary,
    diaries,
    is_counted,
    limits_of,
    pieces_at,
    weight_marks,
)
from dueregard.mobilisation.checker_ways import Cheapest, Removed
from dueregard.mobilisation.plan import Plan, Prices
from dueregard.workforce.hours import DUTY_FUNCTIONS, zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.shifts import minute_of, moment_of


def proved_bound(plan: Plan, case: Case, told: Callable[[int, int], None] | None = None) -> float:
    """A cost that no plan for the case can beat, proved by a plan's prices; what it is short of is left out.

    told: after each person, and now and then meanwhile, how many are done of how many.
    """
    twice = plan.told_twice
    if twice is None or case.again is None:
        return _proved(plan, case, inf, told)
    allowed = len(twice.people) * twice.worth if twice.people else 0.0
    return _proved(plan, case, twice.worth if twice.people else inf, told) - allowed


def proved_told_twice(plan: Plan, case: Case) -> float:
    """So many people at least are told twice by any plan for the case, proved by the prices of `plan.told_twice`."""
    assert plan.told_twice is not None
    return _proved(replace(plan, prices=plan.told_twice.prices), costless(case), 1.0)


def _proved(
    plan: Plan, case: Case, told_twice: float, told: Callable[[int, int], None] | None = None
) -> float:
    """The least cost at the plan's prices, where each person told another thing than before counts so much."""
    prices = plan.prices
    total = sum(
        prices.needs.get((str(need.tour), str(role.role), at), 0.0) * role.officers
        for at, need in enumerate(case.request.needs_less(plan.missing, plan.lacking))
        for role in need.roles
    )
    total += _serials_worth(plan, case)
    removed = Removed(prices, case)
    total += removed.worth()
    known: dict[object, float] = {}
    kept, people = _kept(case, prices, removed), diaries(case)
    stands = set_out(case)
    total += _lost_before(case, stands)
    for done, (who, diary) in enumerate(people.items()):
        watch = None if told is None else partial(told, done, len(people))
        if watch is not None:
            watch()
        if who in stands:
            total += _cost_to_keep(stands[who], diary, case, prices, removed)
            continue
        area = diary.person.local_area if case.request.serial else None
        alike = (diary.as_key(), limits_of(who, case), area, _hours_key(diary, case))
        if kept.get(who) is not None and told_twice == inf:
            total += kept[who] or 0.0
            continue
        if alike not in known:
            known[alike] = Cheapest(diary, case, prices, removed, watch).cost()
        if who not in kept:
            total += known[alike]
            continue
        to_keep = kept[who]
        changed = told_twice + known[alike]
        total += changed if to_keep is None else min(changed, to_keep)
    return total


def _kept(case: Case, prices: Prices, removed: Removed) -> dict[str, float | None]:
    """For people of the plan before: what it costs that they do as they were told; None where they may not any more."""
    if case.again is None:
        return {}
    gone, stands = gone_from(case.again), set_out(case)
    before = {
        who: words for who, words in told_by(case.again.old).items() if who not in gone and who not in stands
    }
    old = case.again.old
    still = replace(
        old,
        assignments=tuple(each for each in old.assignments if str(each.person) in before),
        lost=tuple(each for each in old.lost if str(each.person) in before),
    )
    unlawful = unlawful_now(still, case)
    people = diaries(case)
    return {
        who: None if who in unlawful else _cost_to_keep(words, people[who], case, prices, removed)
        for who, words in before.items()
        if who in people
    }


def _lost_before(case: Case, stands: dict[str, Words]) -> float:
    """What those who have set out lost before now."""
    total = 0.0
    places = {(words[2], words[3]) for each in stands.values() for words in each.lost}
    for area, function in sorted(places):
        cell = case.roster.local_areas.index(area) * len(DUTY_FUNCTIONS)
        cell += [str(each) for each in DUTY_FUNCTIONS].index(function)
        here = [
            (begins, min(ends, case.told_at))
            for each in stands.values()
            for begins, ends, *where in each.lost
            if begins < case.told_at and where == [area, function]
        ]
        edges = sorted({edge for span in here for edge in span} | weight_marks(case, cell))
        for first, last in pairwise(edges):
            missing = sum(span[0] <= first < span[1] for span in here)
            total += cost_of(pieces_at(case, cell, first), missing) * (last - first) / 60
    return total


def _cost_to_keep(words: Words, diary: Diary, case: Case, prices: Prices, removed: Removed) -> float:
    places = {str(area): at for at, area in enumerate(case.roster.local_areas)}
    functions, counted = [str(each) for each in DUTY_FUNCTIONS], is_counted(diary.person, case)
    total = sum(
        removed.cost(
            max(begins, case.told_at),
            ends,
            places[area] * len(functions) + functions.index(function),
            counted,
        )
        for begins, ends, area, function in words.lost
        if ends > case.told_at
    )
    place = zone_named(case.roster.zone)
    busy = {moment_of(begins).astimezone(place).date() for begins, _, _ in diary.all_duties}
    leaving = {moment_of(out).astimezone(place).date() for _, _, out, _, _ in words.tours}
    total += case.rules.rest_day_cost * len(leaving - busy)
    area = str(diary.person.local_area)
    for tour, role, _, present, _ in words.tours:
        for at, need in enumerate(case.request.needs):
            if str(need.tour) == tour and present <= minute_of(need.by):
                total -= prices.needs.get((tour, role, at), 0.0)
                total -= prices.serials.get((tour, role, at, area), 0.0)
    return total


def _serials_worth(plan: Plan, case: Case) -> float:
    """What the serials asked for are worth at least: each from the area where its officers are worth least."""
    total = 0.0
    for at, need in enumerate(case.request.needs_less(plan.missing, plan.lacking)):
        each_area = [
            sum(
                one.officers * plan.prices.serials.get((str(need.tour), str(one.role), at, str(area)), 0.0)
                for one in case.request.serial
            )
            for area in case.roster.local_areas
        ]
        total += need.serials * min(each_area)
    return total


def _hours_key(diary: Diary, case: Case) -> object:
    """Equal for people whom the limit of weekly hours lets work as much, of those whose diaries are alike."""
    limit, who = case.rules.weekly_hours, str(diary.person.id)
    return None if limit is None else (who in limit.opted_out, limit.before.get(who))
