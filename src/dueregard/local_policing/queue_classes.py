"""Which queues a scenario has: the grades that units are sent to, appointments, and work that is not logged.

Telephone work has no queue here: no unit is sent to it, so a deployment of officers on patrol does not touch it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import (
    TICKS_PER_HOUR,
    Clock,
    CustomerClass,
    Diary,
    Integers,
    Several,
    Upgrade,
)
from dueregard.engine.queueing.variates import Times, constant, exponential
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.local_policing.response_policy import ResponsePolicy, UnloggedWork

TICKS_PER_MINUTE = TICKS_PER_HOUR // 60
SLOWEST_PER_HOUR = 1e-6
"""A chance an hour below this is none: its mean wait is over a century."""
CANNOT_BE_LEFT, CAN_BE_LEFT = "unlogged work that cannot be left", "unlogged work that can be left"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueueClass:
    """A class of the queueing model and what it stands for.

    demand_class: its number in the demand; None for work that is not logged. share, hours_each: of that work,
    the share that this class has and the hours of a piece. For appointments the share is that of those which are
    kept: who cancels one, or is not there, is told by the log and no queue changes it.
    """

    customers: CustomerClass
    demand_class: int | None
    share: float = 1.0
    hours_each: float = 1.0

    @property
    def by_appointment(self) -> bool:
        """Whether appointments are made for it."""
        return self.customers.diary is not None


def queue_classes(demand: Demand, policy: ResponsePolicy) -> tuple[QueueClass, ...]:
    """The queues, most urgent first. Appointments stand in the order of their grade, slots not yet given."""
    found: list[QueueClass] = []
    last_of_grade = {cls.grade: number for number, cls in enumerate(demand.classes)}
    for number, cls in enumerate(demand.classes):
        if cls.route is not Route.TELEPHONE:
            found.append(_from_demand(number, demand, policy, found))
        after = policy.unlogged is not None and policy.unlogged.after_grade == cls.grade
        if after and last_of_grade[cls.grade] == number and demand.unseen_share:
            assert policy.unlogged is not None
            found.append(_unlogged(policy.unlogged, can_be_left=False))
    if policy.unlogged is not None and demand.unseen_share:
        found.append(_unlogged(policy.unlogged, can_be_left=True))
    return tuple(found)


def hours_of_sending(
    classes: tuple[QueueClass, ...], demand: Demand, policy: ResponsePolicy, hours_of_day: Integers
) -> npt.NDArray[np.bool_] | None:
    """Whether units are sent to each class in some hours, told by the local hour of the day; None for always."""
    rules = [
        None
        if each.demand_class is None or each.by_appointment
        else policy.rule_for(demand.classes[each.demand_class].grade, Route.DISPATCH)
        for each in classes
    ]
    if all(rule is None or rule.at_any_hour for rule in rules):
        return None
    by_hour = [[rule is None or rule.sends_at(hour) for rule in rules] for hour in range(24)]
    sends: npt.NDArray[np.bool_] = np.array(by_hour, dtype=np.bool_)[hours_of_day]
    return sends


def _unlogged(work: UnloggedWork, *, can_be_left: bool) -> QueueClass:
    share = float(work.cannot_be_left)
    hours = float(work.hours_each)
    return QueueClass(
        customers=CustomerClass(
            name=CAN_BE_LEFT if can_be_left else CANNOT_BE_LEFT,
            service=exponential(hours * TICKS_PER_HOUR),
            elastic=can_be_left,
        ),
        demand_class=None,
        share=1 - share if can_be_left else share,
        hours_each=hours,
    )


def _from_demand(number: int, demand: Demand, policy: ResponsePolicy, before: list[QueueClass]) -> QueueClass:
    cls = demand.classes[number]
    rule = policy.rule_for(cls.grade, cls.route)
    seen = demand.appointments_of(number)
    diary = None
    if cls.route is Route.DIARY:
        diary = Diary(slots=np.zeros((0, 0), dtype=np.int64), lead_hours=0, longest_hours=0)
    closes = rule.closes_after_hours
    judged = cls.standard_minutes is not None and cls.clock is ClockStart.RECEIVED
    customers = CustomerClass(
        name=cls.key,
        units=_units(demand, number),
        service=demand.service[number] or constant(0),
        travel=demand.travel[number],
        several=Several.TOGETHER if rule.together else Several.AS_FREE,
        reserve=rule.reserve,
        helped=rule.helped and diary is None,
        patience=_exponential(float(demand.cancel_per_hour[number])),
        closes_after_ticks=None if closes is None else round(float(closes) * TICKS_PER_HOUR),
        upgrade=None if diary is not None else _upgrade(number, demand, before),
        diary=diary,
        waited_ticks=round(float(rule.call_minutes) * TICKS_PER_MINUTE),
        standard_ticks=(cls.standard_minutes or 0) * TICKS_PER_MINUTE if judged else None,
        clock=Clock.ARRIVAL,
    )
    return QueueClass(
        customers=customers,
        demand_class=number,
        share=1.0 if diary is None or seen is None else seen.kept_share,
    )


def _units(demand: Demand, number: int) -> tuple[float, ...]:
    shares = tuple(float(share) for share in demand.units[number])
    total = sum(shares)
    return tuple(share / total for share in shares) if total > 0 else (1.0,)


def _exponential(per_hour: float) -> Times | None:
    return exponential(TICKS_PER_HOUR / per_hour) if per_hour > SLOWEST_PER_HOUR else None


def _upgrade(number: int, demand: Demand, before: list[QueueClass]) -> Upgrade | None:
    """Where the log does not say to which grade, the next more urgent one to which units are sent."""
    after = _exponential(float(demand.upgrade_per_hour[number]))
    places = [
        place
        for place, each in enumerate(before)
        if each.demand_class is not None and not each.by_appointment
    ]
    if int(demand.upgrade_to[number]) >= 0:
        places = [place for place in places if before[place].demand_class == int(demand.upgrade_to[number])]
    if after is None or not places:
        return None
    return Upgrade(probability=1.0, after=after, to_class=places[-1])
