"""A planner at the command line: Northmarch's requests, from the examples as they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("dueregard")
FOLDER = Path(__file__).parents[2] / "examples" / "mobilisation" / "northmarch"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program among the examples."""
    return subprocess.run([PROGRAM, *words], cwd=FOLDER, check=False, capture_output=True, text=True)


def planned(name: str) -> dict:
    done = run("plan", f"{name}.yaml", "planning.yaml", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict = json.loads(done.stdout)
    return answer


def test_two_units_within_the_hour():
    answer = planned("two-units-in-one-hour")
    assert answer["is_met"]
    assert answer["people"] == 50
    assert answer["bound"] == pytest.approx(answer["cost"])


def test_more_than_are_trained_are_met_in_part_and_it_is_said_why():
    answer = planned("forty-units")
    assert not answer["is_met"]
    assert answer["tours"][0]["units_missing"] > 0
    assert answer["reasons"]


@pytest.mark.slow
def test_a_short_list_and_one_of_it_kept(tmp_path):
    done = run("plan", "two-units-in-one-hour.yaml", "planning.yaml", "--choices", "--rates", "rates.yaml", "--json",
               "--choice", "1", "--out", str(tmp_path / "kept"))  # fmt: skip
    answer = json.loads(done.stdout)
    first = answer["short_list"]["choices"][0]
    assert (first["harm"], first["bound"]) == (pytest.approx(answer["cost"]), pytest.approx(answer["bound"]))
    cost = run("aid-cost", str(tmp_path / "kept"), "rates.yaml", "--json")
    assert json.loads(cost.stdout)["total"] == first["pounds"]


@pytest.mark.slow
def test_a_reserve_is_kept_at_its_price():
    done = run("plan", "seventeen-for-three-days.yaml", "planning-with-reserve.yaml", "--json")
    answer = json.loads(done.stdout)
    reserve = answer["reserve"]
    assert reserve["counted"] == 60 * sum(day["short"] for day in reserve["days"])
    assert reserve["bound"] == pytest.approx(answer["cost"] + reserve["counted"], rel=0.002)


@pytest.mark.slow
def test_a_reserve_of_another_shape_or_at_no_price_is_refused(tmp_path):
    text = (FOLDER / "planning-with-reserve.yaml").read_text("utf-8")
    for before, after, words in (
        ("unit: psu", "unit: boat", "The reserve is of units boat, and the request of units psu"),
        ('price: "60"', 'price: "-1"', "the price is -1 officer-hours; write 0 or more"),
    ):
        (tmp_path / "planning.yaml").write_text(text.replace(before, after), encoding="utf-8")
        done = run("plan", "two-units-in-one-hour.yaml", str(tmp_path / "planning.yaml"))
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr


def test_options_of_a_short_list_want_one():
    done = run("plan", "two-units-in-one-hour.yaml", "planning.yaml", "--rates", "rates.yaml")
    assert done.returncode == 2
    assert "add --choices" in done.stderr


@pytest.mark.slow
def test_seventeen_units_for_three_days():
    answer = planned("seventeen-for-three-days")
    assert answer["finish"] == "optimal"
    assert sum(line["hours"] for line in answer["home"]) == pytest.approx(answer["cost"])


@pytest.mark.slow
def test_thirty_three_drop_out_and_nobody_else_is_told_twice(tmp_path):
    asked = ("seventeen-for-three-days.yaml", "planning.yaml", "--records", "records")
    assert run("plan", *asked, "--out", str(tmp_path)).returncode == 0
    done = run("plan", *asked, "--again", str(tmp_path), "--without", "drop-outs.csv", "--json")
    answer = json.loads(done.stdout)
    assert answer["is_met"]
    assert (answer["again"]["dropped_out"], answer["again"]["told_twice"]) == (33, 0)


@pytest.mark.slow
def test_fourteen_days_in_no_time_give_the_first_plan():
    done = run("plan", "fourteen-days.yaml", "planning.yaml", "--json", "--seconds", "0")
    answer = json.loads(done.stdout)
    assert (answer["finish"], answer["bound"], answer["is_met"]) == ("stopped", 0, True)


def test_a_request_that_is_not_there_is_said_in_one_sentence():
    done = run("plan", "nothing.yaml", "planning.yaml")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nothing.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_minimum_of_nothing_is_refused(tmp_path):
    text = (FOLDER / "planning.yaml").read_text("utf-8").replace('share: "0.55"', 'share: "1.55"')
    (tmp_path / "planning.yaml").write_text(text, encoding="utf-8")
    done = run("plan", "two-units-in-one-hour.yaml", str(tmp_path / "planning.yaml"))
    assert done.returncode == 1
    assert "the share is 1.55; write 0 to 1" in done.stderr
