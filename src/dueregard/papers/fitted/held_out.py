"""Weeks that were held out: where what was seen fell among the forecasts, and how often intervals covered it."""

from __future__ import annotations

from dueregard.effects.fit_held_out import TENTHS, HeldOut, Places
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.fitted.sheet import Sheet, share

STEPS = tuple(f"{10 * tenth} to {10 * tenth + 10} %" for tenth in range(TENTHS))
FEWEST_CELLS = 50


def held_out(found: HeldOut | None, sheet: Sheet) -> None:
    """The section; without a backtest it says that there is none."""
    sheet.heading(1, "Weeks that were held out")
    if found is None:
        sheet.callout(
            "Not given",
            "No stored backtest was given (--backtest), so nothing here was held against weeks that did not "
            "help to fit.",
        )
        return
    if found.heading:
        sheet.callout("Read this first", f"{found.heading.rstrip('.')}.")
    sheet.say(found.sentence)
    sheet.say(
        f"{found.weeks} weeks in {found.folds} folds, {found.from_on} to {found.until_on}, each forecast from "
        f"the weeks before it alone. Against simple rivals the model wins {found.won} comparisons and loses "
        f"{found.lost}. Where spreads are right, what is seen falls into each tenth of the forecast's draws "
        "alike: bars that are high at both ends are forecasts too sure of themselves, a hump in the middle is "
        "one too unsure, and a slope is one too high or too low."
    )
    for quantity in dict.fromkeys(each.quantity for each in found.places):
        _places(quantity, [each for each in found.places if each.quantity == quantity], sheet)
    sheet.table(
        "How often intervals covered what was seen",
        ("Forecast", "Grade", "Forecaster", "Cells", "Inside 50 %", "Inside 80 %", "Inside 95 %"),
        [
            (
                each.quantity,
                each.grade,
                each.forecaster,
                f"{each.cells:,}",
                share(each.half),
                share(each.four_fifths),
                share(each.nearly_all),
            )
            for each in found.covered
        ],
        widths=(4, 3, 4, 2, 2, 2, 2),
        numeric=(3, 4, 5, 6),
    )


def _places(quantity: str, rows: list[Places], sheet: Sheet) -> None:
    """One picture for all grades together, and each grade in the table."""
    totals = [sum(each.counts[tenth] for each in rows) for tenth in range(TENTHS)]
    cells = sum(totals)
    if cells < FEWEST_CELLS:
        sheet.say(f"{quantity.capitalize()}: {cells} cells are too few for a picture of where they fell.")
        return
    even = cells / TENTHS
    spec = ChartSpec(
        kind=ChartKind.BARS,
        x=Axis(title="Tenth of draws", steps=STEPS),
        y=Axis(title="Cells"),
        points=tuple(Point(x=step, y=count) for step, count in zip(STEPS, totals, strict=True)),
        threshold=even,
        threshold_label="even",
    )
    outer = (totals[0] + totals[-1]) / cells
    alt = (
        f"Bars of {cells:,} cells by the tenth of the forecast's draws into which what was seen fell. Even would be "
        f"{even:,.0f} each. Lowest tenth {totals[0]:,}, highest tenth {totals[-1]:,}: {share(outer)} in the two "
        "outermost, where 20 % are right."
    )
    sheet.picture(
        f"{quantity.capitalize()}: where what was seen fell among the forecasts",
        alt,
        spec,
        ("Grade", *STEPS),
        [(each.grade, *(f"{count:,}" for count in each.counts)) for each in rows],
        widths=(4, *(2,) * TENTHS),
    )
