"""People of a force's exports are planned under pseudonyms where a planning file names a key."""

from pathlib import Path

import pytest

from dueregard.common.errors import DueRegardError
from dueregard.effects.planning_study import read_planning
from dueregard.mobilisation.request_file import load_request
from dueregard.workforce.pseudonyms import Pseudonyms
from tests.unit.cli.small_force import request

KEY = "00112233445566778899aabbccddeeff"
PLANNING = """\
format: dueregard-planning 1
roster: {map: map.yaml, people: people.csv, duties: duties.csv}
local_areas: [north]
"""
FILES = {
    "map.yaml": """\
format: dueregard-roster-map 1
zone: Europe/London
people: {columns: {person: Collar, function: Role, local_area: Area}}
duties: {columns: {person: Collar, begins_at: From, ends_at: To}}
""",
    "people.csv": "Collar,Role,Area\n4471,response,north\n",
    "duties.csv": "Collar,From,To\n4471,2021-07-13T07:00,2021-07-13T17:00\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "request.yaml").write_text(request("fair", ("day", "2021-07-13", "09:00-19:00")), "utf-8")
    (tmp_path / "people.key").write_text(KEY, "ascii")
    (tmp_path / "people.key").chmod(0o600)
    return tmp_path


def people(folder: Path, more: str = "") -> list[str]:
    (folder / "planning.yaml").write_text(PLANNING + more, "utf-8")
    read = read_planning(folder / "planning.yaml", load_request(folder / "request.yaml"))
    return [str(person.id) for person in read.roster.people]


def test_with_a_key_nobody_stands_there_by_collar_number(folder: Path):
    assert people(folder, "people_key: people.key\n") == [Pseudonyms(bytes.fromhex(KEY)).of("4471")]


def test_without_a_key_identifiers_stay_as_the_docs_say(folder: Path):
    assert people(folder) == ["4471"]


def test_a_key_that_others_can_read_or_that_is_none_is_refused(folder: Path):
    (folder / "people.key").chmod(0o644)
    with pytest.raises(DueRegardError, match="others on this machine can read it"):
        people(folder, "people_key: people.key\n")
    (folder / "people.key").chmod(0o600)
    (folder / "people.key").write_text("not a key", "ascii")
    with pytest.raises(DueRegardError, match="this is not a key for pseudonyms"):
        people(folder, "people_key: people.key\n")
