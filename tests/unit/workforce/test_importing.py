"""A force's own exports come in whole, or every fault is told and nothing comes in."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.hours import DUTY_FUNCTIONS, AbsenceCause, DutyFunction, Grid
from dueregard.workforce.importing import ImportedRoster, import_roster
from dueregard.workforce.importing_map import REQUIRED, TABLES, load_map
from dueregard.workforce.people import PostKind, Rank
from dueregard.workforce.pseudonyms import KeyTooShort, Pseudonyms
from dueregard.workforce.roster_hours import expand_roster
from dueregard.workforce.shifts import moment_of

AREAS = ("north", "south")
KEY = bytes(range(32))
MAP = """\
format: dueregard-roster-map 1
zone: Europe/London
people:
  columns:
    person: Collar
    function: Role
    local_area: Station
    rank: Rank
    hours_per_week: Hours
    restricted: Restricted
  values:
    function: {RESP: response, NHT: neighbourhood}
    local_area: {N1: north, S1: south}
    rank: {PC: constable, PS: sergeant}
    restricted: {Y: "yes", N: "no"}
skills:
  columns: {person: Collar, skill: Course, from_on: Passed, until_on: Expires}
  formats: {from_on: "%d/%m/%Y", until_on: ["%d/%m/%Y", "%Y-%m-%d"]}
  values:
    skill: {PO L2: public-order, First aid: leave-out}
duties:
  columns:
    person: Collar
    begins_at: [Date, Start]
    ends_at: [Date, End]
    function: Duty
  formats:
    begins_at: "%d/%m/%Y %H:%M"
    ends_at: "%d/%m/%Y %H:%M"
  values:
    function: {RD: leave-out, CUS: custody}
  past_midnight: yes
absences:
  columns: {person: Collar, cause: Type, begins_at: First, ends_at: Last}
  formats: {begins_at: "%d/%m/%Y", ends_at: "%d/%m/%Y"}
  values:
    cause: {AL: leave, SICK: sickness}
  whole_days: yes
