"""The page of the manual on the rules, made from the registry.

`python -m dueregard.vulnerabilities.reference` prints docs/reference/vulnerability-rules.md.
"""

from __future__ import annotations

import sys

from dueregard.vulnerabilities import ranking
from dueregard.vulnerabilities.placing import PLANS_BY_CAUSE
from dueregard.vulnerabilities.registry import RULES, VulnerabilityRule

_OPENING = """# Rules that find vulnerabilities

This page is made from `src/dueregard/vulnerabilities/` by `python -m dueregard.vulnerabilities.reference`;
change the code, never the page.

A rule finds a subject and explains it in one sentence with its inputs. The key of a vulnerability is
rule/subject: it is the same when the rule finds the subject again, so that an acceptance by a named person
holds until its date, and a trend can say what is new, what is gone and what is still there. Where several
criteria ask one question, the subject is the criterion of the capability framework. Where a version of the
SPR ends, the key follows the crosswalk as long as the criterion is the same or only renamed.

Everything is judged on the day of the cycle, from the histories of states and due dates. No rule reads a
response, recommendation or action that is not stated in the source, nor a risk that a source names and does
not assess. A rule whose setting is absent is off, and the report says so; one about stored Results asks for its
setting only where there is such a Result. Nothing found is ever publishable by itself.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *(_section(rule) for rule in RULES), _ranking(), _plans()])


def _section(rule: VulnerabilityRule) -> str:
    lines = [
        f"## {rule.name}",
        "",
        rule.explanation,
        "",
        f"- Key: `{rule.id}/` and the {rule.subject}.",
        f"- Reads: {rule.reads}.",
        f"- Setting: `{rule.setting}`; without it the rule is off." if rule.setting else "- Setting: none.",
    ]
    return "\n".join(lines) + "\n"


def _ranking() -> str:
    told = (ranking.__doc__ or "").split("\n\n", 1)[1]
    return f"## The order in which they stand\n\n{told}"


def _plans() -> str:
    lines = [
        "## Which plans they must reach",
        "",
        "Each has to reach the next plan of these kinds that has not closed on the day of the cycle, by its",
        "closing day. A recommendation that names its own plans has to reach those too.",
        "",
        "| Cause | Kinds of plan |",
        "|---|---|",
    ]
    for cause, kinds in PLANS_BY_CAUSE.items():
        lines.append(f"| {cause.value} | {', '.join(kind.value for kind in kinds)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
