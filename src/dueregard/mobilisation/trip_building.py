"""From a timetable to its graph of trips: which arcs leave a state, by the rules of rest and length.

The graph grows from node to node, so that a search which looks at few of them need not wait for the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from dueregard.mobilisation.hours_room import chains
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import Timetable
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.trips import SINK, SOURCE, Arc, Service, TripGraph, tour_times
from dueregard.workforce.hours import zone_named
from dueregard.workforce.shifts import minute_of, moment_of

LONG_AGO, FAR_AWAY = -(10**12), 10**12


@dataclass(frozen=True, slots=True)
class State:
    """Where somebody is: the end of their last work, its stretch, and what they may do next."""

    ends: int
    stretch: int
    has_tour: bool
    tour: int | None = None  # the last work was this tour
    spell_begins: int = 0  # of that tour's spell of work
    used: int | None = (
        None  # minutes worked of the timetable's room; None where the rest of it cannot be too little
    )


class TripBuilder:
    """Builds the graph of a timetable."""

    def __init__(self, request: Request, rules: TourRules, zone: str) -> None:
        self._rules, self._request = rules, request
        self._travel = request.travel_minutes
        self._lodged = request.lodged and request.travel_minutes > 0
        self._accepted = minute_of(request.accepted_at)
        self._tours = tour_times(request)
        self._place = zone_named(zone)
        self._days: dict[int, int] = {}

    def build(self, timetable: Timetable, may_work: tuple[bool, ...]) -> TripGraph:
        """The graph of somebody with this timetable who may work these tours."""
        growing = self.begin(timetable, may_work)
        growing.grow_all()
        return growing.graph

    def begin(self, timetable: Timetable, may_work: tuple[bool, ...]) -> Growing:
        """The same with nothing but what leaves its source, to be grown."""
        return Growing(self, timetable, may_work)

    def leaving_on_duty(self) -> list[int]:
        """For each tour the first minute at which somebody on duty at acceptance would leave for it."""
        before = self._rules.muster_on_duty + self._travel
        earliest = self._accepted + before
        return [max(tour.begins, earliest) - before for tour in self._tours]

    def day_of(self, minute: int) -> int:
        """The local day of a minute, as an ordinal."""
        if minute not in self._days:
            self._days[minute] = moment_of(minute).astimezone(self._place).toordinal()
        return self._days[minute]


class Growing:
    """A graph that grows from node to node."""

    def __init__(self, builder: TripBuilder, timetable: Timetable, may_work: tuple[bool, ...]) -> None:
        self._b, self._t = builder, timetable
        self.timetable = timetable
        self._rules, self._travel = builder._rules, builder._travel
        limit = builder._rules.weekly_hours
        self._travel_counts = limit is not None and limit.travel_counts
        self._over, self._most = list[int](), list[int]()
        if timetable.room is not None:
            ends, from_here = chains(builder._request, self._rules, timetable.duties, may_work)
            self._over = list(accumulate(ends, max))
            self._most = list(accumulate(reversed(from_here), max))[::-1]
        self._tours = [(at, tour) for at, tour in enumerate(builder._tours) if may_work[at]]
        muster = self._rules.muster_on_duty if timetable.running else self._rules.muster_off_duty
        self._earliest = builder._accepted + muster + self._travel
        self.graph = TripGraph()
        self._nodes: dict[State, int] = {}
        self._todo: dict[int, State] = {}
        self.states: dict[int, State] = {}
        self._begin()

    def grow(self, node: int) -> list[int]:
        """What leaves a node, by number of arc."""
        state = self._todo.pop(node, None)
        if state is not None:
            self._leave(node, state)
        return self.graph.leaving[node]

    def grow_all(self) -> None:
        """Everything else."""
        if self._todo or not self.graph.order:
            while self._todo:
                node, state = self._todo.popitem()
                self._leave(node, state)
            self._sort()

    # ------------------------------------------------------------------------------------------- the beginning

    def _begin(self) -> None:
        t = self._t
        if t.running is None:
            start = State(LONG_AGO, LONG_AGO, False, used=self._hours(0))
            if t.past_ends is not None:
                assert t.past_begins is not None
                start = State(t.past_ends, t.past_begins, False, used=self._hours(0))
            self._leave(SOURCE, start)
            return
        begins, ends = t.running
        rested = t.past_ends is None or begins - t.past_ends >= self._rules.weekly_rest
        stretch = begins if rested else t.past_begins
        assert stretch is not None
        self._leave(SOURCE, State(ends, stretch, False, used=self._hours(self._counted(begins, ends))))
        for at, tour in self._tours:
            present = max(tour.begins, self._earliest)
            out = present - self._rules.muster_on_duty - self._travel
            if out > ends:
                continue
            used = self._hours(out - begins if self._counted(begins, ends) else 0)
            before = State(begins, stretch, False, used=used)
            self._go(
                SOURCE, before, at, out, present, spell_begins=begins, left_at=out if out < ends else None
            )

    # ------------------------------------------------------------------------------------------------- leaving

    def _leave(self, node: int, state: State) -> None:
        """Arcs from a state to whatever may come next."""
        if state.tour is None:
            self._go_on(node, state)
            return
        tour = self._b._tours[state.tour]
        if state.used is not None and self._left(state) >= self._travel + self._could_take(state):
            state = replace(state, used=None)
        if self._b._lodged and self._may_end(state, tour.ends):
            self._lodge(node, state, tour.ends)
        home = tour.ends + self._travel
        if self._may_end(state, home) and not self._is_held(tour.ends, home):
            used = None if state.used is None else state.used + (self._travel if self._travel_counts else 0)
            self._go_on(node, State(home, state.stretch, True, state.tour, state.spell_begins, used))

    def _may_end(self, state: State, ends: int) -> bool:
        return (
            ends - state.spell_begins <= self._rules.longest_spell
            and ends - state.stretch <= self._rules.longest_stretch
        )

    def _hours(self, minutes: int) -> int | None:
        """Minutes worked of the room, where the timetable has one."""
        return None if self._t.room is None else minutes

    def _counted(self, begins: int, ends: int) -> int:
        """Minutes of a duty that count towards the hours of the reference period."""
        limit = self._rules.weekly_hours
        return ends - begins if limit is not None and limit.near <= begins < limit.ends else 0

    def _left(self, state: State) -> int:
        """Minutes that are left of the room; below nought where it was not enough."""
        assert self._t.room is not None
        assert state.used is not None
        return self._t.room - state.used

    def _go_on(self, node: int, state: State) -> None:
        """From work at home, or from being home after a tour."""
        if state.used is not None:
            if self._left(state) >= self._could_take(state):
                state = replace(state, used=None)
            else:
                self._go_on_within(node, state)
                return
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
        # Beyond such a duty and another weekly rest, to skip it helps nothing: whoever works it rests as well before.
        too_far = min((t.duties[at][1] for at in fresh), default=FAR_AWAY) + rules.weekly_rest
        if state.has_tour and kept is not None and not fresh and next_fixed is None:
            self._finish(node, later)
        if kept is not None:
            self._work(node, state, kept, later, next_fixed)
        for at in fresh:
            if t.duties[at][0] >= too_far:
                break
            if at != kept and self._may_help(state, at, later, rested):
                self._work(node, state, at, later, next_fixed)
        if next_fixed is not None:
            self._fixed(node, state, later, next_fixed, rested)
        for at, tour in self._tours:
            if state.tour is not None and at <= state.tour:
                continue
            present = max(tour.begins, self._earliest)
            out = present - rules.muster_on_duty - self._travel
            if out >= too_far:
                continue
            if out < state.ends + rules.daily_rest or (next_fixed is not None and next_fixed[0] < out + 1):
                continue
            could_keep = any(
                t.duties[d][0] >= rested and t.duties[d][1] <= out - rules.daily_rest for d in later
            )
            if could_keep and out - state.ends < rules.weekly_rest:
                continue
            self._go(node, state, at, out, present, spell_begins=out)

    def _could_take(self, state: State) -> int:
        """No less than what the rest of the time could take."""
        first = bisect_right(self._over, state.ends)  # all before are over by then
        return self._most[first] if first < len(self._most) else 0

    def _go_on_within(self, node: int, state: State) -> None:
        """The same where the room may be too little: then to lose any duty may help, so every one may be lost."""
        if self._left(state) < 0:
            return
        t, rules = self._t, self._rules
        is_tour = state.tour is not None
        rested = state.ends + (rules.daily_rest if is_tour else 0)
        next_fixed = min((span for span in t.fixed if span[0] >= state.ends), default=None)
        if is_tour and next_fixed is not None and next_fixed[0] < rested:
            return
        later = self._later(state)
        able = [at for at in later if t.duties[at][0] >= rested]
        kept = able[0] if able else None
        takes = sum(self._counted(*t.duties[at]) for at in able)
        if takes <= self._left(state) and (
            not state.has_tour or self._weekly_rest_follows(state, kept, next_fixed)
        ):
            self._finish(node, [at for at in later if at not in able])
        if next_fixed is None and able:
            self._finish(node, later)
        for at in able:
            self._work(node, state, at, later, next_fixed)
        if next_fixed is not None:
            before = tuple(at for at in later if t.duties[at][0] < next_fixed[0])
            self._arrive(node, state, next_fixed[0], next_fixed[1], before)
        for at, tour in self._tours:
            present = max(tour.begins, self._earliest)
            out = present - rules.muster_on_duty - self._travel
            is_later = state.tour is None or at > state.tour
            is_held = next_fixed is not None and next_fixed[0] < out + 1
            if is_later and out >= state.ends + rules.daily_rest and not is_held:
                self._go(node, state, at, out, present, spell_begins=out)

    def _weekly_rest_follows(self, state: State, kept: int | None, fixed: tuple[int, int] | None) -> bool:
        begins = [self._t.duties[kept][0]] if kept is not None else []
        begins += [fixed[0]] if fixed is not None else []
        return not begins or min(begins) - state.ends >= self._rules.weekly_rest

    def _may_help(self, state: State, duty: int, later: list[int], rested: int) -> bool:
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
        self, node: int, state: State, duty: int, later: list[int], fixed: tuple[int, int] | None
    ) -> None:
        begins, ends = self._t.duties[duty]
        if fixed is not None and fixed[0] < begins:
            return
        lost = tuple(at for at in later if at < duty)
        self._arrive(node, state, begins, ends, lost, self._counted(begins, ends))

    def _fixed(self, node: int, state: State, later: list[int], fixed: tuple[int, int], rested: int) -> None:
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

    def _arrive(
        self, node: int, state: State, begins: int, ends: int, lost: tuple[int, ...], takes: int = 0
    ) -> None:
        stretch, has_tour = state.stretch, state.has_tour
        if begins - state.ends >= self._rules.weekly_rest:
            stretch, has_tour = begins, False
        if has_tour and ends - stretch > self._rules.longest_stretch:
            return
        used = None if state.used is None else state.used + takes
        self._arc(Arc(node, self._node(State(ends, stretch, has_tour, used=used)), lost))

    def _lodge(self, node: int, state: State, ends: int) -> None:
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
        state: State,
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
        used = state.used
        if used is not None:
            used += tour.ends - (out if self._travel_counts else present)
        after = State(tour.ends, stretch, True, at, spell_begins, used)
        if not self._may_end(after, tour.ends) or (used is not None and self._left(after) < 0):
            return
        # Duties that begin before the tour ends are lost on this arc, later ones on the next.
        lost = tuple(d for d in self._later(state) if t.duties[d][0] < tour.ends)
        day = self._b.day_of(out)
        again = state.tour is not None and self._b.day_of(state.spell_begins) == day
        rest_day = day in t.rest_days and not again
        self._arc(
            Arc(node, self._node(after), lost, left_at, Service(at, met), out, present, lodged, rest_day)
        )

    def _later(self, state: State) -> list[int]:
        """Duties that are not yet kept or lost: those that begin after the last work, travel home not counted."""
        after = state.ends if state.tour is None else self._b._tours[state.tour].ends
        return [at for at, duty in enumerate(self._t.duties) if duty[0] >= after]

    def _is_held(self, begins: int, ends: int) -> bool:
        """Whether leave, sickness or fixed work meets a time."""
        return any(begins < last and first < ends for first, last in (*self._t.away, *self._t.fixed))

    # ---------------------------------------------------------------------------------------------- the graph

    def _node(self, state: State) -> int:
        if state not in self._nodes:
            self._nodes[state] = len(self.graph.leaving)
            self.graph.leaving.append([])
            self._todo[self._nodes[state]] = self.states[self._nodes[state]] = state
        return self._nodes[state]

    def _arc(self, arc: Arc) -> None:
        self.graph.leaving[arc.start].append(len(self.graph.arcs))
        self.graph.arcs.append(arc)

    def _sort(self) -> None:
        order = sorted(
            self._nodes.items(), key=lambda entry: (entry[0].ends, entry[0].tour is None, entry[1])
        )
        self.graph.order = [SOURCE, *(number for _, number in order)]
