"""A specialist function comes from a file, and bad ones are told in a sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dueregard.cli.main import main

EXAMPLE = Path(__file__).parents[3] / "examples/mobilisation/northmarch/counter-terrorism.yaml"


def test_the_example_is_added_up():
    answer = CliRunner().invoke(main, ["reliance", str(EXAMPLE), "--json"])
    value = json.loads(answer.output)
    months = value["months"]
    assert [month["level"] for month in months] == ["SUBSTANTIAL", "SEVERE", "SEVERE"]
    assert [month["uncovered"] for month in months] == [0, 420 - 290 - 60 - 20, 420 - 310 - 70 - 40]
    assert value["days_by_others"] == 40 + 60 + 20 + 70 + 40
    assert value["days_worked"] == value["days_by_others"] + 280 + 290 + 310


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("function 1", "function 2", "write dueregard-function 1"),
        ("own_days: 280", "own_days: -1", "write 0 to"),
        (
            "{level: SEVERE, officer_days: 420}",
            "{level: SEVRE, officer_days: 420}",
            "says nothing of the threat level",
        ),
        ("from_on: 2022-06-01", "from_on: 2022-07-10", "no threat level was in force on 2022-07-01"),
        ("month: 2022-08-01", "month: 2022-07-31", "a month twice"),
    ],
)
def test_a_bad_file_is_told(before: str, after: str, told: str, tmp_path: Path):
    text = EXAMPLE.read_text("utf-8")
    assert before in text
    path = tmp_path / "function.yaml"
    path.write_text(text.replace(before, after))
    answer = CliRunner().invoke(main, ["reliance", str(path)])
    assert answer.exit_code != 0
    assert told in str(answer.output) + str(answer.exception)
