"""Duty rules: notice, rest days, public holidays and overtime, as dated settings with their sources.

The rules that come with the program are starting values (see `library/duty-rules.yaml`): summaries by
police federations, to be checked against the regulations in force. A force's own settings of the
same name take their place. No amount or period stands in the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Annotated

from dueregard.common.codecs import codec_for
from dueregard.common.errors import DueRegardError, FaultList, Place, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.records import Column
from dueregard.force.identity import Setting
from dueregard.workforce.people import Rank

RULES_FORMAT = "dueregard-duty-rules 1"


class DutyRuleUnusable(DueRegardError):
    """A duty rule is absent on a day, or its value is not of the kind that is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RuleFile:
    format: Annotated[str, Column("The format.")]
    rules: Annotated[tuple[Setting, ...], Column("The rules.")]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a duty costs under the rules.

    pay_times: multiple of plain time, 0 where time is given back instead. days_owed: whole days off
    that are owed for it. within_months: when they are to be given, where a rule says so.
    minimum_hours: fewest hours credited.
    """

    pay_times: Decimal
    days_owed: int
    within_months: int | None
    minimum_hours: Decimal


@dataclass(frozen=True, slots=True)
class DutyRules:
    """The duty rules of a force: dated settings, of which those of a day are asked for by name."""

    settings: tuple[Setting, ...]

    def with_settings(self, own: Iterable[Setting]) -> DutyRules:
        """The same rules, where the force has settings of the same name with those instead."""
        names = {setting.id for setting in self.settings}
        taken = tuple(setting for setting in own if setting.id in names)
        replaced = {setting.id for setting in taken}
        return DutyRules((*(rule for rule in self.settings if rule.id not in replaced), *taken))

    def setting(self, name: str, day: date) -> Setting:
        """The setting in force on a day; of several, the one that began last. Raises DutyRuleUnusable."""
        held = [setting for setting in self.settings if setting.id == name and setting.holds_on(day)]
        if not held:
            raise DutyRuleUnusable(
                f"There is no duty rule {name} for {day_words(day)}: add a setting that holds then."
            )
        return max(held, key=lambda setting: setting.from_on.first_day)

    def number(self, name: str, day: date) -> Decimal:
        """A rule's value as a number of 0 or more. Raises DutyRuleUnusable."""
        text = self.setting(name, day).value.strip()
        try:
            value: Decimal = codec_for(Decimal).parse(text)
        except ValueError:
            value = Decimal(-1)
        if value < 0:
            raise DutyRuleUnusable(f"The duty rule {name} is {shorten(text)}: write a number of 0 or more.")
        return value

    def whole(self, name: str, day: date) -> int:
        """A rule's value as a whole number of 0 or more. Raises DutyRuleUnusable."""
        value = self.number(name, day)
        if value % 1:
            raise DutyRuleUnusable(f"The duty rule {name} is {value:f}: write a whole number.")
        return int(value)

    def is_paid(self, rank: Rank, day: date) -> bool:
        """Whether a rank is paid for overtime and rest-day duty."""
        text = self.setting("overtime-paid-up-to-rank", day).value.strip()
        try:
            highest = Rank(text)
        except ValueError:
            raise DutyRuleUnusable(
                f"The duty rule overtime-paid-up-to-rank is {shorten(text)}: write a rank such as sergeant."
            ) from None
        ranks = list(Rank)
        return ranks.index(rank) <= ranks.index(highest)

    def rest_day_terms(self, rank: Rank, told_on: date, duty_on: date) -> Terms:
        """What duty on a rostered rest day costs. Raises DutyRuleUnusable.

        >>> terms = shipped_rules().rest_day_terms(Rank.CONSTABLE, date(2023, 5, 1), date(2023, 5, 16))
        >>> terms.pay_times, terms.days_owed  # 14 clear days: under 15
        (Decimal('1.5'), 0)
        """
        hours = self.number("rest-day-minimum-hours", duty_on)
        if not self.is_paid(rank, duty_on):
            return Terms(Decimal(0), 1, self.whole("time-back-within-months", duty_on), hours)
        if days_of_notice(told_on, duty_on) < self.number("rest-day-notice-days", duty_on):
            return Terms(self.number("rest-day-short-notice-pay", duty_on), 0, None, hours)
        return Terms(Decimal(0), 1, None, hours)

    def public_holiday_terms(self, rank: Rank, told_on: date, duty_on: date) -> Terms:
        """What duty on a public holiday costs, for ranks that are paid. Raises DutyRuleUnusable.

        >>> terms = shipped_rules().public_holiday_terms(Rank.SERGEANT, date(2023, 5, 1), date(2023, 5, 8))
        >>> terms.pay_times, terms.days_owed  # 6 clear days: under 8
        (Decimal('2'), 1)
        """
        if not self.is_paid(rank, duty_on):
            raise DutyRuleUnusable(
                f"No duty rule says what public holiday duty of the rank {rank} earns: ask for a rank that is paid."
            )
        short = days_of_notice(told_on, duty_on) < self.number("public-holiday-notice-days", duty_on)
        days = self.whole("public-holiday-short-notice-days-in-lieu", duty_on) if short else 0
        return Terms(self.number("public-holiday-pay", duty_on), days, None, Decimal(0))

    def rest_short_by(self, ended_at: datetime, begins_at: datetime) -> timedelta:
        """By how much the rest between two duties falls short of the daily rest; nought where it does not.

        >>> from datetime import UTC
        >>> home, out = datetime(2023, 5, 1, 22, tzinfo=UTC), datetime(2023, 5, 2, 7, tzinfo=UTC)
        >>> shipped_rules().rest_short_by(home, out)  # 9 hours, where 11 are due
        datetime.timedelta(seconds=7200)
        """
        due = timedelta(hours=float(self.number("daily-rest-hours", begins_at.date())))
        return max(due - (begins_at - ended_at), timedelta(0))


def days_of_notice(told_on: date, duty_on: date) -> int:
    """Clear days between being told and the duty: neither of the two days counts.

    >>> days_of_notice(date(2023, 5, 1), date(2023, 5, 2)), days_of_notice(date(2023, 5, 1), date(2023, 5, 17))
    (0, 15)
    """
    return max((duty_on - told_on).days - 1, 0)


def load_rules(text: str, name: str, faults: FaultList) -> DutyRules | None:
    """Duty rules from YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    found = None if tree is None else bind(_RuleFile, tree, name, faults)
    if found is None:
        return None
    if found.format != RULES_FORMAT:
        faults.add(Place(name, 1, "format"), f"{shorten(found.format)} was given", f"write {RULES_FORMAT}")
        return None
    return DutyRules(found.rules)


def shipped_rules() -> DutyRules:
    """The rules that come with the program, as summed up by police federations."""
    faults = FaultList()
    text = (resources.files("dueregard.workforce") / "library" / "duty-rules.yaml").read_text("utf-8")
    rules = load_rules(text, "duty-rules.yaml", faults)
    faults.raise_if_any()
    assert rules is not None
    return rules
