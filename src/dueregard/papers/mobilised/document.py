"""The mobilisation plan and the team leader's roster as documents."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.common.marking import MarkingScheme
from dueregard.mobilisation.cost_parts import cost_parts
from dueregard.papers.document import Document, Edition
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.at_home import HomeHour, at_home
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.mobilised.judgement import how_good, no_shows, rests_on, short
from dueregard.papers.mobilised.made_again import again_words
from dueregard.papers.mobilised.record import adopted_words, decisions, exceptions, strategy
from dueregard.papers.mobilised.team_roster import team_roster
from dueregard.papers.mobilised.timeline import suppliers, timeline
from dueregard.papers.wording import capital, counted

PLAN_STEM, ROSTER_STEM = "mobilisation-plan", "team-roster"


def build_plan(
    brief: Brief,
    hours: Sequence[HomeHour],
    *,
    scheme: MarkingScheme,
    marking: str,
    heading: str | None = None,
) -> Document:
    """The mobilisation plan and brief. `heading` stands above everything, such as "Invented"."""
    sheet = Sheet(scheme, marking)
    _head(brief, sheet, heading)
    _in_short(brief, hours, sheet)
    strategy(brief, sheet)
    timeline(brief, sheet)
    suppliers(brief, sheet)
    at_home(brief, hours, sheet)
    how_good(brief, sheet)
    short(brief, sheet)
    no_shows(brief, sheet)
    rests_on(brief, sheet)
    exceptions(brief, sheet)
    decisions(brief, sheet)
    return _document(brief, sheet, marking, "Mobilisation plan", PLAN_STEM)


def build_roster(
    brief: Brief, *, scheme: MarkingScheme, marking: str, heading: str | None = None
) -> Document:
    """The team leader's roster: who goes, by pseudonym. It names people, so it is never part of the plan itself."""
    sheet = Sheet(scheme, marking)
    _head(brief, sheet, heading)
    team_roster(brief, sheet)
    return _document(brief, sheet, marking, "Team leader's roster", ROSTER_STEM)


def _head(brief: Brief, sheet: Sheet, heading: str | None) -> None:
    request = brief.request
    sheet.facts(
        [
            ("Request", str(request.id)),
            ("Asked by", request.host),
            ("Place", request.place),
            ("Tier", str(request.tier)),
            ("Legal basis", request.legal_basis),
            ("Accepted", brief.clock(request.accepted_at)),
            ("State of the plan", adopted_words(brief)),
        ]
    )
    if heading:
        sheet.callout("Read this first", f"{heading.rstrip('.')}.")


def _in_short(brief: Brief, by_hour: Sequence[HomeHour], sheet: Sheet) -> None:
    sheet.heading(1, "In short")
    head, request = brief.stored.head, brief.request
    meets = "meets the whole request" if brief.is_met else "does not meet the whole request"
    sheet.say(f"The plan sends {head.people:,} people on {counted(len(request.tours), 'tour')} and {meets}.")
    hours = cost_parts(brief.plan, brief.aims, brief.rules.rest_day_cost).hours
    sheet.say(
        f"Their own work at home loses {hours:,.1f} officer-hours." if hours else "No duty at home is lost."
    )
    for words in again_words(brief):
        sheet.say(words)
    if head.rest_days:
        sheet.say(
            f"{capital(counted(head.rest_days, 'rest day is', 'rest days are'))} cancelled; whether each is paid or "
            "owed back hangs on rank and notice: see the cost of aid, reckoned apart."
        )
    areas = [each for each in by_hour if each.local_area is not None and each.kept < each.planned]
    if areas:
        tight = min(areas, key=lambda each: each.spare)
        must = "no minimum is set" if tight.minimum is None else f"{tight.minimum:,} must"
        sheet.say(
            f"Tightest at home while response officers are away: {tight.local_area} at {brief.clock(tight.at)}, where "
            f"{tight.kept:,} of {tight.planned:,} planned stay and {must}."
        )


def _document(brief: Brief, sheet: Sheet, marking: str, title: str, stem: str) -> Document:
    request = brief.request
    return Document(
        title=title,
        subtitle=f"{request.id}: {request.host}, {request.place}",
        edition=Edition.FULL,
        marking=marking,
        banner=marking,
        footer=f"{title} · {request.id} · plan {brief.stored.sha256[:16]}",
        dated_on=request.accepted_at.astimezone(brief.zone).date(),
        author="Due Regard",
        subject=f"{title} for the request {request.id}",
        keywords=("mobilisation", "public order", str(request.id)),
        file_stem=stem,
        blocks=sheet.blocks,
        contents=True,
    )
