"""Results of this room as they are stored: plain values that papers print and nothing is worked out from.

Each field says in words what it holds; the reference of the command that prints it is made from that. Numbers are
kept to six places after the point; what is not finite is null. Light on purpose: whoever reads a stored Result, a
paper or a check of a pack, loads neither the kernel nor the mathematics behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.reading.json_values import read_value
from dueregard.common.results import Result

EFFECT, STRENGTHS, SURFACE = Id("effect"), Id("strengths"), Id("surface")
FORCE = "the force"
EVERY_GRADE = "every non-emergency grade"
FROM_THEN_ON = "from then on"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """A figure; all numbers are null where it is not known, and but for the range where only that is given."""

    measure: Annotated[str, "What is measured."]
    unit: Annotated[str, "Its unit."]
    grade: Annotated[str, "The grade, or every non-emergency grade."]
    local_area: Annotated[str, "The local area, or the force."]
    window: Annotated[str, "Of people received during the deployment, or from its first day on."]
    without: Annotated[float | None, "Without the deployment, mean over runs."]
    with_it: Annotated[float | None, "With it, mean over runs."]
    difference: Annotated[float | None, "With less without."]
    likely_low: Annotated[float | None, "Low end of the range that one such deployment is likely within."]
    likely_high: Annotated[float | None, "High end of it: calibration and chance on the day."]
    calibration_sd: Annotated[float | None, "Standard deviation of what the calibration does not know."]
    calibration_is_clipped: Annotated[
        bool, "Whether the draws differ no more than chance on the day explains, so that 0 stands there."
    ]
    occasion_sd: Annotated[float | None, "Standard deviation of one deployment about its expectation."]
    simulation_low: Annotated[
        float | None, "Low end of the simulation's own 95 % interval of the difference."
    ]
    simulation_high: Annotated[float | None, "High end of it."]
    simulation_share: Annotated[
        float | None, "The simulation's error in the range's ends, as a share of its width."
    ]
    without_words: Annotated[str, "Without the deployment, as its range supports it; blank where not given."]
    words: Annotated[str, "The difference in words, with its likely range."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictValue:
    """The emergency verdict for one place."""

    place: Annotated[str, "The force, or its worst local area."]
    verdict: Annotated[str, "shown resilient, shown not, or cannot tell."]
    sentence: Annotated[str, "The verdict in words."]
    without: Annotated[float | None, "Share of emergencies attended in time without the deployment."]
    with_it: Annotated[float | None, "With it."]
    worse_points: Annotated[float | None, "Percentage points fewer."]
    worse_low: Annotated[float | None, "One-sided bound below."]
    worse_high: Annotated[float | None, "One-sided bound above."]
    level: Annotated[float | None, "Level that each bound holds by itself."]
    margin_points: Annotated[float | None, "The margin stated beforehand."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryValue:
    """Recovery of the backlog of calls that are no emergency."""

    sentence: Annotated[str, "Recovery in words."]
    probability: Annotated[
        float | None, "Share of runs back inside the usual band; null where it cannot be seen."
    ]
    low: Annotated[float | None, "Low end of its 95 % interval."]
    high: Annotated[float | None, "High end of it."]
    without: Annotated[float | None, "The same share without the deployment."]
    half_by_day: Annotated[int | None, "Day after the end by which half of the runs are back."]
    nine_in_ten_by_day: Annotated[int | None, "Day by which nine in ten are."]
    looked_at_days: Annotated[int | None, "Days in which it was looked for."]
    rest_repaid_day: Annotated[
        int | None, "Days after the end by which no rest is owed; null where the roster ends sooner."
    ]
    normal: Annotated[float | None, "Share of runs back inside the band with no rest owed any more."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadValue:
    """How busy units are during the deployment's days."""

    without: Annotated[float | None, "Share of unit-hours taken by work that cannot be left, without it."]
    with_it: Annotated[float | None, "With it."]
    worst_area: Annotated[str, "The busiest local area without it."]
    worst_without: Annotated[float | None, "Its share."]
    can_be_left: Annotated[float | None, "What unlogged work that can be left would add, without it."]
    upper_without: Annotated[
        float | None, "`without` at the calibration's upper end: 95 % of draws are below."
    ]
    upper_worst: Annotated[float | None, "The same of the local area where it is highest."]
    upper_with: Annotated[float | None, "The same of `with_it`."]
    deficit_units: Annotated[
        float | None, "Units lacking at every hour for queues to stop growing; 0 for none."
    ]
    deficit_officers: Annotated[float | None, "Officers on duty that so many units take."]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceValue:
    """What an input moves the headline by."""

    input: Annotated[str, "The input."]
    low_end: Annotated[str, "Its low end."]
    high_end: Annotated[str, "Its high end."]
    at_low: Annotated[float | None, "Change of the headline at the low end."]
    at_high: Annotated[float | None, "Change of it at the high end."]
    standard_error: Annotated[float | None, "Standard error of the difference between the ends."]
    told: Annotated[
        bool, "Whether Student's t at 95 % tells the ends apart; if not, chance may be all of it."
    ]
    assumption: Annotated[bool, "Whether it is assumed, not estimated from the log."]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeValue:
    """How many of a grade came to one end, mean of a run, from the deployment's first day on."""

    grade: Annotated[str, "The grade."]
    outcome: Annotated[str, "received, upgraded_in, or what became of them; ticks (milliseconds) for waits."]
    without: Annotated[float | None, "Without the deployment."]
    with_it: Annotated[float | None, "With it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogValue:
    """People waiting on one day: the ends of the usual band, as the design has it, and the middle."""

    day: Annotated[int, "Days after the deployment's first day."]
    usual_low: Annotated[float | None, "Without it, low end of the band."]
    usual_middle: Annotated[float | None, "Without it, 50 %."]
    usual_high: Annotated[float | None, "Without it, high end of the band."]
    with_low: Annotated[float | None, "With it, low end of such a band."]
    with_middle: Annotated[float | None, "With it, 50 %."]
    with_high: Annotated[float | None, "With it, high end of such a band."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostHoursValue:
    """Neighbourhood hours of one local area."""

    local_area: Annotated[str, "The local area."]
    minutes: Annotated[int, "Officer-minutes lost, counted in the hours ledger."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelValue:
    """Levels without the deployment, simulated and logged: a check of fit and never validation."""

    grade: Annotated[str, "The grade, with its route where it has two."]
    weeks: Annotated[int, "Weeks of the log that are compared."]
    logged_late: Annotated[float | None, "Share not seen in time in the log."]
    logged_late_low: Annotated[float | None, "Low end of its 95 % interval, weeks drawn anew."]
    logged_late_high: Annotated[float | None, "High end of it."]
    simulated_late: Annotated[float | None, "The share simulated without the deployment, mean of runs."]
    simulated_late_low: Annotated[float | None, "2.5 % of runs lie below this."]
    simulated_late_high: Annotated[float | None, "2.5 % of runs lie above this."]
    logged_minutes: Annotated[float | None, "Mean minutes to dispatch in the log."]
    simulated_minutes: Annotated[float | None, "The same simulated without the deployment."]
    gross: Annotated[
        bool, "Whether they differ by more than the design allows: then no single figure is given."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSimulatedValue:
    """People whom no queue touches."""

    grade: Annotated[str, "The grade, with its route where it has two."]
    what: Annotated[str, "What becomes of them."]
    people: Annotated[float | None, "How many are expected, from the deployment's first day on."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiedValue:
    """Which deployment was studied, on what log."""

    study: Annotated[str, "The study's short name."]
    aid: Annotated[str | None, "The deployment's id in the force's aid log; null where the study names none."]
    officers: Annotated[int | None, "Officers sent, where the study says how many."]
    deployment: Annotated[str, "The deployment in words."]
    invented: Annotated[bool, "Whether the log or the roster is made up; then no real force may cite it."]
    from_on: Annotated[str, "Its first day."]
    until_on: Annotated[str, "Its last day."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectValue(StudiedValue):
    """The effect of one deployment: what `effect --json` prints, and the value of a Result of kind `effect`."""

    simulated_until_on: Annotated[str, "The last day simulated."]
    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    headline: Annotated[str, "The effect in one sentence."]
    null: Annotated[bool, "Whether nothing changes that somebody who waits could notice."]
    range_only: Annotated[bool, "Whether only ranges are given, the units being near overload."]
    unsupported: Annotated[
        str | None,
        "Why the backtest supports no single figure, so that the headline has words; null where it does.",
    ]
    verdicts: Annotated[
        tuple[VerdictValue, ...], "The emergency verdict for the force and its worst local area."
    ]
    recovery: Annotated[RecoveryValue, "Recovery of the backlog."]
    neighbourhood: Annotated[str, "Neighbourhood hours lost and rest owed, in words."]
    neighbourhood_lost: Annotated[tuple[LostHoursValue, ...], "The same by local area."]
    load: Annotated[LoadValue, "How busy units are."]
    most_important: Annotated[
        tuple[str, ...], "The three inputs that move the headline most, load among them."
    ]
    influences: Annotated[tuple[InfluenceValue, ...], "What each input moves the headline by."]
    figures: Annotated[tuple[FigureValue, ...], "All figures."]
    outcomes: Annotated[tuple[OutcomeValue, ...], "What became of everybody, so that it adds up."]
    levels: Annotated[
        tuple[LevelValue, ...], "Simulated and logged levels: a check of fit, never validation."
    ] = ()
    levels_about: Annotated[str, "What these levels show, in words."] = ""
    not_simulated: Annotated[
        tuple[NotSimulatedValue, ...], "Whom no queue touches: with the outcomes, all that is received."
    ] = ()
    backlog: Annotated[tuple[BacklogValue, ...], "The backlog by day."]
    unlogged_lost_without: Annotated[
        float | None, "Pieces of unlogged work never begun, without the deployment."
    ]
    unlogged_lost_with: Annotated[float | None, "The same with it."]
    draws: Annotated[
        int, "Draws of the calibration that were run: more than the design's where its error was not small."
    ]
    validity: Annotated[tuple[str, ...], "What the figures rest on and what they leave out."]
    manifest_hash: Annotated[str, "Hash of the manifest: inputs, seed, method, versions."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthValue:
    """The deployment at one strength of the force."""

    label: Annotated[str, "When the force had this strength, or had it been so."]
    officers: Annotated[int, "Officers of the force."]
    headline: Annotated[
        FigureValue, "Non-emergency people not seen within the standard, from the first day on."
    ]
    range_only: Annotated[bool, "Whether only the range is given, the units being near overload."]
    load_without: Annotated[
        float | None, "Share of unit-hours taken by work that cannot be left, without it."
    ]
    load_with: Annotated[float | None, "The same with it."]
    deficit_units: Annotated[
        float | None, "Units lacking at every hour for queues to stop growing; 0 for none."
    ]
    verdict: Annotated[VerdictValue | None, "The emergency verdict for the force; null without emergencies."]
    neighbourhood_minutes_lost: Annotated[int, "Officer-minutes of neighbourhood policing lost, counted."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValue:
    """What the deployment costs at one strength more than at the next larger one, by the same chance."""

    larger: Annotated[int, "Officers of the larger force."]
    smaller: Annotated[int, "Officers of the smaller force."]
    more: Annotated[float | None, "How many more people are not seen in time because of it, mean."]
    likely_low: Annotated[float | None, "Low end of the range that this is likely within."]
    likely_high: Annotated[float | None, "High end of it."]
    verdict: Annotated[str, "more, less or cannot tell."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthsValue(StudiedValue):
    """One deployment at several strengths of the force: what `strengths --json` prints, and its Result's value."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    strengths: Annotated[tuple[StrengthValue, ...], "Each strength, largest first."]
    steps: Annotated[
        tuple[StepValue, ...], "From each strength to the next smaller; last, from largest to smallest."
    ]
    conclusion: Annotated[str, "What becomes of the effect as the force shrinks, in words, as it came out."]
    validity: Annotated[tuple[str, ...], "What the figures rest on and what they leave out."]
    manifest_hash: Annotated[str, "Hash of the manifest: inputs, seed, method, versions."]


Stored = EffectValue | StrengthsValue
KINDS: dict[str, type[EffectValue] | type[StrengthsValue]] = {EFFECT: EffectValue, STRENGTHS: StrengthsValue}


def read_stored(result: Result) -> Stored | None:
    """The value of a Result that a paper can print; None for one of another kind. Raises ValueError."""
    kind = KINDS.get(result.kind)
    return None if kind is None else read_value(kind, result.value.value)