"""
FILES = {
    "people": (
        "Collar,Name,Role,Station,Rank,Hours,Restricted\n"
        "4471,A Name Never Kept,RESP,N1,PC,40,N\n"
        '5120,"Another, Name",NHT,S1,PS,37.5,Y\n'
    ),
    "skills": (
        "Collar,Course,Passed,Expires\n4471,PO L2,01/02/2022,2022-10-03\n4471,First aid,01/02/2022,\n"
    ),
    "duties": (
        "Collar,Date,Start,End,Duty\n"
        "4471,03/10/2022,22:00,07:00,\n"
        "5120,03/10/2022,00:00,00:00,RD\n"
        "5120,04/10/2022,08:00,16:00,CUS\n"
    ),
    "absences": "Collar,Type,First,Last\n4471,SICK,04/10/2022,05/10/2022\n",
}


def bring_in(
    folder: Path, *, key: bytes | None = KEY, mapping: str = MAP, **changed: str | bytes
) -> ImportedRoster:
    faults = FaultList()
    how = load_map(mapping, "map.yaml", faults)
    faults.raise_if_any()
    assert how is not None
    files = {}
    for table, text in {**FILES, **changed}.items():
        files[table] = folder / f"{table}.csv"
        files[table].write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_roster(how, files, AREAS, Pseudonyms(key) if key else None)


def faults_of(folder: Path, **changed: Any) -> list[str]:
    with pytest.raises(FaultsFound) as found:
        bring_in(folder, **changed)
    return [str(fault) for fault in found.value.faults]


def test_an_export_comes_in_as_its_map_says(tmp_path: Path):
    found = bring_in(tmp_path)
    ann, ben = found.roster.people
    assert (ann.function, ann.local_area, ann.rank) == (DutyFunction.RESPONSE, "north", Rank.CONSTABLE)
    assert (ben.rank, str(ben.hours_per_week), ben.restricted) == (Rank.SERGEANT, "37.5", True)
    assert [held.skill for held in ann.skills] == ["public-order"]
    assert ann.holds("public-order", date(2022, 10, 3))
    assert not ann.holds("public-order", date(2022, 10, 4))
    assert found.rows == {"people": 2, "skills": 2, "duties": 3, "absences": 1}
    assert found.left_out == {"people": 0, "skills": 1, "duties": 1, "absences": 0}
    duties = found.roster.duties
    begins, ends = moment_of(int(duties.begins[0])), moment_of(int(duties.ends[0]))
    assert begins == datetime(2022, 10, 3, 21, tzinfo=UTC)  # 22:00 summer time
    assert ends == datetime(2022, 10, 4, 6, tzinfo=UTC)  # 07:00 of the next day
    assert DUTY_FUNCTIONS[duties.what[1] % 6] is DutyFunction.CUSTODY


def test_posts_have_kinds_and_only_some_have_ranks(tmp_path: Path):
    mapping = MAP.replace("    rank: Rank\n", "    rank: Rank\n    kind: Name\n", 1)
    people = "Collar,Name,Role,Station,Rank,Hours,Restricted\n4471,special,RESP,N1,PS,40,N\n5120,{},NHT,S1,{},37,N\n"
    ann, ben = bring_in(tmp_path, mapping=mapping, people=people.format("staff", "")).roster.people
    assert (ann.kind, ann.rank, ben.kind) == (PostKind.SPECIAL, Rank.SERGEANT, PostKind.STAFF)
    told = faults_of(tmp_path, mapping=mapping, people=people.format("pcso", "PS"))
    assert (
        "people.csv, line 3: the kind of post is pcso and the rank sergeant; leave the rank blank, or mend the kind."
        in told
    )


def test_it_expands_to_the_minutes_it_describes(tmp_path: Path):
    grid = Grid.of_days(date(2022, 10, 3), 2, AREAS, "Europe/London")
    hours = expand_roster(bring_in(tmp_path).roster, grid, ("public-order",))
    response = 0
    assert hours.rostered[:, 0, response].sum() == 9 * 60
    assert hours.absent_by_cause[AbsenceCause.SICKNESS].sum() == 7 * 60  # sick from midnight
    assert hours.trained["public-order"].sum() == 2 * 60  # there, and skilled, until midnight


def test_no_identifier_and_no_name_is_kept(tmp_path: Path):
    roster = bring_in(tmp_path).roster
    kept = repr(roster.people)
    assert "4471" not in kept
    assert "Name" not in kept
    assert roster.people[0].id == Pseudonyms(KEY).of("4471")
    assert Pseudonyms(KEY).of("4471") != Pseudonyms(KEY[::-1]).of("4471")


def test_without_a_key_identifiers_stand_as_they_are(tmp_path: Path):
    assert [person.id for person in bring_in(tmp_path, key=None).roster.people] == ["4471", "5120"]


def test_a_short_key_is_refused_and_a_key_is_never_shown():
    with pytest.raises(KeyTooShort, match="has 3 bytes"):
        Pseudonyms(b"abc")
    assert "withheld" in repr(Pseudonyms(KEY))


def test_a_duty_that_ends_before_it_begins_is_told_as_people_would(tmp_path: Path):
    plain = MAP.replace("  past_midnight: yes\n", "")
    text = "Collar,Date,Start,End,Duty\n4471,03/05/2022,22:00,06:00,\n"
    assert faults_of(tmp_path, mapping=plain, duties=text) == [
        "duties.csv, line 2: the duty ends at 06:00 on 3 May 2022, before it begins at 22:00 on 3 May 2022; "
        "if it runs past midnight, give the end as 4 May 2022."
    ]


def test_all_faults_are_told_in_one_go(tmp_path: Path):
    found = faults_of(
        tmp_path,
        people=FILES["people"] + "4471,,RESP,N1,PC,40,N\n6000,,FLY,N9,PC,200,N\n,,RESP,N1,PC,40,N\n",
        skills="Collar,Course,Passed,Expires\n9999,PO L2,,\n5120,PO L2,02/03/2022,01/03/2022\n",
        duties=(
            "Collar,Date,Start,End,Duty\n"
            "4471,03/10/2022,07:00,17:00,\n"
            "4471,03/10/2022,16:00,02:00,\n"
            "4471,31/02/2022,16:00,02:00,\n"
            "9999,03/10/2022,16:00,02:00,\n"
            "9999,04/10/2022,16:00,02:00,\n"
            "4471,05/10/2022\n"
        ),
    )
    told = [
        "duties.csv, line 3: the duty begins at 16:00 on 3 October 2022, while that of the same officer on line 2 "
        "lasts until 17:00 on 3 October 2022; correct one of them.",
        'duties.csv, line 4, begins_at: "31/02/2022 16:00" was given; write it in the form %d/%m/%Y %H:%M',
        'duties.csv, line 4, ends_at: "31/02/2022 02:00" was given',
        "duties.csv, line 5: this officer is not among the people",
        "duties.csv, line 7: only 2 cells",
        "people.csv, line 4: this officer stands twice",
        'people.csv, line 5, function: "FLY" was given; choose one of: response',
        'people.csv, line 5, hours_per_week: "200" was given; write hours a week',
        'people.csv, line 5, local_area: "N9" was given; use the id of a local area',
        "people.csv, line 6, person: it is blank; fill it in",
        "skills.csv, line 2: this officer is not among the people",
        "skills.csv, line 3: public-order is held until 2022-03-01, before it is held from 2022-03-02",
    ]
    assert len(found) == len(told)
    for sentence, start in zip(found, told, strict=True):
        assert sentence.startswith(start)
        assert sentence.endswith(".")
        assert "4471" not in sentence
        assert "9999" not in sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'line 1: the column "Collar" is missing'),
        ("Colar,Date,Start,End,Duty\n", 'write "Colar" in the map'),
        ("Collar,Date,Date,Start,End,Duty\n", 'the column "Date" stands twice'),
        ('Collar,Date,Start,End,Duty\n"4471,03/10', "line 2: this is not CSV"),
        (b"Collar,Date,Start,End,Duty\n4471,\xff,,,\n", "is not UTF-8"),
        ("Collar,Date,Start,End,Duty\n" + "\n" * 10_001, "more than 10,000 empty rows"),
        ("Collar,Date,Start,End,Duty\n" + "x" * 1_000_001, "a line of more than 1,000,000 characters"),
        ("Collar,Date,Start,End,Duty\n4471,03/10/1822,07:00,17:00,\n", "the year is outside"),
    ],
)
def test_a_file_that_is_no_export_is_named_for_what_it_is(text, told, tmp_path: Path):
    assert any(told in fault for fault in faults_of(tmp_path, duties=text))


def test_thousands_of_bad_rows_do_not_make_thousands_of_sentences(tmp_path: Path):
    bad = "".join(f"4471,x{number},07:00,17:00,\n" for number in range(5_000))
    found = faults_of(tmp_path, duties="Collar,Date,Start,End,Duty\n" + bad)
    assert len(found) == 201
    assert "200 faults were found so far" in found[-1]


def test_a_code_that_the_map_lacks_makes_one_sentence_and_no_cascade(tmp_path: Path):
    people = "".join(f"p{number},,RESP,N1,Det Con,40,N\n" for number in range(50))
    duties = "".join(f"p{number},03/10/2022,22:00,07:00,\n" for number in range(50))
    found = faults_of(
        tmp_path,
        people=FILES["people"] + people,
        skills=FILES["skills"] + "p1,PO L2,01/02/2022,2022-10-03\n",
        duties=FILES["duties"] + duties,
    )
    assert len(found) == 1
    assert found[0].startswith('people.csv, line 4, rank: "Det Con" was given, here and in 49 more rows; ')
    assert "or map it in `values`" in found[0]


def test_a_file_of_nobody_makes_one_sentence(tmp_path: Path):
    found = faults_of(tmp_path, people=FILES["people"].split("\n")[0] + "\n")
    assert found == ["people.csv: nobody stands in it; export the people again, a row for each officer."]


def test_an_export_in_another_encoding_with_semicolons_comes_in(tmp_path: Path):
    people = "Collar;Role;Station\n44é71;response;north\n".encode("cp1252")
    mapping = """\
