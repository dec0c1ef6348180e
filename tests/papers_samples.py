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
    Decision,
    Document,
    Edition,
    Facts,
    Heading,
    Paragraph,
)
from tests.papers_charts import AREAS, MARKING, RATINGS, all_charts, chart, matrix_chart, ranges_chart, table

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

WITHHELD_MARKING = "OFFICIAL-SENSITIVE"


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
    yield chart(
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
