"""A workbook comes in as the same export in CSV would, or one sentence says what it holds instead."""

import csv
from dataclasses import astuple
from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.importing import ImportedRoster, import_roster
from dueregard.workforce.importing_map import load_map
from dueregard.workforce.pseudonyms import Pseudonyms

MAP = """\
format: dueregard-roster-map 1
people:
  columns: {person: Collar, function: Role, local_area: Station, hours_per_week: Hours, restricted: Restricted}
  values:
    function: {RESP: response}
    restricted: {"N": "no"}
skills:
  columns: {person: Collar, skill: Course, from_on: Passed, until_on: Expires}
  formats: {from_on: "%d/%m/%Y", until_on: "%d/%m/%Y"}
duties:
  columns: {person: Collar, begins_at: [Date, Start], ends_at: [Date, End]}
  formats: {begins_at: "%d/%m/%Y %H:%M", ends_at: "%d/%m/%Y %H:%M"}
  past_midnight: yes
absences:
  columns: {person: Collar, cause: Type, begins_at: From, ends_at: To}
  formats: {begins_at: "%d/%m/%Y %H:%M", ends_at: "%d/%m/%Y %H:%M"}
"""
CSV = {
    "people": "Collar,Name,Role,Station,Hours,Restricted\n0047,Never Read,RESP,north,40,N\n5120,,RESP,south,37.5,yes\n",
    "skills": "Collar,Course,Passed,Expires\n0047,public-order,01/02/2022,03/10/2022\n5120,public-order,,\n",
    # The nights in which the clocks go back and forward, one that begins in the hour that comes twice,
    # and one that ends in the hour that is skipped.
    "duties": (
        "Collar,Date,Start,End\n0047,29/10/2022,22:00,07:00\n5120,30/10/2022,01:30,09:00\n"
        "0047,25/03/2023,22:00,07:00\n5120,25/03/2023,17:00,01:30\n0047,03/10/2022,00:00,08:00\n"
    ),
    "absences": "Collar,Type,From,To\n5120,leave,25/03/2023 00:00,26/03/2023 12:30\n",
}


def typed(text: str) -> Any:
    """What a spreadsheet program makes of a text that somebody types into it."""
    for form, of in (("%d/%m/%Y %H:%M", datetime), ("%d/%m/%Y", datetime), ("%H:%M", time)):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - a sheet knows no zones
        except ValueError:
            continue
        return found if of is datetime else found.time()
    if text == "yes":
        return True
    return float(text) if text.replace(".", "").isdigit() else text or None


