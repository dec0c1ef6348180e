"""A finding: something in a public edition that a person should look at, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """What sort of thing is to be looked at."""

    OFF = "a check is off"
    SMALL_NUMBER = "a small number"
    DIFFERENCE = "a difference between two editions"
    REMAINDER = "a total less its parts"
    GAP = "a gap that shows"
    AGGREGATION = "many records together"
    LEFT_OUT = "publishable and not published"


@dataclass(frozen=True, slots=True)
class DisclosureFinding:
    """One finding: its sort, where it is, what was seen and what to do."""

    concern: Concern
    where: str
    saw: str
    remedy: str

    def words(self) -> str:
        """One sentence.

        >>> DisclosureFinding(Concern.GAP, "Meetings", "2 is missing", "publish it").words()
        'Meetings: 2 is missing; publish it.'
        """
        return f"{self.where}: {self.saw}; {self.remedy}."
