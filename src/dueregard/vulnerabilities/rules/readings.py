"""Rules about what rosters say: targets not met, people counted twice, skills that lapse, others relied on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dueregard.assessment.rolling import AnswerKind
from dueregard.capacity.stored import ReadingsValue, ReadingValue, RelianceValue, SharedValue, SkillValue
from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.common.results import Result
from dueregard.frameworks.model import Cause
from dueregard.improvement.settings import whole_number_on
from dueregard.vulnerabilities.inputs import Asked, Inputs
from dueregard.vulnerabilities.model import Found, Severity
from dueregard.vulnerabilities.rules.criteria import about
from dueregard.vulnerabilities.sources import Held

EXPIRING_SETTING, RELIANCE_SETTING = Id("expiring-skill-percent"), Id("reliance-limit-percent")
_OUTSIDE = (AnswerKind.NOT_STATED, AnswerKind.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ReadThen:
    """The latest reading of a target on the day of a cycle, and the question that asks for it, where there is one."""

    held: Held[ReadingsValue]
    reading: ReadingValue
    asked: Asked | None


def contradicted(inputs: Inputs) -> Mapping[str, ReadThen]:
    """Questions answered at or above the required rating whose target's latest reading falls short."""
    return {name: row for name, row in _short(inputs).items() if _is_contradicted(row.asked)}


def say_contradicted(inputs: Inputs, subject: str, row: ReadThen) -> Found:
    """Who rates what, and what the roster says."""
    assert row.asked is not None  # or it would not be contradicted
    who = inputs.who(inputs.lead_of(row.asked))
    said = (
        f"{who} rates this “{row.asked.rating_words()}” where “{row.asked.required_words()}” is required, and "
        f"{_says(row)}"
    )
    return _with_result(about(inputs, subject, row.asked, said), row.held.result)


def below_target(inputs: Inputs) -> Mapping[str, ReadThen]:
    """Targets whose latest reading falls short, where no answer says otherwise."""
    return {name: row for name, row in _short(inputs).items() if not _is_contradicted(row.asked)}


def say_below_target(inputs: Inputs, subject: str, row: ReadThen) -> Found:
    """What the roster says of which target."""
    said = _says(row)
    said = said[0].upper() + said[1:]
    if row.asked is not None:
        steps = row.asked.steps_below
        return _with_result(about(inputs, subject, row.asked, said, steps_below=steps), row.held.result)
    found = Found(lead=None, cause=Cause.PEOPLE, sentence=f"{said} ({subject}).")
    return _with_result(found, row.held.result)


def counted_twice(inputs: Inputs) -> Mapping[str, tuple[Held[ReadingsValue], SharedValue]]:
    """Pairs of targets that are met apart and not together, by the latest reading of both."""
    latest: dict[tuple[str, str], tuple[Held[ReadingsValue], SharedValue]] = {}
    for held in inputs.sources.readings:
        if held.made_on > inputs.on:
            continue
        read = {inputs.current_name(row.target) for row in held.value.readings}
        # Who reads both again and finds nobody shared says so by leaving the pair out.
        latest = {names: row for names, row in latest.items() if not set(names) <= read}
        latest |= {_names(inputs, pair): (held, pair) for pair in held.value.shared}
    return {":".join(names): row for names, row in latest.items() if row[1].is_counted_twice}


def say_counted_twice(inputs: Inputs, subject: str, basis: tuple[Held[ReadingsValue], SharedValue]) -> Found:
    """How many count for both, and in how many hours that carries both targets."""
    held, pair = basis
    hours = f"{pair.hours_each:,} {'hour' if pair.hours_each == 1 else 'hours'}"
    asked = [_asked(inputs, name) for name in _names(inputs, pair)]
    found = _placed(
        inputs,
        asked,
        f"{pair.people:,} people count for both of two targets: each alone is met in {hours}, and both together with "
        f"nobody counted twice in {pair.hours_together:,}, by the reading of {day_words(held.made_on)} ({subject}).",
    )
    return _with_result(found, held.result)


def expiring(inputs: Inputs) -> Mapping[str, tuple[Held[ReadingsValue], SkillValue]]:
    """Skills that at least so many per cent of their holders lose within the latest forecast."""
    latest: dict[str, tuple[Held[ReadingsValue], SkillValue]] = {}
    for held in inputs.sources.readings:
        if held.made_on <= inputs.on:
            latest |= {row.skill: (held, row) for row in held.value.skills}
    if not latest:
        return {}
    limit = whole_number_on(inputs.snapshot.force.settings, EXPIRING_SETTING, inputs.on)
    return {
        name: (held, row)
        for name, (held, row) in latest.items()
        if row.lapsing and 100 * row.lapsing >= limit * row.holders
    }


