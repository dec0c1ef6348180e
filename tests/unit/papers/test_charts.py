"""Charts: the same bytes anywhere, all of their words, nothing over anything else, no colour alone."""

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.charts import axes, bars, matrix, palette, plot, render_charts
from dueregard.papers.charts.drawing import render_chart, render_svg
from dueregard.papers.charts.lines import spread
from dueregard.papers.charts.typeface import text_width, wrapped
from dueregard.papers.charts.vega_lite import vega_lite
from dueregard.papers.clean_text import printable
from dueregard.papers.document import Chart
from dueregard.papers.fonts import FAMILY, font_folder
from tests import papers_charts
from tests.papers_charts import all_charts
from tests.papers_samples import FORBIDDEN, NASTY, sample_document

NASTY_CHART = next(chart for chart in sample_document().charts() if chart.title == NASTY[2])
EVERY_CHART = (*all_charts(), NASTY_CHART)
Box = tuple[float, float, float, float]
SVG = "{http://www.w3.org/2000/svg}"


def _name(chart: Chart) -> str:
    return f"{chart.spec.kind}-{len(chart.spec.points)}"


def _words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def _drawn(chart: Chart) -> str:
    return render_svg(vega_lite(chart.spec), alt=chart.alt)


# The same when drawn again ----------------------------------------------------------------------

DRAW_ALL = """
import hashlib
from dueregard.papers.charts.drawing import render_chart
from tests.papers_charts import all_charts
for chart in all_charts():
    drawn = render_chart(chart)
    print(hashlib.sha256(drawn.svg + drawn.png).hexdigest())
"""


def test_another_process_in_another_folder_draws_the_same_bytes(tmp_path, pytestconfig):
    def hashes(folder: Path, **environment: str) -> list[str]:
        path = f"{pytestconfig.rootpath}/src:{pytestconfig.rootpath}"
        done = subprocess.run(
            [sys.executable, "-c", DRAW_ALL],
            cwd=folder,
            env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    here = hashes(pytestconfig.rootpath, TZ="UTC", PYTHONHASHSEED="1", HOME=str(tmp_path))
    there = hashes(tmp_path, TZ="Asia/Tokyo", LANG="de_DE.UTF-8", PYTHONHASHSEED="2")
    assert here == there
    assert len(set(here)) == len(all_charts())


@pytest.mark.parametrize("chart", EVERY_CHART, ids=_name)
def test_no_font_of_the_machine_moves_anything(chart, monkeypatch):
    """Whether the drawing program can measure the words or not, each mark keeps its place."""
    without = _drawn(chart)
    vl_convert.register_font_directory(str(font_folder()))
    for module in (plot,):
        monkeypatch.setattr(module, "FONT_PLACEHOLDER", FAMILY)
    measured = vl_convert.vegalite_to_svg(vega_lite(chart.spec), vl_version="5.20")
    assert FAMILY in measured
    assert re.findall(r' d="[^"]*"| transform="[^"]*"', measured) == re.findall(
        r' d="[^"]*"| transform="[^"]*"', without
    )


def test_charts_of_a_document_come_in_its_order():
    document = sample_document(size="large")
    assert render_charts(document) == tuple(render_chart(chart) for chart in document.charts())
    assert len(render_charts(document)) == 6


# What is in a picture ---------------------------------------------------------------------------


@pytest.mark.parametrize("chart", EVERY_CHART, ids=_name)
def test_a_picture_is_one_image_described_by_its_words(chart):
    root = ElementTree.fromstring(_drawn(chart))
    assert root.get("role") == "img"
    assert root.get("aria-label") == printable(chart.alt).replace("\n", " ")
    assert [element for element in root.iter() if element is not root and element.get("role")] == []


@pytest.mark.parametrize("chart", EVERY_CHART, ids=_name)
def test_a_picture_asks_for_nothing_and_runs_nothing(chart):
    svg = _drawn(chart)
    assert set(
        re.findall(r"https?://[^\"'< ]+", re.sub(r"<text.*?</text>| aria-label=\"[^\"]*\"", "", svg))
    ) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    root = ElementTree.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "rect",
        "g",
        "path",
        "line",
        "text",
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("href", "id", "style")]


@pytest.mark.parametrize("chart", all_charts(), ids=_name)
def test_every_category_series_step_and_title_is_in_words(chart):
    shown = _words(_drawn(chart))
    spec = chart.spec
    few = (
        spec.x.steps[:1] if spec.kind is ChartKind.PROFILE else spec.x.steps
    )  # a profile names every so many
    for words in (
        *few,
        *spec.y.steps,
        *spec.series,
        spec.x.title,
        spec.y.title,
        spec.threshold_label,
    ):
        assert _is_in_lines(words, shown), words


