"""A risk's rating: the cell of the matrix in force, read from likelihood and the highest of four impacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dueregard.improvement.risks import Risk, RiskMatrixCell, RiskRating, RiskScaleStep, ScaleOf

RATINGS: tuple[RiskRating, ...] = (RiskRating.LOW, RiskRating.MEDIUM, RiskRating.HIGH, RiskRating.VERY_HIGH)
_WORDS = dict(zip(RATINGS, ("low", "medium", "high", "very high"), strict=True))
_IMPACTS = (ScaleOf.HEALTH, ScaleOf.SOCIAL, ScaleOf.ECONOMIC, ScaleOf.ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class RatedRisk:
    """A risk with what the matrix in force makes of it.

    `rating` is None where it cannot be read, and `words` say why. `deciding` names the impact types that
    reach the highest impact.
    """

    risk: Risk
    rating: RiskRating | None
    likelihood_words: str | None
    impact_words: str | None
    deciding: tuple[ScaleOf, ...]
    words: str

    @property
    def rank(self) -> int:
        """Place of the rating, low 0; -1 where there is none."""
        return -1 if self.rating is None else RATINGS.index(self.rating)


def rate_risks(
    risks: Iterable[Risk], cells: Iterable[RiskMatrixCell], scale: Iterable[RiskScaleStep], on: date
) -> tuple[RatedRisk, ...]:
    """Every risk with its rating on a day, highest first; then by likelihood, impact and id."""
    matrix, steps = matrix_on(cells, on), scale_on(scale, on)
    rows = [_rate(risk, matrix, steps) for risk in risks]
    return tuple(sorted(rows, key=_most_serious_first))


def _most_serious_first(row: RatedRisk) -> tuple[int, int, int, str]:
    return (-row.rank, -(row.risk.likelihood or 0), -(row.risk.impact or 0), row.risk.id)


def matrix_on(cells: Iterable[RiskMatrixCell], on: date) -> dict[tuple[int, int], RiskRating]:
    """The matrix in force on a day: all cells of the latest date that has come, none of an earlier."""
    begun = [cell for cell in cells if cell.from_on.first_day <= on]
    latest = max((cell.from_on.first_day for cell in begun), default=None)
    return {(c.likelihood, c.impact): c.rating for c in begun if c.from_on.first_day == latest}


def scale_on(steps: Iterable[RiskScaleStep], on: date) -> dict[tuple[ScaleOf, int], str]:
    """Words of the scales in force on a day; each axis has its own date."""
    begun = [step for step in steps if step.from_on.first_day <= on]
    latest = {
        axis: max(s.from_on.first_day for s in begun if s.scale is axis) for axis in {s.scale for s in begun}
    }
    return {(s.scale, s.score): s.words for s in begun if s.from_on.first_day == latest[s.scale]}


def _rate(
    risk: Risk, matrix: dict[tuple[int, int], RiskRating], steps: dict[tuple[ScaleOf, int], str]
) -> RatedRisk:
    likelihood, impact = risk.likelihood, risk.impact
    deciding = tuple(axis for axis in _IMPACTS if impact is not None and getattr(risk, axis.value) == impact)
    rating = matrix.get((likelihood, impact)) if likelihood is not None and impact is not None else None
    return RatedRisk(
        risk=risk,
        rating=rating,
        likelihood_words=None
        if likelihood is None
        else steps.get((ScaleOf.LIKELIHOOD, likelihood), str(likelihood)),
        impact_words=None if impact is None else steps.get((deciding[0], impact), str(impact)),
        deciding=deciding,
        words=_words(risk, rating),
    )


def _words(risk: Risk, rating: RiskRating | None) -> str:
    if rating is not None:
        return _WORDS[rating]
    if not risk.stated:
        return "not stated in the source"
    if risk.likelihood is None or risk.impact is None:
        return "not scored"
    return f"the matrix in force has no cell for likelihood {risk.likelihood} and impact {risk.impact}"
