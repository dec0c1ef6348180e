"""Levels without a deployment as plain values, and numbers as they are stored."""

from __future__ import annotations

from math import isfinite

from dueregard.effects.levels import LevelCheck
from dueregard.effects.stored import LevelValue

PLACES = 6


def level_value(check: LevelCheck) -> LevelValue:
    """The value of a check."""
    logged, simulated = check.logged_share, check.simulated_share
    return LevelValue(
        grade=check.group,
        weeks=check.weeks,
        logged_late=number_of(logged.value) if logged else None,
        logged_late_low=number_of(logged.low) if logged else None,
        logged_late_high=number_of(logged.high) if logged else None,
        simulated_late=number_of(simulated.value) if simulated else None,
        simulated_late_low=number_of(simulated.low) if simulated else None,
        simulated_late_high=number_of(simulated.high) if simulated else None,
        logged_minutes=number_of(check.logged_minutes.value) if check.logged_minutes else None,
        simulated_minutes=number_of(check.simulated_minutes.value) if check.simulated_minutes else None,
        gross=check.is_gross,
    )


def number_of(value: float | None) -> float | None:
    """To six places; None for what is not finite, which JSON does not have."""
    return None if value is None or not isfinite(value) else round(float(value), PLACES)
