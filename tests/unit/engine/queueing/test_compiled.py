"""The door to numba: the cache is private, changes with the sources, and plain Python gives the same results."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from dueregard.engine.queueing import compiled
from dueregard.engine.queueing.random_numbers import draw

SAME = """
import numpy as np
from dueregard.engine.queueing.compiled import IS_COMPILED
from dueregard.engine.queueing.random_numbers import draw, key_of
from dueregard.engine.queueing.variates import count_of, exponential, log_normal, time_of
key = np.uint64(key_of(20141104, 3))
times = exponential(5e6), log_normal(5e6, 1)
bits = [np.uint64(draw(key, customer, 16)) for customer in range(50)]
made = [int(time_of(b, int(t.shape), t.mean_ticks, t.quantiles)) for b in bits for t in times]
print([int(b) for b in bits], made, [int(count_of(key, hour, 30.0)) for hour in range(20)])
print(IS_COMPILED)
"""

ASSEMBLY = """
from dueregard.engine.queueing.elementary import log
log(0.5)
(assembly,) = log.inspect_asm().values()
print("mulsd" in assembly, "fmadd" in assembly)
"""


def run(code: str, **environment: str) -> list[str]:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


def test_without_numba_the_same_comes_out():
    with_numba, without = run(SAME), run(SAME, DUEREGARD_NO_NUMBA="1")
    assert (with_numba[-1], without[-1]) == ("True", "False")
    assert with_numba[0] == without[0]


def test_the_cache_is_kept_where_it_is_asked_for(tmp_path: Path):
    run(SAME, DUEREGARD_CACHE=str(tmp_path))
    kept = list(tmp_path.rglob("*.nbi"))
    assert {path.name.partition(".")[0] for path in kept} >= {"random_numbers", "variates"}


def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DUEREGARD_CACHE", str(tmp_path))
    folder = compiled.cache_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    assert compiled.cache_folder() is None


def test_a_cache_that_cannot_be_made_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DUEREGARD_CACHE", str(tmp_path / "file"))
    assert compiled.cache_folder() is None


@pytest.mark.skipif(not compiled.IS_COMPILED, reason="There is no machine code without numba.")
def test_no_product_is_fused_with_a_sum(tmp_path: Path):
    """A fused multiply-add rounds once instead of twice, on those processors that have one."""
    assert run(ASSEMBLY, DUEREGARD_CACHE=str(tmp_path)) == [
        "True False"
    ]  # a new cache, so it is compiled anew


@pytest.mark.skipif(not compiled.IS_COMPILED, reason="There is no machine code without numba.")
def test_the_lock_on_the_interpreter_is_let_go():
    options = cast(Any, draw).targetoptions
    assert options["nogil"]
    assert not options["fastmath"]
