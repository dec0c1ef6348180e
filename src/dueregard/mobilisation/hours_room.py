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
        """No less than the most minutes of duties and tours that one person can work."""
        done = (running[1] - running[0]) if running and running[0] >= self.limit.near else 0
        _, most = chains(self.request, self.rules, duties, may_work)
        return done + max(most, default=0)


def chains(
    request: Request, rules: TourRules, duties: Sequence[Span], may_work: Sequence[bool]
) -> tuple[list[int], list[int]]:
    """Ends of duties and tours in order of their begins, and from each on no less than the most one person can work.

    What can follow what is told by the daily rest alone: a longest chain, from its end. Duties that begin outside the
    reference period take nothing.
    """
    limit = rules.weekly_hours
    assert limit is not None
    rest, travel, equip = rules.daily_rest, request.travel_minutes, rules.muster_on_duty
    paid = travel if limit.travel_counts else 0
    items = [(begins, ends, False) for begins, ends in duties]
    items += [
        (minute_of(tour.begins_at), minute_of(tour.ends_at), True)
        for tour, may in zip(request.tours, may_work, strict=True)
        if may
    ]
    items.sort()
    most = [0] * len(items)  # from a tour on: without the way to it
    for at in range(len(items) - 1, -1, -1):
        begins, ends, is_tour = items[at]
        best = paid if is_tour else 0
        for later in range(at + 1, len(items)):
            leaves, _, to_tour = items[later]
            if is_tour and to_tour and request.lodged and leaves - equip - ends >= rest:
                best = max(best, most[later])
            gap = leaves - ends - (travel if is_tour else 0) - (travel + equip if to_tour else 0)
            if gap >= (rest if is_tour or to_tour else 0):
                best = max(best, most[later] + (paid if is_tour else 0) + (paid if to_tour else 0))
        counted = is_tour or limit.near <= begins < limit.ends
        work = ends - begins + (equip if is_tour and limit.travel_counts else 0)
        most[at] = best + (work if counted else 0)
    return [ends for _, ends, _ in items], [
        value + (paid if is_tour else 0) for value, (_, _, is_tour) in zip(most, items, strict=True)
    ]
