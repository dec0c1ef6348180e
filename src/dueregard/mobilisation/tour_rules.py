"""What a tour may ask of a person: rest, length and muster, resolved from dated duty rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dueregard.mobilisation.rule_exceptions import ExceptionRefused, RestRule, RuleException
from dueregard.mobilisation.weekly_hours import WeeklyHours
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable

WEEK_MINUTES = 7 * 24 * 60
MOST_HOURS = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRules:
    """The limits that every person keeps over all tours, in minutes.

    daily_rest: between one spell of work and the next. weekly_rest: in every seven days there is a rest of this
    length, that is, work between two such rests spans at most seven days less it. longest_spell: from when
    somebody begins work (a duty that is continued, or leaving for a tour) until they are home. muster_on_duty and
    muster_off_duty: from acceptance until somebody on duty, or not, has been called in and equipped; before a
    later tour the former is the time to equip. rest_day_cost: what a cancelled rest day counts beside the
    weights of officer-hours. week: in how many minutes a weekly rest must lie; seven days. weekly_hours: the limit of
    hours a week on average; None: the rule is off. Raises ValueError.

    >>> TourRules(daily_rest=660, weekly_rest=1440, longest_spell=960, muster_on_duty=30,
    ...     muster_off_duty=20, rest_day_cost=0)
    Traceback (most recent call last):
    ValueError: mustering takes 30 minutes on duty and 20 off duty; let the second be no shorter
    """

    daily_rest: int
    weekly_rest: int
    longest_spell: int
    muster_on_duty: int
    muster_off_duty: int
    rest_day_cost: float = 0.0
    week: int = WEEK_MINUTES
    weekly_hours: WeeklyHours | None = None

    def __post_init__(self) -> None:
        for name in ("daily_rest", "weekly_rest", "longest_spell", "muster_on_duty", "muster_off_duty"):
            minutes = getattr(self, name)
            if not 0 <= minutes <= MOST_HOURS * 60:
                raise ValueError(f"{name} is {minutes:,} minutes; give 0 to {MOST_HOURS * 60:,}")
        if self.muster_off_duty < self.muster_on_duty:
            raise ValueError(
                f"mustering takes {self.muster_on_duty} minutes on duty and {self.muster_off_duty} off duty; "
                "let the second be no shorter"
            )
        if self.weekly_rest < self.daily_rest:
            raise ValueError("the weekly rest is shorter than the daily rest; let it be no shorter")
        if self.rest_day_cost < 0:
            raise ValueError("a cancelled rest day counts less than nought; give 0 or more")

    def limit_of(self, rule: RestRule) -> int:
        """The limit of a rule of rest, in minutes: least rest, or longest spell."""
        return {
            RestRule.DAILY_REST: self.daily_rest,
            RestRule.WEEKLY_REST: self.weekly_rest,
            RestRule.LONGEST_SPELL: self.longest_spell,
        }[rule]

    @property
    def longest_stretch(self) -> int:
        """The longest span of work without a weekly rest in it, in minutes."""
        return self.week - self.weekly_rest


def relaxed(rules: TourRules, exceptions: Iterable[RuleException]) -> TourRules:
    """The limits where a named authoriser lets rules of rest be broken for all who are sent. Raises ExceptionRefused.

    Exceptions that name people leave the limits as they are: a plan is made by the limits of all, and the judge
    allows the people named theirs. None makes a limit stricter.
    """
    daily, weekly, spell = rules.daily_rest, rules.weekly_rest, rules.longest_spell
    for each in exceptions:
        if each.people:
            continue
        if each.rule is RestRule.DAILY_REST:
            daily = min(daily, each.minutes)
        elif each.rule is RestRule.WEEKLY_REST:
            weekly = min(weekly, each.minutes)
        else:
            spell = max(spell, each.minutes)
    try:
        return replace(rules, daily_rest=daily, weekly_rest=weekly, longest_spell=spell)
    except ValueError as error:
        raise ExceptionRefused(f"The rules with their exceptions do not fit together: {error}.") from None


def check_relaxes(exception: RuleException, rules: TourRules) -> None:
    """Raise ExceptionRefused for an exception that asks as much as the rules do, or more: it breaks none of them.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> tour_rules(shipped_rules(), date(2023, 3, 1)).limit_of(RestRule.LONGEST_SPELL)
    1080
    """
    held = rules.limit_of(exception.rule)
    is_spell = exception.rule is RestRule.LONGEST_SPELL
    if exception.minutes <= held if is_spell else exception.minutes >= held:
        way, than = ("at most", "more") if is_spell else ("at least", "fewer")
        raise ExceptionRefused(
            f"{exception.hours:f} hours relax nothing: {exception.rule.words()} is {way} {held / 60:g} hours by the "
            f"duty rules; give {than} than that, or name the force's own rules with --judge."
        )


def tour_rules(rules: DutyRules, day: date, rest_day_cost: float = 0.0) -> TourRules:
    """The limits in force on a day. Raises DutyRuleUnusable.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> tour_rules(shipped_rules(), date(2023, 3, 1)).daily_rest
    660
    """

    def minutes(name: str, unit: int) -> int:
        value = rules.number(name, day) * unit
        if value % 1:
            raise DutyRuleUnusable(f"The duty rule {name} is no whole number of minutes: correct it.")
        return int(value)

    try:
        return TourRules(
            daily_rest=minutes("daily-rest-hours", 60),
            weekly_rest=minutes("weekly-rest-hours", 60),
            longest_spell=minutes("tour-longest-hours", 60),
            muster_on_duty=minutes("muster-minutes-on-duty", 1),
            muster_off_duty=minutes("muster-minutes-off-duty", 1),
            rest_day_cost=rest_day_cost,
        )
    except ValueError as error:
        raise DutyRuleUnusable(f"The duty rules for tours do not fit together: {error}.") from None
