"""What `dueregard effect` shows a person: what a commander needs on one screen, or every table it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.cli.page import Page, Part, Table
from dueregard.effects.effect import Effect
from dueregard.effects.figures import Figure
from dueregard.effects.levels import Span
from dueregard.effects.pairs import DURING, FROM_THEN_ON
from dueregard.effects.stored import EffectValue
from dueregard.effects.tornado import Influence, ranked
from dueregard.effects.words import (
    WINDOW_WORDS,
    difference_words,
    hours_words,
    influence_words,
    level_words,
    number_words,
    recovery_words,
    table_rows,
    uncertainty_words,
    untold_words,
    validity_words,
    verdict_words,
)
from dueregard.local_policing.measures import OUTCOMES, Measure

SHOWN_BY_AREA = Measure.NOT_SEEN
ALL_TABLES = "--all-tables"


def effect_page(effect: Effect, answer: EffectValue, stored: str | None, *, all_tables: bool = False) -> Page:
    """An effect for a person: short, or with every table. Its validity statement stands in both."""
    parts = _with_all_tables if all_tables else _short
    return (*_sentences(effect, answer), *parts(effect), *_where_from(effect, stored))


def _sentences(effect: Effect, answer: EffectValue) -> Iterator[Part]:
    yield from effect.headings
    yield ""
    yield answer.headline
    yield from (verdict_words(each) for each in (effect.verdict, effect.worst_area) if each is not None)
    yield recovery_words(effect.recovery, effect.design.recovery_days)
    yield hours_words(effect)


def _short(effect: Effect) -> Iterator[Part]:
    """One table and the sentences that go with it; where the backtest supports no figure, none of either."""
    if effect.unsupported is None:
        yield _by_grade(effect)
    yield from uncertainty_words(effect)
    yield from influence_words(effect)
    yield from untold_words(effect)
    yield ""
    # The headings stand at the top already.
    yield from validity_words(effect)[len(effect.headings) :]
    yield f"All tables: {ALL_TABLES}; every figure: --json."


def _with_all_tables(effect: Effect) -> Iterator[Part]:
    yield from uncertainty_words(effect)
    for window in (FROM_THEN_ON, DURING):
        yield _figures(effect, window)
    if effect.levels:
        yield _levels(effect)
        yield level_words(effect)
    yield _by_area(effect)
    yield _outcomes(effect)
    if effect.not_simulated:
        yield _not_simulated(effect)
    if effect.influences:
        yield _tornado(effect)
    yield Table(
        title="What the figures rest on, and what they leave out",
        header=("",),
        rows=tuple((sentence,) for sentence in validity_words(effect)),
    )


def _where_from(effect: Effect, stored: str | None) -> Iterator[Part]:
    ledgers = (effect.comparison.without.ledger.hash, effect.comparison.with_it.ledger.hash)
    both = f"{ledgers[0][:12]} without and {ledgers[1][:12]} with the deployment"
    yield f"Hours ledger {both}; seed {effect.design.seed}."
    if stored is not None:
        yield f"Kept in {stored}; manifest {effect.manifest.hash}."


def _by_grade(effect: Effect) -> Table:
    """What the headline adds up, by grade, and the wait beside it."""
    grades = dict.fromkeys((*effect.grades, effect.headline.grade))
    rows = []
    for grade in grades:
        not_seen, wait = (
            effect.figure(measure, grade) for measure in (Measure.NOT_SEEN, Measure.WAIT_TO_DISPATCH)
        )
        range_only = effect.no_single_figure(grade)
        rows.append(
            (
                grade,
                _without(effect, not_seen),
                difference_words(not_seen, range_only=range_only),
                _without(effect, wait),
                difference_words(wait, range_only=range_only),
            )
        )
    return Table(
        title=f"The difference the deployment makes in the force, {WINDOW_WORDS[FROM_THEN_ON]}",
        header=(
            "grade and route",
            "not seen in time: without",
            "difference",
            "minutes to dispatch: without",
            "difference",
        ),
        rows=tuple(rows),
        numeric=frozenset({1, 3}),
    )


def _figures(effect: Effect, window: int) -> Table:
    return Table(
        title=f"The difference the deployment makes in the force, {WINDOW_WORDS[window]}",
        header=("grade", "measure", "without", "difference"),
        rows=tuple(
            (
                grade,
                measure,
                _without(effect, figure),
                difference_words(figure, range_only=effect.no_single_figure(grade)),
            )
            for grade, measure, figure in table_rows(effect, window)
        ),
        numeric=frozenset({2}),
    )


def _without(effect: Effect, figure: Figure) -> str:
    if effect.no_single_figure(figure.grade) or figure.without is None or figure.split is None:
        return ""
    return number_words(figure.without, figure.split.likely.high - figure.split.likely.low or 1.0)


def _levels(effect: Effect) -> Table:
    return Table(
        title="Check of fit, not validation: levels without the deployment, in the log and simulated",
        header=(
            "grade and route",
            "not seen in time: log",
            "simulated",
            "minutes to dispatch: log",
            "simulated",
        ),
        rows=tuple(
            (
                check.group,
                _share(check.logged_share),
                _share(check.simulated_share),
                _minutes(check.logged_minutes),
                _minutes(check.simulated_minutes),
            )
            for check in effect.levels
        ),
        numeric=frozenset({1, 2, 3, 4}),
    )


def _share(span: Span | None) -> str:
    return "not known" if span is None else f"{span.value:.1%} ({span.low:.1%} to {span.high:.1%})"


def _minutes(span: Span | None) -> str:
    return "not known" if span is None else f"{span.value:,.1f} ({span.low:,.1f} to {span.high:,.1f})"


def _not_simulated(effect: Effect) -> Table:
    return Table(
        title="Whom no queue touches, expected from the log; with those above, all that is received",
        header=("grade and route", "what becomes of them", "people"),
        rows=tuple((each.grade, each.what, f"{each.people:,.1f}") for each in effect.not_simulated),
        numeric=frozenset({2}),
    )


def _by_area(effect: Effect) -> Table:
    grade = effect.headline.grade
    figures = [
        effect.figure(SHOWN_BY_AREA, grade, area) for area in effect.comparison.without.grid.local_areas
    ]
    lost = effect.neighbourhood_minutes_lost
    return Table(
        title=f"By local area: people not seen within the standard ({grade}), and neighbourhood hours lost",
        header=("local area", "difference", "neighbourhood hours"),
        rows=tuple(
            (
                figure.local_area,
                difference_words(figure, range_only=effect.no_single_figure(grade)),
                f"{lost[figure.local_area] / 60:,.0f}",
            )
            for figure in figures
        ),
        numeric=frozenset({2}),
    )


def _outcomes(effect: Effect) -> Table:
    names = ("received", "upgraded_in", *OUTCOMES)
    rows = []
    for balance in effect.balances:
        for words, numbers in (("without", balance.without), ("with", balance.with_it)):
            rows.append((balance.grade, words, *(f"{numbers[name]:,.1f}" for name in names)))
    return Table(
        title="What became of everybody, mean of a run: the first two columns add up to the others",
        header=("grade", "", *(name.replace("_", " ") for name in names)),
        rows=tuple(rows),
        numeric=frozenset(range(2, 2 + len(names))),
    )


def _tornado(effect: Effect) -> Table:
    chosen = effect.most_important
    others = [each for each in ranked(effect.influences) if each not in chosen]
    return Table(
        title=f"What the headline hangs on most: {', '.join(each.input for each in chosen)}",
        header=(
            "input",
            "low end",
            "high end",
            "at low",
            "at high",
            "standard error",
            "is it chance?",
            "known from",
        ),
        rows=tuple(_influence(each) for each in (*chosen, *others)),
        numeric=frozenset({3, 4, 5}),
    )


def _influence(each: Influence) -> tuple[str, ...]:
    known = "assumption" if each.is_assumption else "calibration"
    return (
        each.input,
        *each.ends,
        f"{each.at_low:+,.0f}",
        f"{each.at_high:+,.0f}",
        f"{each.error:,.0f}",
        "" if each.is_told else "cannot be told",
        known,
    )
