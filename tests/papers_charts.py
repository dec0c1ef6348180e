"""Invented charts for the tests of charts and renderers: one of each kind, each beside the table that it shows."""

from __future__ import annotations

from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.document import Chart, Table

MARKING = "OFFICIAL"
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


def table(caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], **more: object) -> Table:
    return Table(marking=MARKING, publishable=True, caption=caption, header=header, rows=rows, **more)  # type: ignore[arg-type]


def chart(title: str, alt: str, spec: ChartSpec, shown: Table) -> Chart:
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
    return chart("Standing of each SPR area, 2023-Q3", alt, spec, shown)


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
    return chart(
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
    return chart("Trend of two areas", "Line chart. Public order rises from partly met to met.", spec, shown)


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
    return chart(
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
    return chart("Mutual aid given, 2018 to 2022", "Bar chart. None in 2020; most in 2022, 890.", spec, shown)


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
    return chart(
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
    return chart(
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
    return chart("Incidents by hour", "Dots of seen beside a line of fitted in its range.", spec, shown)


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
    return chart("Waited", "Dots of seen beside a falling line.", spec, shown)


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
