"""What an attacker would try: every way in which something withheld could show in the public snapshot."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dueregard.assessment.returns import Challenge, Response, ResponseState
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import When
from dueregard.improvement.actions import Action, DueDateMove
from dueregard.improvement.governance import StateChange, SubjectKind
from dueregard.improvement.inspections import Inspection, Recommendation
from dueregard.packs.reading import read_pack
from dueregard.papers.public import build_public
from dueregard.publication.prose import PaperProse, Statement
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import INTERNAL, public_view
from dueregard.snapshot.public import PublicSnapshot, approved_releases
from tests.support.small_pack import write_small_pack

OFFICIAL = Id("OFFICIAL")


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return read_pack(write_small_pack(tmp_path))


def with_lead_withheld(snapshot: Snapshot) -> Snapshot:
    lead = replace(snapshot.force.leads[0], publishable=False)
    return replace(snapshot, force=replace(snapshot.force, leads=(lead,)))


def action(**changes: Any) -> Action:
    given = {"id": Id("A-1"), "title": "Train", "lead": Id("public-order"), "owner": "Training"}
    return Action(**{**given, "marking": OFFICIAL, "publishable": True, **changes})


def release(**changes: Any) -> Release:
    given = {
        "id": Id("R-1"),
        "paper": Id("2024-04"),
        "section": Id("conclusion"),
        "order": 1,
        "words": "The force stands ready.",
        "state": ReleaseState.APPROVED,
        "approved_by": "Chief Constable",
        "approved_on": date(2024, 4, 1),
        "reason": "The public should know.",
        "harm_test": "No harm was found.",
        "basis": (Id("evidence/E-1"),),
        "marking": OFFICIAL,
        "publishable": True,
    }
    return Release(**{**given, **changes})


def test_a_force_that_may_not_be_named_has_no_public_edition(snapshot: Snapshot):
    hidden = replace(snapshot, force=replace(snapshot.force, publishable=False))
    with pytest.raises(DueRegardError, match="so no public edition can name it"):
        public_view(hidden)


def test_prose_in_the_section_of_a_withheld_lead_goes_with_it(snapshot: Snapshot):
    paper = snapshot.papers[0]
    inside = replace(paper.statements[0], id=Id("inside"), section=Id("public-order"))
    snapshot = replace(snapshot, papers=(replace(paper, statements=(*paper.statements, inside)),))
    assert [statement.id for statement in public_view(snapshot).papers[0].statements] == [
        "purpose-1",
        "inside",
    ]
    hidden = public_view(with_lead_withheld(snapshot))
    assert [statement.id for statement in hidden.papers[0].statements] == ["purpose-1"]
    assert "public-order" not in repr(hidden)


def test_a_release_in_the_section_of_a_withheld_lead_goes_with_it(snapshot: Snapshot):
    snapshot = replace(snapshot, releases=(release(section=Id("public-order")),))
    assert len(public_view(snapshot).releases) == 1
    assert public_view(with_lead_withheld(snapshot)).releases == ()


def test_the_history_of_a_withheld_action_goes_with_it(snapshot: Snapshot):
    change = StateChange(
        id=Id("S-1"),
        subject=SubjectKind.ACTION,
        subject_id=Id("A-1"),
        before=Id("planned"),
        after=Id("in-progress"),
        changed_on=date(2024, 1, 1),
        by="ACC",
        marking=OFFICIAL,
        publishable=True,
    )
    move = DueDateMove(
        id=Id("M-1"),
        action=Id("A-1"),
        from_on=date(2024, 1, 1),
        to_on=date(2024, 2, 1),
        moved_on=date(2023, 12, 1),
        by="ACC",
        reason="Late",
        marking=OFFICIAL,
        publishable=True,
    )
    shown = replace(snapshot, actions=(action(),), state_changes=(change,), due_date_moves=(move,))
    assert [len(rows) for rows in histories(shown)] == [1, 1]
    hidden = replace(shown, actions=(action(publishable=False),))
    assert [len(rows) for rows in histories(hidden)] == [0, 0]


def histories(snapshot: Snapshot) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    public = public_view(snapshot)
    return public.state_changes, public.due_date_moves


def test_what_hangs_on_a_withheld_inspection_falls_link_by_link(snapshot: Snapshot):
    """The recommendation needs its inspection; the action only names the recommendation, so it stays."""
    inspection = Inspection(
        id=Id("I-1"),
        body="The inspectorate",
        title="Report",
        about="Order",
        scope="national",
        marking=OFFICIAL,
    )
    recommendation = Recommendation(
        id=Id("REC-1"),
        inspection=Id("I-1"),
        number=1,
        text="Train",
        addressed_to="chief constable",
        marking=OFFICIAL,
        publishable=True,
    )
    public = public_view(
        replace(
            snapshot,
            inspections=(inspection,),
            recommendations=(recommendation,),
            actions=(action(recommendations=(Id("REC-1"),)),),
        )
    )
    assert (public.inspections, public.recommendations) == ((), ())
    assert public.actions[0].recommendations == ()


def test_a_withheld_answer_leaves_no_trace_in_its_return(snapshot: Snapshot):
    shown, hidden = snapshot.returns[0].responses
    of = replace(snapshot.returns[0], publishable=True, responses=(replace(shown, publishable=True), hidden))
    public = public_view(replace(snapshot, returns=(of,)))
    assert [response.criterion for response in public.returns[0].responses] == ["disorder-capacity"]
    assert public.returns[0].responses[0].evidence == ()  # the evidence is withheld
    assert public.returns[0].signed_by is None


def test_a_challenge_of_a_withheld_answer_goes_with_it(snapshot: Snapshot):
    challenge = Challenge(
        id=Id("C-1"),
        cycle=Id("2024-Q1"),
        lead=Id("public-order"),
        framework=Id("spr-small"),
        criterion=Id("disorder-capability"),
        rating=Id("not-met"),
        reason="Seen.",
        reviewer="The reviewer",
        raised_on=date(2024, 3, 20),
        marking=OFFICIAL,
        publishable=True,
    )
    of = replace(snapshot.returns[0], publishable=True)
    hidden = replace(snapshot, returns=(of,), challenges=(challenge,))
    assert public_view(hidden).challenges == ()
    answer = Response(
        criterion=Id("disorder-capability"),
        state=ResponseState.UNANSWERED,
        marking=OFFICIAL,
        publishable=True,
    )
    shown = replace(hidden, returns=(replace(of, responses=(answer,)),))
    assert [kept.reviewer for kept in public_view(shown).challenges] == [INTERNAL]


def test_a_framework_that_nobody_made_publishable_is_not_named(snapshot: Snapshot):
    """A force's own framework may say by its title alone what it is afraid of."""
    frameworks = tuple(replace(f, publishable=f.id == "spr-small") for f in snapshot.frameworks)
    public = public_view(replace(snapshot, frameworks=frameworks))
    assert public.framework_titles == (("spr-small", "Small Policing Requirement"),)
    assert "order-small" not in repr(public)


