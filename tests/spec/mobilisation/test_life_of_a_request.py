"""The life of a request, told as rules: what may come next, by whom, with what."""

from dataclasses import replace
from datetime import date

import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.force.identity import Setting
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_life import (
    ENDS,
    STEPS,
    RequestLife,
    RequestState,
    RequestStep,
    StepRefused,
    may_take,
    read_life,
)
from dueregard.mobilisation.request_rules import RequestRuleUnusable, shipped_request_rules
from dueregard.workforce.people import Rank

RULES = shipped_request_rules()
OFFICIAL = Id("OFFICIAL")


def step(after: str, minute: int = 0, **changes: object) -> RequestStep:
    """A step by a chief superintendent, so many minutes after eight."""
    made = RequestStep(
        id=Id(f"{after}-{minute}"),
        request=Id("r1"),
        after=RequestState(after),
        at=Moment.parse(f"2022-10-10T08:{minute:02d}Z"),
        by="A. Ashdown",
        rank=Rank.CHIEF_SUPERINTENDENT,
        legal_basis="Police Act 1996, section 24",
        units_asked=17 if after == "asked" else None,
        units_offered=17 if after == "offered" else None,
        marking=OFFICIAL,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def life(*states: str) -> RequestLife:
    """A life that has come through these states."""
    found = RequestLife(RULES)
    for minute, each in enumerate(states):
        found = found.then(step(each, minute, reason="as agreed"))
    return found


def refusal(of: RequestLife, wrong: RequestStep) -> str:
    """The sentence a step is refused with."""
    with pytest.raises(StepRefused) as refused:
        of.then(wrong)
    assert not may_take(of, wrong)
    return str(refused.value)


def test_a_request_goes_from_asked_to_stood_down():
    whole = life("asked", "considered", "offered", "accepted", "stood-to", "deployed", "stood-down")
    assert (whole.extent, whole.units_offered, whole.is_over) == ("all", 17, True)
    assert read_life(RULES, whole.steps) == whole


REACHED = {
    None: (),
    "asked": ("asked",),
    "considered": ("asked", "considered"),
    "offered": ("asked", "considered", "offered"),
    "declined": ("asked", "declined"),
    "accepted": ("asked", "considered", "offered", "accepted"),
    "refused": ("asked", "considered", "offered", "refused"),
    "stood-to": ("asked", "considered", "offered", "accepted", "stood-to"),
    "deployed": ("asked", "considered", "offered", "accepted", "stood-to", "deployed"),
    "stood-down": ("asked", "considered", "offered", "accepted", "stood-to", "stood-down"),
    "withdrawn": ("asked", "withdrawn"),
}


@pytest.mark.parametrize("before", REACHED)
@pytest.mark.parametrize("after", RequestState)
def test_only_steps_of_the_table_are_taken(before: str | None, after: RequestState):
    at = life(*REACHED[before])
    listed = any(rule.before == before and rule.after is after for rule in STEPS)
    assert may_take(at, step(after.value, 30, reason="as agreed")) is listed


def test_nothing_follows_an_end():
    for end in ENDS:
        assert life(*REACHED[end.value]).next_steps() == ()


def test_a_wrong_step_says_what_may_come():
    assert refusal(life("asked"), step("deployed", 5)) == (
        'Request r1: it cannot go from "asked" to "deployed"; from there it can go to "considered", "declined", '
        '"withdrawn".'
    )
    assert refusal(RequestLife(RULES), step("offered")) == (
        'Request r1: it is not asked yet and cannot be "offered"; record first that it is asked.'
    )
    assert refusal(life("asked", "declined"), step("offered", 5)).endswith("that was its end.")


@pytest.mark.parametrize("rule", [rule for rule in STEPS if rule.needs_reason])
def test_steps_that_disappoint_somebody_need_a_reason(rule):
    at = life(*REACHED[rule.before.value])
    assert refusal(at, step(rule.after.value, 30)) == f'Request r1: "{rule.words}" needs a reason; say why.'


def test_part_of_what_was_asked_is_offered_with_a_reason():
    at = life("asked", "considered")
    assert refusal(at, step("offered", 5, units_offered=11)) == (
        "Request r1: 11 of 17 units are offered; say why not all."
    )
    part = at.then(step("offered", 5, units_offered=11, reason="the rest are at court and on leave"))
    assert (part.extent, part.units_offered) == ("part", 11)


def test_an_offer_taken_back_offers_nothing():
    at = life("asked", "considered", "offered", "considered")
    assert (at.extent, at.units_offered) == ("none", 0)


def test_no_more_is_offered_than_asked_and_numbers_are_given():
    at = life("asked", "considered")
    assert "20 units are offered and 17 were asked for; offer no more." in refusal(
        at, step("offered", 5, units_offered=20)
    )
    assert "how many units are offered" in refusal(at, step("offered", 5, units_offered=None))
    assert "how many units are asked for" in refusal(RequestLife(RULES), step("asked", units_asked=None))


def test_an_inspector_may_consider_and_not_offer():
    at = life("asked").then(step("considered", 5, rank=Rank.INSPECTOR))
    assert refusal(at, step("offered", 6, rank=Rank.INSPECTOR)) == (
        'Request r1: A. Ashdown is of the rank inspector, and "offered" takes superintendent or higher, or a post '
        "named for it; have somebody authorised take the step."
    )


def setting(name: str, value: str, from_on: str) -> Setting:
    """A setting of the force's own."""
    return Setting(
        id=Id(name), about="ours", value=value, unit="text", from_on=When.parse(from_on), marking=OFFICIAL
    )


def test_a_force_names_ranks_and_posts_from_a_day():
    rules = RULES.with_settings(
        [
            setting("request-offered-rank", "chief-officer", "2012"),
            setting("request-offered-rank", "inspector", "2022-10-10"),
            setting("request-declined-posts", "duty-officer; control-room", "2022"),
        ]
    )
    before, then = date(2022, 10, 9), date(2022, 10, 10)
    assert (rules.lowest_rank("offered", before), rules.lowest_rank("offered", then)) == (
        Rank.CHIEF_OFFICER,
        Rank.INSPECTOR,
    )
    assert rules.may("declined", Rank.SERGEANT, Id("control-room"), then)
    assert not rules.may("declined", Rank.SERGEANT, Id("custody"), then)
    with pytest.raises(RequestRuleUnusable, match="no rule request-offered-rank for 1 May 2010"):
        rules.lowest_rank("offered", date(2010, 5, 1))
    with pytest.raises(RequestRuleUnusable, match='is "superintendant": write a rank'):
        RULES.with_settings([setting("request-offered-rank", "superintendant", "2012")]).lowest_rank(
            "offered", then
        )


def test_every_step_has_its_rule_and_says_that_it_is_assumed():
    for rule in STEPS:
        RULES.lowest_rank(rule.after.value, date(2022, 10, 10))
    assert all("our assumption" in (each.source or "") for each in RULES.settings)


def test_the_log_only_grows():
    at = life("asked", "considered")
    assert "the log only grows" in refusal(at, step("offered", 0, id=Id("late")))
    assert "the step asked-0 is taken already" in refusal(at, step("offered", 5, id=Id("asked-0")))
    assert "this is the life of the request r1" in refusal(at, step("offered", 5, request=Id("r2")))


def test_a_step_has_an_officer_and_a_legal_basis():
    for name in ("by", "legal_basis"):
        with pytest.raises(ValueError, match="; "):
            step("asked", **{name: " "})  # type: ignore[arg-type]
