"""A requirement held against plans: what is met, by whom, what is short; and no unit counted twice."""

import random
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.coordination import RequirementCheck, check_requirement
from dueregard.mobilisation.double_commitment import double_commitments
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import ForceShare, shared_out
from dueregard.mobilisation.standing_plan import PlanShare, StandingPlan
from tests.unit.mobilisation.small_plans import (
    BEGINS,
    ENDS,
    PSU,
    foreseen,
    need,
    part,
    plan,
    promised,
    requirement,
)


def checked(required, *plans: StandingPlan, from_at=BEGINS, until_at=ENDS) -> RequirementCheck:
    return check_requirement(required, plans, from_at=from_at, until_at=until_at)


def counted(check: RequirementCheck) -> list[int]:
    return [step.counted for step in check.steps]


def test_units_count_from_the_hour_by_which_they_are_there():
    steps = requirement((1, 1), (4, 3), (8, 5))
    found = checked(steps, plan("tidewater", 1, part("now", 1, 1), part("soon", 2, 4), part("late", 2, 8)))
    assert counted(found) == [1, 3, 5]
    assert found.is_met
    assert [step.sentence for step in found.steps] == [
        "1 unit of psu within 1 h: met, 1 count.",
        "3 units of psu within 4 h: met, 3 count.",
        "5 units of psu within 8 h: met, 5 count.",
    ]


def test_what_is_short_is_said_force_by_force():
    steps = requirement((4, 6), shares={"tidewater": 2, "castermoor": 1})
    (step,) = checked(steps, plan("tidewater", 1, part(units=3)), plan("castermoor", 1, part(units=1))).steps
    assert step.sentence == "6 units of psu within 4 h: short by 2, 4 count."
    assert [(f.force, f.owed, f.counted, f.short) for f in step.forces] == [
        ("castermoor", 2, 1, 1),
        ("tidewater", 4, 3, 1),
    ]


def test_one_force_may_make_up_for_another_and_the_share_is_said_to_be_short_all_the_same():
    steps = requirement((4, 6), shares={"tidewater": 1, "castermoor": 1})
    found = checked(steps, plan("tidewater", 1, part(units=5)), plan("castermoor", 1, part(units=1)))
    assert found.is_met
    assert "met in all with 6, though 1 force gives less than its share" in found.steps[0].sentence


def test_a_unit_promised_elsewhere_at_that_time_does_not_count_again():
    found = checked(requirement((4, 4)), plan(commitments=(promised(3, "region-east"),)))
    assert counted(found) == [1]
    assert found.left_out == (
        "tidewater: 3 units of psu are promised to region-east in that time and do not count again.",
    )


def test_a_unit_promised_to_the_asker_counts():
    assert counted(checked(requirement((4, 4)), plan(commitments=(promised(3, "national"),)))) == [4]


def test_a_promise_that_ends_before_or_begins_after_takes_nothing():
    before = promised(4, begins=BEGINS.after(-48), ends=BEGINS)
    after = promised(4, begins=ENDS, ends=ENDS.after(48))
    assert counted(checked(requirement((4, 4)), plan(commitments=(before, after)))) == [4]


def test_promises_one_after_the_other_take_the_same_units_once():
    middle = BEGINS.after(20)
    first, second = promised(2, ends=middle), promised(3, "castermoor", begins=middle)
    assert counted(checked(requirement((4, 4)), plan(commitments=(first, second)))) == [1]


@pytest.mark.parametrize("seed", range(20141104, 20141144))
def test_a_region_and_the_nation_together_never_count_more_than_there_is(seed):
    """Whoever asks, units counted plus units promised to others at any hour are no more than the force has."""
    chance = random.Random(seed)
    parts = [part(f"p{number}", chance.randint(1, 6), chance.choice((1, 4, 8))) for number in range(3)]
    promises = []
    for each in parts:
        left = each.units
        for to in ("region-east", "national", "castermoor"):
            units = chance.randint(0, left)
            left -= units
            first = chance.randrange(-20, 60)
            ends = BEGINS.after(first + chance.randint(1, 40))
            if units:
                promises.append(promised(units, to, each.id, begins=BEGINS.after(first), ends=ends))
    at_home = (
        [need(chance.randint(1, 60), ends=BEGINS.after(chance.randint(1, 60)))]
        if chance.random() < 0.5
        else []
    )
    sent = plan("tidewater", 1, *parts, commitments=tuple(promises), own_needs=tuple(at_home))
    (step,) = checked(requirement((8, 9)), sent).steps
    for hour in range(48):
        at = BEGINS.after(hour)
        others = sum(p.units for p in promises if p.to != "national" and p.from_at <= at < p.until_at)
        home = sum(n.officers for n in at_home if n.from_at <= at < n.until_at)
        assert 25 * (step.counted + others) + min(
            home, 25 * (sum(p.units for p in parts) - others)
        ) <= 25 * sum(p.units for p in parts)


