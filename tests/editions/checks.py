"""What is wrong with a builder of the public edition; nothing, for the real one.

It is asked for the files of pairs of Snapshots that differ in one way only in what is withheld, and of one
in which everything withheld is a canary. A builder that leaks in any of these ways is told how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.results import Result
from dueregard.papers.document import Document
from dueregard.papers.rendering import FORMATS, RenderedFile, render_files
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, register
from tests.editions.canaries import Planted, plant_in_results, plant_in_withheld
from tests.editions.places import is_marked_withheld, northmarch, with_field
from tests.editions.wild import change_wildly
from tests.support.independent_reader import everything_in
from tests.support.stored_results import effect_result, strengths_result

Builder = Callable[[Snapshot], Document]


def problems_of(build: Builder, pdftotext: str) -> tuple[str, ...]:
    """Every way in which what is withheld is seen in the files that a builder makes."""
    snapshot = small()
    before = _files(build, snapshot)
    problems = [
        f"{what} changed {name}"
        for what, other in different_in_what_is_withheld(snapshot)
        for name in _differing(before, _files(build, other))
    ]
    planted = canaries()
    for file in _files(build, planted.snapshot):
        found = planted.found_in(everything_in(file.name, file.content, pdftotext=pdftotext))
        problems += [f"{file.name} tells {means}" for means in sorted(found)]
    return tuple(problems)


def _files(build: Builder, snapshot: Snapshot) -> tuple[RenderedFile, ...]:
    try:
        return render_files(build(snapshot), FORMATS)
    except DueRegardError as error:
        return (RenderedFile("error", str(error).encode()),)


def _differing(first: tuple[RenderedFile, ...], second: tuple[RenderedFile, ...]) -> list[str]:
    """Names of files that only one side has, or that have other bytes."""
    one = {file.name: file.content for file in first}
    other = {file.name: file.content for file in second}
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@cache
def small() -> Snapshot:
    """Northmarch with its last public paper, its charts, and few of its many answers."""
    whole = northmarch()
    papers = [paper for paper in whole.papers if paper.publishable]
    return replace(
        whole,
        papers=(papers[-1],),
        releases=tuple(release for release in whole.releases if release.paper == papers[-1].id),
        evidence=whole.evidence[:40],
        returns=whole.returns[-6:],
        challenges=(),
        state_changes=whole.state_changes[:30],
    )


@cache
def canaries() -> Planted:
    return plant_in_results(plant_in_withheld(small()))


def different_in_what_is_withheld(snapshot: Snapshot) -> Iterator[tuple[str, Snapshot]]:
    """The same Snapshot with one thing done to everything withheld."""
    yield "changing what is withheld", change_wildly(snapshot, 1)
    yield "adding withheld records", _each_register(snapshot, _with_more)
    yield "deleting withheld records", _each_register(snapshot, _without)
    yield "reordering withheld records", _each_register(snapshot, _withheld_first)
    yield "citing other Results", with_results(snapshot, (effect_result(), strengths_result()))


def with_results(snapshot: Snapshot, results: tuple[Result, ...]) -> Snapshot:
    """The same records with these Results, all of them cited by every paper."""
    cited = tuple(Id(result.hash) for result in results)
    papers = tuple(replace(paper, results=cited) for paper in snapshot.papers)
    return replace(snapshot, results=results, papers=papers)


def _each_register(snapshot: Snapshot, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Snapshot:
    rows: dict[str, Any] = {name: change(register(snapshot, name)) for name in (*CSV_REGISTERS, "releases")}
    return replace(snapshot, **rows)


def _withheld_first(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    withheld = [row for row in rows if is_marked_withheld(row)]
    return (*reversed(withheld), *(row for row in rows if not is_marked_withheld(row)))


def _without(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row for row in rows if not is_marked_withheld(row))


def _with_more(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*rows, *(with_field(row, "id", f"{row.id}-more") for row in rows if is_marked_withheld(row)))
