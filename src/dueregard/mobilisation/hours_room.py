"""How much more a person may work in the reference period of weekly hours, where a request could bring them that far.

For almost everybody it could not, whichever tours they work; then no room is told, people stay alike whatever they
worked before, and the limit costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dueregard.mobilisation.request import Request
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.weekly_hours import WeeklyHours
from dueregard.workforce.people import Person
from dueregard.workforce.shifts import minute_of

Span = tuple[int, int]


@dataclass(slots=True)
class Rooms:
    """Rooms of people for one request. tours: of each, when it begins and ends and what is worked between."""

    limit: WeeklyHours
    request: Request
    rules: TourRules
    _most: dict[tuple[object, ...], int] = field(default_factory=dict)

    def room_of(
        self,
        person: Person,
        worked: Sequence[Span],
        running: Span | None,
        duties: Sequence[Span],
        may_work: tuple[bool, ...],
        days_away: int,
    ) -> int | None:
        """Minutes that duties which may be left and tours may take; None where they cannot take as many.

        worked: work near the request that is done or cannot be left. days_away: of the days near it.
        """
        limit = self.limit
        if str(person.id) in limit.opted_out:
            return None
        before = limit.before.get(str(person.id))
        away = days_away + (before.days_away if before else 0)
        taken = (before.minutes if before else 0) + sum(
            ends - begins for begins, ends in worked if limit.near <= begins < limit.ends
        )
        room = limit.allowed(away) - taken
        listed = tuple(span for span in duties if span[0] < limit.ends)
        key = (running, listed, may_work)
        if key not in self._most:
            self._most[key] = self._could_take(running, listed, may_work)
        return None if self._most[key] <= room else room

    def _could_take(self, running: Span | None, duties: tuple[Span, ...], may_work: tuple[bool, ...]) -> int:
        """No less than the most minutes of duties and tours that one person can work.

        What follows what is told by the daily rest alone: a longest chain in order of time.
        """
        rest, travel = self.rules.daily_rest, self.request.travel_minutes
        equip = self.rules.muster_on_duty
        counted = self.limit.travel_counts
        paid = travel if counted else 0
        chain: list[
            tuple[int, int, bool, int]
        ] = []  # begin, end, whether a tour, the most worked up to its end
        items = [(begins, ends, False) for begins, ends in duties]
        items += [
            (minute_of(tour.begins_at), minute_of(tour.ends_at), True)
            for tour, may in zip(self.request.tours, may_work, strict=True)
            if may
        ]
        done = (running[1] - running[0]) if running and running[0] >= self.limit.near else 0
        for begins, ends, is_tour in sorted(items):
            work = ends - begins + (equip if is_tour and counted else 0)
            best = done + (paid if is_tour else 0)
            for _, last, was_tour, most in chain:
                leaves = begins - equip
                if is_tour and was_tour and self.request.lodged and leaves - last >= rest:
                    best = max(best, most)
                gap = begins - last - (travel if was_tour else 0) - (travel + equip if is_tour else 0)
                if gap >= (rest if is_tour or was_tour else 0):
                    best = max(best, most + (paid if was_tour else 0) + (paid if is_tour else 0))
            chain.append((begins, ends, is_tour, best + work))
        return max((most + (paid if was_tour else 0) for _, _, was_tour, most in chain), default=done)
