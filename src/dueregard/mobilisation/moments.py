"""Moments as sealed plans write them: in UTC, to the minute, one spelling each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from dueregard.common.period import EARLIEST_YEAR, LATEST_YEAR

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A moment in UTC, to the minute. Plans of several forces meet, so local time alone is refused.

    >>> str(Moment.parse("2011-08-09 01:30+01:00"))
    '2011-08-09T00:30Z'
    >>> Moment.parse("2011-08-09 01:30")
    Traceback (most recent call last):
    ValueError: write the moment as 2014-08-29T07:00Z, or with its offset as 2014-08-29 08:00+01:00
    """

    EXPECTS: ClassVar[str] = "a moment with its offset, 2014-08-29T07:00Z"

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC or self.at.second or self.at.microsecond:
            raise ValueError("a moment is a whole minute in UTC")
        if not EARLIEST_YEAR <= self.at.year <= LATEST_YEAR:
            raise ValueError(f"the year is outside {EARLIEST_YEAR} to {LATEST_YEAR}; check it")

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read `2014-08-29T07:00Z` or `2014-08-29 08:00+01:00`. Raises ValueError with what to do."""
        match = _MOMENT.fullmatch(text)
        if match is None:
            raise ValueError(
                "write the moment as 2014-08-29T07:00Z, or with its offset as 2014-08-29 08:00+01:00"
            )
        try:
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3].replace('Z', '+00:00')}")
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError("there is no such moment; write it as 2014-08-29T07:00Z") from None
        return cls(moment)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M}Z"

    def words(self) -> str:
        """As a person reads it.

        >>> Moment.parse("2011-08-09T19:00Z").words()
        '9 August 2011, 19:00 UTC'
        """
        return f"{self.at.day} {self.at:%B %Y, %H:%M} UTC"

    def after(self, hours: int) -> Moment:
        """The moment a number of hours later."""
        return Moment(self.at + timedelta(hours=hours))
