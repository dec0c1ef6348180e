"""Whom to call: those the plan sends, then others who may go, fewest loads first; never those who may not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.common.records import Origin
from dueregard.mobilisation.call_out import CallOut, CallOutRefused, bad_days
from dueregard.mobilisation.calling import Calling, call_out, may_be_called
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.fair_shares import Fairness, fair_shares
from dueregard.mobilisation.muster_rates import MusterRate, rate_for, read_muster_rates, write_muster_rates
from dueregard.mobilisation.past_loads import PastLoad
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.posing import pose
from dueregard.mobilisation.trips import arcs_of
from dueregard.workforce.absence import Absence
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.hours import DUTY_FUNCTIONS, AbsenceCause, DutyFunction
from dueregard.workforce.people import HeldSkill
from tests.support.mobilisation_cases import DRIVER, PUBLIC_ORDER, generated_case
from tests.unit.mobilisation.small_case import at, case, duty, person, request, tour

FAIR = Fairness(shares=fair_shares(shipped_rules(), date(2023, 4, 30)))


def rate(called: int, came: int, **changes: object) -> MusterRate:
    made = MusterRate(
        from_on=date(2023, 1, 1),
        called=called,
        came=came,
        source="an exercise, invented for tests",
        origin=Origin.INVENTED,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


RATES = (rate(20, 18), rate(20, 16, skill=DRIVER))
DRIVERS = tuple(HeldSkill(skill=each) for each in (PUBLIC_ORDER, DRIVER))
PEOPLE = [
    *(person(0, id=Id(f"s{n}")) for n in range(6)),
    *(person(3, id=Id(f"c{n}")) for n in range(12)),
    *(person(5, id=Id(f"d{n}")) for n in range(6)),
]
FORCE = case([], people=PEOPLE)


def called(
    judged: Case, calling: Calling | None = None, fairness: Fairness = FAIR, need: int = 0
) -> tuple[CallOut, set[str]]:
    """The lists, and who is in the plan."""
    asked = (judged.request, judged.roster, judged.rules, judged.aims)
    plan = plan_request(*asked, commitments=judged.commitments, fairness=fairness)
    problem = pose(*asked, judged.commitments)
    found = call_out(problem, plan, need, calling or Calling(rates=RATES), fairness, judged.aims)
    return found, {str(each.person) for each in plan.assignments}


def names(found: CallOut) -> set[str]:
    return {name for each in found.lists for name in each.people}


def test_the_plan_is_called_first_and_others_after_it():
    """One sergeant and three constables at nine in ten, one driver at eight in ten, each to be full at 95 %."""
    found, planned = called(FORCE)
    sizes = {each.role: (each.needed, len(each.people)) for each in found.lists}
    assert sizes == {"sergeant": (1, 2), "constable": (3, 5), "driver": (1, 2)}
    assert found.is_sure
    for each in found.lists:
        assert set(each.people[: each.needed]) <= planned
        assert not set(each.people[each.needed :]) & planned
    assert sum(len(each.people) for each in found.lists) == len(names(found))


def test_all_roles_at_once_take_more_people():
    apart, _ = called(FORCE)
    together, _ = called(FORCE, Calling(rates=RATES, jointly=True))
    assert apart.jointly < 0.95 <= together.jointly
    assert len(names(together)) > len(names(apart))


def test_correlated_and_independent_no_shows_give_different_lists():
    alone, _ = called(FORCE)
    shaken, _ = called(FORCE, Calling(rates=RATES, shock=bad_days(0.2, 3.0)))
    assert len(names(shaken)) > len(names(alone))


def test_few_exercises_make_cautious_lists_longer():
    usual, _ = called(FORCE)
    cautious, _ = called(FORCE, Calling(rates=RATES, cautious=True))
    assert len(names(cautious)) > len(names(usual))


def test_those_on_whom_least_weighs_are_called_before_others():
    past = tuple(
        PastLoad(person=Id(f"s{n}"), on=date(2023, 3, 1), tours=tours)
        for n, tours in enumerate((4, 2, 0, 3, 1, 5))
    )
    rates = (rate(20, 10), rate(20, 16, skill=DRIVER))
    found, _ = called(FORCE, Calling(rates=rates), replace(FAIR, past=past))
    sergeants = next(each.people for each in found.lists if each.role == "sergeant")
    assert sergeants == ("s2", "s4", "s1", "s3", "s0")


def test_nobody_is_called_who_may_not_go():
    """On leave, promised, short of rest after a night at court, restricted: of six sergeants one goes, one is left."""
    people = [replace(each, restricted=True) if each.id == "s5" else each for each in PEOPLE]
    night = replace(duty(0, 0, 22, 8), person=Id("s3"))
    leave = Absence(person=Id("s1"), cause=AbsenceCause.LEAVE, begins_at=at(1, 0), ends_at=at(2, 0))
    promised = Commitment(person=Id("s2"), begins_at=at(1, 8), ends_at=at(1, 12), to="an event")
    fixed = Absence(person=Id("s3"), cause=AbsenceCause.COURT, begins_at=at(0, 22), ends_at=at(1, 6))
    force = case([night], people=people, absences=(leave, fixed), commitments=(promised,))
    found, _ = called(force, Calling(rates=(rate(20, 10), rate(20, 16, skill=DRIVER))))
    sergeants = next(each for each in found.lists if each.role == "sergeant")
    assert set(sergeants.people) == {"s0", "s4"}
    assert (found.is_sure, sergeants.chance) == (False, 0.75)


def test_who_is_sent_on_another_tour_is_not_called():
    force = replace(FORCE, request=request(tour("monday", 1), tour("tuesday", 2)))
    for need, name in ((0, "monday"), (1, "tuesday")):
        found, planned = called(force, need=need)
        plan = plan_request(force.request, force.roster, force.rules, force.aims, fairness=FAIR)
        here = {str(each.person) for each in plan.assignments if each.tour == name}
        assert names(found) & planned == here


def test_nobody_is_called_from_response_policing_where_a_minimum_is_set():
    """Everybody is on duty, and one sergeant in six may go: no second one is called beside."""
    duties = [replace(duty(0, 1), person=each.id) for each in PEOPLE]
    free = case(duties, people=PEOPLE)
    found, _ = called(free)
    assert found.is_sure
    guarded = case(duties, people=PEOPLE, aims=Aims(minimum_share=0.5))
    found, planned = called(guarded)
    assert names(found) == planned
    assert not found.is_sure


@pytest.mark.parametrize("guarded", [False, True])
def test_who_may_be_called_is_who_has_such_a_way(guarded):
    """Beside every way of generated forces, one by one."""
    yes = no = 0
    for seed in range(12):
        judged = generated_case(seed, most_days=3)
        problem = pose(judged.request, judged.roster, judged.rules, judged.aims, judged.commitments)
        for at_need, need in enumerate(judged.request.needs):
            place = [each.id for each in judged.request.tours].index(need.tour)
            for signature, graph in zip(problem.signatures, problem.graphs, strict=True):
                expected = any(
                    works(graph, path, signature, at_need, place, guarded)
                    for path in graph.paths(100_000) or ()
                )
                assert may_be_called(signature, graph, at_need, place, guarded) == expected, seed
                yes, no = yes + expected, no + (not expected)
    assert min(yes, no) > 30


def works(graph, path, signature, need: int, place: int, guarded: bool) -> bool:
    arcs = list(arcs_of(graph, path))
    services = [arc.service for arc in arcs if arc.service is not None]
    if [each.tour for each in services] != [place] or need not in services[0].needs:
        return False
    lost = [signature.cells[each] for arc in arcs for each in arc.lost]
    lost += [signature.running_cell for arc in arcs if arc.left_at is not None]
    response = DUTY_FUNCTIONS.index(DutyFunction.RESPONSE)
    return not guarded or all(cell % len(DUTY_FUNCTIONS) != response for cell in lost)


# ---------------------------------------------------------------------------------------------------- rates


def chosen(rates: tuple[MusterRate, ...], hour: int = 12, notice: int = 4) -> MusterRate:
    return rate_for(rates, ["public-order"], date(2023, 5, 1), hour, Decimal(notice))


def test_a_rate_is_found_by_skill_then_notice_then_hour_then_day():
    skill = rate(10, 5, skill=Id("public-order"))
    longer, night = rate(10, 6, notice_hours=Decimal(4)), rate(10, 7, from_hour=22, until_hour=6)
    later = rate(10, 9, from_on=date(2023, 4, 1))
    assert chosen((rate(10, 8), skill)) is skill
    assert chosen((rate(10, 8), longer)) is longer
    assert chosen((longer, later), notice=3) is later
    assert chosen((rate(10, 8), night), hour=23) is night
    assert chosen((rate(10, 8), night), hour=5).misses() == pytest.approx(0.3)
    assert chosen((night, later), hour=6) is later
    assert chosen((rate(10, 8), later)) is later


def test_a_call_for_which_nothing_is_known_is_refused():
    old = rate(10, 8, until_on=date(2023, 4, 30))
    with pytest.raises(
        CallOutRefused, match="No muster rate is known for a call at 12 o'clock on 2023-05-01"
    ):
        chosen((old,))


def test_a_shock_larger_than_all_no_shows_is_refused():
    with pytest.raises(CallOutRefused, match="misses 60% of calls, and on bad days 2 times as many"):
        called(FORCE, Calling(rates=(rate(20, 8),), shock=bad_days(0.1, 2.0)))


def test_rates_read_back_equal_and_bad_ones_are_told():
    rates = (*RATES, rate(5, 4, notice_hours=Decimal("2.5"), from_hour=22, until_hour=6))
    assert read_muster_rates(write_muster_rates(rates), "rates.csv", FaultList()) == rates
    faults = FaultList()
    read_muster_rates("from_on,called,came,source\n2023-01-01,5,6,x\n", "rates.csv", faults)
    with pytest.raises(FaultsFound, match="6 of 5 came; give at least one called, and no more who came"):
        faults.raise_if_any()


def test_more_notice_than_any_rate_takes_the_longest():
    longest = rate(10, 9, notice_hours=Decimal(24))
    assert chosen((rate(10, 8), longest), notice=int(timedelta(days=3) / timedelta(hours=1))) is longest
