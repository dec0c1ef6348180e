"""Where one stored Result is printed: its marking, its name, and what stands above and below its figures."""

from __future__ import annotations

import re

from dueregard.common.records import Marked
from dueregard.effects.citing import Cited
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.wording import capital
from dueregard.papers.writer import Writer

VERDICT_WORDS = {
    "shown resilient": "shown to be kept",
    "shown not": "shown not to be kept",
    "cannot tell": "neither shown to be kept nor shown not to be",
}


class ResultSection:
    """Where one Result is printed: its marking, and the words that name it and the force's places."""

    def __init__(self, analysis: Analysis, write: Writer, cited: Cited) -> None:
        self.write, self.cited = write, cited
        self.marked: Marked = analysis.derived([cited.result])
        self._names: dict[str, str] = {area.id: area.name for area in analysis.view.force.local_areas}
        ids = "|".join(re.escape(name) for name in sorted(self._names, key=len, reverse=True))
        self._ids = re.compile(rf"(?<![\w-])(?:{ids})(?![\w-])") if ids else None

    @property
    def source(self) -> str:
        """The Result in brackets."""
        return f" [Result {self.cited.short}]"

    def named(self, text: str) -> str:
        """Words with the force's own names for its local areas, and without the marks of a command."""
        plain = text.replace("`", "")
        return plain if self._ids is None else self._ids.sub(lambda found: self._names[found[0]], plain)

    def opening(self, title: str) -> None:
        """The heading, and above every figure what limits the trust in it."""
        self.write.heading(3, title, self.marked)
        headings = self.cited.value.headings
        if headings:
            self.write.callout("Before the figures", " ".join(headings), self.marked)
        if self.cited.is_stale:
            self.write.callout(
                "Stale",
                f"{capital('; '.join(self.cited.stale))}. Work it out again, and cite the new Result, before relying "
                "on these figures.",
                self.marked,
            )

    def paragraph(self, text: str, lead: str | None = None) -> None:
        """A paragraph of the Result."""
        self.write.paragraph(self.named(text), self.marked, lead=lead)

    def validity(self) -> None:
        """The generated validity statement; its headings stand above the figures already."""
        said = [each for each in self.cited.value.validity if each not in self.cited.value.headings]
        self.paragraph(
            "What these figures rest on, and what they leave out:", lead="How far they can be trusted."
        )
        self.write.bullets([self.named(each) for each in said], self.marked)
