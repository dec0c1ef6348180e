"""`dueregard request`, as a force planner calls it; and what goes wrong, with the record left as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueregard.cli.main import main

REQUEST = """\
format: dueregard-request 1
id: fair
zone: Europe/London
tier: regional
legal_basis: Police Act 1996, section 24
host: Another force
place: A town
accepted_at: 2022-10-10 08:00
travel_minutes: 30
unit:
  id: serial
  needs: [{role: constable, officers: 2}]
  source: Invented.
roles: [{id: constable, ranks: [constable], skills: [public-order]}]
tours: [{id: day, begins_at: 2022-10-11 09:00, ends_at: 2022-10-11 19:00, units: 4}]
"""
NORTHMARCH = Path(__file__).parents[3] / "examples" / "mobilisation" / "northmarch"
LAW = ("--legal-basis", "Police Act 1996, section 24")


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def officer(at: str, rank: str = "superintendent", *more: str) -> tuple[str, ...]:
    return ("--by", "Superintendent Rowe", "--rank", rank, "--at", at, *more)


class Desk:
    """A folder of records and the request that comes in."""

    def __init__(self, folder: Path) -> None:
        self.request = folder / "request.yaml"
        self.request.write_text(REQUEST, "utf-8")
        self.records = folder / "records"
        self.records.mkdir()
        self.record = self.records / "fair.yaml"

    def ask(self, at: str = "2022-10-10T06:00Z", *more: str) -> Result:
        return asked("request", "ask", self.record, self.request, "--units", "4", *LAW, *officer(at), *more)

    def step(self, state: str, at: str, *more: str, rank: str = "superintendent") -> Result:
        return asked("request", "step", self.record, state, *LAW, *officer(at, rank, *more))

    def show(self) -> Any:
        return json.loads(asked("request", "show", self.record, "--json").stdout)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_request_lives_from_asked_to_stood_down_with_its_log(desk):
    assert desk.ask().exit_code == 0
    life = [
        ("considered", "06:10", ()),
        ("offered", "06:40", ("--units", "3", "--reason", "One unit is needed at home")),
        ("accepted", "07:00", ()),
        ("stood-to", "08:00", ()),
        ("deployed", "09:00", ()),
        ("stood-down", "20:00", ()),
    ]
    for state, clock, more in life:
        done = desk.step(state, f"2022-10-10T{clock}Z", *more)
        assert done.exit_code == 0, done.output
    shown = desk.show()
    assert (shown["state"], shown["is_over"], shown["extent"], shown["units_offered"]) == (
        "stood-down",
        True,
        "part",
        3,
    )
    assert [each["kind"] for each in shown["log"]] == ["step"] * 7
    assert shown["log"][2]["reason"] == "One unit is needed at home"
    assert shown["next_steps"] == []
    checked = json.loads(asked("request", "check", desk.records, "--json").stdout)["records"]
    assert [(each["request"], each["state"], each["log_hash"]) for each in checked] == [
        ("fair", "stood-down", shown["log_hash"])
    ]


@pytest.mark.parametrize(
    ("state", "at", "more", "rank", "words"),
    [
        ("deployed", "2022-10-10T06:10Z", (), "superintendent", 'it cannot go from "asked" to "deployed"'),
        ("considered", "2022-10-10T05:00Z", (), "superintendent", "the log only grows"),
        ("considered", "2022-10-10T06:10Z", (), "constable", "takes inspector or higher"),
        ("declined", "2022-10-10T06:10Z", (), "superintendent", "needs a reason"),
        ("offered", "2022-10-10T06:10Z", ("--units", "-2"), "superintendent", "-2 units were given"),
    ],
)
def test_a_step_that_may_not_be_taken_is_refused_in_one_sentence_and_nothing_is_stored(
    desk, state, at, more, rank, words
):
    desk.ask()
    before = desk.record.read_bytes()
    refused = desk.step(state, at, *more, rank=rank)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert desk.record.read_bytes() == before
    assert sorted(each.name for each in desk.records.iterdir()) == ["fair.yaml"]


def test_a_request_in_the_past_is_refused(desk):
    refused = desk.ask("2022-10-12T06:00Z")
    assert refused.exit_code == 1
    assert "The request fair is past: its last tour ended on 11 October 2022, 18:00 UTC" in refused.stderr
    assert not desk.record.exists()


def test_a_second_record_of_the_same_file_or_request_is_refused(desk):
    desk.ask()
    assert "there is a record already" in desk.ask().stderr
    desk.record = desk.records / "again.yaml"
    assert "fair.yaml is the record of the request fair already" in desk.ask().stderr
    assert not desk.record.exists()


def test_a_marking_that_may_not_be_held_is_refused(desk):
    refused = desk.ask("2022-10-10T06:00Z", "--marking", "SECRET")
    assert refused.exit_code == 1
    assert "The record of fair is marked SECRET: take it out" in refused.stderr
    assert not desk.record.exists()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("units_asked: '4'", "units_asked: '5'", "says of step-1 something else than its log"),
        ("after: considered", "after: declined", '"Decline it" needs a reason'),
        ("asked: 4 units", "asked: 9 units", "the log was changed after it was written"),
        ("direction: given", "direction: lent", "choose one of: given, received, own"),
        ("rank: superintendent", "rank: constable", "takes inspector or higher"),
    ],
)
def test_a_record_that_was_tampered_with_is_refused(desk, before, after, words):
    desk.ask()
    desk.step("considered", "2022-10-10T06:10Z")
    text = desk.record.read_text("utf-8")
    assert before in text
    desk.record.write_text(text.replace(before, after), "utf-8")
    found = asked("request", "check", desk.record)
    assert found.exit_code == 1
    assert words in found.stderr


def test_a_record_written_anew_is_found_by_a_hash_kept_elsewhere(desk):
    desk.ask()
    log_hash = desk.show()["log_hash"]
    desk.step("considered", "2022-10-10T06:10Z")
    assert asked("request", "check", desk.record, "--log-hash", log_hash).exit_code == 0  # it has only grown
    desk.record.unlink()
    desk.ask("2022-10-10T05:00Z")
    found = asked("request", "check", desk.record, "--log-hash", log_hash)
    assert found.exit_code == 1
    assert "the record was written anew" in found.stderr


def test_an_offer_without_an_adopted_plan_is_warned_of(desk):
    desk.ask()
    desk.step("considered", "2022-10-10T06:10Z")
    assert desk.show()["warning"] is None
    desk.step("offered", "2022-10-10T06:20Z", "--units", "4")
    assert "is offered and no plan is adopted" in desk.show()["warning"]
    assert "no plan is adopted" in " ".join(asked("request", "check", desk.records).stdout.split())


def test_the_last_decision_is_held_by_the_hash_that_is_printed(desk):
    desk.ask()
    by = officer("2022-10-10T06:30Z", "superintendent", *LAW, "--reason", "The crowd moved")
    entered = asked("request", "decide", desk.record, "--what", "Two serials to the gate", *by)
    log_hash = desk.show()["log_hash"]
    assert f"Hash of the log: {log_hash}." in entered.stdout
    text = desk.record.read_text("utf-8")
    desk.record.write_text(text.replace("Two serials to the gate", "One serial to the gate"), "utf-8")
    alone = asked("request", "check", desk.record)
    assert alone.exit_code == 0
    assert "Not noticed: the last entry changed" in " ".join(alone.stdout.split())
    assert asked("request", "check", desk.record, "--log-hash", log_hash).exit_code == 1


def test_an_exception_that_relaxes_nothing_is_refused(desk):
    desk.ask()
    by = officer(
        "2022-10-10T06:30Z", "chief-superintendent", *LAW, "--reason", "None", "--welfare", "Hot meals"
    )
    for rule, hours, words in (
        ("daily-rest", "15", "the daily rest is at least 11 hours"),
        ("daily-rest", "11", "give fewer than that"),
        ("weekly-rest", "40", "the weekly rest is at least 24 hours"),
        ("longest-spell", "17", "the longest spell of work is at most 18 hours by the duty rules; give more"),
    ):
        refused = asked("request", "allow", desk.record, "--rule", rule, "--hours", hours, *by)
        assert refused.exit_code == 1
        assert words in refused.stderr
    assert desk.show()["exceptions"] == []


def test_rest_is_broken_only_by_an_authoriser_with_a_welfare_action(desk):
    desk.ask()
    words = ("--rule", "daily-rest", "--hours", "9", "--reason", "Nobody can relieve them")
    by = officer("2022-10-10T06:30Z", "chief-superintendent", *LAW)
    assert "--welfare" in asked("request", "allow", desk.record, *words, *by).stderr
    assert "nothing is done" in asked("request", "allow", desk.record, *words, *by, "--welfare", " ").stderr
    lower = officer("2022-10-10T06:30Z", "inspector", *LAW)
    refused = asked("request", "allow", desk.record, *words, *lower, "--welfare", "Hot meals")
    assert "takes chief-superintendent or higher" in refused.stderr
    assert desk.show()["exceptions"] == []
    assert asked("request", "allow", desk.record, *words, *by, "--welfare", "Hot meals").exit_code == 0
    shown = desk.show()
    assert shown["exceptions"] == ["the daily rest is at least 9 hours for all who are sent"]
    assert shown["log"][-1]["welfare"] == "Hot meals"


def test_a_gold_strategy_is_set_and_changed_with_what_changed(desk):
    desk.ask()
    by = officer("2022-10-10T06:30Z", "chief-superintendent", *LAW)
    first = ("request", "strategy", desk.record, "--aim", "Protect life")
    assert "--reason" in asked(*first, *by).stderr
    assert "--legal-basis" in asked(*first, *officer("2022-10-10T06:30Z", "chief-superintendent")).stderr
    assert asked(*first, *by, "--reason", "A large fair").exit_code == 0
    entry = desk.show()["log"][-1]
    assert (entry["reason"], entry["legal_basis"]) == ("A large fair", LAW[1])
    again = ("request", "strategy", desk.record, "--aim", "Protect life", "--aim", "Keep trade going")
    assert "without saying so" in asked(*again, *by, "--reason", " ").stderr
    assert asked(*again, *by, "--reason", "The shops are to open").exit_code == 0
    assert desk.show()["aims"] == ["Protect life", "Keep trade going"]


def test_aid_received_is_counted_and_stands_in_the_aid_log(desk, tmp_path):
    desk.ask(
        "2022-10-10T06:00Z", "--direction", "received", "--other-force", "Tarnshire", "--reference", "RG-1"
    )
    log = json.loads(asked("request", "aid", desk.record, "--json").stdout)
    assert log["rows"] == []  # nothing is logged until units are deployed
    for state, clock in (("considered", "06:10"), ("offered", "06:40"), ("accepted", "07:00")):
        desk.step(state, f"2022-10-10T{clock}Z", *(("--units", "4") if state == "offered" else ()))
    for state, clock in (("stood-to", "08:00"), ("deployed", "09:00")):
        desk.step(state, f"2022-10-10T{clock}Z")
    count = ("request", "count", desk.record, "--from", "2022-10-11", "--until", "2022-10-12", "--officers")
    assert "-5 officers were away" in asked(*count, "-5").stderr
    assert asked(*count, "50").exit_code == 0
    assert "counts officers on some of these days already" in asked(*count, "20").stderr
    out = tmp_path / "aid"
    row = json.loads(asked("request", "aid", desk.records, "--json", "--out", out).stdout)["rows"][0]
    assert (row["direction"], row["other_force"], row["reference"], row["officer_days"]) == (
        "received",
        "Tarnshire",
        "RG-1",
        100.0,
    )
    assert (out / "past-deployments.csv").read_text("utf-8").count("\n") == 1  # our own officers stayed
    assert "fair" in (out / "aid.csv").read_text("utf-8")


def test_the_records_of_northmarch_are_sound_and_make_its_aid_log():
    checked = json.loads(asked("request", "check", NORTHMARCH / "records", "--json").stdout)["records"]
    assert [(each["request"], each["state"], each["people"]) for each in checked] == [
        ("forty-units", "declined", 0),
        ("three-units-received", "stood-down", 0),
        ("two-units-in-one-hour", "stood-down", 50),
    ]
    rows = json.loads(asked("request", "aid", NORTHMARCH / "records", "--json").stdout)["rows"]
    assert [(each["direction"], each["tier"], each["officer_days"]) for each in rows] == [
        ("received", "regional", 100.0),
        ("own", "local", 50.0),
    ]
