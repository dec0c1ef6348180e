"""The page of the manual on the command line, made from the commands themselves.

`python -m dueregard.cli.reference` prints docs/reference/command-line.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import click

from dueregard.cli.answers import keys_of
from dueregard.cli.main import ENTRIES, EXIT_CODES, main

_OPENING = """# The command line

This page is made from `src/dueregard/cli/` by `python -m dueregard.cli.reference`; change the code, never the page.

What a command answers goes to standard output; progress and mistakes go to standard error. At a terminal tables and
bars are drawn, in colours unless the environment variable `NO_COLOR` is set; elsewhere tables are plain text in
columns, with nothing cut short. With `--json` standard output holds one JSON object and nothing else. Its keys are
listed under each command: a key may be added in a later version, and none is renamed or taken away without a line in
the changelog. A mistake that you can mend is told in one sentence: where it is, what was seen, what to do.
"""


def page() -> str:
    """The whole page."""
    parts = [_OPENING, _exit_codes(), *(_command(name) for name in ENTRIES)]
    return "\n".join(parts)


def _exit_codes() -> str:
    rows = [f"| {code} | {meaning[0].upper()}{meaning[1:]}. |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(["## Exit codes", "", "| Code | Meaning |", "|---|---|", *rows, ""])


def _command(name: str) -> str:
    module = import_module(f"dueregard.cli.commands.{ENTRIES[name].module}")
    return "\n".join(_lines(f"dueregard {name}", module.command, module.JSON, level=2))


def _lines(title: str, command: click.Command, answers: Any, *, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=title.removeprefix("dueregard "), parent=click.Context(main))
    yield f"{'#' * level} {title}"
    yield ""
    yield from _help(command)
    if not isinstance(command, click.Group):
        yield f"    {title} {' '.join(command.collect_usage_pieces(context))}"
        yield ""
    yield from _parameters(command, context)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _lines(f"{title} {name}", inner, answers.get(name), level=level + 1)
    else:
        yield from _answers(answers)


def _help(command: click.Command) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""


def _parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        and "--help" not in parameter.opts
        and (record := parameter.get_help_record(context)) is not None
    ]
    if not records:
        return
    yield from ("| Option | What it does |", "|---|---|")
    for option, about in records:
        yield f"| `{_cell(option)}` | {_cell(about)} |"
    yield ""


def _answers(answers: Any) -> Iterator[str]:
    """The keys of each JSON answer; a command that has two answers names the option that asks for each."""
    given = answers if isinstance(answers, dict) else {} if answers is None else {"": answers}
    for option, kind in given.items():
        yield f"With `{option} --json`:" if option else "With `--json`:"
        yield ""
        yield from ("| Key | Holds | What it is |", "|---|---|---|")
        for key in keys_of(kind):
            yield f"| `{key.path}` | {key.holds} | {_cell(key.about)} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
