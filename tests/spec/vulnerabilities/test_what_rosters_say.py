"""Where a roster says otherwise than an answer: rules that read stored readings, each told in one sentence."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dueregard.assessment.returns import ResponseState
from dueregard.common.results import Result
from dueregard.packs.reading import read_pack
from dueregard.vulnerabilities.finding import find_vulnerabilities
from tests.support.stored_readings import (
    reading,
    readings_result,
    reliance_result,
    result_of_kind,
    shared,
    skill,
)
from tests.unit.vulnerabilities.world import SETTINGS, answer, other, world

NEW_RULES = {
    "contradicted-by-reading",
    "capacity-below-target",
    "counted-twice",
    "skill-expiring",
    "depends-on-others",
}
LIMITS = {**SETTINGS, "expiring-skill-percent": "20", "reliance-limit-percent": "40"}


def told(*results: Result, answers: Any = (), settings: dict[str, str] = LIMITS) -> dict[str, str]:
    """What is found in the last quarter of 2022, key by key, where nothing else is wrong."""
    snapshot = world(*answers, settings=settings, results=results)
    return {row.key: row.sentence for row in find_vulnerabilities(snapshot, "2022-Q4").found}


def test_a_self_rating_that_the_roster_contradicts():
    """Rated as required, and the roster has hours in which the target is not met: who says what, and how sure."""
    assert told(readings_result(reading("cap-1/rota", hours_met=61))) == {
        "contradicted-by-reading/cap-1/rota": (
            "Public order rates this “mostly” where “mostly” is required, and the reading of 1 December 2022 finds "
            "2 × units within 4 hours in 61 of 100 hours and 1 in the worst, with medium confidence: There is a rota "
            "(cap-1/rota)."
        )
    }


def test_a_target_that_is_met_in_every_hour_is_no_weakness():
    assert told(readings_result(reading("cap-1/rota"))) == {}


def test_a_shortfall_that_the_answer_admits_is_not_called_a_contradiction():
    """The low rating is found by its own rule, and what the roster says stands beside it."""
    found = told(readings_result(reading("cap-1/rota", hours_met=61)), answers=[answer("rota", "partly")])
    assert list(found) == ["rating-below-required/cap-1/rota", "capacity-below-target/cap-1/rota"]
    assert found["capacity-below-target/cap-1/rota"] == (
        "The reading of 1 December 2022 finds 2 × units within 4 hours in 61 of 100 hours and 1 in the worst, with "
        "medium confidence: There is a rota (cap-1/rota)."
    )


def test_a_target_of_ones_own_is_told_by_its_name():
    found = told(readings_result(reading("winter-plan", hours_met=0)))
    assert list(found) == ["capacity-below-target/winter-plan"]
    assert found["capacity-below-target/winter-plan"].endswith("with medium confidence (winter-plan).")


@pytest.mark.parametrize("state", [ResponseState.NOT_STATED])
def test_what_the_source_does_not_state_is_no_weakness(state: ResponseState):
    silent = [other("rota", state, reason="As told.")]
    assert told(readings_result(reading("cap-1/rota", hours_met=61)), answers=silent) == {}


def test_the_latest_reading_by_the_day_counts():
    """A later one mends it; one made after the day of the cycle, or without a date, was not known then."""
    low = readings_result(reading("cap-1/rota", hours_met=61), made_on=date(2022, 11, 1))
    mended = readings_result(reading("cap-1/rota"), made_on=date(2022, 12, 15))
    later = readings_result(reading("cap-1/rota", hours_met=5), made_on=date(2023, 1, 2))
    undated = readings_result(reading("cap-1/rota", hours_met=5), made_on=None)
    assert told(mended, low, later, undated) == {}
    assert list(told(low, later)) == ["contradicted-by-reading/cap-1/rota"]


def test_people_counted_for_two_targets_that_both_cannot_be_met():
    """Each target alone is met; together they are not, unless somebody is counted twice."""
    both = (reading("cap-1/rota"), reading("cap-1/kit"))
    assert told(readings_result(*both, shared=(shared("cap-1/rota", "cap-1/kit", 100, 100),))) == {}
    assert told(readings_result(*both, shared=(shared("cap-1/rota", "cap-1/kit", 100, 30),))) == {
        "counted-twice/cap-1/kit:cap-1/rota": (
            "40 people count for both of two targets: each alone is met in 100 hours, and both together with nobody "
            "counted twice in 30, by the reading of 1 December 2022 (cap-1/kit:cap-1/rota)."
        )
    }


def test_a_pair_read_again_and_no_longer_shared_is_gone():
    both = (reading("cap-1/rota"), reading("cap-1/kit"))
    was = readings_result(*both, shared=(shared("cap-1/rota", "cap-1/kit", 9, 3),), made_on=date(2022, 11, 1))
    assert list(told(was)) == ["counted-twice/cap-1/kit:cap-1/rota"]
    assert told(was, readings_result(*both)) == {}
    assert list(told(was, readings_result(both[0]))) == ["counted-twice/cap-1/kit:cap-1/rota"]


def test_a_skill_that_too_many_lose():
    """At the force's own limit it is found, one person under it is not."""
    assert told(readings_result(skills=(skill("driver", 19, 100, "cap-1/rota"),))) == {}
    assert told(readings_result(skills=(skill("driver", 20, 100, "cap-1/rota", undated=7),))) == {
        "skill-expiring/driver": (
            "20 of 100 who hold the skill driver lose it within 6 months from 2022-10, unless they renew it; the last "
            "day of 7 more is not known, by the reading of 1 December 2022."
        )
    }


