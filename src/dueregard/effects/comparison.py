"""Two worlds to compare: the same demand and policies, two hours ledgers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from dueregard.common.errors import DueRegardError
from dueregard.common.period import day_words
from dueregard.local_policing.scenario import Scenario
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger

LEAST_WARM_UP_DAYS = 7


class EffectRefused(DueRegardError):
    """Two scenarios that cannot be compared; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What the hours ledger counts of a deployment until the rest owed is repaid, past the days simulated.

    neighbourhood_minutes: officer-minutes that neighbourhood policing loses, by local area as the grid has them,
    repaying rest included. rest_repaid_on: the day on which the last rest owed is repaid; None where none is owed,
    or the roster ends sooner. owed_minutes: officer-minutes still owed where the roster ends. rest_sentence: what
    becomes of the rest, in words.
    """

    neighbourhood_minutes: tuple[int, ...]
    rest_repaid_on: date | None
    owed_minutes: int
    rest_sentence: str

    @classmethod
    def of_ledger(cls, ledger: Ledger) -> Aftermath:
        """What a ledger counts."""
        at = ledger.grid.functions.index(DutyFunction.NEIGHBOURHOOD)
        lost = (ledger.planned - ledger.working)[:, :, at].sum(axis=0)
        return cls(
            neighbourhood_minutes=tuple(lost.tolist()),
            rest_repaid_on=ledger.rest_repaid_on,
            owed_minutes=ledger.owed_at_end,
            rest_sentence=ledger.sentence_on_rest,
        )

    def rest_repaid_day(self, until_on: date) -> int | None:
        """Days after a deployment's last day by which no rest is owed: 0 where none is, None where not seen."""
        if self.owed_minutes:
            return None
        return 0 if self.rest_repaid_on is None else max(0, (self.rest_repaid_on - until_on).days)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """A scenario without and one with a deployment, which lasts from one local day to another, both included.

    The days before it let the queues fill: a week at least. Raises EffectRefused.
    """

    without: Scenario
    with_it: Scenario
    from_on: date
    until_on: date
    warm_up_days: int = LEAST_WARM_UP_DAYS
    kept_longer: Aftermath | None = None

    def __post_init__(self) -> None:
        if self.without.grid != self.with_it.grid:
            raise EffectRefused(
                "The two ledgers cover different hours or local areas: keep both on one grid."
            )
        if self.without.demand is not self.with_it.demand:
            raise EffectRefused("The two scenarios have different demand: extra demand belongs in `extra`.")
        if self.until_on < self.from_on:
            raise EffectRefused(f"The deployment ends on {day_words(self.until_on)}, before it begins.")
        first, last = self.days
        if (self.from_on - first).days < self.warm_up_days:
            raise EffectRefused(
                f"The ledger begins on {day_words(first)}, {(self.from_on - first).days} days before the deployment: "
                f"begin it {self.warm_up_days} days or more before, so that the queues have filled."
            )
        if self.until_on > last:
            raise EffectRefused(
                f"The ledger ends on {day_words(last)}, before the deployment does: carry it on until after it."
            )

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last local day of the ledgers."""
        days = self.without.grid.local_days
        return date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]))

    @property
    def aftermath(self) -> Aftermath:
        """What the ledger counts: by the longer one where one was kept, else by the one simulated."""
        return self.kept_longer or Aftermath.of_ledger(self.with_it.ledger)

    @property
    def phases(self) -> tuple[date, date]:
        """The first day of the deployment and the first after it."""
        return self.from_on, self.until_on + timedelta(days=1)

    @property
    def during(self) -> slice:
        """Places of the deployment's days among the local days."""
        first, _ = self.days
        return slice((self.from_on - first).days, (self.until_on - first).days + 1)

    @property
    def is_null(self) -> bool:
        """Whether nothing differs that a queue could notice."""
        same_work = np.array_equal(self.without.ledger.working, self.with_it.ledger.working)
        same_rules = (
            self.without.policy == self.with_it.policy and self.without.crewing == self.with_it.crewing
        )
        return same_work and same_rules and self.without.extra == self.with_it.extra

    def changed(self, **changes: object) -> Comparison:
        """The same with both scenarios changed alike."""
        return replace(
            self,
            without=replace(self.without, **changes),  # type: ignore[arg-type]
            with_it=replace(self.with_it, **changes),  # type: ignore[arg-type]
        )
