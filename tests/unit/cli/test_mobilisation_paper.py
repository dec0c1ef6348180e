"""The mobilisation plan written from a record, as a force planner calls it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.small_force import request
from tests.unit.cli.test_mobilisation_day import Force, asked, people
from tests.unit.cli.test_plan_again import again


@pytest.fixture
def force(tmp_path: Path) -> Force:
    return Force(tmp_path)


def paper(force: Force, *more: str | Path) -> Any:
    files = (force.folder / "plan-fair", force.folder / "fair.yaml", force.folder / "planning.yaml")
    out = force.folder / "paper"
    return asked("mobilisation-paper", *files, "--format", "html", "--out", out, *more)


def paper_again(force: Force, *more: str | Path) -> Any:
    files = (force.folder / "plan-again", force.folder / "fair.yaml", force.folder / "planning.yaml")
    out = force.folder / "paper"
    return asked("mobilisation-paper", *files, "--format", "html", "--out", out, *more)


def page(force: Force, name: str = "mobilisation-plan") -> str:
    return (force.folder / "paper" / f"{name}.html").read_text("utf-8")


def test_the_record_gives_strategy_log_and_adoption(force):
    force.plan("fair")
    assert force.adopt("fair").exit_code == 0
    record = force.records / "fair.yaml"
    aims = ("--aim", "Keep the fair peaceful", "--limit", "No force against the crowd")
    officer = ("--by", "ACC Vane", "--rank", "chief-officer", "--at", "2021-07-12T06:40Z")
    why = ("--legal-basis", "The police act, invented", "--reason", "The fair is large")
    assert asked("request", "strategy", record, *aims, *officer, *why).exit_code == 0
    done = paper(force, "--record", record, "--json")
    assert done.exit_code == 0, done.output
    assert [Path(each).name for each in json.loads(done.stdout)["files"]] == [
        "home-by-hour.csv",
        "mobilisation-plan.html",
    ]
    text = page(force)
    for words in (
        "Keep the fair peaceful",
        "No force against the crowd",
        "Superintendent Rowe",
        "not judged",
    ):
        assert words in text
    assert "This is a proposal." not in text


def test_a_record_of_another_plan_is_refused(force):
    force.plan("fair")
    force.adopt("fair")
    force.plan("fair", "--seed", "1")  # the same folder, another plan
    refused = paper(force, "--record", force.records / "fair.yaml")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1


CHANGES = {
    "more units": ("fair.yaml", "units: 2", "units: 3", "not met"),
    "a longer tour": ("fair.yaml", "19:00,", "20:30,", "does not follow"),
    "another minimum": ("planning.yaml", 'share: "0.5", at_least: 2', 'share: "1", at_least: 2', "minimum"),
    "another acceptance": (
        "fair.yaml",
        "accepted_at: 2021-07-12 12:00",
        "accepted_at: 2021-07-12 13:00",
        "accepted",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_that_its_files_do_not_bear_out_is_neither_printed_nor_called(force, change):
    name, before, after, word = CHANGES[change]
    planning = force.folder / "planning.yaml"
    dear = planning.read_text("utf-8").replace('rest_day_hours: "1"', 'rest_day_hours: "100"')
    planning.write_text(dear, "utf-8")  # so that people on duty are sent
    force.plan("fair")
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml", force.folder / "plan-fair")
    rates = ("--rates", force.folder / "muster.csv")
    assert asked("call-out", *files, *rates).exit_code == 0
    path = force.folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    for refused in (paper(force), asked("call-out", *files, *rates)):
        assert refused.exit_code == 1
        assert refused.stderr.count("\n") == 1
        assert word in refused.stderr
    assert not (force.folder / "paper").exists()


def test_muster_rates_of_the_force_size_the_lists_in_the_paper(force):
    force.plan("fair")
    assert paper(force).exit_code == 0
    assert "these rates are examples" in page(force)
    assert paper(force, "--rates", force.folder / "muster.csv").exit_code == 0
    text = page(force)
    assert "these rates are examples" not in text
    assert "Muster rates: Invented" in text
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml", force.folder / "plan-fair")
    rates = ("--rates", force.folder / "muster.csv")
    called = json.loads(asked("call-out", *files, *rates, "--json").stdout)
    for role in called["roles"]:
        row = re.search(rf"<th[^>]*>{role['role']}</th>(.*?)</tr>", text.split("How many to call")[-1], re.S)
        assert row is not None
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", row[1])
        assert cells[:2] == [str(role["needed"]), str(role["call"])]
        assert cells[3] == str(role["call_independent"])


def test_rest_that_may_be_broken_is_printed_with_who_allowed_it_and_the_welfare(force):
    tight = request(
        "fair", ("late", "2021-07-13", "13:00-23:00"), ("early", "2021-07-14", "09:30-19:00"), units=4
    )
    (force.folder / "fair.yaml").write_text(tight, "utf-8")
    record = force.records / "fair.yaml"
    words = (
        "--rule",
        "daily-rest",
        "--hours",
        "7",
        "--reason",
        "Nobody is near",
        "--welfare",
        "Warm lodgings",
    )
    allowed = asked("request", "allow", record, *words, *force.by("06:20", "chief-superintendent"))
    assert allowed.exit_code == 0
    force.plan("fair", "--records", force.records)
    assert paper(force, "--record", record).exit_code == 0
    text = page(force)
    for said in ("Rest that may be broken", "at least 7 hours", "chief-superintendent", "Warm lodgings"):
        assert said in text
    assert re.search(r"[1-9]\d* people rest less, or work longer", text)


def test_a_plan_made_again_claims_no_more_than_it_proves_and_says_what_it_replaces(force):
    gone = sorted(people(force.plan("fair")))[:2]
    assert paper(force).exit_code == 0
    first = page(force)
    assert "No plan that keeps the rules and meets the request comes to fewer" in first
    assert "earlier plan" not in first
    again(force, gone)
    done = paper_again(force)
    assert done.exit_code == 0, done.output
    text = page(force)
    bound = "No plan that keeps the rules, meets the request and tells no more people twice comes to fewer"
    assert bound in text
    assert "No plan that keeps the rules and meets the request" not in text
    assert "as few people told another thing than before as can be" in text
    in_short = text.split("In short")[-1].split("How good the plan is")[0]
    assert "It takes the place of an earlier plan that people were told" in in_short
    assert "when the request is accepted, Mon 12 Jul 2021" in in_short
    assert "2 dropped out. 0 are told twice" in in_short
    assert "count as there" not in text


def test_who_dropped_out_after_setting_out_is_told_of_and_marked(force):
    gone = sorted(people(force.plan("fair")))[:2]
    again(force, gone, "--now", "2021-07-13T12:00Z")
    assert paper_again(force, "--names").exit_code == 0
    there = "2 who dropped out had set out on day and count as there until it ends."
    assert there in page(force)
    assert "told at Tue 13 Jul 2021 13:00" in page(force)
    roster = page(force, "team-roster")
    assert there in roster
    rows = [row for row in re.findall(r"<tr>.*?</tr>", roster, re.S) if "dropped out</td>" in row]
    assert sorted(who for who in gone for row in rows if who in row) == gone
    assert len(rows) == 2


def test_the_lists_of_whom_to_call_and_the_reasons_leave_out_who_dropped_out(force):
    force.plan("fair")
    again(force, [f"small-{number:05d}" for number in range(21, 80)])
    rates = ("--rates", force.folder / "muster.csv")
    assert paper_again(force, *rates).exit_code == 0
    text = page(force)
    assert "These cannot be had together" in text
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml", force.folder / "plan-again")
    called = json.loads(asked("call-out", *files, *rates, "--json").stdout)
    for role in called["roles"]:
        row = re.search(rf"<th[^>]*>{role['role']}</th>(.*?)</tr>", text.split("How many to call")[-1], re.S)
        assert row is not None
        assert re.findall(r"<td[^>]*>([^<]*)</td>", row[1])[1] == str(role["call"])
