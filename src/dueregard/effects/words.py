"""An effect in words: what a commissioner can use, and what the figures are worth.

Words say no more than the runs show: a figure is rounded to what its range supports, and where the units are so
busy that a small error in the inputs would change everything, only the range is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.common.period import day_words
from dueregard.effects.effect import Effect, Grounds
from dueregard.effects.figures import EVERY_GRADE, FORCE, Figure, supported
from dueregard.effects.held_out import supported_width
from dueregard.effects.load import Load
from dueregard.effects.pairs import DURING, FROM_THEN_ON
from dueregard.effects.recovery import Recovery
from dueregard.effects.tornado import LOAD
from dueregard.effects.verdict import EmergencyVerdict
from dueregard.engine.queueing.experiments.verdicts import Verdict
from dueregard.local_policing.measures import Measure

NOT_IN_MODEL = (
    "officers who move between local areas unasked, meal breaks put off, overtime worked to clear a queue, "
    "weather, major incidents, the quality of what is done for a caller, and crime that a patrol prevents"
)
NO_BACKTEST = "Held-out performance: no backtest was given, so none is claimed."
MEASURE_WORDS = {
    Measure.NOT_SEEN: "people not seen within the standard",
    Measure.WAIT_TO_DISPATCH: "minutes to dispatch, on average of those attended or still waiting",
    Measure.WAIT_TO_ARRIVAL: "minutes to arrival, on average of those attended",
    Measure.HOURS_WAITED: "hours waited, over all attended or still waiting",
    Measure.LOST: "people whose call is cancelled, closed unattended or given no appointment",
    Measure.UNRESOLVED: "people still waiting at the end",
    Measure.LONGEST_TENTH: "minutes that the longest-waiting tenth exceed",
}
VERDICT_WORDS = {
    Verdict.SHOWN_RESILIENT: "is shown to be kept",
    Verdict.SHOWN_NOT: "is shown not to be kept",
    Verdict.CANNOT_TELL: "cannot be told to be kept or not",
}


def number_words(value: float, width: float) -> str:
    """A number as its range supports it, with thousands marked.

    >>> number_words(1234.6, 300.0), number_words(3.046, 1.9), number_words(-0.02, 1.9)
    ('1,240', '3.0', '0.0')
    """
    rounded = supported(value, width) + 0.0
    if width <= 0 or width >= 10 or (float(rounded).is_integer() and width > 5):
        return f"{rounded:,.0f}"
    places = 1 if width >= 1 else 2
    return f"{rounded if abs(rounded) >= 0.5 * 10**-places else 0.0:,.{places}f}"


def range_words(figure: Figure, width: float | None = None) -> str:
    """The likely range of a figure's difference, rounded by a width: its own, or what a backtest supports."""
    if figure.split is None:
        return "not known"
    likely = figure.split.likely
    width = likely.high - likely.low if width is None else width
    if not width:
        return f"exactly {number_words(likely.low, 0)}"
    return f"likely between {number_words(likely.low, width)} and {number_words(likely.high, width)}"


def difference_words(figure: Figure, *, range_only: bool, width: float | None = None) -> str:
    """The difference and its range, such as "420 more (likely between 330 and 510)".

    width: what both are rounded by, where it is not the range's own.
    """
    if figure.split is None:
        return "not known: in some runs nobody, or fewer than nine in ten, was ever sent a unit"
    likely, mean = figure.split.likely, figure.split.mean.estimate
    width = likely.high - likely.low if width is None else width
    if not width and not mean:
        return "no difference at all"
    if range_only:
        return range_words(figure, width)
    more = "more" if mean >= 0 else "fewer" if figure.unit == "people" else "less"
    return f"{number_words(abs(mean), width)} {more} ({range_words(figure, width)})"