def test_a_cycle_of_an_unnamed_spr_version_goes_with_what_hangs_on_it(snapshot: Snapshot):
    frameworks = tuple(replace(f, publishable=f.id != "spr-small") for f in snapshot.frameworks)
    public = public_view(replace(snapshot, frameworks=frameworks))
    assert (public.cycles, public.papers, public.spr_areas) == ((), (), ())
    assert "disorder" not in repr(public)


def test_the_id_of_a_withheld_decision_is_not_in_its_release(snapshot: Snapshot):
    """That the words are those of a decision is public, and which number it has; not the decision's id."""
    paper = snapshot.papers[0]
    asked = replace(paper.decisions[0], id=Id("secret-weakness"), publishable=False)
    hidden = replace(
        snapshot,
        papers=(replace(paper, decisions=(*paper.decisions, asked)),),
        releases=(
            release(decision=Id("secret-weakness")),
            release(id=Id("R-2"), decision=Id("note-standing")),
        ),
    )
    public = public_view(hidden)
    assert [kept.decision for kept in public.releases] == ["releases/R-1", "note-standing"]
    assert "secret-weakness" not in repr(public)


def test_of_a_release_only_the_words_and_their_place_are_public(snapshot: Snapshot):
    public = public_view(replace(snapshot, releases=(release(),)))
    (kept,) = approved_releases(public, "2024-04")
    assert (kept.words, kept.section, kept.order) == ("The force stands ready.", "conclusion", 1)
    assert (kept.basis, kept.basis_hash, kept.approved_by, kept.approved_on) == ((), None, None, None)
    assert (kept.reason, kept.harm_test) == (None, None)


