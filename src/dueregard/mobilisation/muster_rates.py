"""How many of those called came, by notice, hour and skill: from the force's own exercises and call-outs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.common.records import Column, Origin
from dueregard.mobilisation.call_out import CallOutRefused, SharedShock, bad_days
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable

NORMAL_90 = 1.2815515655446004
"""The normal deviate that one in ten exceeds: for a one-sided limit at 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MusterRate:
    """Of so many called, so many came: at this notice or more, called between two hours, of a skill.

    Raises ValueError.

    >>> rate = MusterRate(from_on=date(2023, 1, 1), called=60, came=54, source="an exercise", origin=Origin.INVENTED)
    >>> round(rate.misses(), 3), round(rate.misses(cautious=True), 3)
    (0.1, 0.161)
    """

    from_on: Annotated[date, Column("First day it holds.")]
    until_on: Annotated[date | None, Column("Last day it holds; blank while it lasts.")] = None
    skill: Annotated[Id | None, Column("Of whom; blank for everybody.")] = None
    notice_hours: Annotated[Decimal, Column("At so many hours between call and presence, or more.")] = (
        Decimal(0)
    )
    from_hour: Annotated[int, Column("Called from this hour of the clock, 0 to 23.")] = 0
    until_hour: Annotated[
        int, Column("Until this hour, not included; at most 24. May lie past midnight.")
    ] = 24
    called: Annotated[int, Column("How many were called.")]
    came: Annotated[int, Column("How many of them were present in time.")]
    source: Annotated[str, Column("Which exercise or call-out.")]
    origin: Annotated[Origin, Column("Whether it is the force's own record or invented.")] = Origin.FORCE

    def __post_init__(self) -> None:
        if not 0 <= self.came <= self.called or self.called < 1:
            raise ValueError(
                f"{self.came} of {self.called} came; give at least one called, and no more who came"
            )
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("the rate ends before it begins; check which day comes first")
        if (
            not 0 <= self.from_hour <= 23
            or not 1 <= self.until_hour <= 24
            or self.from_hour == self.until_hour
        ):
            raise ValueError(
                f"the hours run from {self.from_hour} to {self.until_hour}; give 0 to 23 and 1 to 24"
            )
        if self.notice_hours < 0:
            raise ValueError("the notice is below nought; give 0 hours or more")

    def misses(self, *, cautious: bool = False) -> float:
        """The share that does not come; cautious: Wilson's upper limit at 90 %, which few counts make wide."""
        share = (self.called - self.came) / self.called
        if not cautious:
            return share
        square = NORMAL_90**2 / self.called
        spread = NORMAL_90 * sqrt(share * (1 - share) / self.called + square / (4 * self.called))
        return min((share + square / 2 + spread) / (1 + square), 1.0)

    def holds(self, on: date, hour: int, notice_hours: Decimal) -> bool:
        """Whether it is of a call on a day, at an hour of the clock, with a notice."""
        through = self.from_hour < self.until_hour
        inside = (
            self.from_hour <= hour < self.until_hour
            if through
            else hour >= self.from_hour or hour < self.until_hour
        )
        return (
            self.from_on <= on
            and (self.until_on is None or on <= self.until_on)
            and inside
            and self.notice_hours <= notice_hours
        )


def rate_for(
    rates: Iterable[MusterRate], skills: Sequence[str], on: date, hour: int, notice_hours: Decimal
) -> MusterRate:
    """The rate of a role that asks for some skills, at a call.

    A rate of one of the skills goes before one of everybody, then longer notice before shorter, then the last
    to begin; of those left the one with most no-shows. Raises CallOutRefused where there is none.
    """
    held = [each for each in rates if each.holds(on, hour, notice_hours) and each.skill in (None, *skills)]
    if not held:
        raise CallOutRefused(
            f"No muster rate is known for a call at {hour:02d} o'clock on {on.isoformat()} with {notice_hours:g} "
            f"hours of notice for {', '.join(skills) or 'everybody'}: add what an exercise showed."
        )
    return max(
        held, key=lambda each: (each.skill is not None, each.notice_hours, each.from_on, each.misses())
    )


def read_muster_rates(text: str, name: str, faults: FaultList) -> tuple[MusterRate, ...]:
    """The muster rates of a CSV text. Rows with a fault are left out and their faults noted."""
    return tuple(record for _, record in RecordTables(MusterRate).read(text, name, faults))


def write_muster_rates(rates: Iterable[MusterRate]) -> str:
    """CSV text that reads back equal."""
    return write_records(MusterRate, rates)


def shared_shock(rules: DutyRules, day: date) -> SharedShock:
    """The shock that the duty rules of a day describe. Raises DutyRuleUnusable.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> shared_shock(shipped_rules(), date(2023, 3, 1)).days[0].times
    2.0
    """
    share, times = (rules.number(f"no-show-bad-day-{name}", day) for name in ("share", "times"))
    try:
        return bad_days(float(share), float(times))
    except ValueError as error:
        raise DutyRuleUnusable(f"The duty rules for bad days do not fit together: {error}.") from None
