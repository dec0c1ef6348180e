"""The judge of a short list: each plan's harm, money and load told again from its names, in plain loops.

It shares nothing with what made the list but the types; rates, duty rules and past loads are read row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from dueregard.mobilisation.aid_cost import CostItem
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_diary import Case, diaries
from dueregard.mobilisation.checker_reserve import kept_by_day
from dueregard.mobilisation.choosing import ShortList
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.plan import Assignment, Plan
from dueregard.mobilisation.tour_money import MoneyTerms
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Person

TOLERANCE = 1e-5
_PENNY = Decimal("0.01")


class ListRule(StrEnum):
    """The rules that a short list can break."""

    PLAN = "a plan that breaks a rule of its own"
    TRADED = "plans that do not meet the same of the request"
    RESERVE = "a reserve that is not kept as said"
    HARM = "more harm than the share it was made within"
    POUNDS = "pounds that do not follow from the names"
    LOAD = "loads that do not follow from the names"
    BEATEN = "a plan that another of the list beats or equals in all"
    BOUND = "a plan that is better than its bound"


@dataclass(frozen=True, slots=True)
class ListFault:
    """One broken rule, of which choice by its place from 1, and what was seen."""

    rule: ListRule
    choice: int
    words: str


def check_list(found: ShortList, case: Case, fairness: Fairness, money: MoneyTerms | None) -> list[ListFault]:
    """Every rule that a short list breaks; an empty list where it breaks none."""
    return list(_faults(found, case, fairness, money))


def _faults(
    found: ShortList, case: Case, fairness: Fairness, money: MoneyTerms | None
) -> Iterator[ListFault]:
    least = min(each.figures.harm for each in found.choices)
    told = []
    for place, choice in enumerate(found.choices, 1):
        plan, figures = choice.plan, choice.figures
        for fault in check_plan(plan, case):
            yield ListFault(ListRule.PLAN, place, f"{fault.rule}: {fault.words}")
        first = found.choices[0].plan
        if (plan.missing, plan.lacking) != (first.missing, first.lacking):
            yield ListFault(
                ListRule.TRADED, place, "it leaves out what the first does not, or the other way round"
            )
        most = least * (1 + min(made.share for made in choice.made_for))
        counted = 0.0
        if found.reserve is not None:
            kept = kept_by_day(plan, found.reserve, case)
            counted = found.reserve.price * sum(found.reserve.units - units for _, units in kept)
            said = [(day.at, found.reserve.units - day.short) for day in choice.days]
            if said != kept:
                yield ListFault(ListRule.RESERVE, place, f"it is said to keep {said}; it keeps {kept}")
        harm = plan.cost + counted
        if harm > most + TOLERANCE * max(1.0, most) or abs(harm - figures.harm) > TOLERANCE:
            yield ListFault(ListRule.HARM, place, f"{harm} officer-hours, of {most} at most")
        pounds = None if money is None else pounds_of(plan, case, money)
        if pounds != figures.pounds:
            yield ListFault(ListRule.POUNDS, place, f"it is said to cost {figures.pounds}; it is {pounds}")
        loads = loads_of(plan, case, fairness)
        largest = max(loads.values(), default=Fraction(0))
        at_largest = sum(load == largest for load in loads.values())
        above = sum(load > found.even for load in loads.values())
        if (largest, at_largest, above) != (figures.largest, figures.at_largest, figures.above):
            yield ListFault(
                ListRule.LOAD, place, f"{at_largest} bear {largest} and {above} more than an even share"
            )
        aim = choice.made_for[0].aim
        taken = {"harm": harm, "cost": float(pounds or 0), "fairness": float(largest)}[aim.value]
        if choice.bound is not None and choice.bound > taken + TOLERANCE * max(1.0, taken):
            yield ListFault(ListRule.BOUND, place, f"{taken} of {aim} where {choice.bound} is the least")
        told.append((harm, pounds or Decimal(0), largest, figures.squares))
    for place, mine in enumerate(told, 1):
        for other, its in enumerate(told, 1):
            no_worse = its[0] <= mine[0] + TOLERANCE and its[1] <= mine[1] and its[2:] <= mine[2:]
            if other != place and no_worse:
                yield ListFault(ListRule.BEATEN, place, f"choice {other} is no worse in any aim")


def loads_of(plan: Plan, case: Case, fairness: Fairness) -> dict[str, Fraction]:
    """What each person who is sent then bears; nobody who volunteers, where volunteers go first."""
    shares, place = fairness.shares, zone_named(case.roster.zone)
    accepted_on = case.request.accepted_at.astimezone(place).date()
    people = {str(each.id): each for each in case.roster.people}
    sent = {str(each.person) for each in plan.assignments}
    if shares.volunteers_first:
        sent -= {str(each) for each in fairness.volunteers}
    points = {who: Fraction(0) for who in sorted(sent)}
    for row in fairness.past:
        if row.person in points and accepted_on - timedelta(days=shares.days) <= row.on < accepted_on:
            points[row.person] += row.tours * Fraction(shares.tour) + row.nights * Fraction(shares.night)
            points[row.person] += row.rest_days * Fraction(shares.rest_day)
    tours = {str(tour.id): tour for tour in case.request.tours}
    for each in plan.assignments:
        if str(each.person) in points:
            tour = tours[str(each.tour)]
            nights = shares.nights_in(tour.begins_at, tour.ends_at, case.roster.zone)
            points[str(each.person)] += Fraction(shares.tour) + nights * Fraction(shares.night)
            if _is_rest_day(each, plan, case):
                points[str(each.person)] += Fraction(shares.rest_day)
    return {who: number / _share(people[who], fairness) for who, number in points.items()}


def _share(person: Person, fairness: Fairness) -> Fraction:
    if person.hours_per_week is None:
        return Fraction(1)
    return Fraction(person.hours_per_week) / Fraction(fairness.shares.full_time_hours)


def _is_rest_day(each: Assignment, plan: Plan, case: Case) -> bool:
    """Whether a rest day is cancelled for a tour: no duty begins that day, and it is the first tour of the day."""
    on = _day(each.out_at, case)
    rows = diaries_once(case)[str(each.person)]
    if on in rows:
        return False
    earlier = [
        one.out_at for one in plan.assignments if one.person == each.person and one.out_at < each.out_at
    ]
    return all(_day(out_at, case) != on for out_at in earlier)


_SEEN: list[tuple[Case, dict[str, set[date]]]] = []


def diaries_once(case: Case) -> dict[str, set[date]]:
    """The local days on which duties of each person begin, read once for a case."""
    if not _SEEN or _SEEN[0][0] is not case:
        days = {
            who: {
                _day(datetime.fromtimestamp(begins * 60, tz=case.request.accepted_at.tzinfo), case)
                for begins, _, _ in diary.all_duties
            }
            for who, diary in diaries(case).items()
        }
        _SEEN[:] = [(case, days)]
    return _SEEN[0][1]


def _day(moment: datetime, case: Case) -> date:
    return moment.astimezone(zone_named(case.roster.zone)).date()


def pounds_of(plan: Plan, case: Case, money: MoneyTerms) -> Decimal:
    """Pounds of all tours, item by item, each to the penny."""
    people = {str(each.id): each for each in case.roster.people}
    ends = {str(tour.id): tour.ends_at for tour in case.request.tours}
    total = Decimal(0)
    for each in plan.assignments:
        on, rank = _day(each.out_at, case), people[str(each.person)].rank
        told_on = min(money.told_on, on)
        hours, times = Decimal((each.home_at - each.out_at) // timedelta(minutes=1)) / 60, Decimal(1)
        if _is_rest_day(each, plan, case):
            terms = money.rules.rest_day_terms(rank, told_on, on)
            hours, times = max(hours, terms.minimum_hours), terms.pay_times
        total += _to_the_penny(_rate(money, CostItem.HOURS, rank.value, on) * hours * times)
        total += _to_the_penny(_rate(money, CostItem.MEALS, rank.value, on))
        later = [
            one.out_at for one in plan.assignments if one.person == each.person and one.out_at > each.out_at
        ]
        stays = case.request.lodged and case.request.travel_minutes and each.home_at == ends[str(each.tour)]
        if stays and later:
            nights = max((_day(min(later), case) - _day(each.home_at, case)).days, 1)
            total += _to_the_penny(_rate(money, CostItem.LODGING, rank.value, on) * nights)
        else:
            total += _to_the_penny(_rate(money, CostItem.TRAVEL, rank.value, on))
    return total


def _rate(money: MoneyTerms, item: CostItem, rank: str, on: date) -> Decimal:
    best: tuple[bool, date, Decimal] | None = None
    for each in money.rates.rates:
        if each.item is not item or (each.rank is not None and each.rank.value != rank):
            continue
        if each.from_on <= on and (each.until_on is None or on <= each.until_on):
            row = (each.rank is not None, each.from_on, each.amount)
            best = row if best is None or row[:2] > best[:2] else best
    assert best is not None
    return best[2]


def _to_the_penny(amount: Decimal) -> Decimal:
    return amount.quantize(_PENNY, ROUND_HALF_UP)
