"""When a tier was to be activated and when it was: triggers with their moments, and the days between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTrigger(Record):
    """A rule for when a tier is to be activated: a measure that has come to so much. Dated, with its source."""

    tier: Annotated[Tier, Column("Tier to be activated.")]
    measure: Annotated[Id, Column("What is measured, by a short name.")]
    about: Annotated[str, Column("The measure in words, with its unit.")]
    at_least: Annotated[Decimal, Column("The tier is to be activated once the measure has come to this.")]
    from_on: Annotated[When, Column("When the rule holds from.")]
    until_on: Annotated[When | None, Column("When it stops holding; blank while it lasts.")] = None

    def is_met_by(self, seen: Sighting) -> bool:
        """Whether something seen calls for the tier."""
        day = seen.at.at.date()
        holds = self.from_on.first_day <= day and (self.until_on is None or day <= self.until_on.last_day)
        return holds and seen.measure == self.measure and seen.value >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a measure had come to at a moment, as it was known then."""

    measure: Annotated[Id, Column("What is measured.")]
    at: Annotated[Moment, Column("When it was known.")]
    value: Annotated[Decimal, Column("What it had come to.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation(Record):
    """A tier was activated."""

    tier: Annotated[Tier, Column("The tier.")]
    at: Annotated[Moment, Column("When.")]
    by: Annotated[str, Column("Who activated it.", internal=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationReading:
    """A trigger beside the activation of its tier; None where it was not met, or the tier was not activated."""

    trigger: TierTrigger
    met_at: Moment | None
    activated_at: Moment | None

    @property
    def days_between(self) -> Fraction | None:
        """Days between trigger met and activation, exact; below nought where the tier was activated before."""
        if self.met_at is None or self.activated_at is None:
            return None
        minutes = (self.activated_at.at - self.met_at.at).total_seconds() // 60
        return Fraction(int(minutes), 1_440)

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        what = f"{self.trigger.about} of {self.trigger.at_least:f} or more"
        if self.met_at is None:
            return f"The trigger for the {self.trigger.tier} tier ({what}) was not met."
        met = f"The trigger for the {self.trigger.tier} tier ({what}) was met on {self.met_at.words()}"
        days = self.days_between
        if self.activated_at is None or days is None:
            return f"{met}, and the tier was not activated."
        count = f"{abs(float(days)):.1f} days {'after that' if days >= 0 else 'before that'}"
        return f"{met}, and the tier was activated on {self.activated_at.words()}, {count}."


def read_activations(
    triggers: Iterable[TierTrigger], seen: Iterable[Sighting], activations: Iterable[Activation]
) -> tuple[ActivationReading, ...]:
    """Each trigger, when it was first met, and the first activation of its tier; give what belongs to one event."""
    sightings = sorted(seen, key=lambda each: each.at)
    activated = sorted(activations, key=lambda each: each.at)
    found = []
    for trigger in triggers:
        met = next((each.at for each in sightings if trigger.is_met_by(each)), None)
        first = next((each.at for each in activated if each.tier is trigger.tier), None)
        found.append(ActivationReading(trigger=trigger, met_at=met, activated_at=first))
    return tuple(found)
