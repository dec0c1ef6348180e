"""What must hold of any start times: checks that know the rules, and neither kernel nor twin.

Each raises AssertionError with a sentence. `start` is a function with the arguments of `start_times`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Start = Callable[..., Any]


@dataclass(frozen=True)
class Scenario:
    """What `start_times` takes."""

    arrivals: Any
    classes: Any
    services: Any
    changes_at: Any
    changes_to: Any
    until: float = np.inf

    def capacity_at(self, moment: float) -> int:
        """Units on duty from this moment on."""
        changes = int(np.searchsorted(self.changes_at, moment, side="right"))
        return int(self.changes_to[changes - 1]) if changes else 0


def run(start: Start, scenario: Scenario) -> np.ndarray:
    """The start times of a scenario as an array."""
    made = start(
        scenario.arrivals,
        scenario.classes,
        scenario.services,
        changes_at=scenario.changes_at,
        changes_to=scenario.changes_to,
        until=scenario.until,
    )
    return np.asarray(made, dtype=np.float64)


def nobody_starts_early_or_late(scenario: Scenario, started: np.ndarray) -> None:
    served = ~np.isnan(started)
    assert started.size == scenario.arrivals.size, "someone was lost"
    assert (started[served] >= scenario.arrivals[served]).all(), "someone started before arriving"
    assert (started[served] < scenario.until).all(), "someone started after the end"


def classes_are_first_come_first_served(scenario: Scenario, started: np.ndarray) -> None:
    for kind in np.unique(scenario.classes):
        one = np.nan_to_num(started[scenario.classes == kind], nan=np.inf)
        assert (one[1:] >= one[:-1]).all(), f"in class {kind} someone was overtaken"


def no_unit_is_in_two_places(scenario: Scenario, started: np.ndarray) -> None:
    """At every start, those in service are no more than the units on duty."""
    served = ~np.isnan(started)
    begins, ends = started[served], started[served] + scenario.services[served]
    for moment in np.unique(begins):
        lasting = (begins <= moment) & (ends > moment)
        assert lasting.sum() <= scenario.capacity_at(moment), (
            f"at {moment} more are served than units are on duty"
        )


def nobody_waits_for_a_free_unit(scenario: Scenario, started: np.ndarray) -> None:
    """Whenever someone waits, all units on duty are busy; whoever starts is the most urgent of those waiting."""
    served = ~np.isnan(started)
    ends = started + scenario.services
    leave = np.where(served, started, np.inf)
    moments = np.unique(
        np.concatenate([scenario.arrivals, started[served], ends[served], scenario.changes_at])
    )
    for moment, later in zip(moments, [*moments[1:], np.inf], strict=True):
        if moment >= scenario.until:
            break
        waiting = (scenario.arrivals <= moment) & (leave > moment)
        busy = int((served & (started <= moment) & (ends > moment)).sum())
        if waiting.any() and later > moment:
            assert busy >= scenario.capacity_at(moment), f"at {moment} someone waits beside a free unit"
    for customer in np.flatnonzero(served & (started > scenario.arrivals)):
        passed = (scenario.arrivals < started[customer]) & (leave > started[customer])
        passed &= scenario.classes < scenario.classes[customer]
        assert not passed.any(), f"customer {customer} started before someone more urgent who waited"


def same_as(other: Start) -> Callable[[Scenario, np.ndarray], None]:
    """A check that another function gives the same start times to the bit."""

    def same(scenario: Scenario, started: np.ndarray) -> None:
        assert np.array_equal(started, run(other, scenario), equal_nan=True), (
            "the twin starts them at other times"
        )

    return same


def more_staff_never_lengthens_a_wait(start: Start, scenario: Scenario) -> None:
    """With one class, one more unit at any time makes nobody start later."""
    one = replace(scenario, classes=np.zeros_like(scenario.classes))
    more = replace(one, changes_to=one.changes_to + 1)
    fewer, better = (np.nan_to_num(run(start, each), nan=np.inf) for each in (one, more))
    assert (better <= fewer).all(), "with one unit more someone waits longer"


RULES = (
    nobody_starts_early_or_late,
    classes_are_first_come_first_served,
    no_unit_is_in_two_places,
    nobody_waits_for_a_free_unit,
)


def plain_arguments(start: Start) -> Start:
    """A function of lists, called with arrays."""

    def called(*arrays: Any, **named: Any) -> Any:
        listed = {
            name: value.tolist() if hasattr(value, "tolist") else value for name, value in named.items()
        }
        return start(*(array.tolist() for array in arrays), **listed)

    return called
