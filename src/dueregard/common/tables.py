"""Large tables in bounded memory, column by column: the one door to the polars library.

A table is a CSV file (plain or gzip) or a Parquet file. It is read in batches, and only the columns
asked for are read at all. Text becomes whole numbers here: moments as seconds since 1970 in UTC, labels
as codes, ids as 64-bit hashes.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.common.reading.binding import did_you_mean

BATCH_BYTES = 16_000_000
BATCH_ROWS = 250_000
MOST_ROWS = 50_000_000
ABSENT = int(np.iinfo(np.int64).min)
"""Stands for no moment at all."""
GZIP_START = b"\x1f\x8b"
UTF8_MARK = b"\xef\xbb\xbf"

Progress = Callable[[int, int], None]
"""Told how much is done, of how much; bytes or rows, as the file has them."""
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Labels:
    """Distinct texts in the order they are first seen; a text's code is its place.

    More than `most` of them is a sign of free text, and stops the reading.
    """

    column: str
    most: int = 5_000
    texts: list[str] = field(default_factory=list)
    _codes: dict[str, int] = field(default_factory=dict)

    def code(self, text: str) -> int:
        """The code of a text, new or known.

        >>> labels = Labels("kind")
        >>> labels.code("theft"), labels.code("fire"), labels.code("theft")
        (0, 1, 0)
        """
        found = self._codes.get(text)
        if found is None:
            found = self._codes[text] = len(self.texts)
            self.texts.append(text)
            if found >= self.most:
                saw = f"more than {self.most:,} different values, which looks like free text"
                raise FaultsFound([Fault(Place(self.column), saw, "map a column of categories instead")])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """A column of moments.

    seconds: since 1970 in UTC, `ABSENT` where blank or unreadable; of an hour that the clocks repeat, the first.
    later: the same, of an hour that the clocks repeat the second.
    unreadable: there was text that no format reads.
    skipped: the clocks skip it; taken as the time an hour later.
    two_ways: a second format reads it too, as another moment; the first is taken.
    """

    seconds: Integers
    later: Integers
    unreadable: Truths
    skipped: Truths
    two_ways: Truths


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some rows of a table: the line (or row, in Parquet) each stands on, and those that were broken."""

    lines: Integers
    broken: tuple[tuple[int, int], ...]  # line, cells on it
    _frame: pl.DataFrame

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, title: str) -> bool:
        """Whether the table has this column."""
        return title in self._frame.columns

    def moments(self, title: str, formats: Sequence[str], zone: str, blanks: Sequence[str]) -> Moments:
        """A column as moments: the first format that reads the text is taken.

        `zone` is that of texts without an offset of their own (`%z`).
        """
        kind = self._frame.schema[title]
        if kind.is_temporal():
            aware = getattr(kind, "time_zone", None) is not None
            column = pl.col(title).dt.convert_time_zone("UTC") if aware else pl.col(title)
            local = column.cast(pl.Datetime("us", "UTC" if aware else None)).dt.replace_time_zone(None)
            return _in_utc(self._frame.select(local=local), "UTC" if aware else zone)
        text = self._frame.select(text=_text(pl.col(title), blanks))
        read = [_in_utc(*_read(text, pattern, zone)) for pattern in formats]
        best = read[0]
        for other in read[1:]:
            best = _first_that_reads(best, other)
        given = text["text"].is_not_null().to_numpy()
        return replace(best, unreadable=given & (best.seconds == ABSENT))

    def codes(self, title: str, labels: Labels, blanks: Sequence[str]) -> Integers:
        """A column of labels as codes; -1 where blank."""
        texts = self._frame.select(_text(pl.col(title), blanks)).to_series()
        known = {text: labels.code(text) for text in texts.unique(maintain_order=True) if text is not None}
        if not known:
            return np.full(len(self), -1, dtype=np.int64)
        coded = texts.replace_strict(known, default=-1, return_dtype=pl.Int64)
        return coded.to_numpy().copy()

    def hashes(self, titles: Sequence[str], blanks: Sequence[str]) -> Integers:
        """Columns that together name a thing, as one 64-bit hash a row; nought where all are blank.

        Equal texts have equal hashes within one run; the hashes mean nothing outside it.
        """
        parts = [_text(pl.col(title), blanks) for title in titles]
        blank = pl.all_horizontal(part.is_null() for part in parts)
        whole = pl.concat_str([part.fill_null("") for part in parts], separator="\x1f")
        hashed = pl.when(blank).then(pl.lit(0, pl.UInt64)).otherwise(whole.hash(seed=20141104))
        return self._frame.select(hashed.alias("hash")).to_series().to_numpy().view(np.int64).copy()

    def texts(self, titles: Sequence[str], rows: Sequence[int]) -> list[str]:
        """What stands in these rows, for a message."""
        return [" ".join(str(self._frame[title][row] or "") for title in titles) for row in rows]


