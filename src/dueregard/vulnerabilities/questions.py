"""The questions of a cycle, each once, however many frameworks ask it.

One answer serves every framework that asks the same question, so one weakness in it is one vulnerability. It
is known by its *home*: the criterion of a capability framework where there is one, because those outlast
versions of the SPR, else of the SPR grid; of several, the first in the order of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Criterion, Framework, FrameworkKind


@dataclass(frozen=True, slots=True)
class Asker:
    """One criterion that asks a question; `ref` is framework/criterion."""

    ref: Id
    framework: Framework
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Question:
    """One question with all that ask it, its home first.

    `required` is the highest place on the scale that any asker requires, `weight` the greatest and
    `essential` whether it is so for any: a weakness is as serious as the most demanding reader finds it.
    """

    home: Asker
    askers: tuple[Asker, ...]
    spr_areas: tuple[Id, ...]
    required: int
    weight: int
    essential: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions of a cycle by their home; `homes` maps every criterion that asks one to its home."""

    by_home: Mapping[str, Question]
    homes: Mapping[str, str]


def questions_of(frameworks: Iterable[Framework], spr_framework: str) -> Questions:
    """Every question of some frameworks, in the order of a cycle; SPR areas are those of its SPR version."""
    held = sorted(frameworks, key=lambda framework: framework.kind is FrameworkKind.SPR)
    grouped: dict[str, list[Asker]] = {}
    for framework in held:
        for criterion in framework.criteria:
            asker = Asker(Id(f"{framework.id}/{criterion.id}"), framework, criterion)
            grouped.setdefault(framework.answer_key(criterion), []).append(asker)
    rows = [_question(tuple(askers), spr_framework) for askers in grouped.values()]
    return Questions(
        by_home={row.home.ref: row for row in rows},
        homes={asker.ref: row.home.ref for row in rows for asker in row.askers},
    )


def _question(askers: tuple[Asker, ...], spr_framework: str) -> Question:
    areas = (area for asker in askers for area in _served(asker, spr_framework))
    return Question(
        home=askers[0],
        askers=askers,
        spr_areas=tuple(sorted(set(areas))),
        required=max(asker.framework.required_rank(asker.criterion) for asker in askers),
        weight=max(asker.criterion.weight for asker in askers),
        essential=any(asker.criterion.essential for asker in askers),
    )


def _served(asker: Asker, spr_framework: str) -> tuple[Id, ...]:
    """The SPR areas whose standing a criterion feeds."""
    if asker.framework.id == spr_framework:
        return (Id(f"{spr_framework}/{asker.criterion.area}"),)
    served = asker.framework.area_by_id[asker.criterion.area].serves
    return tuple(area for area in served if area.startswith(f"{spr_framework}/"))
