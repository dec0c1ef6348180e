"""Annexes of the full edition: all vulnerabilities, Releases, and how the figures were made."""

from __future__ import annotations

from dueregard import __version__
from dueregard.common.period import day_words
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.assessed.weaknesses import weakness_table
from dueregard.papers.releases import check_releases
from dueregard.papers.wording import capital
from dueregard.papers.writer import Writer


def annexes(analysis: Analysis, write: Writer) -> None:
    """What stands behind the paper."""
    _vulnerabilities(analysis, write)
    _releases(analysis, write)
    _method(analysis, write)


def _vulnerabilities(analysis: Analysis, write: Writer) -> None:
    found = analysis.report.all
    if not found:
        return
    write.heading(1, "Annex: all vulnerabilities")
    write.paragraph(
        "Every vulnerability that the rules find, most serious first; accepted ones stand last.", tagged=False
    )
    leads = {lead.id: lead for lead in analysis.view.force.leads}
    for lead in leads.values():
        weakness_table(
            analysis,
            write,
            f"All vulnerabilities: {lead.business_area}",
            [v for v in found if v.lead == lead.id],
        )
    weakness_table(
        analysis, write, "Vulnerabilities of no one business area", [v for v in found if v.lead not in leads]
    )


def _releases(analysis: Analysis, write: Writer) -> None:
    paper = analysis.view.paper
    releases = [r for r in analysis.snapshot.releases if r.paper == paper.id]
    if not releases:
        return
    write.heading(1, "Annex: Releases for the public edition")
    write.paragraph(
        "Words approved for the public edition about what is withheld from it.", *releases, tagged=False
    )
    write.table(
        "Releases",
        ("Words", "State", "Approved by", "Approved on", "Why it may be public", "Harm considered"),
        [
            (
                r.words,
                r.state.value,
                r.approved_by or "",
                day_words(r.approved_on) if r.approved_on else "",
                r.reason or "",
                r.harm_test or "",
            )
            for r in releases
        ],
        *releases,
        widths=(6, 2, 3, 3, 4, 4),
    )
    problems = check_releases(analysis.snapshot, paper.id)
    if problems:
        write.callout(
            "Not to be approved yet",
            "These Releases have lapsed or lack a basis: " + " ".join(report.words() for report in problems),
            *(report.release for report in problems),
        )


def _method(analysis: Analysis, write: Writer) -> None:
    view, snapshot = analysis.view, analysis.snapshot
    write.heading(1, "Annex: how the figures were made")
    write.paragraph(
        "Every standing, count and vulnerability in this paper is worked out from the records of the snapshot named"
        " below by the rules of the frameworks named below. Nothing is entered by hand but the prose.",
        tagged=False,
    )
    for framework in snapshot.frameworks:
        if framework.id in analysis.cycle.all_frameworks:
            rule = framework.aggregation
            share = f" with a share of {rule.share}" if rule.share is not None else ""
            write.paragraph(
                f"Version {framework.version}, {len(framework.criteria)} criteria. Roll-up:"
                f" {rule.rule.value.replace('-', ' ')}{share}; a conclusion needs {framework.coverage_threshold} of the"
                f" weight answered; required unless a criterion says otherwise: {framework.words(framework.required)}."
                f" {framework.notice}",
                lead=f"{framework.title}.",
            )
    settings = [s for s in view.force.settings if s.holds_on(view.as_at)]
    write.table(
        "Settings in force",
        ("Setting", "Value", "Unit", "From", "Where it comes from"),
        [
            (
                s.about,
                s.value,
                s.unit,
                s.from_on.words(),
                capital(s.origin.words()) + (f": {s.source}" if s.source else ""),
            )
            for s in settings
        ],
        *settings,
        widths=(6, 3, 2, 3, 5),
    )
    write.facts(
        [
            ("Snapshot", snapshot.hash),
            ("Judged as at", day_words(view.as_at)),
            ("Software", f"dueregard {__version__}"),
        ],
        analysis.derived([view.force]),
    )
