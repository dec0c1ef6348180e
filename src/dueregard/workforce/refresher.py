"""Refresher cycles: a skill lapses unless it is renewed every so many months, and which lapse in which month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dueregard.common.errors import DueRegardError, shorten
from dueregard.common.period import months_after
from dueregard.force.identity import Setting
from dueregard.workforce.people import HeldSkill, Person

SETTING_BEGINS = "refresher-months-"
"""A setting of this name and a skill's says in how many months that skill lapses."""
MOST_MONTHS = 240


class RefresherUnusable(DueRegardError):
    """A refresher cycle is no whole number of months, or a forecast asks for months that make no sense."""


@dataclass(frozen=True, slots=True)
class RefresherCycles:
    """How long skills last without renewal: dated settings named `refresher-months-` and the skill.

    The setting in force on the day a skill was gained or renewed counts for it, even where it changes afterwards.
    """

    settings: tuple[Setting, ...] = ()

    def months(self, skill: str, day: date) -> int | None:
        """Months after which a skill gained on a day lapses; None where no cycle holds. Raises RefresherUnusable."""
        name = f"{SETTING_BEGINS}{skill}"
        held = [setting for setting in self.settings if setting.id == name and setting.holds_on(day)]
        if not held:
            return None
        text = max(held, key=lambda setting: setting.from_on.first_day).value.strip()
        months = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
        if not 1 <= months <= MOST_MONTHS:
            raise RefresherUnusable(
                f"The setting {name} is {shorten(text)}: write whole months, 1 to {MOST_MONTHS}."
            )
        return months

    def last_day(self, held: HeldSkill) -> date | None:
        """The last day on which a skill is held: as recorded or by the cycle, whichever is sooner; None if unknown.

        >>> from dueregard.common.codecs import Id
        >>> RefresherCycles().last_day(HeldSkill(skill=Id("driver"), until_on=date(2023, 3, 31)))
        datetime.date(2023, 3, 31)
        """
        months = None if held.from_on is None else self.months(held.skill, held.from_on)
        if held.from_on is None or months is None:
            return held.until_on
        lapses = months_after(held.from_on, months) - timedelta(days=1)
        return lapses if held.until_on is None else min(lapses, held.until_on)

    def applied(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """The same people, with the last day of each skill where a cycle gives or shortens it."""
        return tuple(
            replace(
                person,
                skills=tuple(replace(held, until_on=self.last_day(held)) for held in person.skills),
            )
            if person.skills
            else person
            for person in people
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """People of one local area whose skill lapses in one month, unless they renew it.

    month: its first day. holders: who hold the skill on that day.
    """

    month: date
    skill: str
    local_area: str
    holders: int
    lapsing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryForecast:
    """Skills that lapse by month, skill and local area, if nobody renews, and holders whose last day is not known.

    rows: every month of every skill and local area with a holder at the forecast's start. undated: by skill, holders
    on the first day whose last day is not known: none of them is in `lapsing`.
    """

    first_month: date
    months: int
    rows: tuple[Expiry, ...]
    undated: tuple[tuple[str, int], ...]

    def of_force(self, skill: str) -> tuple[Expiry, ...]:
        """One skill's months over all local areas."""
        found: list[Expiry] = []
        for month in sorted({row.month for row in self.rows}):
            rows = [row for row in self.rows if row.skill == skill and row.month == month]
            if rows:
                holders, lapsing = sum(row.holders for row in rows), sum(row.lapsing for row in rows)
                found.append(
                    Expiry(month=month, skill=skill, local_area="", holders=holders, lapsing=lapsing)
                )
        return tuple(found)

    def share_lapsing(self, skill: str) -> tuple[int, int]:
        """Of the holders on the first day how many lose a skill by the end: lapsing, holders."""
        months = self.of_force(skill)
        return sum(row.lapsing for row in months), months[0].holders if months else 0


def forecast_expiry(
    people: Sequence[Person], cycles: RefresherCycles, first_month: date, months: int
) -> ExpiryForecast:
    """Which skills lapse in each of `months` months, if nobody renews them. Raises RefresherUnusable.

    Only people who hold a skill on the first day of the first month are followed. Of several records of one skill
    those that follow on without a day between count as one, so that who has renewed already is not in it.

    >>> from dueregard.common.codecs import Id
    >>> from dueregard.workforce.hours import DutyFunction
    >>> ann = Person(id=Id("p1"), function=DutyFunction.RESPONSE, local_area=Id("north"),
    ...              skills=(HeldSkill(skill=Id("driver"), until_on=date(2023, 2, 28)),))
    >>> found = forecast_expiry([ann], RefresherCycles(), date(2023, 1, 1), 3)
    >>> [(row.month.month, row.holders, row.lapsing) for row in found.rows]
    [(1, 1, 0), (2, 1, 1), (3, 0, 0)]
    """
    if not 1 <= months <= MOST_MONTHS:
        raise RefresherUnusable(f"A forecast of {months} months was asked for: ask for 1 to {MOST_MONTHS}.")
    first = first_month.replace(day=1)
    starts = [months_after(first, ahead) for ahead in range(months + 1)]
    holders: Counter[tuple[str, str]] = Counter()
    lapsing: Counter[tuple[str, str, date]] = Counter()
    undated: Counter[str] = Counter()
    for person in people:
        for skill in sorted({held.skill for held in person.skills}):
            ends = _held_until(person, skill, cycles, first)
            if ends is None:
                continue
            holders[skill, person.local_area] += 1
            if ends == date.max:
                undated[skill] += 1
            elif ends < starts[-1]:
                lapsing[skill, person.local_area, ends.replace(day=1)] += 1
    return ExpiryForecast(
        first_month=first,
        months=months,
        rows=tuple(_rows(holders, lapsing, starts[:-1])),
        undated=tuple(sorted(undated.items())),
    )


def _held_until(person: Person, skill: str, cycles: RefresherCycles, first: date) -> date | None:
    """The last day to which a skill held on the first day goes on; date.max where not known; None if not held."""
    ends: date | None = None
    spells = [
        (held.from_on or date.min, cycles.last_day(held) or date.max)
        for held in person.skills
        if held.skill == skill
    ]
    for begins, last in sorted(spells):
        if ends is None:
            ends = last if begins <= first <= last else None
        elif ends == date.max or begins <= ends + timedelta(days=1):
            ends = max(ends, last)
    return ends


def _rows(
    holders: Counter[tuple[str, str]], lapsing: Counter[tuple[str, str, date]], starts: Sequence[date]
) -> Iterable[Expiry]:
    for (skill, area), left in sorted(holders.items()):
        for month in starts:
            gone = lapsing[skill, area, month]
            yield Expiry(month=month, skill=skill, local_area=area, holders=left, lapsing=gone)
            left -= gone
