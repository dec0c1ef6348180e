"""The loop of plan and harm on a small force: planned, told, planned again, compared."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from dueregard.cli.main import main
from dueregard.effects.harm_worlds import late_hours
from dueregard.effects.plan_by_harm import LoopWork, compare, study_of_plans
from dueregard.effects.planning_study import read_planning
from dueregard.effects.study_reading import read_study
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.scenario import Scenario, prepare_scenario
from dueregard.local_policing.simulation import run_scenario
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.request_file import load_request
from dueregard.mobilisation.taking import withdrawals_of
from tests.support.small_study import FILES, write_small_study

pytestmark = pytest.mark.slow
REQUEST = """\
format: dueregard-request 1
id: fair
zone: UTC
tier: local
legal_basis: The force's own area
host: The force itself
place: The fair
accepted_at: 2021-02-07 20:00
travel_minutes: 0
unit:
  id: serial
  needs: [{role: constable, officers: 3}]
  source: Invented for a test.
roles: [{id: constable, ranks: [constable]}]
tours:
  - {id: one, begins_at: 2021-02-08 12:00, ends_at: 2021-02-08 22:00, units: 2}
  - {id: two, begins_at: 2021-02-09 12:00, ends_at: 2021-02-09 22:00, units: 2}
"""
PLANNING = 'format: dueregard-planning 1\nroster: {generated: roster.yaml}\nrest_day_hours: "100"\n'
FEW = ("--runs", "5", "--runs-compared", "6", "--block-hours", "12")


def spread_out(place: Path) -> None:
    """Give the people of the small study four days in eight to rest, or nobody could lawfully work a tour."""
    text = FILES["roster.yaml"].lstrip().replace("officers: 8", "officers: 16")
    for name in ("early", "late"):
        cycle = ", ".join([name] * 4 + ["rest"] * 4)
        text = text.replace(f"cycle: [{name}]", f"cycle: [{cycle}]")
    text = text.replace("teams: 1", "teams: 8")
    (place / "roster.yaml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("by-harm")
    write_small_study(place)
    spread_out(place)
    (place / "request.yaml").write_text(REQUEST, "utf-8")
    (place / "planning.yaml").write_text(PLANNING, "utf-8")
    return place


def asked(folder: Path, *more: str) -> Any:
    files = [str(folder / f"{name}.yaml") for name in ("request", "planning", "study")]
    done = CliRunner().invoke(main, ["plan-by-harm", *files, *FEW, *more])
    assert done.exit_code == 0, done.output
    return done


def test_the_loop_plans_tells_plans_again_and_keeps_the_better(folder: Path, tmp_path: Path):
    done = asked(folder, "--json", "--out", str(tmp_path / "kept"), "--workers", "1")
    answer = json.loads(done.stdout)
    assert answer["is_whole"]
    first, second = answer["plans"]
    assert first["is_met"]
    assert second["is_met"]
    assert first["is_kept"] != second["is_kept"]
    assert second["is_kept"] == (answer["total"]["estimate"] < 0)
    # By the weights told at the first plan the second costs no more than it, for it is the best by them.
    assert second["cost_told"] <= first["cost_told"] * 1.001 + 1e-6
    more = second["counted"] - first["counted"]
    assert answer["difference"]["estimate"] + more == pytest.approx(answer["total"]["estimate"], abs=0.01)
    assert first["harm"]["estimate"] + answer["difference"]["estimate"] == pytest.approx(
        second["harm"]["estimate"], abs=0.01
    )
    assert (tmp_path / "kept" / "harm-weights.yaml").exists()
    judged = CliRunner().invoke(
        main,
        [
            "plan-check",
            str(tmp_path / "kept"),
            str(folder / "request.yaml"),
            str(weighted(folder, tmp_path) if second["is_kept"] else folder / "planning.yaml"),
        ],
    )
    assert judged.exit_code == 0, judged.output
    assert not (folder / ".kept-runs").exists()
    assert "told again once" in answer["once"]


def test_ctrl_c_while_weights_are_told_keeps_the_first_plan(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dueregard.effects.plan_by_harm.estimate_harm", interrupted)
    done = asked(folder, "--out", str(tmp_path))
    assert "It was stopped before the weights were told: the first plan is kept." in done.stdout
    assert (tmp_path / "plan.yaml").exists()
    assert not (tmp_path / "harm-weights.yaml").exists()


def weighted(folder: Path, out: Path) -> Path:
    """The planning file with the weights that the loop told."""
    path = folder / "planning-told.yaml"
    path.write_text(PLANNING + f"harm_weights: {out / 'kept' / 'harm-weights.yaml'}\n", "utf-8")
    return path


def test_the_difference_of_two_plans_is_what_each_costs_simulated_by_itself(folder: Path):
    request = load_request(folder / "request.yaml")
    planning = read_planning(folder / "planning.yaml", request)
    base = read_study(folder / "study.yaml", with_results=False)
    plan = plan_request(request, planning.roster, planning.rules, planning.aims)
    work = LoopWork(runs=5, compared=5, block_hours=12)
    same = compare(request, planning, base, (plan, plan), work)  # no difference, to the bit
    assert (same.difference.estimate, same.difference.low, same.difference.high) == (0, 0, 0)
    read = study_of_plans(base, request, planning.roster, plan)
    late = []
    for number, demand in enumerate(read.demands_apart(5)):
        found = []
        for away in ((), withdrawals_of(plan, planning.roster)):
            scenario = Scenario(
                name="alone",
                demand=demand,
                ledger=read.ledger(away),
                crewing=read.crewing,
                policy=read.policy,
            )
            prepared = prepare_scenario(scenario, read.comparison(read.withdrawals).phases)
            found.append(late_hours(prepared, run_scenario(prepared, key_of(read.design.seed + 1, number))))
        late.append(found[1] - found[0])
    assert same.first.estimate == pytest.approx(float(np.mean(late)))


def test_a_study_of_another_force_is_refused(folder: Path):
    request = load_request(folder / "request.yaml")
    other = (folder / "roster.yaml").read_text("utf-8").replace("local_area: south", "local_area: west")
    (folder / "other-roster.yaml").write_text(other, "utf-8")
    planning = PLANNING.replace("roster.yaml", "other-roster.yaml")
    (folder / "other.yaml").write_text(planning, "utf-8")
    assert request.id == "fair"
    files = [str(folder / f"{name}.yaml") for name in ("request", "other", "study")]
    done = CliRunner().invoke(main, ["plan-by-harm", *files, *FEW])
    assert done.exit_code == 1
    assert "name a study of the same force" in done.stderr
