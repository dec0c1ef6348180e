"""Readings as they are stored: plain values that rules of vulnerability read and nothing is worked out from.

Each field says in words what it holds; the reference of the command that prints it is made from that. Light on
purpose: whoever reads a stored Result loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.reading.json_values import read_value
from dueregard.common.results import Result

READINGS, RELIANCE = Id("capacity-readings"), Id("reliance")
KINDS = (READINGS, RELIANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileValue:
    """Units of an hour that all but some hours reach."""

    percent: Annotated[int, "Per cent of hours that may have fewer."]
    units: Annotated[int, "Whole units that all other hours have or exceed."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourValue:
    """An hour in which a call finds few."""

    at: Annotated[str, "The hour of the call, local time with its offset from UTC."]
    units: Annotated[int, "Whole units that could be present and kept up."]
    short_people: Annotated[int, "Fewest people, of the roles that lack, who would have to be added."]
    runs_out: Annotated[tuple[str, ...], "Roles that together run out first."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingValue:
    """A capacity target, read for a call at the start of every hour."""

    target: Annotated[str, "The criterion as framework/criterion, or the target's own name."]
    words: Annotated[str, "The target in words."]
    unit: Annotated[str, "What one unit is."]
    number: Annotated[int, "Units wanted."]
    within_minutes: Annotated[int | None, "Minutes within which they are wanted; null for any time."]
    sustained_minutes: Annotated[int, "Minutes for which they are to be kept up; 0 for none."]
    hours: Annotated[int, "Hours read."]
    hours_met: Annotated[int, "Hours in which the target is met."]
    is_met: Annotated[bool, "Whether it is met in every hour."]
    least: Annotated[int, "Fewest units of any hour."]
    quantiles: Annotated[tuple[QuantileValue, ...], "The distribution over hours."]
    most: Annotated[int, "Most units of any hour."]
    least_by_hour_of_week: Annotated[
        tuple[int | None, ...], "Fewest units by local hour of the week, Monday 00:00 first."
    ]
    worst_hours: Annotated[tuple[HourValue, ...], "The worst hours, worst first."]
    people: Annotated[int, "People who could fill a place, by rank, post and skill."]
    confidence: Annotated[str, "How far the reading can be relied on: high, medium or low."]
    confidence_because: Annotated[str, "Why, in one sentence."]
    sentence: Annotated[str, "The reading in one sentence."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedValue:
    """Two targets that count the same people."""

    first: Annotated[str, "One target."]
    second: Annotated[str, "The other."]
    people: Annotated[int, "People who could fill a place of either."]
    hours_each: Annotated[int, "Hours in which each alone is met."]
    hours_together: Annotated[int, "Hours in which both are met with nobody counted twice."]
    sentence: Annotated[str, "What that means, in one sentence."]

    @property
    def is_counted_twice(self) -> bool:
        """Whether some hour is met only because somebody is counted for both."""
        return self.hours_together < self.hours_each


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsingValue:
    """Holders of a skill in one local area who lose it in one month, if nobody renews."""

    month: Annotated[str, "The month, such as 2023-01."]
    local_area: Annotated[str, "The local area."]
    holders: Annotated[int, "Holders on its first day."]
    lapsing: Annotated[int, "Of them those who lose it in the month."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillValue:
    """A skill that a target needs, and who loses it within the forecast."""

    skill: Annotated[str, "The skill."]
    targets: Annotated[tuple[str, ...], "Targets that need it."]
    first_month: Annotated[str, "First month of the forecast."]
    months: Annotated[int, "Months of the forecast."]
    holders: Annotated[int, "Holders on its first day."]
    lapsing: Annotated[int, "Of them those who lose it within the forecast, if nobody renews."]
    undated: Annotated[int, "Of them those whose last day is not known."]
    by_month: Annotated[tuple[LapsingValue, ...], "By month and local area, where somebody loses it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsValue:
    """Targets read together from one roster."""

    first_on: Annotated[str, "First day read."]
    last_on: Annotated[str, "Last day read."]
    roster: Annotated[str, "SHA-256 of the roster."]
    roster_taken_on: Annotated[str | None, "Day on which the roster left its system; null if nobody says."]
    readings: Annotated[tuple[ReadingValue, ...], "Each target."]
    shared: Annotated[tuple[SharedValue, ...], "Pairs of targets that count the same people."]
    skills: Annotated[tuple[SkillValue, ...], "Skills that lapse."]
    method: Annotated[str, "How it was read, and what was not looked at."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionMonthValue:
    """A month of a specialist function, in officer-days."""

    month: Annotated[str, "The month, such as 2023-01."]
    level: Annotated[str, "The highest threat level of the month."]
    needed: Annotated[int, "What that level asks for."]
    own: Annotated[int, "Worked by own people."]
    network: Annotated[int, "Supplied by the network."]
    received: Annotated[int, "Supplied as mutual support."]
    given: Annotated[int, "Given to others as mutual support."]
    uncovered: Annotated[int, "Needed and supplied by nobody."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelianceValue:
    """How far a specialist function relied on others over some months."""

    function: Annotated[str, "The function's short name."]
    name: Annotated[str, "Its name."]
    criterion: Annotated[str | None, "The criterion it bears on, as framework/criterion."]
    months: Annotated[tuple[FunctionMonthValue, ...], "Month by month."]
    days_by_others: Annotated[int, "Officer-days supplied by others, in all."]
    days_worked: Annotated[int, "Officer-days worked, in all."]


def readings_in(result: Result) -> ReadingsValue:
    """The value of a Result of readings. Raises ValueError where another version kept it."""
    return read_value(ReadingsValue, result.value.value)


def reliance_in(result: Result) -> RelianceValue:
    """The value of a Result of reliance. Raises ValueError where another version kept it."""
    return read_value(RelianceValue, result.value.value)
