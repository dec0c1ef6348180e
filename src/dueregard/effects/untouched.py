"""People received whom no queue of the model touches: with its outcomes, they are all that is received."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.effects.comparison import Comparison
from dueregard.local_policing.grades import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSimulated:
    """People received whom no queue of the model touches, expected from the calibration."""

    grade: str
    what: str
    people: float


def not_simulated(comparison: Comparison) -> tuple[NotSimulated, ...]:
    """Telephone work, and appointments that are cancelled or not kept, from the deployment's first day on."""
    demand, grid = comparison.without.demand, comparison.without.grid
    since = grid.local_days >= comparison.from_on.toordinal()
    received = demand.rates_on(grid)[since].sum(axis=(0, 2))
    found = []
    for number, (cls, group) in enumerate(zip(demand.classes, demand.groups, strict=True)):
        seen = demand.appointments_of(number)
        if cls.route is Route.TELEPHONE:
            found.append(
                NotSimulated(grade=group, what="dealt with by telephone", people=float(received[number]))
            )
        elif seen is not None:
            lost = (1 - seen.kept_share) * float(received[number])
            found.append(NotSimulated(grade=group, what="appointment cancelled or not kept", people=lost))
    return tuple(found)
