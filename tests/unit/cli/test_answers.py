"""What --json prints has exactly the keys that the manual lists for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from click.testing import CliRunner

from dueregard.cli.answers import as_plain, keys_of
from dueregard.cli.commands import (
    calibrate,
    check,
    compare,
    composite,
    draft,
    frameworks,
    log_check,
    paper,
    releases,
    rewrite,
    vulnerabilities,
)
from dueregard.cli.main import main
from tests.support.small_pack import write_small_pack


@dataclass(frozen=True)
class Inner:
    """An inner object."""

    name: Annotated[str, "Its name."]
    score: Annotated[int | None, "Its score."]


@dataclass(frozen=True)
class Outer:
    """An answer."""

    rows: Annotated[tuple[Inner, ...], "Rows."]
    tags: Annotated[tuple[str, ...], "Tags."]
    done: Annotated[bool, "Whether done."]


def test_keys_are_listed_outer_before_inner_with_what_they_hold():
    assert [(key.path, key.holds, key.about) for key in keys_of(Outer)] == [
        ("rows[]", "list of object", "Rows."),
        ("rows[].name", "text", "Its name."),
        ("rows[].score", "whole number, or null", "Its score."),
        ("tags[]", "list of text", "Tags."),
        ("done", "true or false", "Whether done."),
    ]


def test_an_answer_becomes_plain_json():
    answer = Outer(rows=(Inner("a", None),), tags=("x",), done=True)
    assert as_plain(answer) == {"rows": [{"name": "a", "score": None}], "tags": ["x"], "done": True}


def test_what_json_would_not_keep_is_refused():
    with pytest.raises(TypeError, match="an answer cannot hold Decimal"):
        as_plain(Decimal("0.1"))
    with pytest.raises(ValueError, match="an answer cannot hold nan"):
        as_plain(float("nan"))
    assert json.loads(json.dumps(as_plain(0.1))) == 0.1


def test_a_field_that_says_nothing_is_refused():
    @dataclass
    class Silent:
        name: str

    Silent.__annotations__["name"] = str
    with pytest.raises(TypeError, match="does not say what it holds"):
        list(keys_of(Silent))


def paths(content: Any, prefix: str = "") -> Iterator[str]:
    """Every path in some JSON, as the manual writes paths."""
    if isinstance(content, list):
        for item in content:
            yield from paths(item, prefix)
    elif isinstance(content, dict):
        for name, value in content.items():
            path = f"{prefix}.{name}" if prefix else name
            path += "[]" if isinstance(value, list) else ""
            yield path
            yield from paths(value, path)


LOGS = Path(__file__).parents[3] / "examples" / "logs"
LOG_WORDS = ("--columns", "COLUMNS", "--as-at", "2021-08-25")

COMMANDS = [
    pytest.param(["check", "PACK"], check.JSON, id="check"),
    pytest.param(["paper", "PACK", "--format", "html", "--out", "OUT"], paper.JSON[""], id="paper"),
    pytest.param(["paper", "PACK", "--verify"], paper.JSON["--verify"], id="verify"),
    pytest.param(["composite", "PACK", "--format", "html", "--out", "OUT"], composite.JSON, id="composite"),
    pytest.param(["vulnerabilities", "PACK"], vulnerabilities.JSON, id="vulnerabilities"),
    pytest.param(["compare", "NORTHMARCH", "2022-Q2", "2023-Q3"], compare.JSON, id="compare"),
    pytest.param(
        ["draft", "NORTHMARCH", "--lead", "cyber", "--framework", "cyber-1"], draft.JSON, id="draft"
    ),
    pytest.param(["releases", "NORTHMARCH"], releases.JSON, id="releases"),
    pytest.param(["frameworks", "list"], frameworks.JSON["list"], id="frameworks list"),
    pytest.param(["frameworks", "show", "spr-2023"], frameworks.JSON["show"], id="frameworks show"),
    pytest.param(["frameworks", "check", "FRAMEWORK"], frameworks.JSON["check"], id="frameworks check"),
    pytest.param(["rewrite", "PACK", "--out", "OUT"], rewrite.JSON, id="rewrite"),
    pytest.param(["log-check", "LOG", *LOG_WORDS, "--grades", "GRADES"], log_check.JSON, id="log-check"),
    pytest.param(["log-check", "LOG", *LOG_WORDS], log_check.JSON, id="log-check at first"),
    pytest.param(
        ["calibrate", "LOG", *LOG_WORDS, "--grades", "GRADES", "--draws", "100", "--out", "OUT"],
        calibrate.JSON,
        id="calibrate",
    ),
]


@pytest.mark.parametrize(("arguments", "kind"), COMMANDS)
def test_json_has_the_keys_of_the_manual_and_nothing_beside(arguments: list[str], kind: type, tmp_path: Path):
    pack = write_small_pack(tmp_path)
    given = {
        "PACK": pack,
        "OUT": tmp_path / "out",
        "NORTHMARCH": Path(__file__).parents[3] / "examples" / "northmarch",
        "FRAMEWORK": pack / "frameworks" / "spr-small.yaml",
        "LOG": LOGS / "two-areas.csv.gz",
        "COLUMNS": LOGS / "columns.yaml",
        "GRADES": LOGS / "grades.yaml",
    }
    result = CliRunner().invoke(main, [*(str(given.get(word, word)) for word in arguments), "--json"])
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    listed = {key.path for key in keys_of(kind)}
    top = {path for path in listed if "." not in path}
    there = set(paths(json.loads(result.stdout)))
    assert there <= listed
    assert top <= there


def test_the_faults_of_a_pack_are_json_too(tmp_path: Path):
    pack = write_small_pack(tmp_path, {"registers/risks.csv": "id,titel\nr-1,Flood\n"})
    result = CliRunner().invoke(main, ["check", str(pack), "--json"])
    assert result.exit_code == 1
    assert result.stderr == ""
    answer = json.loads(result.stdout)
    assert answer["force"] is None
    assert {fault["file"] for fault in answer["faults"]} == {"registers/risks.csv"}
    assert set(paths(answer)) <= {key.path for key in keys_of(check.JSON)}
    assert all(fault["sentence"].startswith("registers/risks.csv") for fault in answer["faults"])
