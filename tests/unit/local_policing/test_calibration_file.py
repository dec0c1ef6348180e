"""A calibration read back is the one that was written, draws included, and a damaged one is refused."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from dueregard.common.errors import FaultsFound
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, InputFile, calibrate
from dueregard.local_policing.calibration_content import content_of, digest
from dueregard.local_policing.calibration_file import calibration_files, load_calibration, save_calibration
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.local_policing.unseen_load import UnitsOnDuty
from dueregard.workforce.hours import Grid
from tests.support.made_logs import Truth, clean

AS_AT = date(2022, 1, 1)
TRUTH = Truth(rates=np.full((168, 2, 2), 0.6), weeks=9)


def made(*, with_roster: bool = True, log: LogSettings = ASSUMED) -> Calibration:
    cleaned = clean(TRUTH.made(20141104))
    grid = Grid.of_days(date(2021, 1, 4), 63, ("north", "south"), "UTC")
    on_duty = UnitsOnDuty(grid, np.full((grid.hours, 2), 6)) if with_roster else None
    return calibrate(
        cleaned,
        source="a made log",
        as_at=AS_AT,
        on_duty=on_duty,
        inputs=[InputFile(name="made.csv", sha256="0" * 64)],
        settings=CalibrationSettings(draws=100, delayed_after_minutes=1, log=log),
    )


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return made()


def everything(demand) -> list[np.ndarray]:
    times = [
        np.append(one.quantiles, one.mean_ticks)
        for one in (*demand.service, *demand.travel)
        if one is not None
    ]
    arrays = [demand.rates, demand.season, demand.units, demand.cancel_per_hour, demand.closed_share, *times]
    scalars = (demand.day_variance, demand.day_correlation, demand.local_day_variance, demand.unseen_share)
    return [*arrays, np.array(scalars)]


def same(one, other) -> bool:
    pairs = list(zip(everything(one), everything(other), strict=True))
    return all(np.array_equal(here, there) for here, there in pairs) and one.classes == other.classes


def test_settings_of_the_log_are_kept_where_they_are_not_the_defaults(tmp_path):
    own = LogSettings(weeks_to_trust=9, fewest_delayed=20, batch_chance=Decimal("0.0001"))
    written = made(log=own)
    assert written.heading is None
    save_calibration(written, tmp_path)
    found = load_calibration(tmp_path)
    assert found.settings.log == own
    assert found.heading is None
    plain = made()
    assert plain.heading == "Too short to trust: 9 whole weeks of log, and 26 are needed"
    assert "log" not in content_of(plain)["settings"]


@pytest.mark.parametrize("with_roster", [True, False])
def test_what_is_read_back_is_what_was_written_to_the_bit(tmp_path, with_roster):
    written = made(with_roster=with_roster)
    assert save_calibration(written, tmp_path / "kept") == written.hash
    read = load_calibration(tmp_path / "kept")
    assert same(read.demand, written.demand)
    assert read.parameters == written.parameters
    assert (read.heading, read.statement, read.weeks) == (written.heading, written.statement, 9)
    assert (read.hash, read.inputs, read.settings) == (written.hash, written.inputs, written.settings)
    for here, there in zip(read.draws(4, 7), written.draws(4, 7), strict=True):
        assert same(here, there)
    assert calibration_files(read) == calibration_files(written)


def test_unseen_load_is_kept_too(calibration):
    assert calibration.demand.unseen_share > 0, "or the test above shows less than it says"


def test_the_hash_says_that_content_differs(calibration):
    again = made()
    assert again.hash == calibration.hash
    assert made(with_roster=False).hash != calibration.hash
    assert digest(np.zeros((2, 3))) != digest(np.zeros((3, 2)))


def spoil(path: Path, change) -> None:
    path.write_bytes(change(path.read_bytes()))


def one_more_incident(content: bytes) -> bytes:
    told = json.loads(content)
    told["incidents"] += 1
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("file", "change", "saw"),
    [
        ("calibration.json", one_more_incident, "it was changed after it was written"),
        ("calibration.json", lambda content: content[:100], "this is not a calibration"),
        ("calibration.json", lambda content: b"[]", "this is not a calibration"),
        (
            "calibration.json",
            lambda content: content.replace(b"calibration 2", b"calibration 9"),
            "its format",
        ),
        ("weeks.npz", lambda content: content[:-200], "not the weekly sums"),
        ("weeks.npz", lambda content: content[:2000] + b"\x00" * 200 + content[2200:], "weekly sums"),
    ],
)
def test_a_spoilt_file_is_refused_in_a_sentence(tmp_path, calibration, file, change, saw):
    save_calibration(calibration, tmp_path)
    spoil(tmp_path / file, change)
    with pytest.raises(FaultsFound, match=saw) as refused:
        load_calibration(tmp_path)
    assert str(refused.value).endswith("make it with dueregard calibrate.")


def test_sums_of_another_calibration_are_refused(tmp_path, calibration):
    save_calibration(calibration, tmp_path)
    other = calibration_files(calibrate(clean(TRUTH.made(20141105)), source="another", as_at=AS_AT))
    (tmp_path / "weeks.npz").write_bytes(other["weeks.npz"])
    with pytest.raises(FaultsFound, match=r"another calibration|not the weekly sums"):
        load_calibration(tmp_path)


def test_a_folder_without_one_is_refused(tmp_path):
    with pytest.raises(FaultsFound, match="there is no calibration here"):
        load_calibration(tmp_path)
