"""Registers printed after the paper: risks with their scale, and records that no section tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dueregard.common.period import day_words
from dueregard.improvement.risk_ratings import RatedRisk, rate_risks
from dueregard.improvement.risks import Risk, ScaleOf
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.view import View
from dueregard.papers.wording import unique
from dueregard.papers.writer import Writer, origin_tag


def annexes(view: View, write: Writer) -> None:
    """Registers that stand behind the paper."""
    _risk_register(view, write)


def _risk_register(view: View, write: Writer) -> None:
    risks = [risk for risk in view.records.risks if risk.likelihood is not None]
    if not risks:
        return
    cells, steps = view.records.risk_matrix, view.records.risk_scale
    rated = rate_risks(risks, cells, steps, view.as_at)
    write.heading(1, "Annex: community risk register")
    write.paragraph(
        "Each risk is given with its likelihood and four types of impact, 1 to 5, and the rating that the matrix"
        " in force gives to the likelihood with the highest impact. The rating is read from a table, not multiplied.",
        *risks,
        tagged=False,
    )
    _matrix(write, rated)
    write.table(
        "Risks by rating",
        ("Risk", "Likelihood", "Health", "Social", "Economic", "Environment", "Rating", "Reviewed by"),
        [_risk_row(view, row) for row in rated],
        *risks,
        *cells,
        *steps,
        numeric=(1, 2, 3, 4, 5),
        widths=(7, 2, 2, 2, 2, 2, 2, 4),
    )
    _about(view, write, [row.risk for row in rated])
    _scale(view, write)


def _about(view: View, write: Writer, risks: Sequence[Risk]) -> None:
    """A register that all share is named once, and a score of the force's own only where there is one."""
    registers = unique(risk.register for risk in risks)
    shared, scored = len(registers) == 1, any(risk.morile for risk in risks)
    write.table(
        "What each risk is, who assesses it and how often it is to be exercised",
        (
            *("Risk", "What could happen", "Assessed by", "Assessed", "Exercised within"),
            *(() if shared else ("Register",)),
            *(("Own score",) if scored else ()),
        ),
        [
            (
                risk.title,
                risk.description or view.unsaid,
                view.lead_title(risk.lead),
                risk.assessed_on.words() if risk.assessed_on else view.unsaid,
                f"{risk.exercise_months} months" if risk.exercise_months else view.unsaid,
                *(() if shared else (risk.register,)),
                *((risk.morile or "",) if scored else ()),
            )
            for risk in risks
        ],
        *risks,
        widths=(4, 8, 3, 3, 2, *(() if shared else (4,)), *((2,) if scored else ())),
        note=f"All stand in the {registers[0]}." if shared else None,
    )


def _matrix(write: Writer, rated: Sequence[RatedRisk]) -> None:
    """How many risks stand in each cell of the matrix."""
    risks = [row.risk for row in rated]
    count = Counter((risk.likelihood, risk.impact) for risk in risks if risk.impact is not None)
    if not count:  # every risk has its likelihood alone: there is nothing to draw
        return
    steps = ("1", "2", "3", "4", "5")
    table = write.make_table(
        "Number of risks by likelihood and highest impact",
        ("Highest impact", *(f"Likelihood {step}" for step in steps)),
        [
            (str(impact), *(str(count[likelihood, impact]) for likelihood in range(1, 6)))
            for impact in range(5, 0, -1)
        ],
        *risks,
        numeric=(1, 2, 3, 4, 5),
    )
    spec = ChartSpec(
        kind=ChartKind.MATRIX,
        x=Axis(title="Likelihood", steps=steps),
        y=Axis(title="Highest impact", steps=steps),
        points=tuple(
            Point(x=str(likelihood), y=float(impact - 1), size=number)
            for (likelihood, impact), number in sorted(count.items())
            if likelihood is not None and impact is not None
        ),
    )
    alt = "; ".join(
        f"{number} at likelihood {likelihood} and impact {impact}"
        for (likelihood, impact), number in sorted(count.items(), key=str)
    )
    write.chart("Risks on the matrix", f"Number of risks: {alt}.", spec, table)


def _risk_row(view: View, row: RatedRisk) -> tuple[str, ...]:
    risk = row.risk
    review = day_words(risk.review_on) if risk.review_on else view.unsaid
    scores = (risk.likelihood, risk.health, risk.social, risk.economic, risk.environment)
    rating = row.rating.value.replace("-", " ") if row.rating else row.words
    return (risk.title + origin_tag((risk,)), *("–" if s is None else str(s) for s in scores), rating, review)


def _scale(view: View, write: Writer) -> None:
    steps = sorted(
        view.records.risk_scale, key=lambda s: (list(ScaleOf).index(s.scale), s.score, s.from_on.first_day)
    )
    write.table(
        "The scale of the register",
        ("Scale", "Score", "Words", "Meaning", "From"),
        [(s.scale.value.capitalize(), str(s.score), s.words, s.meaning, s.from_on.words()) for s in steps],
        *steps,
        numeric=(1,),
        widths=(3, 1, 3, 7, 3),
    )
