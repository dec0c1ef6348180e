"""A study's file: what it may say, and what is told where it cannot be read."""

from datetime import timedelta
from pathlib import Path

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.rosters import roster_hours
from dueregard.effects.study import LedgerSettings, RosterSource, Study
from dueregard.effects.study_reading import read_study
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.response_policy import read_response_policy
from dueregard.local_policing.settings_file import read_record
from dueregard.workforce.composing import compose
from dueregard.workforce.hours import Grid

EXAMPLE = Path(__file__).parents[3] / "examples" / "local-policing" / "northmarch"
VELMOOR = (EXAMPLE / "velmoor.yaml").read_text("utf-8")


def test_the_example_is_read_whole_and_its_files_too():
    study = read_record(Study, EXAMPLE / "velmoor.yaml", "velmoor.yaml")
    assert study.composed is not None
    assert study.composed.officers == 425
    settings = read_record(LedgerSettings, EXAMPLE / "ledger.yaml", "ledger.yaml")
    assert [str(policy.name) for policy in settings.backfill] == [
        "nobody",
        "neighbourhood-then-investigation",
        "buy-it-out",
    ]
    assert read_record(CrewingPolicy, EXAMPLE / "crewing.yaml", "crewing.yaml").crewed_share < 1
    policy = read_response_policy(EXAMPLE / "response-policy.yaml")
    assert len(policy.neighbours) == 10


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("composed:", "withdrawals: who.csv\ncomposed:"), "by withdrawals or by composed, and not by both"),
        (("last_on: 2021-11-29", "last_on: 2021-10-01"), "write a first and a last day"),
        (("ledger: ledger.yaml\n", ""), "no ledger file names it; add ledger"),
        (("seed: 20141104}", "people: a.csv}"), "not both"),
        (("generated: northmarch, ", ""), "name either a generated roster or exports"),
        (("seed: 20141104}", "strength: 0}"), "strength is below 1"),
        (("officers: 425", "officers: many"), "officers"),
    ],
)
def test_a_study_that_contradicts_itself_is_refused_in_a_sentence(change, sentence):
    assert change[0] in VELMOOR
    with pytest.raises(FaultsFound, match=sentence):
        read_record(Study, VELMOOR.replace(*change), "velmoor.yaml")


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_study_that_is_not_there_is_named(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FaultsFound, match=name):
        read_study(Path(name))


def test_a_calibration_that_is_not_there_says_how_to_make_it():
    with pytest.raises(FaultsFound, match="make it with dueregard calibrate"):
        read_study(EXAMPLE / "velmoor.yaml")


def test_a_skill_that_nobody_holds_is_refused_and_not_taken_as_nobody_sent():
    grid = Grid.of_days(read_record(Study, VELMOOR, "v").first_on, 2, ("vellingford",), "Europe/London")
    with pytest.raises(
        EffectRefused, match='Nobody in the roster holds the skill public-ordr: did you mean "public-order"'
    ):
        small_roster_hours(grid, "public-ordr")


def small_roster_hours(grid: Grid, skill: str | None):
    source = RosterSource(generated="small.yaml")
    return roster_hours(source, Path(__file__).parent, grid, skill)


def test_officers_come_from_those_who_hold_the_skill():
    grid = Grid.of_days(read_record(Study, VELMOOR, "v").first_on, 2, ("vellingford",), "Europe/London")
    hours = small_roster_hours(grid, "public-order")
    begins, ends = grid.start + timedelta(hours=8), grid.start + timedelta(hours=12)
    taken = compose(2, begins, ends, hours, skill="public-order")
    assert sum(each.officers for each in taken if each.from_at == begins) == 2
