"""The shape of a force pack: which files there are, what each is called, and which format it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dueregard.common.data_references import DataReference
from dueregard.common.errors import DueRegardError
from dueregard.common.results import Result
from dueregard.frameworks.model import Crosswalk
from dueregard.publication.frozen import FrozenPaper
from dueregard.snapshot.records import CSV_REGISTERS

FORCE, FORCE_FORMAT = "force.yaml", "dueregard-force-pack 1"
PAPER_FORMAT = "dueregard-paper 1"
RELEASES, RELEASES_FORMAT = "releases.yaml", "dueregard-releases 1"
FROZEN, FROZEN_FORMAT = "frozen.yaml", "dueregard-frozen-papers 1"
DATA, DATA_FORMAT = "data/data.yaml", "dueregard-data 1"
RESULT_FORMAT = "dueregard-result 1"
SOURCES, README = "SOURCES.md", "README.md"

MOST_FILES = 20_000
"""Files and folders in one pack, hidden ones apart."""

# Folders of a pack, and which folders may stand in each: `*` for one of any safe name.
FOLDERS: dict[str, str | None] = {
    "cycles": "*",
    "registers": None,
    "papers": None,
    "frozen": "*",
    "results": None,
    "data": None,
    "frameworks": "crosswalks",
}
ROOT_FILES = (FORCE, RELEASES, FROZEN, SOURCES, README)
REGISTER_FILES = tuple(f"registers/{name}.csv" for name in CSV_REGISTERS)
_SAFE = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
_KNOWN = re.compile(
    rf"cycles/{_SAFE}/{_SAFE}\.csv|papers/{_SAFE}\.yaml|frozen/{_SAFE}/{_SAFE}|results/{_SAFE}\.json"
    rf"|data/{_SAFE}\.parquet|frameworks/{_SAFE}\.yaml|frameworks/crosswalks/{_SAFE}\.yaml"
)
_SAFE_NAME = re.compile(_SAFE)

# What each register holds, in one word for messages.
NOUNS: dict[str, str] = {
    "cycles": "cycle",
    "returns": "return",
    "evidence": "evidence",
    "challenges": "challenge",
    "overrides": "override",
    "strength": "strength figure",
    "arrangements": "arrangement",
    "threat_levels": "threat level",
    "aid": "aid",
    "inspections": "inspection",
    "findings": "finding",
    "recommendations": "recommendation",
    "actions": "action",
    "due_date_moves": "move of a due date",
    "strategies": "strategy",
    "objectives": "objective",
    "risks": "risk",
    "risk_scale": "step of the risk scale",
    "risk_matrix": "cell of the risk matrix",
    "exercises": "exercise",
    "lessons": "lesson",
    "support": "support",
    "meetings": "meeting",
    "meeting_decisions": "decision of a meeting",
    "planning": "planning object",
    "acceptances": "acceptance",
    "state_changes": "change of state",
    "papers": "paper",
    "releases": "release",
    "results": "stored Result",
    "frozen": "frozen paper",
    "data": "data file",
    "leads": "lead",
    "bodies": "body",
    "local_areas": "local area",
    "settings": "setting",
    "frameworks": "framework",
    "statements": "statement",
    "decisions": "decision asked",
    "questions": "question",
    "sections": "section",
    "spr_areas": "SPR area",
    "criteria": "criterion",
}


def is_known_file(name: str) -> bool:
    """Whether a file of this name may stand in a pack.

    >>> is_known_file("registers/risks.csv"), is_known_file("registers/risk.csv")
    (True, False)
    """
    return name in ROOT_FILES or name in REGISTER_FILES or name == DATA or _KNOWN.fullmatch(name) is not None


def safe_name(text: str) -> bool:
    """Whether an id can be part of a file name on any system, and nothing but that.

    >>> safe_name("2014-10"), safe_name("a/../b"), safe_name("a--b"), safe_name("..")
    (True, False, False, False)
    """
    return (
        _SAFE_NAME.fullmatch(text) is not None and "--" not in text and ".." not in text and len(text) <= 80
    )


def _file_of(folder: str, ending: str) -> Callable[[str], str]:
    def name(part: str) -> str:
        if not safe_name(part):
            raise DueRegardError(
                f'{folder}/: "{part}" cannot be part of a file name; '
                "use letters, digits and single . _ or - inside."
            )
        return f"{folder}/{part}{ending}"

    return name


register_file = _file_of("registers", ".csv")
paper_file = _file_of("papers", ".yaml")
result_file = _file_of("results", ".json")
data_file = _file_of("data", ".parquet")
framework_file = _file_of("frameworks", ".yaml")
_cycle_folder = _file_of("cycles", "")
_frozen_folder = _file_of("frozen", "")


def return_file(cycle: str, lead: str, framework: str) -> str:
    """The file of one return.

    >>> return_file("2022-Q3", "public-order", "public-order-1")
    'cycles/2022-Q3/public-order--public-order-1.csv'
    """
    folder = _cycle_folder(cycle)
    for part in (lead, framework):
        _cycle_folder(part)
    return f"{folder}/{lead}--{framework}.csv"


def frozen_file(frozen: FrozenPaper, name: str) -> str:
    """One file of a frozen paper."""
    _frozen_folder(name)
    return f"{_frozen_folder(frozen.id)}/{name}"


def crosswalk_file(crosswalk: Crosswalk) -> str:
    """The file of a force's own crosswalk."""
    return f"frameworks/crosswalks/{crosswalk.before}--{crosswalk.after}.yaml"


def content_hash(result: Result) -> str:
    """The hash by which a Result is stored."""
    return result.hash


KINDS_IN_YAML_LISTS: dict[str, tuple[str, str, Any]] = {
    "frozen": (FROZEN, FROZEN_FORMAT, FrozenPaper),
    "data": (DATA, DATA_FORMAT, DataReference),
}
