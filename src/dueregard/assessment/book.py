"""Everything an assessment is computed from, with indexes built once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.returns import Challenge, Cycle, Evidence, Override, Response, Return
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import Crosswalk, Framework

Row = tuple[Return, Response]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The rows of one cycle by answer key: the first that speaks to it, and further ones where there are any."""

    first: dict[str, Row]
    further: dict[str, list[Row]]

    def all(self, key: str) -> list[Row]:
        """All rows that speak to a key; it must be among `first`."""
        return [self.first[key], *self.further.get(key, ())]


def _spoken(returns: Iterable[Return], keys: Mapping[str, Mapping[str, str]]) -> Spoken:
    first: dict[str, Row] = {}
    further: dict[str, list[Row]] = {}
    for each in returns:
        known = keys.get(each.framework, {})
        for response in each.responses:
            if response.criterion in known:
                key = known[response.criterion]
                if key in first:
                    further.setdefault(key, []).append((each, response))
                else:
                    first[key] = (each, response)
    return Spoken(first, further)


@dataclass(frozen=True, eq=False)
class AssessmentBook:
    """Cycles, returns and what belongs to them, as read and checked.

    Nothing in it changes, so what is worked out from it may be kept with it.
    """

    cycles: tuple[Cycle, ...]
    returns: tuple[Return, ...]
    frameworks: tuple[Framework, ...]
    crosswalks: tuple[Crosswalk, ...]
    evidence: tuple[Evidence, ...]
    challenges: tuple[Challenge, ...]
    overrides: tuple[Override, ...]

    @classmethod
    def of(
        cls,
        *,
        cycles: Iterable[Cycle],
        returns: Iterable[Return],
        frameworks: Iterable[Framework],
        crosswalks: Iterable[Crosswalk] = (),
        evidence: Iterable[Evidence] = (),
        challenges: Iterable[Challenge] = (),
        overrides: Iterable[Override] = (),
    ) -> AssessmentBook:
        """A book of records in any order; cycles are put in the order of their quarters."""
        return cls(
            cycles=tuple(sorted(cycles, key=lambda cycle: cycle.quarter)),
            returns=tuple(returns),
            frameworks=tuple(frameworks),
            crosswalks=tuple(crosswalks),
            evidence=tuple(evidence),
            challenges=tuple(challenges),
            overrides=tuple(overrides),
        )

    def cycle(self, cycle_id: str) -> Cycle:
        """One cycle. Raises DueRegardError when there is none of that id."""
        try:
            return self.cycles[self.place[cycle_id]]
        except KeyError:
            known = ", ".join(cycle.id for cycle in self.cycles) or "none"
            raise DueRegardError(f"There is no cycle {cycle_id}; the cycles are: {known}.") from None

    def framework(self, framework_id: str) -> Framework:
        """One framework. Raises DueRegardError when there is none of that id."""
        try:
            return self.framework_by_id[framework_id]
        except KeyError:
            known = ", ".join(sorted(self.framework_by_id)) or "none"
            raise DueRegardError(f'This pack asks no framework "{framework_id}"; it asks: {known}.') from None

    def previous_cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle before one, whether or not it is the quarter before."""
        place = self.place[self.cycle(cycle_id).id]
        return self.cycles[place - 1] if place else None

    @cached_property
    def place(self) -> dict[str, int]:
        """Place of each cycle in time, earliest 0."""
        return {cycle.id: number for number, cycle in enumerate(self.cycles)}

    @cached_property
    def framework_by_id(self) -> dict[str, Framework]:
        """Frameworks by id."""
        return {framework.id: framework for framework in self.frameworks}

    @cached_property
    def keys(self) -> dict[str, dict[str, str]]:
        """By framework and criterion, the name under which the answer is kept."""
        return {
            framework.id: {criterion.id: framework.answer_key(criterion) for criterion in framework.criteria}
            for framework in self.frameworks
        }

    @cached_property
    def returns_by_cycle(self) -> dict[str, list[Return]]:
        """Returns by cycle."""
        found: dict[str, list[Return]] = {}
        for each in self.returns:
            found.setdefault(each.cycle, []).append(each)
        return found

    def spoken(self, cycle_id: str) -> Spoken:
        """Every row of a cycle, by the answer key it speaks to."""
        known = self._spoken.get(cycle_id)
        if known is None:
            known = self._spoken[cycle_id] = _spoken(self.returns_by_cycle.get(cycle_id, ()), self.keys)
        return known

    @cached_property
    def _spoken(self) -> dict[str, Spoken]:
        return {}

    def rows(self, cycle_id: str) -> dict[str, list[Row]]:
        """By answer key, every row of a cycle that speaks to it, whichever return it stands in."""
        spoken = self.spoken(cycle_id)
        return {key: spoken.all(key) for key in spoken.first}

    @cached_property
    def expiry(self) -> dict[str, date | None]:
        """By id of evidence, when it expires."""
        return {evidence.id: evidence.expires_on for evidence in self.evidence}

    @cached_property
    def challenges_by_key(self) -> dict[str, list[Challenge]]:
        """By answer key, challenges in the order raised."""
        found: dict[str, list[Challenge]] = {}
        for challenge in sorted(self.challenges, key=lambda each: (each.raised_on, each.id)):
            key = self.keys.get(challenge.framework, {}).get(challenge.criterion)
            if key is not None:
                found.setdefault(key, []).append(challenge)
        return found

    @cached_property
    def resolved(self) -> dict[str, dict[tuple[Id, Id], Answer]]:
        """Answers already worked out, by cycle; filled by `resolution.answers_of`."""
        return {}

    @cached_property
    def _earlier_names(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """By framework and criterion, its counterparts one version before that carry its trend."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for walk in self.crosswalks:
            for row in walk.criteria:
                if row.before is not None and row.after is not None and row.relation.carries_trend:
                    found.setdefault((walk.after, row.after), []).append((walk.before, row.before))
        return found

    def lineage(self, framework: str, criterion: str) -> tuple[str, ...]:
        """The answer keys of a criterion: its own, then those of older versions that carry its trend."""
        start = (framework, criterion)
        if start not in self._earlier_names:
            return (self.keys[framework][criterion],)
        todo, seen = [start], {start}
        found: dict[str, None] = {}
        for name in todo:
            key = self.keys.get(name[0], {}).get(name[1])
            if key is not None:
                found[key] = None
            for earlier in self._earlier_names.get(name, ()):
                if earlier not in seen:
                    seen.add(earlier)
                    todo.append(earlier)
        return tuple(found)
