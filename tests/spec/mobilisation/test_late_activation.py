"""A tier activated late is read out in days between trigger met and activation."""

from decimal import Decimal
from fractions import Fraction

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.tier_triggers import (
    Activation,
    ActivationReading,
    Sighting,
    TierTrigger,
    read_activations,
)

NATIONAL = TierTrigger(
    id=Id("national-by-forces"),
    tier=Tier.NATIONAL,
    measure=Id("forces-with-disorder"),
    about="forces with disorder at once",
    at_least=Decimal(4),
    from_on=When.parse("2024"),
    source="invented for this test",
    marking=Id("OFFICIAL"),
)


def seen(text: str, value: int, measure: str = "forces-with-disorder") -> Sighting:
    """So many at a moment of August 2024."""
    return Sighting(measure=Id(measure), at=Moment.parse(f"2024-{text}Z"), value=Decimal(value))


def activated(text: str, tier: Tier = Tier.NATIONAL) -> Activation:
    """A tier activated at a moment of August 2024."""
    moment = Moment.parse(f"2024-{text}Z")
    return Activation(id=Id(f"a-{text[:5]}"), tier=tier, at=moment, by="A. Ashdown", marking=Id("OFFICIAL"))


def reading(sightings: list[Sighting], activations: list[Activation]) -> ActivationReading:
    """The trigger read."""
    (found,) = read_activations([NATIONAL], sightings, activations)
    return found


def test_days_late_are_counted_from_the_first_time_the_trigger_was_met():
    found = reading(
        [seen("08-01T20:00", 5), seen("07-30T20:00", 1), seen("07-31T20:00", 4)], [activated("08-03T08:00")]
    )
    assert found.days_between == Fraction(5, 2)
    assert found.sentence == (
        "The trigger for the national tier (forces with disorder at once of 4 or more) was met on 31 July 2024, 20:00 "
        "UTC, and the tier was activated on 3 August 2024, 08:00 UTC, 2.5 days after that."
    )


def test_forces_left_at_the_local_tier_alone_are_told_of():
    found = reading([seen("07-31T20:00", 4)], [activated("07-31T21:00", Tier.REGIONAL)])
    assert found.days_between is None
    assert found.sentence.endswith("20:00 UTC, and the tier was not activated.")


def test_a_trigger_that_is_not_met_calls_for_nothing():
    sightings = [seen("07-31T20:00", 3), seen("07-31T21:00", 9, "calls")]
    assert reading(sightings, []).sentence.endswith(
        "(forces with disorder at once of 4 or more) was not met."
    )


def test_before_its_time_is_told_as_before():
    found = reading([seen("07-31T20:00", 4)], [activated("07-30T20:00")])
    assert found.days_between == -1
    assert found.sentence.endswith("1.0 days before that.")
