"""Frameworks and crosswalks from their YAML files, strictly checked, and back.

Every fault of a file is noted in one go, with its line, what was seen and what to do; a file
with a fault gives nothing.
"""

from __future__ import annotations

from pathlib import Path

from dueregard.common.canonical import plain
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Mapping, Node, Scalar, Sequence, parse_yaml
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.frameworks.checks import check_framework
from dueregard.frameworks.drafts import draft_of
from dueregard.frameworks.model import Framework

FRAMEWORK_FORMAT = "dueregard-framework 1"


def load_framework(source: Path | str, name: str, faults: FaultList) -> Framework | None:
    """A framework from a YAML file or its text; None when it has a fault, each noted in `faults`.

    `name` is how faults call the file. Where it ends in .yaml the framework's id must match it.

    >>> faults = FaultList()
    >>> load_framework("format: dueregard-framework 2", "own.yaml", faults) is None
    True
    >>> try:
    ...     faults.raise_if_any()
    ... except Exception as error:
    ...     print(str(error).splitlines()[0])
    own.yaml, line 1, format: "dueregard-framework 2" was given; write dueregard-framework 1.
    """
    tree = read_tree(source, name, FRAMEWORK_FORMAT, faults)
    if tree is None:
        return None
    before = len(faults)
    listed = _with_ratings_listed(tree, name, faults)
    framework = bind(Framework, listed, name, faults, skip=frozenset({"format"}))
    check_framework(draft_of(listed, name), faults)
    return framework if len(faults) == before else None


def write_framework(framework: Framework) -> str:
    """A framework as YAML text that `load_framework` reads back equal."""
    content = plain(framework)
    for criterion in content["criteria"]:
        criterion["ratings"] = {row["step"]: row["words"] for row in criterion["ratings"]}
    return write_yaml({"format": FRAMEWORK_FORMAT, **_without_blanks(content)})


def read_tree(source: Path | str, name: str, wanted_format: str, faults: FaultList) -> Mapping | None:
    """The tree of a YAML file whose first business is to say which format it is in."""
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if isinstance(given, Scalar) and given.text == wanted_format:
        return tree
    line = tree.line if given is None else tree.lines["format"]
    saw = f"{shorten(given.text)} was given" if isinstance(given, Scalar) else "the format is not said"
    remedy = (
        f"write {wanted_format}" if isinstance(given, Scalar) else f"add the line `format: {wanted_format}`"
    )
    faults.add(Place(name, line, "format"), saw, remedy)
    return None


def _without_blanks(value: object) -> dict[str, object]:
    """Mappings without the fields that hold nothing, which read back as their defaults."""
    assert isinstance(value, dict)
    return {key: _kept(inner) for key, inner in value.items() if inner is not None and inner != []}


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return _without_blanks(value)
    return [_kept(item) for item in value] if isinstance(value, list) else value


def _with_ratings_listed(tree: Mapping, name: str, faults: FaultList) -> Mapping:
    """The tree with each criterion's ratings, a field per step for the reader's ease, as a list of steps."""
    criteria = tree.entries.get("criteria")
    if not isinstance(criteria, Sequence):
        return tree
    items = tuple(_criterion_listed(item, name, faults) for item in criteria.items)
    return Mapping({**tree.entries, "criteria": Sequence(items, criteria.line)}, tree.lines, tree.line)


def _criterion_listed(node: Node, name: str, faults: FaultList) -> Node:
    if not isinstance(node, Mapping) or "ratings" not in node.entries:
        return node
    ratings = node.entries["ratings"]
    rows: tuple[Node, ...] = ()
    if isinstance(ratings, Mapping):
        rows = tuple(_rating_row(step, words, ratings) for step, words in ratings.entries.items())
    else:
        place = Place(name, node.lines["ratings"], "ratings")
        faults.add(
            place, "one field per step was expected", "write each step of the scale and what it looks like"
        )
    return Mapping({**node.entries, "ratings": Sequence(rows, ratings.line)}, node.lines, node.line)


def _rating_row(step: str, words: Node, ratings: Mapping) -> Mapping:
    line = ratings.lines[step]
    return Mapping({"step": Scalar(step, line), "words": words}, {"step": line, "words": line}, line)
