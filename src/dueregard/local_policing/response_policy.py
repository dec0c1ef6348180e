"""How a force answers what comes in: reserves, hours of sending, help between local areas, appointments, unlogged work.

It is named data with a date and a source, like every planning assumption, and results cite it by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.local_policing.grades import Route
from dueregard.local_policing.settings_file import read_record


class ShiftHandover(StrEnum):
    """What happens to crews still on a job when their shift ends."""

    CARRY = "carry"  # they finish it, and the next shift begins without them
    RELIEVE = "relieve"  # the next shift begins in full


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """How one grade is answered when units are scarce. A grade without a rule has none of these."""

    grade: Annotated[Id, Column("The common grade.")]
    route: Annotated[Route, Column("The route it is for.")] = Route.DISPATCH
    reserve: Annotated[int, Column("Units of the local area kept free rather than sent to it.")] = 0
    helped: Annotated[bool, Column("Whether units of neighbouring local areas are sent to it.")] = False
    together: Annotated[bool, Column("Whether several units are held until all can be sent at once.")] = False
    closes_after_hours: Annotated[
        Decimal | None, Column("Hours of waiting after which it is closed unattended; blank for never.")
    ] = None
    sent_from_hour: Annotated[
        int,
        Column("Hour of the local day from which units are sent to it; who calls before it waits in order."),
    ] = 0
    sent_until_hour: Annotated[
        int,
        Column(
            "Hour of the local day from which none are; where it is below sent_from_hour, of the next day."
        ),
    ] = 24
    call_minutes: Annotated[
        Decimal,
        Column(
            "Minutes until a call is taken and assessed, before which no unit is sent; they are in every wait."
        ),
    ] = Decimal(0)

    def __post_init__(self) -> None:
        if not 0 <= self.reserve <= 1_000:
            raise ValueError(f"a reserve of {self.reserve} units was given; write 0 to 1,000")
        if self.closes_after_hours is not None and self.closes_after_hours <= 0:
            raise ValueError("it closes after no time at all; write more than nought hours, or leave it out")
        if not (0 <= self.sent_from_hour <= 23 and 1 <= self.sent_until_hour <= 24):
            raise ValueError(
                f"units are sent from hour {self.sent_from_hour} to hour {self.sent_until_hour}; "
                "write 0 to 23 for the first and 1 to 24 for the other"
            )
        if self.sent_from_hour == self.sent_until_hour:
            raise ValueError(
                f"units are sent from hour {self.sent_from_hour} to that same hour, which is never; "
                "write two hours, or leave both out for any hour"
            )
        if not 0 <= self.call_minutes <= 60:
            raise ValueError(f"a call is taken in {self.call_minutes} minutes; write 0 to 60")
        if self.route is not Route.DISPATCH and (not self.at_any_hour or self.call_minutes):
            raise ValueError(
                f"hours of sending or call_minutes are given for the route {self.route}; they are for dispatch, and "
                "appointments have the hours of their diary"
            )

    @property
    def at_any_hour(self) -> bool:
        """Whether units are sent to it at every hour."""
        return (self.sent_from_hour, self.sent_until_hour) == (0, 24)

    def sends_at(self, hour: int) -> bool:
        """Whether units are sent to it in an hour of the local day, 0 to 23.

        >>> late = GradeRule(grade=Id("scheduled"), sent_from_hour=20, sent_until_hour=2)
        >>> [hour for hour in range(24) if late.sends_at(hour)]
        [0, 1, 20, 21, 22, 23]
        """
        if self.sent_from_hour < self.sent_until_hour:
            return self.sent_from_hour <= hour < self.sent_until_hour
        return hour >= self.sent_from_hour or hour < self.sent_until_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Whose units help in a local area, nearest first."""

    local_area: Annotated[Id, Column("The local area that is helped.")]
    helped_by: Annotated[tuple[Id, ...], Column("The local areas whose units are asked, best first.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryRule:
    """Appointments of one grade, kept by officers of another function than response.

    What is blank is taken from the calibration, and so is a whole grade without such a rule.
    """

    grade: Annotated[Id, Column("The common grade.")]
    slots_a_day: Annotated[
        int | None,
        Column("Appointments that the force can keep on a day, as planned; blank for what the log tells."),
    ] = None
    from_hour: Annotated[int, Column("First hour of the local day with appointments, with lead_hours.")] = 8
    until_hour: Annotated[int, Column("Hour at which the last has begun, with lead_hours.")] = 20
    lead_hours: Annotated[
        int | None,
        Column("The soonest, in hours from the call; blank for the days and hours that the log tells."),
    ] = None
    longest_hours: Annotated[int, Column("The latest that is offered, in hours from the call.")] = 31 * 24

    def __post_init__(self) -> None:
        slots = 1 if self.slots_a_day is None else self.slots_a_day
        if slots < 1 or not 0 <= self.from_hour < self.until_hour <= 24:
            raise ValueError("an appointment needs slots, and hours from 0 to 24 that begin before they end")
        if not 0 <= (self.lead_hours or 0) <= self.longest_hours:
            raise ValueError(
                "the soonest appointment is later than the latest; write them the other way round"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloggedWork:
    """Work that keeps units from incidents and is not in the log: custody, hospital, files, statements.

    Its amount is the calibrated share of idle units that are not available. A part of it cannot be left and
    waits its turn after a stated grade; the rest is begun only when a unit stands idle, and is counted as not
    done otherwise.
    """

    cannot_be_left: Annotated[Decimal, Column("Share of it that cannot be left, 0 to 1.")]
    after_grade: Annotated[Id, Column("The grade after which what cannot be left takes its turn.")]
    hours_each: Annotated[Decimal, Column("Hours that one piece of it keeps a unit, on average.")] = Decimal(
        1
    )

    def __post_init__(self) -> None:
        if not 0 <= self.cannot_be_left <= 1 or self.hours_each <= 0:
            raise ValueError("the share that cannot be left is 0 to 1, and a piece takes more than no time")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePolicy:
    """All of it, by a name. Raises ValueError for what contradicts itself.

    >>> policy = ResponsePolicy(name=Id("plain"), about="Nobody helps, nothing is kept back.",
    ...     source="an example", as_at=date(2022, 9, 30))
    >>> policy.rule_for("priority", Route.DISPATCH).reserve
    0
    """

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    about: Annotated[str, Column("The policy in words.")]
    source: Annotated[str, Column("Where it comes from; say so where it is assumed.")]
    as_at: Annotated[date, Column("The day on which it was in force or assumed.")]
    handover: Annotated[ShiftHandover, Column("What happens to crews on a job when the shift ends.")] = (
        ShiftHandover.CARRY
    )
    rules: Annotated[tuple[GradeRule, ...], Column("Rules by grade.")] = ()
    neighbours: Annotated[tuple[Neighbours, ...], Column("Who helps whom.")] = ()
    travel_factor: Annotated[
        Decimal, Column("How much longer the way into another local area is, as a factor.")
    ] = Decimal("1.5")
    diaries: Annotated[tuple[DiaryRule, ...], Column("Appointments.")] = ()
    unlogged: Annotated[UnloggedWork | None, Column("Work that is not in the log.")] = None

    def __post_init__(self) -> None:
        if self.travel_factor < 1:
            raise ValueError(
                "the way into another local area is shorter than at home; write a factor of 1 or more"
            )
        for names, what in (
            ([(rule.grade, rule.route) for rule in self.rules], "rule for a grade"),
            ([each.local_area for each in self.neighbours], "list of neighbours"),
            ([each.grade for each in self.diaries], "diary"),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"a {what} stands twice; keep one")

    def rule_for(self, grade: str, route: Route) -> GradeRule:
        """The rule of a grade on a route, or the rule that has nothing in it."""
        for rule in self.rules:
            if (rule.grade, rule.route) == (grade, route):
                return rule
        return GradeRule(grade=Id(grade), route=route)

    def diary_for(self, grade: str) -> DiaryRule | None:
        """The appointments of a grade, where it has any."""
        return next((rule for rule in self.diaries if rule.grade == grade), None)


def read_response_policy(source: Path | str, name: str = "response-policy.yaml") -> ResponsePolicy:
    """A response policy from a YAML file or its text. Raises FaultsFound with all that is wrong."""
    return read_record(ResponsePolicy, source, name)
