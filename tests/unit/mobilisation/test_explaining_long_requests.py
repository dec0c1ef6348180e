"""Why a request cannot be met, where there are too many ways to list: the same proof as where all are listed."""

from dataclasses import replace

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation import posing
from dueregard.mobilisation.explaining import NeedReason, explain, relaxed_request
from dueregard.mobilisation.meeting_needs import narrowed
from dueregard.workforce.units import RoleNeed
from tests.support.mobilisation_cases import generated_case

TOGETHER = (RoleNeed(role=Id("sergeant"), officers=1), RoleNeed(role=Id("constable"), officers=2))
CANNOT_BE_MET = (40_028, 40_048, 40_052, 40_132)


@pytest.mark.parametrize("serial", [(), TOGETHER], ids=["anywhere", "together"])
@pytest.mark.parametrize("seed", CANNOT_BE_MET)
def test_reasons_asked_for_by_prices_are_a_smallest_contradiction(monkeypatch, seed, serial):
    made = generated_case(seed, most_days=5)
    made = replace(made, request=replace(made.request, serial=serial))
    asked = (made.request, made.roster, made.rules, made.aims, made.commitments)
    with monkeypatch.context() as patched:
        patched.setattr(posing, "MOST_WAYS", 10)
        reasons = explain(*asked)
        by_prices = list(relaxed_request(*asked, reasons))
    assert any(isinstance(each, NeedReason) for each in reasons)
    assert by_prices == list(relaxed_request(*asked, reasons)), "both ways of asking agree"
    assert all(solves for _, solves in by_prices)


def test_a_request_is_narrowed_to_the_tours_of_some_needs():
    request = generated_case(40_028, most_days=5).request
    last = len(request.needs) - 1
    smaller, places = narrowed(request, [(last, 0)])
    assert [tour.id for tour in smaller.tours] == [request.needs[last].tour]
    assert [smaller.needs[at] for at, _ in places] == [request.needs[last]]
    everything = [(at, 0) for at in range(len(request.needs))]
    assert narrowed(request, everything) == (request, everything)
