"""What a roster says about each person, read in plain loops for the judge of plans.

It shares nothing with the planner but the types of a request, a roster and a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from dueregard.mobilisation.again import Again
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.rule_exceptions import RestRule, RuleException
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import ABSENCE_CAUSES, DUTY_FUNCTIONS, AbsenceCause, DutyFunction, zone_named
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Roster, Spans
from dueregard.workforce.shifts import minute_of

FOR_EVER = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a plan is judged by. exceptions: rules of rest that a named authoriser let it break.

    again: where the plan takes the place of an earlier one. Drop-outs are away from then on, whatever the roster says.
    """

    request: Request
    roster: Roster
    rules: TourRules
    aims: Aims
    commitments: tuple[Commitment, ...] = ()
    exceptions: tuple[RuleException, ...] = ()
    again: Again | None = None

    @property
    def told_at(self) -> int:
        """The minute from which people can be told: of acceptance, or when the plan is made again."""
        now = None if self.again is None else self.again.now
        return minute_of(self.request.accepted_at if now is None else now)


@dataclass(slots=True)
class Diary:
    """What one person's roster says, in minutes: see `diaries`."""

    person: Person
    worked: list[tuple[int, int]]  # begun before people are told, and over by then
    running: tuple[int, int] | None  # begun before, not over
    fixed: list[tuple[int, int]]  # promised, court, training
    away: list[tuple[int, int]]  # leave, sickness
    busy: list[tuple[int, int]]  # on a course or at court, on duty or not
    duties: list[tuple[int, int, int]]  # may be lost: begin, end, cell
    running_cell: int
    all_duties: list[tuple[int, int, int]]

    def as_key(self) -> object:
        """Equal for people whose lawful ways, and what those cost, are the same."""
        person = self.person
        return (
            (person.rank, person.kind, person.post, person.skills, person.restricted),
            (self.running, self.running_cell),
            *(tuple(sorted(each)) for each in (self.worked, self.fixed, self.away, self.busy, self.duties)),
            tuple(sorted(self.all_duties)),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person is held to, in minutes: the rules, or less where an exception says so for them."""

    daily_rest: int
    weekly_rest: int
    longest_spell: int
    longest_stretch: int


def limits_of(who: str, case: Case) -> Limits:
    """The limits of one person. Of several exceptions to a rule the one that allows most holds; none is stricter."""
    daily, weekly, spell = case.rules.daily_rest, case.rules.weekly_rest, case.rules.longest_spell
    for exception in case.exceptions:
        if exception.people and who not in exception.people:
            continue
        if exception.rule is RestRule.DAILY_REST:
            daily = min(daily, exception.minutes)
        elif exception.rule is RestRule.WEEKLY_REST:
            weekly = min(weekly, exception.minutes)
        else:
            spell = max(spell, exception.minutes)
    return Limits(daily, weekly, spell, case.rules.week - weekly)


def meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two times have a minute in common."""
    return one[0] < other[1] and other[0] < one[1]


def _rows_by_person(spans: Spans, people: int) -> list[list[tuple[int, int, int]]]:
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(people)]
    for who, begins, ends, what in zip(
        spans.person.tolist(), spans.begins.tolist(), spans.ends.tolist(), spans.what.tolist(), strict=True
    ):
        rows[who].append((begins, ends, what))
    return rows


def diaries(case: Case) -> dict[str, Diary]:
    """Everybody's diary by their pseudonym."""
    roster = case.roster
    accepted = case.told_at
    duties = _rows_by_person(roster.duties, len(roster.people))
    absences = _rows_by_person(roster.absences, len(roster.people))
    promises: dict[str, list[tuple[int, int]]] = {}
    for each in case.commitments:
        span = (minute_of(each.begins_at), minute_of(each.ends_at))
        promises.setdefault(str(each.person), []).append(span)
    found = {}
    for number, person in enumerate(roster.people):
        diary = Diary(person, [], None, [], [], [], [], 0, duties[number])
        for begins, ends, cause in absences[number]:
            if ABSENCE_CAUSES[cause] in (AbsenceCause.LEAVE, AbsenceCause.SICKNESS):
                diary.away.append((begins, ends))
            else:
                diary.busy.append((begins, ends))
        if case.again is not None and person.id in case.again.gone:
            diary.away.append((minute_of(case.again.gone[person.id]), FOR_EVER))
        promised = promises.get(str(person.id), [])
        for begins, ends, cell in duties[number]:
            if any(meets((begins, ends), gone) for gone in (*diary.away, *promised)):
                continue  # not worked
            if any(meets((begins, ends), gone) for gone in diary.busy):
                diary.fixed.append((begins, ends))
            elif ends <= accepted:
                diary.worked.append((begins, ends))
            elif begins < accepted:
                diary.running, diary.running_cell = (begins, ends), cell
            else:
                diary.duties.append((begins, ends, cell))
        diary.fixed += promised
        found[str(person.id)] = diary
    return found


