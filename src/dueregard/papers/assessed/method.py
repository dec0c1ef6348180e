"""Annexes of the full edition: Releases, and how the figures were made."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dueregard import __version__
from dueregard.common.period import day_words
from dueregard.effects.citing import Cited
from dueregard.force.identity import Setting
from dueregard.frameworks.model import Framework
from dueregard.improvement.settings import setting_on
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.releases import check_releases
from dueregard.papers.wording import capital
from dueregard.papers.writer import Writer
from dueregard.publication.releases import Release


def annexes(analysis: Analysis, write: Writer) -> None:
    """What stands behind the paper."""
    _releases(analysis, write)
    _method(analysis, write)


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
        ("Words", "Approval", "Why it may be public", "Harm considered"),
        [(r.words, _approval(r), r.reason or "", r.harm_test or "") for r in releases],
        *releases,
        widths=(7, 4, 4, 5),
    )
    problems = check_releases(analysis.snapshot, paper.id, book=analysis.book)
    if problems:
        write.callout(
            "Not to be approved yet",
            "These Releases have lapsed or lack a basis: " + " ".join(report.words() for report in problems),
            *(report.release for report in problems),
        )


def _approval(release: Release) -> str:
    by = f" by {release.approved_by}" if release.approved_by else ""
    on = f", {day_words(release.approved_on)}" if release.approved_on else ""
    return f"{capital(release.state.value)}{by}{on}"


def _method(analysis: Analysis, write: Writer) -> None:
    view, snapshot = analysis.view, analysis.snapshot
    write.heading(1, "Annex: how the figures were made")
    write.paragraph(
        "Every standing, count and vulnerability in this paper is worked out from the records of the snapshot named"
        " below by the rules of the frameworks named below. Nothing is entered by hand but the prose.",
        tagged=False,
    )
    used = [f for f in snapshot.frameworks if f.id in analysis.cycle.all_frameworks]
    shared = _shared_sentences(used)
    for framework in used:
        own = " ".join(s for s in _sentences(framework) if s not in shared)
        write.paragraph(f"{_rule(framework)} {own}".strip(), lead=f"{framework.title}.")
    if shared:
        write.paragraph(" ".join(shared), lead="Of all these frameworks.")
    write.facts(
        [
            ("Snapshot", snapshot.hash),
            ("Judged as at", day_words(view.as_at)),
            ("Software", f"dueregard {__version__}"),
        ],
        analysis.derived([view.force]),
    )
    for cited in analysis.cited:
        _result(analysis, write, cited)


def _result(analysis: Analysis, write: Writer, cited: Cited) -> None:
    """All by which a cited Result can be found and made again."""
    result, manifest = cited.result, cited.result.manifest.value
    marked = analysis.derived([result])
    if not isinstance(manifest, dict):
        return
    versions, inputs = manifest.get("versions", {}), manifest.get("inputs", {})
    write.heading(2, f"Result {cited.short}: {cited.value.deployment} ({result.kind})", marked)
    write.facts(
        [
            ("Result", result.hash),
            ("Made on", "" if result.made_on is None else day_words(result.made_on)),
            ("Software", ", ".join(f"{name} {versions[name]}" for name in sorted(versions))),
            ("Seed", str(manifest.get("seed", ""))),
            ("Method", f"{manifest.get('method', '')}; {manifest.get('kernel', '')}"),
            ("Hash of all inputs", result.inputs_hash),
            *((capital(name), str(inputs[name])) for name in sorted(inputs)),
        ],
        marked,
    )


def _rule(framework: Framework) -> str:
    rule = framework.aggregation
    share = f" with a share of {rule.share}" if rule.share is not None else ""
    return (
        f"Version {framework.version}, {len(framework.criteria)} criteria. Roll-up:"
        f" {rule.rule.value.replace('-', ' ')}{share}; a conclusion needs {framework.coverage_threshold} of the"
        f" weight answered; required unless a criterion says otherwise: {framework.words(framework.required)}."
    )


def _sentences(framework: Framework) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", framework.notice)


def _shared_sentences(frameworks: Sequence[Framework]) -> list[str]:
    """Sentences of every notice, which the annex gives once; none for a framework that stands alone."""
    if len(frameworks) < 2:
        return []
    others = [set(_sentences(framework)) for framework in frameworks[1:]]
    return [s for s in _sentences(frameworks[0]) if all(s in other for other in others)]


def capacity_targets(analysis: Analysis, write: Writer) -> None:
    """What the frameworks of the cycle ask for in numbers, each number a dated setting of the force."""
    rows, used = [], []
    for framework in (analysis.book.framework(f) for f in analysis.cycle.all_frameworks):
        for criterion in framework.criteria:
            target = criterion.target
            if target is None:
                continue
            names = (target.number, target.within_hours, target.sustained_hours)
            found = [_setting(analysis, name) for name in names]
            used += [setting for setting in found if setting is not None]
            number, within, sustained = (_thousands(s.value) if s is not None else "–" for s in found)
            source = found[0].source if found[0] is not None else None
            rows.append((capital(target.what), f"{number} {target.unit}", within, sustained, source or "–"))
    if analysis.view.is_restated:
        return
    write.table(
        "Capacity targets of this cycle's frameworks",
        ("What is counted", "How many", "Within hours", "Sustained hours", "Where the number comes from"),
        list(dict.fromkeys(rows)),
        *used,
        widths=(6, 3, 2, 2, 5),
        note="Targets as the force has set them; those read from a roster stand above.",
    )


def _thousands(value: str) -> str:
    return f"{int(value):,}" if value.isdecimal() else value


def _setting(analysis: Analysis, name: str | None) -> Setting | None:
    return None if name is None else setting_on(analysis.view.force.settings, name, analysis.view.as_at)
