"""The small description from which a force's roster is generated, and its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place, shorten
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Scalar, parse_yaml
from dueregard.common.records import Column
from dueregard.workforce.hours import AbsenceCause, DutyFunction, GridUnusable, zone_named
from dueregard.workforce.people import Rank
from dueregard.workforce.shifts import REST, Pattern, Shift

SPEC_FORMAT = "dueregard-roster-spec 1"
MOST_OFFICERS = 100_000
SHARE_PARTS = 10_000
"""Shares are given to at most four places, so that they are whole numbers of ten-thousandths."""


class SpecRefused(DueRegardError):
    """A roster cannot be generated from this description."""


class Spread(StrEnum):
    """How absence is laid over the people of a team."""

    EVENLY = "evenly"  # on every day the same share of every team is away: expected values come out exactly
    SAMPLED = "sampled"  # each person by chance, so that days differ


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaShare:
    """A local area and its share of every group of officers."""

    local_area: Annotated[Id, Column("The local area.")]
    share: Annotated[Decimal, Column("Its share; the shares are put in proportion, in any unit.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankShare:
    """The share of a rank in a group of officers."""

    rank: Annotated[Rank, Column("The rank.")]
    share: Annotated[Decimal, Column("Its share; the shares are put in proportion, in any unit.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Officers alike in function and shift pattern."""

    id: Annotated[
        Id, Column("Short name; becomes the post of its officers and begins the name of their teams.")
    ]
    function: Annotated[DutyFunction, Column("What they are rostered for.")]
    officers: Annotated[int, Column("How many there are.")]
    pattern: Annotated[Id, Column("Shift pattern they work.")]
    ranks: Annotated[tuple[RankShare, ...], Column("Ranks in it, where other than the force's.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceShare:
    """The share of rostered time that is lost to one cause."""

    cause: Annotated[AbsenceCause, Column("The cause.")]
    share: Annotated[Decimal, Column("Share of rostered time, 0 to 1, to at most four places.")]
    spell_days: Annotated[int, Column("Days on end that one absence lasts; used when absence is sampled.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNumber:
    """How many officers of a group hold a skill."""

    group: Annotated[Id, Column("The group.")]
    officers: Annotated[int, Column("How many of it hold the skill.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankNumber:
    """How many officers of a rank hold a skill."""

    rank: Annotated[Rank, Column("The rank.")]
    officers: Annotated[int, Column("How many of it hold the skill.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillNumbers:
    """How many hold a skill, by rank and, unless it is a part of another skill, by group.

    With `among` the holders are some of those who hold that skill, whatever their group; with
    `apart_from` nobody holds both. Skills are given out in the order listed.
    """

    id: Annotated[Id, Column("The skill.")]
    by_rank: Annotated[tuple[RankNumber, ...], Column("How many of each rank hold it.")]
    by_group: Annotated[tuple[GroupNumber, ...], Column("How many of each group; none with `among`.")] = ()
    among: Annotated[Id | None, Column("Another skill, held by all who hold this one.")] = None
    apart_from: Annotated[tuple[Id, ...], Column("Skills that nobody holds as well as this one.")] = ()

    @property
    def officers(self) -> int:
        """How many hold it."""
        return sum(number.officers for number in self.by_rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSpec:
    """All that is needed to generate a roster of a force of any size."""

    id: Annotated[Id, Column("Short name; officers are called by it and a number.")]
    zone: Annotated[str, Column("Time zone, such as Europe/London.")]
    source: Annotated[str, Column("Where the figures come from, and what was assumed.")]
    spread: Annotated[Spread, Column("How absence is laid over people.")]
    local_areas: Annotated[tuple[AreaShare, ...], Column("Local areas with their shares.")]
    ranks: Annotated[tuple[RankShare, ...], Column("Ranks with their shares.")]
    shifts: Annotated[tuple[Shift, ...], Column("Shifts.")]
    patterns: Annotated[tuple[Pattern, ...], Column("Shift patterns.")]
    groups: Annotated[tuple[Group, ...], Column("Groups of officers.")]
    absence: Annotated[tuple[AbsenceShare, ...], Column("Share of time lost, by cause.")] = ()
    skills: Annotated[tuple[SkillNumbers, ...], Column("Skills and their numbers.")] = ()
    hours_per_week: Annotated[Decimal | None, Column("Contracted hours of every officer.")] = None

    def __post_init__(self) -> None:
        for problem in problems(self):
            raise ValueError(problem)

    @property
    def officers(self) -> int:
        """How many officers there are."""
        return sum(group.officers for group in self.groups)

    def at_strength(self, officers: int) -> RosterSpec:
        """The same force with another number of officers, every group and skill scaled in proportion.

        Numbers are rounded by largest remainder, so that the officers come to the number asked for and
        each skill to its nearest whole number. Raises SpecRefused outside 1 to `MOST_OFFICERS`.

        >>> load_shipped_spec("northmarch").at_strength(6600).skills[0].officers  # 900 × 6,600 / 7,100
        837
        """
        if not 1 <= officers <= MOST_OFFICERS:
            raise SpecRefused(
                f"A force of {officers:,} officers was asked for: ask for 1 to {MOST_OFFICERS:,}."
            )
        scale = Fraction(officers, self.officers)
        return replace(
            self,
            groups=_scaled(self.groups, officers),
            skills=tuple(_skill_at(skill, scale) for skill in self.skills),
        )


def apportion(total: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Whole numbers that come to `total`, in proportion to weights, by largest remainder.

    >>> apportion(10, [1, 1, 1])
    [4, 3, 3]
    """
    exact = [Fraction(weight) * total / sum(map(Fraction, weights)) for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares


def load_spec(source: Path | str, name: str, faults: FaultList) -> RosterSpec | None:
    """A description from a YAML file or its text; None when it has a fault, each noted in `faults`."""
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != SPEC_FORMAT:
        faults.add(
            Place(name, 1, "format"), "the format is missing or another", f"write format: {SPEC_FORMAT}"
        )
        return None
    return bind(RosterSpec, tree, name, faults, skip=frozenset({"format"}))


def load_shipped_spec(name: str) -> RosterSpec:
    """A description that comes with the program: `northmarch`, the wholly fictional force."""
    faults = FaultList()
    text = (resources.files("dueregard.workforce") / "library" / f"{name}-roster.yaml").read_text("utf-8")
    spec = load_spec(text, f"{name}-roster.yaml", faults)
    faults.raise_if_any()
    assert spec is not None
    return spec


def problems(spec: RosterSpec) -> Iterator[str]:
    """What is wrong with a description, each as what was seen and what to do."""
    try:
        zone_named(spec.zone)
    except GridUnusable as error:
        yield f"{str(error).rstrip('.').replace(': ', '; ')}"
    for field in fields(spec):
        value = getattr(spec, field.name)
        if isinstance(value, tuple):
            yield from _named_twice(field.name, value)
    if not (spec.local_areas and spec.groups and spec.ranks):
        yield "local areas, groups or ranks are missing; give one of each or more"
    if not 1 <= spec.officers <= MOST_OFFICERS:
        yield f"there are {spec.officers:,} officers; give 1 to {MOST_OFFICERS:,}"
    yield from _unknown(spec)
    yield from _bad_numbers(spec)


def _scaled(groups: tuple[Any, ...], total: int) -> tuple[Any, ...]:
    numbers = apportion(total, [group.officers for group in groups]) if groups else []
    return tuple(replace(group, officers=number) for group, number in zip(groups, numbers, strict=True))


def _skill_at(skill: SkillNumbers, scale: Fraction) -> SkillNumbers:
    total = round(skill.officers * scale)
    return replace(skill, by_rank=_scaled(skill.by_rank, total), by_group=_scaled(skill.by_group, total))


def _named_twice(what: str, entries: Iterable[Any]) -> Iterator[str]:
    names = [next(str(getattr(entry, name)) for name in _NAMES if hasattr(entry, name)) for entry in entries]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{what} has {shorten(name)} {times} times; keep one of them"


_NAMES = ("id", "local_area", "rank", "cause")


def _unknown(spec: RosterSpec) -> Iterator[str]:
    shifts: set[str] = {shift.id for shift in spec.shifts} | {REST}
    patterns: set[str] = {pattern.id for pattern in spec.patterns}
    groups: set[str] = {group.id for group in spec.groups}
    earlier: set[str] = set()
    named: list[tuple[str, set[str], tuple[Id, ...]]] = [
        (f"pattern {pattern.id}", shifts, pattern.cycle) for pattern in spec.patterns
    ]
    named += [(f"group {group.id}", patterns, (group.pattern,)) for group in spec.groups]
    for skill in spec.skills:
        named.append((f"skill {skill.id}", groups, tuple(number.group for number in skill.by_group)))
        others = (*skill.apart_from, *((skill.among,) if skill.among else ()))
        named.append((f"skill {skill.id}", set(earlier), others))
        earlier.add(skill.id)
    for whose, known, names in named:
        for name in names:
            if name not in known:
                yield f"the {whose} names {shorten(name)}, which is not listed before it; list it or correct it"


def _bad_numbers(spec: RosterSpec) -> Iterator[str]:
    for shares in (
        [entry.share for entry in spec.local_areas],
        *(
            [entry.share for entry in ranks]
            for ranks in (spec.ranks, *(group.ranks for group in spec.groups))
        ),
    ):
        if any(share < 0 for share in shares) or (shares and not sum(shares)):
            yield "shares of local areas or ranks fall below nought or are all nought; give positive shares"
    for group in spec.groups:
        if group.officers < 0:
            yield f"the group {group.id} has {group.officers} officers; give 0 or more"
    for absence in spec.absence:
        if not 0 <= absence.share <= 1 or absence.share * SHARE_PARTS % 1:
            yield f"the share of {absence.cause} is {absence.share:f}; give 0 to 1, to at most four places"
        if not 1 <= absence.spell_days <= 366:
            yield f"a spell of {absence.cause} lasts {absence.spell_days} days; give 1 to 366"
    if sum(absence.share for absence in spec.absence) > 1:
        yield "the shares of absence come to more than 1; lower them"
    for skill in spec.skills:
        by_group = sum(number.officers for number in skill.by_group)
        if skill.among is None and by_group != skill.officers:
            yield (
                f"the skill {skill.id} has {skill.officers} officers by rank and {by_group} by group; "
                "make the two agree"
            )
        if skill.among is not None and skill.by_group:
            yield f"the skill {skill.id} has both `among` and `by_group`; keep one of them"
        numbers = [number.officers for number in skill.by_rank]
        if min([*numbers, *(number.officers for number in skill.by_group)], default=0) < 0:
            yield f"the skill {skill.id} has a number below nought; give 0 or more"
