"""What cleaning did to a log, rule by rule: how many rows, and one of them as an example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Truths = npt.NDArray[np.bool_]


class Action(StrEnum):
    """What a rule does with the rows it finds."""

    SET_ASIDE = "set aside"
    BLANKED = "the time left blank"
    CHANGED = "changed"
    KEPT = "kept, and counted"


class Rule(StrEnum):
    """What may be wrong with a row. The order is that in which the rules are applied."""

    BROKEN = "too many or too few cells"
    UNREADABLE_TIME = "a time that no date format reads"
    TWO_WAYS = "a time that two date formats read differently"
    REPEATED_HOUR = "a time in the hour that the clocks repeat"
    SKIPPED_HOUR = "a time in the hour that the clocks skip"
    UNKNOWN_ROUTE = "an unknown route"
    UNKNOWN_OUTCOME = "an unknown outcome"
    UNREADABLE_CREW = "a crew that is not a number from 1 to 20"
    NO_INCIDENT = "no incident"
    NO_RECEIPT = "no time of receipt"
    FUTURE_RECEIPT = "received in the future"
    FAR_RECEIPT = "received over a year from nearly all other rows"
    DUPLICATE = "the same as another row"
    NO_SCHEME = "received when no grade scheme was in force"
    UNKNOWN_GRADE = "an unknown grade"
    UNKNOWN_LOCAL_AREA = "an unknown local area"
    MIXED_RECEIPT = "another time of receipt than the incident's first row"
    FUTURE_TIME = "another time in the future"
    DISPATCHED_EARLY = "dispatched before it was received"
    ARRIVED_EARLY = "arrived before it was received"
    ARRIVED_UNSENT = "arrived before it was dispatched"
    CLEARED_EARLY = "cleared before it arrived, was dispatched or was received"
    BATCH_CLOSED = "cleared in a batch"
    CLEARED_ELSEWHERE = "cleared after the unit was sent to another job"
    OVER_LONG = "a job longer than is believed"
    MIXED_GRADE = "another grade than the incident's first row"
    MIXED_LOCAL_AREA = "another local area than the incident's first row"
    NO_DISPATCH = "a unit sent, with no time of dispatch"
    NO_ARRIVAL = "a unit sent, with no time of arrival"
    NO_CLEARING = "no time of clearing"


WHAT_IS_DONE: dict[Rule, tuple[Action, str]] = {
    Rule.BROKEN: (Action.SET_ASIDE, "not read"),
    Rule.UNREADABLE_TIME: (Action.BLANKED, "the time is left blank"),
    Rule.TWO_WAYS: (Action.KEPT, "the first format in the column map is believed"),
    Rule.REPEATED_HOUR: (
        Action.KEPT,
        "a receipt is taken as the column map says; a later time as the first that is not before the receipt",
    ),
    Rule.SKIPPED_HOUR: (Action.CHANGED, "taken as an hour later"),
    Rule.UNKNOWN_ROUTE: (Action.CHANGED, "the route of its grade is taken"),
    Rule.UNKNOWN_OUTCOME: (Action.CHANGED, "taken as not stated"),
    Rule.UNREADABLE_CREW: (Action.CHANGED, "taken as not stated"),
    Rule.NO_INCIDENT: (Action.SET_ASIDE, "set aside"),
    Rule.NO_RECEIPT: (Action.SET_ASIDE, "set aside"),
    Rule.FUTURE_RECEIPT: (Action.SET_ASIDE, "set aside"),
    Rule.FAR_RECEIPT: (Action.SET_ASIDE, "set aside"),
    Rule.DUPLICATE: (Action.SET_ASIDE, "all but the first are set aside"),
    Rule.NO_SCHEME: (Action.SET_ASIDE, "set aside"),
    Rule.UNKNOWN_GRADE: (Action.SET_ASIDE, "set aside"),
    Rule.UNKNOWN_LOCAL_AREA: (Action.SET_ASIDE, "set aside"),
    Rule.MIXED_RECEIPT: (Action.CHANGED, "the incident's earliest receipt is taken"),
    Rule.FUTURE_TIME: (Action.BLANKED, "the time is left blank"),
    Rule.DISPATCHED_EARLY: (Action.BLANKED, "the dispatch is left blank"),
    Rule.ARRIVED_EARLY: (Action.BLANKED, "the arrival is left blank"),
    Rule.ARRIVED_UNSENT: (Action.BLANKED, "the dispatch is left blank"),
    Rule.CLEARED_EARLY: (Action.BLANKED, "the clearing is left blank"),
    Rule.BATCH_CLOSED: (Action.BLANKED, "the clearing is left blank"),
    Rule.CLEARED_ELSEWHERE: (Action.BLANKED, "the clearing is left blank: it was entered late"),
    Rule.OVER_LONG: (Action.CHANGED, "the job is cut at the longest believed, and known to have been longer"),
    Rule.MIXED_GRADE: (Action.KEPT, "the incident counts under its first grade"),
    Rule.MIXED_LOCAL_AREA: (Action.KEPT, "the incident counts where its first row is"),
    Rule.NO_DISPATCH: (Action.KEPT, "the row counts, and has no wait to dispatch"),
    Rule.NO_ARRIVAL: (
        Action.KEPT,
        "the row counts; its service runs from dispatch to clearing, less the mean travel of its grade",
    ),
    Rule.NO_CLEARING: (Action.KEPT, "the row counts, and has no time of service"),
}


@dataclass(frozen=True, slots=True)
class CleaningStep:
    """One rule: what was done with how many rows, and an example."""

    rule: Rule
    action: Action
    what_is_done: str
    rows: int
    example: str

    def sentence(self) -> str:
        """In words."""
        ending = f" ({self.example})" if self.example else ""
        return f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}, {self.rule.value}: {self.what_is_done}{ending}."


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """All that was done to a log. Rows read are the rows kept and those set aside by one rule each."""

    rows_read: int
    rows_kept: int
    incidents: int
    steps: tuple[CleaningStep, ...]

    @property
    def set_aside(self) -> int:
        """Rows that are in no result."""
        return sum(step.rows for step in self.steps if step.action is Action.SET_ASIDE)

    def rows_of(self, rule: Rule) -> int:
        """How many rows a rule found."""
        return sum(step.rows for step in self.steps if step.rule is rule)


@dataclass(slots=True)
class Notes:
    """Counts rows by rule while a log is read and cleaned."""

    rows: dict[Rule, int] = field(default_factory=dict)
    examples: dict[Rule, str] = field(default_factory=dict)

    def add(self, rule: Rule, found: Truths, example: Callable[[int], str]) -> None:
        """Count the rows found; `example` is given the place of the first."""
        rows = int(np.count_nonzero(found))
        if rows:
            self.add_rows(rule, rows, lambda: example(int(np.argmax(found))))

    def add_rows(self, rule: Rule, rows: int, example: Callable[[], str]) -> None:
        """Count some rows."""
        if rows and rule not in self.examples:
            self.examples[rule] = example()
        self.rows[rule] = self.rows.get(rule, 0) + rows

    def steps(self) -> tuple[CleaningStep, ...]:
        """What was found, in the order of the rules."""
        return tuple(
            CleaningStep(rule, *WHAT_IS_DONE[rule], self.rows[rule], self.examples[rule])
            for rule in Rule
            if self.rows.get(rule)
        )
