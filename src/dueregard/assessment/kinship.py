"""What corresponds to what between two cycles: by name, by shared question, and by crosswalk."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from dueregard.assessment.book import AssessmentBook
from dueregard.frameworks.model import Crosswalk, CrosswalkRow, Relation

Name = tuple[str, str]  # framework and criterion, or framework and SPR area


@dataclass(frozen=True, slots=True)
class Kin:
    """An earlier counterpart and how it relates; over several versions, by the weakest link."""

    name: Name
    relation: Relation


class Kinship:
    """Earlier counterparts of criteria, or of SPR areas, through any number of crosswalks."""

    def __init__(
        self, book: AssessmentBook, rows_of: Callable[[Crosswalk], tuple[CrosswalkRow, ...]]
    ) -> None:
        self._before: dict[Name, list[Kin]] = {}
        for walk in book.crosswalks:
            for row in rows_of(walk):
                if row.before is not None and row.after is not None:
                    kin = Kin((walk.before, row.before), row.relation)
                    self._before.setdefault((walk.after, row.after), []).append(kin)

    def earlier(self, name: Name, frameworks: Collection[str]) -> tuple[Kin, ...]:
        """The counterparts of a later criterion or SPR area among frameworks of an earlier cycle."""
        found: list[Kin] = []
        todo, seen = [Kin(name, Relation.SAME)], {name}
        for kin in todo:
            for step in self._before.get(kin.name, ()):
                if step.name in seen:
                    continue
                seen.add(step.name)
                further = Kin(step.name, _weaker(kin.relation, step.relation))
                (found if step.name[0] in frameworks else todo).append(further)
        return tuple(found)


def _weaker(one: Relation, other: Relation) -> Relation:
    """The relation of a chain of two: what carries no trend outweighs what does, a new name none at all.

    >>> _weaker(Relation.RENAMED, Relation.SAME).value, _weaker(Relation.WIDER, Relation.SAME).value
    ('renamed', 'wider')
    """
    if not one.carries_trend:
        return one
    return one if other is Relation.SAME else other
