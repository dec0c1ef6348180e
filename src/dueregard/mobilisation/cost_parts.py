"""What a plan costs, part by part: hours lost at home, what they count, and rest days cancelled, each told apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dueregard.mobilisation.plan import Aims, Plan
from dueregard.workforce.local_weights import DEFAULT_PIECES

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostParts:
    """The parts of a cost.

    hours: officer-hours lost at home. counted: what these count by their weights; the same number where every hour
    counts 1. rest_days: cancelled. rest_day_hours: officer-hours that each of them counts, as the planning file says.
    weighed: by what hours are weighed, in words; None where every hour counts 1.
    """

    hours: float
    counted: float
    rest_days: int
    rest_day_hours: float
    weighed: str | None = None

    @property
    def total(self) -> float:
        """All of it, as plans are compared by it."""
        return self.counted + self.rest_days * self.rest_day_hours

    def words(self) -> str:
        """The parts as a person reads them, with no full stop.

        >>> CostParts(hours=57, counted=57, rest_days=68, rest_day_hours=4).words()
        '57.0 officer-hours are lost at home, plus 68 rest days cancelled, counted at 4 hours each: 329.0 in all'
        >>> CostParts(hours=57, counted=57, rest_days=1, rest_day_hours=0).words()
        '57.0 officer-hours are lost at home; 1 rest day is cancelled, counted at nothing'
        >>> CostParts(hours=10, counted=24.5, rest_days=0, rest_day_hours=4, weighed="by harm").words()
        '10.0 officer-hours are lost at home, which count 24.5 weighed by harm; no rest day is cancelled'
        """
        said = f"{self.hours:,.1f} officer-hours are lost at home"
        if self.weighed is not None:
            said += f", which count {self.counted:,.1f} weighed {self.weighed}"
        if not self.rest_days:
            return f"{said}; no rest day is cancelled"
        days = f"{self.rest_days:,} rest day{'' if self.rest_days == 1 else 's'}"
        if not self.rest_day_hours:
            return f"{said}; {days} {'is' if self.rest_days == 1 else 'are'} cancelled, counted at nothing"
        return f"{said}, plus {days} cancelled, counted at {self.rest_day_hours:g} hours each: {self.total:,.1f} in all"

    def unit(self) -> str:
        """What a bound is told in, after the words above.

        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=0).unit()
        'officer-hours lost at home'
        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=4).unit()
        'hours in all, hours lost and rest days counted together'
        """
        hours = "hours weighed" if self.weighed is not None else "hours"
        if self.rest_day_hours:
            return f"{hours} in all, hours lost and rest days counted together"
        return (
            "officer-hours lost at home, weighed"
            if self.weighed is not None
            else "officer-hours lost at home"
        )


def cost_parts(plan: Plan, aims: Aims, rest_day_hours: float) -> CostParts:
    """The cost of a plan, part by part; they add up to the cost that it states."""
    return CostParts(
        hours=sum((gone.ends_at - gone.begins_at) / _HOUR for gone in plan.lost),
        counted=plan.cost - plan.rest_days * rest_day_hours,
        rest_days=plan.rest_days,
        rest_day_hours=rest_day_hours,
        weighed=_weighed(aims),
    )


def _weighed(aims: Aims) -> str | None:
    if aims.weights:
        return "by place and hour (the harm weights)"
    return None if aims.otherwise == DEFAULT_PIECES else "as the planning file says"