def test_units_held_jointly_count_once_for_the_first_of_their_forces():
    joint = Id("shore-alliance")
    found = checked(
        requirement((4, 4), shares={"tidewater": 1, "castermoor": 1}),
        plan("tidewater", 1, part(units=3, joint=joint), commitments=(promised(1),)),
        plan("castermoor", 1, part("ours", units=2, joint=joint)),
    )
    assert counted(found) == [1], "two at most, and one of them is promised"
    assert any(
        "held jointly as shore-alliance and counts for castermoor only" in why for why in found.left_out
    )


def test_joint_units_that_the_other_force_needs_at_home_do_not_count_and_the_later_hour_holds():
    joint = Id("shore-alliance")
    first = plan("castermoor", 1, part("ours", 3, 1, joint=joint))
    steps = requirement((1, 1), (8, 2), shares={"tidewater": 1, "castermoor": 1})

    def second(officers: int) -> StandingPlan:
        return plan(
            "tidewater",
            1,
            part("theirs", 3, 8, joint=joint),
            part("alone", 1, 9),
            own_needs=(need(officers),),
        )

    assert counted(checked(steps, first, second(25))) == [0, 3], "its own unit is enough at home"
    assert counted(checked(steps, first, second(75))) == [0, 1], "two of the joint ones stay too"


def test_units_that_a_force_needs_itself_stay_and_those_that_come_soonest_stay_first():
    sent = plan("tidewater", 1, part("now", 2, 1), part("soon", 2, 4), own_needs=(need(51),))
    found = checked(requirement((1, 1), (4, 4)), sent)
    assert counted(found) == [0, 1], "51 officers are three units of 25, rounded up"
    assert (
        "tidewater: it needs 51 officers itself in that time, so 3 units of psu are kept at home first."
        in found.left_out
    )


def test_a_force_without_a_plan_is_named_and_counts_nothing():
    found = checked(requirement((4, 4), shares={"tidewater": 1, "castermoor": 1}), plan())
    assert found.left_out == ("castermoor: no plan was received, so none of its units counts.",)
    assert [force.has_plan for force in found.steps[0].forces] == [False, True]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_until": date(2026, 8, 9)}, "which is not all of the time"),
        ({"audience": (Id("region-east"),)}, "is not for national"),
        ({"tier": Tier.REGIONAL}, "gives nothing above the regional tier"),
    ],
)
def test_a_plan_that_does_not_reach_so_far_counts_nothing(changes, told):
    found = checked(requirement((4, 4)), plan(**changes))
    assert counted(found) == [0]
    assert told in found.left_out[0]


def test_a_plan_that_holds_until_the_day_on_which_the_request_ends_is_enough():
    until_the_ninth = plan(valid_until=date(2026, 8, 9))
    midnight = Moment.parse("2026-08-10T00:00Z")
    assert counted(checked(requirement((4, 4)), plan(valid_until=date(2026, 8, 10)))) == [4]
    assert counted(checked(requirement((4, 4)), until_the_ninth, until_at=midnight)) == [4]
    assert counted(checked(requirement((4, 4)), until_the_ninth, until_at=midnight.after(1))) == [0]


def test_where_a_force_takes_its_share_to_be_another_that_is_said():
    shares = tuple(
        PlanShare(
            requirement=Id("invented-2026"), kind=PSU, within_hours=hours, units=3, source="Letter, 2025"
        )
        for hours in (4, 6)
    )
    found = checked(requirement((4, 4)), plan(shares=shares))
    assert [line.rpartition("and the requirement ")[2] for line in found.differing] == [
        "makes it 4; settle which one holds.",
        "has no such step; settle which one holds.",
    ]


def test_two_plans_of_one_force_are_refused():
    with pytest.raises(DueRegardError, match="tidewater has two plans here, 1 and 2"):
        checked(requirement((4, 4)), plan(), plan(serial=2))


def test_times_that_cannot_be_are_refused():
    with pytest.raises(DueRegardError, match="not after it begins"):
        checked(requirement((4, 4)), plan(), from_at=ENDS, until_at=BEGINS)
    with pytest.raises(DueRegardError, match="not on 10 August 2026; take the one that does"):
        checked(requirement((4, 4), until_on=date(2026, 8, 9)), plan())


