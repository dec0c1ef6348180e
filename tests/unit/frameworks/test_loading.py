from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.frameworks.loading import load_framework, write_framework
from dueregard.frameworks.model import Framework, Rule, Tier
from tests.unit.frameworks.small import SMALL, capability, line_of


def load(text: str, name: str = "small.yaml") -> Framework:
    faults = FaultList()
    framework = load_framework(text, name, faults)
    faults.raise_if_any()
    assert framework is not None
    return framework


def sentences(text: str, name: str = "small.yaml") -> list[str]:
    faults = FaultList()
    assert load_framework(text, name, faults) is None
    with pytest.raises(FaultsFound) as caught:
        faults.raise_if_any()
    return str(caught.value).splitlines()


def test_a_sound_framework_is_read_whole():
    framework = load(SMALL)
    assert framework.aggregation.rule is Rule.QUORUM
    assert framework.aggregation.share == Fraction(2, 3)
    assert framework.coverage_threshold == Fraction(3, 4)
    assert framework.in_force_until is not None
    assert framework.in_force_until.last_day == date(2023, 2, 28)
    boats = framework.criterion_by_id["flood-capacity"]
    assert (boats.weight, boats.essential, boats.tier) == (2, True, Tier.NATIONAL)
    assert [row.words for row in boats.ratings] == ["None.", "One.", "Two.", "Three."]
    assert boats.target is not None
    assert boats.target.within_hours == "boats-hours"
    assert framework.required_rank(boats) == 3
    assert framework.required_rank(framework.criterion_by_id["flood-capability"]) == 2


def test_an_answer_is_kept_under_the_shared_question_or_the_full_name():
    framework = load(SMALL)
    keys = [framework.answer_key(criterion) for criterion in framework.criteria[:2]]
    assert keys == ["q.flood.boats", "small/flood-capability"]


@pytest.mark.parametrize("text", [SMALL, capability()], ids=["spr", "capability"])
def test_what_is_written_reads_back_equal(text):
    framework = load(text, "any")
    assert load(write_framework(framework), "any") == framework


