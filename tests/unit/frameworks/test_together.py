import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Framework
from dueregard.frameworks.together import check_together
from tests.unit.frameworks.small import SMALL, capability


def load(text: str) -> Framework:
    faults = FaultList()
    framework = load_framework(text, "any", faults)
    faults.raise_if_any()
    assert framework is not None
    return framework


def told(*texts: str) -> list[str]:
    faults = FaultList()
    check_together([load(text) for text in texts], faults)
    try:
        faults.raise_if_any()
    except FaultsFound as found:
        return [str(fault) for fault in found.faults]
    return []


def test_frameworks_that_agree_have_no_fault():
    assert told(SMALL, capability().replace("q.own.boats", "q.flood.boats")) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("asks: There are boats.", "asks: There are many boats."), "but ask in different words"),
        (("words: partly met", "words: partly so"), "but their scales differ"),
        (("steps: [low, medium, high]", "steps: [low, high, medium]"), "but their scales differ"),
    ],
)
def test_one_answer_can_serve_only_one_question(change, says):
    other = (
        capability().replace("q.own.boats", "q.flood.boats").replace("serves: [small/flood]", "serves: []")
    )
    if "steps" in change[0]:
        rows = other.index("    - {stated: medium")
        other = other[:rows] + other[rows:].replace("effective: high", "effective: low").replace(
            "effective: medium", "effective: low"
        )
    found = told(SMALL, other.replace(*change))
    assert len(found) == 1
    assert found[0].startswith(
        "own.yaml: flood-capacity and small/flood-capacity share the question q.flood.boats"
    )
    assert says in found[0]


@pytest.mark.parametrize(
    ("served", "says"),
    [
        ("smal/flood", 'there is no SPR framework "smal"; did you mean "small"?'),
        ("own/flood", 'there is no SPR framework "own"'),
        ("small/floods", 'small has no such area; did you mean "flood"?'),
    ],
)
def test_what_is_served_must_be_there(served, says):
    found = told(SMALL, capability().replace("small/flood", served))
    assert len(found) == 1
    assert says in found[0]


def test_what_is_served_must_be_measured_alike():
    found = told(SMALL, capability().replace("words: partly met", "words: partly so"))
    assert found == [
        'own.yaml: it serves "small/flood", whose scale or confidence steps are others; '
        "use the same steps, or take the line out of `serves`."
    ]
