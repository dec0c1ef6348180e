"""A backtest and an event study as an analyst runs them, and what an effect then says and refuses."""

import json
import shutil
from pathlib import Path

import pytest

from tests.functional.test_command_line import run
from tests.support.small_study import write_small_study

LOG = ("made.csv", "--columns", "columns.yaml", "--grades", "grades.yaml", "--as-at", "2021-03-15")
HELD_OUT = ("--staffing", "staffing.yaml", "--response-policy", "policy.yaml", "--design", "design.yaml")
AID = "tier,from,to,officers\nlocal,2021-02-08,2021-02-10,4\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place: Path = tmp_path_factory.mktemp("backtest")
    write_small_study(place)
    (place / "staffing.yaml").write_text("roster: {generated: roster.yaml}\ncrewing: crewing.yaml\n", "utf-8")
    (place / "design.yaml").write_text("draws: 40\nsource: a test\n", "utf-8")
    (place / "aid.csv").write_text(AID, "utf-8")
    for words in (
        ("backtest", *LOG, *HELD_OUT, "--heading", "A test", "--out", "."),
        ("past-deployments", *LOG, "--aid", "aid.csv", "--study", "study.yaml", "--out", "."),
    ):
        done = run(*words, folder=place)
        assert done.returncode == 0, done.stderr
        assert "Kept in " in done.stdout
        (place / f"{words[0]}.txt").write_text(done.stdout, "utf-8")
    return place


def test_a_backtest_tells_folds_scores_skill_and_losses(folder: Path):
    told = (folder / "backtest.txt").read_text("utf-8")
    for words in (
        "A test. Too short to trust: 5 whole weeks",
        "4 folds of 1 week: of 10 whole weeks, 1 is left to settle",
        "The model and the formulas know who is on duty",
        "Skill of the model against each rival",
        "Losses: where the rival is nearer",
        "Where what was seen lay among the model's draws (PIT)",
    ):
        assert words in told
    assert not (folder / ".kept-runs").exists()


def test_one_worker_and_two_store_the_same_bytes(folder: Path):
    stored = (folder / "backtest.json").read_bytes()
    for workers in ("1", "2"):
        words = (
            "backtest",
            *LOG,
            *HELD_OUT,
            "--heading",
            "A test",
            "--out",
            f"by-{workers}",
            "--workers",
            workers,
        )
        done = run(*words, "--json", folder=folder)
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert (answer["folds"], answer["weeks"]) == (4, 4)
        assert (folder / f"by-{workers}" / "backtest.json").read_bytes() == stored


def test_an_event_study_sets_the_log_beside_the_model(folder: Path):
    told = (folder / "past-deployments.txt").read_text("utf-8")
    assert "Tested against 1 past deployment:" in told
    assert "local, 2021-02-08" in told
    assert "Placebo dates: what comes out where nobody was sent" in told
    assert "ecovery of a known truth" not in told, "this log has no recorded truth"


def test_an_effect_cites_both_results(folder: Path):
    study = (folder / "study.yaml").read_text("utf-8")
    (folder / "cited.yaml").write_text(
        study + "backtest: backtest.json\npast_deployments: past-deployments.json\n", "utf-8"
    )
    done = run("effect", "cited.yaml", "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    statement = " ".join(answer["validity"])
    assert "held-out performance: 4 weeks in 4 folds" in statement
    assert "Tested against 1 past deployment:" in statement
    assert "Not tested" not in statement
    assert (answer["unsupported"] is None) == ("No figure is given" not in answer["headline"])


@pytest.mark.parametrize(
    ("changed", "content", "sentence"),
    [
        (
            "policy.yaml",
            "name: other\nabout: An example.\nsource: x\nas_at: 2021-01-01\n",
            "another response policy",
        ),
        ("backtest.json", "{}", "this is no stored result; make it with dueregard backtest"),
        ("past-deployments.json", None, "past-deployments.json"),
    ],
)
def test_a_result_that_does_not_fit_is_refused_in_a_sentence(
    folder: Path, tmp_path: Path, changed, content, sentence
):
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    study = (place / "study.yaml").read_text("utf-8")
    (place / "study.yaml").write_text(
        study + "backtest: backtest.json\npast_deployments: past-deployments.json\n", "utf-8"
    )
    if content is None:
        (place / changed).unlink()
    else:
        (place / changed).write_text(content, "utf-8")
    done = run("effect", "study.yaml", folder=place)
    assert done.returncode == 1
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_another_log_than_the_calibration_s_is_refused(folder: Path, tmp_path: Path):
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    lines = (place / "made.csv").read_text("utf-8").splitlines(keepends=True)
    (place / "made.csv").write_text("".join(lines[:-1]), "utf-8")
    done = run("calibrate", *LOG, "--out", "calibration", folder=place)
    assert done.returncode == 0, done.stderr
    study = (place / "study.yaml").read_text("utf-8")
    (place / "study.yaml").write_text(study + "backtest: backtest.json\n", "utf-8")
    (place / "study.yaml").write_text(study + "past_deployments: past-deployments.json\n", "utf-8")
    done = run("effect", "study.yaml", folder=place)
    assert "another calibration than this study uses" in " ".join(done.stderr.split())
    (place / "study.yaml").write_text(study + "backtest: backtest.json\n", "utf-8")
    done = run("effect", "study.yaml", folder=place)
    assert done.returncode == 1
    assert "another file made.csv than this study uses" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("backtest", *LOG), 2, "Missing option '--staffing'"),
        (("backtest", "empty.csv", *LOG[1:], *HELD_OUT), 1, "empty.csv"),
        (("backtest", "short.csv", *LOG[1:], *HELD_OUT), 1, "a backtest needs 9"),
        (
            ("past-deployments", *LOG, "--aid", "early.csv", "--study", "study.yaml"),
            1,
            "leave it out of the aid log, or give a longer log",
        ),
        (
            ("past-deployments", *LOG, "--aid", "odd.csv", "--study", "study.yaml"),
            1,
            'unknown column "colour"',
        ),
        (("past-deployments", *LOG, "--aid", "nowhere.csv", "--study", "study.yaml"), 1, "nowhere.csv"),
    ],
)
def test_bad_input_is_told_in_a_sentence(folder: Path, words, code, sentence):
    lines = (folder / "made.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "empty.csv").write_text(lines[0], "utf-8")
    (folder / "short.csv").write_text("".join(lines[: len(lines) // 2]), "utf-8")
    (folder / "early.csv").write_text(AID.replace("2021-02", "2020-02"), "utf-8")
    (folder / "odd.csv").write_text("tier,from,to,officers,colour\n", "utf-8")
    done = run(*words, folder=folder)
    assert done.returncode == code, done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
