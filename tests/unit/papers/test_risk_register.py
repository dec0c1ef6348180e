"""The annex of risks when little is known of them."""

from dataclasses import replace

from dueregard.papers.document import Chart
from dueregard.papers.full import build_full
from tests.editions.places import northmarch


def test_risks_with_a_likelihood_alone_are_listed_and_not_drawn():
    snapshot = northmarch()
    bare = [
        replace(risk, health=None, social=None, economic=None, environment=None) for risk in snapshot.risks
    ]
    drawn = [chart.title for chart in build_full(snapshot).charts()]
    left = build_full(replace(snapshot, risks=tuple(bare)))
    assert "Risks on the matrix" in drawn
    assert "Risks on the matrix" not in [chart.title for chart in left.charts()]
    assert any(
        not isinstance(block, Chart) and getattr(block, "caption", "") == "Risks by rating"
        for block in left.blocks
    )
