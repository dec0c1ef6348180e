"""How many there are for a need, counted by hand beside."""

from dataclasses import replace
from datetime import timedelta

from dueregard.mobilisation.need_counts import need_counts, notice_words
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from tests.unit.mobilisation.small_case import RULES, at, case, duty


def test_holders_are_counted_and_those_away_once_each():
    small = case([duty(number, 1) for number in range(8)])
    counts = {each.role: each for each in need_counts(small.request, small.roster)}
    for role, each in counts.items():
        wanted = next(known for known in small.request.roles if known.id == role)
        assert each.hold == sum(wanted.could_be(person) for person in small.roster.people)
        assert each.free == each.hold
    role, before = next(iter(counts.items()))
    holders = [
        p for p in small.roster.people if next(r for r in small.request.roles if r.id == role).could_be(p)
    ]
    promise = Commitment(person=holders[0].id, begins_at=at(1, 0), ends_at=at(2, 0), to="a match")
    after = next(each for each in need_counts(small.request, small.roster, [promise]) if each.role == role)
    assert (after.hold, after.promised, after.free) == (before.hold, 1, before.hold - 1)
    words = after.words(zone_named(small.roster.zone))
    assert f"{after.needed} are needed in monday by" in words
    assert f"{after.hold} of the force hold the role then; of them 1 promised elsewhere" in words


def test_a_skill_that_lapses_before_the_tour_is_not_held():
    small = case([])
    lapsed = tuple(
        replace(
            p, skills=tuple(replace(held, until_on=at(0, 0).date() - timedelta(days=30)) for held in p.skills)
        )
        for p in small.roster.people
    )
    roster = replace(small.roster, people=lapsed)
    skilled = {str(role.id) for role in small.request.roles if role.skills}
    assert all(each.hold == 0 for each in need_counts(small.request, roster) if each.role in skilled)


def test_the_notice_alone_can_make_a_step_impossible():
    small = case([])
    due = small.request.needs[0].by
    for minutes, words in (
        (RULES.muster_on_duty + small.request.travel_minutes - 1, "nobody can be there in time"),
        (RULES.muster_off_duty + small.request.travel_minutes - 1, "only those on duty"),
    ):
        hurried = replace(small.request, accepted_at=due - timedelta(minutes=minutes))
        assert words in notice_words(hurried, RULES, [0])[0]
    assert notice_words(small.request, RULES, [0]) == ()
