"""What a fit cannot explain in the incidents: residuals wider than the model's own worlds make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import Progress
from dueregard.local_policing.calibration_parameters import MONTH_NAMES
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.fit_worlds import Grouped, grouped, worlds

Reals = npt.NDArray[np.float64]
MOST_NAMED = 6
LAGS = 14
DAY_QUANTILES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
WEEKS_FOR_TREND = 26
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One group whose residual is wider than the widest of nearly all worlds: what was seen and what was expected."""

    name: str
    seen: float
    expected: float
    spreads: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """The residuals of one way of grouping incidents, beside those of the model's own worlds.

    unexplained: share of the variance among the groups that the fit leaves, 0 to 1 (None where the groups do not
        vary). allowed_low, allowed_high: the middle 95 % of the worlds' shares.
    width: root mean square of the residuals in units of the worlds' own; near 1 where the model holds. width_high:
        97.5 % of the worlds are narrower. limit: spreads beyond which a single group is a misfit: the widest group of
        95 % of the worlds stays under it. beyond: how many groups are misfits; misfits: the widest of them.
    """

    what: str
    groups: int
    unexplained: float | None
    allowed_low: float
    allowed_high: float
    width: float
    width_high: float
    limit: float
    beyond: int
    misfits: tuple[Misfit, ...]

    @property
    def is_wider(self) -> bool:
        """Whether the residuals are wider than the model's own spread allows."""
        return self.width > self.width_high

    @property
    def is_unexplained(self) -> bool:
        """Whether there is something here that the fit cannot explain."""
        return self.is_wider or self.beyond > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A straight line through the weeks' incidents over those expected: change a year, as a share.

    low, high: the middle 95 % of the worlds, which have no trend.
    """

    name: str
    a_year: float
    low: float
    high: float

    @property
    def is_unexplained(self) -> bool:
        """Whether the trend is outside what worlds without one show."""
        return not self.low <= self.a_year <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One figure seen beside the middle and the middle 95 % of the model's worlds."""

    step: str
    seen: float | None
    fitted: float | None
    low: float | None
    high: float | None

    @property
    def is_outside(self) -> bool:
        """Whether what was seen is outside the range."""
        if self.seen is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.seen <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResiduals:
    """All that the model's own worlds say of the incidents. `worlds` of them were made, from `seed`.

    day_quantiles: incidents of a day over those expected. day_memory: their autocorrelation, one to 14 days on.
    weeks: all incidents of a week over those expected.
    """

    worlds: int
    seed: int
    groups: tuple[Residuals, ...]
    drifts: tuple[Drift, ...]
    day_quantiles: tuple[Against, ...]
    day_memory: tuple[Against, ...]
    weeks: tuple[Against, ...]


def fit_residuals(
    calibration: Calibration, number: int, seed: int, progress: Progress | None = None
) -> FitResiduals:
    """Residuals of a calibration beside those of so many of its own worlds.

    `progress` is told how many worlds are done.
    """
    tell = progress or (lambda done, total: None)
    seen = grouped(calibration.prepared, calibration.fitted)
    made: list[Grouped] = []
    for prepared, fitted in worlds(calibration, number, seed):
        made.append(grouped(prepared, fitted))
        tell(len(made), number)
    return FitResiduals(
        worlds=number,
        seed=seed,
        groups=tuple(
            _residuals(what, getattr(seen, field), [getattr(each, field) for each in made], names)
            for field, what, names in _ways(calibration)
            if getattr(seen, field)[0].shape[-1] or field == "day"
        ),
        drifts=tuple(_drifts(calibration, seen, made)),
        day_quantiles=_against(
            [f"{share:.0%}" for share in DAY_QUANTILES], _quantiles(seen), [_quantiles(each) for each in made]
        ),
        day_memory=_against(
            [str(lag) for lag in range(1, LAGS + 1)], _memory(seen), [_memory(each) for each in made]
        ),
        weeks=_against(_week_days(calibration), _week_ratios(seen), [_week_ratios(each) for each in made]),
    )


def _week_days(calibration: Calibration) -> list[str]:
    """The first day of each week."""
    first = calibration.first_on
    return [(first + timedelta(days=7 * week)).isoformat() for week in range(calibration.weeks)]


def _week_ratios(each: Grouped) -> Reals:
    seen, expected = each.week_grade
    found: Reals = seen.sum(axis=1) / np.maximum(expected.sum(axis=1), 1e-9)
    return found


def _ways(calibration: Calibration) -> list[tuple[str, str, list[str]]]:
    """Each way of grouping: its field, what it is, and the names of its groups in the order of its array."""
    sums = calibration.sums
    hours = [f"{WEEKDAYS[hour // 24]} {hour % 24:02}:00" for hour in range(168)]
    weeks = [f"week from {day}" for day in _week_days(calibration)]
    days = [(sums.first_on + timedelta(days=day)).isoformat() for day in range(7 * sums.weeks)]
    grades = [cls.key for cls in sums.classes]
    clock = [f"{hour:02}:00" for hour in range(24)]
    ways = [
        ("hour_grade", "hours of the week, by grade", _pairs(hours, grades)),
        ("hour_area", "hours of the week, by local area", _pairs(hours, sums.local_areas)),
        ("hour_month", "hours of the day, by calendar month", _pairs(clock, MONTH_NAMES)),
        ("month_grade", "calendar months, by grade", _pairs(MONTH_NAMES, grades)),
        ("week_grade", "weeks, by grade", _pairs(weeks, grades)),
        ("week_area", "weeks, by local area", _pairs(weeks, sums.local_areas)),
        ("day", "days of the whole force", days),
    ]
    return ways if len(sums.local_areas) > 1 else [way for way in ways if not way[0].endswith("_area")]


