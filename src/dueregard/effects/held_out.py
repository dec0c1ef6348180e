"""What a backtest lets be said: how far the model is off on weeks it was not fitted to, and whether figures may stand.

The rule is stated before the test. It looks at people who call about something that is no emergency and are not seen
within the standard, in the whole force week by week: that is what the headline of an effect counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.effects.design import EffectDesign

COVERAGE_LEVEL = 0.8
"""The central range whose coverage the rule looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Held-out performance, as far as the words of an effect need it.

    sentence: in words. coverage: share of the weeks inside the central 80 %. miss_share: mean distance of a week's
    forecast from what was seen, as a share of what was seen. worst_rival, skill, skill_high: the naive rival
    against which the model does worst, its skill and the high end of the skill's interval; None where not known.
    """

    sentence: str
    coverage: float | None
    miss_share: float | None
    worst_rival: str | None
    skill: float | None
    skill_high: float | None


def failing(performance: Performance | None, design: EffectDesign) -> str | None:
    """Why no single figure may stand, in words that follow "because"; None where it may.

    Without a backtest nothing is known to fail, and the validity statement says that none was given.

    >>> poor = Performance(sentence="", coverage=0.3, miss_share=0.4, worst_rival=None, skill=None, skill_high=None)
    >>> failing(poor, EffectDesign())
    'the 80 % range of its forecasts held 30 % of the weeks it was tested on, and 60 % are needed'
    >>> failing(None, EffectDesign()) is None
    True
    """
    if performance is None:
        return None
    if performance.coverage is not None and performance.coverage < float(design.least_coverage):
        return (
            f"the {COVERAGE_LEVEL * 100:.0f} % range of its forecasts held {performance.coverage * 100:.0f} % of the "
            f"weeks it was tested on, and {float(design.least_coverage) * 100:.0f} % are needed"
        )
    if performance.skill_high is not None and performance.skill_high < float(design.least_skill):
        return (
            f"a simpler forecast ({performance.worst_rival}) was nearer on the weeks it was tested on (skill "
            f"{performance.skill or 0:.2f}, {performance.skill_high:.2f} at most)"
        )
    return None


def supported_width(width: float, value: float, performance: Performance | None) -> float:
    """The width by which a figure is rounded: its range's own, or more where the backtest was further off.

    The step is a tenth of the width at most, so a typical miss of 20 % rounds to a tenth of the figure at most.

    >>> off = Performance(sentence="", coverage=0.8, miss_share=0.2, worst_rival=None, skill=None, skill_high=None)
    >>> supported_width(100.0, 1_000.0, off), supported_width(100.0, 1_000.0, None)
    (1000.0, 100.0)
    """
    if performance is None or performance.miss_share is None:
        return width
    return max(width, 5 * performance.miss_share * abs(value))
