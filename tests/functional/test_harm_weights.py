"""`harm-weights` and `plan --move-weights` at the command line, on a small force."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dueregard.cli.main import main
from dueregard.effects.harm_weights_file import read_harm_weights
from tests.functional.test_plan_by_harm import PLANNING, REQUEST, spread_out
from tests.support.small_study import write_small_study

pytestmark = pytest.mark.slow
FEW = ("--runs", "5", "--block-hours", "24", "--workers", "1")


def asked(*words: str | Path) -> Any:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("harm")
    write_small_study(place)
    spread_out(place)
    (place / "request.yaml").write_text(REQUEST, "utf-8")
    (place / "planning.yaml").write_text(PLANNING, "utf-8")
    (place / "by-harm.yaml").write_text(PLANNING + "harm_weights: told.yaml\n", "utf-8")
    return place


@pytest.fixture(scope="module")
def told(folder: Path) -> Any:
    done = asked("harm-weights", folder / "study.yaml", *FEW, "--out", folder / "told.yaml", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_weights_are_told_by_place_and_written_as_they_are_said(told: Any, folder: Path):
    assert {each["local_area"] for each in told["places"]} == {"north", "south"}
    assert told["slopes"] == sum(len(each["slopes"]) for each in told["places"]) == 6
    for place in told["places"]:
        slopes = [each["weight"] for each in place["slopes"]]
        assert slopes == sorted(slopes)
        assert slopes[0] >= 0
    kept = read_harm_weights(folder / "told.yaml", "told.yaml")
    assert [float(each.weight) for place in kept.places for each in place.pieces] == [
        each["weight"] for place in told["places"] for each in place["slopes"]
    ]
    assert not (folder / ".kept-runs").exists()


def test_too_few_runs_and_hours_that_do_not_divide_a_day_are_refused(folder: Path):
    assert asked("harm-weights", folder / "study.yaml", "--runs", "4").exit_code == 2
    refused = asked("harm-weights", folder / "study.yaml", "--block-hours", "5")
    assert refused.exit_code == 2
    assert "'5' is not one of" in refused.stderr


def test_moved_weights_say_what_moves_and_what_the_plan_counts(told: Any, folder: Path):
    files = (folder / "request.yaml", folder / "by-harm.yaml")
    answer = json.loads(asked("plan", *files, "--move-weights", "--json").stdout)
    assert [each["factor"] for each in answer["moves"]] == [0.5, 1.5]
    assert "told from the study small-study" in answer["weights"]
    usual = {(each["local_area"], each["function"]): each["hours"] for each in answer["home"]}
    for moved in answer["moves"]:
        for place in moved["places"]:
            before = usual.get((place["local_area"], place["function"]), 0.0)
            assert before + place["hours"] >= 0
    page = asked("plan", *files, "--move-weights").stdout
    assert "With weights 50 % as high" in page
    assert "With weights 150 % as high" in page


def test_weights_are_not_moved_where_none_are_given(folder: Path):
    refused = asked("plan", folder / "request.yaml", folder / "planning.yaml", "--move-weights")
    assert refused.exit_code == 2
    assert "the planning file names none" in refused.stderr