def say_expiring(inputs: Inputs, subject: str, basis: tuple[Held[ReadingsValue], SkillValue]) -> Found:
    """How many lose which skill by when."""
    held, row = basis
    months = "1 month" if row.months == 1 else f"{row.months} months"
    undated = f"; the last day of {row.undated:,} more is not known" if row.undated else ""
    found = _placed(
        inputs,
        [_asked(inputs, inputs.current_name(target)) for target in row.targets],
        f"{row.lapsing:,} of {row.holders:,} who hold the skill {subject} lose it within {months} from "
        f"{row.first_month}, unless they renew it{undated}, by the reading of {day_words(held.made_on)}.",
        Cause.TRAINING,
    )
    return _with_result(replace(found, inputs=(*found.inputs, f"settings/{EXPIRING_SETTING}")), held.result)


def dependent(inputs: Inputs) -> Mapping[str, tuple[Held[RelianceValue], int]]:
    """Functions of which others worked more than the limit's share of days, by the latest months; with the limit."""
    latest = {row.value.function: row for row in inputs.sources.reliance if row.made_on <= inputs.on}
    if not latest:
        return {}
    limit = whole_number_on(inputs.snapshot.force.settings, RELIANCE_SETTING, inputs.on)
    return {
        name: (row, limit)
        for name, row in latest.items()
        if 100 * row.value.days_by_others > limit * row.value.days_worked
    }


def say_dependent(inputs: Inputs, subject: str, basis: tuple[Held[RelianceValue], int]) -> Found:
    """How many days others worked, of how many, against which limit."""
    (held, limit), value = basis, basis[0].value
    months = [row.month for row in value.months]
    asked = None if value.criterion is None else _asked(inputs, inputs.current_name(value.criterion))
    found = _placed(
        inputs,
        [asked],
        f"Others supplied {value.days_by_others:,} of {value.days_worked:,} officer-days of {value.name} from "
        f"{months[0]} to {months[-1]}, more than the {limit} % that the force allows itself ({subject}).",
    )
    return _with_result(replace(found, inputs=(*found.inputs, f"settings/{RELIANCE_SETTING}")), held.result)


def _short(inputs: Inputs) -> Mapping[str, ReadThen]:
    """Targets whose latest reading by the day falls short; none that a source leaves out or that does not apply."""
    latest: dict[str, ReadThen] = {}
    for held in inputs.sources.readings:
        for reading in held.value.readings if held.made_on <= inputs.on else ():
            name = inputs.current_name(reading.target)
            latest[name] = ReadThen(held, reading, inputs.asked.get(name))
    return {
        name: row
        for name, row in latest.items()
        if not row.reading.is_met and not (row.asked and row.asked.answer.kind in _OUTSIDE)
    }


def _names(inputs: Inputs, pair: SharedValue) -> tuple[str, str]:
    first, second = sorted(map(inputs.current_name, (pair.first, pair.second)))
    return first, second


def _is_contradicted(asked: Asked | None) -> bool:
    return asked is not None and asked.rank is not None and asked.rank >= asked.question.required


def _says(row: ReadThen) -> str:
    reading = row.reading
    return (
        f"the reading of {day_words(row.held.made_on)} finds {reading.words} in {reading.hours_met:,} of "
        f"{reading.hours:,} hours and {reading.least:,} in the worst, with {reading.confidence} confidence"
    )


def _asked(inputs: Inputs, name: str) -> Asked | None:
    return inputs.asked.get(name)


def _placed(inputs: Inputs, asked: list[Asked | None], sentence: str, cause: Cause = Cause.PEOPLE) -> Found:
    """What is to be said, under the lead of the first question it bears on and the SPR areas of all."""
    bearing = [row for row in asked if row is not None]
    areas = sorted({area for row in bearing for area in row.question.spr_areas})
    return Found(
        lead=inputs.lead_of(bearing[0]) if bearing else None,
        spr_areas=tuple(areas),
        cause=cause,
        sentence=sentence,
        severity=Severity(
            essential=any(row.question.essential for row in bearing),
            weight=max((row.question.weight for row in bearing), default=0),
        ),
        inputs=tuple(f"frameworks/{asker.ref}" for row in bearing for asker in row.question.askers),
    )


def _with_result(found: Found, result: Result) -> Found:
    """With the Result among what it rests on."""
    return replace(
        found,
        inputs=(*found.inputs, f"results/{result.hash}"),
        markings=(*found.markings, result.marking),
    )
