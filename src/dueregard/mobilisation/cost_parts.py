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

    def unit(self, reserve: bool = False) -> str:
        """What a bound is told in, after the words above. reserve: units short of one are in it too.

        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=0).unit()
        'officer-hours lost at home'
        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=4).unit()
        'hours in all, hours lost and rest days counted together'
        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=4).unit(reserve=True)
        'hours in all, hours lost, rest days and units short of the reserve counted together'
        """
        hours = "hours weighed" if self.weighed is not None else "hours"
        if reserve:
            days = ", rest days" if self.rest_day_hours else ""
            return f"{hours} in all, hours lost{days} and units short of the reserve counted together"
        if self.rest_day_hours:
            return f"{hours} in all, hours lost and rest days counted together"
        return (
            "officer-hours lost at home, weighed"
            if self.weighed is not None
            else "officer-hours lost at home"
        )

    def counts(self, reserve: bool = False) -> str:
        """What the total counts, with no full stop. reserve: units short of one are in it too.

        >>> CostParts(hours=57, counted=57, rest_days=0, rest_day_hours=4).counts()
        'officer-hours lost at home, each counted as 1, plus rest days cancelled, at 4 hours each'
        >>> CostParts(hours=10, counted=24.5, rest_days=1, rest_day_hours=0, weighed="by harm").counts()
        'officer-hours lost at home, weighed by harm; rest days count nothing'
        """
        said = "officer-hours lost at home, "
        said += "each counted as 1" if self.weighed is None else f"weighed {self.weighed}"
        if self.rest_day_hours:
            said += f", plus rest days cancelled, at {self.rest_day_hours:g} hours each"
        if reserve:
            said += ", plus units short of the reserve at its price"
        return said if self.rest_day_hours else f"{said}; rest days count nothing"

    def changed(self, other: CostParts, reserve: float | None = None) -> str:
        """What another plan costs more or less, part by part. reserve: what units short of it count more.

        >>> one = CostParts(hours=1242, counted=1242, rest_days=104, rest_day_hours=4)
        >>> one.changed(CostParts(hours=1408, counted=1408, rest_days=83, rest_day_hours=4))
        '166 more hours lost at home and 21 fewer rest days, 82 more in all as they are counted'
        """
        said = f"{_more(other.hours - self.hours, 'hour')} lost at home"
        days = _more(other.rest_days - self.rest_days, "rest day")
        if self.weighed is not None:
            said += f", {_more(other.counted - self.counted)} weighed {self.weighed},"
        said += f" and {days}"
        if not self.rest_day_hours:
            said += " (counted at nothing)"
        if reserve is not None:
            said += f", {_more(reserve)} for units short of the reserve"
        if not self.rest_day_hours and reserve is None:
            return said
        return f"{said}, {_more(other.total - self.total + (reserve or 0))} in all as they are counted"


def _more(change: float, what: str = "") -> str:
    """A change in words.

    >>> _more(-1.04, "hour"), _more(21, "rest day"), _more(0.04, "hour"), _more(0)
    ('1 fewer hour', '21 more rest days', 'as many hours', 'the same')
    """
    number = f"{abs(change):,.1f}".removesuffix(".0")
    if number == "0":
        return f"as many {what}s" if what else "the same"
    many = "" if number == "1" or not what else "s"
    return f"{number} {'more' if change > 0 else 'fewer'} {what}{many}".strip()


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
