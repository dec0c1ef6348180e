"""The sheet that a fit report is written on: one marking throughout, and pictures with their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dueregard.common.codecs import Id
from dueregard.common.marking import MarkingScheme
from dueregard.common.records import Marked
from dueregard.local_policing.fit_residuals import Against
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.document import AnyBlock
from dueregard.papers.writer import Writer

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def figure(value: float | None) -> str:
    """A number with three figures that count, as a reader takes it in; a dash where it is not known.

    >>> figure(1234.5), figure(12.345), figure(0.012345), figure(0.0), figure(None)
    ('1,234', '12.3', '0.0123', '0', '–')
    """
    if value is None:
        return DASH
    size = abs(value)
    if size >= 100:
        shown = f"{value:,.0f}"
    elif size >= 1:
        shown = f"{value:.{1 if size >= 10 else 2}f}"
    else:
        shown = f"{value:.3g}" if size >= 0.0005 else "0"
    return shown.replace("-", MINUS)


def share(value: float | None) -> str:
    """A share in per cent.

    >>> share(0.1234), share(0.004), share(None)
    ('12 %', '0.4 %', '–')
    """
    if value is None:
        return DASH
    return f"{value:.{0 if abs(value) >= 0.1 else 1}%}".replace("%", " %").replace("-", MINUS)


def change(value: float | None) -> str:
    """A change from 1 in per cent, with its sign.

    >>> change(1.0731), change(0.9), change(None)
    ('+7.3 %', '−10.0 %', '–')
    """
    return DASH if value is None else f"{value - 1:+.1%}".replace("%", " %").replace("-", MINUS)


def between(low: float | None, high: float | None, words: Callable[[float | None], str] = figure) -> str:
    """A range; open where an end is not known.

    >>> between(1.0, 2.0), between(1.0, None), between(None, None)
    ('1.00 to 2.00', '1.00 or more', '–')
    """
    if low is None:
        return DASH if high is None else f"up to {words(high)}"
    return f"{words(low)} or more" if high is None else f"{words(low)} to {words(high)}"


def percent(value: float) -> float:
    """A share as it is drawn on an axis in per cent."""
    return 100 * value


def percent_off(value: float) -> float:
    """A ratio as it is drawn on an axis of per cent above or below."""
    return 100 * (value - 1)


class Sheet:
    """Collects the blocks of the report. None of it is ever publishable by itself."""

    def __init__(self, scheme: MarkingScheme, marking: str) -> None:
        self._write = Writer(scheme)
        self._mark = Marked(marking=Id(marking), publishable=False)

    @property
    def blocks(self) -> tuple[AnyBlock, ...]:
        """What was written."""
        return tuple(self._write.blocks)

    def heading(self, level: int, text: str) -> None:
        """A heading."""
        self._write.heading(level, text, self._mark)

    def say(self, text: str, lead: str | None = None) -> None:
        """The next numbered paragraph."""
        self._write.paragraph(text, self._mark, lead=lead)

    def points(self, items: Sequence[str]) -> None:
        """Points under the paragraph before."""
        self._write.bullets(items, self._mark)

    def callout(self, title: str, text: str) -> None:
        """A set-apart line."""
        self._write.callout(title, text, self._mark)

    def facts(self, items: Sequence[tuple[str, str]]) -> None:
        """Terms and texts."""
        self._write.facts(items, self._mark)

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[int] = (),
        numeric: Sequence[int] = (),
        note: str | None = None,
    ) -> None:
        """A table; nothing where it would have no rows."""
        self._write.table(caption, header, rows, self._mark, widths=widths, numeric=numeric, note=note)

    def picture(
        self,
        title: str,
        alt: str,
        spec: ChartSpec,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        note: str | None = None,
        widths: Sequence[int] = (),
    ) -> None:
        """A picture with the table beside it; the first column of the table heads its rows."""
        numeric = tuple(range(1, len(header)))
        table = self._write.make_table(
            title, header, rows, self._mark, numeric=numeric, note=note, widths=widths
        )
        self._write.chart(title, alt, spec, table)

    def against(
        self,
        title: str,
        steps: Sequence[Against],
        *,
        x: str,
        y: str,
        seen: str = "seen",
        fitted: str = "fitted",
        ranged: str = "95 % range",
        words: Callable[[float | None], str] = figure,
        scaled: Callable[[float], float] = float,
        alt: str = "",
        note: str | None = None,
        rows: tuple[Sequence[str], Sequence[Sequence[str]]] | None = None,
        threshold: float | None = None,
        threshold_label: str = "",
    ) -> None:
        """Something seen as dots beside something fitted as a line in its range, and both in a table.

        `scaled` is what is drawn of a figure, `words` how it is said.
        `alt` is added to the words made from the figures. `rows` are a header and rows instead of one row a step.
        """
        spec = ChartSpec(
            kind=ChartKind.PROFILE,
            x=Axis(title=x, steps=tuple(each.step for each in steps)),
            y=Axis(title=y),
            points=tuple(_points(steps, seen, fitted, scaled)),
            series=(seen, fitted),
            threshold=threshold,
            threshold_label=threshold_label,
        )
        header, table = rows or (
            (x, seen, fitted, ranged),
            [(e.step, words(e.seen), words(e.fitted), between(e.low, e.high, words)) for e in steps],
        )
        self.picture(
            title, f"{described(steps, seen, fitted, words)} {alt}".strip(), spec, header, table, note=note
        )


def _points(steps: Sequence[Against], seen: str, fitted: str, drawn: Callable[[float], float]) -> list[Point]:
    def scaled(value: float | None) -> float | None:
        return None if value is None else drawn(value)

    line = [
        Point(x=each.step, y=scaled(each.fitted), low=scaled(each.low), high=scaled(each.high), series=fitted)
        for each in steps
    ]
    return [
        *line,
        *(Point(x=each.step, y=scaled(each.seen), series=seen) for each in steps if each.seen is not None),
    ]


def described(
    steps: Sequence[Against], seen: str, fitted: str, words: Callable[[float | None], str] = figure
) -> str:
    """The picture in words: its ends, and how much of what was seen lies outside the range."""
    known = [each for each in steps if each.seen is not None]
    if not known:
        return f"A line of {fitted} in its range; nothing was {seen}."
    top, bottom = max(known, key=lambda e: e.seen or 0.0), min(known, key=lambda e: e.seen or 0.0)
    told = (
        f"Dots of {seen} beside a line of {fitted} in its range. Highest at {top.step}: {seen} {words(top.seen)}, "
        f"{fitted} {words(top.fitted)}. Lowest at {bottom.step}: {seen} {words(bottom.seen)}, "
        f"{fitted} {words(bottom.fitted)}."
    )
    ranged = [each for each in known if each.low is not None and each.high is not None]
    if ranged:
        outside = sum(each.is_outside for each in ranged)
        told += f" {outside} of {len(ranged)} dots lie outside the range."
    return told
