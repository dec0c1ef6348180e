import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.frameworks.crosswalks import load_crosswalk, write_crosswalk
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Framework, Relation
from tests.unit.frameworks.small import SMALL, line_of

WALK = """\
format: dueregard-crosswalk 1
from: small
to: later
note: One area became two.
areas:
  - {from: flood, to: flood, relation: same}
  - {from: shared, to: common, relation: renamed}
criteria:
  - {from: flood-capacity, to: flood-capacity, relation: same}
  - {from: flood-capability, to: none, relation: ended}
  - {from: none, to: flood-capability, relation: new}
  - {from: shared-capacity, to: common-capacity, relation: renamed}
  - {from: shared-capability, to: common-capability, relation: wider}
"""


def frameworks() -> dict[str, Framework]:
    faults = FaultList()
    later = SMALL.replace("id: small", "id: later").replace("shared", "common").replace("Shared", "Common")
    found = [load_framework(text, "any", faults) for text in (SMALL, later)]
    faults.raise_if_any()
    return {framework.id: framework for framework in found if framework is not None}


def told(text: str, name: str = "small--later.yaml") -> list[str]:
    faults = FaultList()
    assert load_crosswalk(text, name, frameworks(), faults) is None
    with pytest.raises(FaultsFound) as caught:
        faults.raise_if_any()
    return str(caught.value).splitlines()


def test_a_sound_crosswalk_is_read_and_written():
    faults = FaultList()
    walk = load_crosswalk(WALK, "small--later.yaml", frameworks(), faults)
    faults.raise_if_any()
    assert walk is not None
    assert walk.criteria[1].after is None
    assert walk.criteria[2].before is None
    assert [row.relation for row in walk.areas] == [Relation.SAME, Relation.RENAMED]
    assert load_crosswalk(write_crosswalk(walk), "small--later.yaml", frameworks(), faults) == walk


@pytest.mark.parametrize(
    ("found", "instead", "says"),
    [
        ("to: later", "to: latter", 'there is no framework "latter"; did you mean "later"?'),
        ("to: common,", "to: comon,", '"comon" is not in later; did you mean "common"?'),
        ("relation: renamed", "relation: changed", "choose one of: same, renamed, wider"),
        ("to: none, relation: ended", "to: none, relation: same", "only what has ended goes to none"),
        ("from: none, to: flood-capability", "from: '', to: flood-capability", "write an id, or none"),
        (
            "from: none, to: flood-capability, relation: new",
            "from: none, to: flood-capability, relation: same",
            "new",
        ),
        ("from: flood, to: flood, relation: same", "from: flood, to: flood, colour: red", "unknown field"),
        ("from: shared, to: common", "from: flood, to: common", '"flood" goes to several but is renamed'),
        (
            "to: common-capability,",
            "to: common-capacity,",
            '"common-capacity" comes from several but is wider',
        ),
        (
            "from: flood-capacity, to: flood-capacity, relation: same",
            "from: flood-capacity, to: flood-capacity, relation: wider",
            "both ask q.flood.boats, but the relation is wider; write same or renamed",
        ),
    ],
)
def test_each_fault_says_where_and_what(found, instead, says):
    text = WALK.replace(found, instead, 1)
    assert text != WALK
    line = line_of(WALK, found)
    assert any(f"small--later.yaml, line {line}" in one and says in one for one in told(text)), told(text)


def test_every_area_and_criterion_of_both_sides_is_covered():
    text = WALK.replace("  - {from: flood-capability, to: none, relation: ended}\n", "")
    assert told(text) == [
        'small--later.yaml, line 8, criteria: "flood-capability" of small is not covered; add a row for it.'
    ]


def test_the_file_is_named_after_its_versions():
    assert told(WALK, "walk.yaml") == [
        "walk.yaml: the file's name is not that of its two versions; call it small--later.yaml."
    ]


def test_no_trend_runs_between_different_scales():
    faults = FaultList()
    both = frameworks()
    object.__setattr__(both["later"], "scale", both["later"].scale[1:])
    assert load_crosswalk(WALK, "small--later.yaml", both, faults) is None
    with pytest.raises(FaultsFound) as caught:
        faults.raise_if_any()
    places = [fault.place.line for fault in caught.value.faults if "carries a trend" in fault.saw]
    assert places == [6, 7, 9, 12]
