"""The aid log as a CSV file: past deployments with their days, to be looked for in an incident log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dueregard.common.codecs import codec_for
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.csv_table import read_table, unescape_cell
from dueregard.common.reading.files import read_text
from dueregard.frameworks.model import Tier

REQUIRED = ("tier", "from", "to", "officers")
ABOUT: Mapping[str, str] = {
    "tier": "At which tier aid was given: local, regional or national.",
    "from": "First local day on which officers were away, such as 2021-10-18.",
    "to": "Last local day on which they were away.",
    "officers": "Officers away on each of these days.",
    "deployment": "The deployment, as results print it; blank for its tier and first day.",
    "local_areas": "Local areas that gave officers, divided by semicolons; blank where all of them did.",
}
COLUMNS = tuple(ABOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDeployment:
    """One line of an aid log. Days from `from_on` to `until_on`, both included.

    donors: local areas that gave officers; none named means all of them. Raises ValueError.

    >>> PastDeployment(tier=Tier.REGIONAL, from_on=date(2022, 3, 7), until_on=date(2022, 3, 14), officers=50).name
    'regional, 2022-03-07'
    """

    tier: Tier
    from_on: date
    until_on: date
    officers: int
    name: str = ""
    donors: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.until_on < self.from_on:
            raise ValueError(f"it ends on {self.until_on}, before it begins; give a later day")
        if self.officers < 1:
            raise ValueError(f"{self.officers} officers were away; give 1 or more")
        if len(set(self.donors)) < len(self.donors):
            raise ValueError("a local area stands twice; name each once")
        if not self.name:
            object.__setattr__(self, "name", f"{self.tier.value}, {self.from_on.isoformat()}")

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.until_on - self.from_on).days + 1


def read_aid_log(path: Path) -> tuple[PastDeployment, ...]:
    """The past deployments of a CSV file, in order of time. Raises FaultsFound with all that is wrong."""
    faults = FaultList()
    text = read_text(path, path.name, faults)
    found = () if text is None else parse_aid_log(text, path.name, faults)
    if text is not None and not found and not len(faults):
        faults.add(Place(path.name), "it names no deployment", "write one line for each")
    faults.raise_if_any()
    return found


def parse_aid_log(text: str, name: str, faults: FaultList) -> tuple[PastDeployment, ...]:
    """The past deployments of a CSV text. Rows with a fault are left out and their faults noted.

    >>> rows = "tier,from,to,officers\\nnational,2021-10-18,2021-10-29,425\\n"
    >>> [(each.officers, each.days) for each in parse_aid_log(rows, "aid.csv", FaultList())]
    [(425, 12)]
    """
    table = read_table(text, name, COLUMNS, REQUIRED, faults)
    if table is None:
        return ()
    rows = [
        _deployment(dict(zip(table.header, cells, strict=True)), Place(name, line), faults)
        for line, cells in table.rows
    ]
    found = [row for row in rows if row is not None]
    for number, each in enumerate(found):
        if each in found[:number]:
            faults.add(Place(name), f"the deployment {each.name} stands twice", "keep one of its lines")
    return tuple(sorted(found, key=lambda each: (each.from_on, each.until_on, each.name)))


def _deployment(row: dict[str, str], place: Place, faults: FaultList) -> PastDeployment | None:
    before = len(faults)
    values: dict[str, Any] = {}
    for field_name, (column, parse) in _FIELDS.items():
        cell = unescape_cell(row.get(column, "")).strip()
        if not cell and column not in REQUIRED:
            continue
        try:
            values[field_name] = parse(cell)
        except ValueError as error:
            saw = f"{shorten(cell)} was given" if cell else "it is blank"
            faults.add(Place(place.file, place.line, column), saw, str(error))
    if len(faults) > before:
        return None
    try:
        return PastDeployment(**values)
    except ValueError as error:
        saw, _, remedy = str(error).partition("; ")
        faults.add(place, saw, remedy or "correct it")
        return None


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _day(text: str) -> date:
    found = codec_for(date).parse(text)
    assert isinstance(found, date)
    return found


_FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "tier": ("tier", codec_for(Tier).parse),
    "from_on": ("from", _day),
    "until_on": ("to", _day),
    "officers": ("officers", codec_for(int).parse),
    "name": ("deployment", codec_for(str).parse),
    "donors": ("local_areas", _names),
}


def page() -> str:
    """The page of the manual on the aid log's format, made from the columns above."""
    rows = [
        f"| `{column}` | {'yes' if column in REQUIRED else 'no'} | {about} |"
        for column, about in ABOUT.items()
    ]
    return "\n".join(
        [
            "# The aid log",
            "",
            "This page is made from `src/dueregard/effects/aid_log.py`; change the code, never the page.",
            "",
            "An aid log tells `dueregard past-deployments` when officers were away. It is CSV in UTF-8, one line for",
            "each deployment, in any order. Unknown columns are refused, and so is a deployment outside the days of",
            "the incident log.",
            "",
            "| Column | Needed | What it is |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
