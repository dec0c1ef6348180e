"""`dueregard abstraction`: what it adds up, and what it says of a file that cannot be."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dueregard.cli.main import main

EXAMPLE = Path(__file__).parents[3] / "examples" / "local-policing" / "northmarch" / "abstractions.csv"
HEADER = "on,team,cause,planned,actual\n"
QUARTERS = ("--first", "2021-Q3", "--last", "2023-Q2")


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["abstraction", *map(str, words)])


def test_the_example_adds_up_by_quarter_cause_and_team():
    done = asked(EXAMPLE, *QUARTERS, "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    rows = [line.split(",") for line in EXAMPLE.read_text("utf-8").splitlines()[1:]]
    assert sum(line["actual"] for line in answer["quarters"]) == pytest.approx(
        sum(float(row[4]) for row in rows)
    )
    assert sum(line["planned"] for line in answer["totals"]) == pytest.approx(
        sum(float(row[3]) for row in rows)
    )
    whole = answer["trends"][0]
    assert (whole["team"], whole["cause"], whole["quarters"]) == (None, None, 8)
    assert whole["low"] <= whole["a_quarter"] <= whole["high"]
    assert len(answer["quarters"]) == 8


def test_a_person_reads_planned_against_actual_and_the_trend_first():
    done = asked(EXAMPLE, *QUARTERS)
    assert done.exit_code == 0
    assert (
        "officer-days were taken from local policing from 2021-Q3 to 2023-Q2" in done.stdout.splitlines()[0]
    )
    assert "no clear trend" in done.stdout.splitlines()[0]
    assert "Theil and Sen" in done.stdout


def test_under_five_quarters_there_is_no_interval(tmp_path):
    (tmp_path / "a.csv").write_text(
        f"{HEADER}2022-01-05,b,training,1,2\n2022-04-05,b,training,1,3\n", "utf-8"
    )
    answer = json.loads(asked(tmp_path / "a.csv", "--first", "2022-Q1", "--last", "2022-Q2", "--json").stdout)
    assert [(t["a_quarter"], t["low"], t["in_words"]) for t in answer["trends"]] == [
        (1.0, None, "too few quarters to say")
    ] * 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEADER}2022-01-05,b,trainin,1,2\n", '"trainin" was given; choose one of: event-local'),
        (f"{HEADER}2022-01-05,b,training,-1,2\n", "officer-days were given; write 0 to 100,000"),
        (f"{HEADER}5 January,b,training,1,2\n", "write the day as 2014-08-29"),
        ("on,team,planned,actual\n2022-01-05,b,1,2\n", "cause"),
        (
            f"{HEADER}2019-01-05,b,training,1,2\n",
            "1 row lies outside 2021-Q3 to 2023-Q2, the first on 2019-01-05",
        ),
        ("", "a.csv"),
    ],
)
def test_a_file_that_cannot_be_is_told_in_a_sentence(text, told, tmp_path):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    done = asked(tmp_path / "a.csv", *QUARTERS)
    assert done.exit_code == 1
    assert told in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_not_there_is_named(tmp_path):
    done = asked(tmp_path / "nowhere.csv", *QUARTERS)
    assert done.exit_code == 1
    assert "nowhere.csv" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (QUARTERS, "Give a CSV file of abstractions, or --study, or both"),
        ((EXAMPLE, "--first", "2021", "--last", "2023-Q2"), "write a quarter as 2022-Q3"),
        ((EXAMPLE, *QUARTERS, "--study", "x.yaml"), "--study and --cause belong together"),
        ((EXAMPLE, *QUARTERS, "--happened"), "--happened belongs to --study"),
        ((EXAMPLE,), "Missing option '--first'"),
    ],
)
def test_wrong_usage_says_what_to_do(words, told):
    done = asked(*words)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_quarters_the_wrong_way_round_are_told(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER, "utf-8")
    done = asked(tmp_path / "a.csv", "--first", "2023-Q2", "--last", "2021-Q3")
    assert done.exit_code == 1
    assert "give the earlier one first" in done.stderr