def test_a_file_is_read_by_its_path(tmp_path: Path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    faults = FaultList()
    assert load_framework(path, "small.yaml", faults) == load(SMALL)
    assert load_framework(tmp_path / "none.yaml", "none.yaml", faults) is None
    assert len(faults) == 1


@pytest.mark.parametrize(
    ("found", "instead", "at", "says"),
    [
        ("dueregard-framework 1", "dueregard-framework 2", None, "write dueregard-framework 1"),
        ("id: small", "id: other", None, '"other" is not the file\'s name; write small'),
        (
            "in_force_until: 2023-02",
            "in_force_until: 2014",
            None,
            "it ends in 2014, before it came into force",
        ),
        ("coverage_threshold: 3/4", "coverage_threshold: 5/4", None, "a share above 0 and at most 1"),
        ("coverage_threshold: 3/4", "coverage_threshold: 0", None, "a share above 0 and at most 1"),
        ("share: 2/3", "share: 4/3", "aggregation", "not above 0 and at most 1"),
        ("rule: quorum, share: 2/3", "rule: quorum", "aggregation", "a share belongs to the rule quorum"),
        ("rule: quorum", "rule: mean", None, "choose one of: weighted-lower-median, weakest, quorum"),
        (
            "\nrequired: mostly-met",
            "\nrequired: mostly-mett",
            "required: mostly-mett",
            'did you mean "mostly-met"?',
        ),
        ("\nrequired: mostly-met", "\nrequired: not-met", "required: not-met", "which asks for nothing"),
        ("required: fully-met", "required: not-met", None, "which asks for nothing"),
        ("{id: partly-met, words: partly", "{id: not-met, words: partly", None, '"not-met" stands twice'),
        ("words: partly met", "words: not met", "words: not met, meaning: Some", "two steps are printed"),
        ("id: shared, title", "id: flood, title", None, 'the SPR area "flood" stands twice'),
        ("{id: capability, title", "{id: Capability, title", None, "a name of lower-case letters"),
        ("id: flood-capability", "id: flood-capacity", None, "stands twice"),
        (
            "area: flood\n    heading: capability",
            "area: flod\n    heading: capability",
            "area: flod",
            'mean "flood"',
        ),
        (
            "heading: capability\n    asks: The",
            "heading: courage\n    asks: The",
            "heading: courage",
            "choose one of",
        ),
        ("weight: 2", "weight: 6", None, "write a whole number from 1 to 5"),
        ("weight: 2", "weight: 0", None, "write a whole number from 1 to 5"),
        ("question: q.flood.boats", "question: Boats!", None, "Boats!"),
        ("      partly-met: One.\n", "", "ratings:", "it is not said what partly-met looks like"),
        ("      partly-met: One.", "      partly: One.", "ratings:", '"partly" is not a step of the scale'),
        ("      partly-met: One.", "      partly-met: None.", "ratings:", "two steps look the same"),
        ("ratings: {not-met: Never.", "ratings: {not-met: ''", None, "it is blank"),
        (
            "high, evidence: absent, effective: low",
            "high, evidence: absent, effective: high",
            "table:",
            "worse",
        ),
        (
            "high, evidence: current, effective: high",
            "high, evidence: current, effective: low",
            "table:",
            "lower",
        ),
        (
            "    - {stated: low, evidence: absent, effective: low}\n",
            "",
            "table:",
            "no row for low with absent",
        ),
        ("{stated: low, evidence: absent", "{stated: low, evidence: expired", "table:", "stands twice"),
        (
            "{stated: low, evidence: absent",
            "{stated: loww, evidence: absent",
            "table:",
            'did you mean "low"?',
        ),
        ("steps: [low, medium, high]", "steps: [low, low, medium, high]", None, '"low" stands twice'),
        ("kind: threat}", "kind: capability}", None, "write threat or cross-cutting"),
        ("kind: threat}", "kind: threat, serves: [a/b]}", None, "an SPR area serves no other"),
        ("tier: regional", "tier: galactic", None, "choose one of: local, regional, national"),
        ("cause: exercise", "colour: red", None, 'unknown field "colour"'),
        ("    asks: There are boats.\n", "", "- id: flood-capacity", 'the field "asks" is missing'),
    ],
)
def test_each_fault_says_where_what_and_what_to_do(found, instead, at, says):
    text = SMALL.replace(found, instead, 1)
    assert text != SMALL
    told = sentences(text)
    line = line_of(text, at) if at else line_of(SMALL, found) + found.startswith("\n")
    assert any(f"small.yaml, line {line}" in one and says in one for one in told), (line, told)


def test_all_faults_are_told_in_one_go():
    text = SMALL.replace("weight: 2", "weight: 9").replace(
        "id: flood, title", "id: flood, colour: red, title"
    )
    text = text.replace("coverage_threshold: 3/4", "coverage_threshold: 7")
    told = sentences(text)
    assert len(told) == 3
    assert all(any(word in one for one in told) for word in ("colour", "weight 9", "7 was given"))


def test_what_cannot_be_read_is_not_blamed_on_what_depends_on_it():
    """With a broken step, no criterion is told that its rating is not on the scale."""
    told = sentences(SMALL.replace("{id: mostly-met, words: mostly met, meaning: Most.}", "{id: mostly-met}"))
    assert len(told) == 2
    assert all("missing" in one for one in told)


def test_an_spr_framework_fills_its_whole_grid():
    start = SMALL.index("  - id: shared-capability")
    told = sentences(SMALL[:start])
    assert told == [
        f"small.yaml, line {line_of(SMALL, '- {id: shared, title')}: "
        "shared has no criterion under capability; add one: an SPR framework fills its whole grid."
    ]


def test_areas_and_headings_without_criteria_are_faults():
    text = capability().replace("\ncriteria:", "\n  - {id: empty, title: Empty, kind: capability}\ncriteria:")
    text = text.replace("\nareas:", "\n  - {id: courage, title: Courage}\nareas:")
    told = sentences(text, "own.yaml")
    assert any('the area "empty" has no criterion' in one for one in told)
    assert any('the heading "courage" has no criterion' in one for one in told)


def test_served_areas_are_written_as_framework_and_area():
    told = sentences(capability().replace("small/flood", "flood"), "own.yaml")
    assert told == [
        f"own.yaml, line {line_of(capability(), '- {id: flood, title')}, serves: "
        '"flood" was given; write framework/area, such as spr-2015/public-order.'
    ]


def test_a_question_is_asked_once_in_a_framework():
    text = SMALL.replace("    asks: Crews", "    question: q.flood.boats\n    asks: Crews")
    assert any("is asked twice (first on line" in one for one in sentences(text))


def test_ratings_must_be_fields():
    start = SMALL.index("ratings: {not-met: Never.")
    text = SMALL[:start] + "ratings: Good.\n    tier: local\n    cause: exercise\n"
    assert any("one field per step was expected" in one for one in sentences(text))
