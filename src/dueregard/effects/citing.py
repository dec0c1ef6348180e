"""Which stored Results a paper cites, and whether each still stands: cheap, from records alone.

A Result is stale when what the pack records is no longer what it was worked out for, or when a newer one of the same
study is kept. Nothing is simulated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dueregard.common.period import day_words
from dueregard.common.results import Result
from dueregard.effects.stored import Stored, StrengthsValue, read_stored
from dueregard.mobilisation.aid import Aid
from dueregard.publication.prose import PaperProse
from dueregard.snapshot.full import Snapshot

LOG = "log"
"""The id in data/data.yaml of the incident log that Results are calibrated from."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A Result that a paper prints, its value, and why it is stale: no reason where it stands."""

    result: Result
    value: Stored
    stale: tuple[str, ...]

    @property
    def short(self) -> str:
        """The first characters of its hash, by which a figure names it."""
        return self.result.hash[:8]

    @property
    def is_stale(self) -> bool:
        """Whether it no longer says what the pack records."""
        return bool(self.stale)


def cited_results(snapshot: Snapshot, paper: PaperProse) -> tuple[Cited, ...]:
    """The Results that a paper cites and can print, in its order."""
    by_hash = {result.hash: result for result in snapshot.results}
    found = []
    for name in paper.results:
        result = by_hash.get(name)
        value = None if result is None else stored_value(result)
        if result is not None and value is not None:
            found.append(Cited(result, value, tuple(_reasons(snapshot, result, value))))
    return tuple(found)


def unprintable_results(snapshot: Snapshot, paper: PaperProse) -> tuple[Result, ...]:
    """Results that a paper cites and that this version cannot print, since another version kept them."""
    cited = {result.hash: result for result in snapshot.results if result.hash in paper.results}
    return tuple(cited[name] for name in paper.results if name in cited and stored_value(cited[name]) is None)


def study_of(result: Result) -> str | None:
    """The study that a Result is of, as any version says it."""
    value: Any = result.value.value
    return value.get("study") if isinstance(value, dict) else None


def stored_value(result: Result) -> Stored | None:
    """What a paper prints of a Result; None for another kind, and for one that another version kept."""
    try:
        return read_stored(result)
    except ValueError:
        return None


def _reasons(snapshot: Snapshot, result: Result, value: Stored) -> Iterator[str]:
    yield from _newer(snapshot, result, value)
    if value.aid is not None:
        yield from _aid(snapshot, value)
    if isinstance(value, StrengthsValue):
        yield from _strengths(snapshot, value)
    yield from _log(snapshot, result)


def _newer(snapshot: Snapshot, result: Result, value: Stored) -> Iterator[str]:
    for other in snapshot.results:
        if other.kind != result.kind or other.made_on is None or study_of(other) != value.study:
            continue
        if result.made_on is None or other.made_on > result.made_on:
            yield f"a newer one, of {day_words(other.made_on)}, is kept ({other.hash[:8]})"
            return


def _aid(snapshot: Snapshot, value: Stored) -> Iterator[str]:
    entry = next((each for each in snapshot.aid if each.id == value.aid), None)
    if entry is None:
        yield f"the aid log has no deployment {value.aid} any more"
        return
    if value.officers is not None and entry.officers != value.officers:
        yield f"the aid log has {entry.officers:,} officers, and it was worked out for {value.officers:,}"
    if not _begins(entry, value.from_on):
        assert entry.from_on is not None
        began = day_words(date.fromisoformat(value.from_on))
        yield f"the aid log has {entry.from_on.words()} as its beginning, and it was worked out from {began}"


def _begins(entry: Aid, from_on: str) -> bool:
    """Whether a deployment began when the Result has it begin, as far as the aid log knows the day."""
    if entry.from_on is None:
        return True
    first = entry.from_on.first_day.isoformat()
    return from_on.startswith(first[:4] if entry.from_on.month is None else first[:7]) and (
        entry.from_on.day is None or from_on == first
    )


def _strengths(snapshot: Snapshot, value: StrengthsValue) -> Iterator[str]:
    """A strength named after a year in which the register of strength has another number."""
    for at in value.strengths:
        known = {
            each.officers
            for each in snapshot.strength
            if each.function is None and str(each.as_at.year) == at.label
        }
        if known and at.officers not in known:
            yield (
                f"the register of strength has {min(known):,} officers in {at.label}, and it was worked out for "
                f"{at.officers:,}"
            )


def _log(snapshot: Snapshot, result: Result) -> Iterator[str]:
    manifest: Any = result.manifest.value
    inputs = manifest.get("inputs", {}) if isinstance(manifest, dict) else {}
    hashes = set(inputs.values()) if isinstance(inputs, dict) else set()
    for reference in snapshot.data:
        if reference.id == LOG and reference.sha256 not in hashes:
            yield "data.yaml now names another incident log than it was calibrated on"


def basis_of(cited: Cited) -> dict[str, Any]:
    """What a Release rests on when it rests on a Result: its figures and words, and whether they still stand."""
    value: Any = cited.result.value.value
    kept = {name: part for name, part in value.items() if name != "manifest_hash"}
    return {"kind": str(cited.result.kind), "value": kept, "stale": list(cited.stale)}
