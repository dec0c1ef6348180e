"""What a deployment costs at home: nothing exactly where nothing changes, and more where more are away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.common.results import Result
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.design import EffectDesign, read_effect_design
from dueregard.effects.effect import NOT_TESTED, Effect, estimate_effect
from dueregard.effects.figures import EVERY_GRADE, FORCE, supported
from dueregard.effects.pairs import ADDED_UP, DURING, FROM_THEN_ON, Planned, run_pairs
from dueregard.effects.recovery import first_inside
from dueregard.effects.stored import EffectValue, read_stored
from dueregard.effects.tornado import LOAD
from dueregard.effects.value import plain_value, result_of, value_of
from dueregard.effects.words import headline_words, recovery_words, validity_words, verdict_words
from dueregard.engine.queueing.experiments.verdicts import Verdict
from dueregard.local_policing.measures import Measure
from dueregard.workforce.backfill import BackfillPolicy, Source
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import GROUNDS, small_comparison, small_demand, small_roster

DESIGN = EffectDesign(run_twice=20, tornado_runs=4)
DEMANDS = tuple(
    replace(small_demand(1.0 + 0.0002 * number), unseen_share=0.15 + 0.0005 * number) for number in range(200)
)
START = small_roster(16).grid.start


def taken(officers: int, function: DutyFunction = DutyFunction.RESPONSE, *, on_rest_days: bool = False):
    """Officers of each local area away on the eighth, ninth and tenth day."""
    return tuple(
        Withdrawal(
            from_at=START + timedelta(days=7),
            until_at=START + timedelta(days=10),
            local_area=area,
            function=function,
            officers=officers,
            on_rest_days=on_rest_days,
        )
        for area in ("north", "south")
        if officers
    )


@pytest.fixture(scope="module")
def two_away() -> Effect:
    return estimate_effect(small_comparison(taken(2)), DEMANDS, DESIGN, GROUNDS)


def test_a_deployment_makes_people_wait_longer(two_away: Effect):
    headline = two_away.headline
    assert (headline.measure, headline.grade, headline.local_area) == (Measure.NOT_SEEN, EVERY_GRADE, FORCE)
    assert headline.split is not None
    assert headline.split.mean.low > 0
    assert headline.split.likely.low <= headline.split.mean.estimate <= headline.split.likely.high
    assert headline.simulation_is_small


def test_three_uncertainties_stand_apart(two_away: Effect):
    split = two_away.headline.split
    assert split is not None
    assert split.occasion > 0
    assert split.mean.high - split.mean.low < split.likely.high - split.likely.low


def test_everybody_is_accounted_for_on_both_sides(two_away: Effect):
    for balance in two_away.balances:
        for side in (balance.without, balance.with_it):
            ended = sum(
                side[name]
                for name in ("attended", "upgraded", "cancelled", "closed", "no_slot", "unresolved")
            )
            assert side["received"] + side["upgraded_in"] == pytest.approx(ended)
        assert balance.without["received"] == balance.with_it["received"]


def test_the_verdict_the_load_and_the_tornado_are_there(two_away: Effect):
    assert two_away.verdict is not None
    assert two_away.verdict.place == FORCE
    assert two_away.verdict.worse.estimate > 0
    assert two_away.worst_area is not None
    assert two_away.worst_area.worse.estimate >= two_away.verdict.worse.estimate - 1.0
    assert 0 < two_away.load.without < two_away.load.with_it
    assert LOAD in [each.input for each in two_away.most_important]
    assert len(two_away.most_important) == 3


def test_the_backlog_recovers_in_a_force_that_has_room(two_away: Effect):
    assert two_away.recovery is not None
    assert two_away.recovery.probability > 0.9
    assert two_away.recovery.looked_at_days < 28
    assert "before the 28 days that were asked for" in recovery_words(two_away.recovery, 28)


def test_the_words_say_what_the_figures_say(two_away: Effect):
    words = headline_words(two_away)
    assert words.startswith("Three officers to a fair from 16 January 2023 to 18 January 2023: ")
    assert "likely between" in words
    assert two_away.headings == (NOT_TESTED,)
    statement = " ".join(validity_words(two_away))
    for told in (
        "100,000 incidents",
        "Not tested",
        "no backtest",
        "Not in the model",
        "availability 2 % lower",
    ):
        assert told in statement
    assert two_away.verdict is not None
    assert "2 percentage points" in verdict_words(two_away.verdict)


def test_it_is_stored_as_a_result_that_reads_back(two_away: Effect):
    result = result_of(two_away, marking=Id("OFFICIAL-SENSITIVE"), made_on=date(2023, 11, 1))
    assert isinstance(result, Result)
    assert not result.publishable
    assert result.value.value["headline"] == headline_words(two_away)
    assert result.manifest.value["seed"] == DESIGN.seed
    assert plain_value(two_away)["manifest_hash"] == result.inputs_hash
    stored = read_stored(result)
    assert isinstance(stored, EffectValue)
    everything = value_of(two_away)
    assert stored == replace(everything, figures=stored.figures)
    assert set(stored.figures) < set(everything.figures)
    assert [each for each in everything.figures if each.local_area == FORCE] == [
        each for each in stored.figures if each.local_area == FORCE
    ]


def test_one_worker_and_two_give_the_same_to_the_bit():
    comparison = small_comparison(taken(2))
    one, two = (
        run_pairs([Planned(comparison=comparison, runs=20)], DEMANDS, 20141104, workers=workers)[0]
        for workers in (1, 2)
    )
    for name in ("over", "under", "tenth", "backlog", "received", "counts"):
        assert np.array_equal(getattr(one.with_it, name), getattr(two.with_it, name))
        assert np.array_equal(getattr(one.without, name), getattr(two.without, name))


RESPONSE_FROM_NEIGHBOURHOOD = BackfillPolicy(
    name=Id("lend"),
    about="Neighbourhood officers stand in.",
    protects=(DutyFunction.RESPONSE,),
    order=(Source.NEIGHBOURHOOD,),
)
NO_DIARY = small_demand()
NO_DIARY.rates[:, :, 2] = 0  # nobody asks for the appointments that neighbourhood officers keep
NULLS = {
    "nobody is sent": small_comparison(()),
    "those sent belong to a function without a queue": small_comparison(
        taken(2, DutyFunction.NEIGHBOURHOOD), demand=NO_DIARY
    ),
    "as many stand in as are sent": small_comparison(
        taken(2), policy=RESPONSE_FROM_NEIGHBOURHOOD, demand=NO_DIARY
    ),
}


@pytest.mark.parametrize("what", NULLS)
def test_where_nothing_changes_for_a_queue_the_difference_is_exactly_nought(what: str):
    demands = DEMANDS if NULLS[what].without.demand is not NO_DIARY else [NO_DIARY] * 10
    (pairs,) = run_pairs([Planned(comparison=NULLS[what], runs=10)], demands, 20141104)
    for measure in ADDED_UP:
        for window in (DURING, FROM_THEN_ON):
            for grade in range(len(pairs.grades)):
                for area in range(len(pairs.local_areas)):
                    without = pairs.without.value(window, measure, [grade], [area])
                    with_it = pairs.with_it.value(window, measure, [grade], [area])
                    assert np.array_equal(without, with_it, equal_nan=True)
    assert np.array_equal(pairs.without.backlog, pairs.with_it.backlog)


def test_a_null_says_so_and_is_shown_resilient():
    effect = estimate_effect(NULLS["nobody is sent"], DEMANDS, DESIGN, GROUNDS)
    assert effect.is_null
    assert effect.headline.split is not None
    assert (effect.headline.split.likely.low, effect.headline.split.likely.high) == (0.0, 0.0)
    assert effect.verdict is not None
    assert effect.verdict.verdict is Verdict.SHOWN_RESILIENT
    assert "nothing changes" in headline_words(effect)


def test_buying_it_out_with_rest_days_shows_in_the_weeks_of_repayment():
    """Nobody is missing while they are away on rest days; then they rest, and that is when people wait."""
    comparison = small_comparison(taken(3, on_rest_days=True), days=30)
    (pairs,) = run_pairs([Planned(comparison=comparison, runs=30)], DEMANDS, 20141104)
    added = (pairs.with_it.backlog - pairs.without.backlog).sum(axis=2)
    assert np.array_equal(added[:, :14], np.zeros((30, 14)))
    assert added[:, 14:].mean() > 0


def test_near_overload_only_a_range_is_given():
    comparison = small_comparison(taken(2), response=4)
    effect = estimate_effect(comparison, DEMANDS, DESIGN, GROUNDS)
    assert effect.load.with_it >= 1
    assert effect.is_range_only
    words = headline_words(effect)
    assert "No single figure is given" in words
    assert effect.load.deficit_units > 0
    assert any("more units are needed at every hour" in sentence for sentence in validity_words(effect))
    # All single, no breaks, no sergeants: an officer on duty for each unit.
    assert effect.load.officers_a_unit == pytest.approx(1)
    assert effect.load.deficit_officers == pytest.approx(effect.load.deficit_units)
    assert plain_value(effect)["figures"][0]["difference"] is None


def test_more_away_is_worse_in_expectation():
    worse = [estimate_pairs_mean(small_comparison(taken(officers))) for officers in (0, 1, 3)]
    assert worse[0] == 0
    assert worse[0] < worse[1] < worse[2]


def estimate_pairs_mean(comparison) -> float:
    (pairs,) = run_pairs([Planned(comparison=comparison, runs=40)], DEMANDS, 20141104)
    grades, areas = range(len(pairs.grades)), range(2)
    without = pairs.without.value(FROM_THEN_ON, Measure.HOURS_WAITED, grades, areas)
    return float((pairs.with_it.value(FROM_THEN_ON, Measure.HOURS_WAITED, grades, areas) - without).mean())


def test_recovery_is_the_first_of_days_in_a_row():
    backlog = np.array([[5.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0], [9.0] * 7])
    assert first_inside(backlog, np.full(7, 2.0), 3).tolist() == [4, -1]
    assert first_inside(backlog[:, :2], np.full(2, 2.0), 3).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("value", "width", "rounded"),
    [(417.3, 190.0, 420.0), (1.2345, 0.5, 1.25), (-417.3, 0.0, -417.3), (12.0, 5.0, 12.0)],
)
def test_a_figure_is_rounded_to_what_its_range_supports(value, width, rounded):
    assert supported(value, width) == pytest.approx(rounded)


@pytest.mark.parametrize(
    ("away", "days", "sentence"),
    [
        ((3, 5), 16, "begin it 7 days or more before"),
        ((9, 8), 16, "before it begins"),
        ((7, 20), 16, "carry it on until after it"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused_in_a_sentence(away, days, sentence):
    with pytest.raises(EffectRefused, match=sentence):
        small_comparison((), away=away, days=days)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("draws: 100", "100 draws are too few"),
        ("run_twice: 1", "run twice"),
        ("likely: 1", "'likely' is a share"),
        ("margin_points: 101", "0 to 100 percentage points"),
        ("recovery_days: 0", "1 to 366 days"),
    ],
)
def test_a_design_that_cannot_be_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(Exception, match=sentence):
        read_effect_design(text)


def test_a_design_reads_from_yaml():
    design = read_effect_design(
        "name: careful\nmargin_points: 1.5\nsource: the chief officers, 3 November 2026\n"
    )
    assert design.margin_points == Decimal("1.5")
    assert design.draws == 200
