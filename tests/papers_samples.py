"""Invented papers for the tests of charts and renderers: every kind of block, and text that bites.

Exampleshire is no force. `sample_document(size="small")` has each kind of block once or twice
and every nasty text; `size="large"` is about 25 printed pages with six charts and is free of
nasty text, so that it can be looked at as a reader would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Literal

from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Edition,
    Facts,
    Heading,
    Paragraph,
    Table,
)

Size = Literal["small", "large"]

NASTY: tuple[str, ...] = (
    "Quotes \" ' and ‘curly’ “ones”, <b>bold</b> & &amp; &#x41; ]]> <!-- not a comment -->",
    "Marks #heading $maths$ *star* _under_ `code` ~tilde~ @name [link](x) {{ braces }} {% tag %} \\back \\n",
    '#set page(width: 1pt) #panic() #read("/etc/passwd") = Title <label> @reference // remark /* remark */',
    "= 1 + 1; -- and --- and ... 'tis; http://example.test/?a=1&b=2; 1. not a list; + nor this; - nor that",
    "Emoji 🚓👮🏽‍♀️🏴󠁧󠁢󠁥󠁮󠁧󠁿 and e\u0301 combining, £5 × 3 ≥ ½ – — ’ €",
    "Unbroken " + "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4,
    "Right to left: שלום עולם and مرحبا بالعالم, then left to right again.",
    "Spaces:  two,\ta tab, a\u00a0hard one, a\u200bzero-width one and a soft\u00adhyphen.",
    '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)',
    "</style></svg></title></w:t></w:p><w:sectPr/>",
)
"""Text that a renderer must print as it stands."""

FORBIDDEN: tuple[str, ...] = (
    "nul \x00, bell \x07, vertical tab \x0b, escape \x1b[31m, delete \x7f, next line \x85 end",
    "lone surrogate \ud800 and \udfff, non-characters \ufffe \uffff \ufdd0 end",
    "direction \u202eoverride that is never closed \u2066 end",
)
"""Text that some formats cannot hold: `dueregard.papers.clean_text.printable` says what is printed."""

MARKING = "OFFICIAL"
WITHHELD_MARKING = "OFFICIAL-SENSITIVE"
RATINGS = ("Not met", "Partly met", "Mostly met", "Met")
CYCLES = ("2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3")
AREAS = (
    "Counter terrorism",
    "Serious and organised crime",
    "National cyber security incident",
    "Threats to public order or public safety",
    "Civil emergencies",
    "Child sexual abuse",
    "Violence against women and girls",
    "Capacity and contribution",
    "Capability",
    "Consistency",
    "Connectivity",
    "Public confidence and the local policing bodies",
)


def paragraph(
    text: str, number: int | None = None, *, lead: str | None = None, publishable: bool = True
) -> Paragraph:
    return Paragraph(
        marking=MARKING if publishable else WITHHELD_MARKING,
        publishable=publishable,
        text=text,
        number=number,
        lead=lead,
    )


def heading(level: int, text: str) -> Heading:
    return Heading(marking=MARKING, publishable=True, level=level, text=text)


def decision(number: int, verb: str, text: str) -> Decision:
    return Decision(marking=MARKING, publishable=True, number=number, verb=verb, text=text)


def table(caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], **more: object) -> Table:
    return Table(marking=MARKING, publishable=True, caption=caption, header=header, rows=rows, **more)  # type: ignore[arg-type]


def _chart(title: str, alt: str, spec: ChartSpec, shown: Table) -> Chart:
    return Chart(marking=MARKING, publishable=True, title=title, alt=alt, spec=spec, table=shown)


# Charts, one function a kind ------------------------------------------------------------------


def ranges_chart(areas: tuple[str, ...] = AREAS) -> Chart:
    """Standing of each area: lowest to highest with a dot at likely; one area has no likely."""
    found = []
    for position, area in enumerate(areas):
        low = (position * 7) % 3
        high = min(3, low + position % 3)
        likely = None if position == 5 else min(high, low + position % 2)
        found.append((area, low, likely, high))
    points = tuple(Point(x=area, y=likely, low=low, high=high) for area, low, likely, high in found)
    spec = ChartSpec(
        kind=ChartKind.RANGES,
        x=Axis(title="SPR area", steps=areas),
        y=Axis(title="Rating", steps=RATINGS),
        points=points,
        threshold=2,
        threshold_label="Required",
    )
    rows = tuple(
        (area, RATINGS[low], "cannot yet say" if likely is None else RATINGS[likely], RATINGS[high])
        for area, low, likely, high in found
    )
    shown = table("Standing of each SPR area", ("SPR area", "Lowest", "Likely", "Highest"), rows)
    alt = "Range chart of twelve areas. Four lie wholly at or above the required rating; four are not met."
    return _chart("Standing of each SPR area, 2023-Q3", alt, spec, shown)


def lines_chart(series: tuple[str, ...] = AREAS[:5]) -> Chart:
    """Share of criteria met over six cycles, one line a series."""
    values = {
        name: [28 + 7 * place + (3 + place) * step % 17 for step in range(6)]
        for place, name in enumerate(series)
    }
    points = tuple(
        Point(x=cycle, y=values[name][step], series=name)
        for name in series
        for step, cycle in enumerate(CYCLES)
    )
    spec = ChartSpec(
        kind=ChartKind.LINES,
        x=Axis(title="Cycle", steps=CYCLES),
        y=Axis(title="Criteria met (% of those in the set)"),
        points=points,
        series=series,
    )
    rows = tuple((name, *(str(value) for value in values[name])) for name in series)
    shown = table("Criteria met by cycle, per cent", ("Area", *CYCLES), rows, numeric=(1, 2, 3, 4, 5, 6))
    return _chart(
        "Criteria met over six cycles", "Line chart. Every area rises slightly over six cycles.", spec, shown
    )


def step_lines_chart() -> Chart:
    """A rating over six cycles: the y axis has steps, and two series coincide for a while."""
    tracks = {"Public order": (1, 1, 2, 2, 3, 3), "Civil emergencies": (2, 2, 2, 2, 1, 2)}
    spec = ChartSpec(
        kind=ChartKind.LINES,
        x=Axis(title="Cycle", steps=CYCLES),
        y=Axis(title="Likely rating", steps=RATINGS),
        points=tuple(
            Point(x=cycle, y=track[step], series=name)
            for name, track in tracks.items()
            for step, cycle in enumerate(CYCLES)
        ),
        series=tuple(tracks),
        threshold=2,
        threshold_label="Required",
    )
    rows = tuple((name, *(RATINGS[value] for value in track)) for name, track in tracks.items())
    shown = table("Likely rating by cycle", ("Area", *CYCLES), rows)
    return _chart("Trend of two areas", "Line chart. Public order rises from partly met to met.", spec, shown)


def bars_chart(categories: tuple[str, ...] = AREAS[:8]) -> Chart:
    """Officer-days per category, with a threshold."""
    values = tuple(1240 - 131 * place for place in range(len(categories)))
    spec = ChartSpec(
        kind=ChartKind.BARS,
        x=Axis(title="SPR area", steps=categories),
        y=Axis(title="Officer-days"),
        points=tuple(Point(x=name, y=value) for name, value in zip(categories, values, strict=True)),
        threshold=900,
        threshold_label="Planned",
    )
    rows = tuple((name, f"{value:,}") for name, value in zip(categories, values, strict=True))
    shown = table(
        "Officer-days by area", ("SPR area", "Officer-days"), rows, numeric=(1,), note="Invented figures."
    )
    return _chart(
        "Officer-days given in the year", "Bar chart. Counter terrorism took most, 1,240.", spec, shown
    )


def short_bars_chart() -> Chart:
    """Few categories with short names: upright bars."""
    values = {"2018": 410, "2019": 655, "2020": 0, "2021": 320, "2022": 890}
    spec = ChartSpec(
        kind=ChartKind.BARS,
        x=Axis(title="Year", steps=tuple(values)),
        y=Axis(title="Mutual aid given (officer-days)"),
        points=tuple(Point(x=year, y=value) for year, value in values.items()),
    )
    rows = tuple((year, str(value)) for year, value in values.items())
    shown = table("Mutual aid given", ("Year", "Officer-days"), rows, numeric=(1,))
    return _chart(
        "Mutual aid given, 2018 to 2022", "Bar chart. None in 2020; most in 2022, 890.", spec, shown
    )


def stacked_chart(categories: tuple[str, ...] = AREAS[:7]) -> Chart:
    """Criteria met, not met and unanswered per area."""
    series = ("Met", "Not met", "Unanswered")
    parts = {name: (12 - place, 3 + place % 4, place % 3) for place, name in enumerate(categories)}
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="SPR area", steps=categories),
        y=Axis(title="Criteria"),
        points=tuple(
            Point(x=name, y=value, series=part)
            for name, values in parts.items()
            for part, value in zip(series, values, strict=True)
        ),
        series=series,
    )
    rows = tuple((name, *(str(value) for value in values)) for name, values in parts.items())
    shown = table("Criteria by area", ("SPR area", *series), rows, numeric=(1, 2, 3))
    return _chart(
        "Criteria met, not met and unanswered", "Stacked bar chart. Most criteria are met.", spec, shown
    )


def matrix_chart() -> Chart:
    """A 5 × 5 risk matrix, how many risks in each cell."""
    impacts = ("Limited", "Minor", "Moderate", "Significant", "Catastrophic")
    likelihoods = ("Very low", "Low", "Medium", "High", "Very high")
    cells = {(3, 1): 2, (2, 2): 4, (4, 0): 1, (1, 3): 3, (2, 3): 11, (3, 3): 1, (0, 4): 1, (4, 4): 1}
    spec = ChartSpec(
        kind=ChartKind.MATRIX,
        x=Axis(title="Impact", steps=impacts),
        y=Axis(title="Likelihood", steps=likelihoods),
        points=tuple(Point(x=impacts[x], y=y, size=size) for (x, y), size in cells.items()),
    )
    rows = tuple(
        (likelihoods[y], *(str(cells.get((x, y), 0)) for x in range(5)))
        for y in reversed(range(len(likelihoods)))
    )
    shown = table("Risks by likelihood and impact", ("Likelihood", *impacts), rows, numeric=(1, 2, 3, 4, 5))
    return _chart(
        "Risks by likelihood and impact",
        "Matrix. Most risks, eleven, are of high likelihood and moderate impact.",
        spec,
        shown,
    )


def slope_chart() -> Chart:
    """A figure with its range at three steps, the last a range alone."""
    steps = ("8,300 (2012)", "7,100 (2022)", "6,600 (2017)")
    spec = ChartSpec(
        kind=ChartKind.SLOPE,
        x=Axis(title="Officers of the force", steps=steps),
        y=Axis(title="More people not seen in time"),
        points=(
            Point(x=steps[0], y=80, low=20, high=260, label="80 more"),
            Point(x=steps[1], y=300, low=140, high=600),
            Point(x=steps[2], y=None, low=300, high=800, label="likely between 300 and 800"),
        ),
    )
    rows = tuple(
        (point.x, str(point.y or ""), f"{point.low:.0f} to {point.high:.0f}") for point in spec.points
    )
    return Chart(
        marking=MARKING,
        publishable=True,
        title="A deployment by strength of the force",
        alt="Slope: " + "; ".join(" ".join(row) for row in rows),
        spec=spec,
        table=table("A deployment by strength", ("Strength", "More", "Likely between"), rows, numeric=(1,)),
    )


def profile_chart() -> Chart:
    """A week by the hour: a line in its band, and dots beside it with one missing."""
    steps = tuple(f"{day} {hour:02}:00" for day in ("Monday", "Tuesday") for hour in range(8, 24))
    points = [
        Point(x=step, y=4 + at % 24 / 6, low=3 + at % 24 / 6, high=6 + at % 24 / 6, series="fitted")
        for at, step in enumerate(steps)
    ]
    points += [
        Point(x=step, y=None if at == 30 else 4.5 + at % 24 / 7, series="seen")
        for at, step in enumerate(steps)
    ]
    spec = ChartSpec(
        kind=ChartKind.PROFILE,
        x=Axis(title="Hour of the week", steps=steps),
        y=Axis(title="Incidents an hour"),
        points=tuple(points),
        series=("seen", "fitted"),
    )
    shown = table(
        "Incidents an hour", ("Hour", "Seen", "Fitted"), (("Monday 00:00", "4.5", "4"),), numeric=(1, 2)
    )
    return _chart("Incidents by hour", "Dots of seen beside a line of fitted in its range.", spec, shown)


def few_profile_chart() -> Chart:
    """Few steps: each range is a bar of its own, and the band is open above."""
    steps = ("1", "2", "3", "4")
    spec = ChartSpec(
        kind=ChartKind.PROFILE,
        x=Axis(title="Units that looked free", steps=steps),
        y=Axis(title="Waited (%)"),
        points=(
            *(
                Point(x=step, y=40 / (at + 1), low=35 / (at + 1), high=50 / (at + 1), series="fitted")
                for at, step in enumerate(steps)
            ),
            *(Point(x=step, y=44 / (at + 1), series="seen") for at, step in enumerate(steps)),
        ),
        threshold=20,
        threshold_label="Stated beforehand",
    )
    shown = table("Waited", ("Free", "Seen"), (("1", "44"),), numeric=(1,))
    return _chart("Waited", "Dots of seen beside a falling line.", spec, shown)


def all_charts() -> tuple[Chart, ...]:
    """One of each, eleven in all."""
    return (
        ranges_chart(),
        lines_chart(),
        step_lines_chart(),
        bars_chart(),
        short_bars_chart(),
        stacked_chart(),
        matrix_chart(),
        lines_chart(AREAS[:8]),
        profile_chart(),
        few_profile_chart(),
        slope_chart(),
    )


# Documents ------------------------------------------------------------------------------------

_FACTS = (
    ("To", "The Commissioner for Exampleshire"),
    ("From", "Assistant Chief Constable (Operations)"),
    ("Date", "30 September 2022"),
    ("Purpose", "For decision"),
)
_SENTENCES = (
    "The area was assessed against twelve criteria and answered in full by its lead in good time.",
    "Evidence was checked by a second person, who lowered two ratings and gave the reasons.",
    "Two exercises tested the arrangements; notice periods are met by day and not always by night.",
    "The force relies on its neighbours for specialist equipment, and has asked them to confirm it.",
    "Officers taken for deployments come mostly from response policing, where the public feels it first.",
)
_VERBS = ("acknowledge", "support", "recognise", "note", "decide")


def _decision_for(place: int) -> Decision:
    subject, verb = AREAS[place % len(AREAS)].lower(), _VERBS[place % 5]
    return decision(
        place + 1, verb, f"To {verb} the progress made on {subject} and the work planned for next year."
    )


def _nasty_blocks(numbers: Iterator[int]) -> Iterator[AnyBlock]:
    yield heading(2, "Text that bites: " + NASTY[0])
    for text in (*NASTY, *FORBIDDEN):
        yield paragraph(text, next(numbers), lead=text)
    yield Bullets(marking=MARKING, publishable=True, items=(*NASTY, *FORBIDDEN))
    yield decision(2, "note", " ".join(NASTY))
    rows = tuple((text, text, "1") for text in (*NASTY, *FORBIDDEN))
    yield table(
        "Caption " + NASTY[0], ("Text", NASTY[0], "n"), rows, numeric=(2,), note=NASTY[1], widths=(3, 3, 1)
    )
    yield Callout(marking=MARKING, publishable=True, title=NASTY[0], text=NASTY[1])
    yield Facts(marking=MARKING, publishable=True, items=tuple((text, text) for text in NASTY))
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title=NASTY[0], steps=(NASTY[1], NASTY[8], FORBIDDEN[0])),
        y=Axis(title=NASTY[9]),
        points=tuple(
            Point(x=x, y=2, series=name) for x in (NASTY[1], NASTY[8], FORBIDDEN[0]) for name in NASTY[2:4]
        ),
        series=NASTY[2:4],
        threshold=1,
        threshold_label=NASTY[8],
    )
    yield _chart(
        NASTY[2],
        NASTY[8] + FORBIDDEN[0] + FORBIDDEN[1],
        spec,
        table(NASTY[3], ("a", "b"), ((NASTY[4], "2"),)),
    )


def _opening(numbers: Iterator[int]) -> Iterator[AnyBlock]:
    yield Facts(marking=MARKING, publishable=True, items=_FACTS)
    yield Callout(
        marking=MARKING,
        publishable=True,
        title="Illustrative",
        text="Invented for tests. Not endorsed by any force.",
    )
    yield heading(1, "Purpose")
    yield paragraph("To inform the Commissioner how the force has regard to the requirement.", next(numbers))


def _small_blocks() -> Iterator[AnyBlock]:
    numbers = count(1)
    yield from _opening(numbers)
    yield heading(1, "Recommendations")
    yield _decision_for(0)
    yield heading(1, "Background")
    yield paragraph("An unnumbered line that introduces the two below it.")
    yield paragraph(_SENTENCES[0], next(numbers), lead="Assessment.")
    yield Bullets(marking=MARKING, publishable=True, items=_SENTENCES[1:3])
    yield paragraph("Withheld from the public: the third unit is short.", next(numbers), publishable=False)
    yield heading(2, "Standing")
    yield paragraph(_SENTENCES[3], next(numbers))
    yield heading(3, "Area by area")
    yield ranges_chart()
    yield matrix_chart()
    yield from _nasty_blocks(numbers)
    yield heading(1, "Conclusion")
    yield paragraph(_SENTENCES[4], next(numbers))
    yield _decision_for(0)


def _area_section(place: int, numbers: Iterator[int]) -> Iterator[AnyBlock]:
    area = AREAS[place]
    yield heading(2, area)
    yield heading(3, "Standing")
    yield paragraph(f"{area}: {_SENTENCES[0]} {_SENTENCES[1]}", next(numbers), lead="Assessment.")
    yield paragraph(" ".join(_SENTENCES[1:]), next(numbers))
    yield table(
        f"Criteria of {area.lower()}",
        ("Criterion", "Rating", "Confidence", "Reason and what changed since last quarter"),
        tuple(
            (f"{place + 1}.{row}", RATINGS[(row + place) % 4], "medium", _SENTENCES[row % 5])
            for row in range(1, 13)
        ),
        widths=(2, 2, 2, 7),
    )
    yield heading(3, "Vulnerabilities")
    yield paragraph("Withheld from the public: " + _SENTENCES[2], next(numbers), publishable=False)
    yield paragraph("Three vulnerabilities were found and each has an owner.", next(numbers))
    yield Bullets(marking=MARKING, publishable=True, items=_SENTENCES[:3])
    yield table(
        f"Actions on {area.lower()}",
        ("Action", "Owner", "Due", "Moved"),
        tuple(
            (f"Action {row}: {_SENTENCES[row % 5][:48]}", "Lead", "31 March 2023", str(row % 3))
            for row in range(1, 5)
        ),
        widths=(6, 2, 2, 1),
        numeric=(3,),
    )
    if place < 6:
        yield all_charts()[place]
    yield paragraph(_SENTENCES[4], next(numbers))
    yield _decision_for(place)


def _large_blocks() -> Iterator[AnyBlock]:
    numbers = count(1)
    yield from _opening(numbers)
    yield heading(1, "Recommendations")
    yield paragraph("The Commissioner is asked to:")
    yield from (_decision_for(place) for place in range(12))
    yield heading(1, "Background")
    for _ in range(4):
        yield paragraph(" ".join(_SENTENCES), next(numbers))
    yield heading(1, "The areas")
    for place in range(12):
        yield from _area_section(place, numbers)
    yield heading(1, "Effect on local policing")
    yield Callout(
        marking=MARKING, publishable=True, title="No data yet", text="The effect has not been estimated."
    )
    yield heading(1, "Conclusion")
    yield paragraph(" ".join(_SENTENCES), next(numbers))
    yield heading(1, "Recommendations again")
    yield from (_decision_for(place) for place in range(12))


def renumbered(blocks: tuple[AnyBlock, ...]) -> tuple[AnyBlock, ...]:
    """The same blocks with the numbered paragraphs numbered anew from 1, without a gap."""
    numbers = count(1)
    return tuple(
        paragraph(block.text, next(numbers), lead=block.lead, publishable=block.publishable)
        if isinstance(block, Paragraph) and block.number is not None
        else block
        for block in blocks
    )


def sample_document(edition: Edition = Edition.FULL, size: Size = "small") -> Document:
    """An invented paper; the public edition lacks what may not be published and is numbered anew."""
    blocks = tuple(_small_blocks() if size == "small" else _large_blocks())
    if edition is Edition.PUBLIC:
        blocks = renumbered(tuple(block for block in blocks if block.publishable))
    nasty = size == "small"
    return Document(
        title="Strategic Policing Requirement"
        + (f": {NASTY[0]}" if nasty else ": how Exampleshire has regard"),
        subtitle="Paper to the Commissioner, July to September 2022",
        edition=edition,
        marking=MARKING if edition is Edition.PUBLIC else WITHHELD_MARKING,
        banner="OFFICIAL" if edition is Edition.PUBLIC else "OFFICIAL-SENSITIVE",
        footer="Exampleshire Police, illustrative" + (f" {NASTY[8]}" if nasty else ""),
        dated_on=date(2022, 9, 30),
        author="Exampleshire Police",
        subject="How the force has regard to the Strategic Policing Requirement",
        keywords=("SPR", "readiness", *((NASTY[0],) if nasty else ())),
        file_stem=f"commissioner-paper-{edition.value}",
        blocks=blocks,
        contents=not nasty,
    )
