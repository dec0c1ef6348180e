"""What a fair share is: what counts as load and over how long, as dated settings; and the order of leximin.

Load is a number: what somebody was asked over the year and is asked now, each kind times its weight, over their
share of full time. Plans are compared by the largest load, then the next largest, and so on (leximin).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from dueregard.mobilisation.past_loads import NEVER, Exposure, PastLoad, exposures
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class FairShares:
    """How load is reckoned.

    days: how far back what was asked counts. tour, night, rest_day: what each of them weighs. full_time_hours:
    contracted hours a week that are a whole share; who is contracted for half of them bears twice the load of
    the same tour. volunteers_first: volunteers take the heaviest ways. night_from, night_until, night_hours: a
    night is worked if so many hours lie between these two hours of the clock. Raises ValueError.
    """

    days: int
    tour: Decimal
    night: Decimal
    rest_day: Decimal
    full_time_hours: Decimal
    volunteers_first: bool
    night_from: int
    night_until: int
    night_hours: Decimal

    def __post_init__(self) -> None:
        if self.full_time_hours <= 0:
            raise ValueError("full time is nought hours a week; give more than nought")
        if not 0 <= self.night_until < self.night_from <= 23:
            raise ValueError(
                f"the night runs from {self.night_from} to {self.night_until} o'clock; "
                "give an hour before midnight and one after it"
            )

    def share_of(self, person: Person) -> Fraction:
        """The person's share of full time; 1 where their hours are not known."""
        if person.hours_per_week is None:
            return Fraction(1)
        return Fraction(person.hours_per_week) / Fraction(self.full_time_hours)

    def words(self) -> str:
        """What a load counts, with no full stop.

        >>> from dueregard.workforce.duty_rules import shipped_rules
        >>> fair_shares(shipped_rules(), date(2023, 3, 1)).words()
        'tours (1 point each), nights on tours (1) and cancelled rest days (1) of the 365 days before and of the plan'
        """
        return (
            f"tours ({self.tour:f} point{'' if self.tour == 1 else 's'} each), nights on tours ({self.night:f}) and "
            f"cancelled rest days ({self.rest_day:f}) of the {self.days:,} days before and of the plan"
        )

    def weight_of(self, exposure: Exposure) -> Fraction:
        """What an exposure weighs, before the share of full time."""
        return (
            exposure.tours * Fraction(self.tour)
            + exposure.nights * Fraction(self.night)
            + exposure.rest_days * Fraction(self.rest_day)
        )

    def nights_in(self, begins_at: datetime, ends_at: datetime, zone: str) -> int:
        """How many nights are worked between two moments, by the clock of a time zone."""
        place, found = zone_named(zone), 0
        least = max(Fraction(self.night_hours) * 60, Fraction(1))
        day = begins_at.astimezone(place).date() - timedelta(days=1)
        while day <= ends_at.astimezone(place).date():
            first = datetime.combine(day, time(self.night_from), place).astimezone(UTC)
            last = datetime.combine(day + timedelta(days=1), time(self.night_until), place).astimezone(UTC)
            worked = min(ends_at, last) - max(begins_at, first)
            found += worked // timedelta(minutes=1) >= least
            day += timedelta(days=1)
        return found


