"""Who is at work with a skill in every hour, by local area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.reading.binding import did_you_mean
from dueregard.workforce.hours import HOURS_PER_WEEK, MINUTES_PER_HOUR, Grid
from dueregard.workforce.roster import Roster
from dueregard.workforce.roster_hours import expand_roster


class SkillUnknown(DueRegardError):
    """Nobody on the roster ever holds a skill that is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Availability:
    """Officer-minutes at work by people who hold a skill, hour × local area of the grid."""

    skill: str
    grid: Grid
    minutes: npt.NDArray[np.int64]

    def least_officers(self, local_area: str | None = None) -> tuple[float | None, ...]:
        """The fewest officers at work in any hour of each local hour of the week, from Monday 00:00.

        Officers are officer-minutes ÷ 60, in one local area or in all together. None where no such hour is on the
        grid. Raises SkillUnknown for a local area that the grid lacks.
        """
        if local_area is not None and local_area not in self.grid.local_areas:
            raise SkillUnknown(
                f"There is no local area {local_area} on the grid: name one of {', '.join(self.grid.local_areas)}."
            )
        at = slice(None) if local_area is None else [self.grid.local_areas.index(local_area)]
        by_hour, of_week = self.minutes[:, at].sum(axis=1), self.grid.hours_of_week
        return tuple(
            float(by_hour[of_week == hour].min()) / MINUTES_PER_HOUR if (of_week == hour).any() else None
            for hour in range(HOURS_PER_WEEK)
        )


def availability(roster: Roster, grid: Grid, skill: str) -> Availability:
    """Who is at work with a skill, rostered and not absent. Raises SkillUnknown and ExpansionRefused.

    >>> from datetime import UTC, datetime, timedelta
    >>> from dueregard.common.codecs import Id
    >>> from dueregard.workforce.hours import DutyFunction
    >>> from dueregard.workforce.people import HeldSkill, Person
    >>> from dueregard.workforce.roster import Duty
    >>> ann = Person(id=Id("p1"), function=DutyFunction.RESPONSE, local_area=Id("north"),
    ...              skills=(HeldSkill(skill=Id("driver")),))
    >>> begins = datetime(2022, 12, 1, 7, tzinfo=UTC)
    >>> shift = Duty(person=Id("p1"), begins_at=begins, ends_at=begins + timedelta(minutes=90))
    >>> roster = Roster.of_records("Europe/London", ["north"], [ann], [shift])
    >>> grid = Grid(begins, 3, "Europe/London", ("north",))
    >>> availability(roster, grid, "driver").minutes[:, 0].tolist()
    [60, 30, 0]
    """
    held = sorted({str(each.skill) for person in roster.people for each in person.skills})
    if skill not in held:
        known = f"it knows {', '.join(held) or 'none'}."
        raise SkillUnknown(
            f"Nobody in the roster holds the skill {skill}: {did_you_mean(skill, held, otherwise=known)}"
        )
    return Availability(skill, grid, expand_roster(roster, grid, (skill,)).trained[skill].sum(axis=2))
