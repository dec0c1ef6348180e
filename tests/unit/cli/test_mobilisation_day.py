"""A request comes in to a small force: planned, adopted, called, costed; and the next plan respects it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueregard.cli.main import main
from tests.unit.cli import small_force
from tests.unit.cli.small_force import request

LAW = ("--legal-basis", "Police Act 1996, section 24")


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


class Force:
    """A small force with its records; `fair` is asked, considered, planned and adopted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.records = folder, folder / "records"
        self.records.mkdir()
        small_force.write(folder)
        self.ask("fair", request("fair", ("day", "2021-07-13", "09:00-19:00"), units=2))

    def ask(self, name: str, text: str) -> None:
        (self.folder / f"{name}.yaml").write_text(text, "utf-8")
        record = self.records / f"{name}.yaml"
        first = ("--units", "2", *self.by("06:00"))
        done = asked("request", "ask", record, self.folder / f"{name}.yaml", *first)
        assert done.exit_code == 0, done.output
        self.step(name, "considered", "06:10")

    def by(self, clock: str, rank: str = "superintendent") -> tuple[str, ...]:
        return ("--by", "Superintendent Rowe", "--rank", rank, "--at", f"2021-07-12T{clock}Z", *LAW)

    def step(self, name: str, state: str, clock: str, *more: str) -> None:
        done = asked("request", "step", self.records / f"{name}.yaml", state, *self.by(clock), *more)
        assert done.exit_code == 0, done.output

    def plan(self, name: str, *more: str | Path) -> Any:
        files = (self.folder / f"{name}.yaml", self.folder / "planning.yaml")
        done = asked("plan", *files, "--names", "--json", "--out", self.folder / f"plan-{name}", *more)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def adopt(self, name: str) -> Result:
        plan = self.folder / f"plan-{name}"
        return asked(
            "request",
            "adopt",
            self.records / f"{name}.yaml",
            plan,
            *self.by("06:30"),
            "--reason",
            "It is enough",
        )


@pytest.fixture
def force(tmp_path: Path) -> Force:
    return Force(tmp_path)


def people(answer: Any) -> set[str]:
    return {each["person"] for each in answer["names"]}


def test_people_of_an_adopted_plan_are_not_taken_by_the_next(force):
    first = force.plan("fair")
    assert force.adopt("fair").exit_code == 0
    force.ask("match", request("match", ("game", "2021-07-13", "10:00-18:00")))
    unaware = force.plan("match")
    assert people(unaware) & people(first)  # or the test shows nothing
    refused = force.adopt("match")
    assert refused.exit_code == 1
    assert "takes people who are promised already" in refused.stderr
    aware = force.plan("match", "--records", force.records)
    assert not people(aware) & people(first)
    assert aware["people_promised"] == len(people(first)) == 14
    assert force.adopt("match").exit_code == 0
    assert asked("request", "check", force.records).exit_code == 0


def test_a_commitments_file_keeps_people_at_home(force):
    first = sorted(people(force.plan("fair")))
    rows = "".join(f"{who},2021-07-13T06:00Z,2021-07-13T20:00Z,a match\n" for who in first[:3])
    (force.folder / "promised.csv").write_text(f"person,begins_at,ends_at,to\n{rows}", "utf-8")
    again = force.plan("fair", "--commitments", force.folder / "promised.csv")
    assert not people(again) & set(first[:3])


def test_those_who_bore_a_tour_give_way_to_others_in_the_next_plan(force):
    first = force.plan("fair")
    force.adopt("fair")
    force.ask(
        "fete", request("fete", ("later", "2021-07-21", "09:00-19:00"), units=2, accepted="2021-07-20 12:00")
    )
    again = force.plan("fete", "--records", force.records)
    borne = {each["person"]: each["tours_before"] for each in again["loads"]}
    assert {who for who, tours in borne.items() if tours} <= people(first)
    assert sum(borne.values()) > 0
    before, after = force.plan("fete"), again
    assert after["cost"] == before["cost"]
    assert len(people(after) & people(first)) < len(people(before) & people(first))


