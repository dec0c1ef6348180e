"""The starter frameworks that come with the package, in our own words and illustrative."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.reading.files import decode
from dueregard.frameworks.crosswalks import load_crosswalk
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Crosswalk, Framework
from dueregard.frameworks.together import check_together


@dataclass(frozen=True)
class Library:
    """All starter frameworks, checked one by one and together, and the crosswalks between them."""

    frameworks: tuple[Framework, ...]
    crosswalks: tuple[Crosswalk, ...]

    @cached_property
    def by_id(self) -> dict[str, Framework]:
        """Frameworks by id."""
        return {framework.id: framework for framework in self.frameworks}


@cache
def library() -> Library:
    """The whole library. Raises FaultsFound if a file of the package has been damaged."""
    faults = FaultList()
    frameworks = tuple(library_framework(name) for name in library_ids())
    check_together(frameworks, faults)
    by_id = {str(framework.id): framework for framework in frameworks}
    loaded = [
        load_crosswalk(_text(file, faults), f"crosswalks/{file.name}", by_id, faults)
        for file in _yaml_files(_folder() / "crosswalks")
    ]
    faults.raise_if_any()
    return Library(frameworks, tuple(crosswalk for crosswalk in loaded if crosswalk is not None))


@cache
def library_ids() -> tuple[str, ...]:
    """Ids of the starter frameworks, sorted."""
    return tuple(file.name.removesuffix(".yaml") for file in _yaml_files(_folder()))


@cache
def library_framework(framework_id: str) -> Framework:
    """One starter framework by id. Raises DueRegardError when there is none of that id.

    >>> library_framework("spr-2015").title
    'Strategic Policing Requirement 2015'
    """
    if framework_id not in library_ids():
        remedy = did_you_mean(
            framework_id, library_ids(), otherwise=f"choose one of: {', '.join(library_ids())}"
        )
        raise DueRegardError(f'There is no starter framework "{framework_id}"; {remedy}')
    faults = FaultList()
    file = _folder() / f"{framework_id}.yaml"
    framework = load_framework(_text(file, faults), file.name, faults)
    faults.raise_if_any()
    assert framework is not None
    return framework


def _folder() -> Traversable:
    return files("dueregard.frameworks") / "library"


def _yaml_files(folder: Traversable) -> list[Traversable]:
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )


def _text(file: Traversable, faults: FaultList) -> str:
    return decode(file.read_bytes(), file.name, faults) or ""
