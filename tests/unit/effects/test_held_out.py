"""A backtest decides what may be said: a figure, a rounder one, or words; and it must be of the same log."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.errors import FaultsFound
from dueregard.common.results import JsonText, Result
from dueregard.effects import backtest_value, past_value
from dueregard.effects.backtest_value import performance_in, result_of, value_of
from dueregard.effects.backtesting import manifest_of, told
from dueregard.effects.design import EffectDesign
from dueregard.effects.effect import NOT_TESTED, estimate_effect
from dueregard.effects.held_out import Performance, failing
from dueregard.effects.stored_results import check_fresh, read_result, wanted_inputs
from dueregard.effects.words import headline_words, validity_words
from dueregard.local_policing.backtest import run_backtest
from dueregard.local_policing.calibration_result import InputFile
from tests.support.small_backtest import backtested, made
from tests.support.small_scenario import GROUNDS, small_comparison
from tests.unit.effects.test_effect import DEMANDS, DESIGN, taken

GOOD = Performance(
    sentence="Held-out performance: as it was found.",
    coverage=0.8,
    miss_share=0.3,
    worst_rival="last week",
    skill=0.2,
    skill_high=0.4,
)
INPUTS = (InputFile(name="log.csv.gz", sha256="1" * 64),)


@pytest.fixture(scope="module")
def effect():
    return estimate_effect(small_comparison(taken(2)), DEMANDS, DESIGN, GROUNDS)


def with_performance(effect, performance: Performance | None):
    return replace(effect, grounds=replace(GROUNDS, performance=performance))


def test_a_figure_stands_where_the_backtest_supports_it_and_is_rounded_to_what_it_supports(effect):
    plainly, rounded = headline_words(effect), headline_words(with_performance(effect, GOOD))
    assert "likely between" in rounded
    assert "No figure" not in rounded
    off = replace(GOOD, miss_share=3.0)
    digits = [
        sum(c.isdigit() and c != "0" for c in words)
        for words in (plainly, headline_words(with_performance(effect, off)))
    ]
    assert digits[1] < digits[0], "a forecast that is far off gives rounder figures"


@pytest.mark.parametrize(
    ("performance", "why"),
    [
        (replace(GOOD, coverage=0.59), "the 80 % range of its forecasts held 59 % of the weeks"),
        (replace(GOOD, skill=-0.5, skill_high=-0.1), "a simpler forecast (last week) was nearer"),
    ],
)
def test_words_stand_instead_of_a_figure_where_it_fails(effect, performance, why):
    poor = with_performance(effect, performance)
    words = headline_words(poor)
    assert ": more people" in words
    assert "No figure is given, because" in words
    assert "likely between" not in words
    assert "would not be in any case" not in words
    assert why in words
    assert poor.unsupported is not None


def test_the_limits_are_the_design_s_and_may_be_stricter():
    strict = EffectDesign(least_coverage=Decimal("0.9"))
    assert failing(GOOD, EffectDesign()) is None
    assert failing(GOOD, strict) is not None
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        EffectDesign(least_coverage=Decimal(2))


def test_the_validity_statement_has_the_sentence(effect):
    assert GOOD.sentence in validity_words(with_performance(effect, GOOD))
    assert NOT_TESTED in validity_words(effect)
    tested_once = replace(effect, grounds=replace(GROUNDS, past_deployments="Tested against one."))
    assert "Tested against one." in validity_words(tested_once)


# ---- stored results


@pytest.fixture(scope="module")
def stored():
    tested = backtested(made())
    manifest = manifest_of(tested, INPUTS)
    found = told(tested, run_backtest(tested), manifest, "Recovery of a known truth")
    return result_of(found, value_of(found), marking=Id("OFFICIAL"))


def written(result: Result, path: Path) -> Path:
    path.write_bytes(canonical_bytes(plain(result)))
    return path


def test_a_backtest_is_stored_and_read_back(stored, tmp_path):
    path = written(stored, tmp_path / "backtest.json")
    again = read_result(path, "backtest.json", backtest_value.KIND, "dueregard backtest")
    assert again.hash == stored.hash
    performance = performance_in(again)
    assert performance.sentence.startswith("Recovery of a known truth. Too short to trust: 8 whole weeks")
    assert "5 weeks in 5 folds" in performance.sentence
    assert (performance.coverage is None) == (performance.miss_share is None)
    value = again.value.value
    assert value["won"] + value["lost"] > 0


def test_a_backtest_of_another_log_or_policy_is_refused_in_a_sentence(stored):
    check_fresh(stored, "backtest.json", wanted_inputs(INPUTS), "dueregard backtest")
    other = (InputFile(name="log.csv.gz", sha256="2" * 64),)
    with pytest.raises(FaultsFound, match=r"another file log\.csv\.gz than this study uses; make it anew"):
        check_fresh(stored, "backtest.json", wanted_inputs(other), "dueregard backtest")
    with pytest.raises(FaultsFound, match="another response policy"):
        check_fresh(stored, "backtest.json", (("response policy", "3" * 64),), "dueregard backtest")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "this is no stored result; make it with dueregard backtest"),
        ('{"kind": "backtest"}', "this is no stored result"),
        ("[]", "this is no stored result"),
    ],
)
def test_a_file_that_is_no_result_is_refused(content, sentence, tmp_path):
    path = tmp_path / "backtest.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FaultsFound, match=sentence):
        read_result(path, "backtest.json", backtest_value.KIND, "dueregard backtest")


def test_a_result_of_another_kind_is_refused(stored, tmp_path):
    path = written(stored, tmp_path / "b.json")
    with pytest.raises(FaultsFound, match="a result of the kind backtest"):
        read_result(path, "b.json", past_value.KIND, "dueregard past-deployments")


def test_what_is_stored_is_plain_json(stored):
    assert json.loads(canonical_bytes(plain(stored)))["publishable"] == "no"
    assert isinstance(stored.value, JsonText)
    assert date.fromisoformat(stored.value.value["from_on"]) < date.fromisoformat(
        stored.value.value["until_on"]
    )
