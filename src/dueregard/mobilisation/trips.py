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
from dueregard.mobilisation.signatures import Timetable
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.hours import zone_named
from dueregard.workforce.shifts import minute_of, moment_of

LONG_AGO = -(10**12)
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

    def paths(self, most: int) -> list[tuple[int, ...]] | None:
        """Every path that works a tour and that no other beats, as arcs; None where more than `most` are found.

        One beats another if it works the same tours, loses no other duty and cancels no more rest days.
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
        return self._unbeaten(found)

    def _unbeaten(self, paths: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        alike: dict[tuple[Service, ...], list[tuple[frozenset[int], int, tuple[int, ...]]]] = {}
        for path in paths:
            arcs = [self.arcs[number] for number in path]
            works = tuple(arc.service for arc in arcs if arc.service is not None)
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


@dataclass(frozen=True, slots=True)
class _State:
    """Where somebody is: the end of their last work, its stretch, and what they may do next."""

    ends: int
    stretch: int
    has_tour: bool
    tour: int | None = None  # the last work was this tour
    spell_begins: int = 0  # of that tour's spell of work


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


class TripBuilder:
    """Builds the graph of a timetable."""

    def __init__(self, request: Request, rules: TourRules, zone: str) -> None:
        self._rules = rules
        self._travel = request.travel_minutes
        self._lodged = request.lodged and request.travel_minutes > 0
        self._accepted = minute_of(request.accepted_at)
        self._tours = tour_times(request)
        self._place = zone_named(zone)
        self._days: dict[int, int] = {}

    def build(self, timetable: Timetable, may_work: tuple[bool, ...]) -> TripGraph:
        """The graph of somebody with this timetable who may work these tours."""
        return _Building(self, timetable, may_work).graph

    def day_of(self, minute: int) -> int:
        """The local day of a minute, as an ordinal."""
        if minute not in self._days:
            self._days[minute] = moment_of(minute).astimezone(self._place).toordinal()
        return self._days[minute]


class _Building:
    def __init__(self, builder: TripBuilder, timetable: Timetable, may_work: tuple[bool, ...]) -> None:
        self._b, self._t = builder, timetable
        self._rules, self._travel = builder._rules, builder._travel
        self._tours = [(at, tour) for at, tour in enumerate(builder._tours) if may_work[at]]
        muster = self._rules.muster_on_duty if timetable.running else self._rules.muster_off_duty
        self._earliest = builder._accepted + muster + self._travel
        self.graph = TripGraph()
        self._nodes: dict[_State, int] = {}
        self._todo: list[_State] = []
        self._begin()
        while self._todo:
            state = self._todo.pop()
            self._leave(self._nodes[state], state)
        self._sort()

    # ------------------------------------------------------------------------------------------- the beginning

    def _begin(self) -> None:
        t = self._t
        if t.running is None:
            start = _State(LONG_AGO, LONG_AGO, False)
            if t.past_ends is not None:
                assert t.past_begins is not None
                start = _State(t.past_ends, t.past_begins, False)
            self._leave(SOURCE, start)
            return
        begins, ends = t.running
        rested = t.past_ends is None or begins - t.past_ends >= self._rules.weekly_rest
        stretch = begins if rested else t.past_begins
        assert stretch is not None
        self._leave(SOURCE, _State(ends, stretch, False))
        for at, tour in self._tours:
            present = max(tour.begins, self._earliest)
            out = present - self._rules.muster_on_duty - self._travel
            if out > ends:
                continue
            before = _State(begins, stretch, False)
            self._go(
                SOURCE, before, at, out, present, spell_begins=begins, left_at=out if out < ends else None
            )

    # ------------------------------------------------------------------------------------------------- leaving

    def _leave(self, node: int, state: _State) -> None:
        """Arcs from a state to whatever may come next."""
        if state.tour is None:
            self._go_on(node, state)
            return
        tour = self._b._tours[state.tour]
        if self._b._lodged and self._may_end(state, tour.ends):
            self._lodge(node, state, tour.ends)
        home = tour.ends + self._travel
        if self._may_end(state, home) and not self._is_held(tour.ends, home):
            self._go_on(node, _State(home, state.stretch, True, state.tour, state.spell_begins))

    def _may_end(self, state: _State, ends: int) -> bool:
        return (
            ends - state.spell_begins <= self._rules.longest_spell
            and ends - state.stretch <= self._rules.longest_stretch
        )

    def _go_on(self, node: int, state: _State) -> None:
        """From work at home, or from being home after a tour."""
        t, rules = self._t, self._rules
        is_tour = state.tour is not None
        rested = state.ends + (rules.daily_rest if is_tour else 0)
        next_fixed = min((span for span in t.fixed if span[0] >= state.ends), default=None)
        if is_tour and next_fixed is not None and next_fixed[0] < rested:
            return  # rest would be cut short by what cannot be left
        later = self._later(state)
        kept = next((at for at in later if t.duties[at][0] >= rested), None)
        if not state.has_tour or self._weekly_rest_follows(state, kept, next_fixed):
            lost = [at for at in later if t.duties[at][0] < rested]
            self._finish(node, lost)
        fresh = [at for at in later if t.duties[at][0] >= state.ends + rules.weekly_rest]
        if state.has_tour and kept is not None and not fresh and next_fixed is None:
            self._finish(node, later)
        if kept is not None:
            self._work(node, state, kept, later, next_fixed)
        for at in fresh:
            if at != kept and self._may_help(state, at, later, rested):
                self._work(node, state, at, later, next_fixed)
        if next_fixed is not None:
            self._fixed(node, state, later, next_fixed, rested)
        for at, tour in self._tours:
            if state.tour is not None and at <= state.tour:
                continue
            present = max(tour.begins, self._earliest)
            out = present - rules.muster_on_duty - self._travel
            if out < state.ends + rules.daily_rest or (next_fixed is not None and next_fixed[0] < out + 1):
                continue
            could_keep = any(
                t.duties[d][0] >= rested and t.duties[d][1] <= out - rules.daily_rest for d in later
            )
            if could_keep and out - state.ends < rules.weekly_rest:
                continue
            self._go(node, state, at, out, present, spell_begins=out)

    def _weekly_rest_follows(self, state: _State, kept: int | None, fixed: tuple[int, int] | None) -> bool:
        begins = [self._t.duties[kept][0]] if kept is not None else []
        begins += [fixed[0]] if fixed is not None else []
        return not begins or min(begins) - state.ends >= self._rules.weekly_rest

    def _may_help(self, state: _State, duty: int, later: list[int], rested: int) -> bool:
        """Whether losing the duties before one, so that a stretch begins with it, could gain anything.

        It can if, with any of them kept, a stretch might run over its length. It never errs towards no.
        """
        ends, stretch = state.ends, state.stretch
        if self._may_overrun(stretch, ends, rested):
            return True
        for at in later:
            begins, last = self._t.duties[at]
            if at >= duty:
                break
            if begins >= rested:
                stretch = begins if begins - ends >= self._rules.weekly_rest else stretch
                if self._may_overrun(stretch, last, last):
                    return True
                ends = last
        return False

    def _may_overrun(self, stretch: int, ends: int, rested: int) -> bool:
        """Whether going on from some work as rostered, with more tours or without, might overrun its stretch."""
        rules, over = self._rules, stretch + self._rules.longest_stretch
        spells = sorted(span for span in (*self._t.duties, *self._t.fixed) if span[0] >= rested)
        tours = [tour for _, tour in self._tours if tour.begins > ends]
        for begins, last in spells:
            if begins - ends >= rules.weekly_rest:
                break
            ends = max(ends, last)
            if ends > over:
                return True
        before = rules.muster_on_duty + self._travel
        bridged = any(tour.begins - before < ends + rules.weekly_rest for tour in tours)
        return bridged and any(tour.ends + self._travel > over for tour in tours)

    def _finish(self, node: int, lost: list[int]) -> None:
        self._arc(Arc(node, SINK, tuple(lost)))

    def _work(
        self, node: int, state: _State, duty: int, later: list[int], fixed: tuple[int, int] | None
    ) -> None:
        begins, ends = self._t.duties[duty]
        if fixed is not None and fixed[0] < begins:
            return
        self._arrive(node, state, begins, ends, tuple(at for at in later if at < duty))

    def _fixed(self, node: int, state: _State, later: list[int], fixed: tuple[int, int], rested: int) -> None:
        """On to what cannot be left; duties before it are kept if they can be, or lost for a weekly rest."""
        t = self._t
        before = [at for at in later if t.duties[at][0] < fixed[0]]
        could_keep = any(t.duties[at][0] >= rested for at in before)
        if could_keep and not (
            fixed[0] - state.ends >= self._rules.weekly_rest
            and self._may_help(state, len(t.duties), before, rested)
        ):
            return
        self._arrive(node, state, fixed[0], fixed[1], tuple(before))

    def _arrive(self, node: int, state: _State, begins: int, ends: int, lost: tuple[int, ...]) -> None:
        stretch, has_tour = state.stretch, state.has_tour
        if begins - state.ends >= self._rules.weekly_rest:
            stretch, has_tour = begins, False
        if has_tour and ends - stretch > self._rules.longest_stretch:
            return
        self._arc(Arc(node, self._node(_State(ends, stretch, has_tour)), lost))

    def _lodge(self, node: int, state: _State, ends: int) -> None:
        for at, tour in self._tours:
            out = tour.begins - self._rules.muster_on_duty
            if (state.tour is not None and at <= state.tour) or out - ends < self._rules.daily_rest:
                continue
            if tour.begins < self._earliest or self._is_held(ends, out):
                continue
            self._go(node, state, at, out, tour.begins, spell_begins=out, lodged=True)

    # --------------------------------------------------------------------------------------------- onto a tour

    def _go(
        self,
        node: int,
        state: _State,
        at: int,
        out: int,
        present: int,
        *,
        spell_begins: int,
        left_at: int | None = None,
        lodged: bool = False,
    ) -> None:
        t, rules, tour = self._t, self._rules, self._b._tours[at]
        met = tour.met_by(present)
        if not met or present >= tour.ends or self._is_held(out, tour.ends):
            return
        stretch = state.stretch
        if spell_begins - state.ends >= rules.weekly_rest:
            stretch = spell_begins
        after = _State(tour.ends, stretch, True, at, spell_begins)
        if not self._may_end(after, tour.ends):
            return
        # Duties that begin before the tour ends are lost on this arc, later ones on the next.
        lost = tuple(d for d in self._later(state) if t.duties[d][0] < tour.ends)
        day = self._b.day_of(out)
        again = state.tour is not None and self._b.day_of(state.spell_begins) == day
        rest_day = day in t.rest_days and not again
        self._arc(
            Arc(node, self._node(after), lost, left_at, Service(at, met), out, present, lodged, rest_day)
        )

    def _later(self, state: _State) -> list[int]:
        """Duties that are not yet kept or lost: those that begin after the last work, travel home not counted."""
        after = state.ends if state.tour is None else self._b._tours[state.tour].ends
        return [at for at, duty in enumerate(self._t.duties) if duty[0] >= after]

    def _is_held(self, begins: int, ends: int) -> bool:
        """Whether leave, sickness or fixed work meets a time."""
        return any(begins < last and first < ends for first, last in (*self._t.away, *self._t.fixed))

    # ---------------------------------------------------------------------------------------------- the graph

    def _node(self, state: _State) -> int:
        if state not in self._nodes:
            self._nodes[state] = len(self.graph.leaving)
            self.graph.leaving.append([])
            self._todo.append(state)
        return self._nodes[state]

    def _arc(self, arc: Arc) -> None:
        self.graph.leaving[arc.start].append(len(self.graph.arcs))
        self.graph.arcs.append(arc)

    def _sort(self) -> None:
        order = sorted(
            self._nodes.items(), key=lambda entry: (entry[0].ends, entry[0].tour is None, entry[1])
        )
        self.graph.order = [SOURCE, *(number for _, number in order)]


def arcs_of(graph: TripGraph, path: tuple[int, ...]) -> Iterator[Arc]:
    """The arcs of a path."""
    return (graph.arcs[number] for number in path)
