"""Crews: officers on duty become whole units, by a crewing policy, in each hour and local area.

Everything is exact: shares are fractions of whole numbers over one denominator, and the force's total of an
hour is rounded once, so that no unit appears or vanishes in rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.backfill import FINEST_SHARE, check_share
from dueregard.workforce.held_hours import HeldHours, PolicyRefused
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, Grid
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.sharing import MOST, round_together

Units = npt.NDArray[np.int64]
"""Whole numbers, hours of the grid × local areas."""


class Degradation(StrEnum):
    """What becomes of crews when fewer officers are there than were planned.

    The first and the last are the extremes: however a force does it, its units lie between them.
    """

    SPLIT_DOUBLES = "split-doubles"  # doubles become singles first; fewer units only once all are single
    SAME_MIX = "same-mix"  # as many officers a unit as planned
    LOSE_SINGLES = "lose-singles"  # doubles are kept: fewer units first


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewMix(HeldHours):
    """How many officers a unit has on average somewhere, sometime: 1 is all single, 2 is all double."""

    officers_a_unit: Annotated[Decimal, Column("Officers a unit on average, 1 to 2.")]

    def __post_init__(self) -> None:
        HeldHours.__post_init__(self)
        _check_mix(self.officers_a_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewFloor(HeldHours):
    """The least that is crewed as long as officers are there for it."""

    units: Annotated[int, Column("At least this many units; doubles are split for them.")] = 0
    double_crews: Annotated[int, Column("At least this many double crews; these are not split.")] = 0

    def __post_init__(self) -> None:
        HeldHours.__post_init__(self)
        if not (0 <= self.units <= 10_000 and 0 <= self.double_crews <= 10_000):
            raise ValueError("a floor is outside 0 to 10,000; write a number of units or crews")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewSkill(HeldHours):
    """A skill without which no unit is crewed somewhere, sometime, such as response driving. Raises ValueError."""

    skill: Annotated[Id, Column("The skill, as the roster names it.")]
    on_each_unit: Annotated[int, Column("Holders on each unit, 1 or 2.")] = 1

    def __post_init__(self) -> None:
        HeldHours.__post_init__(self)
        if self.on_each_unit not in (1, 2):
            raise ValueError(f"{self.on_each_unit} holders are wanted on each unit; write 1 or 2")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewingPolicy:
    """How officers on duty become units. Raises ValueError for what cannot be.

    Of the officers on duty, a share are sergeants who are not crewed, and of the time of the rest a share
    goes to breaks and briefing. What remains is crewed, singly or in pairs, at `officers_a_unit` on
    average; where and when a mix of `mixes` holds, at that instead (the last one that holds). There are never
    more units than holders of each skill in `skills` can crew; officers beyond two on each of these are left over.
    """

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    about: Annotated[str, Column("The policy in words, and where it comes from.")]
    sergeants_not_crewed: Annotated[Decimal, Column("Share of officers on duty not crewed, under 1.")]
    breaks: Annotated[Decimal, Column("Share of the others' time for breaks and briefing, under 1.")]
    officers_a_unit: Annotated[Decimal, Column("Officers a unit on average, 1 (all single) to 2.")]
    degrades: Annotated[Degradation, Column("What becomes of crews when officers leave.")]
    mixes: Annotated[tuple[CrewMix, ...], Column("Other mixes by local area and hour.")] = ()
    floors: Annotated[tuple[CrewFloor, ...], Column("What is crewed at least, by local area and hour.")] = ()
    skills: Annotated[
        tuple[CrewSkill, ...],
        Column("Skills that each unit needs, by local area and hour; they limit floors too."),
    ] = ()

    def __post_init__(self) -> None:
        for share, what in ((self.sergeants_not_crewed, "sergeants not crewed"), (self.breaks, "breaks")):
            check_share(share, f"the share of {what}")
            if share == 1:
                raise ValueError(f"the share of {what} is 1; nobody would be crewed")
        _check_mix(self.officers_a_unit)

    @property
    def crewed_share(self) -> Fraction:
        """The share of officers on duty who are on a crew at any moment.

        >>> policy = CrewingPolicy(name=Id("a"), about="", sergeants_not_crewed=Decimal("0.12"),
        ...     breaks=Decimal("0.10"), officers_a_unit=Decimal("1.4"), degrades=Degradation.SAME_MIX)
        >>> round(float(288 * policy.crewed_share / Fraction("1.4")), 1)  # units from 288 officers
        162.9
        """
        return (1 - Fraction(self.sergeants_not_crewed)) * (1 - Fraction(self.breaks))


def _check_mix(officers_a_unit: Decimal) -> None:
    if not 1 <= officers_a_unit <= 2 or officers_a_unit % FINEST_SHARE:
        raise ValueError(
            f"{officers_a_unit} officers a unit were given; write 1 to 2, to at most four places"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crews:
    """Units in each hour and local area, single and double, and the policy and ledger they come from."""

    units: Units
    doubles: Units
    policy: CrewingPolicy
    ledger_hash: str | None = None

    @property
    def singles(self) -> Units:
        """Units of one officer."""
        return self.units - self.doubles


def crews_of(ledger: Ledger, policy: CrewingPolicy, function: DutyFunction = DutyFunction.RESPONSE) -> Crews:
    """The crews of one function of a ledger; planned is what would work were nothing to happen."""
    index = ledger.grid.functions.index(function)
    working, planned = ledger.working[:, :, index], ledger.planned[:, :, index]
    holding = {skill: minutes[:, :, index] for skill, minutes in ledger.holding.items()}
    return replace(crew(working, planned, ledger.grid, policy, holding), ledger_hash=ledger.hash)


def extremes_of(ledger: Ledger, policy: CrewingPolicy) -> tuple[Crews, Crews]:
    """The crews were doubles kept to the last, and were they split first: fewest and most units.

    In every hour the force's units under any way of degrading lie between the two.
    """
    fewest = replace(policy, degrades=Degradation.LOSE_SINGLES)
    most = replace(policy, degrades=Degradation.SPLIT_DOUBLES)
    return crews_of(ledger, fewest), crews_of(ledger, most)


def crew(
    working: Units,
    planned: Units,
    grid: Grid,
    policy: CrewingPolicy,
    holding: Mapping[str, Units] | None = None,
) -> Crews:
    """Units from officer-minutes at work and as planned, hours × local areas; holding: of those at work, by skill.

    The force's units of an hour are the exact number rounded once (a half up), shared by the largest
    remainder. One officer more never lowers that total, and never moves any entry by more than one. Floors
    and doubles hold before rounding, which can take a crew from a pair but no unit from a floor. Raises
    PolicyRefused.
    """
    scale = _Scale(policy, grid)
    officers, as_planned = scale.officers(working), scale.officers(planned)
    quotas = _within_floors(_degraded(officers, as_planned, scale, policy.degrades), officers, scale)
    for needed in policy.skills:
        quotas = _within_skill(quotas, needed, holding or {}, grid, scale)
    units = round_together(quotas, scale.one)
    crewed = round_together(officers, scale.one)
    return Crews(units=units, doubles=np.clip(crewed - units, 0, units), policy=policy)


class _Scale:
    """Whole numbers of which `one` make an officer or a unit, so that every mix divides evenly."""

    def __init__(self, policy: CrewingPolicy, grid: Grid) -> None:
        mixes = [Fraction(policy.officers_a_unit), *(Fraction(mix.officers_a_unit) for mix in policy.mixes)]
        self.share = policy.crewed_share
        by_mix = lcm(*(mix.numerator for mix in mixes))
        self.one = 2 * MINUTES_PER_HOUR * self.share.denominator * by_mix
        self.a_minute = 2 * self.share.numerator * by_mix
        _refuse_past_64_bits(self.one * max((max(f.units, f.double_crews) for f in policy.floors), default=1))
        shape = (grid.hours, len(grid.local_areas))
        self.mix_over = np.full(shape, mixes[0].numerator, dtype=np.int64)
        self.mix_under = np.full(shape, mixes[0].denominator, dtype=np.int64)
        for mix, exact in zip(policy.mixes, mixes[1:], strict=True):
            self.mix_over[mix.holds_on(grid)] = exact.numerator
            self.mix_under[mix.holds_on(grid)] = exact.denominator
        self.floor, self.doubles = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for floor in policy.floors:
            held = floor.holds_on(grid)
            self.floor[held] = np.maximum(self.floor[held], floor.units * self.one)
            self.doubles[held] = np.maximum(self.doubles[held], floor.double_crews * self.one)

    def officers(self, minutes: Units) -> Units:
        """Officers on a crew, in this scale."""
        _refuse_past_64_bits(int(minutes.max(initial=0)) * self.a_minute * minutes.shape[1])
        return minutes * self.a_minute

    def units(self, officers: Units) -> Units:
        """Units at the policy's mix; exact, since every mix divides the scale."""
        return officers // self.mix_over * self.mix_under


