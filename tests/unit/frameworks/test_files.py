"""A force's own framework files are checked together, and with the starter frameworks."""

from pathlib import Path

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.frameworks.crosswalks import write_crosswalk
from dueregard.frameworks.files import check_framework_files
from dueregard.frameworks.starter import library
from tests.unit.frameworks.small import SMALL


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_sound_framework_is_given_back(tmp_path: Path):
    (framework,) = check_framework_files([put(tmp_path, "small.yaml", SMALL)])
    assert framework.id == "small"


def test_faults_of_all_files_are_told_in_one_go(tmp_path: Path):
    first = put(tmp_path, "small.yaml", SMALL.replace("kind: spr", "kind: sprr"))
    second = put(tmp_path, "other.yaml", SMALL)
    absent = tmp_path / "absent.yaml"
    with pytest.raises(FaultsFound) as found:
        check_framework_files([first, second, absent])
    assert {fault.place.file for fault in found.value.faults} == {str(first), str(second), str(absent)}


def test_a_crosswalk_is_known_by_its_format_and_checked_against_the_starter_frameworks(tmp_path: Path):
    walk = next(walk for walk in library().crosswalks if walk.after == "spr-2015")
    text = write_crosswalk(walk)
    assert check_framework_files([put(tmp_path, "spr-2012--spr-2015.yaml", text)]) == ()
    gone = text.replace("  - from: terrorism-capacity\n", "  - from: terrorism-capacitee\n", 1)
    assert gone != text
    with pytest.raises(FaultsFound, match="terrorism-capacit"):
        check_framework_files([put(tmp_path, "spr-2012--spr-2015.yaml", gone)])


def test_an_own_framework_that_serves_no_area_there_is_refused_by_its_file(tmp_path: Path):
    own = SMALL.replace("kind: spr", "kind: capability").replace(
        "kind: threat}", "kind: capability, serves: [spr-2023/floods]}"
    )
    file = put(tmp_path, "small.yaml", own.replace("kind: cross-cutting", "kind: capability"))
    with pytest.raises(FaultsFound, match="spr-2023 has no such area") as found:
        check_framework_files([file])
    assert {fault.place.file for fault in found.value.faults} == {str(file)}
