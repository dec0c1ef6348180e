"""Whom to call for a need of a plan: those it sends, then others who may go, those on whom least weighs first.

Others are called only if they stand nowhere in the plan, have a lawful way that works this tour and no other, and,
where an emergency minimum is set, a way that takes nobody from response policing. So nobody on leave, promised,
restricted or short of rest is called, and the minimum holds whoever comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from dueregard.mobilisation.call_out import INDEPENDENT, Callee, CallOut, RoleList, SharedShock, size
from dueregard.mobilisation.columns import lost_on
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.muster_rates import MusterRate, rate_for
from dueregard.mobilisation.past_loads import Exposure
from dueregard.mobilisation.plan import Aims, Plan
from dueregard.mobilisation.posing import Problem
from dueregard.mobilisation.signatures import Signature
from dueregard.mobilisation.trips import SINK, SOURCE, Arc, TripGraph
from dueregard.workforce.hours import DUTY_FUNCTIONS, DutyFunction, zone_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """How people are called.

    rates: how many come. shock: what all share. sure: the chance asked for. jointly: whether it is of all roles
    at once. cautious: the upper limit of no-shows is taken, since few exercises say little.
    """

    rates: tuple[MusterRate, ...]
    shock: SharedShock = INDEPENDENT
    sure: float = 0.95
    jointly: bool = False
    cautious: bool = False


def call_out(
    problem: Problem, plan: Plan, need: int, calling: Calling, fairness: Fairness, aims: Aims
) -> CallOut:
    """The lists to call for a need, by its place among the request's. Raises CallOutRefused.

    Somebody who may fill several roles is called for one: the role for which fewest may be called chooses first.
    """
    request = problem.request
    wanted = request.needs[need]
    tour = next(at for at, each in enumerate(request.tours) if each.id == wanted.tour)
    misses = _misses(problem, need, calling)
    planned: dict[int, list[str]] = {}
    places = {str(role.id): at for at, role in enumerate(request.roles)}
    for each in plan.assignments:
        if each.tour == wanted.tour and each.present_at <= wanted.by:
            planned.setdefault(places[str(each.role)], []).append(str(each.person))
    others = _others(problem, plan, need, tour, fairness, aims)
    needed = {places[str(each.role)]: each.officers for each in wanted.roles}
    scarce_first = sorted(needed, key=lambda role: (sum(role in may for _, may in others), role))
    chosen: dict[int, list[str]] = {}
    for role in scarce_first:
        able = [person for person, may in others if role in may]
        people = [*planned.get(role, []), *able]
        found = size([_as_list(problem, role, needed[role], people, misses)], calling.sure, calling.shock)
        chosen[role] = list(found.lists[0].people)
        others = [(person, may) for person, may in others if person not in chosen[role]]
    for person, may in others:
        fits = [role for role in scarce_first if role in may]
        if fits:
            chosen[fits[0]].append(person)
    lists = [_as_list(problem, role, needed[role], chosen[role], misses) for role in sorted(needed)]
    return size(lists, calling.sure, calling.shock, jointly=calling.jointly)


def _as_list(
    problem: Problem, role: int, needed: int, people: Sequence[str], misses: dict[int, float]
) -> RoleList:
    return RoleList(
        str(problem.request.roles[role].id), needed, tuple(Callee(each, misses[role]) for each in people)
    )


def _misses(problem: Problem, need: int, calling: Calling) -> dict[int, float]:
    """The chance that somebody called for a role does not come, for each role that a need asks for."""
    request = problem.request
    wanted, called_at = request.needs[need], request.accepted_at.astimezone(zone_named(problem.roster.zone))
    notice = Decimal((wanted.by - request.accepted_at) // timedelta(minutes=1)) / 60
    asked = {str(each.role) for each in wanted.roles}
    return {
        at: rate_for(calling.rates, role.skills, called_at.date(), called_at.hour, notice).misses(
            cautious=calling.cautious
        )
        for at, role in enumerate(request.roles)
        if str(role.id) in asked
    }


def _others(
    problem: Problem, plan: Plan, need: int, tour: int, fairness: Fairness, aims: Aims
) -> list[tuple[str, frozenset[int]]]:
    """People whom the plan does not send and who may be called, in turn, with the roles that they may fill."""
    request, roster = problem.request, problem.roster
    sent = {str(each.person) for each in plan.assignments}
    each_tour = request.tours[tour]
    nights = fairness.shares.nights_in(each_tour.begins_at, each_tour.ends_at, roster.zone)
    weight = fairness.shares.weight_of(Exposure(tours=1, nights=nights))
    accepted_on = request.accepted_at.astimezone(zone_named(roster.zone)).date()
    sharers = fairness.sharers(roster.people, accepted_on)
    found = [
        (str(roster.people[who].id), signature.roles[tour])
        for signature, graph in zip(problem.signatures, problem.graphs, strict=True)
        if may_be_called(signature, graph, need, tour, aims.has_minimum)
        for who in signature.members
        if roster.people[who].id not in sent
    ]

    def turn(person: str) -> tuple[bool, object, object, bytes]:
        each = sharers[person]
        return not each.volunteers, each.load(weight), -each.share, each.tie

    return sorted(found, key=lambda one: turn(one[0]))


def may_be_called(signature: Signature, graph: TripGraph, need: int, tour: int, guarded: bool) -> bool:
    """Whether a lawful way of a signature serves a need, on this tour alone.

    guarded: and takes nobody whom the emergency minimum counts from response policing.
    """

    def usable(arc: Arc) -> bool:
        if arc.service is not None and arc.service.tour != tour:
            return False
        cells = (cell for cell, _, _ in lost_on(arc, signature))
        return not (guarded and signature.is_counted) or all(
            DUTY_FUNCTIONS[cell % len(DUTY_FUNCTIONS)] is not DutyFunction.RESPONSE for cell in cells
        )

    served: set[int] = set()
    reached = {SOURCE}
    for node in [*graph.order, SINK]:
        for number in graph.leaving[node] if node in reached or node in served else ():
            arc = graph.arcs[number]
            if not usable(arc):
                continue
            serves = arc.service is not None and need in arc.service.needs
            if node in served or serves:
                served.add(arc.end)
            if node in reached and not serves:
                reached.add(arc.end)
    return SINK in served
