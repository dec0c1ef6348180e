"""From quarter to quarter: one answer for several frameworks, no change, what changed, and who was late."""

from datetime import date

from dueregard.assessment.areas import area_standings
from dueregard.assessment.calibration import calibrate
from dueregard.assessment.comparison import compare
from dueregard.assessment.lateness import return_times
from dueregard.assessment.resolution import answers_of
from dueregard.assessment.returns import Response
from dueregard.assessment.roll_forward import confirm_unchanged, roll_forward
from dueregard.common.codecs import Id
from dueregard.common.period import When
from tests.spec.conftest import answer_row
from tests.spec.improvement.tables import rows_of
from tests.unit.assessment.building import (
    answered,
    book,
    challenge,
    criterion,
    crosswalk,
    cycle,
    evidence,
    framework,
    lead,
    override,
    returned,
)

SPR = framework("spr", [criterion(name) for name in ("boats", "crews", "plan")])


def quarters(table: str, *, kind: str = "exceptions", **more):
    """A book of a table with a column for each quarter and a row for each question."""
    rows = rows_of(table)
    names = [name for name in rows[0] if name != "question"]

    def responses(quarter: str) -> list[Response]:
        return [
            answer_row({"question": row["question"], "rating": row[quarter], "evidence": "boat list"})
            for row in rows
        ]

    returns = [returned(name, responses(name)) for name in names]
    return book([SPR], [cycle(name, kind=kind) for name in [*names, "2023-Q1"]], returns, **more)


def test_one_answer_serves_every_framework_that_asks_the_same_question():
    """The lead answers once; the SPR version and the capability framework both count it."""
    spr = framework("spr", [criterion("spr-boats", question="flood.boats")])
    own = framework(
        "own", [criterion("own-boats", "own", question="flood.boats")], serves={"own": ["spr/flood"]}
    )
    of = book(
        [spr, own],
        [cycle("2022-Q3", frameworks=["own"])],
        [returned("2022-Q3", [answered("own-boats", "mostly met")], framework_id="own")],
    )
    assert {answer.rating for answer in answers_of(of, "2022-Q3").values()} == {"mostly-met"}


def test_no_change_is_said_on_purpose_and_carries_the_last_answer():
    """Nothing carries itself: a blank in the next quarter is unanswered again."""
    of = quarters(
        """
        question | 2022-Q2    | 2022-Q3   | 2022-Q4
        boats    | mostly met | no change | no change
        crews    | mostly met |           | no change
        plan     |            | no change |
        """
    )
    told = {
        (quarter, name): str(answers_of(of, quarter)[Id("spr"), Id(name)].rating)
        for quarter in ("2022-Q3", "2022-Q4")
        for name in ("boats", "crews", "plan")
    }
    assert told == {
        ("2022-Q3", "boats"): "mostly-met",
        ("2022-Q3", "crews"): "None",
        ("2022-Q3", "plan"): "None",
        ("2022-Q4", "boats"): "mostly-met",
        ("2022-Q4", "crews"): "mostly-met",
        ("2022-Q4", "plan"): "None",
    }


def test_an_exceptions_quarter_asks_only_for_what_needs_it():
    """What changed, expired, was challenged or was never answered; the rest is confirmed by one word."""
    of = book(
        [SPR],
        [cycle("2022-Q2"), cycle("2022-Q3", kind="exceptions")],
        [
            returned(
                "2022-Q2",
                [
                    answered("boats", "mostly met", evidence=(Id("old"),)),
                    answered("crews", "mostly met", evidence=(Id("new"),)),
                ],
            )
        ],
        evidence=[evidence("old", date(2022, 9, 1)), evidence("new", date(2023, 9, 1))],
    )
    draft = roll_forward(of, lead(), "spr", "2022-Q3")
    assert {line.criterion.id: line.needs for line in draft.to_answer} == {
        "boats": ("its evidence expires by 30 September 2022 (the last on 1 September 2022)",),
        "plan": ("it was not answered last time: no return says anything of it",),
    }
    assert [row.state for row in confirm_unchanged(draft, ["crews"])] == ["carried"]


