"""What one timetable allows: every way from tour to tour that keeps rest and length, as a graph.

A node is a spell of work just done, with the begin of the stretch it stands in (the time since the last weekly
rest) and whether a tour is in that stretch. An arc goes to the next spell and says which duties are lost in
between. So each duty is lost on one arc only, and every path from source to sink is a lawful way to spend
the time of the request. Which arcs there are: a duty is lost only where it overlaps a tour, where daily rest
before or after a tour needs it, or where losing it makes a weekly rest; losing more helps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dueregard.mobilisation.request import Request
from dueregard.workforce.shifts import minute_of

SOURCE, SINK = 0, 1


@dataclass(frozen=True, slots=True)
class TourTimes:
    """A tour in minutes, and the needs it serves with the minute by which each must be met."""

    begins: int
    ends: int
    needs: tuple[tuple[int, int], ...]

    def met_by(self, present: int) -> tuple[int, ...]:
        """Places of the needs that somebody present from a minute serves."""
        return tuple(at for at, by in self.needs if present <= by)


@dataclass(frozen=True, slots=True)
class Service:
    """A person on a tour, as needs see it: the tour and the needs served, by place."""

    tour: int
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """From one node to another, working a tour or not.

    lost: places of duties lost on the way. left_at: the minute at which the running duty is left, if it is.
    service: what is served if the arc works a tour; out, present: minutes. lodged: the person came from lodgings.
    rest_day: whether a rest day is cancelled.
    """

    start: int
    end: int
    lost: tuple[int, ...] = ()
    left_at: int | None = None
    service: Service | None = None
    out: int = 0
    present: int = 0
    lodged: bool = False
    rest_day: bool = False


@dataclass(slots=True)
class TripGraph:
    """Nodes in an order in which every arc goes forwards, but for the sink, which is node 1."""

    arcs: list[Arc] = field(default_factory=list)
    leaving: list[list[int]] = field(default_factory=lambda: [[], []])
    order: list[int] = field(default_factory=list)

    def paths(self, most: int, by_lodging: bool = False) -> list[tuple[int, ...]] | None:
        """Every path that works a tour and that no other beats, as arcs; None where more than `most` are found.

        One beats another if it works the same tours, loses no other duty and cancels no more rest days; by_lodging: and
        comes to them from lodgings or from home just so.
        """
        found: list[tuple[int, ...]] = []
        stack: list[tuple[int, tuple[int, ...], bool]] = [(SOURCE, (), False)]
        while stack:
            node, path, works = stack.pop()
            for number in reversed(self.leaving[node]):
                arc = self.arcs[number]
                longer, worked = (*path, number), works or arc.service is not None
                if arc.end != SINK:
                    stack.append((arc.end, longer, worked))
                elif worked:
                    found.append(longer)
                    if len(found) > most:
                        return None
        return self._unbeaten(found, by_lodging)

    def _unbeaten(self, paths: list[tuple[int, ...]], by_lodging: bool) -> list[tuple[int, ...]]:
        alike: dict[tuple[object, ...], list[tuple[frozenset[int], int, tuple[int, ...]]]] = {}
        for path in paths:
            arcs = [self.arcs[number] for number in path]
            works = tuple((arc.service, by_lodging and arc.lodged) for arc in arcs if arc.service is not None)
            lost = frozenset(duty for arc in arcs for duty in arc.lost)
            alike.setdefault(works, []).append((lost, sum(arc.rest_day for arc in arcs), path))
        kept = []
        for ways in alike.values():
            ways.sort(key=lambda way: (len(way[0]), way[1]))
            best: list[tuple[frozenset[int], int, tuple[int, ...]]] = []
            for way in ways:
                if not any(one[0] <= way[0] and one[1] <= way[1] for one in best):
                    best.append(way)
            kept += [path for _, _, path in best]
        return kept


def tour_times(request: Request) -> list[TourTimes]:
    """The tours of a request in minutes."""
    needs = list(enumerate(request.needs))
    return [
        TourTimes(
            minute_of(tour.begins_at),
            minute_of(tour.ends_at),
            tuple((at, minute_of(need.by)) for at, need in needs if need.tour == tour.id),
        )
        for tour in request.tours
    ]


def arcs_of(graph: TripGraph, path: tuple[int, ...]) -> Iterator[Arc]:
    """The arcs of a path."""
    return (graph.arcs[number] for number in path)
