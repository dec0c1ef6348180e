"""Results that a study names: read from their files, and refused where they are something else or out of date."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.errors import Fault, FaultList, FaultsFound, Place
from dueregard.common.reading.files import read_text
from dueregard.common.results import JsonText, Result
from dueregard.local_policing.calibration_result import InputFile


def read_result(path: Path, name: str, kind: Id, command: str) -> Result:
    """The stored Result of a file. Raises FaultsFound, one sentence, where it is no Result of this kind.

    command: what makes one, for the sentence.
    """
    faults = FaultList()
    text = read_text(path, name, faults)
    faults.raise_if_any()
    assert text is not None  # or there would be a fault
    try:
        content = json.loads(text)
        found = Result(
            kind=Id(content["kind"]),
            inputs_hash=Id(content["inputs_hash"]),
            value=JsonText.parse(content["value"]),
            manifest=JsonText.parse(content["manifest"]),
            marking=Id(content["marking"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _fault(name, "this is no stored result", f"make it with {command}") from None
    if found.kind != kind:
        raise _fault(name, f"this is a result of the kind {found.kind}", f"name one made with {command}")
    return found


def check_fresh(result: Result, name: str, wanted: Iterable[tuple[str, str]], command: str) -> None:
    """Refuse a Result that was made from other things than a study uses. Raises FaultsFound.

    wanted: what must be among the inputs of its manifest, in words and as SHA-256.
    """
    made_from = set(_inputs(result).values())
    for what, digest in wanted:
        if digest not in made_from:
            raise _fault(
                name,
                f"it was made from another {what} than this study uses",
                f"make it anew with {command}",
            )


def wanted_inputs(inputs: Iterable[InputFile]) -> tuple[tuple[str, str], ...]:
    """The files of a calibration as `check_fresh` wants them."""
    return tuple((f"file {file.name}", file.sha256) for file in inputs)


def _inputs(result: Result) -> dict[str, str]:
    manifest: Any = result.manifest.value
    found = manifest.get("inputs", {}) if isinstance(manifest, dict) else {}
    return {str(name): str(digest) for name, digest in found.items()}


def _fault(name: str, saw: str, remedy: str) -> FaultsFound:
    return FaultsFound([Fault(Place(name), saw, remedy)])
