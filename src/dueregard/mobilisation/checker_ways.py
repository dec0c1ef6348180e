"""The cheapest lawful way of one person at the prices of a plan, duty by duty in plain loops: a part of the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import inf

from dueregard.mobilisation.checker_again import (
    Anyhow,
)
from dueregard.mobilisation.checker_diary import (
    Case,
    Diary,
    counted_spans,
    days_of,
    diaries,
    is_counted,
    limits_of,
    most_removed,
    pieces_at,
    planned_spans,
    serves_until,
    times,
    weight_marks,
)
from dueregard.mobilisation.checker_hours import days_away, hours_worked
from dueregard.mobilisation.plan import Prices
from dueregard.mobilisation.request import Request, Tour
from dueregard.workforce.hours import DUTY_FUNCTIONS, zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.shifts import minute_of, moment_of

LONG_AGO = -(10**12)
TOLD_EVERY = 1_000
"""Situations of one person after which the reader is told again, who may have had enough."""


class Removed:
    """What prices say about officers missing, by cell and time."""

    def __init__(self, prices: Prices, case: Case) -> None:
        self._case = case
        self._rows: dict[int, list[tuple[int, int, float]]] = {}
        self._kept: dict[int, list[tuple[int, int, float]]] = {}
        places = {area: at for at, area in enumerate(case.roster.local_areas)}
        for given, rows in ((prices.removed, self._rows), (prices.kept, self._kept)):
            for (area, function, begins, ends), price in given.items():
                what = [str(each) for each in DUTY_FUNCTIONS].index(function)
                cell = places[area] * len(DUTY_FUNCTIONS) + what
                rows.setdefault(cell, []).append((minute_of(begins), minute_of(ends), price))
        people, self._anyhow = diaries(case), Anyhow(case)
        self._planned, self._counted = planned_spans(people), counted_spans(people, case)

    def worth(self) -> float:
        """The least of cost less price over how many are missing, summed over the priced times."""
        total = 0.0
        for cell, rows in self._rows.items():
            marks = {edge for span in self._planned.get(cell, []) for edge in span} | weight_marks(
                self._case, cell
            )
            for begins, ends, price in rows:
                edges = sorted({begins, ends} | {mark for mark in marks if begins < mark < ends})
                for first, last in pairwise(edges):
                    there = sum(span[0] <= first < span[1] for span in self._planned.get(cell, []))
                    counted = sum(span[0] <= first < span[1] for span in self._counted.get(cell, []))
                    most = most_removed(self._case, cell, counted) + there - counted
                    most = max(most, self._anyhow.missing(cell, first))
                    pieces, share = pieces_at(self._case, cell, first), (last - first) / (ends - begins)
                    total += min(
                        cost_of(pieces, number) * (last - first) / 60 - price * share * number
                        for number in range(most + 1)
                    )
        for cell, rows in self._kept.items():
            marks = {edge for span in self._counted.get(cell, []) for edge in span}
            for begins, ends, price in rows:
                edges = sorted({begins, ends} | {mark for mark in marks if begins < mark < ends})
                for first, last in pairwise(edges):
                    counted = sum(span[0] <= first < span[1] for span in self._counted.get(cell, []))
                    most, share = most_removed(self._case, cell, counted), (last - first) / (ends - begins)
                    most = max(most, self._anyhow.counted(cell, first))
                    total += min(0.0, -price * share * most)
        return total

    def cost(self, begins: int, ends: int, cell: int, counted: bool) -> float:
        """What a lost duty counts at the prices; where there is none, the least an officer missing can cost.

        counted: of somebody whom the emergency minimum counts.
        """
        rows, total, covered = self._rows.get(cell, []), 0.0, []
        for first, last, price in self._kept.get(cell, []) if counted else ():
            total += price * max(min(ends, last) - max(begins, first), 0) / (last - first)
        for first, last, price in rows:
            both = min(ends, last) - max(begins, first)
            if both > 0:
                total += price * both / (last - first)
                covered.append((max(begins, first), min(ends, last)))
        marks = sorted(
            {begins, ends} | {edge for span in covered for edge in span} | weight_marks(self._case, cell)
        )
        for first, last in pairwise(marks):
            inside = begins <= first < ends and not any(one <= first < other for one, other in covered)
            if inside:
                total += pieces_at(self._case, cell, first)[0].weight * (last - first) / 60
        return total


# ------------------------------------------------------------------------------------- the cheapest lawful way


class Cheapest:
    """The cheapest lawful way for one person, by trying everything that may come next, each situation once.

    Next comes one of: any later duty, any fixed work with none skipped, any later tour, or nothing more. Duties in
    between are lost. Rules of rest and length are tested as they come.
    """

    def __init__(
        self,
        diary: Diary,
        case: Case,
        prices: Prices,
        removed: Removed,
        told: Callable[[], None] | None = None,
    ) -> None:
        self.diary, self.case, self.removed = diary, case, removed
        self.rules, self.request = case.rules, case.request
        self.limits = limits_of(str(diary.person.id), case)
        self.duties, self.fixed = sorted(diary.duties), sorted(diary.fixed)
        self.worth = [_served(prices, diary, case, at) for at in range(len(case.request.tours))]
        self.place = zone_named(case.roster.zone)
        self.busy = {self.day(begins) for begins, _, _ in diary.all_duties}
        self.known: dict[_Situation, float] = {}
        self.told, self.tried = told, 0
        self.known_costs: dict[tuple[int, int, int], float] = {}
        self.known_tours: dict[tuple[int, int, int, int, int, bool, int, int], float] = {}
        limit = self.rules.weekly_hours
        self.hours = None if limit is None or str(diary.person.id) in limit.opted_out else limit
        self.room = 10**9
        if self.hours is not None:
            stay = replace(diary, duties=[], running=None)
            allowed = self.hours.allowed(days_away(diary, case, self.hours))
            self.room = allowed - hours_worked(stay, (), (), self.hours)
            most = sum(self.working(begins, ends) for begins, ends, _ in (*diary.duties, *diary.all_duties))
            most += sum(2 * there_and_back(each, self.request) for each in self.request.tours)
            if most <= self.room:
                self.hours = None

    def working(self, begins: int, ends: int) -> int:
        """Minutes of a duty that count towards the hours of the reference period."""
        return ends - begins if self.hours and self.hours.near <= begins < self.hours.ends else 0

    def day(self, minute: int) -> date:
        """The local day of a minute."""
        return moment_of(minute).astimezone(self.place).date()

    def cost(self) -> float:
        """From the last work before acceptance; to stay at home costs nothing."""
        if self.diary.person.restricted or not any(worth is not None for worth in self.worth):
            return 0.0
        accepted = self.case.told_at
        ends = stretch = LONG_AGO
        for begins, last in sorted(
            [*self.diary.worked, *(span for span in self.fixed if span[1] <= accepted)]
        ):
            if begins - ends >= self.limits.weekly_rest:
                stretch = begins
            ends = max(ends, last)
        if self.diary.running is None:
            return min(0.0, self.after(_Situation(ends, stretch, False, ends)))
        begins, last = self.diary.running
        if begins - ends >= self.limits.weekly_rest:
            stretch = begins
        best = min(0.0, self.after(_Situation(last, stretch, False, last, used=self.working(begins, last))))
        for at, tour in enumerate(self.request.tours):
            out, present, _ = times(tour, self.diary, self.case, False, False)
            if out <= last:
                left = self.lose([(out, last, self.diary.running_cell)]) if out < last else 0.0
                used = out - begins if self.working(begins, last) else 0
                best = min(best, left + self.tour(at, out, present, begins, stretch, None, accepted, used))
        return best

    def lose(self, duties: list[tuple[int, int, int]]) -> float:
        """What some lost duties count, each looked up once."""
        counted = is_counted(self.diary.person, self.case)
        for duty in duties:
            if duty not in self.known_costs:
                self.known_costs[duty] = self.removed.cost(*duty, counted)
        return sum(self.known_costs[duty] for duty in duties)

    def after(self, now: _Situation) -> float:
        """The least that the rest of the time costs."""
        if self.hours and now.used > self.room:
            return inf
        if not now.has_tour and now.last_tour + 1 == len(self.request.tours) and not self.hours:
            return 0.0  # as rostered, and nothing of the request can follow
        if now not in self.known:
            self.tried += 1
            if self.told is not None and self.tried % TOLD_EVERY == 0:
                self.told()
            self.known[now] = min(self.options(now), default=inf)
        return self.known[now]

    def options(self, now: _Situation) -> Iterator[float]:
        """What each thing that may come next costs, with all that follows."""
        limits, is_tour = self.limits, now.spell is not None
        later = [duty for duty in self.duties if duty[0] >= now.lost_from]
        fixed = next((span for span in self.fixed if span[0] >= now.lost_from), None)
        yield from self.finish(now, later, fixed)
        for at, (begins, ends, _) in enumerate(later):
            if fixed is not None and fixed[0] < begins:
                break
            if is_tour and begins - now.ends < limits.daily_rest:
                continue
            step = now.work(begins, ends, limits.weekly_rest, ends, self.working(begins, ends))
            if not (step.has_tour and ends - step.stretch > limits.longest_stretch):
                yield self.lose(later[:at]) + self.after(step)
        if fixed is not None and not (is_tour and fixed[0] - now.ends < limits.daily_rest):
            step = now.work(*fixed, limits.weekly_rest, fixed[1])
            if not (step.has_tour and fixed[1] - step.stretch > limits.longest_stretch):
                yield self.lose([duty for duty in later if duty[0] < fixed[0]]) + self.after(step)
        for at in range(now.last_tour + 1, len(self.request.tours)):
            out, present, _ = times(self.request.tours[at], self.diary, self.case, False, False)
            if out - now.ends >= limits.daily_rest and not (fixed is not None and fixed[0] <= out):
                stretch = out if out - now.ends >= limits.weekly_rest else now.stretch
                yield self.tour(at, out, present, out, stretch, now.spell, now.lost_from, now.used)

    def finish(
        self, now: _Situation, later: list[tuple[int, int, int]], fixed: tuple[int, int] | None
    ) -> Iterator[float]:
        """Nothing more of the request: the rest as rostered, if rest allows, or a weekly rest with all of it lost."""
        is_tour = now.spell is not None
        if is_tour and fixed is not None and fixed[0] - now.ends < self.limits.daily_rest:
            return
        forced = [duty for duty in later if is_tour and duty[0] - now.ends < self.limits.daily_rest]
        left = [duty for duty in later if duty not in forced]
        following = [span[0] for span in (*left[:1], *([fixed] if fixed else []))]
        kept = sum(self.working(begins, ends) for begins, ends, _ in left) if self.hours else 0
        rests = not now.has_tour or not following or min(following) - now.ends >= self.limits.weekly_rest
        if rests and now.used + kept <= self.room:
            yield self.lose(forced)
        if (now.has_tour or self.hours) and fixed is None and left:
            yield self.lose(later)

    def tour(
        self,
        at: int,
        out: int,
        present: int,
        spell: int,
        stretch: int,
        before: int | None,
        lost_from: int,
        used: int,
    ) -> float:
        """A tour, then home or, where it is allowed, lodgings and another; each such situation once."""
        again = before is not None and self.day(before) == self.day(out)
        key = (at, out, present, spell, stretch, again, lost_from, used)
        if key not in self.known_tours:
            self.known_tours[key] = self.toured(*key)
        return self.known_tours[key]

    def toured(
        self,
        at: int,
        out: int,
        present: int,
        spell: int,
        stretch: int,
        again: bool,
        lost_from: int,
        used: int,
    ) -> float:
        """What a tour and all that follows costs. again: somebody who left for another tour on the same day."""
        rules, limits, request = self.rules, self.limits, self.request
        ends, worth = minute_of(request.tours[at].ends_at), self.worth[at]
        if worth is None or present >= ends or self.is_held(out, ends):
            return inf
        if present > serves_until(request.tours[at], request):
            return inf
        if ends - spell > limits.longest_spell or ends - stretch > limits.longest_stretch:
            return inf
        cost = self.lose([duty for duty in self.duties if lost_from <= duty[0] < ends]) - worth(present)
        cost += rules.rest_day_cost * (self.day(out) not in self.busy and not again)
        home, best = ends + request.travel_minutes, inf
        travels = self.hours is not None and self.hours.travel_counts
        used += (ends - (out if travels else present)) if self.hours else 0
        fits = home - spell <= limits.longest_spell and home - stretch <= limits.longest_stretch
        if fits and not self.is_held(ends, home):
            worked = used + (request.travel_minutes if travels else 0)
            best = self.after(_Situation(home, stretch, True, ends, at, spell, worked))
        for other in range(at + 1, len(request.tours)) if request.lodged and request.travel_minutes else ():
            begins = minute_of(request.tours[other].begins_at)
            leave = begins - rules.muster_on_duty
            _, earliest, _ = times(request.tours[other], self.diary, self.case, False, False)
            if leave - ends >= limits.daily_rest and begins >= earliest and not self.is_held(ends, leave):
                begun = leave if leave - ends >= limits.weekly_rest else stretch
                best = min(best, self.tour(other, leave, begins, leave, begun, spell, ends, used))
        return cost + best

    def is_held(self, begins: int, ends: int) -> bool:
        """Whether leave, sickness, a course, court or fixed work meets a time."""
        held = (*self.diary.away, *self.diary.busy, *self.fixed)
        return any(begins < last and first < ends for first, last in held)


@dataclass(frozen=True, slots=True)
class _Situation:
    """When the last work ended, the begin of its stretch, whether a tour is in it, from when duties are undecided."""

    ends: int
    stretch: int
    has_tour: bool
    lost_from: int
    last_tour: int = -1
    spell: int | None = None  # begin of the last spell if it was a tour
    used: int = 0  # minutes that count towards the hours of the reference period; 0 where no limit can bind

    def work(self, begins: int, ends: int, weekly_rest: int, lost_from: int, used: int = 0) -> _Situation:
        """After more work at home."""
        rested = begins - self.ends >= weekly_rest
        stretch, has_tour = (begins, False) if rested else (self.stretch, self.has_tour)
        return _Situation(ends, stretch, has_tour, lost_from, self.last_tour, used=self.used + used)


def there_and_back(tour: Tour, request: Request) -> int:
    """Minutes of a tour with travel."""
    return minute_of(tour.ends_at) - minute_of(tour.begins_at) + 2 * request.travel_minutes


def _served(prices: Prices, diary: Diary, case: Case, at: int) -> Callable[[int], float] | None:
    """What somebody present from a minute is worth on a tour, in their best role; None if they may not go."""
    tour = case.request.tours[at]
    days = days_of(tour, case.roster.zone)
    roles = [role for role in case.request.roles if role.filled_by(diary.person, days)]
    if not roles:
        return None

    area = str(diary.person.local_area)

    def worth(present: int) -> float:
        return max(
            sum(
                prices.needs.get((str(tour.id), str(role.id), place), 0.0)
                + prices.serials.get((str(tour.id), str(role.id), place, area), 0.0)
                for place, need in enumerate(case.request.needs)
                if need.tour == tour.id and present <= minute_of(need.by)
            )
            for role in roles
        )

    return worth
