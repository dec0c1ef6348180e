"""When a log sends units to each grade, and how soon after the call: beside the hours and the time of a policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.fit_times import class_of
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import IncidentLog, hour_index, incidents_of
from dueregard.local_policing.response_policy import GradeRule, ResponsePolicy
from dueregard.workforce.hours import Grid

HARDLY = 0.1
"""An hour in which units are first sent to fewer than this share of those who call in it looks shut."""
FEWEST_CALLS = 30
"""An hour of the day with fewer calls is not judged."""
WORTH_TELLING = 0.01
"""Share of first units sent outside the policy's hours from which log and policy contradict each other."""
SOONEST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHours:
    """When the first unit is sent to a grade's incidents, by the local hour of the day.

    received, sent: incidents by hour of receipt, and of those the ones that were sent a unit by the hour in which the
    first was. looks_shut: hours with hardly a unit sent, estimated from both. soonest_minutes, median_minutes: the
    wait to the first unit that one in ten fall below, and one in two. from_hour, until_hour, call_minutes: as the
    policy has them, and outside the share of first units sent outside these hours; None without a policy.
    """

    key: str
    grade: str
    received: tuple[int, ...]
    sent: tuple[int, ...]
    looks_shut: tuple[int, ...]
    soonest_minutes: float
    median_minutes: float
    from_hour: int | None
    until_hour: int | None
    call_minutes: float | None
    outside: float | None
    shut_by_log_only: tuple[int, ...]

    @property
    def number(self) -> int:
        """Incidents that were sent a unit."""
        return sum(self.sent)

    @property
    def is_contradicted(self) -> bool:
        """Whether the log sends units outside the policy's hours, or hardly any within them."""
        return bool(self.shut_by_log_only) or (self.outside or 0.0) > WORTH_TELLING


def sending_hours(
    calibration: Calibration, log: IncidentLog, policy: ResponsePolicy | None = None
) -> tuple[SendingHours, ...]:
    """One for each grade to which units are sent as they come free; those without a dispatch are left out."""
    sums = calibration.sums
    inside = log.between(sums.first_on, sums.last_on)
    found = incidents_of(inside)
    grid = Grid.of_days(sums.first_on, 7 * sums.weeks + 7, inside.local_areas, inside.zone)
    cls = class_of(calibration, inside, found.grade, found.route)
    clock = grid.hours_of_week % 24
    last = grid.hours - 1
    was_sent = found.dispatched_at != ABSENT
    called_at = clock[np.clip(hour_index(grid, found.received_at), 0, last)]
    sent_at = clock[np.clip(hour_index(grid, np.where(was_sent, found.dispatched_at, 0)), 0, last)]
    told = []
    for number, each in enumerate(sums.classes):
        mine = cls == number
        first = mine & was_sent
        if each.route is not Route.DISPATCH or not first.any():
            continue
        received = np.bincount(called_at[mine], minlength=24)
        sent = np.bincount(sent_at[first], minlength=24)
        shut = np.flatnonzero((received >= FEWEST_CALLS) & (sent < HARDLY * received)).tolist()
        rule = None if policy is None else policy.rule_for(each.grade, Route.DISPATCH)
        minutes = (found.dispatched_at[first] - found.received_at[first]) / 60
        told.append(
            SendingHours(
                key=each.key,
                grade=each.grade,
                received=tuple(received.tolist()),
                sent=tuple(sent.tolist()),
                looks_shut=tuple(shut),
                soonest_minutes=float(np.quantile(minutes, SOONEST)),
                median_minutes=float(np.median(minutes)),
                from_hour=None if rule is None else rule.sent_from_hour,
                until_hour=None if rule is None else rule.sent_until_hour,
                call_minutes=None if rule is None else float(rule.call_minutes),
                outside=None if rule is None else _outside(rule, sent.tolist()),
                shut_by_log_only=() if rule is None else tuple(hour for hour in shut if rule.sends_at(hour)),
            )
        )
    return tuple(told)


def _outside(rule: GradeRule, sent: list[int]) -> float:
    """The share of first units sent in hours in which the policy sends none."""
    return sum(many for hour, many in enumerate(sent) if not rule.sends_at(hour)) / sum(sent)
