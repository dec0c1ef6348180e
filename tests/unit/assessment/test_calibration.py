from datetime import date

from dueregard.assessment.calibration import calibrate
from tests.unit.assessment.building import (
    answered,
    book,
    challenge,
    criterion,
    cycle,
    framework,
    returned,
    said,
)

SPR = framework("spr", [criterion(name) for name in "abcdef"])
CYCLES = ["2022-Q2", "2022-Q3"]


def test_challenges_are_counted_by_business_area_up_and_down():
    of = book(
        [SPR],
        [cycle(name) for name in CYCLES],
        [
            returned("2022-Q2", [answered(name, "mostly met") for name in "abcd"]),
            returned("2022-Q3", [said("a", "carried"), answered("b", "partly met")]),
            returned("2022-Q3", [answered("e", "fully met")], lead="cyber"),
        ],
        challenges=[
            challenge("1", "a", "fully met", "2022-Q2", "upheld"),
            challenge("2", "b", "not met", "2022-Q2", "upheld"),
            challenge("3", "c", "not met", "2022-Q2", "not-upheld"),
            challenge("4", "d", "not met", "2022-Q2", "withdrawn"),
            challenge("5", "b", "not met", "2022-Q3"),
            challenge("6", "e", "not met", "2022-Q3", "upheld", lead="cyber"),
        ],
    )
    found = calibrate(of, CYCLES, minimum=3)
    (area,) = found.shown
    assert (area.lead, area.answered, area.challenged) == ("operations", 5, 5)
    assert (area.upheld_up, area.upheld_down, area.still_open) == (1, 1, 1)
    assert found.too_few == ("cyber",)
    assert found.minimum == 3


def test_a_response_challenged_twice_counts_once_as_it_was_decided_in_the_end():
    of = book(
        [SPR],
        [cycle("2022-Q2")],
        [returned("2022-Q2", [answered("a", "mostly met")])],
        challenges=[
            challenge("1", "a", "fully met", "2022-Q2", "upheld", raised_on=date(2022, 5, 1)),
            challenge("2", "a", "not met", "2022-Q2", "upheld", raised_on=date(2022, 5, 2)),
        ],
    )
    (area,) = calibrate(of, ["2022-Q2"], minimum=1).shown
    assert (area.challenged, area.upheld_up, area.upheld_down) == (1, 0, 1)


def test_only_the_cycles_asked_for_count():
    of = book(
        [SPR],
        [cycle(name) for name in CYCLES],
        [returned(name, [answered("a", "mostly met")]) for name in CYCLES],
        challenges=[challenge("1", "a", "not met", "2022-Q2", "upheld")],
    )
    assert calibrate(of, ["2022-Q3"], minimum=1).shown == ()
    assert len(calibrate(of, ["2022-Q2"], minimum=1).shown) == 1
