"""Tasks on several workers: the same bits whatever the workers, and nothing finished is lost."""

import os
import pickle
import platform
import shutil
import subprocess
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common import parallel
from dueregard.common.parallel import Certificates, Cluster, NotParallel, blocks, run_tasks
from dueregard.common.processes import environment_put_back, standing_by


@pytest.fixture
def work(monkeypatch):
    """Work that other processes can import by name: they are given this process's import path."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return import_module("parallel_work")


@pytest.fixture(autouse=True)
def _nothing_left_by_clusters_that_tests_start():
    with environment_put_back():
        yield


WORK = blocks(1, 23, 4)


def bits(results) -> bytes:
    return pickle.dumps(results)


def test_one_worker_and_two_give_the_same_bits(work):
    alone = run_tasks(work.SumsOfChance(), WORK)
    together = run_tasks(work.SumsOfChance(), WORK, workers=2)
    assert alone.is_complete
    assert together.is_complete
    assert bits(alone.in_order()) == bits(together.in_order())


@pytest.mark.slow
def test_a_cluster_of_one_and_of_two_give_the_same_bits(work):
    alone = bits(run_tasks(work.SumsOfChance(), WORK).in_order())
    for workers in (1, 2):
        on_cluster = run_tasks(work.SumsOfChance(), WORK, cluster=Cluster(workers=workers))
        assert bits(on_cluster.in_order()) == alone


@pytest.mark.slow
def test_a_cluster_leaves_the_environment_of_later_processes_as_it_was(work):
    before = dict(os.environ)
    run_tasks(work.SumsOfChance(), WORK, cluster=Cluster(workers=1))
    assert dict(os.environ) == before


@pytest.mark.slow
def test_a_cluster_that_is_already_running_is_used(work):
    import distributed

    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        host="127.0.0.1", n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
    ) as running:
        found = run_tasks(work.SumsOfChance(), WORK, cluster=Cluster(address=running.scheduler_address))
    assert bits(found.in_order()) == bits(run_tasks(work.SumsOfChance(), WORK).in_order())


def test_results_stand_in_the_order_of_the_tasks_not_of_their_ends(work):
    found = run_tasks(work.SlowestFirst(), range(6), workers=2)
    assert found.in_order() == (0, 1, 4, 9, 16, 25)


def test_progress_counts_each_task_once_and_those_kept_from_before():
    told = []
    run_tasks(
        abs,
        [1, 2, 3],
        already={2: 2},
        on_finished=lambda task, result, *, done, total: told.append((task, result, done, total)),
    )
    assert told == [(1, 1, 2, 3), (3, 3, 3, 3)]


def test_an_interruption_here_keeps_what_was_finished():
    def stopped_at_two(number: int) -> int:
        if number == 2:
            raise KeyboardInterrupt
        return number

    found = run_tasks(stopped_at_two, range(4))
    assert not found.is_complete
    assert found.in_order() == (0, 1)
    again = run_tasks(abs, range(4), already=found.results)
    assert again.in_order() == (0, 1, 2, 3)


def test_an_interruption_of_processes_finishes_what_is_in_hand(work, tmp_path):
    tasks = range(40)
    found = run_tasks(work.InterruptsItsParent(os.getpid(), tmp_path), tasks, workers=2)
    begun = {int(path.name.removeprefix("begun-")) for path in tmp_path.iterdir()}
    assert not found.is_complete
    assert set(found.results) == begun
    assert len(begun) < len(tasks)


def test_interrupted_and_resumed_gives_the_same_bits_as_never_interrupted(work):
    part = run_tasks(work.SumsOfChance(), WORK[:3])
    resumed = run_tasks(work.SumsOfChance(), WORK, already=part.results, workers=2)
    assert bits(resumed.in_order()) == bits(run_tasks(work.SumsOfChance(), WORK).in_order())


def test_results_after_a_gap_wait_for_it():
    found = run_tasks(abs, [1, 2, 3])
    holed = type(found)(tasks=found.tasks, results={1: 1, 3: 3})
    assert holed.in_order() == (1,)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_fails_says_so(work, workers):
    with pytest.raises(ValueError, match="task 3 cannot be done"):
        run_tasks(work.Raises(), range(6), workers=workers)


def test_a_process_that_dies_gives_a_sentence(work):
    with pytest.raises(NotParallel, match="ended from outside"):
        run_tasks(work.EndsItsProcess(), range(4), workers=2)


def test_processes_that_stand_by_give_the_same_bits_once_and_then_others_do(work):
    alone = run_tasks(work.SumsOfChance(), WORK)
    with standing_by(2, work.nothing_to_prepare):
        first = run_tasks(work.ItsProcess(), range(8), workers=2).in_order()
        again = run_tasks(work.SumsOfChance(), WORK, workers=2)
        later = run_tasks(work.ItsProcess(), range(8), workers=2).in_order()
    with standing_by(2, work.nothing_to_prepare):
        together = run_tasks(work.SumsOfChance(), WORK, workers=2)
    assert {is_prepared for _, is_prepared in first} == {True}, "they were started before there was work"
    assert {is_prepared for _, is_prepared in later} == {False}, "and are used once"
    assert os.getpid() not in {pid for pid, _ in (*first, *later)}
    assert bits(alone.in_order()) == bits(again.in_order()) == bits(together.in_order())


def test_processes_that_stand_by_for_another_number_of_workers_are_not_used(work):
    with standing_by(3, work.nothing_to_prepare):
        found = run_tasks(work.ItsProcess(), range(8), workers=2).in_order()
    assert {is_prepared for _, is_prepared in found} == {False}


def test_processes_that_stand_by_go_when_there_is_no_work(work):
    before = set(active_children())

    def refused() -> None:
        with standing_by(2, work.nothing_to_prepare):
            assert len(set(active_children()) - before) == 2
            raise ValueError("the study is refused")

    with pytest.raises(ValueError, match="the study is refused"):
        refused()
    assert set(active_children()) <= before


def test_processes_that_stand_by_and_die_give_a_sentence(work):
    with (
        standing_by(2, work.cannot_be_prepared),
        pytest.raises(NotParallel, match="ended from outside"),
    ):
        run_tasks(work.SumsOfChance(), WORK, workers=2)


def test_an_interruption_of_processes_that_stood_by_finishes_what_is_in_hand(work, tmp_path):
    tasks = range(40)
    with standing_by(2, work.nothing_to_prepare):
        found = run_tasks(work.InterruptsItsParent(os.getpid(), tmp_path), tasks, workers=2)
    begun = {int(path.name.removeprefix("begun-")) for path in tmp_path.iterdir()}
    assert set(found.results) == begun
    assert len(begun) < len(tasks)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep memory their own way")
def test_a_worker_does_not_ask_again_for_memory_that_it_gave_up(work):
    churn = work.AsksAgainForPages()
    for pages in run_tasks(churn, range(2), workers=2).in_order():
        assert pages < 3 * churn.pages, "kept, the pages are new once; given back, they are new every time"


@pytest.mark.parametrize("workers", [0, -1, 100_000])
def test_a_number_of_workers_nobody_has_is_refused(workers):
    with pytest.raises(NotParallel, match="give a number from 1"):
        run_tasks(abs, [1], workers=workers)


def test_a_cluster_elsewhere_is_refused():
    with pytest.raises(NotParallel, match="not on this machine"):
        Cluster(address="tcp://10.0.0.7:8786")
    with pytest.raises(NotParallel, match="give the folder of its certificates"):
        Cluster(address="tls://10.0.0.7:8786")


def test_certificates_that_are_not_there_are_named(tmp_path: Path):
    (tmp_path / "authority.pem").touch()
    with pytest.raises(NotParallel, match=r"there is no certificate\.pem"):
        Certificates(tmp_path)


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """An authority of our own, and a certificate and key for both sides."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout own.pem -out authority.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=sweeps -keyout key.pem -out asked.pem",
        "x509 -req -in asked.pem -CA authority.pem -CAkey own.pem -CAcreateserial -days 2 -out certificate.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def running_over_tls(folder: Path, workers: int):
    import distributed

    files = {"cert": str(folder / "certificate.pem"), "key": str(folder / "key.pem")}
    names = {
        f"tls_{role}_{what}": path
        for role in ("scheduler", "worker", "client")
        for what, path in files.items()
    }
    security = distributed.Security(  # type: ignore[no-untyped-call]
        tls_ca_file=str(folder / "authority.pem"), require_encryption=True, **names
    )
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        host="tls://127.0.0.1",
        security=security,
        n_workers=workers,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=40,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")