def _text(column: pl.Expr, blanks: Sequence[str]) -> pl.Expr:
    trimmed = column.cast(pl.String).str.strip_chars()
    return pl.when(trimmed.is_in(["", *blanks])).then(None).otherwise(trimmed)


def _read(text: pl.DataFrame, pattern: str, zone: str) -> tuple[pl.DataFrame, str]:
    """Texts as local times without a zone, and the zone they are in."""
    column, chrono = pl.col("text"), pattern.replace("%S.%f", "%S%.f")
    if "%z" not in pattern:
        return text.select(local=column.str.strptime(pl.Datetime("us"), chrono, strict=False)), zone
    with_offset = column.str.replace(r"[Zz]$", "+0000")
    aware = with_offset.str.strptime(pl.Datetime("us", "UTC"), chrono, strict=False)
    return text.select(local=aware.dt.replace_time_zone(None)), "UTC"


def _in_utc(times: pl.DataFrame, zone: str) -> Moments:
    local = pl.col("local")
    hour_on = local + pl.duration(hours=1)
    first = times.select(_seconds(local, zone, "earliest")).to_series()
    later = times.select(_seconds(local, zone, "latest")).to_series()
    moved = times.select(_seconds(hour_on, zone, "earliest")).to_series()
    skipped = times["local"].is_not_null() & first.is_null()
    no = np.zeros(len(times), dtype=np.bool_)
    return Moments(
        seconds=_whole(first.zip_with(~skipped, moved)),
        later=_whole(later.zip_with(~skipped, moved)),
        unreadable=no,
        skipped=skipped.to_numpy().copy(),
        two_ways=no,
    )


def _seconds(local: pl.Expr, zone: str, ambiguous: Literal["earliest", "latest"]) -> pl.Expr:
    return local.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null").dt.epoch("s")


def _whole(seconds: pl.Series) -> Integers:
    return seconds.cast(pl.Int64).fill_null(ABSENT).to_numpy().copy()


def _first_that_reads(best: Moments, other: Moments) -> Moments:
    """The first reading where there is one, else the second; where both differ, that is noted."""
    empty, read = best.seconds == ABSENT, other.seconds != ABSENT
    return Moments(
        seconds=np.where(empty, other.seconds, best.seconds),
        later=np.where(empty, other.later, best.later),
        unreadable=best.unreadable,
        skipped=np.where(empty, other.skipped, best.skipped),
        two_ways=best.two_ways | (~empty & read & (other.seconds != best.seconds)),
    )


