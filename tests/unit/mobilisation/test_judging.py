"""A kept plan judged from its files: with its prices its bound is proved again, and what is spoiled is found."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dueregard.common.canonical import sha256
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultsFound
from dueregard.mobilisation.adoption import AdoptionRefused
from dueregard.mobilisation.checker import Rule
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.fair_shares import fair_shares
from dueregard.mobilisation.judging import judge, refuse_broken
from dueregard.mobilisation.plan import Plan, Prices
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.stored_plan import LeftOut, StoredPlan, as_stored, read_stored_plan
from dueregard.mobilisation.stored_prices import PriceOf, PriceRow, price_rows, prices_of
from dueregard.workforce.duty_rules import shipped_rules
from tests.support.mobilisation_cases import generated_case

SHARES = fair_shares(shipped_rules(), date(2023, 5, 1))
CASE = generated_case(4)


def planned(case=CASE) -> Plan:
    try:
        return plan_request(case.request, case.roster, case.rules, case.aims, commitments=case.commitments)
    except CannotBeMet as refused:
        if refused.best is None:
            raise
        return refused.best


def kept(plan: Plan, case=CASE) -> StoredPlan:
    return as_stored(plan, case.request, case.roster, SHARES)


PLAN = planned()
KEPT = kept(PLAN)


def written(stored: StoredPlan, folder: Path) -> Path:
    for name, content in stored.files().items():
        (folder / name).write_bytes(content)
    return folder


def test_a_plan_kept_and_read_again_proves_its_bound_from_its_files_alone(tmp_path):
    again = read_stored_plan(written(KEPT, tmp_path))
    assert again == KEPT
    judged = judge(again, CASE)
    assert judged.faults == ()
    assert judged.cost == pytest.approx(PLAN.cost)
    assert judged.bound == pytest.approx(PLAN.bound)
    assert PLAN.bound > 0


def test_prices_of_nought_are_left_out_and_the_bound_is_no_lower():
    for seed in (1, 3):
        case = generated_case(seed, most_days=2)
        plan = planned(case)
        judged = judge(kept(plan, case), case)
        assert judged.faults == ()
        if judged.bound is not None:
            assert judged.bound >= proved_bound(plan, case) - 1e-6 * max(1, plan.bound)


def test_a_bound_claimed_too_high_is_refused_by_its_own_prices():
    high = kept(replace(PLAN, bound=PLAN.cost, prices=Prices()))
    assert judge(high, CASE).bound is None  # no prices: claimed, and said so
    one = dict([max(PLAN.prices.needs.items(), key=lambda each: each[1])])
    weak = kept(replace(PLAN, bound=PLAN.cost, prices=Prices(needs=one)))
    assert {each.rule for each in judge(weak, CASE).faults} == {Rule.BOUND}


def test_a_role_exchanged_by_hand_is_named_and_not_adopted():
    refuse_broken(KEPT, CASE)
    first = next(each for each in KEPT.tours if each.role == "constable")
    rows = tuple(replace(each, role=Id("sergeant")) if each is first else each for each in KEPT.tours)
    spoiled = replace(KEPT, tours=rows)
    assert Rule.POST in {each.rule for each in judge(spoiled, CASE).faults}
    with pytest.raises(AdoptionRefused, match="breaks a rule: a role not open"):
        refuse_broken(spoiled, CASE)


def test_somebody_who_may_not_go_any_more_is_found_from_the_roster_as_it_is_now():
    who = KEPT.tours[0].person
    at = next(at for at, each in enumerate(CASE.roster.people) if each.id == who)
    people = list(CASE.roster.people)
    people[at] = replace(people[at], restricted=True)
    now = replace(CASE, roster=replace(CASE.roster, people=tuple(people)))
    assert {each.rule for each in judge(KEPT, now, with_bound=False).faults} == {Rule.RESTRICTED}


def test_a_need_left_out_that_the_request_has_not_is_found():
    head = replace(KEPT.head, left_out=(LeftOut(need=len(CASE.request.needs), number=1),))
    assert Rule.UNKNOWN in {each.rule for each in judge(replace(KEPT, head=head), CASE).faults}


@pytest.mark.parametrize("wrong_by", [-1, 1])
def test_a_head_that_says_other_people_than_its_tours_is_found(wrong_by):
    sent = KEPT.head.people
    wrong = replace(KEPT, head=replace(KEPT.head, people=sent + wrong_by))
    judged = judge(wrong, CASE, with_bound=False)
    assert {each.rule for each in judged.faults} == {Rule.PEOPLE}
    words = f"the head says that {sent + wrong_by} people are sent; its tours have {sent}"
    assert judged.of(Rule.PEOPLE) == (words,)
    with pytest.raises(AdoptionRefused, match="people sent miscounted"):
        refuse_broken(wrong, CASE)


def test_a_price_of_a_local_area_that_is_not_there_is_found():
    moment = CASE.request.accepted_at
    key = ("nowhere", "response", moment, moment + timedelta(hours=1))
    odd = kept(replace(PLAN, prices=replace(PLAN.prices, removed={key: 1.0})))
    judged = judge(odd, CASE)
    assert ({each.rule for each in judged.faults}, judged.bound) == ({Rule.UNKNOWN}, None)


def test_the_plan_of_another_request_is_refused():
    other = replace(CASE, request=replace(CASE.request, id=Id("another")))
    with pytest.raises(PlanRefused, match="name the request that it was made for"):
        judge(KEPT, other)


def test_no_two_rows_price_the_same_for_that_would_prove_too_much():
    moment = CASE.request.accepted_at
    hours = [moment + timedelta(hours=at) for at in range(4)]
    spans = [(hours[0], hours[2]), (hours[1], hours[3])]
    removed = {("north", "response", *span): 1.0 for span in spans}
    with pytest.raises(DueRegardError, match=r"response in north .* is priced twice"):
        prices_of(price_rows(Prices(removed=removed)), "prices.csv")
    row = PriceRow(of=PriceOf.NEED, tour=Id("day"), role=Id("medic"), need=0, price=Decimal(1))
    with pytest.raises(DueRegardError, match="day medic 0 is priced twice"):
        prices_of([row, row], "prices.csv")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"of": PriceOf.NEED, "tour": Id("day"), "role": Id("medic"), "need": 0, "price": Decimal(-1)},
            "is 0 or more",
        ),
        ({"of": PriceOf.SERIAL, "tour": Id("day"), "price": Decimal(1)}, "does not name what a price"),
    ],
)
def test_a_price_that_proves_nothing_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        PriceRow(**fields)


def test_a_price_below_nought_in_a_file_is_told_with_its_line(tmp_path):
    row = KEPT.prices[0]
    folder = written(KEPT, tmp_path)
    table = folder / "prices.csv"
    text = table.read_text("utf-8").replace(f"{row.price:f}", f"-{row.price:f}", 1)
    table.write_text(text, "utf-8")
    with pytest.raises(DueRegardError, match="changed or exchanged"):
        read_stored_plan(folder)

    head = replace(KEPT.head, prices_sha256=sha256(text.encode()))
    (folder / "plan.yaml").write_bytes(replace(KEPT, head=head).files()["plan.yaml"])
    with pytest.raises(FaultsFound, match="is 0 or more"):
        read_stored_plan(folder)


def test_the_bound_is_given_up_when_told_to_between_people_and_within_one(monkeypatch):
    assert judge(KEPT, CASE, told=lambda done, total: done > 3).bound is None
    monkeypatch.setattr("dueregard.mobilisation.checker_ways.TOLD_EVERY", 1)
    calls: list[int] = []

    def told(done: int, total: int) -> bool:
        calls.append(done)
        return calls.count(done) > 2  # only within one person is it told so often

    assert judge(KEPT, CASE, told=told).bound is None
