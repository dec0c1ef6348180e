"""All checks of one paper's public edition, each against a dated setting of the force where it has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from dueregard.common.errors import DueRegardError
from dueregard.improvement.settings import SettingUnusable, setting_on, whole_number_on
from dueregard.papers.disclosure.findings import Concern, DisclosureFinding
from dueregard.papers.disclosure.numbers import differences, remainders, small_numbers
from dueregard.papers.disclosure.together import aggregation, gaps, left_out
from dueregard.papers.document import Document
from dueregard.papers.public import build_public
from dueregard.papers.view import find_paper
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.known import known_on
from dueregard.snapshot.public import PublicSnapshot

# Settings of the force: counts below the first are small; more records than the second may together
# bear a higher marking; the third names the post that is asked about that.
SMALL_NUMBER = "small-number-threshold"
AGGREGATION = "aggregation-threshold"
ASKED = "disclosure-officer"


def check_disclosure(
    snapshot: Snapshot, paper_id: str, earlier: Mapping[str, Document] = MappingProxyType({})
) -> tuple[DisclosureFinding, ...]:
    """What to look at in the public edition of a paper; nothing where it has none.

    It is compared with the public editions of the pack's earlier papers. `earlier` gives those that are
    out already, such as frozen ones, by the id of their paper; the others are made anew.
    """
    try:
        public = public_view(snapshot)
        document = build_public(public, paper_id)
    except DueRegardError:  # the force or the paper may not be public, so nothing goes out
        return ()
    paper = find_paper(public, paper_id)
    before = {**_earlier(public, paper_id), **earlier}
    day = next(cycle.as_at for cycle in public.cycles if cycle.id == paper.cycle)
    all_then, public_then = known_on(snapshot, paper.dated_on), known_on(public, paper.dated_on)
    return (
        *_numbers(snapshot, document, before, day),
        *remainders(all_then, public_then),
        *gaps(all_then, public_then),
        *_together(all_then, public_then, day),
        *left_out(all_then, public_then),
    )


def _earlier(public: PublicSnapshot, paper_id: str) -> dict[str, Document]:
    this = find_paper(public, paper_id)
    return {
        paper.id: build_public(public, paper.id) for paper in public.papers if paper.dated_on < this.dated_on
    }


def _numbers(
    snapshot: Snapshot, document: Document, earlier: Mapping[str, Document], day: date
) -> Iterator[DisclosureFinding]:
    try:
        threshold = whole_number_on(snapshot.force.settings, SMALL_NUMBER, day)
    except SettingUnusable as error:
        yield _off(SMALL_NUMBER, "small numbers and differences between editions are not looked for", error)
        return
    yield from small_numbers(document, threshold)
    yield from differences(document, earlier, threshold)


def _together(snapshot: Snapshot, public: PublicSnapshot, day: date) -> Iterator[DisclosureFinding]:
    settings = snapshot.force.settings
    try:
        most = whole_number_on(settings, AGGREGATION, day)
    except SettingUnusable as error:
        yield _off(AGGREGATION, "nobody is asked whether many records together bear a higher marking", error)
        return
    named = setting_on(settings, ASKED, day)
    asked = named.value if named else f"whoever approves Releases (no setting {ASKED} names the post)"
    yield from aggregation(snapshot, public, most, asked)


def _off(setting: str, means: str, error: SettingUnusable) -> DisclosureFinding:
    saw = f"{means}, because {str(error)[:1].lower()}{str(error)[1:].rstrip('.')}"
    return DisclosureFinding(
        Concern.OFF, f"force.yaml, {setting}", saw, "give it as a whole number with its date and source"
    )