def _is_in_lines(words: str, lines: list[str]) -> bool:
    """Whether the words stand there as one line or, broken at spaces, as several."""
    starts = [line for line in lines if line and f"{words} ".startswith(f"{line} ")]
    return not words or any(_is_in_lines(words[len(line) + 1 :], lines) for line in starts)


def test_what_a_font_or_a_format_cannot_hold_is_shown_as_missing():
    shown = "".join(_words(_drawn(NASTY_CHART)))
    assert "<script>alert(1)</script><img" in shown
    assert "nul \N{REPLACEMENT CHARACTER}, bell" in shown
    assert not re.search("[\x00-\x08]", shown)


@pytest.mark.parametrize("chart", EVERY_CHART, ids=_name)
def test_no_words_leave_the_picture_or_lie_on_others(chart):
    drawn = render_chart(chart)
    boxes = list(_text_boxes(drawn.svg.decode()))
    for words, (left, top, right, bottom) in boxes:
        assert left >= -1, words
        assert right <= drawn.width + 1, words
        assert top >= -1, words
        assert bottom <= drawn.height + 1, words
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


def _text_boxes(svg: str) -> Iterator[tuple[str, Box]]:
    """Each text with its left, top, right and bottom in pixels of the picture; half its size is its height."""

    def walk(element: Any, x: float, y: float) -> Iterator[tuple[str, Box]]:
        for dx, dy in re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", element.get("transform", "")):
            x, y = x + float(dx), y + float(dy)
        if element.tag == f"{SVG}text" and element.text:
            size = float(element.get("font-size").removesuffix("px"))
            width = text_width(element.text, size, bold=element.get("font-weight") == "bold")
            left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
            yield element.text, (left, y - size * 0.6, left + width, y)
        for child in element:
            yield from walk(child, x, y)

    yield from walk(ElementTree.fromstring(svg), 0.0, 0.0)


def test_bars_and_parts_print_their_values():
    assert {"1,240", "323", "Planned"} <= set(_words(_drawn(papers_charts.bars_chart())))
    assert {"12", "11", "Met", "Not met", "Unanswered"} <= set(_words(_drawn(papers_charts.stacked_chart())))


def test_a_matrix_prints_each_cell_once():
    counts = [words for words in _words(_drawn(papers_charts.matrix_chart())) if words.isdigit()]
    assert sorted(map(int, counts)) == sorted([2, 4, 1, 3, 11, 1, 1, 1] + [0] * 17)


def test_a_point_without_a_likely_value_draws_its_range_and_no_dot():
    chart = papers_charts.ranges_chart()
    layers = vega_lite(chart.spec)["layer"]
    dots = next(
        layer for layer in layers if layer["mark"].get("size") == 150 and "x" in layer["data"]["values"][0]
    )
    ranges = next(layer for layer in layers if layer["mark"].get("strokeCap") == "round")
    assert len(dots["data"]["values"]) == 11
    assert len(ranges["data"]["values"]) == 12


def test_a_line_breaks_where_a_value_is_missing():
    chart = papers_charts.lines_chart(papers_charts.AREAS[:1])
    points = tuple(replace(point, y=None) if i == 2 else point for i, point in enumerate(chart.spec.points))
    layers = vega_lite(replace(chart.spec, points=points))["layer"]
    lines = [layer for layer in layers if layer["mark"].get("strokeWidth") == 2.5]
    assert [len(line["data"]["values"]) for line in lines] == [2, 3]


@pytest.mark.parametrize("chart", all_charts(), ids=_name)
def test_every_value_reaches_the_picture(chart):
    """Whatever point is changed, the picture changes."""
    drawn = _drawn(chart)
    for i, point in enumerate(chart.spec.points):
        changed = (
            replace(point, size=point.size + 1) if point.size else replace(point, y=(point.y or 0) + 0.5)
        )
        points = (*chart.spec.points[:i], changed, *chart.spec.points[i + 1 :])
        assert _drawn(replace(chart, spec=replace(chart.spec, points=points))) != drawn


def test_words_are_data_and_never_part_of_an_expression():
    """What a force writes may look like an expression or an address: it is printed."""
    hostile = "datum.x + '\"; https://example.test/'"
    spec = replace(papers_charts.short_bars_chart().spec, threshold=500.0, threshold_label=hostile)
    layers = vega_lite(spec)["layer"]
    assert [
        layer for layer in layers if {"transform", "expr", "url"} & set(layer["data"]) or "transform" in layer
    ] == []
    assert "expr" not in str(layers).replace(hostile, "")
    assert any("datum.x" in words for words in _words(render_svg(vega_lite(spec), alt="")))


