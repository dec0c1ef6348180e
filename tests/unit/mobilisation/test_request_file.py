"""A request's file: what it comes to, and every fault at its line in one sentence."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.mobilisation.request_file import RequestRefused, fits_roster, load_request, read_request
from dueregard.workforce.generating import generate_roster
from dueregard.workforce.generating_spec import load_shipped_spec
from tests.house.repository import ROOT
from tests.unit.mobilisation.small_case import case, duty

EXAMPLES = ROOT / "examples" / "mobilisation" / "northmarch"
TEXT = """\
format: dueregard-request 1
id: small
zone: Europe/London
tier: local
legal_basis: Our own area
host: North
place: North
accepted_at: 2022-10-28 06:00
travel_minutes: 60
unit:
  id: serial
  needs:
    - {role: sergeant, officers: 1}
    - {role: constable, officers: 3}
  source: invented for tests
roles:
  - {id: sergeant, ranks: [sergeant], skills: [public-order]}
  - {id: constable, ranks: [constable], skills: [public-order]}
steps:
  - {hours: 4, units: 1}
tours:
  - {id: first, begins_at: 2022-10-28 09:00, ends_at: 2022-10-28 17:00, units: 1}
series:
  - {id: night, begins: "19:00", ends: "07:00", first_on: 2022-10-28, days: 3, units: 2}