def write(path: Path, text: str, change: Any = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in csv.reader(StringIO(text)):
        sheet.append([typed(cell) for cell in row])
    for cell in sheet["A"][1:]:
        cell.number_format = "0000"
    if change is not None:
        change(sheet)
    book.save(path)
    return path


def bring_in(files: dict[str, Path], mapping: str = MAP) -> ImportedRoster:
    faults = FaultList()
    how = load_map(mapping, "map.yaml", faults)
    faults.raise_if_any()
    assert how is not None
    return import_roster(how, files, ("north", "south"), Pseudonyms(bytes(range(32))))


def faults_of(folder: Path, change: Any, table: str = "duties", mapping: str = MAP) -> list[str]:
    files = {each: write(folder / f"{each}.xlsx", text) for each, text in CSV.items()}
    write(files[table], CSV[table], change)
    with pytest.raises(FaultsFound) as found:
        bring_in(files, mapping)
    return [str(fault) for fault in found.value.faults]


def test_the_same_people_and_roster_come_from_both(tmp_path: Path):
    plain = {}
    for table, text in CSV.items():
        plain[table] = tmp_path / f"{table}.csv"
        plain[table].write_text(text)
    from_csv = bring_in(plain)
    # Named as it may be: what a file is, its first bytes say.
    from_sheets = bring_in({table: write(tmp_path / table, text) for table, text in CSV.items()})
    assert from_sheets.roster.people == from_csv.roster.people
    assert from_sheets.rows == from_csv.rows
    for spans in ("duties", "absences"):
        one, other = (astuple(getattr(each.roster, spans)) for each in (from_csv, from_sheets))
        assert len(one[0]) > 0
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_empty_rows_and_rows_before_the_header_are_nothing(tmp_path: Path):
    def spread(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet.insert_rows(5, 3)
        sheet.cell(row=60_000, column=2).number_format = "0"

    files = {table: write(tmp_path / f"{table}.xlsx", text) for table, text in CSV.items()}
    write(files["duties"], CSV["duties"], spread)
    assert bring_in(files).rows["duties"] == 5


def put(where: str, what: Any, form: str | None = None) -> Any:
    def change(sheet: Worksheet) -> None:
        sheet[where] = what
        if form:
            sheet[where].number_format = form

    return change


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        (
            "duties",
            put("C2", "=B2+1"),
            "duties.xlsx, line 2, begins_at: the cell holds a formula; paste the column",
        ),
        (
            "duties",
            put("C3", "#N/A"),
            "duties.xlsx, line 3, begins_at: the cell holds the error #N/A; mend it",
        ),
        (
            "duties",
            put("C3", typed("03/10/2022 22:00")),
            "begins_at: the cell holds 2022-10-03 22:00:00, more or",
        ),
        (
            "duties",
            put("C3", time(22, 0, 7)),
            "begins_at: the cell holds 22:00:07, more or other than %H:%M says",
        ),
        (
            "duties",
            put("D4", timedelta(hours=31), "[h]:mm"),
            "line 4, ends_at: the cell holds 31 hours, more or other",
        ),
        (
            "duties",
            put("B2", 44837, "General"),
            'line 2, begins_at: "44837 22:00" was given; write it in the form',
        ),
        ("duties", put("B2", None), "duties.xlsx, line 2, begins_at:"),
        ("duties", put("B1", "Day"), 'duties.xlsx, line 1: the column "Date" is missing'),
        (
            "duties",
            lambda sheet: sheet.merge_cells("B2:B4"),
            "duties.xlsx, line 2: cells that start on this line are",
        ),
        (
            "people",
            put("C2", typed("02/01/2022")),
            "line 2, function: the cell holds a day or time (2022-01-02)",
        ),
        ("people", put("A2", 1234567890123456), "line 2, person: a number of more than 15 digits has lost"),
        (
            "duties",
            lambda sheet: sheet.parent.create_sheet("Notes"),
            'it has 2 sheets ("Sheet", "Notes"); write sheet:',
        ),
    ],
)
def test_what_is_no_plain_row_is_told_in_one_sentence(table: str, change: Any, told: str, tmp_path: Path):
    found = faults_of(tmp_path, change, table)
    assert any(told in fault for fault in found), found
    assert all(f"{table}.xlsx" in fault or "not among" in fault for fault in found)


def test_a_column_of_formulas_makes_one_sentence(tmp_path: Path):
    def fill(sheet: Worksheet) -> None:
        for row in range(2, 7):
            sheet[f"A{row}"] = f"=F{row}"

    assert len(faults_of(tmp_path, fill)) == 1


def test_merged_cells_that_are_not_read_are_nobodys_business(tmp_path: Path):
    files = {table: write(tmp_path / f"{table}.xlsx", text) for table, text in CSV.items()}
    write(files["people"], CSV["people"], lambda sheet: sheet.merge_cells("B2:B3"))
    assert bring_in(files).rows["people"] == 2


def test_the_map_says_which_sheet_is_meant(tmp_path: Path):
    def beside(sheet: Worksheet) -> None:
        sheet.title = "Duties 2022"
        assert sheet.parent is not None
        sheet.parent.create_sheet("Notes", 0)

    named = MAP.replace("duties:\n", "duties:\n  sheet: Duties 2022\n")
    files = {table: write(tmp_path / f"{table}.xlsx", text) for table, text in CSV.items()}
    write(files["duties"], CSV["duties"], beside)
    assert bring_in(files, named).rows["duties"] == 5
    wrong = named.replace("Duties 2022", "Dutys 2022")
    assert faults_of(tmp_path, beside, mapping=wrong) == [
        'duties.xlsx: there is no sheet "Dutys 2022" in it; write sheet: Duties 2022 in the map.'
    ]


@pytest.mark.parametrize("kind", ["old", "cut", "not a workbook"])
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(kind: str, tmp_path: Path):
    files = {table: write(tmp_path / f"{table}.xlsx", text) for table, text in CSV.items()}
    path = files["duties"]
    if kind == "old":
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:2000])
    else:
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(FaultsFound) as found:
        bring_in(files)
    told = (
        "in the old form; save it as .xlsx."
        if kind == "old"
        else "is damaged or is none; open it in a spreadsheet"
    )
    assert [told in str(fault) for fault in found.value.faults] == [True]
