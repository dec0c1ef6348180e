"""What may be answered: what was asked, by whom it was asked, with the ratings there are."""

import pytest

from tests.spec.packs.conftest import PackSpec

RETURN = "cycles/2024-Q1/public-order--spr-small.csv"
RETURNS = "registers/returns.csv"
CYCLES = "registers/cycles.csv"
SECOND = "disorder-capability,unanswered,,,,,,"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("mostly-met", "mostly-mett", 'line 2, rating: spr-small has no rating "mostly-mett"; '
            'did you mean "mostly-met"?'),
        ("mostly-met", "good", 'line 2, rating: spr-small has no rating "good"; '
            "choose one of: not-met, partly-met, mostly-met, fully-met."),
        (",high,", ",sure,", 'line 2, confidence: spr-small has no confidence "sure"; choose one of: low, high.'),
        ("disorder-capacity", "disorder-capasity", 'line 2, criterion: spr-small has no criterion '
            '"disorder-capasity"; did you mean "disorder-capacity"?'),
        (SECOND, SECOND.replace("capability", "capacity"), 'line 3, criterion: the criterion "disorder-capacity" is '
            "answered twice (first on line 2); keep one of them."),
        (SECOND, "disorder-capability,answered,fully-met,,,,,", "line 3: an answered criterion lacks its rating or "
            "confidence; give both, or write unanswered."),
        (SECOND, "disorder-capability,unanswered,fully-met,,,,,", "line 3: a rating or confidence stands beside "
            "unanswered; take it out or write answered."),
        (SECOND, "disorder-capability,elsewhere,,,,,,", "line 3: a pointer elsewhere lacks who holds it or its date; "
            "fill in held_by and held_on."),
        (SECOND, "disorder-capability,not-applicable,,,,,,", "line 3: not-applicable has no reason; give one, and the "
            "second person in confirmed_by."),
        (SECOND, "disorder-capability,carried,,,,,,", 'line 3, state: "disorder-capability" is carried, and no '
            "earlier cycle of this pack answers it; answer it, or write unanswered."),
    ],
)  # fmt: skip
def test_an_answer_that_was_not_asked_for_is_refused(spec: PackSpec, before: str, after: str, sentence: str):
    spec.change(RETURN, before, after).is_refused(f"{RETURN}, {sentence}")


def with_not_applicable(spec: PackSpec, confirmed_by: str) -> PackSpec:
    return spec.put(
        RETURN,
        "criterion,state,reason,confirmed_by,marking\n"
        f"disorder-capability,not-applicable,There are no such units.,{confirmed_by},OFFICIAL\n",
    )


def test_not_applicable_is_confirmed_by_a_second_person(spec: PackSpec):
    with_not_applicable(spec, "Deputy Chief Constable").reads()
    with_not_applicable(spec, "").is_refused(
        f'{RETURN}, line 2, confirmed_by: "disorder-capability" is not applicable and nobody has confirmed it; '
        "name the second person who did, or write unanswered."
    )
    with_not_applicable(spec, "head of operations").is_refused(
        f'{RETURN}, line 2, confirmed_by: "head of operations" both signed the return and confirmed not-applicable; '
        "let a second person confirm it."
    )


def test_until_the_return_is_in_the_confirmation_may_still_be_to_come(spec: PackSpec):
    """It counts as unanswered meanwhile."""
    with_not_applicable(spec, "").change(RETURNS, "2024-03-12", "").reads()


def test_a_lead_answers_for_its_own_spr_areas(spec: PackSpec):
    spec.change("force.yaml", "spr_areas: [spr-small/disorder]", "spr_areas: []")
    assert spec.faults()[0] == (
        f'{RETURN}, line 2, criterion: "disorder-capacity" belongs to spr-small/disorder, which is no SPR area of '
        "public-order; add the area to the lead's spr_areas in force.yaml, or take the row out."
    )


def test_a_lead_answers_its_own_frameworks(spec: PackSpec):
    spec.change("force.yaml", "frameworks: [spr-small, order-small]", "frameworks: [spr-small]")
    spec.change(RETURNS, "OFFICIAL,no\n", "OFFICIAL,no\n2024-Q1/public-order/order-small,2024-Q1,public-order,"
        "order-small,,,,,OFFICIAL,no\n")  # fmt: skip
    spec.is_refused(
        f'{RETURNS}, line 3, framework: the lead public-order does not answer "order-small"; add it to the lead\'s '
        "frameworks in force.yaml, or correct the return."
    )


def test_a_return_answers_what_its_cycle_asks(spec: PackSpec):
    spec.change(RETURNS, "OFFICIAL,no\n", "OFFICIAL,no\n2024-Q1/public-order/order-small,2024-Q1,public-order,"
        "order-small,,,,,OFFICIAL,no\n")  # fmt: skip
    spec.change(CYCLES, "spr-small,order-small,", "spr-small,,")
    spec.is_refused(
        f'{RETURNS}, line 3, framework: the cycle 2024-Q1 does not ask "order-small"; it asks spr-small.'
    )


def test_a_cycle_has_an_spr_version_and_capability_frameworks(spec: PackSpec):
    spec.change(CYCLES, "spr-small,order-small,", "spr-small,spr-2023,")
    spec.is_refused(
        f'{CYCLES}, line 2, frameworks: "spr-2023" is of the kind spr; name one of the kind capability.'
    )


def test_a_return_that_came_in_has_its_file(spec: PackSpec):
    spec.put(RETURN, None).is_refused(
        f"{RETURNS}, line 2: the return 2024-Q1/public-order/spr-small came in but its file is missing; add {RETURN}, "
        "or leave submitted_on blank while it has not come in."
    )


