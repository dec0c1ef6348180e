"""Whether a Result made again is the one that was cited: to the byte, in its figures, or not."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dueregard.common.results import Result


class Agreement(StrEnum):
    """How far two Results of one study agree."""

    SAME = "same bytes"
    FIGURES = "same figures"
    OTHER = "other figures"
    NOT_CITED = "not cited yet"


def compare_results(before: Result | None, made: Result) -> tuple[Agreement, str]:
    """How far the one that was cited and the one made now agree, and what differs, in words.

    Other versions of Python or a library, or another day, make other bytes; the figures are then compared.
    """
    if before is None:
        return Agreement.NOT_CITED, "the paper cites no Result of this kind and study"
    if before.hash == made.hash:
        return Agreement.SAME, ""
    old, new = before.value.value, made.value.value
    if parts := _different(old, new, leaving_out={"manifest_hash"}):
        return Agreement.OTHER, ", ".join(parts)
    told = _different(before.manifest.value, made.manifest.value, leaving_out=set())
    if "versions" in told:
        versions = _different(before.manifest.value["versions"], made.manifest.value["versions"], set())
        told = [part for part in told if part != "versions"]
        told.append(f"versions of {', '.join(versions)}")
    if before.made_on != made.made_on:
        told.append("the day that it is dated to")
    if (before.marking, before.publishable) != (made.marking, made.publishable):
        told.append("its marking")
    return Agreement.FIGURES, ", ".join(told)


def _different(old: Any, new: Any, leaving_out: set[str]) -> list[str]:
    """The names under which two objects differ."""
    return sorted(name for name in {*old, *new} if name not in leaving_out and old.get(name) != new.get(name))
