"""The dispatch desk of a force, second by second: which crew goes to what, and what is left waiting.

Nothing in here is random: incidents and officers bring their chances with them. So the same streets are
seen with and without a deployment, and only what the desk can do about them differs.
"""

from array import array
from collections import deque
from datetime import timedelta
from heapq import heappop, heappush

from dueregard.synthetic import policies
from dueregard.synthetic.calendar import HOUR, SHIFT_HOURS, Clock
from dueregard.synthetic.force import EMERGENCY, PRIORITY, QUEUED, Force
from dueregard.synthetic.jobs import BOUND, Jobs
from dueregard.synthetic.officers import Duties, crews_of
from dueregard.synthetic.policies import BIG_AREA, STAND_DOWN, VISIT_NEEDS

OPEN, ATTENDED, WITHDRAWN, CLOSED = range(4)
"""What became of a job."""

_OFF, _IDLE, _BUSY, _FILES, _BREAK = range(5)
_TICK, _FREED, _END, _START, _PAUSE, _WORSE = range(6)
# What happens in the same second happens in this order: visits end at 22:00 before the night shift parades.


class Desk:
    """The state of the force at one second, and what happens next."""

    def __init__(self, force: Force, jobs: Jobs, duties: Duties) -> None:
        areas = range(len(force.local_areas))
        self.force, self.jobs, self.duties = force, jobs, duties
        self.clock = Clock(force.zone)
        self.neighbours = [area.neighbours for area in force.local_areas]
        self.crowded = [
            policies.CROWDED_DAYS * force.work[QUEUED].per_day * area.share for area in force.local_areas
        ]
        self.events: list[tuple[int, int, int, int]] = []
        self.rank = list(jobs.rank)
        self.outcome = [OPEN] * len(jobs.rank)
        self.closed_at = [0] * len(jobs.rank)
        self.first_sent = [0] * len(jobs.rank)
        self.first_arrival = [0] * len(jobs.rank)
        self.reviews = [0] * len(jobs.rank)
        self.unit_sent = bytearray(len(jobs.travel))
        # Each crew sent to an incident: job, crew, dispatched, arrived, cleared.
        self.sent = tuple(array("q") for _ in range(5))
        self.backlog: list[tuple[int, int]] = []
        self.waiting: list[tuple[deque[tuple[int, int]], ...]] = [(deque(), deque(), deque()) for _ in areas]
        self.files: list[deque[tuple[int, int]]] = [deque() for _ in areas]
        self.idle: list[dict[int, None]] = [{} for _ in areas]
        self.filing: list[dict[int, tuple[int, int]]] = [{} for _ in areas]
        self.on_duty = [0 for _ in areas]
        self.visiting = False
        # Crews by number, in the order in which they parade.
        self.area: list[int] = []
        self.home: list[int] = []
        self.number: list[int] = []
        self.shift: list[int] = []
        self.size: list[int] = []
        self.ends: list[int] = []
        self.state: list[int] = []
        self.token: list[int] = []
        self.pause_at: list[int] = []
        self.paused: list[bool] = []

    # ------------------------------------------------------------------------------ crews come and go

    def parade(self, now: int, day: int, shift: int) -> None:
        """A shift begins: its crews are ready, and the end of each and its break are known."""
        on = self.duties.first_on + timedelta(days=day)
        begin, end = (self.clock.seconds(on, hour) for hour in SHIFT_HOURS[shift])
        crews = crews_of(self.force, self.duties, on, shift)
        first = len(self.area)
        for at, crew in enumerate(crews):
            self.area.append(crew.local_area)
            self.home.append(crew.home)
            self.number.append(crew.number)
            self.shift.append(shift)
            self.size.append(crew.size)
            self.ends.append(end)
            self.state.append(_OFF)
            self.token.append(0)
            # Breaks are spread over the middle half of the shift, neighbours in the list far apart.
            part = 0.25 + 0.5 * ((at * 0.6180339887) % 1)
            self.pause_at.append(begin + int(part * (end - begin)))
            self.paused.append(False)
            self.on_duty[crew.local_area] += 1
            heappush(self.events, (self.pause_at[-1], _PAUSE, first + at, 0))
        heappush(self.events, (end, _END, first, len(self.area)))
        for crew_at in range(first, len(self.area)):
            self.take_next(crew_at, now)

    def stand_down(self, now: int, first: int, until: int) -> None:
        """A shift ends: whoever is idle or at files goes home, the others when they are free."""
        for crew in range(first, until):
            area = self.area[crew]
            self.on_duty[area] -= 1
            if self.state[crew] == _IDLE:
                del self.idle[area][crew]
                self.state[crew] = _OFF
            elif self.state[crew] == _FILES:
                self._interrupt(crew, now)
                self.state[crew] = _OFF

    def pause(self, crew: int, now: int) -> None:
        """A crew's break is due; one on a job has it when it is free."""
        if self.state[crew] == _IDLE:
            del self.idle[self.area[crew]][crew]
        elif self.state[crew] == _FILES:
            self._interrupt(crew, now)
        else:
            return
        self._break(crew, now)

    def _break(self, crew: int, now: int) -> None:
        self.paused[crew] = True
        hours = SHIFT_HOURS[self.shift[crew]]
        length = int((hours[1] - hours[0]) * HOUR * self.force.staffing.break_share)
        self._hold(crew, _BREAK, now + length)

    def _hold(self, crew: int, state: int, until: int) -> None:
        self.state[crew] = state
        self.token[crew] += 1
        heappush(self.events, (until, _FREED, crew, self.token[crew]))

    def _interrupt(self, crew: int, now: int) -> None:
        """Break off a crew's files: what is left goes back on top of the pile."""
        area = self.area[crew]
        since, until = self.filing[area].pop(crew)
        self.token[crew] += 1
        if until > now:
            self.files[area].appendleft((since, until - now))

    # ---------------------------------------------------------------------------------- a crew is free

    def take_next(self, crew: int, now: int) -> None:
        """Give a free crew its next work, or let it stand by, or send it home."""
        if now >= self.ends[crew]:
            self.state[crew] = _OFF
            return
        area = self.area[crew]
        emergencies, priority, queued = self.waiting[area]
        if not self.paused[crew] and now >= self.pause_at[crew]:
            late = now >= self.pause_at[crew] + policies.BREAK_PUT_OFF
            if late or not (emergencies or priority):
                self._break(crew, now)
                return
        if emergencies and self._take(crew, emergencies, now):
            return
        for near in self.neighbours[area][:2]:
            if self.waiting[near][0] and self._take(crew, self.waiting[near][0], now):
                return
        if priority and self._take(crew, priority, now):
            return
        if self._take_file(crew, area, now, old_only=True):
            return
        if queued and self._may_visit(crew, area, now) and self._take(crew, queued, now):
            return
        if self._take_file(crew, area, now, old_only=False):
            return
        self.state[crew] = _IDLE
        self.idle[area][crew] = None

    def _may_visit(self, crew: int, area: int, now: int) -> bool:
        if not self.visiting or self.ends[crew] - now < VISIT_NEEDS:
            return False
        kept = 2 if self.on_duty[area] >= BIG_AREA else 1
        return len(self.idle[area]) + len(self.filing[area]) >= kept

    def _take(self, crew: int, queue: deque[tuple[int, int]], now: int) -> bool:
        while queue:
            job, unit = queue.popleft()
            if self._still_needed(job, unit, now):
                self.send(crew, job, unit, now)
                return True
        return False

    def _take_file(self, crew: int, area: int, now: int, *, old_only: bool) -> bool:
        pile = self.files[area]
        while pile:
            since, length = pile[0]
            if now - since >= policies.LOST_FILE:
                pile.popleft()
                continue
            old = now - since >= policies.OLD_FILE
            if old_only and not old:
                return False
            pile.popleft()
            if old:
                self._hold(crew, _BUSY, now + length)
            else:
                self._hold(crew, _FILES, now + length)
                self.filing[area][crew] = (since, now + length)
            return True
        return False

    def _still_needed(self, job: int, unit: int, now: int) -> bool:
        if self.unit_sent[unit] or self.outcome[job] > ATTENDED:
            return False
        if self.outcome[job] == ATTENDED:
            return bool(self.jobs.kept[job]) or now < self.first_arrival[job] + STAND_DOWN
        if self.jobs.withdrawn_at[job] <= now:
            self._close(job, WITHDRAWN, self.jobs.withdrawn_at[job])
            return False
        return True

    def _close(self, job: int, outcome: int, at: int) -> None:
        self.outcome[job] = outcome
        self.closed_at[job] = at

    # ------------------------------------------------------------------------------------- a job is new

    def send(self, crew: int, job: int, unit: int, now: int) -> None:
        """Send a crew: it travels, farther from elsewhere, works at the scene and is free again."""
        jobs = self.jobs
        travel = jobs.travel[unit]
        if self.area[crew] != jobs.local_area[job] and jobs.rank[job] != BOUND:
            travel = travel * 3 // 2 + 300
        arrived = now + travel
        cleared = arrived + jobs.scene[unit]
        self.unit_sent[unit] = 1
        if self.outcome[job] == OPEN:
            self.outcome[job] = ATTENDED
            self.first_sent[job] = now
            self.first_arrival[job] = arrived
        elif arrived < self.first_arrival[job]:
            self.first_arrival[job] = arrived
        if jobs.rank[job] != BOUND:
            for column, value in zip(self.sent, (job, crew, now, arrived, cleared), strict=True):
                column.append(value)
        self._hold(crew, _BUSY, cleared)

    def answer(self, job: int, now: int) -> None:
        """Send what there is to a job, and let the rest of it wait."""
        area, rank = self.jobs.local_area[job], self.rank[job]
        queue = self.waiting[area][PRIORITY if rank == BOUND else rank]
        first = True
        for unit in range(self.jobs.first_unit[job], self.jobs.first_unit[job + 1]):
            if self.unit_sent[unit]:
                continue
            crew = self._find(area, rank, now, first=first)
            first = False
            if crew < 0:
                queue.append((job, unit))
            else:
                self.send(crew, job, unit, now)
        if self.outcome[job] == OPEN and self.jobs.worsens_at[job] > now and rank in (PRIORITY, QUEUED):
            heappush(self.events, (self.jobs.worsens_at[job], _WORSE, job, 0))

    def receive_file(self, area: int, now: int, length: int) -> None:
        """Put a file on the pile of a local area; a crew that stands by takes it up."""
        self.files[area].append((now, length))
        for crew in self.idle[area]:
            del self.idle[area][crew]
            self.take_next(crew, now)
            return

    def _find(self, area: int, rank: int, now: int, *, first: bool) -> int:
        """A crew for a job of this rank, taken from standing by or from its files; -1 if there is none."""
        if rank == QUEUED:
            return self._find_visitor(area, now)
        crew = self._free(area, now)
        if crew >= 0 or rank != EMERGENCY:
            return crew
        for near in self.neighbours[area][: 4 if first else 2]:
            crew = self._free(near, now)
            if crew >= 0:
                return crew
        return -1

    def _free(self, area: int, now: int) -> int:
        for crew in self.idle[area]:
            del self.idle[area][crew]
            return crew
        for crew in self.filing[area]:
            self._interrupt(crew, now)
            return crew
        return -1

    def _find_visitor(self, area: int, now: int) -> int:
        kept = 2 if self.on_duty[area] >= BIG_AREA else 1
        if not self.visiting or len(self.idle[area]) + len(self.filing[area]) <= kept:
            return -1
        for crew in self.idle[area]:
            if self.ends[crew] - now >= VISIT_NEEDS:
                del self.idle[area][crew]
                return crew
        for crew in self.filing[area]:
            if self.ends[crew] - now >= VISIT_NEEDS:
                self._interrupt(crew, now)
                return crew
        return -1

    def worsen(self, job: int, now: int) -> None:
        """What nobody has gone to yet becomes more urgent, unless the caller has given up."""
        if self.outcome[job] == OPEN and self.jobs.withdrawn_at[job] > now:
            self.rank[job] -= 1
            self.answer(job, now)

    # ------------------------------------------------------------------------------- by the hour and day

    def tick(self, now: int, hour: int) -> None:
        """On the hour: begin or end visits, look through the waiting list in the morning, move crews."""
        self.visiting = policies.VISITS_FROM <= hour < policies.VISITS_UNTIL
        if hour == policies.REVIEW_AT:
            self._review(now)
        if self.visiting:
            for area in range(len(self.waiting)):
                self._catch_up(area, now)
        self._move(now)

    def _catch_up(self, area: int, now: int) -> None:
        queue = self.waiting[area][QUEUED]
        while queue:
            crew = self._find_visitor(area, now)
            if crew < 0:
                return
            if not self._take(crew, queue, now):
                self.take_next(crew, now)

    def _review(self, now: int) -> None:
        waiting = 0
        for area, (_, priority, queued) in enumerate(self.waiting):
            limit = policies.CLOSE_AFTER_CROWDED if len(queued) > self.crowded[area] else policies.CLOSE_AFTER
            self._look_through(priority, policies.CLOSE_PRIORITY_AFTER, now)
            self._look_through(queued, limit, now)
            waiting += len({job for job, _ in queued if self.outcome[job] == OPEN})
        self.backlog.append((now, waiting))

    def _look_through(self, queue: deque[tuple[int, int]], limit: int, now: int) -> None:
        """Close unattended, one review after another, half of what has waited beyond a limit."""
        kept = []
        for job, unit in queue:
            if not self._still_needed(job, unit, now):
                continue
            long = now - self.jobs.received_at[job] > limit
            if long and self.outcome[job] == OPEN and self.jobs.rank[job] != BOUND:
                if unit == self.jobs.first_unit[job]:
                    self.reviews[job] += 1
                if self.jobs.chance[job] < 1 - 0.5 ** self.reviews[job]:
                    self._close(job, CLOSED, now)
                    continue
            kept.append((job, unit))
        queue.clear()
        queue.extend(kept)

    def _move(self, now: int) -> None:
        """Move idle crews, for the rest of their shift, to the local area that waits most."""
        while True:
            length = [len(queues[0]) + len(queues[1]) for queues in self.waiting]
            spare = [len(idle) for idle in self.idle]
            to, by = length.index(max(length)), spare.index(max(spare))
            if length[to] < policies.WAITS_MOST or spare[by] < policies.IDLE_TO_SPARE or to == by:
                return
            crew = next(iter(self.idle[by]))
            del self.idle[by][crew]
            self.on_duty[by] -= 1
            self.on_duty[to] += 1
            self.area[crew] = to
            self.take_next(crew, now)

    # ---------------------------------------------------------------------------------------- the clock

    def next_event(self) -> int:
        """When the next event that is not a new job happens."""
        return self.events[0][0]

    def happen(self) -> None:
        """Let the next event happen."""
        now, what, one, other = heappop(self.events)
        if what == _FREED:
            if self.token[one] == other:
                if self.state[one] == _FILES:
                    del self.filing[self.area[one]][one]
                self.take_next(one, now)
        elif what == _PAUSE:
            self.pause(one, now)
        elif what == _END:
            self.stand_down(now, one, other)
        elif what == _START:
            self.parade(now, one, other)
        elif what == _WORSE:
            self.worsen(one, now)
        else:
            self.tick(now, one)

    def plan(self, first: int, last: int) -> None:
        """Put the shifts and the hours of a run of days (counted from the first duty day) on the list."""
        for day in range(first, last + 1):
            on = self.duties.first_on + timedelta(days=day)
            for shift, (begin, _) in enumerate(SHIFT_HOURS):
                heappush(self.events, (self.clock.seconds(on, begin), _START, day, shift))
            for hour in self.clock.hours(on):
                heappush(self.events, (hour.at, _TICK, hour.hour, 0))
