"""A report has either faults or a Snapshot with its gaps."""

from pathlib import Path

from dueregard.packs.checking import check_pack
from dueregard.packs.reading import read_pack
from tests.support.small_pack import FILES, write_small_pack


def test_a_whole_pack_has_neither_faults_nor_gaps(tmp_path: Path):
    pack = write_small_pack(tmp_path)
    report = check_pack(pack)
    assert report.snapshot == read_pack(pack)
    assert (report.faults, report.gaps) == ((), ())


def test_a_pack_with_faults_has_no_snapshot(tmp_path: Path):
    report = check_pack(write_small_pack(tmp_path, {"registers/risk.csv": "", "papers/x.yml": ""}))
    assert report.snapshot is None
    assert [fault.place.file for fault in report.faults] == ["papers/x.yml", "registers/risk.csv"]


def test_a_figure_that_the_library_leaves_to_the_force_is_a_gap(tmp_path: Path):
    """A restated paper may say no figure: that is no fault, and is said."""
    force = FILES["force.yaml"].replace("order-small]", "order-small, public-order-1]")
    report = check_pack(write_small_pack(tmp_path, {"force.yaml": force}))
    assert report.faults == ()
    assert any(
        gap.startswith('force.yaml gives no setting "public-order-units-') and "public-order-1/" in gap
        for gap in report.gaps
    )


def test_a_named_file_that_is_not_there_is_a_gap(tmp_path: Path):
    data = (
        "format: dueregard-data 1\ndata:\n  - {id: roster, about: Duties, sha256: abc, marking: OFFICIAL, "
        "columns: [{name: officer, type: text, about: A pseudonym}]}\n"
    )
    report = check_pack(write_small_pack(tmp_path, {"data/data.yaml": data}))
    assert report.gaps == ("data/roster.parquet is named with its hash but is not in the pack.",)


def test_progress_is_told_file_by_file(tmp_path: Path):
    told: list[tuple[int, int, str]] = []
    check_pack(
        write_small_pack(tmp_path), progress=lambda done, total, name: told.append((done, total, name))
    )
    assert [done for done, _total, _name in told] == list(range(1, len(told) + 1))
    assert told[0][2] == "force.yaml"
    assert all(done <= total for done, total, _name in told)
