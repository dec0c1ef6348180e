"""YAML as a plain tree of text with line numbers: the one door to the YAML library.

Every scalar stays text ("no" is not False, 2014-06 is not a number); what it means is for the
field it fills. Aliases, tags, duplicate keys, deep nesting and second documents are refused,
so that reading takes bounded time and memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml import CSafeLoader
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from dueregard.common.errors import FaultList, Place, shorten

DEEPEST = 20
MOST_NODES = 200_000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and the line it starts on."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order written, each with the line of its key."""

    entries: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    def __init__(self, line: int, saw: str, remedy: str) -> None:
        super().__init__(saw)
        self.line, self.saw, self.remedy = line, saw, remedy


def parse_yaml(text: str, name: str, faults: FaultList) -> Mapping | None:
    """The mapping at the top of a YAML text, or None with a fault noted.

    >>> tree = parse_yaml("id: a\\nleads: [b, c]\\n", "force.yaml", FaultList())
    >>> tree.entries["id"], tree.lines["leads"]
    (Scalar(text='a', line=1), 2)
    """
    try:
        top = _build(_events(text))
    except _RefusedError as refused:
        faults.add(Place(name, refused.line), refused.saw, refused.remedy)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it cannot be read"
        line = mark.line + 1 if mark else None
        faults.add(Place(name, line), f"this is not YAML ({what})", "check the indentation and quotes here")
    except yaml.YAMLError as error:
        faults.add(
            Place(name), f"this is not YAML ({shorten(str(error))})", "save it again as plain UTF-8 text"
        )
    else:
        if isinstance(top, Mapping):
            return top
        faults.add(
            Place(name), "the file does not start with a field name", "begin with lines such as `format: …`"
        )
    return None


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _events(text: str) -> Iterator[yaml.Event]:
    """Events of the parser, stopped at the first thing that could cost without bound."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=CSafeLoader):
        line = _line(event)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(line, "an alias or anchor (& or *)", "write the text out in full")
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError(line, "a second document (---)", "keep one document in a file")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _RefusedError(line, f"nesting deeper than {DEEPEST} levels", "flatten it")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        if isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent):
            nodes += 1
            if nodes > MOST_NODES:
                raise _RefusedError(line, f"more than {MOST_NODES:,} values", "split the file")
            if event.tag is not None and not (isinstance(event, ScalarEvent) and event.tag == "!"):
                raise _RefusedError(
                    line, f"a tag ({shorten(event.tag)})", "remove it; plain values are enough"
                )
        yield event


def _build(events: Iterator[yaml.Event]) -> Node | None:
    for event in events:
        if isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent):
            top = _node(event, events)
            for _rest in events:
                pass
            return top
    return None


def _node(event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
    line = _line(event)
    if isinstance(event, ScalarEvent):
        return Scalar(event.value, line)
    if isinstance(event, SequenceStartEvent):
        items: list[Node] = []
        for inner in events:
            if isinstance(inner, SequenceEndEvent):
                return Sequence(tuple(items), line)
            items.append(_node(inner, events))
    return _mapping(line, events)


def _mapping(line: int, events: Iterator[yaml.Event]) -> Mapping:
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key in events:
        if isinstance(key, MappingEndEvent):
            break
        key_line = _line(key)
        if not isinstance(key, ScalarEvent):
            raise _RefusedError(key_line, "a list or mapping used as a field name", "use plain field names")
        if key.value in entries:
            raise _RefusedError(
                key_line,
                f"{shorten(key.value)} is given twice (first on line {lines[key.value]})",
                "keep one of them",
            )
        lines[key.value] = key_line
        entries[key.value] = _node(next(events), events)
    return Mapping(entries, lines, line)
