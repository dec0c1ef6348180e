"""A search for plans at the command line: its progress is shown, and Ctrl-C keeps the best so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dueregard.cli.interrupting import asked_to_stop
from dueregard.cli.progress import progress


@dataclass(frozen=True, slots=True)
class Search:
    """What a planner tells while it searches, and whether somebody said stop."""

    say: Callable[[str], None]
    is_stopped: Callable[[], bool]

    def told(self, phase: str, seconds: float, cost: float, bound: float) -> bool:
        """Show a phase with the best cost and the bound; whether to stop. See `mobilisation.watch.Told`."""
        self.say(f"{phase}: {cost:,.0f} so far, no plan below {max(bound, 0):,.0f}")
        return self.is_stopped()


@contextmanager
def searching(doing: str, stopping: str, *, quiet: bool) -> Iterator[Search]:
    """doing: before the progress bar. stopping: said once when Ctrl-C was pressed."""
    with asked_to_stop(stopping) as is_stopped, progress(doing, quiet=quiet) as step:
        yield Search(lambda words: step(0, None, words), is_stopped)