def test_a_cluster_over_tls_gives_the_same_bits(work, certificates: Path):
    with running_over_tls(certificates, 1) as address:
        assert address.startswith("tls://")
        cluster = Cluster(address=address, certificates=Certificates(certificates))
        found = run_tasks(work.SumsOfChance(), WORK, cluster=cluster)
    assert bits(found.in_order()) == bits(run_tasks(work.SumsOfChance(), WORK).in_order())


@pytest.mark.slow
def test_a_cluster_without_workers_does_not_hang(monkeypatch):
    import distributed

    monkeypatch.setattr(parallel, "LONGEST_WAIT", "1s")
    with (
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            host="127.0.0.1", n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=40
        ) as running,
        pytest.raises(NotParallel, match="has no workers"),
    ):
        run_tasks(abs, [1, 2], cluster=Cluster(address=running.scheduler_address))


@pytest.mark.slow
def test_a_cluster_of_another_version_is_refused(monkeypatch):
    import distributed

    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        host="127.0.0.1", n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
    ) as running:
        # What is compared is what this process has; the worker's own is as it was started.
        monkeypatch.setattr(parallel, "python_version", lambda: "2.7")
        with pytest.raises(NotParallel, match="another version"):
            run_tasks(abs, [1, 2], cluster=Cluster(address=running.scheduler_address))


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(parallel, "LONGEST_WAIT", "1s")
    with pytest.raises(NotParallel, match="does not answer"):
        run_tasks(abs, [1, 2], cluster=Cluster(address="tcp://127.0.0.1:9"))


def test_a_task_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        run_tasks(abs, [1, 1])


@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(1, 50))
def test_blocks_hold_each_number_once_in_order(first, count, size):
    cut = blocks(first, count, size)
    assert [number for block in cut for number in block] == list(range(first, first + count))
    assert all(len(block) <= size for block in cut)
