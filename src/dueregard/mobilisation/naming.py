"""From counts to names: which members of a signature go its ways, and in which roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.engine.optimisation.programme import Reals
from dueregard.mobilisation.columns import Builder, lost_on
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.fairness import Going, choose, in_order, loads
from dueregard.mobilisation.past_loads import PersonLoad
from dueregard.mobilisation.plan import Assignment, LostDuty
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import Signature
from dueregard.mobilisation.trips import Arc, Service, arcs_of
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of, moment_of


@dataclass(frozen=True, slots=True)
class Named:
    """Assignments and lost duties of people, in order, how many rest days are cancelled, and who bears what."""

    assignments: tuple[Assignment, ...]
    lost: tuple[LostDuty, ...]
    rest_days: int
    loads: tuple[PersonLoad, ...] = ()


class _RolesLeft:
    """How many of each role are still to be given to people who may fill several."""

    def __init__(self, builder: Builder, values: Reals) -> None:
        self._left: dict[tuple[frozenset[int], Service, int], list[tuple[int, int]]] = defaultdict(list)
        for (roles, service, area, role), column in builder.needs.share_columns.items():
            self._left[roles, service, area].append((role, round(float(values[column]))))

    def take(self, roles: frozenset[int], service: Service, area: int) -> int:
        """The next role for somebody; any they may fill where all are given."""
        left = self._left.get((roles, service, area), [])
        for at, (role, number) in enumerate(left):
            if number > 0:
                left[at] = (role, number - 1)
                return role
        return min(roles)


def name_people(
    request: Request,
    roster: Roster,
    builder: Builder,
    values: Reals,
    fairness: Fairness | None = None,
    told: Sequence[Going] = (),
    going: Sequence[Going] | None = None,
) -> Named:
    """Give each way its people: as fair as can be, or in the order of the roster where nobody said what is fair.

    told: people who do as an earlier plan told them; they are in the loads, and not among those named. going: who goes
    which way, where that is chosen already.
    """
    assignments: list[Assignment] = []
    lost: list[LostDuty] = []
    rest_days = 0
    roles_left = _RolesLeft(builder, values)
    but = frozenset(each.person for each in told)
    if going is None and fairness:
        going = choose(builder, values, request, roster, fairness, but)
    going = list(in_order(builder, values, but)) if going is None else going
    for each in going:
        who, graph = builder.signatures[each.way.signature], builder.graphs[each.way.signature]
        arcs = list(arcs_of(graph, each.way.path))
        person = roster.people[each.person].id
        rest_days += sum(arc.rest_day for arc in arcs)
        assignments += _assignments(request, person, arcs, who, roles_left)
        for arc in arcs:
            for cell, begins, ends in lost_on(arc, who):
                area, function = divmod(cell, len(DUTY_FUNCTIONS))
                lost.append(
                    LostDuty(
                        person=person,
                        begins_at=moment_of(begins),
                        ends_at=moment_of(ends),
                        local_area=Id(roster.local_areas[area]),
                        function=DUTY_FUNCTIONS[function],
                    )
                )
    assignments.sort(key=lambda each: (each.out_at, each.person))
    lost.sort(key=lambda each: (each.begins_at, each.person))
    shown = loads([*going, *told], builder, request, roster, fairness) if fairness else ()
    return Named(tuple(assignments), tuple(lost), rest_days, shown)


def _assignments(
    request: Request,
    person: Id,
    arcs: list[Arc],
    who: Signature,
    roles_left: _RolesLeft,
) -> list[Assignment]:
    worked = [arc for arc in arcs if arc.service is not None]
    found = []
    for at, arc in enumerate(worked):
        assert arc.service is not None
        tour = request.tours[arc.service.tour]
        lodges = at + 1 < len(worked) and worked[at + 1].lodged
        home = minute_of(tour.ends_at) + (0 if lodges else request.travel_minutes)
        role = roles_left.take(who.roles[arc.service.tour], arc.service, who.area)
        found.append(
            Assignment(
                person=person,
                tour=tour.id,
                role=request.roles[role].id,
                out_at=moment_of(arc.out),
                present_at=moment_of(arc.present),
                home_at=moment_of(home),
            )
        )
    return found