format: dueregard-roster-map 1
people:
  encoding: cp1252
  delimiter: ";"
  columns: {person: Collar, function: Role, local_area: Station}
duties:
  columns: {person: Collar, begins_at: From, ends_at: To}
  formats: {begins_at: "%Y-%m-%d %H:%M%z", ends_at: "%Y-%m-%d %H:%M%z"}
"""
    duties = "Collar,From,To\n44é71,2022-10-03 07:00+02:00,2022-10-03 15:00Z\n"
    files: dict[str, Any] = {"people": people, "duties": duties}
    for table in ("skills", "absences"):
        mapping += f"{table}:\n  columns: {{{COLUMNS[table]}}}\n"
        files[table] = ",".join(part.split(": ")[1] for part in COLUMNS[table].split(", ")) + "\n"
    roster = bring_in(tmp_path, mapping=mapping, **files).roster
    assert moment_of(int(roster.duties.begins[0])) == datetime(2022, 10, 3, 5, tzinfo=UTC)
    assert moment_of(int(roster.duties.ends[0])) == datetime(2022, 10, 3, 15, tzinfo=UTC)


COLUMNS = {
    "skills": "person: Collar, skill: Course",
    "absences": "person: Collar, cause: Type, begins_at: First, ends_at: Last",
}


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("person: Collar\n    function: Role", "persn: Collar\n    function: Role", 'did you mean "person"?'),
        ("    local_area: Station\n", "", "nothing fills the field local_area"),
        ("rank: Rank\n", "name: Name\n", 'unknown field "name"'),
        ("  past_midnight: yes", "  past_midnight: perhaps", "neither yes nor no"),
        ("  past_midnight: yes", "  past_midnite: yes", 'did you mean "past_midnight"?'),
        ('from_on: "%d/%m/%Y"', 'from_on: "%d %B %Y"', 'the form "%d %B %Y"'),
        ("zone: Europe/London", "zone: Londinium", 'zone "Londinium"'),
        ("roster-map 1", "roster-map 9", "write format: dueregard-roster-map 1"),
        ("duties:\n", "shifts:\n", "there is no map of duties"),
    ],
)
def test_a_fault_in_a_map_is_told(written: str, instead: str, told: str):
    assert written in MAP
    faults = FaultList()
    assert load_map(MAP.replace(written, instead), "map.yaml", faults) is None
    with pytest.raises(FaultsFound) as found:
        faults.raise_if_any()
    assert any(told in str(fault) for fault in found.value.faults)


DOCS = Path(__file__).parents[3] / "docs"


def test_the_map_that_the_manual_shows_is_sound():
    page = (DOCS / "how-to/import-a-roster.md").read_text("utf-8")
    faults = FaultList()
    how = load_map(page.split("```yaml\n")[1].split("```")[0], "map.yaml", faults)
    faults.raise_if_any()
    assert how is not None
    assert set(how.tables) == set(TABLES)


def test_the_reference_lists_every_field():
    page = (DOCS / "reference/roster-exports.md").read_text("utf-8")
    rows = [
        line.split("|")[1:-1] for line in page.split("## The fields")[1].splitlines() if line.startswith("|")
    ]
    found: dict[str, list[tuple[str, bool]]] = {}
    table = ""
    for first, name, must, _ in rows[2:]:
        table = first.strip(" `") or table
        found.setdefault(table, []).append((name.strip(" `"), must.strip() == "compulsory"))
    assert found == {
        table: [(name, name in REQUIRED[table]) for name in fields] for table, fields in TABLES.items()
    }
