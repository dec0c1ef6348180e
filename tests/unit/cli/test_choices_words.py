"""The page of a short list tells hours lost and rest days apart, and says what totals and loads count before them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dueregard.cli.page import Table
from dueregard.cli.presenters.choices import choices_answer, choices_page
from dueregard.mobilisation.plan import Aims
from dueregard.workforce.local_weights import WeightPiece
from tests.unit.cli import small_force
from tests.unit.cli.small_force import request
from tests.unit.cli.test_mobilisation_day import asked
from tests.unit.mobilisation.test_choosing import SHARES, listed
from tests.unit.mobilisation.test_choosing import small_force as six


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A force whose rest days count four hours each, and a request for two days."""
    small_force.write(tmp_path)
    planning = tmp_path / "planning.yaml"
    planning.write_text(
        planning.read_text("utf-8").replace('rest_day_hours: "1"', 'rest_day_hours: "4"'), "utf-8"
    )
    tours = (("first", "2021-07-13", "09:00-19:00"), ("second", "2021-07-14", "09:00-19:00"))
    (tmp_path / "fair.yaml").write_text(request("fair", *tours, units=2), "utf-8")
    return tmp_path


def choices(folder: Path, *more: str) -> str:
    files = (folder / "fair.yaml", folder / "planning.yaml")
    done = asked("plan", *files, "--choices", "--harm-within", "0.2", *more)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_hours_lost_and_rest_days_have_fields_that_add_up(folder):
    answer: Any = json.loads(choices(folder, "--json"))["short_list"]
    first, second = answer["choices"]
    for each in (first, second):
        assert each["rest_day_hours"] == 4
        assert each["hours_lost"] == each["hours_counted"] < each["harm"]
        assert each["harm"] == pytest.approx(each["hours_lost"] + 4 * each["rest_days"])
        assert each["reserve_counted"] is None
    more, fewer = second["hours_lost"] - first["hours_lost"], first["rest_days"] - second["rest_days"]
    assert more > 0 < fewer  # or the sentence hides nothing
    total = second["harm"] - first["harm"]
    assert total == pytest.approx(more - 4 * fewer)
    said = f"{more:g} more hours lost at home and {fewer} fewer rest days, {total:g} more in all as they are counted, "
    assert answer["gives_up"][0].startswith(f"2 instead of 1: {said}")
    assert f"fewer than {first['bound']:,.1f} hours in all, hours lost and rest days" in first["bound_words"]
    assert "Of a part alone nothing is proved." in first["bound_words"]


def test_the_page_says_what_is_counted_before_its_table(folder):
    page = choices(folder)
    before, after = page.split("What each takes")
    assert "each counted as 1, plus rest days cancelled, at 4 hours each." in before
    assert "Load counts what each person was asked: tours (1 point each), nights on tours (1) and" in before
    header = after.splitlines()[1]
    columns = ("hours lost at home", "rest days cancelled", "total counted", "largest load, points")
    places = [header.index(name) for name in columns]
    assert places == sorted(places)
    bars = after.split("The same as bars from nought")[1].splitlines()
    assert bars[1].index("hours lost at home") < bars[1].index("total counted")
    hours = [line.split()[1] for line in bars[3:5]]
    assert len(hours[0]) < len(hours[1])  # the second loses more at home


def test_weighed_hours_have_a_column_and_the_weighing_is_named():
    case, fairness = six(3)
    case = replace(case, aims=Aims(otherwise=(WeightPiece(None, 2.5),)))
    found = listed(case, fairness, rates=False)
    answer = choices_answer(found, None, case.aims, case.rules.rest_day_cost, SHARES)
    parts = list(choices_page(answer, "small", 0, "How hours are weighed."))
    at = next(at for at, part in enumerate(parts) if isinstance(part, Table))
    table = parts[at]
    assert isinstance(table, Table)
    assert "How hours are weighed." in parts[:at]
    assert "weighed as the planning file says" in answer.harm
    column = table.header.index("these hours weighed")
    assert answer.choices[0].hours_lost > 0
    for row, each in zip(table.rows, answer.choices, strict=True):
        assert each.hours_counted == pytest.approx(2.5 * each.hours_lost)
        assert row[column] == f"{each.hours_counted:,.1f}"
