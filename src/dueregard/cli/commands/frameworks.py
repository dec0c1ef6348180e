"""`dueregard frameworks`: list, show or check frameworks."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.presenters import frameworks as presenter
from dueregard.cli.presenters.faults import fault_answers
from dueregard.cli.printing import give
from dueregard.common.errors import FaultsFound
from dueregard.frameworks.files import check_framework_files
from dueregard.frameworks.starter import library, library_framework

JSON = {
    "list": presenter.FrameworkList,
    "show": presenter.FrameworkShown,
    "check": presenter.FilesChecked,
}


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, show or check frameworks.

    A framework says what is asked of a force, what each rating looks like and how ratings roll up.
    Without a subcommand the starter frameworks are listed.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_frameworks, as_json=False)


@command.command("list")
@json_option
def list_frameworks(as_json: bool) -> None:
    """List the starter frameworks."""
    answer = presenter.framework_list(library().frameworks)
    give(answer, presenter.list_page(answer), as_json)


@command.command("show")
@click.argument("framework_id", metavar="ID")
@json_option
def show_framework(framework_id: str, as_json: bool) -> None:
    """Show one starter framework: its rules and criteria."""
    answer = presenter.framework_shown(library_framework(framework_id))
    give(answer, presenter.shown_page(answer), as_json)


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@json_option
@click.pass_context
def check_files(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Check framework and crosswalk files before they go into a pack.

    Give frameworks that belong together, and the crosswalks between them, in one call.
    """
    names = tuple(str(file) for file in files)
    try:
        check_framework_files(files)
    except FaultsFound as found:
        answer = presenter.FilesChecked(files=names, faults=fault_answers(found.faults))
        if not as_json:
            raise
        give(answer, (), as_json)
        context.exit(1)
    answer = presenter.FilesChecked(files=names, faults=())
    give(answer, presenter.checked_page(answer), as_json)