def _refuse_past_64_bits(number: int) -> None:
    if number > MOST:
        raise PolicyRefused(
            "The crewing policy's shares and mixes are too finely divided to count exactly: give fewer places."
        )


def _degraded(officers: Units, planned: Units, scale: _Scale, degrades: Degradation) -> Units:
    at_mix = scale.units(officers)
    if degrades is Degradation.SAME_MIX:
        return at_mix
    units_planned = scale.units(planned)
    if degrades is Degradation.SPLIT_DOUBLES:
        fewer = np.minimum(units_planned, officers)
    else:
        fewer = np.maximum(units_planned - (planned - officers), officers // 2)
    # More officers than were planned are crewed at the mix, whatever the rule for fewer.
    degraded: Units = np.where(officers < planned, fewer, at_mix)
    return degraded


def _within_floors(quotas: Units, officers: Units, scale: _Scale) -> Units:
    at_least = np.minimum(scale.floor, officers)
    at_most = np.maximum(officers // 2, officers - scale.doubles)
    within: Units = np.minimum(np.maximum(quotas, at_least), at_most)
    return within


def _within_skill(
    quotas: Units, needed: CrewSkill, holding: Mapping[str, Units], grid: Grid, scale: _Scale
) -> Units:
    if needed.skill not in holding:
        raise PolicyRefused(
            f"The crewing policy needs {needed.skill} on each unit, and the roster was read without it: it tells "
            f"{', '.join(sorted(holding)) or 'no skill'}."
        )
    held = needed.holds_on(grid)
    most = scale.officers(holding[needed.skill]) // needed.on_each_unit
    limited: Units = np.where(held, np.minimum(quotas, most), quotas)
    return limited
