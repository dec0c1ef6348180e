"""Plans adopted, people promised, and what is refused."""

from dataclasses import replace

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.adoption import AdoptionRefused, Authoriser, adopt, promised_twice
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.request_rules import shipped_request_rules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.people import Rank
from tests.unit.mobilisation.small_case import RULES, at, case, duty, person, request, tour

WHO = shipped_request_rules()
GOLD = Authoriser(name="A. Ashdown", rank=Rank.SUPERINTENDENT)
NOON = Moment.parse("2023-04-30T12:00Z")


def people() -> list:
    """Twice the small force, so that a second serial can be found."""
    twin = [replace(person(number), id=Id(f"q{number}")) for number in range(8)]
    return [person(number) for number in range(8)] + twin


def plan(commitments: tuple[Commitment, ...] = ()) -> Plan:
    """A plan for the small force with its twin."""
    small = case([duty(0, 1), duty(0, 9)], request(tour("monday", 1)), people())
    return plan_request(small.request, small.roster, RULES, small.aims, commitments=commitments)


def test_a_plan_promises_nobody_until_it_is_adopted_and_then_all_its_people():
    proposed = plan()
    adopted = adopt(proposed, GOLD, NOON, "least harm at home", WHO)
    assert not hasattr(proposed, "commitments")
    assert len(adopted.commitments) == len(proposed.assignments) == 5
    first = min(proposed.assignments, key=lambda each: each.person)
    assert adopted.commitments[0] == Commitment(
        person=first.person, begins_at=first.out_at, ends_at=first.home_at, to="the request small"
    )


def test_a_later_plan_takes_none_of_those_promised():
    adopted = adopt(plan(), GOLD, NOON, "least harm at home", WHO)
    later = plan(adopted.commitments)
    taken = {each.person for each in adopted.commitments}
    assert not taken & {each.person for each in later.assignments}
    assert len(adopt(later, GOLD, NOON, "the second", WHO, promised=adopted.commitments).commitments) == 5


def test_the_same_people_are_not_promised_twice():
    adopted = adopt(plan(), GOLD, NOON, "least harm at home", WHO)
    with pytest.raises(
        AdoptionRefused, match=r"people who are promised already: .* are promised to the request small"
    ):
        adopt(plan(), GOLD, NOON, "again", WHO, promised=adopted.commitments)


@pytest.mark.parametrize(
    ("changes", "reason", "sentence"),
    [
        (
            {"rank": Rank.INSPECTOR},
            "needed",
            "needs somebody of the rank superintendent or higher to adopt it",
        ),
        ({"name": " "}, "needed", "names nobody who adopts it: name the officer"),
        ({}, " ", "is adopted without a reason: say why"),
    ],
)
def test_adoption_takes_somebody_authorised_and_a_reason(changes: dict, reason: str, sentence: str):
    with pytest.raises(AdoptionRefused, match=sentence):
        adopt(plan(), replace(GOLD, **changes), NOON, reason, WHO)


def promise(who: str, begins: float, ends: float, to: str = "an event") -> Commitment:
    """A promise on Monday between two hours."""
    return Commitment(person=Id(who), begins_at=at(1, begins), ends_at=at(1, ends), to=to)


def test_promises_that_meet_are_not_twice_and_those_inside_another_are():
    assert promised_twice([promise("p1", 6, 10), promise("p1", 10, 12), promise("p2", 6, 12)]) == ()
    found = promised_twice([promise("p1", 6, 20), promise("p1", 7, 8), promise("p1", 19, 22)])
    assert [(each.first.begins_at, each.second.begins_at) for each in found] == [
        (at(1, 6), at(1, 7)),
        (at(1, 6), at(1, 19)),
    ]
