"""An effect beside the recorded truth of Northmarch: each measure in its range or not."""

import json
from pathlib import Path

import pytest

from dueregard.cli.commands.recovered import EVERY_GRADE, NOT_SEEN, compared
from dueregard.cli.main import main
from dueregard.common.errors import FaultsFound


def figure(grade: str, low: float, high: float, window: str = "during") -> dict[str, object]:
    return {
        "grade": grade,
        "measure": NOT_SEEN,
        "window": window,
        "local_area": "the force",
        "difference": (low + high) / 2,
        "likely_low": low,
        "likely_high": high,
    }


VALUE = {
    "figures": [figure("emergency", 220, 250), figure(EVERY_GRADE, 0, 9_000, "from then on")],
    "recovery": {"half_by_day": 1, "nine_in_ten_by_day": 3},
}


def test_each_measure_is_in_its_range_or_not():
    """Velmoor: of 4,853 emergencies 4.966 % fewer were attended in time in the log's stream, 4.392 % in the mean."""
    answer = compared(VALUE, "velmoor-2021")
    emergency, every, backlog = (answer.rows[0], answer.rows[4], answer.rows[-1])
    assert emergency.own == pytest.approx(241.0, abs=0.1)
    assert emergency.mean == pytest.approx(213.2, abs=0.1)
    assert (emergency.own_in_range, emergency.mean_in_range) == (True, False)
    assert every.grade == EVERY_GRADE
    assert every.own_in_range
    assert answer.rows[1].own_in_range is None
    assert (backlog.own, backlog.own_in_range) == (1.0, True)
    assert (answer.own_in_range, answer.mean_in_range) == (3, 2)


def test_what_is_no_effect_and_an_unknown_deployment_are_refused_in_a_sentence(tmp_path: Path, capsys):
    with pytest.raises(FaultsFound, match="the truth has no deployment glastonbury"):
        compared(VALUE, "glastonbury")
    file = tmp_path / "effect.json"
    file.write_text("{}")
    with pytest.raises(SystemExit):
        main(["recovered", str(file), "--deployment", "velmoor-2021"])
    assert "this is not the result of an effect" in capsys.readouterr().err
    file.write_text(json.dumps({"value": VALUE}))
    with pytest.raises(SystemExit) as done:
        main(["recovered", str(file), "--deployment", "velmoor-2021"])
    assert done.value.code == 0
    assert "Of 3 ranges 3 hold the log's own stream and 2 the mean of all." in capsys.readouterr().out
