"""The true effect: how it is measured, that the recorded file is whole, and that a part of it comes out again."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dueregard.synthetic.northmarch import DEPLOYMENTS, FORCE, SEED, STARTS_ON, TRUTH_SEEDS, WEEKS, northmarch
from dueregard.synthetic.run import run
from dueregard.synthetic.truth import (
    AFTER,
    DURING,
    MEASURES,
    RECOVERY,
    VERSION,
    days_to_recover,
    readings,
    recorded,
    truth_of,
)
from tests.house.repository import ROOT
from tests.unit.synthetic.toy_force import BIG, toy

FACTS = (ROOT / "docs/decisions/0009-the-facts-of-northmarch.md").read_text("utf-8")
LOG = (ROOT / "docs/decisions/0010-the-log-of-northmarch.md").read_text("utf-8")


def test_the_deployments_are_those_of_the_decision():
    rows = re.findall(r"^\| (\d+ \w+ \d{4}) \|[^|]+\|[^|]+\| (\d+) \| (\d+) \|$", FACTS, re.MULTILINE)
    assert rows == [
        (f"{one.from_on.day} {one.from_on:%B %Y}", str(one.officers), str(one.days)) for one in DEPLOYMENTS
    ]


def test_the_figures_of_the_log_are_those_of_the_decision():
    def points(values: tuple[float, ...]) -> str:
        return " ".join(f"{value:.2f}".removeprefix("0") for value in values)

    emergency, priority, queued, diary, telephone = FORCE.work
    assert points(FORCE.months) in LOG
    assert f"emergency {points(emergency.blocks)}; priority {points(priority.blocks)}" in LOG
    assert f"scheduled and telephone {points(queued.blocks)}" in LOG
    assert queued.blocks == diary.blocks == telephone.blocks
    assert points(queued.days).replace("0.", ".") in LOG
    assert f"emergency {points(emergency.units)}; priority {points(priority.units)}; scheduled .90 .10" in LOG
    assert f"{STARTS_ON:%A} {STARTS_ON.day} {STARTS_ON:%B %Y}" in LOG
    assert f"{WEEKS} weeks" in LOG
    assert f"{TRUTH_SEEDS[0]} to {TRUTH_SEEDS[-1]}" in LOG
    assert " ".join(f"{round(100 * area.share)}" for area in FORCE.local_areas) == "16 13 12 11 10 9 9 8 7 5"
    unlogged = FORCE.unlogged
    assert unlogged.bound_hours + unlogged.file_hours == 1150


def test_recovery_needs_three_days_under_the_limit():
    assert days_to_recover([0, 0, 0, 50]) == 1
    assert days_to_recover([14, 13, 13, 13]) == 2
    assert np.isnan(days_to_recover([20, 0, 0]))


def test_nobody_sent_has_no_effect_at_all():
    nobody = toy(6, (replace(BIG, officers=0),))
    for row in truth_of(nobody, toy(6), (1, 2)):
        if row.measure != RECOVERY:
            assert row.change == 0 or np.isnan(row.change)
        else:
            assert row.change == 1


def test_sending_many_away_makes_queued_jobs_wait():
    rows = {(row.window, row.measure): row for row in truth_of(toy(6, (BIG,)), toy(6), (1, 2, 3))}
    assert rows[DURING, "queued wait, mean"].mean_change > 0
    assert rows[DURING, "queued received"].change == 0


def test_a_window_that_outlasts_the_log_is_not_measured():
    assert truth_of(toy(2, (BIG,)), toy(2), (1,)) == []


def test_the_recorded_truth_is_whole():
    rows = recorded()
    expected = [
        (one.id, window, measure)
        for one in DEPLOYMENTS
        for window in (DURING, AFTER)
        for measure, *_ in MEASURES
    ]
    expected += [(one.id, AFTER, RECOVERY) for one in DEPLOYMENTS]
    assert [(row["deployment"], row["window"], row["measure"]) for row in rows] == expected
    assert {(row["generator_version"], row["seed"], row["streams"]) for row in rows} == {
        (VERSION, str(SEED), str(len(TRUTH_SEEDS)))
    }
    for row in rows:
        if row["measure"] != RECOVERY:
            assert float(row["with"]) - float(row["without"]) == pytest.approx(float(row["change"]), abs=2e-6)


@pytest.mark.slow
def test_a_part_of_the_truth_comes_out_again():
    """The first deployment and its 28 days after, from a log of thirteen weeks: the days are the same days."""
    rows = {
        (row.window, row.measure): row
        for row in truth_of(northmarch(13), northmarch(13, deployments=False), (SEED,))
    }
    for row in recorded():
        if row["deployment"] == DEPLOYMENTS[0].id:
            again = rows[row["window"], row["measure"]]
            assert f"{again.without:.6f}" == row["without"]
            assert f"{again.with_it:.6f}" == row["with"]


@pytest.mark.slow
def test_the_whole_log_is_as_long_and_as_full_as_was_decided():
    lived = run(northmarch(), SEED)
    inside = (lived.incidents.received_at >= lived.begins_at) & (lived.incidents.received_at < lived.ends_at)
    assert inside.sum() == pytest.approx(1_160_000, rel=0.02)
    found = readings(lived, DEPLOYMENTS)
    for row in recorded():
        if row["measure"] != RECOVERY:
            assert f"{found[row['deployment'], row['window'], row['measure']]:.6f}" == row["with"]