def serves_until(tour: Tour, request: Request) -> int:
    """The last minute at which somebody may come to a tour and still serve a need of it."""
    return max(minute_of(need.by) for need in request.needs if need.tour == tour.id)


def days_of(tour: Tour, zone: str) -> list[date]:
    """The local days that a tour touches."""
    place = zone_named(zone)
    first = tour.begins_at.astimezone(place).date()
    last = (tour.ends_at - timedelta(minutes=1)).astimezone(place).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def times(
    tour: Tour, diary: Diary, case: Case, from_lodgings: bool, to_lodgings: bool
) -> tuple[int, int, int]:
    """When somebody leaves for a tour, is present and is home."""
    request, rules = case.request, case.rules
    muster = rules.muster_on_duty if diary.running else rules.muster_off_duty
    earliest = case.told_at + muster + request.travel_minutes
    present = minute_of(tour.begins_at)
    if not from_lodgings:
        present = max(present, earliest)
    out = present - rules.muster_on_duty - (0 if from_lodgings else request.travel_minutes)
    home = minute_of(tour.ends_at) + (0 if to_lodgings else request.travel_minutes)
    return out, present, home


def planned_spans(diaries: dict[str, Diary]) -> dict[int, list[tuple[int, int]]]:
    """Who would be at work in each cell if nobody were sent."""
    planned: dict[int, list[tuple[int, int]]] = {}
    for diary in diaries.values():
        rows = list(diary.duties)
        if diary.running:
            rows.append((*diary.running, diary.running_cell))
        for begins, ends, cell in rows:
            planned.setdefault(cell, []).append((begins, ends))
    return planned


def is_counted(person: Person, case: Case) -> bool:
    """Whether the emergency minimum counts somebody."""
    return person.kind in case.aims.minimum_kinds


def counted_spans(diaries: dict[str, Diary], case: Case) -> dict[int, list[tuple[int, int]]]:
    """The same, of those alone whom the emergency minimum counts."""
    return planned_spans({who: each for who, each in diaries.items() if is_counted(each.person, case)})


def most_removed(case: Case, cell: int, planned: int) -> int:
    """How many of those whom the emergency minimum counts may be taken from a cell where so many are planned."""
    aims = case.aims
    if not aims.has_minimum or DUTY_FUNCTIONS[cell % len(DUTY_FUNCTIONS)] is not DutyFunction.RESPONSE:
        return planned
    minimum = max(ceil(round((aims.minimum_share or 0) * planned, 9)), aims.minimum_officers or 0)
    return max(planned - minimum, 0)


def cell_name(case: Case, cell: int) -> str:
    """A cell in words."""
    area, function = divmod(cell, len(DUTY_FUNCTIONS))
    return f"{DUTY_FUNCTIONS[function]} in {case.roster.local_areas[area]}"


def weight_marks(case: Case, cell: int) -> set[int]:
    """Minutes at which the weights of a cell may change."""
    area, function = divmod(cell, len(DUTY_FUNCTIONS))
    return {
        minute_of(edge)
        for weight in case.aims.weights
        if weight.local_area == case.roster.local_areas[area] and weight.function is DUTY_FUNCTIONS[function]
        for edge in (weight.from_at, weight.until_at)
    }


def pieces_at(case: Case, cell: int, minute: int) -> tuple[WeightPiece, ...]:
    """What an officer missing from a cell counts at a minute."""
    area, function = divmod(cell, len(DUTY_FUNCTIONS))
    for weight in case.aims.weights:
        here = weight.local_area == case.roster.local_areas[area]
        if here and weight.function is DUTY_FUNCTIONS[function]:
            if minute < minute_of(weight.from_at) or minute >= minute_of(weight.until_at):
                continue
            return weight.pieces
    return case.aims.otherwise
