"""Checking framework and crosswalk files of one's own, together with the starter frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.files import read_text
from dueregard.frameworks.crosswalks import CROSSWALK_FORMAT, load_crosswalk
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Framework
from dueregard.frameworks.starter import library
from dueregard.frameworks.together import check_together


def check_framework_files(files: Sequence[Path]) -> tuple[Framework, ...]:
    """The frameworks among the files. Raises FaultsFound with all that is wrong with any of them.

    A file whose format line is that of a crosswalk is checked against the frameworks given and the
    starter frameworks. A framework given takes the place of a starter framework of the same id.
    """
    faults = FaultList()
    texts = {str(file): read_text(file, str(file), faults) for file in files}
    walks = {name: text for name, text in texts.items() if text is not None and _is_crosswalk(text)}
    own: dict[str, tuple[str, Framework]] = {}
    for name, text in texts.items():
        if text is not None and name not in walks:
            framework = load_framework(text, name, faults)
            if framework is not None:
                own[str(framework.id)] = (name, framework)
    frameworks = tuple(framework for _name, framework in own.values())
    known = {**library().by_id, **{str(framework.id): framework for framework in frameworks}}
    if frameworks:
        check_together(
            tuple(known.values()), faults, lambda id_: Place(own[id_][0] if id_ in own else f"{id_}.yaml")
        )
    for name, text in walks.items():
        load_crosswalk(text, name, known, faults)
    faults.raise_if_any()
    return frameworks


def _is_crosswalk(text: str) -> bool:
    """Whether the format line says crosswalk, wherever in the file it stands."""
    return any(
        line.split("#")[0].strip().strip("\"'").endswith(CROSSWALK_FORMAT)
        for line in text.splitlines()
        if line.startswith("format:")
    )
