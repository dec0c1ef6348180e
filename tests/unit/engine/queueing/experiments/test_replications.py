"""Replications by number, whatever the blocks and workers; and the manifest that says which."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.engine.queueing.experiments.replications import Replications, replicate
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED


def experiment(number: int) -> dict[str, float]:
    generator = np.random.default_rng([FIRST_SEED, number])
    return {"wait": float(generator.exponential()), "served": float(generator.poisson(10))}


@given(st.integers(0, 50), st.integers(1, 40), st.integers(1, 15))
def test_blocks_change_nothing(first, runs, block):
    found = replicate(experiment, first=first, runs=runs, block=block)
    assert (found.first, found.last, found.runs) == (first, first + runs - 1, runs)
    plain = [experiment(number)["wait"] for number in range(first, first + runs)]
    assert found.values["wait"].tolist() == plain


@given(st.integers(2, 20), st.integers(1, 19))
def test_a_part_followed_by_the_rest_is_the_whole(runs, cut):
    cut = min(cut, runs - 1)
    part = replicate(experiment, first=1, runs=cut)
    rest = replicate(experiment, first=1 + cut, runs=runs - cut)
    whole = replicate(experiment, first=1, runs=runs)
    joined = part.followed_by(rest)
    assert all(np.array_equal(joined.values[name], whole.values[name]) for name in whole.values)


def test_a_gap_in_the_numbers_is_refused():
    one = replicate(experiment, first=1, runs=3)
    with pytest.raises(ValueError, match="followed by 4, not by 5"):
        one.followed_by(replicate(experiment, first=5, runs=3))


def test_an_interruption_keeps_whole_blocks_up_to_the_gap():
    def stopped(number: int) -> dict[str, float]:
        if number == 8:
            raise KeyboardInterrupt
        return experiment(number)

    assert replicate(stopped, first=1, runs=30, block=3).last == 6


def test_a_replication_with_other_measures_is_named():
    def odd(number: int) -> dict[str, float]:
        return {"wait": 1.0} if number != 4 else {"waits": 1.0}

    with pytest.raises(ValueError, match="replication 4 gave other measures"):
        replicate(odd, first=1, runs=6)


def test_an_interval_of_one_measure():
    found = Replications(first=1, values={"wait": np.array([1.0, 2.0, 3.0])})
    assert found.interval("wait").estimate == 2.0


def manifest(**changes) -> Manifest:
    content: dict[str, Any] = {
        "inputs": {"log": "a" * 64, "roster": "b" * 64},
        "seed": FIRST_SEED,
        "first_replication": 1,
        "last_replication": 40,
        "kernel": "fast",
        "method": "paired differences, t interval",
        "versions": versions_here(),
        "settings": {"level": 0.95},
    }
    return Manifest(**(content | changes))


def test_the_same_content_in_another_order_has_the_same_bytes():
    turned = manifest(inputs={"roster": "b" * 64, "log": "a" * 64})
    assert turned.canonical == manifest().canonical
    assert turned.hash == manifest().hash
    assert json.loads(manifest().canonical)["inputs"]["log"] == "a" * 64


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": FIRST_SEED + 1},
        {"last_replication": 41},
        {"kernel": "general"},
        {"inputs": {"log": "c" * 64}},
        {"settings": {}},
        {"versions": {"python": "3.0"}},
    ],
)
def test_any_change_is_another_hash(changes):
    assert manifest(**changes).hash != manifest().hash


@pytest.mark.parametrize("changes", [{"inputs": {"log": "a.csv"}}, {"last_replication": 0}])
def test_what_cannot_be_is_refused(changes):
    with pytest.raises(ValueError, match=r"no SHA-256|count upwards"):
        manifest(**changes)
