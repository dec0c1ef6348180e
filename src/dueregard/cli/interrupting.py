"""Ctrl-C that stops a search and keeps what it has: the first asks, the second leaves at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from dueregard.cli.printing import tell


@contextmanager
def asked_to_stop(words: str) -> Iterator[Callable[[], bool]]:
    """Gives a question: whether Ctrl-C was pressed meanwhile. `words` are then told on stderr, once."""
    pressed = threading.Event()

    def press(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        pressed.set()
        tell(words)

    if threading.current_thread() is not threading.main_thread():  # only there can it be heard
        yield pressed.is_set
        return
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