def test_once_stood_down_nobody_is_promised_any_more(force):
    force.plan("fair")
    force.adopt("fair")
    for state, clock, more in (
        ("offered", "06:40", ("--units", "2")),
        ("accepted", "07:00", ()),
        ("stood-to", "08:00", ()),
        (
            "stood-down",
            "09:00",
            (
                "--reason",
                "The host manages",
            ),
        ),
    ):
        force.step("fair", state, clock, *more)
    shown = json.loads(asked("request", "check", force.records, "--json").stdout)["records"][0]
    assert (shown["state"], shown["people"]) == ("stood-down", 0)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("tours.csv", ",constable,", ",sergeant,"),
        ("lost.csv", "person", "person "),
        ("plan.yaml", "people: '14'", "people: '15'"),
    ],
)
def test_a_plan_changed_after_it_was_adopted_is_refused(force, name, before, after):
    force.plan("fair")
    force.adopt("fair")
    file = force.folder / "plan-fair" / name
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    found = asked("request", "check", force.records)
    assert found.exit_code == 1
    assert "changed or exchanged" in found.stderr
    assert found.stderr.count("\n") == 1


def test_the_plan_of_another_request_is_not_adopted(force):
    force.ask("match", request("match", ("game", "2021-07-20", "10:00-18:00")))
    force.plan("match")
    refused = asked(
        "request",
        "adopt",
        force.records / "fair.yaml",
        force.folder / "plan-match",
        *force.by("06:30"),
        "--reason",
        "x",
    )
    assert "The plan is for the request match" in refused.stderr


def test_a_rest_exception_of_the_record_lets_a_plan_rest_less_and_says_whom(force):
    tight = request(
        "fair", ("late", "2021-07-13", "13:00-23:00"), ("early", "2021-07-14", "09:30-19:00"), units=4
    )
    (force.folder / "fair.yaml").write_text(tight, "utf-8")
    strict = force.plan("fair")
    assert not strict["is_met"]
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
    allowed = asked(
        "request", "allow", force.records / "fair.yaml", *words, *force.by("06:20", "chief-superintendent")
    )
    assert allowed.exit_code == 0
    eased = force.plan("fair", "--records", force.records)
    assert eased["is_met"]
    assert eased["exceptions"] == ["the daily rest is at least 7 hours for all who are sent"]
    both = {who for who in people(eased) if sum(each["person"] == who for each in eased["names"]) == 2}
    assert set(eased["rest_broken"]) >= both > set()


def test_a_plan_is_costed_as_kept_or_as_adopted(force):
    force.plan("fair")
    force.adopt("fair")
    by_plan = json.loads(
        asked("aid-cost", force.folder / "plan-fair", force.folder / "rates.yaml", "--json").stdout
    )
    by_record = json.loads(
        asked("aid-cost", force.records / "fair.yaml", force.folder / "rates.yaml", "--json").stdout
    )
    assert by_plan == by_record
    assert by_plan["borne"] == pytest.approx(by_plan["total"] - by_plan["recovered"])
    items = {each["name"]: each for each in by_plan["items"]}
    assert (items["travel"]["amount"], items["meals"]["recovered"]) == (140.0, 0.0)
    assert items["hours"]["recovered"] == pytest.approx(0.8 * items["hours"]["amount"], abs=0.2)
    early = ("--told-on", "2021-06-01")
    told = json.loads(
        asked("aid-cost", force.folder / "plan-fair", force.folder / "rates.yaml", "--json", *early).stdout
    )
    assert told["short_notice"] == 0
    assert told["days_owed"] > by_plan["days_owed"]