# ------------------------------------------------------------------------------------- August 2011 again
def test_a_force_that_lends_a_hundred_and_then_needs_all_is_warned():
    """Greater Manchester, 9 August 2011, by the figures only: 100 away, 625 needed. The force here is invented."""
    lends = plan("tidewater", 1, part(units=25), commitments=(promised(4),))
    (found,) = checked(requirement((4, 4), needs=(foreseen("tidewater", 625),)), lends).twice
    assert (found.held, found.lent, found.needed, found.twice) == (625, 100, 625, 100)
    assert "has promised 100 of them to others and needs 625 itself" in found.sentence


def test_the_nation_does_not_count_what_is_needed_at_home():
    asked = requirement((4, 4), needs=(foreseen("tidewater", 625),))
    assert counted(checked(asked, plan("tidewater", 1, part(units=25)))) == [0]
    assert counted(checked(asked, plan("tidewater", 1, part(units=29)))) == [4]


def test_units_promised_to_the_asker_and_needed_at_home_are_warned_of_and_not_counted():
    lends = plan("tidewater", 1, part(units=25), commitments=(promised(4, "national"),))
    found = checked(requirement((4, 4), needs=(foreseen("tidewater", 625),)), lends)
    assert counted(found) == [0]
    assert [each.twice for each in found.twice] == [100]


def test_a_need_at_another_time_or_that_leaves_enough_is_no_double_commitment():
    lends = plan("tidewater", 1, part(units=25), commitments=(promised(4),))
    assert double_commitments(lends, (need(525),)) == ()
    assert double_commitments(lends, (need(625, begins=ENDS, ends=ENDS.after(9)),)) == ()
    assert double_commitments(plan("tidewater", 1, part(units=20)), (need(625),)) == (), (
        "short, but nothing is lent"
    )


def test_needs_at_one_moment_add_up():
    lends = plan("tidewater", 1, part(units=25), commitments=(promised(4),))
    (found,) = double_commitments(lends, (need(300), need(300, begins=BEGINS.after(5))))
    assert (found.at, found.needed, found.twice) == (BEGINS.after(5), 600, 75)


@pytest.mark.parametrize("seed", range(20141104, 20141124))
def test_the_worst_moment_is_what_looking_hour_by_hour_finds(seed):
    chance = random.Random(seed)

    def hours() -> dict[str, Any]:
        first = chance.randrange(30)
        return {"begins": BEGINS.after(first), "ends": BEGINS.after(first + chance.randint(1, 15))}

    promises = tuple(promised(chance.randint(1, 2), **hours()) for _ in range(4))
    needs = tuple(need(chance.randint(1, 200), **hours()) for _ in range(4))
    sent = plan("tidewater", 1, part(units=10), commitments=promises)
    worst = 0
    for hour in range(50):
        at = BEGINS.after(hour)
        lent = 25 * sum(p.units for p in promises if p.from_at <= at < p.until_at)
        needed = sum(n.officers for n in needs if n.from_at <= at < n.until_at)
        worst = max(worst, min(lent, lent + needed - 250) if needed else 0)
    assert sum(found.twice for found in double_commitments(sent, needs)) == worst


# -------------------------------------------------------------------------------------------- the shares
def weights(**given: int) -> list[ForceShare]:
    return [ForceShare(force=Id(force), weight=Decimal(weight)) for force, weight in given.items()]


def test_shares_by_strength_of_a_force_with_an_eighteenth_of_all_officers():
    """7,155 of 127,077 officers (Home Office, September 2014) are 16.7 of 297 units, a figure often quoted."""
    assert shared_out(297, weights(one=7155, rest=127077 - 7155))[Id("one")] == 17


@pytest.mark.parametrize("seed", range(20141104, 20141114))
def test_shares_add_up_never_fall_and_agree_with_the_plain_way(seed):
    chance = random.Random(seed)
    shares = weights(**{f"f{number:02d}": chance.randint(1, 900) for number in range(12)})
    plainly = {share.force: 0 for share in shares}
    for units in range(1, 90):
        best = max(share.weight / (2 * plainly[share.force] + 1) for share in shares)
        first = next(s.force for s in shares if s.weight / (2 * plainly[s.force] + 1) == best)
        plainly[first] += 1
        assert shared_out(units, shares) == plainly
        assert sum(plainly.values()) == units


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: requirement((4, 5), (8, 3)), "cannot both be in all"),
        (lambda: requirement((4, 5), (4, 6)), "cannot both be in all"),
        (lambda: requirement(), "it has no step or no share"),
        (lambda: requirement((4, 1), until_on=date(2025, 1, 1)), "before it begins"),
        (lambda: requirement((4, 1), format="other 1"), "write dueregard-requirement 1"),
        (lambda: requirement((4, 0)), "0 units were given"),
        (lambda: requirement((4, 1), shares={"a": 0}), "give more than nought"),
    ],
)
def test_a_requirement_that_contradicts_itself_is_refused(made, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        made()
