"""A made-up roster of a force of any size, from a small description and a seed.

How it is made, so that nobody mistakes it for more than it is:

- Each group is shared out over local areas by largest remainder, and dealt to the teams of its shift
  pattern in turn, so that teams differ by at most one officer.
- Ranks and skills are spread evenly over teams and local areas. Who holds a skill depends on the seed.
- A team's shifts follow its pattern. Nobody swaps, leaves early or works overtime.
- Absence takes whole shifts. Spread evenly, the same share of every team is away on every day: with a
  share that comes to a whole number of officers, expected values hold exactly. Sampled, each person is
  away by chance in spells, with the same share in expectation.
- Nobody joins, leaves, is promoted or loses a skill.

A day's duties and absences depend on the seed and the day alone, never on the period asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from dueregard.common.codecs import Id
from dueregard.workforce.generating_absence import absences_of
from dueregard.workforce.generating_chance import chance
from dueregard.workforce.generating_spec import Group, RosterSpec, SkillNumbers, SpecRefused, apportion
from dueregard.workforce.people import HeldSkill, Person, Rank
from dueregard.workforce.roster import Roster, roster_of_teams
from dueregard.workforce.shifts import Pattern

T = TypeVar("T", bound=Hashable)
_People = list[tuple[Person, Group]]
_Kind = tuple[Id | None, Rank]


def generate_roster(spec: RosterSpec, first_on: date, days: int, seed: int) -> Roster:
    """The roster of the described force over `days` days from `first_on`. Raises SpecRefused.

    Shifts that begin the day before are in it, so that the first night is staffed. The same
    description, day and seed give the same roster on any machine.

    >>> from dueregard.workforce.generating_spec import load_shipped_spec
    >>> roster = generate_roster(load_shipped_spec("northmarch").at_strength(71), date(2022, 10, 3), 1, 1)
    >>> len(roster.people), roster.people[0].team
    (71, 'response-1')
    """
    people = generate_people(spec, seed)
    patterns = {pattern.id: pattern for pattern in spec.patterns}
    works = {
        team: (patterns[group.pattern], turn)
        for group in spec.groups
        for turn, team in _teams(group, patterns)
    }
    areas = [entry.local_area for entry in spec.local_areas]
    roster = roster_of_teams(spec.zone, areas, people, works, spec.shifts, first_on, days)
    return roster.with_absences(absences_of(spec, roster, first_on - timedelta(days=1), days + 1, seed))


def generate_people(spec: RosterSpec, seed: int) -> tuple[Person, ...]:
    """The people of the described force. Raises SpecRefused where more are to be trained than there are."""
    patterns = {pattern.id: pattern for pattern in spec.patterns}
    people: _People = []
    for group in spec.groups:
        for area, team, rank in _places(group, spec, patterns):
            person = Person(
                id=Id(f"{spec.id}-{len(people) + 1:05d}"),
                function=group.function,
                local_area=area,
                rank=rank,
                team=team,
                post=group.id,
                hours_per_week=spec.hours_per_week,
            )
            people.append((person, group))
    held = _skills(spec, people, seed)
    return tuple(
        replace(person, skills=tuple(HeldSkill(skill=skill) for skill in held[person.id]))
        if held[person.id]
        else person
        for person, _ in people
    )


def interleave(numbers: Mapping[T, int]) -> list[T]:
    """Each key as often as its number says, spread as evenly as can be.

    >>> "".join(interleave({"c": 6, "s": 2}))
    'ccscccsc'
    """
    places = [((2 * at + 1) / (2 * number), key) for key, number in numbers.items() for at in range(number)]
    return [key for _, key in sorted(places, key=lambda place: place[0])]


def _teams(group: Group, patterns: Mapping[Id, Pattern]) -> Iterable[tuple[int, Id]]:
    return ((turn, Id(f"{group.id}-{turn + 1}")) for turn in range(patterns[group.pattern].teams))


def _places(group: Group, spec: RosterSpec, patterns: Mapping[Id, Pattern]) -> Iterable[tuple[Id, Id, Rank]]:
    """For each officer of a group, by team and then local area, a place and a rank."""
    teams = [team for _, team in _teams(group, patterns)]
    areas = [entry.local_area for entry in spec.local_areas]
    by_area = apportion(group.officers, [entry.share for entry in spec.local_areas])
    listed = [area for area, number in zip(areas, by_area, strict=True) for _ in range(number)]
    dealt = [(teams[at % len(teams)], area) for at, area in enumerate(listed)]
    shares = group.ranks or spec.ranks
    numbers = apportion(group.officers, [entry.share for entry in shares])
    ranks = interleave({entry.rank: number for entry, number in zip(shares, numbers, strict=True)})
    by_team = sorted(dealt, key=lambda place: teams.index(place[0]))
    return ((area, team, rank) for (team, area), rank in zip(by_team, ranks, strict=True))


def _skills(spec: RosterSpec, people: _People, seed: int) -> dict[Id, list[Id]]:
    held: dict[Id, list[Id]] = {person.id: [] for person, _ in people}
    for number, skill in enumerate(spec.skills):
        for holder in _holders(skill, people, held, chance(seed, 1, number)):
            held[holder].append(skill.id)
    return held


def _holders(skill: SkillNumbers, people: _People, held: Mapping[Id, list[Id]], phase: float) -> Iterable[Id]:
    """Who holds a skill: of each group and rank as many as are wanted, evenly along the list of its officers."""
    able: dict[_Kind, list[Id]] = {}
    for person, group in people:
        fits = (skill.among is None or skill.among in held[person.id]) and not any(
            other in held[person.id] for other in skill.apart_from
        )
        if fits:
            able.setdefault((None if skill.among else group.id, person.rank), []).append(person.id)
    wanted = _wanted(skill)
    _make_fit(wanted, {kind: len(there) for kind, there in able.items()}, skill.id)
    for kind, number in wanted.items():
        there = able.get(kind, [])
        yield from (there[int((at + phase) * len(there) / number)] for at in range(number))


def _wanted(skill: SkillNumbers) -> dict[_Kind, int]:
    """Holders by group and rank, such that both come to what is asked."""
    if skill.among:
        return {(None, number.rank): number.officers for number in skill.by_rank}
    wanted: dict[_Kind, int] = {
        (part.group, number.rank): 0 for part in skill.by_group for number in skill.by_rank
    }
    dealt = iter(interleave({number.rank: number.officers for number in skill.by_rank}))
    for part in skill.by_group:
        for rank in islice(dealt, part.officers):
            wanted[part.group, rank] += 1
    return wanted


def _make_fit(wanted: dict[_Kind, int], there: Mapping[_Kind, int], skill: Id) -> None:
    """Exchange ranks between groups until no group is asked for more of a rank than it has."""

    def room(kind: _Kind) -> int:
        return there.get(kind, 0) - wanted[kind]

    while short := next((kind for kind in wanted if room(kind) < 0), None):
        group, rank = short
        found = next(
            (
                (other_group, other_rank)
                for (other_group, other_rank), number in wanted.items()
                if number and room((other_group, rank)) > 0 and room((group, other_rank)) > 0
            ),
            None,
        )
        if found is None:
            raise SpecRefused(
                f"{wanted[short]} of rank {rank}{f' in {group}' if group else ''} are to hold {skill}, "
                f"and {there.get(short, 0)} could: lower the number or add officers of that rank."
            )
        other_group, other_rank = found
        for kind, change in (
            (short, -1),
            ((other_group, rank), 1),
            ((other_group, other_rank), -1),
            ((group, other_rank), 1),
        ):
            wanted[kind] += change
