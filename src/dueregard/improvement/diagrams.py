"""The state tables as a page of the manual: a diagram and a list for each.

`python -m dueregard.improvement.diagrams` prints docs/reference/states.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dueregard.improvement.states import TABLES, StateTable

_OPENING = """# States of recommendations, actions and lessons

This page is made from the tables in `src/dueregard/improvement/states.py` by
`python -m dueregard.improvement.diagrams`; change the tables, never the page.

A change of state that a table does not list is refused wherever it is made, and is a fault in a force pack. A
star in a diagram marks where a new record begins. Records that restate a published document may stand at "not
stated in the source": no rule reads them until somebody takes them on.
"""


def mermaid(table: StateTable) -> str:
    """One table as a Mermaid state diagram; a change that needs a reason says so."""
    return "\n".join(_mermaid_lines(table)) + "\n"


def _mermaid_lines(table: StateTable) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in table.states:
        yield f'    state "{table.say(state)}" as {_name(state)}'
    for state in table.starts:
        yield f"    [*] --> {_name(state)}"
    for change in table.transitions:
        # A colon would end the label.
        label = change.words.replace(":", ",") + (" (say why)" if change.needs_reason else "")
        yield f"    {_name(change.before)} --> {_name(change.after)} : {label}"


def _name(state: str) -> str:
    """A state as Mermaid can name it: its parser takes a hyphen for an arrow."""
    return state.replace("-", "_")


def page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *(_section(table) for table in TABLES)])


def _section(table: StateTable) -> str:
    lines = [
        f"## {table.subject.value.capitalize()}",
        "",
        f"```mermaid\n{mermaid(table)}```",
        "",
        "| From | To | What the user reads | Reason needed |",
        "|---|---|---|---|",
    ]
    for change in table.transitions:
        reason = "yes" if change.needs_reason else "no"
        lines.append(f"| `{change.before}` | `{change.after}` | {change.words} | {reason} |")
    lines.append("")
    lines += [f"To be `{state}` it needs {_and(names)}." for state, names in table.needs.items()]
    lines.append(f"Nothing more is to be done at {_and(table.ends)}.")
    return "\n".join(lines) + "\n"


def _and(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


if __name__ == "__main__":
    sys.stdout.write(page())
