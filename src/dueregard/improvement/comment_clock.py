"""The 56-day clock: how long the local policing body has to publish its comments on an inspector's report.

The duty is the local policing body's, never the force's. It runs on reports published on or after the day on
which the law came into force, so never on those of 2014; and it counts the day of publication as the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dueregard.common.codecs import Id
from dueregard.common.period import When, day_words
from dueregard.force.identity import Force
from dueregard.improvement.inspections import Inspection, Recommendation
from dueregard.improvement.settings import SettingUnusable, day_setting_on, setting_on, whole_number_on

FROM_SETTING = Id("comment-clock-from")
DAYS_SETTING = Id("comment-clock-days")


@dataclass(frozen=True, slots=True)
class CommentLaw:
    """The law of the clock, dated: for reports published from a day on, so many days, that day included."""

    from_on: date
    days: int
    source: str

    def last_day(self, published_on: date) -> date:
        """The last day of the period that begins with the day of publication.

        >>> COMMENT_LAW.last_day(date(2023, 5, 1))
        datetime.date(2023, 6, 25)
        """
        return published_on + timedelta(days=self.days - 1)


# Dated reference data. A force's settings of these names replace it, should the law change.
COMMENT_LAW = CommentLaw(
    from_on=date(2017, 5, 2),
    days=56,
    source=(
        "Police Act 1996 section 55(5A), inserted by section 37(2) of the Policing and Crime Act 2017, which "
        "came into force on 2 May 2017 by regulation 4(a) of SI 2017/399"
    ),
)


class ClockState(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    MET = "met"
    LATE = "late"  # published, after the last day
    MISSED = "missed"  # the last day has passed and nothing is recorded


@dataclass(frozen=True, slots=True)
class CommentClock:
    """The clock of one report.

    `days_left` counts from the day asked about: 0 on the last day, negative past it. `outstanding` lists the
    recommendations whose comments are not recorded.
    """

    inspection: Id
    title: str
    duty_of: str
    published_on: date
    last_day: date
    commented_on: date | None
    outstanding: tuple[Id, ...]
    state: ClockState
    days_left: int

    def words(self) -> str:
        """One sentence, as a tracker prints it."""
        by = f"by {day_words(self.last_day)}"
        if self.commented_on is not None:
            how = "in time" if self.state is ClockState.MET else f"late: they were due {by}"
            return f"{self.duty_of} published its comments on {day_words(self.commented_on)}, {how}."
        if self.state is ClockState.RUNNING:
            return f"{self.duty_of} is to publish its comments {by} ({_days(self.days_left)} left)."
        return f"No comments of {self.duty_of} are recorded; they were due {by}."


@dataclass(frozen=True, slots=True)
class ClockNotRun:
    """A report on which the clock is not run, and why."""

    inspection: Id
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class CommentClocks:
    """The clocks that run or ran, by last day, and the reports that have none."""

    run: tuple[CommentClock, ...]
    not_run: tuple[ClockNotRun, ...]


def comment_clocks(
    force: Force, inspections: Iterable[Inspection], recommendations: Iterable[Recommendation], on: date
) -> CommentClocks:
    """The comment clock of every report published by a day.

    The comments on a report count as published when every recommendation held of it carries the date of its
    comments, because the law asks for an explanation on each; the last of those dates is theirs.
    """
    asked: dict[str, list[Recommendation]] = {}
    for recommendation in recommendations:
        asked.setdefault(recommendation.inspection, []).append(recommendation)
    run: list[CommentClock] = []
    not_run: list[ClockNotRun] = []
    for inspection in inspections:
        found = _clock(force, inspection, asked.get(inspection.id, []), on)
        if isinstance(found, CommentClock):
            run.append(found)
        else:
            not_run.append(ClockNotRun(inspection.id, inspection.title, found))
    run.sort(key=lambda clock: (clock.last_day, clock.inspection))
    return CommentClocks(tuple(run), tuple(sorted(not_run, key=lambda row: row.inspection)))


def _clock(force: Force, inspection: Inspection, asked: list[Recommendation], on: date) -> CommentClock | str:
    """The clock of one report, or why it is not run."""
    published = inspection.published_on
    if published is None:
        return "The day of publication is not given."
    try:
        law = law_on(force, published.last_day)
    except SettingUnusable as error:
        return str(error)
    if published.last_day < law.from_on:
        return f"It was published before {day_words(law.from_on)}, when the duty began."
    if published.day is None:
        return f"The day of publication is not given, only {published.words()}."
    if published.first_day > on:
        return f"It was published after {day_words(on)}."
    if not asked:
        return "No recommendation of it is held, so there is nowhere to record the comments."
    return _run(force, inspection, published, law, asked, on)


def _run(
    force: Force,
    inspection: Inspection,
    published: When,
    law: CommentLaw,
    asked: list[Recommendation],
    on: date,
) -> CommentClock:
    dates = [row.comments_published_on for row in asked]
    known = [day for day in dates if day is not None and day <= on]
    commented_on = max(known) if len(known) == len(asked) else None
    last_day = law.last_day(published.first_day)
    return CommentClock(
        inspection=inspection.id,
        title=inspection.title,
        duty_of=body_on(force, last_day),
        published_on=published.first_day,
        last_day=last_day,
        commented_on=commented_on,
        outstanding=tuple(row.id for row, day in zip(asked, dates, strict=True) if day is None or day > on),
        state=_state(commented_on, last_day, on),
        days_left=(last_day - on).days,
    )


def _state(commented_on: date | None, last_day: date, on: date) -> ClockState:
    if commented_on is not None:
        return ClockState.MET if commented_on <= last_day else ClockState.LATE
    return ClockState.RUNNING if on <= last_day else ClockState.MISSED


def law_on(force: Force, day: date) -> CommentLaw:
    """The law for a report published on a day: ours, unless the force's settings say otherwise.

    Raises SettingUnusable where a setting is there and cannot be read.
    """
    began, days = (setting_on(force.settings, name, day) for name in (FROM_SETTING, DAYS_SETTING))
    return CommentLaw(
        from_on=day_setting_on(force.settings, FROM_SETTING, day) if began else COMMENT_LAW.from_on,
        days=whole_number_on(force.settings, DAYS_SETTING, day) if days else COMMENT_LAW.days,
        source="; ".join(s.source or f"setting {s.id}" for s in (began, days) if s) or COMMENT_LAW.source,
    )


def body_on(force: Force, day: date) -> str:
    """The full name of the local policing body on a day; those words where the pack names none."""
    for body in force.bodies:
        began = body.from_on is None or body.from_on.first_day <= day
        if began and (body.until_on is None or day <= body.until_on.last_day):
            return body.name
    return "The local policing body"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
