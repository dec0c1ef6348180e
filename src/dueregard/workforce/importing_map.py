"""Column maps: how a force's own exports are read as people, skills, duties and absences. Kept as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dueregard.common.codecs import codec_for
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean, nearest
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Mapping as Tree
from dueregard.common.reading.yaml_tree import Node, Scalar, Sequence, parse_yaml
from dueregard.workforce.hours import GridUnusable, zone_named

MAP_FORMAT = "dueregard-roster-map 1"
LEAVE_OUT = "leave-out"
ENCODINGS = ("utf-8", "cp1252")
DELIMITERS = (",", ";", "|", "tab")
DAY_FORMAT, MOMENT_FORMAT = "%Y-%m-%d", "%Y-%m-%dT%H:%M"
# %b and %p would follow the language of the machine; these do not.
_DIRECTIVES = re.compile(r"%[dmyYHMSz%]")

TABLES: Mapping[str, Mapping[str, str]] = {
    "people": {
        "person": "Identifier of the officer, made a pseudonym on entry where a key is given.",
        "function": "Duty function.",
        "local_area": "Local area, by its id in the force pack.",
        "rank": "Rank; constable where not mapped.",
        "kind": "Kind of post: officer, special, pcso or staff; officer where not mapped.",
        "team": "Team, by a short name.",
        "post": "Unit or post, by a short name; never a person's name.",
        "hours_per_week": "Contracted hours a week.",
        "restricted": "yes or no: not to be sent to a deployment. The reason is not read.",
    },
    "skills": {
        "person": "Identifier of the officer.",
        "skill": "The skill, by a short name.",
        "from_on": "First day it is held.",
        "until_on": "Last day it is held.",
    },
    "duties": {
        "person": "Identifier of the officer.",
        "begins_at": "When the duty begins.",
        "ends_at": "When it ends.",
        "function": "Duty function; the person's own where not mapped or blank.",
        "local_area": "Local area; the person's own where not mapped or blank.",
    },
    "absences": {
        "person": "Identifier of the officer.",
        "cause": "leave, sickness, training or court.",
        "begins_at": "When the absence begins.",
        "ends_at": "When it ends.",
    },
    "carriers": {
        "carrier": "Short name or fleet number of the vehicle.",
        "local_area": "Local area where it is kept.",
        "seats": "Seats, the driver's among them.",
        "off_from_on": "First day off the road; blank where it is on the road. A row for each time it is off.",
        "off_until_on": "Last day off the road; blank until further notice.",
    },
}
"""The tables of a map with the fields that each may fill."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "people": ("person", "function", "local_area"),
    "skills": ("person", "skill"),
    "duties": ("person", "begins_at", "ends_at"),
    "absences": ("person", "cause", "begins_at", "ends_at"),
    "carriers": ("carrier", "local_area", "seats"),
}
DAYS = ("from_on", "until_on", "off_from_on", "off_until_on")
MOMENTS = ("begins_at", "ends_at")


@dataclass(frozen=True, slots=True)
class TableMap:
    """How one table is read.

    columns: for each of our fields the headings whose texts, joined by a space, fill it. formats: for a
    day or moment the forms that are tried in turn. values: for a field what each text of the export
    means here; `leave-out` leaves the row out. past_midnight: an end not after its begin is on the next
    day. whole_days: an absence is given as its first and last day. sheet: which sheet of a workbook is
    meant; None where it has one only.
    """

    columns: Mapping[str, tuple[str, ...]]
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    past_midnight: bool = False
    whole_days: bool = False
    sheet: str | None = None

    def formats_of(self, name: str) -> tuple[str, ...]:
        """The forms in which a day or moment may be written."""
        day = name in DAYS or self.whole_days
        return self.formats.get(name, (DAY_FORMAT if day else MOMENT_FORMAT,))


@dataclass(frozen=True, slots=True)
class RosterMap:
    """How the exports of a force are read: its time zone, and a map for each table it has."""

    zone: str
    tables: Mapping[str, TableMap]


def load_map(source: Path | str, name: str, faults: FaultList) -> RosterMap | None:
    """A column map from a YAML file or its text; None when it has a fault, each noted in `faults`.

    >>> faults = FaultList()
    >>> text = f"format: {MAP_FORMAT}\\nzone: Europe/London\\npeople: {{columns: {{persn: Collar}}}}"
    >>> load_map(text, "map.yaml", faults) is None
    True
    >>> try:
    ...     faults.raise_if_any()
    ... except Exception as error:
    ...     print(str(error).splitlines()[1])
    map.yaml, line 3: unknown field "persn"; did you mean "person"?
    """
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    if tree is None:
        return None
    before = len(faults)
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != MAP_FORMAT:
        faults.add(
            Place(name, 1, "format"), "the format is missing or another", f"write format: {MAP_FORMAT}"
        )
        return None
    reader = _Reader(name, faults)
    zone = reader.text(tree, "zone", "Europe/London")
    try:
        zone_named(zone)
    except GridUnusable:
        faults.add(
            Place(name, tree.lines["zone"]), f"zone {shorten(zone)}", "write one such as Europe/London"
        )
    reader.known(tree, ("format", "zone", *TABLES), "table")
    tables = {table: reader.table(table, tree) for table in TABLES if table in tree.entries}
    for needed in ("people", "duties"):
        if needed not in tables:
            faults.add(Place(name), f"there is no map of {needed}", f"add {needed}: with its columns")
    return RosterMap(zone, tables) if len(faults) == before else None


