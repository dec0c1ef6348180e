"""What is assumed and can be moved: each assumption of the policies, between two ends.

The ends are choices of the design: a share of what is assumed, or the extremes where there are extremes. An end that
is what is assumed already needs no runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from dueregard.common.codecs import Id
from dueregard.effects.comparison import Comparison
from dueregard.effects.design import EffectDesign
from dueregard.effects.tornado import LOAD, Assumption
from dueregard.local_policing.crewing import CrewingPolicy, Degradation
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route
from dueregard.local_policing.response_policy import (
    DiaryRule,
    GradeRule,
    Neighbours,
    ResponsePolicy,
    ShiftHandover,
)


def assumptions_of(
    comparison: Comparison, design: EffectDesign, alternatives: Iterable[Assumption] = ()
) -> tuple[Assumption, ...]:
    """All of them, load first. An assumption that the policy does not have is left out.

    alternatives: choices that the study names itself.
    """
    crewing = comparison.without.crewing
    points = design.availability_points
    load = Assumption(
        input=LOAD,
        ends=(f"{points} % fewer", f"{points} % more"),
        low=comparison.changed(crewing=_availability(crewing, -points)),
        high=comparison.changed(crewing=_availability(crewing, points)),
        runs=design.load_runs,
    )
    crews = Assumption(
        input="crews when officers leave",
        ends=("doubles split first", "doubles kept to the last"),
        low=_changed_crewing(comparison, replace(crewing, degrades=Degradation.SPLIT_DOUBLES)),
        high=_changed_crewing(comparison, replace(crewing, degrades=Degradation.LOSE_SINGLES)),
        runs=design.tornado_runs,
    )
    return (load, crews, *alternatives, *_of_policy(comparison, design))


def _availability(crewing: CrewingPolicy, points: Decimal) -> CrewingPolicy:
    """So many per cent more or fewer of the officers on duty are on a crew."""
    there = (1 - crewing.breaks) * (1 + points / 100)
    return replace(crewing, breaks=max(Decimal(0), (1 - there).quantize(Decimal("0.0001"))))


def _changed_crewing(comparison: Comparison, crewing: CrewingPolicy) -> Comparison | None:
    return None if crewing == comparison.without.crewing else comparison.changed(crewing=crewing)


def _of_policy(comparison: Comparison, design: EffectDesign) -> Iterator[Assumption]:
    policy = comparison.without.policy
    for name, ends, low, high in _ends(policy, comparison, design.share_moved):
        if low != high:
            made = [None if end == policy else comparison.changed(policy=end) for end in (low, high)]
            yield Assumption(input=name, ends=ends, low=made[0], high=made[1], runs=design.tornado_runs)


Ends = tuple[str, tuple[str, str], ResponsePolicy, ResponsePolicy]


def _ends(policy: ResponsePolicy, comparison: Comparison, share: Decimal) -> Iterator[Ends]:
    unlogged, demand = policy.unlogged, comparison.without.demand
    less, more = 1 - share, 1 + share
    by = (f"{share:.0%} fewer", f"{share:.0%} more")
    if unlogged is not None and demand.unseen_share:
        low, high = (
            min(Decimal(1), max(Decimal(0), unlogged.cannot_be_left + step)) for step in (-share, share)
        )
        yield (
            "unlogged work that cannot be left",
            (f"{low:.0%}", f"{high:.0%}"),
            replace(policy, unlogged=replace(unlogged, cannot_be_left=low)),
            replace(policy, unlogged=replace(unlogged, cannot_be_left=high)),
        )
    if any(cls.route is Route.DIARY for cls in demand.classes):
        yield "appointments a day", by, _slots(policy, demand, less), _slots(policy, demand, more)
    if any(rule.lead_hours is not None for rule in policy.diaries):
        yield (
            "soonest appointment",
            ("half the lead", "half as long again"),
            _lead(policy, Decimal("0.5")),
            _lead(policy, Decimal("1.5")),
        )
    yield (
        "wait after which a call is closed",
        ("half", "twice"),
        _closing(policy, Decimal("0.5")),
        _closing(policy, Decimal(2)),
    )
    yield "hours of sending", ("at any hour", "as stated"), _at_any_hour(policy), policy
    yield "units kept in reserve", ("none", "one more"), _reserve(policy, None), _reserve(policy, 1)
    areas = comparison.without.grid.local_areas
    if any(rule.helped for rule in policy.rules) and len(areas) > 1:
        yield "who helps", ("nobody", "every local area"), _helped(policy, ()), _helped(policy, areas)
        yield (
            "way into another local area",
            ("as long as at home", "twice as much longer"),
            replace(policy, travel_factor=Decimal(1)),
            replace(policy, travel_factor=2 * policy.travel_factor - 1),
        )
    yield (
        "jobs at the end of a shift",
        ("relieved", "carried on"),
        replace(policy, handover=ShiftHandover.RELIEVE),
        replace(policy, handover=ShiftHandover.CARRY),
    )


def _slots(policy: ResponsePolicy, demand: Demand, factor: Decimal) -> ResponsePolicy:
    """More or fewer slots than the policy says, or than the log tells where it says nothing."""
    rules = []
    for number, cls in enumerate(demand.classes):
        seen = demand.appointments_of(number)
        rule = policy.diary_for(cls.grade) or DiaryRule(grade=Id(cls.grade))
        slots = rule.slots_a_day or (0 if seen is None else round(seen.slots.sum()))
        if cls.route is Route.DIARY:
            rules.append(replace(rule, slots_a_day=max(1, round(slots * factor))))
    return replace(policy, diaries=tuple(rules))


def _lead(policy: ResponsePolicy, factor: Decimal) -> ResponsePolicy:
    def moved(rule: DiaryRule) -> DiaryRule:
        if rule.lead_hours is None:
            return rule
        return replace(rule, lead_hours=min(rule.longest_hours, round(rule.lead_hours * factor)))

    return replace(policy, diaries=tuple(moved(rule) for rule in policy.diaries))


def _closing(policy: ResponsePolicy, factor: Decimal) -> ResponsePolicy:
    def moved(rule: GradeRule) -> GradeRule:
        after = rule.closes_after_hours
        return rule if after is None else replace(rule, closes_after_hours=after * factor)

    return replace(policy, rules=tuple(moved(rule) for rule in policy.rules))


def _at_any_hour(policy: ResponsePolicy) -> ResponsePolicy:
    """Units are sent to everything at any hour."""
    return replace(
        policy, rules=tuple(replace(rule, sent_from_hour=0, sent_until_hour=24) for rule in policy.rules)
    )


def _reserve(policy: ResponsePolicy, added: int | None) -> ResponsePolicy:
    """No reserve, or more where there is one."""

    def moved(rule: GradeRule) -> GradeRule:
        if not rule.reserve:
            return rule
        return replace(rule, reserve=0 if added is None else rule.reserve + added)

    return replace(policy, rules=tuple(moved(rule) for rule in policy.rules))


def _helped(policy: ResponsePolicy, areas: tuple[str, ...]) -> ResponsePolicy:
    """Nobody helps; or everybody does, those first who do already."""
    known = {each.local_area: each.helped_by for each in policy.neighbours}
    lists = tuple(
        Neighbours(
            local_area=Id(area),
            helped_by=(
                *known.get(Id(area), ()),
                *(Id(other) for other in areas if other != area and other not in known.get(Id(area), ())),
            ),
        )
        for area in areas
    )
    return replace(policy, neighbours=lists)
