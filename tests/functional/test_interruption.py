"""Ctrl-C half-way and the same command again: the same bytes as without it, and nothing finished is done twice."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.small_study import write_small_study

PROGRAM = Path(sys.executable).with_name("dueregard")
COMMANDS = {
    "effect": "effect study.yaml --json",
    "surface": "surface study.yaml --sizes 0,2,4 --available 1,0.9 --runs 200 --json",
    "simulate": "simulate study.yaml --runs 1000 --json",
    "sweep": "sweep grid.yaml --json",
    "inverse": "inverse study.yaml --from 2 --until 6 --step 2 --json",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_study(tmp_path_factory.mktemp("study")).parent


def start(words: str, folder: Path) -> subprocess.Popen[str]:
    # A session of its own, so that Ctrl-C reaches its workers as at a terminal and nobody else.
    return subprocess.Popen(
        [PROGRAM, *words.split()],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def interrupt_half_way(words: str, folder: Path, least: int) -> str:
    """Ctrl-C once so many blocks are kept; what it said on stderr."""
    process = start(words, folder)
    while len(list((folder / ".kept-runs").glob("*/*.runs"))) < least:
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate()
    assert (process.returncode, out) == (130, ""), told
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"), [("--workers 1", "--cluster here"), ("--cluster here", "--workers 1")]
)
def test_interrupted_here_and_finished_there_gives_the_same_bytes(before: str, after: str, folder: Path):
    """A sweep begun on processes goes on at a Dask cluster, and the other way round."""
    whole, _ = start(f"{COMMANDS['sweep']} --workers 1", folder).communicate()
    said = interrupt_half_way(f"{COMMANDS['sweep']} {before}", folder, 3)
    number = re.search(r"Interrupted: (\d+) finished blocks of runs are kept", said)
    assert number is not None, said
    assert "Traceback" not in said
    process = start(f"{COMMANDS['sweep']} {after}", folder)
    again, told = process.communicate()
    assert process.returncode == 0, told
    assert again == whole
    used = re.search(r"(\d+) blocks of runs came from \.kept-runs, ([\d,]+) were made now", told)
    assert used is not None, told
    assert used[1] == number[1]
    assert not (folder / ".kept-runs").exists()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("command", COMMANDS)
def test_interrupted_and_run_again_gives_the_same_bytes(command: str, workers: int, folder: Path):
    if workers == 2 and command != "effect":
        pytest.skip("one command on two processes shows it")
    words = f"{COMMANDS[command]} --workers {workers}"
    whole, told = start(words, folder).communicate()
    assert told == ""
    assert not (folder / ".kept-runs").exists()
    said = interrupt_half_way(words, folder, 3)
    (sentence,) = said.strip().splitlines()
    number = re.fullmatch(
        r"Interrupted: (\d+) finished blocks of runs are kept in \.kept-runs; give the same command again .*",
        sentence,
    )
    assert number is not None, sentence
    again, told = start(words, folder).communicate()
    assert again == whole
    used = re.match(r"(\d+) blocks of runs came from \.kept-runs, ([\d,]+) were made now", told)
    assert used is not None, told
    assert used[1] == number[1]
    assert not (folder / ".kept-runs").exists()
