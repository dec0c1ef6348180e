"""Dates as people state them: a day, a month or a year; and the quarter of a cycle."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
EARLIEST_YEAR, LATEST_YEAR = 1829, 2199


@dataclass(frozen=True, slots=True)
class When:
    """A date to the precision its source gives: year, month or day.

    The paper says "October 2013" and no more; a made-up day would be an invented fact.

    >>> When.parse("2013-10").words(), When.parse("2014-08-29").words()
    ('October 2013', '29 August 2014')
    >>> When.parse("2013-10").last_day
    datetime.date(2013, 10, 31)
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise ValueError(f"the year {self.year} is outside {EARLIEST_YEAR} to {LATEST_YEAR}")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> When:
        """Read `2013`, `2013-10` or `2013-10-29`."""
        match = _WHEN.fullmatch(text)
        if match is None:
            raise ValueError("write a date as 2014-08-29, a month as 2014-08 or a year as 2014")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            return cls(year, month, day)
        except ValueError as error:
            raise ValueError(f"correct it, as there is no such date ({error})") from None

    @classmethod
    def on(cls, day: date) -> When:
        """The exact day."""
        return cls(day.year, day.month, day.day)

    @property
    def first_day(self) -> date:
        """First day this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """Last day this can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def words(self) -> str:
        """As printed in a paper."""
        if self.month is None:
            return str(self.year)
        month = f"{calendar.month_name[self.month]} {self.year}"
        return month if self.day is None else f"{self.day} {month}"

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        return text if self.day is None else f"{text}-{self.day:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, the heartbeat of the process.

    >>> Quarter.parse("2022-Q4").next()
    Quarter(year=2023, number=1)
    >>> Quarter(2022, 3).words()
    'July to September 2022'
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2022-Q3`."""
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise ValueError("write a quarter as 2022-Q3")
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        """First day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Last day of the quarter."""
        return self.next().first_day - timedelta(days=1)

    def next(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def words(self) -> str:
        """As printed in a paper."""
        first, last = 3 * self.number - 2, 3 * self.number
        return f"{calendar.month_name[first]} to {calendar.month_name[last]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"


def day_words(day: date) -> str:
    """A day as printed in a paper.

    >>> day_words(date(2014, 10, 3))
    '3 October 2014'
    """
    return When.on(day).words()


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to a later one; negative when it is earlier.

    >>> months_between(date(2022, 1, 31), date(2022, 3, 30))
    1
    >>> months_between(date(2022, 1, 15), date(2022, 3, 15))
    2
    """
    if later < earlier:
        return -months_between(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def months_after(day: date, months: int) -> date:
    """The day so many months later; the last of the month where there is no such day.

    >>> months_after(date(2022, 1, 31), 1), months_after(date(2022, 12, 15), 12)
    (datetime.date(2022, 2, 28), datetime.date(2023, 12, 15))
    """
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
