"""Protective markings: dated schemes of ordered steps, and the ceiling of a deployment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.common.period import When


@dataclass(frozen=True, slots=True)
class MarkingScheme:
    """Steps of a scheme, lowest first; `held` are those this product may ever hold.

    A step above what is held is known only so that it can be refused by name.
    """

    id: str
    title: str
    in_force_from: When
    steps: tuple[str, ...]
    held: tuple[str, ...]
    source: str

    def rank(self, marking: str) -> int:
        """Place of a step, lowest 0. Raises ValueError for a step the scheme does not have."""
        return self.steps.index(marking)

    def highest(self, markings: Iterable[str]) -> str:
        """The highest of some markings; the lowest step when there are none.

        >>> SCHEMES["gsc-2014"].highest(["OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL"])
        'OFFICIAL-SENSITIVE'
        """
        return max(markings, key=self.rank, default=self.steps[0])

    def is_above(self, marking: str, ceiling: str) -> bool:
        """Whether a marking is above a ceiling."""
        return self.rank(marking) > self.rank(ceiling)


# Dated reference data. Source: CPS Disclosure Manual chapter 24 and Ministry of Justice security
# guidance: from 2 April 2014 OFFICIAL (with the handling marking OFFICIAL-SENSITIVE), SECRET, TOP SECRET.
SCHEMES: dict[str, MarkingScheme] = {
    "gsc-2014": MarkingScheme(
        id="gsc-2014",
        title="Government Security Classifications",
        in_force_from=When(2014, 4, 2),
        steps=("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP-SECRET"),
        held=("OFFICIAL", "OFFICIAL-SENSITIVE"),
        source="Government Security Classifications, in force from 2 April 2014",
    ),
}


def refusal(marking: str) -> str | None:
    """What to do about a marking that no scheme lets this product hold; None for any other text.

    >>> refusal("Top Secret").startswith("take it out: TOP-SECRET")
    True
    """
    step = "-".join(marking.upper().split())
    if any(step in scheme.steps and step not in scheme.held for scheme in SCHEMES.values()):
        return f"take it out: {step} may not be held here, only a pointer to who holds it and its date"
    return None
