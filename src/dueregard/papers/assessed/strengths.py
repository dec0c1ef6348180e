"""One deployment at several strengths of the force: the words, and one slope chart with its table."""

from __future__ import annotations

from dueregard.effects.stored import StrengthsValue, StrengthValue
from dueregard.papers.assessed.cited import VERDICT_WORDS, ResultSection
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.wording import capital


def strengths(section: ResultSection, value: StrengthsValue) -> None:
    """What becomes of the effect as the force shrinks, as it came out."""
    section.opening(f"{value.deployment}, from a larger force and from a smaller one")
    section.paragraph(value.conclusion + section.source)
    _chart(section, value)
    section.validity()


def _chart(section: ResultSection, value: StrengthsValue) -> None:
    title = "People not seen in time because of the same deployment, by strength of the force"
    table = section.write.make_table(
        title,
        ("Strength", "Not seen in any case", "Because of it", "Units busy without it", "Emergencies in time"),
        [_row(each) for each in value.strengths],
        section.marked,
        numeric=(1, 3),
        widths=(4, 3, 6, 3, 5),
        note=(
            "People who call about something that is no emergency. Units busy: share of their time that work which "
            f"cannot be left takes. Result {section.cited.short}."
        ),
    )
    spec = ChartSpec(
        kind=ChartKind.SLOPE,
        x=Axis(title="Officers of the force", steps=tuple(_step(each) for each in value.strengths)),
        y=Axis(title="More people not seen in time"),
        points=tuple(
            Point(
                x=_step(each),
                y=each.headline.difference,
                low=each.headline.likely_low,
                high=each.headline.likely_high,
                label=_label(each),
            )
            for each in value.strengths
        ),
    )
    alt = (
        "Slope from the largest force to the smallest: "
        + "; ".join(f"{_step(each)}, {each.headline.words}" for each in value.strengths)
        + "."
    )
    section.write.chart(title, alt, spec, table)


def _step(each: StrengthValue) -> str:
    return f"{each.officers:,} ({each.label})"


def _label(each: StrengthValue) -> str:
    """The figure without its range, which is drawn; the range where that is all there is."""
    return each.headline.words.partition(" (")[0]


def _row(each: StrengthValue) -> tuple[str, ...]:
    return (
        _step(each),
        each.headline.without_words,
        capital(each.headline.words),
        "" if each.load_without is None else f"{each.load_without:.0%}",
        ""
        if each.verdict is None
        else capital(VERDICT_WORDS.get(each.verdict.verdict, each.verdict.verdict)),
    )