def headline_words(effect: Effect) -> str:
    """The one sentence that a commissioner reads."""
    what = f"{_capital(effect.grounds.deployment)} from {_days(effect)}"
    if effect.is_null:
        return f"{what}: nothing changes that somebody who waits could notice."
    whom = (
        "people who call about something that is no emergency"
        if effect.headline.grade == EVERY_GRADE
        else (f"people whose call is graded {effect.headline.grade}")
    )
    split = effect.headline.split
    if split is None:
        return f"{what}: the number of {whom} who are not seen in time is not known."
    if effect.unsupported is not None:
        return (
            f"{what}: {_direction_words(split.likely.low, split.likely.high)} {whom} {_window(effect)} are not "
            f"seen within the standard. "
            f"No figure is given, because {effect.unsupported}."
        )
    if effect.is_range_only:
        return (
            f"{what}: {range_words(effect.headline)} more {whom} {_window(effect)} are not seen within the standard. "
            f"No single figure is given: {_busy_already(effect)}, and so near to overload small errors in what goes in "
            "change everything."
        )
    if effect.no_single_figure(effect.headline.grade):
        odd = ", ".join(check.group for check in effect.levels if check.is_gross)
        return (
            f"{what}: {range_words(effect.headline)} more {whom} {_window(effect)} are not seen within the standard. "
            f"No single figure is given: without the deployment the model does not show what the log shows ({odd})."
        )
    without = effect.headline.without or 0.0
    performance = effect.grounds.performance
    width = supported_width(split.likely.high - split.likely.low, split.mean.estimate, performance)
    in_any_case = number_words(without, supported_width(width, without, performance))
    return (
        f"{what}: {difference_words(effect.headline, range_only=False, width=width)} {whom} {_window(effect)} are not "
        f"seen within the standard, where about {in_any_case} would not be in any case."
    )


def _busy_already(effect: Effect) -> str:
    load = effect.load
    if load.is_overloaded or load.with_it >= 1:
        return "with the deployment away more work comes in than can be done"
    return (
        f"work that cannot be left takes {load.without:.0%} of units' time already, {load.worst_without:.0%} in "
        f"{load.worst_area}, and as the calibration stands it may be up to "
        f"{max(load.upper_without, load.upper_worst):.0%} there and {load.upper_with:.0%} of the force's with it"
    )


def deficit_words(load: Load) -> str:
    """What is lacking where more comes in than can be done."""
    return (
        f"More comes in than can be done: {load.deficit_units:.1f} more units are needed at every hour for the "
        f"queues to stop growing, which takes {load.deficit_officers:.0f} more officers on duty at every hour "
        f"({load.officers_a_unit:.2f} on response duty for each unit crewed, with sergeants, breaks and double crews)."
    )


def _direction_words(low: float, high: float) -> str:
    """Which way a range points, without a figure.

    >>> _direction_words(30.0, 500.0), _direction_words(-30.0, 500.0)
    ('more', 'it cannot be told whether more or fewer')
    """
    if low > 0:
        return "more"
    return "fewer" if high < 0 else "it cannot be told whether more or fewer"


def level_words(effect: Effect) -> str:
    """What the levels simulated without the deployment say beside those of the log."""
    if not effect.levels:
        return "No log was given to compare the simulated levels with."
    design, weeks = effect.design, max(check.weeks for check in effect.levels)
    about = (
        f"The log's are of {weeks} of its weeks, without those of the deployment and the four after it. The model was "
        "fitted to this log, so agreement is a check of fit and never validation. "
    )
    limits = f"{design.level_points:f} percentage points, or by a factor of {design.level_factor:f} in the mean wait"
    odd = [check.group for check in effect.levels if check.is_gross]
    if not odd:
        return f"{about}None differs by more than {limits}."
    return (
        f"{about}No single figure is given for {'; '.join(odd)}: the two differ by more than {limits}, so the model "
        "does not show these calls as they are."
    )