"""


def faults_of(text: str) -> list[str]:
    faults = FaultList()
    assert read_request(text, "request.yaml", faults) is None
    with pytest.raises(FaultsFound) as found:
        faults.raise_if_any()
    return str(found.value).splitlines()


def test_series_keep_the_clock_and_tours_come_in_order():
    found = read_request(TEXT, "request.yaml", FaultList())
    assert found is not None
    assert [tour.id for tour in found.tours] == [
        "first",
        "night-2022-10-28",
        "night-2022-10-29",
        "night-2022-10-30",
    ]
    assert found.accepted_at == datetime(2022, 10, 28, 5, tzinfo=UTC)
    assert [(tour.ends_at - tour.begins_at) for tour in found.tours[1:]] == [
        timedelta(hours=hours) for hours in (12, 13, 12)
    ]
    assert found.tours[3].begins_at == datetime(2022, 10, 30, 19, tzinfo=UTC)


CHANGES = {
    "format": (
        "format: dueregard-request 1",
        "format: dueregard-request 2",
        "line 1, format: the format is missing",
    ),
    "zone": ("Europe/London", "Europe/Londn", "line 3, zone: "),
    "unknown role": (
        "{role: constable,",
        "{role: constabel,",
        "line 14: the role constabel is asked for and not described; say who may fill it.",
    ),
    "twice described": (
        "{id: constable, ranks",
        "{id: sergeant, ranks",
        "line 17: the role sergeant is described 2 times",
    ),
    "negative": ("{role: sergeant, officers: 1}", "{role: sergeant, officers: -1}", "line 13: -1 officers"),
    "past tour": (
        "accepted_at: 2022-10-28 06:00",
        "accepted_at: 2022-10-28 18:00",
        "line 22: the tour first is over at 2022-10-28T16:00+00:00, before the request is accepted at "
        "2022-10-28T17:00+00:00; leave it out.",
    ),
    "no such step": ("hours: 4,", "hours: 2,", "line 20: no tours run 2 hours after acceptance"),
    "step short": (
        "units: 1}\ntours",
        "units: 0}\ntours",
        "line 20: the last deadline step in the tour first",
    ),
    "travel": ("travel_minutes: 60", "travel_minutes: 2000", "line 9: the travel takes 2,000 minutes"),
    "no such hour": (
        "2022-10-28 09:00",
        "2022-03-27 01:30",
        'line 22: "2022-03-27 01:30" was given, and the clocks skip',
    ),
    "hour twice": (
        "accepted_at: 2022-10-28 06:00",
        "accepted_at: 2022-10-30 01:30",
        'line 8, accepted_at: "2022-10-30 01:30" was given, and the clocks show this time twice; add the offset',
    ),
    "series at the change": (
        'begins: "19:00", ends: "07:00"',
        'begins: "19:00", ends: "01:30"',
        "line 24: the clocks change at 01:30 on 30 October 2022, in the series night; end the series",
    ),
    "long series": ("days: 3", "days: 61", "line 24: the series night runs over 61 days; give 1 to 60."),
    "ends first": ("ends_at: 2022-10-28 17:00", "ends_at: 2022-10-28 08:00", "line 22: the tour first ends"),
    "same name": ("id: first,", "id: night-2022-10-29,", "line 22: the tour night-2022-10-29 stands 2 times"),
    "unknown field": ("host: North", "hots: North", 'line 6: unknown field "hots"; did you mean "host"?'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_fault_has_its_line_and_remedy(name: str):
    before, after, expected = CHANGES[name]
    assert before in TEXT
    found = faults_of(TEXT.replace(before, after, 1))
    assert any(each.startswith(f"request.yaml, {expected}") for each in found), found


def test_all_faults_come_at_once():
    text = TEXT.replace("{role: constable,", "{role: constabel,").replace(
        "travel_minutes: 60", "travel_minutes: -1"
    )
    text = text.replace("hours: 4,", "hours: 3,").replace("units: 1}\nseries", "units: 7}\nseries")
    found = faults_of(text)
    assert [each.split(":")[0] for each in found] == [f"request.yaml, line {line}" for line in (9, 14, 20)]


def test_without_tours_there_is_no_request():
    lines = TEXT.splitlines()[:18]
    assert faults_of("\n".join(lines)) == [
        "request.yaml, line 1: the request small has no tour; say when its units are to work."
    ]


@pytest.mark.parametrize(
    ("name", "tours", "units", "officers"),
    [
        ("two-units-in-one-hour", 1, 2, 50),
        ("seventeen-for-three-days", 4, 17, 425),
        ("fourteen-days", 28, 12, 300),
        ("forty-units", 1, 40, 1000),
    ],
)
def test_examples_ask_what_they_say(name: str, tours: int, units: int, officers: int):
    found = load_request(EXAMPLES / f"{name}.yaml")
    assert (len(found.tours), max(tour.units for tour in found.tours)) == (tours, units)
    assert (found.unit.officers, "unverified nationally" in found.unit.source) == (25, True)
    assert max(sum(role.officers for role in need.roles) for need in found.needs) == officers
    roster = generate_roster(load_shipped_spec("northmarch"), date(2022, 9, 26), 56, 20141104)
    fits_roster(found, roster)


def test_a_missing_file_is_one_sentence(tmp_path: Path):
    with pytest.raises(FaultsFound, match=r"nothing\.yaml: it could not be read"):
        load_request(tmp_path / "nothing.yaml")


def test_a_roster_must_know_the_skills_and_cover_the_days():
    small = case([duty(0, 1), duty(1, 5)])
    fitting = read_request(TEXT, "request.yaml", FaultList())
    assert fitting is not None
    with pytest.raises(RequestRefused, match=r"runs from 28 October 2022 06:00 .* read a roster that covers"):
        fits_roster(fitting, small.roster)
    misspelt = read_request(TEXT.replace("[public-order]", "[public-ordre]"), "request.yaml", FaultList())
    assert misspelt is not None
    with pytest.raises(RequestRefused, match=r'public-ordre, .* did you mean "public-order"\?'):
        fits_roster(misspelt, small.roster)


def test_a_request_that_is_over_is_refused():
    found = read_request(TEXT, "request.yaml", FaultList())
    assert found is not None
    with pytest.raises(
        RequestRefused, match=r"The request small is past: its last tour ended at 2022-10-31T07:00"
    ):
        fits_roster(found, case([duty(0, 1)]).roster, now=datetime(2022, 10, 31, 7, tzinfo=UTC))


def test_a_unit_may_bring_its_roles_along():
    lines = TEXT.splitlines()
    at = lines.index("roles:")
    roles = [line for line in lines[at + 1 :] if line.startswith("  - {id:") and "skills" in line]
    rest = [line for line in lines if line != "roles:" and line not in roles]
    unit = rest.index("unit:")
    inside = "\n".join([*rest[: unit + 1], "  roles:", *(f"  {line}" for line in roles), *rest[unit + 1 :]])
    plain = read_request(TEXT, "request.yaml", FaultList())
    brought = read_request(inside, "request.yaml", FaultList())
    assert plain is not None
    assert brought is not None
    assert brought.roles == plain.roles
    assert brought.needs == plain.needs
    twice = faults_of(inside + "\n" + "\n".join(["roles:", roles[0]]))
    assert len(twice) == 2
    assert all("is described 2 times; keep one of them" in fault for fault in twice)