_OPTIONS = ("columns", "formats", "values", "encoding", "delimiter", "past_midnight", "whole_days", "sheet")


class _Reader:
    """Reads the parts of a map, noting every fault."""

    def __init__(self, file: str, faults: FaultList) -> None:
        self._file, self._faults = file, faults

    def table(self, table: str, tree: Tree) -> TableMap:
        node = self.mapping(tree, table)
        options = tuple(
            option
            for option in _OPTIONS
            if (option != "past_midnight" or table == "duties")
            and (option != "whole_days" or table == "absences")
        )
        self.known(node, options, "option")
        columns = self.lists(node, "columns", TABLES[table])
        misspelt = {nearest(key, TABLES[table]) for key in self.mapping(node, "columns").entries}
        for name in REQUIRED[table]:
            if name not in columns and name not in misspelt and "columns" in node.entries:
                place = Place(self._file, tree.lines[table], table)
                self._faults.add(place, f"nothing fills the field {name}", f"add {name}: and its heading")
        if "columns" not in node.entries:
            self._faults.add(Place(self._file, tree.lines[table], table), "no columns", "add columns:")
        dated = [name for name in TABLES[table] if name in (*DAYS, *MOMENTS)]
        formats = self.lists(node, "formats", dated)
        self._check_formats(node, formats)
        return TableMap(
            columns,
            formats,
            self.values(node, [name for name in TABLES[table] if name not in ("person", "carrier", *dated)]),
            self.choice(node, "encoding", ENCODINGS),
            {"tab": "\t"}.get(chosen := self.choice(node, "delimiter", DELIMITERS), chosen),
            self.yes(node, "past_midnight"),
            self.yes(node, "whole_days"),
            self.text(node, "sheet", "") or None,
        )

    def known(self, node: Tree, names: Any, what: str) -> None:
        for key in node.entries:
            if key not in names:
                remedy = did_you_mean(key, names, otherwise=f"choose from {', '.join(names)}")
                self._faults.add(Place(self._file, node.lines[key]), f"unknown {what} {shorten(key)}", remedy)

    def mapping(self, node: Tree, name: str) -> Tree:
        found = node.entries.get(name, Tree({}, {}, node.line))
        if isinstance(found, Tree):
            return found
        self._faults.add(
            Place(self._file, node.lines[name], name), "no list of fields", "write `field: value`"
        )
        return Tree({}, {}, node.line)

    def text(self, node: Tree, name: str, otherwise: str) -> str:
        found = node.entries.get(name)
        if found is None or isinstance(found, Scalar):
            return found.text.strip() if found else otherwise
        self._faults.add(Place(self._file, node.lines[name], name), "several values", "write one")
        return otherwise

    def lists(self, node: Tree, name: str, fields: Any) -> dict[str, tuple[str, ...]]:
        inner = self.mapping(node, name)
        self.known(inner, tuple(fields), "field")
        found = {key: self._texts(value, key) for key, value in inner.entries.items() if key in fields}
        return {key: texts for key, texts in found.items() if texts}

    def _texts(self, node: Node, name: str) -> tuple[str, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        texts = tuple(item.text.strip() for item in items if isinstance(item, Scalar) and item.text.strip())
        if len(texts) != len(items) or not texts:
            place = Place(self._file, node.line, name)
            self._faults.add(
                place, "something other than plain text", "write a heading or form, or a list of them"
            )
            return ()
        return texts

    def values(self, node: Tree, fields: list[str]) -> dict[str, dict[str, str]]:
        inner = self.mapping(node, "values")
        self.known(inner, fields, "field")
        found: dict[str, dict[str, str]] = {}
        for name in inner.entries:
            meanings = self.mapping(inner, name)
            found[name] = {key: self.text(meanings, key, "") for key in meanings.entries}
        return found

    def choice(self, node: Tree, name: str, choices: tuple[str, ...]) -> str:
        chosen = self.text(node, name, choices[0])
        if chosen not in choices:
            place = Place(self._file, node.lines[name], name)
            self._faults.add(place, f"{shorten(chosen)} was given", f"choose from {' '.join(choices)}")
        return chosen

    def yes(self, node: Tree, name: str) -> bool:
        try:
            return bool(codec_for(bool).parse(self.text(node, name, "no")))
        except ValueError as error:
            self._faults.add(Place(self._file, node.lines[name], name), "neither yes nor no", str(error))
            return False

    def _check_formats(self, node: Tree, formats: Mapping[str, tuple[str, ...]]) -> None:
        for name, forms in formats.items():
            for form in forms:
                if "%" in _DIRECTIVES.sub("", form) or not _DIRECTIVES.search(form):
                    self._faults.add(
                        Place(self._file, node.lines["formats"], name),
                        f"the form {shorten(form)}",
                        "use %d %m %Y %y %H %M %S %z, as in %d/%m/%Y %H:%M",
                    )