def read_batches(
    path: Path,
    titles: Sequence[str],
    *,
    optional: Sequence[str] = (),
    encoding: str = "utf-8",
    progress: Progress | None = None,
) -> Iterator[Batch]:
    """The rows of a CSV file (plain or gzip) or a Parquet file, only the columns of these titles.

    Memory is bounded by the batch, whatever the size of the file. A row with too many or too few cells
    is not read; its line is among the batch's `broken`. Titles that are `optional` are passed over where
    the file does not have them. `progress` is told after each batch how far the reading is, of how much.
    Raises FaultsFound, in one sentence each, where there is no such file, it is empty, a column is missing, or
    the bytes are not what they should be.
    """
    place = Place(path.name)
    tell = progress or (lambda done, total: None)
    if not path.is_file():
        raise FaultsFound([Fault(place, f"there is no file {path}", "check its name and folder")])
    if path.suffix.lower() in (".parquet", ".pq"):
        yield from _parquet_batches(path, titles, optional, tell)
        return
    try:
        yield from _csv_batches(path, titles, optional, encoding, tell)
    except (OSError, EOFError, csv.Error, zlib.error) as error:
        saw = f"it could not be read ({error})"
        raise FaultsFound([Fault(place, saw, "check the file, or unpack and pack it again")]) from None


def _present(
    header: Sequence[str], titles: Sequence[str], optional: Sequence[str], place: Place
) -> list[str]:
    """The titles to read. Raises FaultsFound for columns that are not there, and for those that stand twice."""
    titles = [*titles, *(title for title in optional if title in header)]
    faults = []
    for title in dict.fromkeys(titles):
        if header.count(title) > 1:
            faults.append(Fault(place, f'the column "{title}" stands twice', "rename one of them"))
        elif title not in header:
            listed = ", ".join(header[:30])
            free = [
                other for other in header if other not in titles
            ]  # another column's own is no misspelling of it
            remedy = did_you_mean(title, free, otherwise=f"map another (the file has {listed})")
            faults.append(Fault(place, f'the column "{title}" is missing', remedy))
    if faults:
        raise FaultsFound(faults)
    return list(dict.fromkeys(titles))


def _parquet_batches(
    path: Path, titles: Sequence[str], optional: Sequence[str], tell: Progress
) -> Iterator[Batch]:
    place = Place(path.name)
    try:
        scan = pl.scan_parquet(path)
        header = scan.collect_schema().names()
        rows = scan.select(pl.len()).collect().item()
    except pl.exceptions.PolarsError:
        raise FaultsFound([Fault(place, "this is not Parquet", "write the file again, or use CSV")]) from None
    wanted = scan.select(_present(header, titles, optional, place))
    _refuse_too_many(rows, place)
    for start in range(0, rows, BATCH_ROWS):
        frame = wanted.slice(start, BATCH_ROWS).collect()
        yield Batch(np.arange(start + 1, start + 1 + len(frame)), (), frame)
        tell(min(start + BATCH_ROWS, rows), rows)


def _refuse_too_many(rows: int, place: Place) -> None:
    if rows > MOST_ROWS:
        raise FaultsFound([Fault(place, f"more than {MOST_ROWS:,} rows", "split the log by year")])


def _csv_batches(
    path: Path, titles: Sequence[str], optional: Sequence[str], encoding: str, tell: Progress
) -> Iterator[Batch]:
    place, size = Place(path.name), path.stat().st_size
    with path.open("rb") as packed:
        zipped = packed.read(2) == GZIP_START
        packed.seek(0)
        with gzip.GzipFile(fileobj=packed) if zipped else packed as file:
            chunks = _chunks(file, place)
            first = next(chunks, b"").removeprefix(UTF8_MARK)
            title_line, _, rest = first.partition(b"\n")
            header = next(csv.reader([_decoded(title_line, encoding, place, 1).rstrip("\r")]), [])
            if not any(header):
                raise FaultsFound([Fault(place, "the file is empty", "give a log with a header and rows")])
            titles = _present(header, titles, optional, place)
            line, rows = 2, 0
            for chunk in (part for parts in ((rest,), chunks) for part in parts if part):
                batch = _csv_batch(chunk, header, titles, line, encoding, place)
                line += chunk.count(b"\n") + (not chunk.endswith(b"\n"))
                rows += len(batch)
                _refuse_too_many(rows, place)
                yield batch
                tell(packed.tell(), size)


