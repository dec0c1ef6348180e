"""A kept plan judged and adopted at the command line, as it was made and spoiled by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from dueregard.common.canonical import sha256
from tests.unit.cli.small_force import request
from tests.unit.cli.test_mobilisation_day import Force, asked


@pytest.fixture
def force(tmp_path: Path) -> Force:
    return Force(tmp_path)


def check(force: Force, *more: str | Path, exit_code: int = 0) -> Any:
    files = (force.folder / "plan-fair", force.folder / "fair.yaml", force.folder / "planning.yaml")
    done = asked("plan-check", *files, "--json", *more)
    assert done.exit_code == exit_code, done.output
    return json.loads(done.stdout)


def spoil(folder: Path, name: str, before: str, after: str) -> None:
    """Change a table by hand and write its new hash into the head, as somebody who knows the format would."""
    table, head = folder / name, folder / "plan.yaml"
    old = table.read_text("utf-8")
    assert before in old
    new = old.replace(before, after, 1)
    table.write_text(new, "utf-8")
    text = head.read_text("utf-8").replace(sha256(old.encode()), sha256(new.encode()))
    head.write_text(text, "utf-8")


def adopt(force: Force, *more: str | Path) -> Any:
    files = (force.records / "fair.yaml", force.folder / "plan-fair")
    return asked("request", "adopt", *files, *force.by("06:30"), "--reason", "It does", *more)


def judged_by(force: Force) -> tuple[str | Path, ...]:
    return ("--judge", force.folder / "fair.yaml", force.folder / "planning.yaml")


def test_a_plan_as_it_was_made_keeps_every_rule_and_its_bound_is_proved_again(force):
    made = force.plan("fair")
    answer = check(force)
    assert answer["is_good"]
    assert all(each["is_kept"] for each in answer["rules"])
    assert answer["cost_again"] == pytest.approx(made["cost"])
    assert answer["bound_again"] == pytest.approx(made["bound"])
    assert "its prices prove" in answer["bound_words"]
    assert check(force, "--rules-only")["bound_again"] is None


def test_a_broken_rule_is_printed_with_where(force):
    force.plan("fair")
    spoil(force.folder / "plan-fair", "tours.csv", ",constable,day,constable,", ",constable,day,sergeant,")
    files = (force.folder / "plan-fair", force.folder / "fair.yaml", force.folder / "planning.yaml")
    done = asked("plan-check", *files)
    assert done.exit_code == 3
    assert "breaks 2 of" in done.stdout
    assert "- post: " in done.stdout
    assert "- need: day needs 12 of constable" in done.stdout
    assert "may not be sergeant" in done.stdout


def test_a_plan_of_before_whose_prices_were_not_kept_is_judged_and_its_bound_is_said_to_be_claimed(force):
    force.plan("fair")
    head = force.folder / "plan-fair" / "plan.yaml"
    lines = [line for line in head.read_text("utf-8").splitlines(True) if "prices_sha256" not in line]
    head.write_text("".join(lines), "utf-8")
    (force.folder / "plan-fair" / "prices.csv").unlink()
    assert "no prices were kept" in check(force)["bound_words"]


def test_a_judged_plan_is_adopted_and_the_record_says_so(force):
    force.plan("fair")
    assert adopt(force, *judged_by(force)).exit_code == 0
    log = json.loads(asked("request", "show", force.records / "fair.yaml", "--json").stdout)["log"]
    assert log[-1]["what"].endswith(", judged: it keeps every rule")
    assert asked("request", "check", force.records).exit_code == 0


def test_a_plan_that_nobody_judged_is_adopted_and_the_record_says_so(force):
    force.plan("fair")
    assert adopt(force).exit_code == 0
    log = json.loads(asked("request", "show", force.records / "fair.yaml", "--json").stdout)["log"]
    assert log[-1]["what"].endswith(", not judged")


def test_a_plan_that_breaks_a_rule_is_not_adopted_and_one_sentence_names_the_rule(force):
    force.plan("fair")
    spoil(force.folder / "plan-fair", "tours.csv", ",constable,day,constable,", ",constable,day,sergeant,")
    before = (force.records / "fair.yaml").read_bytes()
    refused = adopt(force, *judged_by(force))
    assert refused.exit_code == 1
    assert "breaks a rule: a role not open to the person's kind of post, rank or post (" in refused.stderr
    assert "and one more rule is broken" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert (force.records / "fair.yaml").read_bytes() == before


def test_a_plan_is_judged_by_the_rest_that_its_record_allows(force):
    tight = request(
        "fair", ("late", "2021-07-13", "13:00-23:00"), ("early", "2021-07-14", "09:30-19:00"), units=4
    )
    (force.folder / "fair.yaml").write_text(tight, "utf-8")
    words = (
        "--rule",
        "daily-rest",
        "--hours",
        "7",
        "--reason",
        "Nobody else is near",
        "--welfare",
        "Lodgings",
    )
    allow = ("request", "allow", force.records / "fair.yaml", *words)
    assert asked(*allow, *force.by("06:20", "chief-superintendent")).exit_code == 0
    force.plan("fair", "--records", force.records)
    strict = check(force, exit_code=3)
    assert {each["rule"] for each in strict["rules"] if not each["is_kept"]} >= {"daily-rest"}
    assert check(force, "--records", force.records, "--rules-only")["is_good"]
    assert adopt(force, *judged_by(force)).exit_code == 0


def test_a_plan_is_not_judged_by_another_request(force):
    force.plan("fair")
    (force.folder / "match.yaml").write_text(request("match", ("day", "2021-07-13", "09:00-19:00")), "utf-8")
    refused = adopt(force, "--judge", force.folder / "match.yaml", force.folder / "planning.yaml")
    assert "name the request that it was made for" in refused.stderr
    refused = adopt(force, "--commitments", force.folder / "promised.csv")
    assert refused.exit_code == 2
    assert "--commitments is for --judge" in refused.stderr


def test_prices_exchanged_for_better_ones_prove_no_more_than_they_do(force):
    made = force.plan("fair")
    assert made["bound"] > 0
    folder = force.folder / "plan-fair"
    price = (folder / "prices.csv").read_text("utf-8").splitlines()[1].rsplit(",", 1)[1]
    spoil(folder, "prices.csv", f",{price}", ",0.001")
    answer = check(force, exit_code=3)
    assert [each["rule"] for each in answer["rules"] if not each["is_kept"]] == ["bound"]
    assert "prove only" in answer["bound_words"]
