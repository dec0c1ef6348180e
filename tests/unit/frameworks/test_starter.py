import pytest

from dueregard.common.errors import DueRegardError, FaultList
from dueregard.frameworks.crosswalks import load_crosswalk, write_crosswalk
from dueregard.frameworks.loading import load_framework, write_framework
from dueregard.frameworks.model import FrameworkKind
from dueregard.frameworks.starter import library, library_framework, library_ids

SPR_AREAS = {"spr-2012": 5, "spr-2015": 6, "spr-2023": 8}


def test_the_library_holds_what_the_manual_promises():
    capability = [f.id for f in library().frameworks if f.kind is FrameworkKind.CAPABILITY]
    assert capability == [
        "civil-emergencies-1",
        "counter-terrorism-1",
        "cyber-1",
        "organised-crime-1",
        "public-order-1",
        "resources-1",
    ]
    assert {f.id: len(f.areas) for f in library().frameworks if f.kind is FrameworkKind.SPR} == SPR_AREAS
    assert [(walk.before, walk.after) for walk in library().crosswalks] == [
        ("spr-2012", "spr-2015"),
        ("spr-2015", "spr-2023"),
    ]


@pytest.mark.parametrize("name", library_ids())
def test_every_framework_is_illustrative_and_reads_back_equal(name):
    framework = library_framework(name)
    assert framework.illustrative
    assert framework.sources
    faults = FaultList()
    assert load_framework(write_framework(framework), f"{name}.yaml", faults) == framework
    faults.raise_if_any()
    if framework.kind is FrameworkKind.CAPABILITY:
        assert 12 <= len(framework.criteria) <= 24


def test_crosswalks_read_back_equal():
    faults = FaultList()
    for walk in library().crosswalks:
        name = f"{walk.before}--{walk.after}.yaml"
        assert load_crosswalk(write_crosswalk(walk), name, library().by_id, faults) == walk
    faults.raise_if_any()


def test_an_unknown_framework_is_refused_by_name():
    with pytest.raises(DueRegardError, match='no starter framework "spr-2016"; did you mean "spr-20'):
        library_framework("spr-2016")