def test_those_who_stay_in_lodgings_travel_once_and_their_nights_are_paid(force):
    text = request(
        "fair", ("one", "2021-07-13", "09:00-19:00"), ("two", "2021-07-14", "09:00-19:00"), units=3
    )
    (force.folder / "fair.yaml").write_text(
        text.replace("travel_minutes: 60", "travel_minutes: 120\nlodged: yes"), "utf-8"
    )
    rates = force.folder / "rates.yaml"
    lodging = '  - {item: lodging, amount: "50", from_on: 2021-04-01}\nrecovered:'
    rates.write_text(small_force.RATES.replace("recovered:", lodging), "utf-8")
    # Two hours of travel leave ten hours between the days, so each of the 21 stays near the place.
    assert len(people(force.plan("fair"))) == 21
    answer = json.loads(asked("aid-cost", force.folder / "plan-fair", rates, "--json").stdout)
    items = {each["name"]: each["amount"] for each in answer["items"]}
    assert (answer["tours"], items["travel"], items["lodging"], items["meals"]) == (42, 210.0, 1050.0, 630.0)


def test_a_negative_rate_and_a_missing_one_give_one_sentence(force):
    force.plan("fair")
    rates = force.folder / "rates.yaml"
    rates.write_text(small_force.RATES.replace('amount: "20"', 'amount: "-20"'), "utf-8")
    refused = asked("aid-cost", force.folder / "plan-fair", rates)
    assert "the rate of hours is -20 pounds" in refused.stderr
    rates.write_text(small_force.RATES.replace("2021-04-01", "2021-09-01"), "utf-8")
    refused = asked("aid-cost", force.folder / "plan-fair", rates)
    assert refused.exit_code == 1
    assert "There is no rate of hours for the rank" in refused.stderr


def test_a_call_out_list_is_longer_when_no_shows_come_together(force):
    force.plan("fair")
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml", force.folder / "plan-fair")
    rates = ("--rates", force.folder / "muster.csv")
    answer = json.loads(asked("call-out", *files, *rates, "--names", "--json").stdout)
    assert (answer["sure"], answer["is_sure"]) == (0.95, True)  # the duty rule call-out-sure
    constables = next(each for each in answer["roles"] if each["role"] == "constable")
    assert constables["needed"] == 12 < constables["call_independent"] < constables["call"]
    assert constables["chance"] >= 0.95
    assert len(constables["people"]) == constables["call"] == len(set(constables["people"]))
    surer = json.loads(asked("call-out", *files, *rates, "--sure", "0.99", "--json").stdout)
    assert sum(each["call"] for each in surer["roles"]) > sum(each["call"] for each in answer["roles"])


def test_rest_is_broken_for_nobody_who_is_not_on_the_roster(force):
    words = (
        "--rule",
        "daily-rest",
        "--hours",
        "7",
        "--person",
        "9999",
        "--reason",
        "None",
        "--welfare",
        "Meals",
    )
    allow = (
        "request",
        "allow",
        force.records / "fair.yaml",
        *words,
        *force.by("06:20", "chief-superintendent"),
    )
    refused = asked(*allow, "--judge", force.folder / "fair.yaml", force.folder / "planning.yaml")
    assert "9999: nobody on the roster has this pseudonym" in refused.stderr


def test_the_console_names_muster_and_departure_and_refuses_volunteers_whom_nobody_knows(force):
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    force.plan("fair")
    shown = asked("plan", *files, "--seconds", "0", "--names", "--json")
    answer = json.loads(shown.stdout)
    first = answer["names"][0]
    assert first["out_at"] < first["departs_at"] < first["present_at"]
    assert answer["zone"] == "Europe/London"
    (force.folder / "volunteers.csv").write_text("person\n9999\n", "utf-8")
    refused = asked("plan", *files, "--volunteers", force.folder / "volunteers.csv")
    assert "volunteers.csv, line 2, person: nobody on the roster is called 9999" in refused.stderr
    (force.folder / "book.yaml").write_bytes(b"PK\x03\x04rest")
    assert "it is a workbook (XLSX)" in asked("plan", force.folder / "book.yaml", files[1]).stderr


