"""The frameworks of a pack: a force's own from its files, all others from the library."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.files import read_text
from dueregard.frameworks.crosswalks import load_crosswalk
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Crosswalk, Framework, FrameworkKind
from dueregard.frameworks.starter import Library, library
from dueregard.frameworks.together import check_together
from dueregard.packs.contents import Contents
from dueregard.packs.files import PackFiles
from dueregard.packs.layout import framework_file


def read_frameworks(files: PackFiles, contents: Contents, faults: FaultList) -> None:
    """Frameworks and crosswalks that the pack carries itself."""
    for name in files.in_folder("frameworks", ".yaml"):
        text = read_text(files.paths[name], name, faults)
        framework = None if text is None else load_framework(text, name, faults)
        if framework is None:
            contents.broken.add("frameworks")
        else:
            contents.own_frameworks[framework.id] = framework
    known = {**library().by_id, **contents.own_frameworks}
    for name in files.in_folder("frameworks/crosswalks", ".yaml"):
        text = read_text(files.paths[name], name, faults)
        if text is None or "frameworks" in contents.broken:
            continue
        crosswalk = load_crosswalk(text, name, known, faults)
        if crosswalk is not None:
            contents.own_crosswalks.append(crosswalk)


def resolve_frameworks(contents: Contents, faults: FaultList) -> None:
    """Settle which frameworks and crosswalks the Snapshot holds, and check that they agree."""
    shipped = library()
    known = {**shipped.by_id, **contents.own_frameworks}
    named = {*contents.own_frameworks, *_named(contents)}
    contents.frameworks = {name: known[name] for name in named if name in known}
    contents.crosswalks = [*contents.own_crosswalks, *_shipped_crosswalks(contents, shipped)]
    if contents.own_frameworks:
        _check_together(contents, shipped, faults)


def _named(contents: Contents) -> Iterator[str]:
    """Ids of frameworks that cycles, returns, leads and the force's own crosswalks name."""
    for row in contents.rows["cycles"]:
        yield from row.record.all_frameworks
    for row in contents.rows["returns"]:
        yield row.record.framework
    if contents.force_record is not None:
        for lead in contents.force_record.leads:
            yield from lead.frameworks
            yield from (area.partition("/")[0] for area in lead.spr_areas)
    for crosswalk in contents.own_crosswalks:
        yield from (crosswalk.before, crosswalk.after)


def _shipped_crosswalks(contents: Contents, shipped: Library) -> Iterator[Crosswalk]:
    own = {(walk.before, walk.after) for walk in contents.own_crosswalks}
    for walk in shipped.crosswalks:
        sides = (walk.before, walk.after)
        if sides not in own and all(contents.frameworks.get(s) == shipped.by_id[s] for s in sides):
            yield walk


def _check_together(contents: Contents, shipped: Library, faults: FaultList) -> None:
    """Compare a force's own frameworks with those they are used beside, and with any SPR version."""
    own = contents.own_frameworks
    beside: dict[str, Framework] = {f.id: f for f in shipped.frameworks if f.kind is FrameworkKind.SPR}
    beside.update(contents.frameworks)
    library_first = sorted(beside.values(), key=lambda framework: (framework.id in own, framework.id))
    check_together(library_first, faults, lambda name: _place_of(name, own))


def _place_of(name: str, own: dict[str, Framework]) -> Place:
    return Place(framework_file(name) if name in own else f"the library's {name}")
