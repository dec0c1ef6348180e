"""`dueregard exact` tells the published figures in minutes, and what it cannot tell in a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueregard.cli.main import main
from dueregard.cli.plan_file import Plan, read_plan
from dueregard.common.errors import FaultsFound

PLAN = "hour,arrivals_per_hour,servers\n0,1,2\n1,3,2\n2,4,4\n3,2,4\n4,1,3\n5,1,0\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["exact", *map(str, arguments)])


def told(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def minutes(answer: Any, key: str = "mean_wait_minutes") -> list[float]:
    return [line[key] for line in answer["classes"]]


def test_one_class():
    answer = told("erlang-c", "--servers", 2, "--per-hour", 1.6, "--minutes", 60, "--within", 60)
    (line,) = answer["classes"]
    assert line["share_waiting"] == pytest.approx(0.711111, abs=5.1e-7)
    assert line["mean_wait_minutes"] == pytest.approx(60 * 1.777778, abs=60 * 5.1e-7)
    assert line["mean_stay_minutes"] == pytest.approx(60 * 2.777778, abs=60 * 5.1e-7)
    assert line["share_longer"] == pytest.approx(0.711111 * 2.718281828**-0.4, abs=1e-6)
    assert answer["utilisation"] == pytest.approx(0.8)
    assert "Erlang 1917" in answer["source"]


def test_priorities_with_and_without_interruption():
    classes = ["--servers", 2, "--per-hour", 0.24, "--per-hour", 0.56, "--per-hour", 0.8, "--minutes", 60]
    found = minutes(told("priorities", *classes))
    assert found == pytest.approx([60 * wait for wait in (0.404040, 0.673401, 2.962963)], abs=60 * 5.1e-7)
    answer = told("priorities", *classes, "--interrupt")
    stays = minutes(answer, "mean_stay_minutes")
    assert stays == pytest.approx([60 * stay for stay in (1.014610, 1.265847, 4.365079)], abs=60 * 5.1e-7)
    assert minutes(answer) == [None, None, None]


def test_a_reserve():
    answer = told(
        "reserve", "--servers", 6, "--per-hour", 1.2, "--reserve", 0, "--per-hour", 2.4, "--reserve", 1,
        "--minutes", 60,
    )  # fmt: skip
    assert minutes(answer) == pytest.approx([60 * 0.015771, 60 * 0.285855], abs=60 * 5.1e-7)


def test_several_servers_at_once():
    answer = told(
        "several", "--servers", 3, "--per-hour", 1.2, "--needs", 0.6, "--needs", 0.4, "--minutes", 60
    )
    every, one, two = answer["classes"]
    assert every["mean_wait_minutes"] == pytest.approx(60 * 0.700137, abs=60 * 5.1e-7)
    assert answer["utilisation"] == pytest.approx(0.56)
    assert one["arrivals_per_hour"] + two["arrivals_per_hour"] == pytest.approx(1.2)
    mixed = 0.6 * one["mean_wait_minutes"] + 0.4 * two["mean_wait_minutes"]
    assert every["mean_wait_minutes"] == pytest.approx(mixed)
    # The later of two exponential services takes one and a half of them.
    assert two["mean_stay_minutes"] - two["mean_wait_minutes"] == pytest.approx(90)


def test_a_plan_settles_at_erlangs_formula(tmp_path: Path):
    plan = tmp_path / "plan.csv"
    plan.write_text("hour,arrivals_per_hour,servers\n0,1.6,2\n1,1.6,2\n", "utf-8")
    answer = told("varying", plan, "--minutes", 60, "--quantile", 0.9)
    steady = told("erlang-c", "--servers", 2, "--per-hour", 1.6, "--minutes", 60)["classes"][0]
    assert answer["mean_wait_minutes"] == pytest.approx(steady["mean_wait_minutes"], rel=1e-6)
    assert answer["quantile_minutes"] == pytest.approx(steady["quantile_minutes"], rel=1e-6)
    assert [line["probability_of_wait"] for line in answer["hours"]] == pytest.approx(
        [0.711111] * 2, abs=1e-6
    )


def test_a_plan_from_empty_and_the_handover(tmp_path: Path):
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN, "utf-8")
    settled, relieved = (
        told("varying", plan, "--minutes", 54, "--handover", handover) for handover in ("carry", "relieve")
    )
    empty = told("varying", plan, "--minutes", 54, "--from-empty")
    assert empty["mean_wait_minutes"] < settled["mean_wait_minutes"]
    assert relieved["mean_wait_minutes"] < settled["mean_wait_minutes"]
    assert empty["begins"] == "empty"
    assert settled["quantile_minutes"] is None
    assert settled["hours"][5]["probability_of_wait"] == pytest.approx(1)  # nobody is on duty


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["erlang-c", "--servers", 10, "--per-hour", 12, "--minutes", 60],
            "The work would keep 12 servers busy and there are 10, so the queue grows for ever; give 3 more",
        ),
        (
            ["priorities", "--servers", 2, "--per-hour", 1, "--per-hour", 1, "--minutes", 60],
            "The work would keep 2 servers busy and there are 2, so the queue grows for ever; give 1 more",
        ),
        (
            ["erlang-c", "--servers", 1, "--per-hour", "nan", "--minutes", 60],
            "arrivals_per_hour is nan; give a number above 0.",
        ),
        (
            ["reserve", "--servers", 2, "--per-hour", 1, "--per-hour", 1, "--reserve", 0, "--minutes", 6],
            "There are 2 classes and 1 reserves; give one reserve for each class.",
        ),
        (
            ["several", "--servers", 1, "--per-hour", 1, "--needs", 0.5, "--needs", 0.5, "--minutes", 6],
            "A customer may need 2 units and there are 1 servers",
        ),
    ],
)
def test_what_has_no_answer_is_told_in_a_sentence(arguments: list[object], sentence: str):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["erlang-c", "--servers", 0, "--per-hour", 1, "--minutes", 60],
            "'--servers': 0 is not in the range",
        ),
        (
            ["erlang-c", "--servers", 1, "--per-hour", 0, "--minutes", 60],
            "'--per-hour': 0.0 is not in the range",
        ),
        (
            ["several", "--servers", 3, "--per-hour", 1, "--needs", 0.5, "--minutes", 6],
            "the shares add to 0.5",
        ),
        (
            ["priorities", "--servers", 3, "--per-hour", 1, "--minutes", 6, "--interrupt", "--within", 3],
            "--within cannot be told with --interrupt",
        ),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(arguments: list[object], sentence: str):
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_plan_is_read(tmp_path: Path):
    plan = tmp_path / "plan.csv"
    plan.write_text("servers,hour,arrivals_per_hour\n2,0,1.5\n0,1,0\n", "utf-8")
    assert read_plan(plan) == Plan(arrivals_per_hour=(1.5, 0.0), servers=(2, 0))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "plan.csv: the file has no header"),
        ("hour,arrivals_per_hour,servers\n", "plan.csv: there is no hour under the header"),
        ("hour,arrivals_per_hour\n0,1\n", 'plan.csv, line 1: the column "servers" is missing'),
        ("hour,arrivals_per_hour,servers\n1,1,1\n", 'plan.csv, line 2, hour: the hour is "1"; write 0'),
        ("hour,arrivals_per_hour,servers\n0,-1,1\n", 'line 2, arrivals_per_hour: "-1" was given'),
        ("hour,arrivals_per_hour,servers\n0,nan,1\n", 'line 2, arrivals_per_hour: "nan" was given'),
        (
            "hour,arrivals_per_hour,servers\n0,1,2.5\n",
            'line 2, servers: "2.5" was given; write a whole number',
        ),
        ("hour,arrivals_per_hour,servers\n0,1,301\n", 'line 2, servers: "301" was given'),
        (
            "hour,arrivals_per_hour,servers\n" + "".join(f"{hour},1,2\n" for hour in range(169)),
            "plan.csv: there are 169 hours; give 168 at most",
        ),
    ],
)
def test_what_is_no_plan_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str):
    plan = tmp_path / "plan.csv"
    plan.write_text(text, "utf-8")
    with pytest.raises(FaultsFound) as caught:
        read_plan(plan)
    assert sentence in str(caught.value)


def test_the_page_tells_its_source_and_units():
    result = run("erlang-c", "--servers", 2, "--per-hour", 1.6, "--minutes", 60, "--within", 30)
    assert "Source: Erlang 1917" in result.stdout
    assert "Times in minutes" in result.stdout
    assert "106.667" in result.stdout
    assert "share over 30 minutes" in result.stdout


PLACES = (
    "place,arrivals_per_hour,preference\nnorth,0.5,1 2 3\nwest,0.25,1 3 2\neast,0.35,2 1 3\nsouth,0.4,3 1 2\n"
)


def test_places_that_ask_in_an_order(tmp_path: Path):
    """The published example of three units: Larson and Odoni 5.4."""
    path = tmp_path / "places.csv"
    path.write_text(PLACES, "utf-8")
    answer = told("places", path, "--minutes", 60)
    assert [unit["busy"] for unit in answer["units"]] == pytest.approx(
        [0.557364, 0.473372, 0.469264], abs=5.1e-7
    )
    assert answer["share_waiting"] == pytest.approx(0.236842, abs=5.1e-7)
    assert all(sum(place["shares"]) == pytest.approx(1) for place in answer["places"])
    apart = told("places", path, "--minutes", 60, "--minutes", 60, "--minutes", 60)
    assert apart == answer
    page = run("places", path, "--minutes", 60).stdout
    assert "Larson's hypercube" in page
    assert "0.557364" in page


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("south,0.4,3 1", 'places.csv, line 5, preference: "3 1" was given; name each unit once'),
        ("south,0.4,3 1 1", 'preference: "3 1 1" was given'),
        ("south,0.4,3 1 x", 'preference: "3 1 x" was given'),
        ("north,0.4,3 1 2", 'line 5, place: "north" was given; give each place a name of its own'),
        ("south,lots,3 1 2", 'line 5, arrivals_per_hour: "lots" was given'),
    ],
)
def test_what_is_no_place_is_told_in_a_sentence(tmp_path: Path, row: str, sentence: str):
    path = tmp_path / "places.csv"
    path.write_text(PLACES.replace("south,0.4,3 1 2", row), "utf-8")
    result = run("places", path, "--minutes", 60)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_makes_no_places_is_told_in_a_sentence(tmp_path: Path):
    path = tmp_path / "places.csv"
    path.write_text("place,arrivals_per_hour,preference\n", "utf-8")
    assert "there are 0 places" in run("places", path, "--minutes", 60).stderr
    path.write_text(PLACES.replace("1 2 3", " ".join(map(str, range(1, 14)))), "utf-8")
    assert "12 units at most" in run("places", path, "--minutes", 60).stderr
    path.write_text(PLACES, "utf-8")
    assert (
        "it was given 2 times and there are 3 units"
        in run("places", path, "--minutes", 60, "--minutes", 6).stderr
    )
    assert "give 4 more" in run("places", path, "--minutes", 260).stderr
