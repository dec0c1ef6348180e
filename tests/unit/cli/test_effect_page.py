"""What `dueregard effect` prints: one screen that a commander can read, or every table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dueregard.cli.page import Page, Table, plain_page
from dueregard.cli.presenters.effect import effect_page
from dueregard.effects.design import EffectDesign
from dueregard.effects.effect import Effect, estimate_effect
from dueregard.effects.held_out import Performance
from dueregard.effects.value import value_of
from dueregard.effects.words import headline_words, validity_words, verdict_words
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import GROUNDS, small_comparison, small_demand, small_roster

START = small_roster(16).grid.start
DRAWS = 200
DESIGN = EffectDesign(run_twice=20, tornado_runs=4)
FAILED = Performance(
    sentence="Held-out performance: poor.",
    coverage=0.1,
    miss_share=0.9,
    worst_rival=None,
    skill=None,
    skill_high=None,
)


@pytest.fixture(scope="module")
def effect() -> Effect:
    away = tuple(
        Withdrawal(
            from_at=START + timedelta(days=7),
            until_at=START + timedelta(days=10),
            local_area=area,
            function=DutyFunction.RESPONSE,
            officers=2,
        )
        for area in ("north", "south")
    )
    demands = tuple(
        replace(small_demand(1.0 + 0.0002 * number), unseen_share=0.15 + 0.0005 * number)
        for number in range(DRAWS)
    )
    return estimate_effect(small_comparison(away), demands, DESIGN, GROUNDS)


def tables(page: Page) -> list[Table]:
    return [part for part in page if isinstance(part, Table)]


def test_the_short_page_has_one_table_and_all_that_limits_trust(effect: Effect):
    page = effect_page(effect, value_of(effect), None)
    (table,) = tables(page)
    assert [row[0] for row in table.rows] == [*effect.grades, effect.headline.grade]
    told = plain_page(page)
    assert effect.verdict is not None
    for wanted in (
        headline_words(effect),
        verdict_words(effect.verdict),
        *(each.input for each in effect.influences),
        *validity_words(effect),
    ):
        assert wanted in told
    assert "three uncertainties, in people: " in told
    assert told.count(effect.headings[0]) == 1, "a heading stands once, at the top"
    assert len(told.splitlines()) <= 40


def test_each_named_input_stands_with_both_its_ends(effect: Effect):
    told = plain_page(effect_page(effect, value_of(effect), None))
    (line,) = (line for line in told.splitlines() if line.startswith("The headline hangs most on: "))
    for each in effect.most_important:
        assert (
            f"{each.input} ({each.ends[0]} {each.at_low:+,.0f}, {each.ends[1]} {each.at_high:+,.0f})" in line
        )


def test_an_input_that_never_moves_it_is_not_called_chance(effect: Effect):
    still = replace(effect.influences[-1], input="still", at_low=0.0, at_high=0.0, error=0.0)
    moved = replace(effect.influences[-1], input="unsure", at_low=-1.0, at_high=1.0, error=9.0)
    told = plain_page(effect_page(replace(effect, influences=(still, moved)), value_of(effect), None))
    assert "Cannot be told from chance in these runs: unsure." in told
    assert "Moves the headline in none of these runs: still." in told


def test_all_tables_hold_every_measure_and_input(effect: Effect):
    page = effect_page(effect, value_of(effect), None, all_tables=True)
    short = effect_page(effect, value_of(effect), None)
    assert len(tables(page)) >= 6
    cells = {cell for table in tables(page) for row in table.rows for cell in row}
    assert {each.input for each in effect.influences} <= cells
    assert {each.local_area for each in effect.figures if each.measure.name == "NOT_SEEN"} - cells == {
        "the force"
    }
    assert len(plain_page(page).splitlines()) > 2 * len(plain_page(short).splitlines())


def test_where_the_backtest_fails_the_short_page_has_no_figure_of_the_effect(effect: Effect):
    failed = replace(effect, grounds=replace(effect.grounds, performance=FAILED))
    page = effect_page(failed, value_of(failed), None)
    assert not tables(page)
    told = plain_page(page)
    assert "No figure is given, because" in told
    assert "three uncertainties, in people" not in told
    assert "The headline hangs most on" not in told


def test_what_the_calibration_leaves_open_is_no_nought_where_it_cannot_be_told(effect: Effect):
    split = effect.headline.split
    assert split is not None
    clipped = replace(split, calibration=0.0, calibration_is_clipped=True)
    changed = replace(effect, headline=replace(effect.headline, split=clipped))
    told = plain_page(effect_page(changed, value_of(changed), None))
    assert "what the calibration leaves open, too little for these runs to tell from none;" in told