# The PNG ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", EVERY_CHART, ids=_name)
def test_the_png_holds_the_picture_at_one_and_a_half_times_its_size_and_nothing_else(chart):
    drawn = render_chart(chart)
    width, height = struct.unpack(">II", drawn.png[16:24])
    assert (width, height) == (drawn.width * 3 // 2, round(drawn.height * 1.5))
    assert set(_png_parts(drawn.png)) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def _png_parts(png: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8]
        place += 12 + length


def test_the_png_shows_the_words():
    """Words become outlines: without them the picture is another one."""
    svg = _drawn(papers_charts.matrix_chart())
    wordless = re.sub(r"<text.*?</text>", "", svg)
    assert vl_convert.svg_to_png(wordless, scale=1.5) != render_chart(papers_charts.matrix_chart()).png


# Colours ----------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_is_behind_them():
    for ink in (plot.INK, plot.QUIET, palette.THRESHOLD):
        assert contrast(ink, "#ffffff") >= 4.5
        assert contrast(ink, plot.BAND) >= 4.5
    shades = [(colour, ink.replace("white", "#ffffff")) for colour, ink in matrix._SHADES]
    for colour, ink in [*shades, *((part.colour, part.ink) for part in palette.FILLS)]:
        assert contrast(colour, ink) >= 4.5, colour


def test_marks_stand_out_from_the_ground():
    for colour in (
        palette.MAIN,
        palette.RANGE,
        palette.FILL_EDGE,
        *(style.colour for style in palette.LINE_STYLES),
    ):
        assert contrast(colour, "#ffffff") >= 3, colour


def test_series_differ_in_more_than_colour():
    styles = [palette.line_style(i) for i in range(16)]
    assert len({style.shape for style in styles[:8]}) == 8
    assert len({(style.shape, style.dash) for style in styles}) == 16
    for one, other in pairwise(palette.FILLS[:3]):
        assert contrast(one.colour, other.colour) >= 2, "neighbouring parts differ in lightness"


# The parts --------------------------------------------------------------------------------------


def test_a_chart_without_points_is_refused():
    spec = ChartSpec(kind=ChartKind.BARS, x=Axis(title="Area"), y=Axis(title="Days"), points=())
    with pytest.raises(ValueError, match="the bars chart of 'Days' has no points: leave the chart out"):
        vega_lite(spec)


@pytest.mark.parametrize(
    ("point", "message"),
    [(Point(x="West", y=1), "category 'West'"), (Point(x="North", y=1, series="Other"), "series 'Other'")],
)
def test_a_point_of_something_not_listed_is_refused(point, message):
    spec = ChartSpec(
        kind=ChartKind.STACKED_BARS,
        x=Axis(title="Area", steps=("North",)),
        y=Axis(title="Days"),
        points=(point,),
        series=("", "Met"),
    )
    with pytest.raises(ValueError, match=message):
        vega_lite(spec)


def test_few_short_names_stand_upright_and_long_ones_lie():
    upright, level = (
        vega_lite(papers_charts.short_bars_chart().spec),
        vega_lite(papers_charts.bars_chart().spec),
    )
    assert upright["height"] == bars._UPRIGHT_HEIGHT
    assert level["height"] == (2 * plot.LINE_HEIGHT + 4) * 8, "the longest name takes two lines"


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), max_size=8))
def test_an_axis_of_numbers_covers_its_values_with_few_round_ticks(values):
    ticks, (low, high) = plot.ticks_for(Axis(title="Days"), values)
    slack = (high - low) * 1e-9
    assert low <= 0 <= high
    assert all(low - slack <= value <= high + slack for value in values)
    assert 2 <= len(ticks) <= 8
    assert len({tick.label for tick in ticks}) == len(ticks)


@given(st.text(max_size=60), st.integers(1, 3), st.sampled_from((30.0, 80.0, 190.0)))
def test_wrapped_lines_fit_and_lose_nothing_unless_they_say_so(text, lines, width):
    done = wrapped(text, 13, width, lines=lines)
    assert 1 <= len(done) <= lines
    assert all(len(line) <= 2 or text_width(line, 13) <= width + 0.01 for line in done)
    kept = "".join(done).replace(" ", "")
    whole = "".join(text.split())
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept.removesuffix("…")))


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(15, 50)), max_size=8))
def test_names_beside_lines_never_touch(ends):
    ends.sort()
    heights = [height for _, height in ends]
    middles = spread([middle for middle, _ in ends], heights, 300.0)
    edges = [
        (middle - height / 2, middle + height / 2) for middle, height in zip(middles, heights, strict=True)
    ]
    assert all(above[1] <= below[0] + 0.001 for above, below in pairwise(edges))
    if edges:
        assert edges[-1][1] <= max(300.0, sum(heights)) + 0.001


def test_a_key_takes_the_lines_it_says():
    assert axes.key_lines(("Met", "Not met")) == 1
    assert axes.key_lines(("A rather long name of a part of a whole",) * 4) == 2


def test_text_no_format_can_hold_is_replaced():
    for text in FORBIDDEN:
        shown = printable(text)
        shown.encode("utf-8")
        assert shown.endswith("end")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202e\u2066]", shown)