def test_the_chance_asked_for_is_a_setting(force):
    force.plan("fair")
    (force.folder / "rules.yaml").write_text(
        "format: dueregard-duty-rules 1\nrules:\n  - {id: call-out-sure, about: Chance, value: VALUE, unit: share, "
        'from_on: 2012-04, source: ours, marking: OFFICIAL, publishable: "no"}\n'.replace("VALUE", '"0.8"'),
        "utf-8",
    )
    planning = force.folder / "planning.yaml"
    planning.write_text(small_force.PLANNING + "duty_rules: rules.yaml\n", "utf-8")
    files = (force.folder / "fair.yaml", planning, force.folder / "plan-fair")
    rates = ("--rates", force.folder / "muster.csv")
    assert json.loads(asked("call-out", *files, *rates, "--json").stdout)["sure"] == 0.8
    rules = force.folder / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace('"0.8"', '"1.5"'), "utf-8")
    assert 'its value is "1.5"; write 0 to 1' in asked("call-out", *files, *rates).stderr


def test_a_plan_of_another_request_or_roster_is_not_called(force):
    force.plan("fair")
    (force.folder / "match.yaml").write_text(request("match", ("game", "2021-07-13", "10:00-18:00")), "utf-8")
    rates = ("--rates", force.folder / "muster.csv")
    planning, plan = force.folder / "planning.yaml", force.folder / "plan-fair"
    refused = asked("call-out", force.folder / "match.yaml", planning, plan, *rates)
    assert "name the request that it was made for" in refused.stderr
    refused = asked("call-out", force.folder / "fair.yaml", planning, plan, *rates, "--need", "9")
    assert "has 1 needs, and --need 9 was given" in refused.stderr


def test_what_was_given_stands_in_the_aid_log_and_is_read_by_past_deployments(force):
    from dueregard.effects.aid_log import read_aid_log

    force.plan("fair")
    force.adopt("fair")
    for state, clock in (
        ("offered", "06:40"),
        ("accepted", "07:00"),
        ("stood-to", "08:00"),
        ("deployed", "09:00"),
    ):
        force.step("fair", state, clock, *(("--units", "2") if state == "offered" else ()))
    out = force.folder / "aid"
    row = json.loads(asked("request", "aid", force.records, "--out", out, "--json").stdout)["rows"][0]
    assert (row["officers"], row["days"], row["from_on"], row["direction"]) == (
        14,
        1.0,
        "2021-07-13",
        "given",
    )
    past = read_aid_log(out / "past-deployments.csv")
    assert [(each.officers, each.days, each.tier.value) for each in past] == [(14, 1, "regional")]


def test_requests_and_needs_that_are_past_are_refused_by_the_moment_told(force):
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    assert asked("plan", *files, "--now", "2021-07-12T11:00Z", "--seconds", "0").exit_code == 0
    late = asked("plan", *files, "--now", "2021-07-12 12:05+01:00")
    assert late.exit_code == 1
    assert "nobody can be called before now; write accepted_at: 2021-07-12T11:05Z" in late.stderr
    over = asked("plan", *files, "--now", "2021-07-13T18:00Z")
    assert "The request fair is past: its last tour ended on 13 July 2021, 18:00 UTC" in over.stderr
    assert over.stderr.count("\n") == 1
    force.plan("fair")
    call = (*files, force.folder / "plan-fair", "--rates", force.folder / "muster.csv")
    assert asked("call-out", *call, "--now", "2021-07-13T07:59Z").exit_code == 0
    refused = asked("call-out", *call, "--now", "2021-07-13T08:00Z")
    assert "nobody can be called for that any more" in refused.stderr


def test_a_plan_is_not_adopted_once_its_request_is_past(force):
    force.plan("fair")
    after = ("--by", "Superintendent Rowe", "--rank", "superintendent", "--at", "2021-07-13T18:00Z", *LAW)
    files = (force.records / "fair.yaml", force.folder / "plan-fair")
    refused = asked("request", "adopt", *files, *after, "--reason", "Late")
    assert refused.exit_code == 1
    assert "The request fair is past: its last tour ended on 13 July 2021, 18:00 UTC" in refused.stderr
