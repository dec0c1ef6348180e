"""Readings worked out together and put into the form in which they are stored: what is refused, and what is kept."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dueregard.capacity.stored import readings_in
from dueregard.capacity.storing import ReadingOrder, days_needed, read_all, result_of
from dueregard.capacity.units import TargetUnusable, plain_unit, target_of
from dueregard.cli.main import main
from dueregard.cli.presenters.readings_csv import hours_csv, lapsing_csv
from dueregard.common.codecs import Id
from dueregard.packs.reading import read_pack
from dueregard.workforce.refresher import RefresherCycles
from tests.unit.capacity.small import DAY, MUSTER, on_duty, person, roster

EXAMPLES = Path(__file__).parents[3] / "examples"
PEOPLE = [person(f"p{number}", "medic", until=date(2023, 1, 31)) for number in range(4)]


def order(*numbers: int, days: int = 1) -> ReadingOrder:
    """Targets t0, t1 …: so many medics at any time; two of the four work from 07:00 to 17:00, two all day."""
    hours = [(7.0, 17.0)] * 2 + [(0.0, 24.0)] * 2
    duties = [on_duty(each.id, *when) for each, when in zip(PEOPLE, hours, strict=True)]
    unit = plain_unit(Id("medic"))
    targets = (target_of(Id(f"t{at}"), "medics", unit, n, None, None) for at, n in enumerate(numbers))
    return ReadingOrder(
        roster=roster(PEOPLE, duties),
        first_on=DAY,
        days=days,
        targets=tuple(targets),
        muster=MUSTER,
        cycles=RefresherCycles(),
        taken_on=DAY,
        months=3,
    )


def test_each_target_has_its_reading_in_order_and_is_told():
    steps = []
    value = read_all(order(1, 2), lambda done, total, words: steps.append((done, total, words)))
    assert [row.target for row in value.readings] == ["t0", "t1"]
    assert [row.number for row in value.readings] == [1, 2]
    assert steps[-1][:2] == (4, 4)


def test_who_lapsed_before_the_days_read_could_fill_no_place():
    lapsed = [*PEOPLE, *(person(f"q{number}", "medic", until=DAY - timedelta(days=1)) for number in range(3))]
    asked = order(1)
    asked = replace(asked, roster=replace(asked.roster, people=tuple(lapsed)))
    (row,) = read_all(asked).readings
    assert row.people == 4
    assert "of 4 of 4 people" in row.confidence_because


def test_every_hour_and_whose_skill_lapses_are_tables_too():
    asked = order(1, 2)
    hours = hours_csv(asked).splitlines()
    assert len(hours) == 1 + 2 * 24
    read = read_all(asked)
    met = sum(int(row.split(",")[2]) >= 2 for row in hours[25:])
    assert met == read.readings[1].hours_met
    lapsing = lapsing_csv(asked).splitlines()
    assert lapsing[1:] == [f"p{n},north,medic,2023-01-31,not before they end" for n in range(4)]


def test_the_distribution_lies_between_fewest_and_most():
    (row,) = read_all(order(1)).readings
    units = [each.units for each in row.quantiles]
    assert units == sorted(units)
    assert row.least <= units[0] <= units[-1] <= row.most
    assert row.hours == 24
    assert len(row.least_by_hour_of_week) == 168
    assert [each.units for each in row.worst_hours] == sorted(each.units for each in row.worst_hours)


def test_people_counted_for_two_targets_are_named():
    (pair,) = read_all(order(3, 3)).shared
    assert (pair.first, pair.second, pair.people) == ("t0", "t1", 4)
    assert pair.hours_each > 0
    assert pair.hours_together == 0
    assert pair.is_counted_twice


def test_skills_that_lapse_within_the_forecast_are_counted():
    (row,) = read_all(order(1)).skills
    assert (row.skill, row.holders, row.lapsing) == ("medic", 4, 4)
    assert [(each.month, each.lapsing) for each in row.by_month] == [("2023-01", 4)]


def test_what_is_stored_reads_back_and_is_not_publishable():
    asked = order(1)
    value = read_all(asked)
    result = result_of(value, asked, marking=Id("OFFICIAL"), made_on=DAY)
    assert readings_in(result) == value
    assert not result.publishable
    assert result.hash == result_of(read_all(order(1)), asked, marking=Id("OFFICIAL"), made_on=DAY).hash


def test_other_targets_are_other_inputs():
    first, second = order(1), order(2)
    made = [result_of(read_all(each), each, marking=Id("OFFICIAL"), made_on=DAY) for each in (first, second)]
    assert made[0].inputs_hash != made[1].inputs_hash


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: order(), "No target is named"),
        (lambda: replace(order(1), targets=order(1).targets * 2), "The target t0 stands twice"),
        (lambda: read_all(order(1, days=9)), "read days within them"),
    ],
)
def test_an_order_that_cannot_be_read_is_refused(refused, words: str):
    with pytest.raises(TargetUnusable, match=words):
        refused()


def test_a_roster_must_cover_what_follows_the_last_call():
    in_two_days = target_of(Id("t"), "medics", plain_unit(Id("medic")), 1, Decimal(48), None)
    assert days_needed([in_two_days], 7, MUSTER) > days_needed(order(1).targets, 7, MUSTER) >= 7


# ------------------------------------------------------------------------------------- from the command line


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.slow
def test_northmarch_keeps_what_its_roster_says(tmp_path: Path):
    """The criteria's targets, with the force's own numbers, are read again and give the file that the pack keeps."""
    pack = tmp_path / "northmarch"
    shutil.copytree(EXAMPLES / "northmarch", pack)
    kept = {path.name for path in (pack / "results").iterdir()}
    file = EXAMPLES / "local-policing" / "northmarch" / "readings.yaml"
    done = asked("readings", file, "--pack", pack, "--made-on", "2023-09-25", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [row["number"] for row in told["readings"]] == [17, 2, 17]
    assert {path.name for path in (pack / "results").iterdir()} == kept
    assert read_pack(pack).results == read_pack(EXAMPLES / "northmarch").results


def test_a_reading_is_kept_only_with_its_day(tmp_path: Path):
    file = EXAMPLES / "local-policing" / "northmarch" / "readings.yaml"
    done = asked("readings", file, "--pack", EXAMPLES / "northmarch")
    assert done.exit_code == 1
    assert "give --made-on" in done.stderr


def test_a_folder_that_is_no_pack_is_refused_before_anything_is_read(tmp_path: Path):
    done = asked("readings", tmp_path / "nothing.yaml", "--pack", tmp_path, "--made-on", "2023-09-25")
    assert done.exit_code == 1
    assert "is no force pack" in done.stderr