def _chunks(file: gzip.GzipFile | IO[bytes], place: Place) -> Iterator[bytes]:
    """Bytes cut at line ends that stand outside quotes."""
    held = b""
    while more := file.read(BATCH_BYTES):
        held += more
        cut = held.rfind(b"\n") + 1
        if cut and held.count(b'"', 0, cut) % 2:  # inside a quoted cell: cut before the quote opens
            cut = held.rfind(b"\n", 0, held.rfind(b'"', 0, cut)) + 1
        if cut:
            yield held[:cut]
            held = held[cut:]
        elif len(held) > 4 * BATCH_BYTES:
            saw = f"no line ends within {len(held):,} bytes"
            raise FaultsFound([Fault(place, saw, "check that it is CSV and that its quotes are closed")])
    if held:
        yield held


def _decoded(content: bytes, encoding: str, place: Place, line: int) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        at = Place(place.file, line + content.count(b"\n", 0, error.start))
        saw = f"byte 0x{content[error.start]:02X} is not {encoding.upper()}"
        remedy = "save the file as UTF-8, or state its encoding in the column map"
        raise FaultsFound([Fault(at, saw, remedy)]) from None
    if "\x00" in text:
        at = Place(place.file, line + text.count("\n", 0, text.index("\x00")))
        raise FaultsFound([Fault(at, "a NUL byte", "save the file as UTF-8 text")])
    return text


def _csv_batch(
    chunk: bytes, header: Sequence[str], titles: Sequence[str], line: int, encoding: str, place: Place
) -> Batch:
    text = _decoded(chunk, encoding, place, line)
    lines = text.count("\n") + (not text.endswith("\n"))
    plain = '"' not in text and text.count(",") == lines * (len(header) - 1)
    if plain and "\n\n" not in text and not text.startswith("\n") and len(header) > 1:
        return Batch(np.arange(line, line + lines), (), _quickly(text, header, titles))
    return _carefully(text, header, titles, line)


def _quickly(text: str, header: Sequence[str], titles: Sequence[str]) -> pl.DataFrame:
    wanted = sorted({header.index(title) for title in titles})
    frame = pl.read_csv(
        io.BytesIO(text.encode()),
        has_header=False,
        schema={f"column_{index}": pl.String for index in range(len(header))},
        columns=wanted,
        quote_char=None,
    )
    return frame.rename({f"column_{index}": header[index] for index in wanted})


def _carefully(text: str, header: Sequence[str], titles: Sequence[str], line: int) -> Batch:
    """Row by row, for chunks with quotes, blank lines or rows of another width."""
    wanted = sorted({header.index(title) for title in titles})
    lines: list[int] = []
    broken: list[tuple[int, int]] = []
    columns: list[list[str]] = [[] for _ in wanted]
    reader = csv.reader(io.StringIO(text, newline=""))
    start = line
    for cells in reader:
        if len(cells) == len(header):
            lines.append(start)
            for column, index in zip(columns, wanted, strict=True):
                column.append(cells[index])
        elif any(cells):
            broken.append((start, len(cells)))
        start = line + reader.line_num
    schema = {header[index]: pl.String for index in wanted}
    data = {header[index]: column for index, column in zip(wanted, columns, strict=True)}
    return Batch(np.array(lines, dtype=np.int64), tuple(broken), pl.DataFrame(data, schema=schema))


def table_files(columns: Mapping[str, Sequence[object]]) -> tuple[bytes, bytes]:
    """A table as CSV and as Parquet, the same bytes for the same columns; None is blank in one, null in the other.

    >>> table_files({"grade": ["priority", None], "people": [1.5, 2.0]})[0]
    b'grade,people\\npriority,1.5\\n,2.0\\n'
    """
    frame = pl.DataFrame({title: pl.Series(title, values, strict=True) for title, values in columns.items()})
    packed = io.BytesIO()
    frame.write_parquet(packed, compression="zstd")
    return frame.write_csv().encode(), packed.getvalue()
