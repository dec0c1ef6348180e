"""Choices that a study names are moved between their ends: the ledger with the deployment differs, and nothing else."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultsFound
from dueregard.effects.alternatives import BACKFILL, SENT, alternatives_of
from dueregard.effects.design import EffectDesign
from dueregard.effects.study_reading import read_study
from dueregard.workforce.hours import DutyFunction
from tests.support.small_study import write_small_study

NAMED = """alternatives:
  backfill: [nobody, lent]
  sent_first: [response, neighbourhood]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_small_study(tmp_path_factory.mktemp("study")).parent


def with_lines(folder: Path, lines: str) -> Path:
    path = folder / "named.yaml"
    path.write_text((folder / "study.yaml").read_text("utf-8") + lines, encoding="utf-8")
    return path


def test_each_end_differs_in_its_ledger_alone(folder):
    read = read_study(with_lines(folder, NAMED))
    comparison = read.comparison()
    backfill, sent = alternatives_of(read, comparison)
    assert (backfill.input, backfill.ends, backfill.low) == (BACKFILL, ("nobody", "lent"), None)
    assert (sent.input, sent.ends) == (SENT, ("response first", "neighbourhood first"))
    assert {backfill.runs, sent.runs} == {EffectDesign().tornado_runs}
    usual = comparison.with_it.ledger
    for end in (backfill.high, sent.low, sent.high):
        assert end is not None
        assert end.without is comparison.without
        assert end.with_it.policy == comparison.with_it.policy
        assert end.with_it.crewing == comparison.with_it.crewing
        assert not np.array_equal(end.with_it.ledger.working, usual.working)
    assert backfill.high is not None
    assert backfill.high.with_it.ledger.backfilled_in.any()


def test_as_many_are_sent_at_either_end_and_those_first_who_are_named(folder):
    read = read_study(with_lines(folder, NAMED))
    comparison = read.comparison()
    _, sent = alternatives_of(read, comparison)
    assert sent.low is not None
    assert sent.high is not None
    usual = comparison.with_it.ledger.withdrawn
    at = comparison.without.grid.functions.index(DutyFunction.RESPONSE)
    low, high = (end.with_it.ledger.withdrawn for end in (sent.low, sent.high))
    for found in (low, high):
        assert np.array_equal(found.sum(axis=(1, 2)), usual.sum(axis=(1, 2)))
    assert low[:, :, at].sum() == low.sum()
    assert high[:, :, at].sum() < usual[:, :, at].sum()


def test_without_a_deployment_it_does_not_matter_who_would_make_up(folder):
    read = read_study(with_lines(folder, NAMED))
    lent = replace(read, study=replace(read.study, backfill=Id("lent")))
    assert lent.backfill != read.backfill
    assert np.array_equal(read.ledger(()).working, lent.ledger(()).working)


def test_a_study_that_names_none_has_none(folder):
    read = read_study(folder / "study.yaml")
    assert alternatives_of(read, read.comparison()) == ()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("alternatives: {backfill: [nobody]}", "two different ends"),
        ("alternatives: {sent_first: [response, response]}", "two different ends"),
        (
            "alternatives: {backfill: [nobody, lend]}",
            'the policy lend is not in ledger.yaml; did you mean "lent"',
        ),
    ],
)
def test_ends_that_cannot_be_are_refused_in_one_sentence(folder, lines, told):
    with pytest.raises(FaultsFound, match=told):
        read_study(with_lines(folder, lines + "\n"))
