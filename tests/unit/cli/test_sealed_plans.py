"""`plan-key`, `plan-seal`, `plan-open` and `requirement`, as their users call them; and what goes wrong."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueregard.cli.main import main

PLAN = """\
format: dueregard-standing-plan 1
force: tidewater
serial: 1
valid_from: 2026-08-01
valid_until: 2026-12-31
audience: [region-north]
tier: national
adopted_by: "Assistant Chief Constable"
marking: OFFICIAL-SENSITIVE
kinds:
  - {id: psu, about: Unit, officers: 25, from_on: 2026-01-01, source: Invented}
parts:
  - {id: first, kind: psu, units: 4, within_hours: 4}
"""
REQUIREMENT = """\
format: dueregard-requirement 1
id: north-2026
asker: region-north
tier: regional
about: Invented
from_on: 2026-01-01
until_on: 2026-12-31
marking: OFFICIAL-SENSITIVE
source: Invented
steps:
  - {kind: psu, within_hours: 4, units: 4}
shares:
  - {force: tidewater, weight: "1"}
"""
TIMES = ("--from", "2026-08-08T18:00Z", "--until", "2026-08-10T18:00Z")


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


class Office:
    """A force and its region, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.sealed, self.ledger = folder / "key.pem", folder / "sealed", folder / "serials.json"
        self.public = json.loads(asked("plan-key", self.key, "--json").stdout)["public_key"]
        self.keys = folder / "keys.yaml"
        self.keys.write_text(
            "format: dueregard-plan-keys 1\nreceiver: region-north\nkeys:\n"
            f"  - {{force: tidewater, public_key: {self.public}, from_on: 2026-01-01, until_on: 2027-12-31, "
            "entered_by: Co-ordinator, entered_on: 2026-01-01}\n",
            "utf-8",
        )
        (folder / "requirement.yaml").write_text(REQUIREMENT, "utf-8")

    def seal(self, text: str = PLAN, *more: str | Path) -> Result:
        (self.folder / "plan.yaml").write_text(text, "utf-8")
        return asked("plan-seal", self.folder / "plan.yaml", "--key", self.key, "--out", self.sealed, *more)

    def receiving(self, *more: str | Path) -> tuple[str | Path, ...]:
        begin = () if self.ledger.exists() else ("--new-ledger",)
        return ("--keys", self.keys, "--ledger", self.ledger, "--on", "2026-08-03", *begin, *more)

    def open(self, serial: int = 1, *more: str | Path) -> Result:
        return asked("plan-open", self.sealed / f"tidewater-{serial}.plan", *self.receiving(*more))

    def require(self, *more: str | Path) -> Result:
        return asked(
            "requirement", self.folder / "requirement.yaml", self.sealed, *self.receiving(*TIMES, *more)
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def answered(result: Result, exit_code: int = 0) -> Any:
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def told(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_private_key_is_for_its_owner_alone_and_is_never_overwritten(office: Office):
    assert stat.S_IMODE(office.key.stat().st_mode) == 0o600
    before = office.key.read_bytes()
    assert "a key is never overwritten" in told(asked("plan-key", office.key))
    assert "a key is never overwritten" in told(asked("plan-key", office.key, "--people"))
    assert office.key.read_bytes() == before


def test_a_key_is_not_written_through_a_link(tmp_path: Path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "a key is never overwritten" in told(asked("plan-key", tmp_path / "link"))
    assert not (tmp_path / "elsewhere").exists()


def test_a_private_key_is_never_printed(office: Office):
    secret = "".join(office.key.read_text("utf-8").splitlines()[1:-1])
    for done in (office.seal(), office.open(), asked("plan-key", office.folder / "other.pem")):
        assert done.exit_code == 0, done.output
        assert secret not in done.output
        assert "PRIVATE" not in done.output


def test_two_keys_differ(office: Office):
    other = answered(asked("plan-key", office.folder / "other.pem", "--json"))
    assert re.fullmatch(r"[0-9a-f]{64}", other["public_key"])
    assert other["public_key"] != office.public


def test_a_key_that_others_can_read_seals_nothing(office: Office):
    office.key.chmod(0o644)
    assert "others on this machine can read it (mode 644)" in told(office.seal())


def test_sealed_opened_and_counted(office: Office):
    sealed = answered(office.seal(PLAN, "--json"))
    assert (sealed["serial"], sealed["units"], sealed["public_key"]) == (1, 4, office.public)
    opened = answered(office.open(1, "--json"))
    assert (opened["force"], opened["is_repeated"], opened["is_entered"]) == ("tidewater", False, True)
    assert opened["sha256"] == sealed["sha256"]
    again = answered(office.open(1, "--json"))
    assert again["is_repeated"]
    required = answered(office.require("--json"))
    assert required["is_met"]
    assert required["steps"][0]["forces"] == [
        {"force": "tidewater", "has_plan": True, "owed": 4, "counted": 4, "short": 0}
    ]


def test_what_was_sealed_comes_back_as_the_same_plan(office: Office):
    office.seal()
    office.open(1, "--out", office.folder / "back.yaml")
    before = (office.sealed / "tidewater-1.plan").read_bytes()
    (office.sealed / "tidewater-1.plan").unlink()
    assert office.seal((office.folder / "back.yaml").read_text("utf-8")).exit_code == 0
    assert (office.sealed / "tidewater-1.plan").read_bytes() == before


def test_checking_enters_nothing(office: Office):
    office.seal()
    assert not answered(office.open(1, "--check", "--json"))["is_entered"]
    assert not office.ledger.exists()


def test_a_replayed_plan_is_refused_by_both_commands(office: Office):
    office.seal()
    office.open()
    old = (office.sealed / "tidewater-1.plan").read_bytes()
    office.seal(PLAN.replace("serial: 1", "serial: 2"))
    assert office.open(2).exit_code == 0
    assert "plan 2 was opened on 3 August 2026" in told(office.open(1))
    (office.sealed / "tidewater-2.plan").write_bytes(old)
    assert "plan 2 was opened" in told(office.open(2))
    refused = answered(office.require("--json"), exit_code=3)
    assert len(refused["refused"]) == 2
    assert refused["steps"][0]["counted"] == 0


def test_another_plan_of_the_same_serial_is_not_even_sealed(office: Office):
    office.seal()
    assert "another plan is sealed there under serial 1; raise the serial" in told(
        office.seal(PLAN.replace("units: 4", "units: 5"))
    )
    assert office.seal().exit_code == 0, "the same plan again is harmless"


def test_people_are_sealed_as_pseudonyms_and_nobody_is_named(office: Office):
    asked("plan-key", office.folder / "people.key", "--people")
    (office.folder / "people.csv").write_text("part,person\nfirst,C4471\nfirst,C4472\n", "utf-8")
    with_people = ("--people", office.folder / "people.csv", "--people-key", office.folder / "people.key")
    assert answered(office.seal(PLAN, *with_people, "--json"))["people"] == 2
    first = (office.sealed / "tidewater-1.plan").read_bytes()
    assert b"447" not in re.sub(rb"[0-9a-f]{32,}", b"", first)
    assert (office.folder / "people.key").read_text("utf-8").strip().encode() not in first
    office.seal(PLAN.replace("serial: 1", "serial: 2"), *with_people)
    found = [set(re.findall(rb"p-[0-9a-f]{32}", path.read_bytes())) for path in office.sealed.iterdir()]
    assert len(found[0]) == 2
    assert found[0] == found[1], "the same people are known again in the next plan"


def test_the_ledger_is_begun_on_purpose_and_once(office: Office):
    office.seal()
    plan = office.sealed / "tidewater-1.plan"
    plainly = ("plan-open", plan, "--keys", office.keys, "--ledger", office.ledger, "--on", "2026-08-03")
    assert "there is no ledger of serials here" in told(asked(*plainly))
    assert asked(*plainly, "--new-ledger").exit_code == 0
    assert "there is a ledger already" in told(asked(*plainly, "--new-ledger"))
    office.ledger.write_text("{}", "utf-8")
    assert "put the last good copy back" in told(asked(*plainly))


def test_a_force_that_lends_what_it_needs_is_warned_of_and_the_command_ends_with_3(office: Office):
    office.seal(
        PLAN.replace("audience: [region-north]", "audience: [region-north, national]")
        + "commitments:\n  - {part: first, to: national, tier: national, units: 2, from_at: 2026-08-07T06:00Z, "
        "until_at: 2026-08-12T18:00Z}\n"
    )
    needs = (
        "needs:\n  - {force: tidewater, kind: psu, officers: 100, from_at: 2026-08-09T19:00Z, "
        "until_at: 2026-08-10T07:00Z, about: Disorder, source: Invented}\n"
    )
    (office.folder / "requirement.yaml").write_text(REQUIREMENT + needs, "utf-8")
    found = answered(office.require("--json"), exit_code=3)
    assert [line["twice"] for line in found["promised_twice"]] == [50]
    assert found["steps"][0]["counted"] == 0
    page = office.require()
    assert page.exit_code == 3
    assert "Promised twice: tidewater has 100 officers" in page.stdout


def test_one_bad_file_does_not_hide_the_good_ones(office: Office):
    office.seal()
    (office.sealed / "broken.plan").write_bytes(b"\x00" * 100)
    (office.sealed / "large.plan").write_bytes(b" " * 2_000_000)
    (office.sealed / "link.plan").symlink_to(office.sealed / "tidewater-1.plan")
    found = answered(office.require("--json"), exit_code=3)
    assert found["is_met"]
    assert len(found["refused"]) == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("units: 4", "units: four"), 'units: "four" was given'),
        (("serial: 1", "serial: 0"), "the serial is 0"),
        (("kind: psu, units", "kind: psus, units"), "the kind psus is not among the kinds"),
        (("tier: national", "teir: national"), 'did you mean "tier"?'),
        (("format: dueregard-standing-plan 1", ""), "write format: dueregard-standing-plan 1"),
        (
            ("marking: OFFICIAL-SENSITIVE", "marking: OFFICIAL-SENSITIVE\npeople: [C4471]"),
            'unknown field "people"',
        ),
    ],
)
def test_a_plan_with_a_mistake_is_told_where(office: Office, changed, said):
    assert said in told(office.seal(PLAN.replace(*changed)))


