"""How many hours a week somebody may work on average over a reference period, and what each has worked of it.

The period is the days up to the one on which the last of a request is home. A duty, a promise or a tour belongs
to the day on which it begins, with all its hours. Days on which somebody was to work and was on leave or sick, and
days wholly so, are taken out of the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dueregard.mobilisation.request import Request
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause, zone_named
from dueregard.workforce.roster import Integers, Roster
from dueregard.workforce.shifts import minute_of

Flags = npt.NDArray[np.bool_]
DAYS_NEAR = 6
"""Days before acceptance that a plan's own roster is read for; what lies before them is told by `Before`."""
MINUTES_PER_DAY = 1_440
DAYS_IN_A_WEEK = 7
AWAY = tuple(ABSENCE_CAUSES.index(cause) for cause in (AbsenceCause.LEAVE, AbsenceCause.SICKNESS))


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody worked before the days that a plan reads: minutes, of which some are assumed, and days away."""

    minutes: int = 0
    assumed: int = 0
    days_away: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """The limit, in minutes a week on average, and the reference period in UTC minutes since 1970.

    begins: of the first day of the period. near: of the day from which the plan's own roster is counted. ends: of the
    day after the last. days: of the whole period. travel_counts: whether travel on a tour, and equipping for it, is
    working time. before: by pseudonym; who is not in it worked nothing. opted_out: those to whom the limit does not
    apply. known_from: the first day for which hours are known; before it contracted hours are assumed.
    """

    most: int
    begins: int
    near: int
    ends: int
    days: int
    travel_counts: bool
    before: Mapping[str, Before] = field(default_factory=dict)
    opted_out: frozenset[str] = frozenset()
    known_from: date | None = None

    def allowed(self, days_away: int) -> int:
        """Minutes that may be worked in the period by somebody who was away on some days of it.

        >>> limit = WeeklyHours(most=48 * 60, begins=0, near=0, ends=119 * 1440, days=119, travel_counts=True)
        >>> limit.allowed(0) // 60, limit.allowed(14) // 60
        (816, 720)
        """
        return self.most * max(self.days - days_away, 0) // DAYS_IN_A_WEEK


@dataclass(frozen=True, slots=True)
class AverageRule:
    """The dated settings of the limit; `rule` reads them."""

    most: int
    days: int
    travel_counts: bool
    assumed: int

    @classmethod
    def on(cls, rules: DutyRules, day: date) -> AverageRule:
        """The settings in force on a day. Raises DutyRuleUnusable.

        >>> from dueregard.workforce.duty_rules import shipped_rules
        >>> AverageRule.on(shipped_rules(), date(2023, 3, 1)).days
        119
        """
        counts = rules.whole("weekly-hours-travel-counts", day)
        if counts > 1:
            raise DutyRuleUnusable(f"The duty rule weekly-hours-travel-counts is {counts}: write 1 or 0.")
        return cls(
            most=int(rules.number("weekly-hours-average", day) * 60),
            days=rules.whole("weekly-hours-reference-weeks", day) * DAYS_IN_A_WEEK,
            travel_counts=bool(counts),
            assumed=int(rules.number("weekly-hours-assumed", day) * 60),
        )


def first_day(rule: AverageRule, request: Request, place: ZoneInfo) -> date:
    """The first day of the reference period of a request."""
    return _last_day(request, place) - timedelta(days=rule.days - 1)


def _last_day(request: Request, place: ZoneInfo) -> date:
    home = max(tour.ends_at for tour in request.tours) + timedelta(minutes=request.travel_minutes)
    return home.astimezone(place).date()


def weekly_hours(
    rule: AverageRule,
    request: Request,
    roster: Roster,
    *,
    promised: Sequence[Commitment] = (),
    opted_out: Iterable[str] = (),
) -> WeeklyHours:
    """The limit for a request, with what a roster and promises say of the days before.

    roster: as far back as is known. Days of the period before its first duty are counted as contracted hours, those of
    the rule where a contract is not known.
    """
    place = zone_named(roster.zone)
    first, last = first_day(rule, request, place), _last_day(request, place)
    near_on = max(request.accepted_at.astimezone(place).date() - timedelta(days=DAYS_NEAR), first)
    begins, near = _midnight(first, place), _midnight(near_on, place)
    known_on = first
    if len(roster.duties):
        earliest = datetime.fromtimestamp(int(roster.duties.begins.min()) * 60, place).date()
        known_on = min(max(first, earliest), near_on)
    known = _midnight(known_on, place)
    worked, away = _worked(roster, known, near, promised, place)
    unknown_days = (known_on - first).days
    before = {}
    for at, person in enumerate(roster.people):
        weekly = rule.assumed if person.hours_per_week is None else int(person.hours_per_week * 60)
        assumed = weekly * unknown_days // DAYS_IN_A_WEEK
        before[str(person.id)] = Before(int(worked[at]) + assumed, assumed, int(away[at]))
    return WeeklyHours(
        most=rule.most,
        begins=begins,
        near=near,
        ends=_midnight(last + timedelta(days=1), place),
        days=rule.days,
        travel_counts=rule.travel_counts,
        before=before,
        opted_out=frozenset(map(str, opted_out)),
        known_from=known_on,
    )


def _midnight(day: date, place: ZoneInfo) -> int:
    return minute_of(datetime.combine(day, time(), place))


def _worked(
    roster: Roster, begins: int, ends: int, promised: Sequence[Commitment], place: ZoneInfo
) -> tuple[Integers, Integers]:
    """Minutes worked by each person in duties and promises that begin in a time, and days away in it."""
    people = len(roster.people)
    numbers = {str(person.id): at for at, person in enumerate(roster.people)}
    held = [
        (numbers[str(each.person)], minute_of(each.begins_at), minute_of(each.ends_at))
        for each in promised
        if str(each.person) in numbers
    ]
    duties, absences = roster.duties, roster.absences
    here = (duties.begins >= begins) & (duties.begins < ends)
    who, since, until = duties.person[here], duties.begins[here], duties.ends[here]
    gone = (
        np.isin(absences.what, AWAY)
        & (absences.begins < ends + 2 * MINUTES_PER_DAY)
        & (absences.ends > begins)
    )
    leave = np.stack([absences.person[gone], absences.begins[gone], absences.ends[gone]], axis=1)
    on_leave = _meets(who, since, until, leave)
    busy = _meets(who, since, until, np.array(held, dtype=np.int64).reshape(-1, 3))
    minutes = np.bincount(who, weights=(until - since) * ~(on_leave | busy), minlength=people).astype(
        np.int64
    )
    for number, first, last in held:
        if begins <= first < ends:
            minutes[number] += last - first
    days = {(int(one), _day(int(at), place)) for one, at in zip(who[on_leave], since[on_leave], strict=True)}
    days |= _whole_days(leave.tolist(), begins, ends, place)
    return minutes, np.bincount([number for number, _ in days] or [0], minlength=people) * bool(days)


def _day(minute: int, place: ZoneInfo) -> date:
    return datetime.fromtimestamp(minute * 60, place).date()


def _whole_days(
    spans: Iterable[Sequence[int]], begins: int, ends: int, place: ZoneInfo
) -> set[tuple[int, date]]:
    """Days wholly within a span, by person."""
    found = set()
    for number, first, last in spans:
        if last - first < MINUTES_PER_DAY - 60:
            continue
        day = _day(max(first, begins), place)
        while _midnight(day, place) < min(last, ends):
            if first <= _midnight(day, place) and _midnight(day + timedelta(days=1), place) <= last:
                found.add((number, day))
            day += timedelta(days=1)
    return found


def _meets(who: Integers, since: Integers, until: Integers, spans: Integers) -> Flags:
    """For each row, whether a span of the same person has a minute in common with it.

    Spans of one person may overlap; by person and begin, the latest end so far tells.
    """
    if not len(spans):
        return np.zeros(len(who), dtype=bool)
    wide = int(max(until.max(initial=0), spans[:, 2].max()) + 1)
    spans = spans[np.lexsort((spans[:, 1], spans[:, 0]))]
    keys = spans[:, 0] * wide + spans[:, 1]
    latest = np.maximum.accumulate(
        spans[:, 0] * wide + spans[:, 2]
    )  # of persons before it is below any of this one
    at = np.searchsorted(keys, who * wide + until, side="left") - 1
    found: Flags = (at >= 0) & (latest[np.maximum(at, 0)] > who * wide + since)
    return found