def test_others_who_are_relied_on_above_the_limit():
    """Just at the limit it is kept; above it the days are told."""
    assert told(reliance_result(40, 100)) == {}
    assert told(reliance_result(41, 100, "cap-1/kit")) == {
        "depends-on-others/ct": (
            "Others supplied 41 of 100 officer-days of Counter terrorism from 2022-10 to 2022-10, more than the 40 % "
            "that the force allows itself (ct)."
        )
    }


def test_who_answers_for_it_and_what_it_rests_on_are_told():
    """The Result is named among the inputs, and its marking counts."""
    result = readings_result(
        reading("cap-1/rota", hours_met=61), skills=(skill("driver", 9, 10, "cap-1/kit"),)
    )
    snapshot = world(settings=LIMITS, results=(result,))
    first, second = find_vulnerabilities(snapshot, "2022-Q4").found
    assert (first.lead, first.spr_areas, first.marking) == ("order", ("spr-1/order",), "OFFICIAL-SENSITIVE")
    assert first.inputs == (
        "frameworks/cap-1/rota",
        "returns/2022-Q4/order/cap-1",
        "evidence/E-1",
        f"results/{result.hash}",
    )
    assert (second.lead, second.cause.value) == ("order", "training")
    assert second.inputs == (
        "frameworks/cap-1/kit",
        "settings/expiring-skill-percent",
        f"results/{result.hash}",
    )


def test_without_its_setting_a_rule_is_off_only_where_there_is_something_to_ask():
    """A force that keeps no readings is not told of limits it does not need."""
    bare = find_vulnerabilities(world(settings=SETTINGS), "2022-Q4")
    assert bare.rules_off == ()
    held = (readings_result(skills=(skill("driver", 9, 10),)), reliance_result(9, 10))
    asked = find_vulnerabilities(world(settings=SETTINGS, results=held), "2022-Q4")
    assert {off.rule for off in asked.rules_off} == {"skill-expiring", "depends-on-others"}
    assert asked.found == ()


def test_a_result_of_another_version_turns_its_rules_off_and_says_so():
    """It is never read by halves."""
    odd = result_of_kind("capacity-readings", {"hours": 3}, date(2022, 12, 1))
    report = find_vulnerabilities(world(settings=LIMITS, results=(odd,)), "2022-Q4")
    assert {off.rule for off in report.rules_off} == NEW_RULES - {"depends-on-others"}
    assert all("was kept by another version: make it again" in off.why for off in report.rules_off)


def test_the_2014_force_has_no_reading_and_none_of_these_rules_finds_anything():
    """It is real: no weakness is invented for it."""
    snapshot = read_pack(Path("examples") / "west-midlands-2014")
    for cycle in snapshot.cycles:
        report = find_vulnerabilities(snapshot, cycle.id)
        assert not NEW_RULES & {row.rule for row in report.all}
        assert not NEW_RULES & {off.rule for off in report.rules_off}


def test_northmarchs_roster_contradicts_one_rating_once_it_was_read():
    snapshot = read_pack(Path("examples") / "northmarch")
    found = {str(cycle.id): find_vulnerabilities(snapshot, cycle.id) for cycle in snapshot.cycles}
    read = {name: NEW_RULES & {row.rule for row in report.all} for name, report in found.items()}
    assert read.pop("2023-Q3") == {"contradicted-by-reading"}
    assert not any(read.values())
    assert not any(NEW_RULES & {off.rule for off in report.rules_off} for report in found.values())
