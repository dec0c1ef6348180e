"""Reading a force pack: everything, with all its faults in one go, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dueregard.assessment.returns import Response
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import bind, did_you_mean
from dueregard.common.reading.files import read_text
from dueregard.common.reading.record_table import RecordTables
from dueregard.common.reading.yaml_tree import Mapping, Sequence
from dueregard.force.identity import Force
from dueregard.frameworks.loading import read_tree
from dueregard.packs import layout
from dueregard.packs.checks import check_contents
from dueregard.packs.contents import Contents, Located, ResponseFile
from dueregard.packs.files import PackFiles, find_files
from dueregard.packs.frameworks import read_frameworks, resolve_frameworks
from dueregard.packs.results import read_results
from dueregard.packs.stored_files import check_stored_files
from dueregard.publication.prose import PaperProse
from dueregard.publication.releases import Release
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS

Progress = Callable[[int, int, str], None]
"""Told after each file: how many are read, of how many, and which it was."""

FORMAT_LINE = frozenset({"format"})


def read_pack(folder: Path, *, progress: Progress | None = None) -> Snapshot:
    """The Snapshot a force pack holds. Raises FaultsFound with all that is wrong; never half loaded."""
    return read_checked(folder, progress=progress)[0]


def read_checked(folder: Path, *, progress: Progress | None = None) -> tuple[Snapshot, Contents]:
    """The Snapshot, and what was read with its places. Raises FaultsFound with all that is wrong."""
    faults = FaultList()
    files = find_files(folder, faults)
    contents = _Reader(files, faults, progress).read()
    resolve_frameworks(contents, faults)
    check_contents(contents, faults)
    check_stored_files(contents, files, faults)
    faults.raise_if_any()
    return snapshot_of(contents), contents


def snapshot_of(contents: Contents) -> Snapshot:
    """The Snapshot of contents without a fault; what has no file order of its own is sorted by id."""
    assert contents.force is not None
    registers = {name: tuple(row.record for row in rows) for name, rows in contents.rows.items()}
    registers["returns"] = tuple(contents.whole_returns())
    return Snapshot(
        force=contents.force.record,
        **registers,
        frameworks=tuple(contents.frameworks[name] for name in sorted(contents.frameworks)),
        crosswalks=tuple(sorted(contents.crosswalks, key=lambda walk: (walk.before, walk.after))),
        frozen=tuple(row.record for row in contents.frozen),
        data=tuple(row.record for row in contents.data),
        results=tuple(sorted((result for _name, result in contents.results), key=layout.content_hash)),
    )


class _Reader:
    def __init__(self, files: PackFiles, faults: FaultList, progress: Progress | None) -> None:
        self._files, self._faults, self._progress = files, faults, progress
        self._contents = Contents()
        self._done = 0

    def read(self) -> Contents:
        self._read_force()
        for name, kind in CSV_REGISTERS.items():
            self._read_register(name, kind)
        self._read_returns()
        self._read_papers()
        self._contents.rows["releases"] = self._read_list(
            layout.RELEASES, layout.RELEASES_FORMAT, "releases", Release
        )
        for name, (file, wanted, kind) in layout.KINDS_IN_YAML_LISTS.items():
            setattr(self._contents, name, self._read_list(file, wanted, name, kind))
        read_frameworks(self._files, self._contents, self._faults)
        before = len(self._faults)
        self._contents.results = read_results(self._files, self._faults)
        if len(self._faults) > before:
            self._contents.broken.add("results")
        return self._contents

    def _text(self, name: str) -> str | None:
        """The text of a file of the pack; None where it is absent or cannot be read."""
        path = self._files.paths.get(name)
        if path is None:
            return None
        text = read_text(path, name, self._faults)
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(self._files.paths), name)
        return text

    def _tree(self, name: str, wanted_format: str) -> Mapping | None:
        text = self._text(name)
        return None if text is None else read_tree(text, name, wanted_format, self._faults)

    def _read_force(self) -> None:
        if layout.FORCE not in self._files.paths:
            remedy = f"begin with a file {layout.FORCE} whose first line is `format: {layout.FORCE_FORMAT}`"
            self._faults.add(Place(layout.FORCE), "the file is missing", remedy)
            return
        tree = self._tree(layout.FORCE, layout.FORCE_FORMAT)
        force = None if tree is None else bind(Force, tree, layout.FORCE, self._faults, skip=FORMAT_LINE)
        if tree is not None and force is not None:
            self._contents.force = Located(force, layout.FORCE, tree.line, tree)

    def _read_register(self, name: str, kind: type) -> None:
        file = layout.register_file(name)
        text = self._text(file)
        before = len(self._faults)
        if text is not None:
            rows: list[tuple[int, Any]] = RecordTables(kind).read(text, file, self._faults)
            self._contents.rows[name] = [Located(record, file, line) for line, record in rows]
        if len(self._faults) > before or (text is None and file in self._files.paths):
            self._contents.broken.add(name)

    def _read_returns(self) -> None:
        """Each file of responses, under the return whose file it is."""
        expected: dict[str, str] = {}
        for row in self._contents.rows["returns"]:
            file = self._file_of(row)
            if file is not None:
                expected[file] = row.record.id
        tables = RecordTables(Response)
        for file in sorted(name for name in self._files.paths if name.startswith("cycles/")):
            of = expected.get(file)
            if of is None:
                self._note_stray(file, expected)
            else:
                self._read_responses(file, of, tables)

    def _file_of(self, row: Located) -> str | None:
        of = row.record
        for field in ("cycle", "lead", "framework"):
            part = getattr(of, field)
            if not layout.safe_name(part):
                saw = f'"{part}" cannot be part of a file name'
                self._faults.add(row.at(field), saw, "use letters, digits and single . _ or - inside")
                return None
        file = layout.return_file(of.cycle, of.lead, of.framework)
        if file not in self._files.paths and of.submitted_on is not None:
            remedy = f"add {file}, or leave submitted_on blank while it has not come in"
            self._faults.add(row.at(), f"the return {of.id} came in but its file is missing", remedy)
        return file

    def _note_stray(self, file: str, expected: dict[str, str]) -> None:
        if "returns" in self._contents.broken:
            return
        near = [name for name in expected if name not in self._files.paths]
        remedy = layout.register_file("returns")
        self._faults.add(
            Place(file),
            "no return is registered for this file",
            f"rename it {near[0]}" if len(near) == 1 else f"add its row to {remedy}, or take the file out",
        )

    def _read_responses(self, file: str, of: str, tables: RecordTables[Response]) -> None:
        text = self._text(file)
        before = len(self._faults)
        rows: list[tuple[int, Response]] = [] if text is None else tables.read(text, file, self._faults)
        if text is None or len(self._faults) > before:
            self._contents.broken.add("responses")
        lines = tuple(line for line, _response in rows)
        self._contents.responses[of] = ResponseFile(file, tuple(response for _line, response in rows), lines)

    def _read_papers(self) -> None:
        for file in self._files.in_folder("papers", ".yaml"):
            before = len(self._faults)
            tree = self._tree(file, layout.PAPER_FORMAT)
            paper = None if tree is None else bind(PaperProse, tree, file, self._faults, skip=FORMAT_LINE)
            if tree is not None and paper is not None:
                self._contents.rows["papers"].append(Located(paper, file, tree.line, tree))
                stem = file.removeprefix("papers/").removesuffix(".yaml")
                if paper.id != stem:
                    place = Place(file, tree.lines["id"], "id")
                    self._faults.add(
                        place, f'the id is "{paper.id}"', f'write "{stem}", the name of the file'
                    )
            if len(self._faults) > before:
                self._contents.broken.add("papers")

    def _read_list(self, file: str, wanted_format: str, name: str, kind: type) -> list[Located]:
        """The entries of a YAML file that is one list under its own name."""
        if file not in self._files.paths:
            return []
        before = len(self._faults)
        tree = self._tree(file, wanted_format)
        found = [] if tree is None else self._entries(tree, file, name, kind)
        if tree is None or len(self._faults) > before:
            self._contents.broken.add(name)
        return found

    def _entries(self, tree: Mapping, file: str, name: str, kind: type) -> list[Located]:
        unknown = [key for key in tree.entries if key not in (name, "format")]
        for key in unknown:
            remedy = did_you_mean(key, (name,), otherwise=f"remove it (the one list here is {name})")
            self._faults.add(Place(file, tree.lines[key]), f"unknown field {shorten(key)}", remedy)
        node = tree.entries.get(name)
        if not isinstance(node, Sequence):
            if name in tree.entries or not unknown:
                remedy = f"write `{name}:` and a dash for each entry"
                self._faults.add(Place(file, tree.line), f"there is no list of {name}", remedy)
            return []
        found: list[Located] = []
        for item in node.items:
            record = bind(kind, item, file, self._faults)
            if record is not None:
                found.append(Located(record, file, item.line, item if isinstance(item, Mapping) else None))
        return found
