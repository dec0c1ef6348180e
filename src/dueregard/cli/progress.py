"""A bar for a person who waits: on stderr, at a terminal only, and gone when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int | None, str], None]
"""Told after each step: how many are done, of how many (None where nobody can say yet), and which it was."""


@contextmanager
def progress(about: str, *, quiet: bool = False, percent: bool = False) -> Iterator[Progress]:
    """Gives what a reader or writer tells its steps to: a bar with the time that is left.

    With `percent` the share done is shown, for steps such as bytes that nobody counts.

    Nothing is drawn where stderr is no terminal or with `quiet`, and then rich is not imported.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, words: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(about, markup=False),
        BarColumn(),
        TaskProgressColumn() if percent else MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def told(done: int, total: int | None, words: str) -> None:
            (shown,) = bar.tasks
            shown.total = total  # set here, since an update with another total forgets the speed so far
            bar.update(task, completed=done, description=words)

        yield told
