"""Large tables: batches, lines, moments and the mistakes of real files."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dueregard.common import tables
from dueregard.common.errors import FaultsFound
from dueregard.common.tables import ABSENT, Labels, Moments, read_batches

ISO = "%Y-%m-%d %H:%M:%S"


def write(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def at(seconds: int) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime(ISO)


def moments(folder: Path, *texts: str, formats: tuple[str, ...] = (ISO,), zone: str = "UTC") -> Moments:
    path = write(folder, "when,other\n" + "".join(f"{text},x\n" for text in texts))
    (batch,) = [batch for batch in read_batches(path, ["when"]) if len(batch)]
    return batch.moments("when", formats, zone, ("NULL",))


def test_only_the_columns_asked_for_are_read(tmp_path):
    path = write(tmp_path, "id,name,grade\n1,Ann,2\n2,Bob,1\n")
    (batch,) = [batch for batch in read_batches(path, ["grade", "id"]) if len(batch)]
    assert batch._frame.columns == ["id", "grade"]
    assert batch.codes("grade", Labels("grade"), ()).tolist() == [0, 1]


@pytest.mark.parametrize("size", [40, 64, 100, 10_000])
def test_batches_are_cut_at_line_ends_and_never_inside_quotes(tmp_path, monkeypatch, size):
    monkeypatch.setattr(tables, "BATCH_BYTES", size)
    rows = [f'{n},"a ""quoted"" place,\nof two lines {n}",g{n % 3}\n' for n in range(30)]
    path = write(tmp_path, "id,place,grade\n" + "".join(rows))
    labels, ids, lines = Labels("grade"), Labels("id"), []
    codes = []
    for batch in read_batches(path, ["id", "grade"]):
        ids_here = batch.codes("id", ids, ())
        codes += batch.codes("grade", labels, ()).tolist()
        lines += batch.lines.tolist()
        assert len(ids_here) == len(batch)
    assert ids.texts == [str(n) for n in range(30)]
    assert codes == [n % 3 for n in range(30)]
    assert lines == [2 + 2 * n for n in range(30)]


def test_quick_and_careful_reading_agree(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH_BYTES", 50)
    text = "id,grade\r\n" + "".join(f"{n},{'' if n % 4 == 0 else n % 3}\r\n" for n in range(50))
    path, quoted = write(tmp_path, text), write(tmp_path, text.replace("7,", '"7",'), "quoted.csv")
    found = []
    for each in (path, quoted):
        labels = Labels("grade")
        batches = list(read_batches(each, ["id", "grade"]))
        found.append(
            [
                (line, code)
                for batch in batches
                for line, code in zip(batch.lines, batch.codes("grade", labels, ()), strict=True)
            ]
        )
    assert found[0] == found[1]
    assert len(found[0]) == 50


def test_rows_of_another_width_are_told_with_their_line(tmp_path):
    path = write(tmp_path, "id,grade\n1,2\n\n2\n3,1,9\n4,1\n")
    batches = list(read_batches(path, ["id"]))
    assert [line for batch in batches for line in batch.lines.tolist()] == [2, 6]
    assert [each for batch in batches for each in batch.broken] == [(4, 1), (5, 3)]


def test_gzip_and_parquet_read_the_same(tmp_path):
    text = "id,when\na,2021-07-01 12:00:00\nb,2021-01-01 12:00:00\n"
    paths = [write(tmp_path, text), write(tmp_path, gzip.compress(text.encode()), "log.csv.gz")]
    frame = pl.DataFrame(
        {"id": ["a", "b"], "when": [datetime(2021, 7, 1, 12), datetime(2021, 1, 1, 12)]}  # noqa: DTZ001
    )
    paths.append(tmp_path / "log.parquet")
    frame.write_parquet(paths[-1])
    frame.with_columns(pl.col("when").dt.replace_time_zone("Europe/London")).write_parquet(
        tmp_path / "aware.parquet"
    )
    paths.append(tmp_path / "aware.parquet")
    for path in paths:
        (batch,) = [batch for batch in read_batches(path, ["id", "when"]) if len(batch)]
        seconds = batch.moments("when", (ISO,), "Europe/London", ()).seconds
        assert [at(each) for each in seconds] == ["2021-07-01 11:00:00", "2021-01-01 12:00:00"], path.name
        assert len(set(batch.hashes(["id"], ()).tolist())) == 2


def test_the_repeated_hour_has_two_readings_and_the_skipped_hour_one_later(tmp_path):
    found = moments(
        tmp_path, "2021-10-31 01:30:00", "2021-03-28 01:30:00", "2021-06-01 12:00:00", zone="Europe/London"
    )
    assert [at(each) for each in found.seconds] == [
        "2021-10-31 00:30:00",
        "2021-03-28 01:30:00",
        "2021-06-01 11:00:00",
    ]
    assert at(found.later[0]) == "2021-10-31 01:30:00"
    assert (found.later != found.seconds).tolist() == [True, False, False]
    assert found.skipped.tolist() == [False, True, False]


def test_formats_are_tried_in_order_and_doubt_is_told(tmp_path):
    found = moments(
        tmp_path,
        "03/04/2021 10:00",
        "25/12/2021 10:00",
        "12/25/2021 10:00",
        "2021-05-06T07:08:09Z",
        "NULL",
        "soon",
        formats=("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z"),
    )
    assert [at(each) for each in found.seconds[:4]] == [
        "2021-04-03 10:00:00",
        "2021-12-25 10:00:00",
        "2021-12-25 10:00:00",
        "2021-05-06 07:08:09",
    ]
    assert found.seconds[4:].tolist() == [ABSENT, ABSENT]
    assert found.two_ways.tolist() == [True, False, False, False, False, False]
    assert found.unreadable.tolist() == [False, False, False, False, False, True]


def test_hashes_tell_apart_what_joined_text_would_not(tmp_path):
    path = write(tmp_path, "a,b\n1,11\n11,1\n1,11\n,\n")
    hashes = np.concatenate([batch.hashes(["a", "b"], ()) for batch in read_batches(path, ["a", "b"])])
    assert hashes[0] != hashes[1]
    assert hashes[0] == hashes[2]
    assert hashes[3] == 0


@pytest.mark.parametrize(
    ("content", "name", "titles", "words"),
    [
        (b"", "log.csv", ["id"], "the file is empty"),
        (b"id,grade\n1,2\n", "log.csv", ["id", "graed"], 'did you mean "grade"'),
        (b"id,id\n1,2\n", "log.csv", ["id"], "stands twice"),
        (b"id,grade\n1,2\n3,\xe9\n", "log.csv", ["id"], "log.csv, line 3: byte 0xE9 is not UTF-8"),
        ("id,grade\n1,2\n".encode("utf-16"), "log.csv", ["id"], "is not UTF-8"),
        (gzip.compress(b"id,grade\n1,2\n" * 100, mtime=0)[:40], "log.csv.gz", ["id"], "could not be read"),
        (b"not parquet", "log.parquet", ["id"], "this is not Parquet"),
        (b"id,grade\n1,\x002\n", "log.csv", ["id"], "a NUL byte"),
    ],
)
def test_mistakes_of_real_files_are_one_sentence_each(tmp_path, content, name, titles, words):
    path = write(tmp_path, content, name)
    with pytest.raises(FaultsFound) as caught:
        list(read_batches(path, titles))
    assert words in str(caught.value)
    assert len(caught.value.faults) == 1


def test_no_such_file_is_said(tmp_path):
    with pytest.raises(FaultsFound, match="there is no file"):
        list(read_batches(tmp_path / "nowhere.csv", ["id"]))


def test_another_encoding_can_be_stated(tmp_path):
    path = write(tmp_path, "id,grade\n1,caf\xe9\n".encode("windows-1252"))
    labels = Labels("grade")
    for batch in read_batches(path, ["grade"], encoding="windows-1252"):
        batch.codes("grade", labels, ())
    assert labels.texts == ["caf\xe9"]


def test_free_text_is_refused_as_a_label():
    labels = Labels("kind", most=3)
    with pytest.raises(FaultsFound, match="looks like free text"):
        [labels.code(str(n)) for n in range(5)]