def _pairs(outer: Sequence[str], inner: Sequence[str]) -> list[str]:
    return [f"{first}, {second}" for first in outer for second in inner]


def _residuals(
    what: str, seen: tuple[Reals, Reals], made: list[tuple[Reals, Reals]], names: list[str]
) -> Residuals:
    off = _off(seen)
    own = np.stack([_off(each) for each in made])  # worlds × groups
    spread = np.sqrt((own**2).mean(axis=0))
    usable = spread > 0
    names = [name for name, used in zip(names, usable, strict=True) if used]
    off, own, spread = off[usable], own[:, usable], spread[usable]
    scaled, own_scaled = off / spread, own / spread
    widths = np.sqrt((own_scaled**2).mean(axis=1))
    limit = float(np.quantile(np.abs(own_scaled).max(axis=1), 0.95)) if len(spread) else 0.0
    shares = [share for each in made if (share := _share(each)) is not None]
    low, high = np.quantile(shares, (0.025, 0.975)) if shares else (0.0, 0.0)
    count, expected = seen[0].ravel()[usable], seen[1].ravel()[usable]
    order = np.argsort(-np.abs(scaled), kind="stable")
    beyond = int((np.abs(scaled) > limit).sum())
    return Residuals(
        what=what,
        groups=len(spread),
        unexplained=_share(seen),
        allowed_low=float(low),
        allowed_high=float(high),
        width=float(np.sqrt((scaled**2).mean())) if len(spread) else 0.0,
        width_high=float(np.quantile(widths, 0.975)) if len(spread) else 0.0,
        limit=limit,
        beyond=beyond,
        misfits=tuple(
            Misfit(
                name=names[place],
                seen=float(count[place]),
                expected=float(expected[place]),
                spreads=float(scaled[place]),
            )
            for place in order[: min(beyond, MOST_NAMED)].tolist()
        ),
    )


def _off(pair: tuple[Reals, Reals]) -> Reals:
    """Seen less expected, where anything is expected."""
    found: Reals = (pair[0] - pair[1]).ravel()
    return found


def _share(pair: tuple[Reals, Reals]) -> float | None:
    """Squared residuals over squared distances from the mean (of each column): the share left unexplained."""
    seen, expected = pair
    about = float(((seen - seen.mean(axis=0)) ** 2).sum())
    return None if about <= 0 else float(((seen - expected) ** 2).sum()) / about


def _drifts(calibration: Calibration, seen: Grouped, made: list[Grouped]) -> list[Drift]:
    if calibration.weeks < WEEKS_FOR_TREND:
        return []
    found, own = _slopes(seen), np.stack([_slopes(each) for each in made])
    names = ["all incidents", *(cls.key for cls in calibration.sums.classes)]
    low, high = np.quantile(own, (0.025, 0.975), axis=0)
    return [
        Drift(name=name, a_year=float(found[at]), low=float(low[at]), high=float(high[at]))
        for at, name in enumerate(names)
    ]


def _slopes(each: Grouped) -> Reals:
    """Slope a year of the weeks' seen over expected: of all incidents, then of each class."""
    seen, expected = each.week_grade
    both = np.column_stack([seen.sum(axis=1), seen]), np.column_stack([expected.sum(axis=1), expected])
    ratio = both[0] / np.maximum(both[1], 1e-9)
    weight = both[1]
    years = np.arange(len(seen))[:, None] * 7 / 365.25
    about = (weight * years).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    level = (weight * ratio).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    over = (weight * (years - about) * (ratio - level)).sum(axis=0)
    slope: Reals = over / np.maximum((weight * (years - about) ** 2).sum(axis=0), 1e-12)
    return slope


def _ratios(each: Grouped) -> Reals:
    seen, expected = each.day
    found: Reals = seen / np.maximum(expected, 1e-9)
    return found


def _quantiles(each: Grouped) -> Reals:
    found: Reals = np.quantile(_ratios(each), DAY_QUANTILES)
    return found


def _memory(each: Grouped) -> Reals:
    """Autocorrelation of the days' ratios one to `LAGS` days on; NaN where the log is too short."""
    ratio = _ratios(each)
    off = ratio - ratio.mean()
    whole = float((off**2).sum())
    if whole <= 0:
        return np.full(LAGS, np.nan)
    found = [
        float((off[:-lag] * off[lag:]).sum()) / whole if lag < len(off) else np.nan
        for lag in range(1, LAGS + 1)
    ]
    return np.array(found)


def _against(steps: Sequence[str], seen: Reals, made: list[Reals]) -> tuple[Against, ...]:
    own = np.stack(made)
    found = []
    for at, step in enumerate(steps):
        values = own[:, at][np.isfinite(own[:, at])]
        if not len(values) or not np.isfinite(seen[at]):
            continue
        low, middle, high = (float(q) for q in np.quantile(values, (0.025, 0.5, 0.975)))
        found.append(Against(step=step, seen=float(seen[at]), fitted=middle, low=low, high=high))
    return tuple(found)