@pytest.mark.parametrize("state", [ReleaseState.DRAFT, ReleaseState.WITHDRAWN])
def test_a_release_that_is_not_approved_is_nothing(snapshot: Snapshot, state: ReleaseState):
    assert public_view(replace(snapshot, releases=(release(state=state),))).releases == ()


def test_withheld_parts_of_the_force_are_taken_out(snapshot: Snapshot):
    assert public_view(snapshot).force.settings == ()
    assert "order-units-required" not in repr(public_view(snapshot))


def test_a_paper_does_not_name_a_withheld_body(snapshot: Snapshot):
    body = replace(snapshot.force.bodies[0], id=Id("secret-board"), publishable=False)
    force = replace(snapshot.force, bodies=(body,))
    paper = replace(snapshot.papers[0], to=Id("secret-board"))
    public = public_view(replace(snapshot, force=force, papers=(paper,), releases=(release(),)))
    assert [kept.to for kept in public.papers] == [None]
    assert "secret-board" not in repr(public)
    build_public(public)


def test_a_paper_about_a_withheld_cycle_is_no_public_paper(snapshot: Snapshot):
    cycle = replace(snapshot.cycles[0], publishable=False)
    public = public_view(replace(snapshot, cycles=(cycle,), releases=(release(),)))
    assert (public.papers, public.releases) == ((), ())


def test_an_internal_field_that_must_hold_something_says_that_it_is_not_public(snapshot: Snapshot):
    evidence = replace(snapshot.evidence[0], publishable=True)
    (kept,) = public_view(replace(snapshot, evidence=(evidence,))).evidence
    assert (kept.title, kept.system, kept.identifier, kept.owner) == (
        "Training record",
        INTERNAL,
        None,
        INTERNAL,
    )


def test_the_public_snapshot_leads_nowhere_else(snapshot: Snapshot):
    """Walking every attribute of it meets records and plain values only, and no Snapshot or Framework."""
    public = public_view(replace(snapshot, releases=(release(),)))
    met: set[type] = set()
    walk(public, met)
    assert Snapshot not in met
    assert {kind.__name__ for kind in met} & {"Framework", "Criterion", "Result", "FrozenPaper"} == set()
    assert {PublicSnapshot, PaperProse, Statement, Release} <= met


def walk(value: Any, met: set[type]) -> None:
    met.add(type(value))
    if isinstance(value, tuple):
        for part in value:
            walk(part, met)
    elif is_dataclass(value):
        assert getattr(value, "__dict__", {}).keys() <= {field.name for field in fields(value)}
        for field in fields(value):
            walk(getattr(value, field.name), met)
    else:
        assert value is None or isinstance(value, str | int | bool | date | Enum | Fraction | When), type(
            value
        )


def test_making_it_leaves_the_snapshot_as_it_was(snapshot: Snapshot):
    before = snapshot.canonical
    public_view(snapshot)
    assert replace(snapshot).canonical == before
