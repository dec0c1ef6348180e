"""The mobilisation plan and the team leader's roster, from a force of eight that can be followed by hand."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from dueregard.common.codecs import Id
from dueregard.common.marking import SCHEMES
from dueregard.mobilisation.fair_shares import fair_shares
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Aims, CarrierOnTour, Finish
from dueregard.mobilisation.planning import plan_request
from dueregard.mobilisation.stored_again import DroppedOut
from dueregard.mobilisation.stored_plan import LeftOut, as_stored
from dueregard.papers.document import Bullets, Document, Edition, Facts, Heading, Paragraph, Table
from dueregard.papers.mobilised.at_home import home_csv, home_hours
from dueregard.papers.mobilised.brief import Brief, BriefRefused
from dueregard.papers.mobilised.document import build_plan, build_roster
from dueregard.papers.mobilised.team_roster import serials_on
from dueregard.papers.rendering import render_files
from dueregard.workforce.carriers import Carrier
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.units import RoleNeed, Transport
from tests.support.mobilisation_cases import DRIVER
from tests.unit.mobilisation.small_case import RULES, at, case, duty, request, tour

SCHEME, MARKING = SCHEMES["gsc-2014"], "OFFICIAL-SENSITIVE"
MINIMUM = "at least 0 officers (invented)"


@cache
def brief() -> Brief:
    """All eight work a day duty on Monday, when the request wants one serial of theirs."""
    small = case([duty(number, 1) for number in range(8)])
    aims = Aims(minimum_officers=0)
    plan = plan_request(small.request, small.roster, small.rules, aims)
    shares = fair_shares(shipped_rules(), small.request.accepted_at.date())
    return Brief(
        stored=as_stored(plan, small.request, small.roster, shares),
        request=small.request,
        roster=small.roster,
        rules=RULES,
        aims=aims,
        minimum=MINIMUM,
        settings=shipped_rules().settings,
    )


def written(which: Brief) -> Document:
    return build_plan(which, home_hours(which), scheme=SCHEME, marking=MARKING)


def words(document: Document) -> str:
    """Everything that a reader sees."""
    found = []
    for block in document.blocks:
        table = block if isinstance(block, Table) else getattr(block, "table", None)
        if isinstance(block, Paragraph):
            found.append(block.text)
        if isinstance(block, Bullets):
            found += block.items
        if isinstance(block, Facts):
            found += [text for _, text in block.items]
        if table is not None:
            found += [cell for row in table.rows for cell in row]
    return "\n".join(found)


def test_what_stays_is_counted_hour_by_hour():
    hours = [each for each in home_hours(brief()) if each.local_area is None]
    sent = brief().stored.head.people
    on_duty = {each.at: (each.planned, each.kept) for each in hours}
    assert on_duty[at(1, 8)] == (8, 8 - sent)
    assert on_duty[at(0, 20)] == (0, 0)
    lost = sum(each.planned - each.kept for each in hours)
    assert lost == sum(
        (gone.ends_at.at - gone.begins_at.at) // timedelta(hours=1) for gone in brief().stored.lost
    )


def test_who_dropped_out_neither_goes_nor_stays():
    stored = brief().stored
    stays = next(
        each.id for each in brief().roster.people if each.id not in {row.person for row in stored.tours}
    )
    gone = (DroppedOut(person=stays, from_at=Moment(brief().request.accepted_at)),)
    head = replace(stored.head, replaces="0" * 64, dropped_out=gone)
    whole = [each for each in home_hours(brief()) if each.local_area is None]
    fewer = [
        each
        for each in home_hours(replace(brief(), stored=replace(stored, head=head)))
        if each.local_area is None
    ]
    at_work = next(number for number, each in enumerate(whole) if each.at == at(1, 8))
    assert (whole[at_work].planned, fewer[at_work].planned) == (8, 7)
    assert fewer[at_work].kept == whole[at_work].kept - 1


def test_the_csv_holds_every_hour():
    hours = home_hours(brief())
    assert len(home_csv(brief(), hours).splitlines()) == 1 + len(hours)


def test_a_commander_reads_that_nothing_costs_less():
    said = words(written(brief()))
    assert (
        "No plan that keeps the rules and meets the request comes to fewer hours in all, hours lost and rest"
        in said
    )


def test_rest_days_are_no_hours_taken_from_the_public():
    stored = brief().stored
    head = replace(stored.head, rest_days=68, cost=stored.head.cost + 272, bound=stored.head.bound + 272)
    weighed = replace(brief(), rules=replace(RULES, rest_day_cost=4.0), stored=replace(stored, head=head))
    said = words(written(weighed))
    lost = sum((gone.ends_at.at - gone.begins_at.at) / timedelta(hours=1) for gone in stored.lost)
    assert (
        f"{lost:,.1f} officer-hours are lost at home, plus 68 rest days cancelled, counted at 4 hours each: "
        in said
    )
    assert f"{lost + 272:,.1f} in all" in said
    assert "costs the public" not in said
    assert "68 rest days are cancelled; whether each is paid or owed back" in said
    assert "owed later" not in said


def test_what_is_never_broken_stands_above_the_request():
    said = words(written(brief()))
    assert "Never broken, whatever is asked: law and rest" in said
    assert (
        "and nobody is taken from home below the emergency minimum. Where the request cannot be met" in said
    )
    off = words(written(replace(brief(), aims=Aims(), minimum=None)))
    assert "No emergency minimum is set, so none is kept." in off


def test_a_plan_that_was_stopped_says_how_much_better_one_might_be():
    head = brief().stored.head
    stopped = replace(head, finish=Finish.STOPPED, searched=head.cost - 3, bound=head.cost - 4)
    said = words(written(replace(brief(), stored=replace(brief().stored, head=stopped))))
    assert f"fewer than {head.cost - 3:,.1f} hours in all, hours lost and rest days counted together" in said
    assert "together: searching on could save 3.0 at most" in said


@pytest.mark.parametrize(
    ("least", "how_few"),
    [
        (0, "no plan that leaves out as little tells fewer than 0"),
        (1, "no plan that leaves out as little tells fewer"),
    ],
)
def test_a_plan_made_again_says_how_many_are_told_twice_and_bounds_itself_among_such_plans(least, how_few):
    head = brief().stored.head
    head = replace(
        head,
        replaces="0" * 64,
        told_twice=(Id("p1"),),
        told_twice_least=least,
        finish=Finish.STOPPED,
        searched=head.cost - 3,
    )
    said = words(written(replace(brief(), stored=replace(brief().stored, head=head))))
    assert f"0 dropped out. 1 are told twice, another thing than before ({how_few})." in said
    assert "meets the request and tells no more people twice comes to fewer than" in said


def test_what_is_short_is_said_with_its_reasons():
    stored = brief().stored
    short = replace(stored, head=replace(stored.head, left_out=(LeftOut(need=0, number=1),)))
    said = words(written(replace(brief(), stored=short, reasons=("the weekly rest",))))
    assert "1 unit of 1, due in the tour monday" in said
    assert "The weekly rest" in said
    assert "there may be others" in said
    assert "of the force hold the role then" in said


def test_bad_days_of_the_example_are_those_of_the_duty_rules():
    document = written(brief())
    notes = [getattr(block, "note", None) or "" for block in document.blocks]
    assert any("10 % of days bring 2 times the usual no-shows" in note for note in notes)


def test_carriers_stand_beside_what_the_units_need():
    assert "Carriers are not looked at: no vehicles are given." in words(written(brief()))
    transport = Transport(carriers=1, drivers=1, skill=DRIVER, source="invented for a test.")
    asked = replace(brief().request, unit=replace(brief().request.unit, transport=transport))
    van = Carrier(id=Id("c1"), local_area=Id("north"), seats=9)
    roster = replace(brief().roster, carriers=(van, replace(van, id=Id("c2"), seats=4)))
    silent = words(written(replace(brief(), roster=roster)))
    assert "Carriers are not looked at: the request says nothing of transport." in silent
    stored = replace(brief().stored, carriers=(CarrierOnTour(tour=Id("monday"), carrier=Id("c1")),))
    said = words(written(replace(brief(), request=asked, roster=roster, stored=stored)))
    assert "monday\n1\n1\n1" in said


def test_a_proposal_says_that_it_is_one():
    assert "This is a proposal." in words(written(brief()))


def test_people_stand_in_the_roster_alone():
    people = {str(each.person) for each in brief().stored.tours}
    roster = build_roster(brief(), scheme=SCHEME, marking=MARKING)
    cells = set(words(roster).split("\n"))
    assert people <= cells
    assert not people & set(words(written(brief())).split("\n"))
    assert roster.edition is Edition.FULL
    assert not any(block.publishable for block in roster.blocks)


def test_no_block_of_the_plan_may_be_published():
    document = written(brief())
    assert not any(block.publishable for block in document.blocks)
    with pytest.raises(ValueError, match="reached the public edition"):
        replace(document, edition=Edition.PUBLIC)


def test_the_public_edition_does_not_load_it():
    code = "import sys, dueregard.papers.public as p; sys.exit('dueregard.papers.mobilised' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_plan_of_another_request_is_refused():
    other = request(tour("tuesday", 2))
    with pytest.raises(BriefRefused, match="The plan has the tour monday, which is not there"):
        replace(brief(), request=other)


def test_the_same_plan_gives_the_same_bytes():
    first, second = (render_files(written(brief()), ("html",)) for _ in range(2))
    assert first == second


def test_serials_stand_together_in_the_roster_each_from_one_local_area():
    serial = (RoleNeed(role=Id("constable"), officers=2),)
    kept = brief()
    both = replace(kept, request=replace(kept.request, serial=serial))
    (monday,) = both.request.tours
    found = serials_on(both, monday)
    there = [each for each in both.stored.tours if each.role == "constable"]
    assert len(found) == min(len(there) // 2, both.request.needs[0].serials) > 0
    for area, mine in found:
        assert [str(each.role) for each in mine] == ["constable"] * 2
        assert {str(both.people[str(each.person)].local_area) for each in mine} == {area}
    named = [str(each.person) for _, mine in found for each in mine]
    assert len(named) == len(set(named))
    said = build_roster(both, scheme=SCHEME, marking=MARKING)
    captions = [block.caption for block in said.blocks if isinstance(block, Table)]
    assert captions[0].startswith("monday: serial 1, ")
    cells = words(said).split("\n")
    assert all(cells.count(str(each.person)) == 1 for each in both.stored.tours)
    assert serials_on(kept, monday) == []


def test_every_section_of_the_contents_has_a_numbered_paragraph():
    blocks = written(brief()).blocks
    for number, block in enumerate(blocks):
        if isinstance(block, Heading) and block.level == 1:
            assert isinstance(blocks[number + 1], Paragraph), block.text