def test_files_that_are_not_there_or_no_keys_are_named(office: Office):
    office.seal()
    office.keys.write_text("format: dueregard-plan-keys 1\nreceiver: region-north\nkeys: []\n", "utf-8")
    assert "has not pinned" in told(office.open())
    office.keys.write_text("receiver: region-north\nkeys: []\n", "utf-8")
    assert 'the field "format" is missing' in told(office.open())
    office.keys.unlink()
    assert "keys.yaml" in told(office.open())
    office.key.unlink()
    assert "key.pem" in told(office.seal())


def test_the_keys_must_be_the_askers(office: Office):
    office.seal()
    (office.folder / "requirement.yaml").write_text(
        REQUIREMENT.replace("asker: region-north", "asker: national")
    )
    assert "name the keys of the asker" in told(office.require())


def test_wrong_usage_says_what_to_do(office: Office):
    done = office.seal(PLAN, "--people", "people.csv")
    assert done.exit_code == 2
    assert "--people and --people-key belong together" in done.stderr
    done = asked(
        "requirement", "r.yaml", "p", *office.receiving("--from", "2026-08-08 18:00", "--until", "x")
    )
    assert done.exit_code == 2
    assert "or with its offset" in " ".join(done.stderr.split())


def test_a_folder_without_plans_is_told(office: Office):
    office.sealed.mkdir()
    assert "no file in it ends in .plan" in told(office.require())
