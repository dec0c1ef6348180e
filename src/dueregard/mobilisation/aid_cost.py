"""What aid costs, by the user's own dated rates, and what of it is recovered. No rate comes with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Scalar, parse_yaml
from dueregard.common.records import Column
from dueregard.workforce.duty_rules import DutyRules, days_of_notice
from dueregard.workforce.people import Rank

RATES_FORMAT = "dueregard-aid-rates 1"
_PENNY = Decimal("0.01")


class CostRefused(DueRegardError):
    """A cost that the rates given do not say."""


class CostItem(StrEnum):
    """What is paid for."""

    HOURS = "hours"
    TRAVEL = "travel"
    MEALS = "meals"
    LODGING = "lodging"


class DayKind(StrEnum):
    """What the day of a tour was to be for the officer."""

    DUTY = "duty"
    REST_DAY = "rest-day"
    PUBLIC_HOLIDAY = "public-holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """An amount that holds between two days. Raises ValueError for one below nought."""

    item: Annotated[CostItem, Column("What it pays for.")]
    rank: Annotated[Rank | None, Column("Rank it is for; compulsory for hours, blank for all ranks.")] = None
    amount: Annotated[
        Decimal, Column("Pounds: an hour at plain time, a tour's travel both ways, a day's meals, a night.")
    ]
    from_on: Annotated[date, Column("First day it holds.")]
    until_on: Annotated[date | None, Column("Last day it holds; blank while it does.")] = None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"the rate of {self.item.value} is {self.amount:f} pounds; give 0 or more")
        if self.item is CostItem.HOURS and self.rank is None:
            raise ValueError("a rate of hours has no rank; say whose hour it pays")
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("a rate ends before it begins; check which day comes first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What is recovered of one item, from whom, by which agreement. Raises ValueError."""

    item: Annotated[CostItem, Column("What is recovered.")]
    share: Annotated[Decimal, Column("Share of it, 0 to 1.")]
    payer: Annotated[str, Column("Who pays it back.")]
    agreement: Annotated[str, Column("The agreement by which.")]

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"a share of {self.share:f} is recovered; give 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class AidRates:
    """Rates and what is recovered. An item without recovery is not recovered. Raises ValueError."""

    source: Annotated[str, Column("Where the rates come from.")]
    rates: Annotated[
        tuple[Rate, ...], Column("Rates; of several that hold, the one that began last is taken.")
    ]
    recovered: Annotated[tuple[Recovery, ...], Column("What is recovered.")] = ()

    def __post_init__(self) -> None:
        for item in CostItem:
            share = sum((each.share for each in self.recovered if each.item is item), Decimal(0))
            if share > 1:
                raise ValueError(f"{share:f} of {item.value} is recovered in all; give at most 1")

    def amount(self, item: CostItem, rank: Rank, day: date) -> Decimal:
        """The rate for a rank on a day; one for that rank goes before one for all. Raises CostRefused."""
        held = [
            each
            for each in self.rates
            if each.item is item
            and each.rank in (None, rank)
            and each.from_on <= day
            and (each.until_on is None or day <= each.until_on)
        ]
        if not held:
            raise CostRefused(
                f"There is no rate of {item.value} for the rank {rank.value} on {day_words(day)}: add "
                "one that holds then."
            )
        return max(held, key=lambda each: (each.rank is not None, each.from_on)).amount


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedTour:
    """One person's tour as cost sees it: from leaving until home, on which local day, told of when.

    nights: in lodgings after it. trips: there and back; 0 where the person stays in lodgings for another tour, with
    which the trip is counted.
    """

    person: Id
    rank: Rank
    out_at: datetime
    home_at: datetime
    duty_on: date
    told_on: date
    day: DayKind = DayKind.DUTY
    nights: int = 0
    trips: int = 1

    def __post_init__(self) -> None:
        if self.home_at <= self.out_at:
            raise ValueError("the tour is over before it begins; check which moment comes first")
        if self.nights < 0 or self.told_on > self.duty_on:
            raise ValueError("nights are below nought or the officer was told after the day; check both")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One item of one person's tour, in pounds to the penny, and how much of it is recovered.

    short_notice: paid at the multiple for notice shorter than the duty rules ask. days_owed: whole days off beside.
    """

    person: Id
    item: CostItem
    amount: Decimal
    recovered: Decimal
    short_notice: bool = False
    days_owed: int = 0

    @property
    def borne(self) -> Decimal:
        """What the force bears itself."""
        return self.amount - self.recovered


@dataclass(frozen=True, slots=True, kw_only=True)
class AidCost:
    """All lines of a deployment."""

    lines: tuple[CostLine, ...]

    @property
    def total(self) -> Decimal:
        """Pounds in all."""
        return sum((each.amount for each in self.lines), Decimal(0))

    @property
    def recovered(self) -> Decimal:
        """Pounds recovered."""
        return sum((each.recovered for each in self.lines), Decimal(0))

    @property
    def days_owed(self) -> int:
        """Whole days off owed, which no amount stands for."""
        return sum(each.days_owed for each in self.lines)


def cost_of(tours: Iterable[WorkedTour], rates: AidRates, rules: DutyRules) -> AidCost:
    """What tours cost. Raises CostRefused and DutyRuleUnusable.

    Plain time on a day of duty is counted whole, though it would be paid at home too; overtime on a working day is
    not, because the duty rules say nothing of it.
    """
    lines: list[CostLine] = []
    for tour in tours:
        lines.append(_hours(tour, rates, rules))
        for item, times in (
            (CostItem.TRAVEL, tour.trips),
            (CostItem.MEALS, 1),
            (CostItem.LODGING, tour.nights),
        ):
            if times:
                amount = rates.amount(item, tour.rank, tour.duty_on) * times
                lines.append(_line(tour, item, amount, rates))
    return AidCost(lines=tuple(lines))


def _hours(tour: WorkedTour, rates: AidRates, rules: DutyRules) -> CostLine:
    minutes = (tour.home_at - tour.out_at) // timedelta(minutes=1)
    hours = Decimal(minutes) / 60
    times, owed, short = Decimal(1), 0, False
    if tour.day is DayKind.REST_DAY:
        terms = rules.rest_day_terms(tour.rank, tour.told_on, tour.duty_on)
        times, owed, hours = terms.pay_times, terms.days_owed, max(hours, terms.minimum_hours)
        short = days_of_notice(tour.told_on, tour.duty_on) < rules.number(
            "rest-day-notice-days", tour.duty_on
        )
    elif tour.day is DayKind.PUBLIC_HOLIDAY:
        terms = rules.public_holiday_terms(tour.rank, tour.told_on, tour.duty_on)
        times, owed = terms.pay_times, terms.days_owed
        short = owed > 0
    amount = rates.amount(CostItem.HOURS, tour.rank, tour.duty_on) * hours * times
    return _line(tour, CostItem.HOURS, amount, rates, short, owed)


def _line(
    tour: WorkedTour, item: CostItem, amount: Decimal, rates: AidRates, short: bool = False, owed: int = 0
) -> CostLine:
    whole = amount.quantize(_PENNY, ROUND_HALF_UP)
    share = sum((each.share for each in rates.recovered if each.item is item), Decimal(0))
    back = (whole * share).quantize(_PENNY, ROUND_HALF_UP)
    return CostLine(
        person=tour.person, item=item, amount=whole, recovered=back, short_notice=short, days_owed=owed
    )


def read_rates(source: Path | str, name: str, faults: FaultList) -> AidRates | None:
    """Rates from a YAML file or its text; None when it has a fault, each noted in `faults`."""
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != RATES_FORMAT:
        saw = "the format is missing or another"
        faults.add(Place(name, given.line if given else 1, "format"), saw, f"write format: {RATES_FORMAT}")
        return None
    return bind(AidRates, tree, name, faults, skip=frozenset({"format"}))
