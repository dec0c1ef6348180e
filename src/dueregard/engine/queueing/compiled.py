"""The one door to numba: a function becomes machine code, kept in a cache folder of the user's own.

Where numba is absent, or `DUEREGARD_NO_NUMBA=1`, the same function runs as plain Python: same results, slower.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from dueregard import __version__

numba: Any = None
if os.environ.get("DUEREGARD_NO_NUMBA") != "1":
    with suppress(ImportError):
        import numba as installed

        numba = installed

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED = numba is not None
"""Whether functions become machine code in this process."""


def sources_hash() -> str:
    """Short hash of everything that compiled code depends on.

    numba looks only at the file of the function itself, and would go on using code into which an older
    version of another file was compiled. So the folder changes with any file beside this one, and with any
    below that has compiled functions.
    """
    seen = hashlib.sha256(f"{__version__} {sys.implementation.cache_tag}".encode())
    if numba is not None:
        seen.update(f" {numba.__version__} {np.__version__}".encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        source = path.read_bytes()
        if path.parent == here or b"compiled" in source:
            seen.update(source)
    return seen.hexdigest()[:16]


def base_folder() -> Path:
    """Where compiled code is kept: `DUEREGARD_CACHE`, or else the user's cache folder."""
    if chosen := os.environ.get("DUEREGARD_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dueregard"


def cache_folder() -> Path | None:
    """The folder for this version of the code, made if need be; None where there can be no private one.

    Compiled code is loaded without question, so a folder that others may write to is not used: then
    each process compiles for itself.
    """
    try:
        folder = base_folder() / "kernels" / sources_hash()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except (OSError, RuntimeError):  # RuntimeError: the user has no home
        return None
    is_private = about.st_uid == os.getuid() and not about.st_mode & 0o022
    return folder if is_private and os.access(folder, os.W_OK) else None


FOLDER = None if numba is None else cache_folder()
if FOLDER is not None:
    numba.config.CACHE_DIR = str(FOLDER)


# No fastmath: the same bits on every machine. No lock on the interpreter: workers may be threads.
OPTIONS = {"fastmath": False, "nogil": True}


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays on its first call.

    Only + − × ÷ √, comparisons and integers may be used in it, so that the same bits come out on every
    x86-64. Without numba it is plain Python, in which unsigned sums may run over as silently as in machine code.

    >>> @compiled
    ... def twice(number):
    ...     return 2 * number
    >>> twice(21)
    42
    """
    if numba is None:
        return np.errstate(over="ignore")(function)
    return cast(Function, numba.njit(cache=_is_kept(function), **OPTIONS)(function))


def compiled_lean(function: Function) -> Function:
    """The same for a function that makes no array of its own: it does not count who holds those it is given.

    Numba counts the holders of an array at each call, which in a kernel of many small functions took
    most of the time. What holds the arrays must be a function that was `compiled`, or Python.

    >>> import numpy as np
    >>> @compiled_lean
    ... def first(numbers):
    ...     return numbers[0]
    >>> int(first(np.array([4, 5])))
    4
    """
    if numba is None:
        return np.errstate(over="ignore")(function)
    return cast(Function, numba.njit(cache=_is_kept(function), _nrt=False, **OPTIONS)(function))


def compiled_within(function: Function) -> Function:
    """The same for a function that becomes a part of each that calls it: a call hands on arrays word by word.

    >>> @compiled_within
    ... def twice(number):
    ...     return 2 * number
    >>> twice(21)
    42
    """
    if numba is None:
        return np.errstate(over="ignore")(function)
    options: dict[str, Any] = OPTIONS | {"_nrt": False, "forceinline": True}
    return cast(Function, numba.njit(cache=_is_kept(function), **options)(function))


def _is_kept(function: Callable[..., Any]) -> bool:
    """Whether the cache can hold it: what is typed at a prompt has no file."""
    return FOLDER is not None and Path(function.__code__.co_filename).is_file()
