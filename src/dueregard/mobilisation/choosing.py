"""A short list: a few whole plans of one request, alike in all that is never traded, that differ in the last aims.

The least harm is told first. Then, within stated shares more of it, the plan that costs least and the fairest one.
Plans that another of the list beats or equals in harm, cost and fairness are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from dueregard.common.errors import DueRegardError
from dueregard.engine.optimisation.solving import Limits
from dueregard.mobilisation.choice_programme import ChoiceProgramme, choice_programme
from dueregard.mobilisation.choice_search import CLOSE, ORDERS, Aim, Found, Search
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.fairness import choose
from dueregard.mobilisation.naming import name_people
from dueregard.mobilisation.plan import Aims, Finish, Plan
from dueregard.mobilisation.plan_figures import PlanFigures, even_share, figures_of
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.posing import Problem
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.reserve import Reserve, ReserveDay, reserve_days
from dueregard.mobilisation.surplus import without_surplus
from dueregard.mobilisation.tour_money import MoneyTerms, WayMoney
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.watch import Told, Watch
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.roster import Roster

SHARES = (0.05, 0.2)
"""Shares more harm than the least within which the cheapest and the fairest plan are sought: our assumption."""
MOST_SHARES = 2
"""With more the list would be longer than a person compares."""


class NoChoices(DueRegardError):
    """No short list can be made; the message says what to do."""


class MadeFor(NamedTuple):
    """The aim that a plan was made for, within which share more harm than the least."""

    aim: Aim
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One plan of a short list. made_for: every aim and share for which it is the plan. bound: of the first of these.

    bound: no plan that keeps the rules and the share of harm takes less of the first aim that it was made for:
    officer-hours, pounds, or points of the largest load. None where not every way was looked at.
    """

    plan: Plan
    figures: PlanFigures
    made_for: tuple[MadeFor, ...]
    bound: float | None
    days: tuple[ReserveDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortList:
    """Choices in order, least harm first. even: an even share of load. is_whole: every way was looked at.

    is_most: it is proved that no plan keeps more of the reserve than the first. more_costs, fewer_saves: officer-hours
    that the first would cost more, or fewer, if one unit and day more of the reserve were kept, or one fewer; None
    where that cannot be, or was not found. dropped: of what was sought, what another plan of the list beats.
    not_found: for which none was found in the time.
    """

    choices: tuple[Choice, ...]
    even: Fraction
    is_whole: bool
    reserve: Reserve | None = None
    is_most: bool = False
    more_costs: float | None = None
    fewer_saves: float | None = None
    dropped: tuple[MadeFor, ...] = ()
    not_found: tuple[MadeFor, ...] = ()


def short_list(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    fairness: Fairness,
    *,
    money: MoneyTerms | None = None,
    shares: Sequence[float] = SHARES,
    reserve: Reserve | None = None,
    commitments: Sequence[Commitment] = (),
    limits: Limits | None = None,
    told: Told | None = None,
) -> ShortList:
    """The short list of a request. Without money it is of harm and fairness only.

    Where the request cannot be met, every plan of the list leaves out what the plan that meets most leaves out. Raises
    PlanRefused, CannotBeMet, CostRefused and NoChoices.
    """
    limits = limits or Limits()
    watch = Watch(limits.seconds, told)
    searched: list[Problem] = []
    usual = _usual(request, roster, rules, aims, commitments, limits, told, fairness, searched)
    if not searched or watch.is_over():
        raise NoChoices("The time was up before there was anything to choose from: give it longer.")
    by_money = None if money is None else WayMoney(money, request, roster.zone)
    choices = choice_programme(searched[-1], aims, commitments, fairness, by_money, usual, reserve)
    search = Search(choices, limits, watch)
    least = search.made_for(Aim.HARM, float("inf"))
    if least is None:
        raise NoChoices("No plan was found among those to choose from: give it longer, or a wider --gap.")
    harm = float(choices.harm @ least.values)
    found: list[tuple[MadeFor, Found]] = [(MadeFor(Aim.HARM, 0.0), least)]
    not_found = []
    for share in sorted(set(shares)):
        for aim in (Aim.COST, Aim.FAIRNESS) if money else (Aim.FAIRNESS,):
            values = None
            if not watch.is_over():
                values = search.made_for(aim, harm * (1 + share), least.values)
            if values is None:
                not_found.append(MadeFor(aim, share))
            else:
                found.append((MadeFor(aim, share), values))
    made = _listed(choices, usual, request, roster, fairness, money, found, not_found, commitments)
    return made if choices.reserve is None else _with_next_units(made, choices, search, least, watch)


def _with_next_units(
    made: ShortList, choices: ChoiceProgramme, search: Search, least: Found, watch: Watch
) -> ShortList:
    """The list with the prices at which the first would keep one unit and day more of the reserve, or one fewer."""
    assert choices.reserve is not None
    short, harm = choices.reserve.short(least.values), choices.harm_of(least.values)
    other: list[float | None] = []
    is_most = short == 0
    for most in (short - 1, short + 1):
        is_possible = 0 <= most <= _units_and_days(choices) and not watch.is_over()
        values = search.with_short(most, least.values) if is_possible else None
        is_most = is_most or (most < short and is_possible and values is None and search.was_refuted)
        other.append(None if values is None else choices.harm_of(values) - harm)
    more, fewer = other
    return replace(
        made,
        is_most=is_most and (choices.is_whole or short == 0),
        more_costs=more,
        fewer_saves=None if fewer is None else max(-fewer, 0.0),
    )


def _units_and_days(choices: ChoiceProgramme) -> int:
    """Units and days of the reserve in all."""
    assert choices.reserve is not None
    return choices.reserve.reserve.units * len(choices.reserve.columns)


def _usual(
    request: Request,
    roster: Roster,
    rules: TourRules,
    aims: Aims,
    commitments: Sequence[Commitment],
    limits: Limits,
    told: Told | None,
    fairness: Fairness,
    searched: list[Problem],
) -> Plan:
    """The plan of least harm as it is made without a list, or the one that meets most; its bound holds for all."""
    try:
        return plan_request(
            request,
            roster,
            rules,
            aims,
            commitments=commitments,
            limits=limits,
            told=told,
            fairness=fairness,
            searched=searched,
        )
    except CannotBeMet as refused:
        if refused.best is None:
            raise
        return refused.best


def _listed(
    choices: ChoiceProgramme,
    usual: Plan,
    request: Request,
    roster: Roster,
    fairness: Fairness,
    money: MoneyTerms | None,
    found: Sequence[tuple[MadeFor, Found]],
    not_found: Sequence[MadeFor],
    commitments: Sequence[Commitment],
) -> ShortList:
    """Named plans with their figures. For each aim and share the best of all that were found is listed."""
    first = _named(choices, usual, found[0][1], request, roster, fairness, by_pools=True)
    even = even_share(first, request, roster, fairness)
    plans, figures, days = [], [], []
    reserve = None if choices.reserve is None else choices.reserve.reserve
    for _, values in found:
        either = []
        for by_pools in (True, False):
            plan = _named(choices, usual, values, request, roster, fairness, by_pools=by_pools)
            kept: tuple[ReserveDay, ...] = ()
            if reserve is not None:
                rest = choices.builder.rules.daily_rest
                kept = reserve_days(plan, reserve, request, roster, rest, commitments)
            counted = reserve.price * sum(day.short for day in kept) if reserve else 0.0
            its = figures_of(plan, request, roster, fairness, even, money, counted)
            either.append((plan, its, kept))
        plan, its, kept = min(either, key=lambda one: (round(one[1].harm, 6), one[1].aims[2]))
        days.append(kept)
        plans.append(plan)
        figures.append(its)
    picked: dict[int, list[int]] = {}
    for at, (made_for, _) in enumerate(found):
        most = figures[0].harm * (1 + made_for.share) + CLOSE
        within = [one for one, its in enumerate(figures) if its.harm <= max(most, figures[at].harm)]
        best = min(within, key=lambda one: (_in_order(figures[one], made_for.aim), one))
        picked.setdefault(best, []).append(at)
    left = [at for at in picked if not any(figures[one].beats(figures[at]) for one in picked if one != at)]
    left.sort(key=lambda at: picked[at][0])
    listed = [
        Choice(
            plan=plans[at],
            figures=figures[at],
            made_for=tuple(found[one][0] for one in picked[at]),
            bound=found[picked[at][0]][1].bound,
            days=days[at],
        )
        for at in left
    ]
    dropped = [found[one][0] for at in picked if at not in left for one in picked[at]]
    return ShortList(
        choices=tuple(listed),
        even=even,
        is_whole=choices.is_whole,
        reserve=reserve,
        dropped=tuple(dropped),
        not_found=tuple(not_found),
    )


def _in_order(figures: PlanFigures, aim: Aim) -> tuple[object, ...]:
    """By what a plan is the best for an aim: it first, then the others in the order of their search."""
    harm, pounds, fairness = figures.aims
    by_aim: dict[Aim, object] = {Aim.HARM: round(harm, 6), Aim.COST: pounds, Aim.FAIRNESS: fairness}
    return tuple(by_aim[each] for each in ORDERS[aim])


def _named(
    choices: ChoiceProgramme,
    usual: Plan,
    found: Found,
    request: Request,
    roster: Roster,
    fairness: Fairness,
    *,
    by_pools: bool,
) -> Plan:
    """A whole plan. The bound of harm and the prices that prove it are those of the search for least harm.

    by_pools: names are leximin over classes whose ways are alike in all, pay too; else people go the ways of their
    class.
    """
    sent = without_surplus(choices.builder, found.values)
    if by_pools:
        pounds = choices.pounds
        going = choose(choices.builder, sent, request, roster, fairness, pounds=pounds)
    else:
        going = list(choices.going(sent.tolist(), roster, fairness.seed))
    named = name_people(request, roster, choices.builder, sent, fairness, going=going)
    cost = choices.harm_of(sent)
    plan = replace(
        usual,
        assignments=named.assignments,
        lost=named.lost,
        rest_days=named.rest_days,
        loads=named.loads,
        cost=cost,
        bound=min(usual.bound, cost),
        searched=min(usual.searched, cost),
        seed=fairness.seed,
    )
    is_least = cost <= usual.cost and usual.finish is Finish.OPTIMAL
    return replace(plan, finish=Finish.OPTIMAL if is_least else Finish.WITHIN_GAP)
