"""Which Results a paper cites, as a file: so that all of them can be made again by one command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStrength:
    """A strength of the force and when it had it."""

    when: Annotated[str, Column("When, such as 2017: the year in the pack's register of strength.")]
    officers: Annotated[int, Column("Officers.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStrengths:
    """One study at several strengths."""

    study: Annotated[str, Column("The study, a YAML file.")]
    at: Annotated[tuple[DatedStrength, ...], Column("The strengths, two or more.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPlan:
    """The Results of one paper. Raises ValueError where there are none."""

    pack: Annotated[str, Column("The force pack that keeps them, a folder; paths are seen from this file.")]
    paper: Annotated[Id, Column("The paper that cites them.")]
    made_on: Annotated[date, Column("The day that they are dated to.")]
    marking: Annotated[Id, Column("Protective marking of each.")]
    effects: Annotated[tuple[str, ...], Column("Studies whose effect is kept, in the paper's order.")] = ()
    strengths: Annotated[tuple[PlannedStrengths, ...], Column("Studies kept at several strengths.")] = ()

    def __post_init__(self) -> None:
        if not self.effects and not self.strengths:
            raise ValueError("it names no study; write effects or strengths")
