"""Registers printed after the paper: risks with their scale, and records that no section tells."""

from __future__ import annotations

from dueregard.common.period import day_words
from dueregard.improvement.risks import Risk
from dueregard.papers.view import View
from dueregard.papers.writer import Writer, origin_tag


def annexes(view: View, write: Writer) -> None:
    """Registers that stand behind the paper."""
    _risk_register(view, write)


def _score(score: int | None) -> str:
    return "–" if score is None else str(score)


def _risk_register(view: View, write: Writer) -> None:
    risks = [risk for risk in view.records.risks if risk.likelihood is not None]
    if not risks:
        return
    write.heading(1, "Annex: community risk register")
    write.paragraph(
        "The risks of the community risk register that have scores, with the four types of impact.", *risks
    )
    risks.sort(key=lambda r: (-(r.likelihood or 0), -(r.impact or 0), r.title))
    write.table(
        "Risks by likelihood and impact, each 1 to 5",
        ("Risk", "Likelihood", "Health", "Social", "Economic", "Environment", "Reviewed by"),
        [_risk_row(view, risk) for risk in risks],
        *risks,
        numeric=(1, 2, 3, 4, 5),
        widths=(6, 2, 2, 2, 2, 2, 3),
    )


def _risk_row(view: View, risk: Risk) -> tuple[str, ...]:
    review = day_words(risk.review_on) if risk.review_on else view.unsaid
    scores = (risk.likelihood, risk.health, risk.social, risk.economic, risk.environment)
    return (risk.title + origin_tag((risk,)), *(_score(score) for score in scores), review)