def test_a_return_that_has_not_come_in_needs_no_file(spec: PackSpec):
    snapshot = spec.put(RETURN, None).change(RETURNS, "2024-03-12", "").reads()
    assert snapshot.returns[0].responses == ()


def test_a_file_of_answers_belongs_to_a_return(spec: PackSpec):
    stray = "cycles/2024-Q1/public-order--order-small.csv"
    spec.put(stray, "criterion,state,marking\n").is_refused(
        f"{stray}: no return is registered for this file; add its row to {RETURNS}, or take the file out."
    )


def test_the_id_of_a_return_says_whose_it_is(spec: PackSpec):
    spec.change(RETURNS, "2024-Q1/public-order/spr-small", "2024-Q1/public-order/spr-smal")
    assert spec.faults() == [
        f"{RETURNS}, line 2: the id 2024-Q1/public-order/spr-smal is not cycle/lead/framework; "
        "write 2024-Q1/public-order/spr-small."
    ]


def two_cycles(spec: PackSpec, first: str, second: str) -> PackSpec:
    """Two quarters, the criterion about capacity in each of these states."""
    spec.put(
        CYCLES,
        "id,kind,spr_framework,as_at,marking\n"
        "2023-Q4,full,spr-small,2023-12-31,OFFICIAL\n2024-Q1,exceptions,spr-small,2024-03-31,OFFICIAL\n",
    )
    header = "criterion,state,rating,confidence,marking\n"
    for cycle, state in (("2023-Q4", first), ("2024-Q1", second)):
        says = "mostly-met,high" if state == "answered" else ","
        spec.put(
            f"cycles/{cycle}/public-order--spr-small.csv",
            f"{header}disorder-capacity,{state},{says},OFFICIAL\n",
        )
    rows = "".join(
        f"{cycle}/public-order/spr-small,{cycle},public-order,spr-small,OFFICIAL\n"
        for cycle in ("2023-Q4", "2024-Q1")
    )
    return spec.put(RETURNS, f"id,cycle,lead,framework,marking\n{rows}")


def test_no_change_needs_something_that_has_not_changed(spec: PackSpec):
    two_cycles(spec, "answered", "carried").reads()
    two_cycles(spec, "unanswered", "carried").is_refused(
        f'{RETURN}, line 2, state: "disorder-capacity" is carried, and no earlier cycle of this pack answers it; '
        "answer it, or write unanswered."
    )


def test_one_question_has_one_answer_in_a_cycle(spec: PackSpec):
    """Two leads may both answer for an SPR area, but not differently."""
    lead = (
        "  - {id: events, business_area: Events, post: Head of Events, frameworks: [spr-small], "
        "spr_areas: [spr-small/disorder], marking: OFFICIAL}\nsettings:\n"
    )
    spec.change("force.yaml", "settings:\n", lead)
    spec.change(
        RETURNS,
        "OFFICIAL,no\n",
        "OFFICIAL,no\n2024-Q1/events/spr-small,2024-Q1,events,spr-small,,,,,OFFICIAL,no\n",
    )
    other = "cycles/2024-Q1/events--spr-small.csv"
    header = "criterion,state,rating,confidence,marking\n"
    spec.put(other, f"{header}disorder-capacity,answered,not-met,high,OFFICIAL\n").is_refused(
        f'{other}, line 2, state: "disorder-capacity" is answered otherwise than in {RETURN}, line 2; '
        "one answer serves both, as they ask the same (spr-small/disorder-capacity); make them agree."
    )
    spec.put(other, f"{header}disorder-capacity,answered,mostly-met,high,OFFICIAL\n").reads()


def test_a_challenge_is_of_a_return_with_a_rating_there_is(spec: PackSpec):
    spec.add(
        "registers/challenges.csv",
        """
        id | cycle   | lead         | framework   | criterion     | rating | reason | reviewer | raised_on
        C1 | 2024-Q1 | public-order | order-small | unit-cuont    | best   | Seen.  | Reviewer | 2024-03-20
        """,
    ).is_refused(
        'registers/challenges.csv, line 2, criterion: order-small has no criterion "unit-cuont"; '
        'did you mean "unit-count"?',
        "registers/challenges.csv, line 2, framework: there is no return 2024-Q1/public-order/order-small to "
        "challenge; correct cycle, lead or framework.",
        'registers/challenges.csv, line 2, rating: order-small has no rating "best"; '
        "choose one of: not-met, partly-met, mostly-met, fully-met.",
    )


def test_an_override_is_of_an_spr_area(spec: PackSpec):
    spec.add(
        "registers/overrides.csv",
        """
        id | cycle   | framework   | spr_area | rating     | reason | by  | made_on    | until_on
        O1 | 2024-Q1 | order-small | units    | mostly-met | Seen.  | ACC | 2024-03-20 | 2024-06-30
        O2 | 2024-Q1 | spr-small   | units    | mostly-met | Seen.  | ACC | 2024-03-20 | 2024-06-30
        """,
    ).is_refused(
        'registers/overrides.csv, line 2, framework: "order-small" is not an SPR version; '
        "name the SPR version judged.",
        'registers/overrides.csv, line 3, spr_area: spr-small has no SPR area "units"; choose one of: disorder.',
    )


def test_the_settings_that_a_forces_own_framework_names_are_there(spec: PackSpec):
    spec.change("force.yaml", "id: order-units-required", "id: order-unit-required").is_refused(
        'frameworks/order-small.yaml, unit-count: the capacity target names the setting "order-units-required", '
        'which is not in force.yaml; did you mean "order-unit-required"?'
    )