def test_a_full_assessment_asks_everything_anew():
    """Once a year last quarter's answer stands beside an empty one, and "no change" is not enough."""
    of = quarters(
        """
        question | 2022-Q4
        boats    | mostly met
        crews    | mostly met
        plan     | mostly met
        """,
        kind="full",
    )
    draft = roll_forward(of, lead(), "spr", "2023-Q1")
    assert draft.to_confirm == ()
    assert [line.last.rating for line in draft.lines if line.last] == ["mostly-met"] * 3


def test_two_quarters_are_compared_answer_by_answer():
    """Each change in a word; what was carried is told apart from what was answered the same again."""
    of = quarters(
        """
        question | 2022-Q2    | 2022-Q3
        boats    | mostly met | fully met
        crews    | mostly met | no change
        plan     | mostly met |
        """
    )
    found = compare(of, "2022-Q2", "2022-Q3")
    assert [each.words for each in found.criteria] == ["up", "carried", "no longer answered"]
    assert found.areas[0].sentence == (
        "Down: from meets to cannot yet say; of 3 criteria 1 up, 1 carried, 1 no longer answered."
    )


def test_a_trend_runs_on_when_five_threats_become_six():
    """Through what a crosswalk calls the same or renamed, and through nothing else."""
    new = framework("new", [criterion("vessels"), criterion("crews-and-command"), criterion("welfare")])
    walk = crosswalk(
        "spr",
        "new",
        [("boats", "vessels", "renamed"), ("crews", "crews-and-command", "wider"), (None, "welfare", "new")],
    )
    of = book(
        [SPR, new],
        [cycle("2022-Q2"), cycle("2022-Q3", "new")],
        [
            returned("2022-Q2", [answered("boats", "partly met"), answered("crews", "partly met")]),
            returned(
                "2022-Q3",
                [answered("vessels", "mostly met"), answered("crews-and-command", "mostly met")],
                framework_id="new",
            ),
        ],
        crosswalks=[walk],
    )
    words = [each.words for each in compare(of, "2022-Q2", "2022-Q3").criteria]
    assert words == ["up", "not comparable: wider", "new in this version", "ended"]


def test_a_challenge_and_an_override_stand_beside_the_computed_value_and_never_in_its_place():
    """The lead's word, the reviewer's and the chief officer's are three, and all three are shown."""
    of = quarters(
        """
        question | 2022-Q3
        boats    | mostly met
        crews    | mostly met
        plan     | mostly met
        """,
        challenges=[
            challenge("c1", "boats", "not met", "2022-Q3"),
            challenge("c2", "crews", "not met", "2022-Q3"),
        ],
        overrides=[override("o1", "flood", "partly met", "2022-Q3", date(2022, 9, 1), date(2022, 12, 31))],
    )
    area = area_standings(of, "2022-Q3")[0]
    assert area.standing == "meets"
    assert area.challenged_standing == "does not meet"
    assert area.override is not None
    assert area.override.rating == "partly-met"


def test_calibration_is_of_business_areas_and_shown_only_past_a_minimum():
    """Few challenges say more about the reviewer than about the area."""
    of = quarters(
        """
        question | 2022-Q3
        boats    | mostly met
        crews    | mostly met
        plan     | mostly met
        """,
        challenges=[
            challenge("c1", "boats", "not met", "2022-Q3", "upheld"),
            challenge("c2", "crews", "fully met", "2022-Q3", "upheld"),
        ],
    )
    (shown,) = calibrate(of, ["2022-Q3"], minimum=2).shown
    assert (shown.lead, shown.challenged, shown.upheld_up, shown.upheld_down) == ("operations", 2, 1, 1)
    assert calibrate(of, ["2022-Q3"], minimum=3).shown == ()
    assert calibrate(of, ["2022-Q3"], minimum=3).too_few == ("operations",)


def test_a_late_return_counts_and_is_said_to_be_late():
    """Days late are told; the answers are not thrown away for it."""
    of = book(
        [SPR],
        [cycle("2022-Q3")],
        [
            returned(
                "2022-Q3",
                [answered("boats", "mostly met")],
                due_on=date(2022, 10, 14),
                submitted_on=When.parse("2022-10-20"),
            )
        ],
    )
    (found,) = return_times(of, "2022-Q3", [lead()], date(2022, 10, 31))
    assert (found.timeliness.value, found.days_late) == ("late", 6)
    assert answers_of(of, "2022-Q3")[Id("spr"), Id("boats")].rating == "mostly-met"