def fair_shares(rules: DutyRules, day: date) -> FairShares:
    """The settings in force on a day. Raises DutyRuleUnusable.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> shares = fair_shares(shipped_rules(), date(2023, 3, 1))
    >>> shares.days, shares.volunteers_first
    (365, False)
    """
    try:
        return FairShares(
            days=rules.whole("fair-share-days", day),
            tour=rules.number("fair-share-tour", day),
            night=rules.number("fair-share-night", day),
            rest_day=rules.number("fair-share-rest-day", day),
            full_time_hours=rules.number("fair-share-full-time-hours", day),
            volunteers_first=rules.whole("fair-share-volunteers-first", day) > 0,
            night_from=rules.whole("night-from-hour", day),
            night_until=rules.whole("night-until-hour", day),
            night_hours=rules.number("night-least-hours", day),
        )
    except ValueError as error:
        raise DutyRuleUnusable(f"The duty rules for fair shares do not fit together: {error}.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """All that names are chosen by: settings, what was asked before, who volunteers, and the seed of ties."""

    shares: FairShares
    past: tuple[PastLoad, ...] = ()
    volunteers: frozenset[str] = field(default_factory=frozenset)
    seed: int = 0

    def before(self, accepted_on: date) -> dict[str, Exposure]:
        """What was asked of each person in the year before a request."""
        return dict(exposures(self.past, accepted_on, self.shares.days))

    def sharers(self, people: Iterable[Person], accepted_on: date) -> dict[str, Sharer]:
        """What each of some people bears before a request."""
        before = self.before(accepted_on)
        return {
            person.id: Sharer(
                past=self.shares.weight_of(before.get(person.id, NEVER)),
                share=self.shares.share_of(person),
                tie=tie_of(self.seed, person.id),
                volunteers=self.shares.volunteers_first and person.id in self.volunteers,
            )
            for person in people
        }


@dataclass(frozen=True, slots=True)
class Sharer:
    """One of those among whom ways are shared out: what weighs on them, their share of full time, their lot."""

    past: Fraction
    share: Fraction
    tie: bytes = b""
    volunteers: bool = False

    def load(self, weight: Fraction = Fraction(0)) -> Fraction:
        """Their load with a way of some weight."""
        return (self.past + weight) / self.share


def tie_of(seed: int, person: str) -> bytes:
    """The lot that decides between people who are otherwise alike: the same for the same seed and person."""
    return hashlib.sha256(f"{seed} {person}".encode()).digest()


def share_out(people: Sequence[Sharer], weights: Sequence[Fraction]) -> list[int]:
    """For each way, by its weight, the place of the person who takes it; the others stay. Leximin.

    The heaviest way goes to the one whose load with it would be least, of these to the one with the largest share
    of full time, and so on downwards. That this is leximin: let another, j, take the heaviest way, a, in a best
    sharing, where i, chosen here, takes b (or stays: 0). Swap the two. The load of i with a is no more than that
    of j with a, and if it is less, so is the larger load of the two. If it is the same, the share of i is no
    smaller, so that going from a down to b spares j no less than it spared i. The swap never makes the sharing
    worse; the rest follows by induction. Where several signatures share out, each for itself, the loads of all
    are leximin too, since that order of bags is kept when the same loads are added to both.

    With volunteers first they take the heaviest ways and the others the lightest: the loads of those who did not
    volunteer are leximin first, then those of the volunteers.

    >>> full, half = Sharer(Fraction(2), Fraction(1)), Sharer(Fraction(0), Fraction(1, 2))
    >>> share_out([full, half], [Fraction(1)])  # loads of 2 and 2, rather than of 3 and 0
    [1]
    """
    heaviest = sorted(range(len(weights)), key=lambda at: -weights[at])
    taken = [0] * len(weights)
    groups = [[at for at, one in enumerate(people) if one.volunteers is wanted] for wanted in (True, False)]
    for group in groups:
        ways, heaviest = heaviest[: len(group)], heaviest[len(group) :]
        ordered: list[int] = []
        weight: Fraction | None = None
        for way in ways:
            if weights[way] != weight:
                weight = weights[way]
                ordered = _in_turn(people, ordered if ordered else group, weight)
            taken[way] = ordered.pop()
    return taken


def _in_turn(people: Sequence[Sharer], places: Sequence[int], weight: Fraction) -> list[int]:
    """Who is to take a way of a weight, last of the list first."""

    def turn(at: int) -> tuple[Fraction, Fraction, bytes]:
        return people[at].load(weight), -people[at].share, people[at].tie

    return sorted(places, key=turn, reverse=True)


def as_bag(loads: Iterable[Fraction]) -> list[Fraction]:
    """Loads as leximin compares them: largest first; of two such lists the smaller is the fairer.

    >>> as_bag([Fraction(1), Fraction(3)]) > as_bag([Fraction(2), Fraction(2)])
    True
    """
    return sorted(loads, reverse=True)