def verdict_words(verdict: EmergencyVerdict) -> str:
    """The emergency verdict in a sentence."""
    where = "In the force" if verdict.place == FORCE else f"In the worst local area, {verdict.place},"
    low, high = max(verdict.worse.low, -100.0), min(verdict.worse.high, 100.0)
    return (
        f"{where} the share of emergencies attended in time {VERDICT_WORDS[verdict.verdict]} to within "
        f"{verdict.margin:g} percentage points: {verdict.without:.1%} without the deployment and {verdict.with_it:.1%} "
        f"with it, which is {verdict.worse.estimate:.1f} points fewer ({low:.1f} to {high:.1f}, each end "
        f"one-sided {100 * verdict.level:.4g} %)."
    )


def recovery_words(recovery: Recovery | None, wanted_days: int) -> str:
    """Recovery in a sentence or two."""
    if recovery is None:
        return "Too few days after the deployment are simulated to see the backlog recover."
    days = recovery.looked_at_days
    sentence = (
        f"The backlog of calls that are no emergency is back inside its usual band for {recovery.days_inside} "
        f"days within {days} days of the end in {recovery.probability:.0%} of runs (95 % interval "
        f"{recovery.probability_low:.0%} to {recovery.probability_high:.0%}; without the deployment "
        f"{recovery.without:.0%})"
    )
    if recovery.likely_day is not None:
        sentence += f", in half of them by day {recovery.likely_day}"
        if recovery.late_day is not None:
            sentence += f" and in nine of ten by day {recovery.late_day}"
    sentence += "."
    if days < wanted_days:
        sentence += f" The ledger ends before the {wanted_days} days that were asked for."
    return sentence + _rest_repaid_words(recovery)


def _rest_repaid_words(recovery: Recovery) -> str:
    """What rest still owed adds to recovery; nothing where none is owed."""
    day = recovery.rest_repaid_day
    if day == 0:
        return ""
    when = "when the roster ends" if day is None else f"until {day} days after the end"
    return (
        f" Rest is owed {when}: back in the band with nothing owed any more, within the same days, are "
        f"{recovery.normal:.0%} of runs."
    )


def hours_words(effect: Effect) -> str:
    """Neighbourhood hours, counted and not estimated."""
    lost = sum(effect.neighbourhood_minutes_lost.values())
    sentence = f"Neighbourhood policing loses {lost / 60:,.0f} officer-hours, counted in the hours ledger."
    if lost < 0:
        sentence = (
            f"Neighbourhood policing gains {-lost / 60:,.0f} officer-hours, counted in the hours ledger."
        )
    return f"{sentence} {effect.comparison.aftermath.rest_sentence}"


def uncertainty_words(effect: Effect) -> tuple[str, ...]:
    """The headline's three uncertainties in a sentence; nothing where it has none, or the backtest bears no figure."""
    split = effect.headline.split
    if split is None or effect.is_null or effect.unsupported is not None:
        return ()
    width = split.likely.high - split.likely.low
    error = (split.mean.high - split.mean.low) / 2
    left_open = f"a standard deviation of {number_words(split.calibration, width)}"
    if split.calibration_is_clipped:
        left_open = "too little for these runs to tell from none"
    return (
        f"The headline's three uncertainties, in people: the simulation's own error, {number_words(error, width)} "
        f"either way of the mean (95 %); what the calibration leaves open, {left_open}; how one such deployment "
        f"differs from another, a standard deviation of {number_words(split.occasion, width)}. The likely range holds "
        "the last two.",
    )


def influence_words(effect: Effect) -> tuple[str, ...]:
    """What the headline hangs on most, each input with how far its ends move it; nothing where nothing was moved."""
    if not effect.influences or effect.unsupported is not None:
        return ()
    named = "; ".join(
        f"{each.input} ({each.ends[0]} {each.at_low:+,.0f}, {each.ends[1]} {each.at_high:+,.0f})"
        for each in effect.most_important
    )
    return (f"The headline hangs most on: {named}.",)


