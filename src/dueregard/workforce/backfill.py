"""Backfill: who makes up for withdrawn officers, in which order, and how low a donor may be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.held_hours import HeldHours, PolicyRefused
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, OfficerMinutes, RosterHours

FINEST_SHARE = Decimal("0.0001")
"""Shares are given to at most four places, so that they stay exact in 64 bits."""


class Source(StrEnum):
    """Where backfill may come from: another duty function, or more duty by the function's own officers."""

    RESPONSE = "response"
    NEIGHBOURHOOD = "neighbourhood"
    INVESTIGATION = "investigation"
    CUSTODY = "custody"
    CONTACT = "contact"
    OTHER = "other"
    REST_DAYS = "rest-days"  # rest days cancelled, and owed
    OVERTIME = "overtime"  # paid, and not owed
    LEAVE = "leave"  # leave stopped

    @property
    def function(self) -> DutyFunction | None:
        """The donor, where the source is one."""
        return DutyFunction(self.value) if self.value in tuple(DutyFunction) else None


class Fills(StrEnum):
    """How much of what was withdrawn is made up for."""

    WITHDRAWN = "withdrawn"  # all of it
    TO_MINIMUM = "to-minimum"  # as much as brings the function back to its required minimum


def check_share(share: Decimal | None, what: str) -> None:
    """Raise ValueError unless a share is from 0 to 1 with at most four places."""
    if share is not None and (not 0 <= share <= 1 or share % FINEST_SHARE):
        raise ValueError(f"{what} is {share}; give a share from 0 to 1 with at most four places")


def part_of(share: Decimal | None, minutes: OfficerMinutes) -> OfficerMinutes:
    """A share of some minutes, rounded down; nothing for no share."""
    ratio = Fraction(0 if share is None else share)
    return minutes * ratio.numerator // ratio.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum(HeldHours):
    """Officers that a duty function must keep, where and when it holds.

    The larger of a share of those planned (rostered and not absent, before any withdrawal), rounded up
    to the officer-minute, and a number of officers. Several minimums for one hour: the largest holds.
    """

    function: Annotated[DutyFunction, Column("The duty function that must keep them.")]
    share_of_planned: Annotated[Decimal, Column("At least this share of those planned, 0 to 1.")] = Decimal(0)
    officers: Annotated[int, Column("And at least this many officers.")] = 0
    source: Annotated[str | None, Column("Where the minimum comes from, with date.")] = None

    def __post_init__(self) -> None:
        HeldHours.__post_init__(self)
        check_share(self.share_of_planned, "the share of those planned")
        if not 0 <= self.officers <= 100_000:
            raise ValueError(f"a minimum of {self.officers} officers was given; write 0 to 100,000")


def minimum_minutes(minimums: Iterable[Minimum], roster: RosterHours) -> OfficerMinutes:
    """The officer-minutes to be kept in each hour, local area and function; nought where nothing is said.

    Raises PolicyRefused for a function or local area that the roster does not have.
    """
    grid = roster.grid
    kept = grid.nothing()
    for minimum in minimums:
        if minimum.function not in grid.functions:
            raise PolicyRefused(
                f"A minimum is for {minimum.function}, which the roster does not have: drop it."
            )
        function = grid.functions.index(minimum.function)
        share = Fraction(minimum.share_of_planned)
        planned = roster.present[:, :, function]
        of_planned = -(-planned * share.numerator // share.denominator)
        wanted = np.maximum(of_planned, minimum.officers * MINUTES_PER_HOUR) * minimum.holds_on(grid)
        kept[:, :, function] = np.maximum(kept[:, :, function], wanted)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillPolicy:
    """Who makes up for withdrawn officers. A source that `order` does not name may not be used.

    The functions of `protects` are made up for one after another, each from the sources in order: within
    a local area first and then, for donor functions and where allowed, from the others in proportion to
    what they can spare. A donor is never drawn below its required minimum nor below `kept`. What remains
    is left unfilled, and the ledger says so. Raises ValueError for a policy that contradicts itself.
    """

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    about: Annotated[str, Column("The policy in words, and where it comes from.")]
    protects: Annotated[tuple[DutyFunction, ...], Column("Functions made up for, the first one first.")]
    order: Annotated[tuple[Source, ...], Column("Sources, the first one first.")]
    fills: Annotated[Fills, Column("How much of what was withdrawn is made up for.")] = Fills.WITHDRAWN
    kept: Annotated[tuple[Minimum, ...], Column("How low a donor may be drawn, besides its minimum.")] = ()
    across_local_areas: Annotated[bool, Column("May donors come from another local area?")] = False
    rest_days_at_most: Annotated[
        Decimal | None, Column("Duty on cancelled rest days in an hour, at most this share of those planned.")
    ] = None
    overtime_at_most: Annotated[
        Decimal | None, Column("Overtime in an hour, at most this share of those planned.")
    ] = None
    leave_at_most: Annotated[Decimal | None, Column("At most this share of those on leave is called in.")] = (
        None
    )

    def __post_init__(self) -> None:
        for names, what in ((self.protects, "functions protected"), (self.order, "sources")):
            if len(set(names)) < len(names):
                raise ValueError(f"one of the {what} stands twice; keep one of them")
        both = [source for source in self.order if source.function in self.protects]
        if both:
            raise ValueError(f"{both[0]} is both protected and a donor; take it out of one")
        for source, limit in self.limits.items():
            check_share(limit, f"the limit on {source}")
            if (source in self.order) != (limit is not None):
                raise ValueError(
                    f"{source} needs a place in the order and a limit, or neither; give or drop both"
                )

    @property
    def limits(self) -> dict[Source, Decimal | None]:
        """The most of each source that is not a donor function."""
        return {
            Source.REST_DAYS: self.rest_days_at_most,
            Source.OVERTIME: self.overtime_at_most,
            Source.LEAVE: self.leave_at_most,
        }

    @property
    def not_used(self) -> tuple[Source, ...]:
        """What may not be used: every source that neither is in the order nor is protected."""
        return tuple(
            source for source in Source if source not in self.order and source.function not in self.protects
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Move:
    """Officer-minutes lent by one function to another, hours × local areas: as received and as given."""

    receiver: DutyFunction
    donor: DutyFunction
    received: npt.NDArray[np.int64]
    given: npt.NDArray[np.int64]
    from_other_local_areas: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backfill:
    """What a policy came to: moves between functions, further duty by cell, and what was left unfilled."""

    moves: tuple[Move, ...]
    further: dict[Source, OfficerMinutes]
    unfilled: OfficerMinutes