def untold_words(effect: Effect) -> tuple[str, ...]:
    """Inputs whose influence on the headline may be chance, and those without any; nothing where all are told."""
    untold = [each for each in effect.influences if not each.is_told]
    kinds = (
        ("Cannot be told from chance in these runs", [each.input for each in untold if each.error]),
        ("Moves the headline in none of these runs", [each.input for each in untold if not each.error]),
    )
    return tuple(f"{what}: {'; '.join(names)}." for what, names in kinds if names)


def validity_words(effect: Effect) -> tuple[str, ...]:
    """The validity statement: what the figures rest on and what they leave out."""
    return tuple(_validity(effect))


def _validity(effect: Effect) -> Iterator[str]:
    grounds, scenario = effect.grounds, effect.comparison.without
    yield from effect.headings
    yield (
        f"Demand was calibrated on {grounds.log}: {grounds.incidents:,} incidents from {day_words(grounds.first_on)} "
        f"to {day_words(grounds.last_on)}. Who is on duty comes from {grounds.roster}."
    )
    yield (
        f"Assumed: response policy {scenario.policy.name} ({scenario.policy.source}, "
        f"{day_words(scenario.policy.as_at)}) and crewing policy {scenario.crewing.name} ({scenario.crewing.about})."
    )
    yield performance_words(grounds)
    if grounds.past_deployments is not None:
        yield grounds.past_deployments
    yield f"Not in the model: {NOT_IN_MODEL}."
    yield _load_words(effect)
    share = effect.headline.split.simulation_share if effect.headline.split else 0.0
    yield (
        f"Made from {effect.draws} draws of the calibration, {effect.design.run_twice} of them run twice; the "
        f"simulation's own error is {share:.0%} of the width of the headline's range."
    )


def performance_words(grounds: Grounds) -> str:
    """How well the model did on what it had not seen, or that nobody looked."""
    return grounds.performance.sentence if grounds.performance else NO_BACKTEST


def _load_words(effect: Effect) -> str:
    found = [influence for influence in effect.influences if influence.input == LOAD]
    load = effect.load
    busy = (
        f"Work that cannot be left keeps units busy {load.without:.0%} of their time without the deployment and "
        f"{load.with_it:.0%} with it ({load.worst_area} most, {load.worst_without:.0%} without it); the calibration's "
        f"upper end is {load.upper_without:.0%}, {load.upper_with:.0%} and {load.upper_worst:.0%}."
    )
    if load.can_be_left:
        busy += (
            f" Unlogged work that can be left is not in these: were all of it done, it would take another "
            f"{load.can_be_left:.0%}."
        )
    if load.is_overloaded:
        busy += f" {deficit_words(load)}"
    if not found:
        return busy
    at_low = found[0].at_low
    points = effect.design.availability_points
    size = f"{abs(at_low):,.0f}"
    told = "" if found[0].is_told else ", which cannot be told from chance"
    return (
        f"{busy} Were availability {points} % lower, the headline would be {size} "
        f"{'higher' if at_low >= 0 else 'lower'} "
        f"(standard error of what lies between {points} % fewer and more: {found[0].error:,.0f}{told})."
    )


def _days(effect: Effect) -> str:
    return f"{day_words(effect.comparison.from_on)} to {day_words(effect.comparison.until_on)}"


def _window(effect: Effect) -> str:
    """Whom the headline counts: those who call from the deployment's first day to the last day simulated."""
    return f"by {day_words(effect.comparison.days[1])}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def table_rows(effect: Effect, window: int = FROM_THEN_ON) -> Iterator[tuple[str, str, Figure]]:
    """Figures of the force for a table: grade, measure in words, and the figure."""
    for figure in effect.figures:
        if figure.local_area == FORCE and figure.window == window:
            yield figure.grade, MEASURE_WORDS[figure.measure], figure


WINDOW_WORDS = {
    DURING: "of people received during the deployment",
    FROM_THEN_ON: "of people received from its first day to the end of what was simulated",
}
