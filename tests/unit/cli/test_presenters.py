"""What people read: computed from the records, and telling them apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from dueregard.assessment.comparison import compare
from dueregard.assessment.returns import ResponseState
from dueregard.assessment.roll_forward import roll_forward
from dueregard.cli.choosing import chosen_leads
from dueregard.cli.examining import examine
from dueregard.cli.page import Page, Table, plain_page
from dueregard.cli.presenters.check import check_answer, check_page
from dueregard.cli.presenters.comparison import compare_answer, compare_page
from dueregard.cli.presenters.draft import draft_answer, draft_page, draft_rows
from dueregard.cli.presenters.papers import verified_answer, verified_page
from dueregard.cli.presenters.releases import releases_answer
from dueregard.cli.presenters.vulnerabilities import vulnerabilities_answer, vulnerabilities_page
from dueregard.papers.freezing import FileVerdict, Verdict, freeze
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.sources import book_of
from tests.support.small_pack import write_small_pack


def tables(page: Page) -> dict[str, Table]:
    return {part.title: part for part in page if isinstance(part, Table)}


def test_check_counts_each_register_and_what_of_it_may_be_public(tmp_path: Path):
    answer = check_answer("pack", examine(write_small_pack(tmp_path)))
    records = {line.register: (line.records, line.publishable) for line in answer.registers}
    assert records["cycles"] == (1, 1)
    assert "risks" not in records
    assert answer.force == "Smallshire Police"
    assert "Smallshire Police (fictional), no faults." in plain_page(check_page(answer))


def test_check_tells_a_gap_once_with_its_editions(tmp_path: Path):
    answer = check_answer("pack", examine(write_small_pack(tmp_path)))
    told = [(gap.paper, gap.section, gap.words) for gap in answer.gaps]
    assert len(told) == len(set(told))
    editions = {gap.editions for gap in answer.gaps}
    assert ("full", "public") in editions
    assert editions <= {("full", "public"), ("full",), ("public",)}


def test_a_force_that_may_not_be_named_has_no_public_edition_and_check_says_so(tmp_path: Path):
    pack = write_small_pack(tmp_path)
    force = (pack / "force.yaml").read_text("utf-8")
    (pack / "force.yaml").write_text(
        force.replace("publishable: yes\nlocal_areas", "publishable: no\nlocal_areas")
    )
    answer = check_answer("pack", examine(pack))
    assert answer.faults == ()
    assert any("no public edition can name it" in sentence for sentence in answer.missing)
    assert {gap.editions for gap in answer.gaps} == {("full",)}


def test_vulnerabilities_of_one_lead_keep_their_place_in_the_whole(northmarch: Snapshot):
    report = find_vulnerabilities(northmarch, "2023-Q3")
    whole = vulnerabilities_answer("Northmarch", report)
    cyber = vulnerabilities_answer("Northmarch", report, lead="cyber")
    assert [line.place for line in whole.found] == list(range(1, len(report.found) + 1))
    assert cyber.found == tuple(line for line in whole.found if line.lead == "cyber")
    assert 0 < len(cyber.found) < len(whole.found)
    rule = vulnerabilities_answer("Northmarch", report, rule="action-overdue")
    assert {line.rule for line in rule.found} == {"action-overdue"}


def test_accepted_ones_are_told_apart(northmarch: Snapshot):
    report = find_vulnerabilities(northmarch, "2023-Q3")
    answer = vulnerabilities_answer("Northmarch", report)
    assert answer.accepted
    assert all(line.accepted is not None for line in answer.accepted)
    found, accepted = vulnerabilities_page(answer), vulnerabilities_page(answer, accepted=True)
    assert f"{len(answer.accepted)} more are accepted" in plain_page(found)
    assert len(tables(accepted)["Most pressing first"].rows) == len(answer.accepted)


def test_rules_that_were_not_asked_are_told_with_why(northmarch: Snapshot):
    bare = replace(northmarch, force=replace(northmarch.force, settings=()))
    answer = vulnerabilities_answer("Northmarch", find_vulnerabilities(bare, "2023-Q3"))
    assert {off.rule for off in answer.rules_off} >= {"recommendation-unanswered", "capability-not-exercised"}
    page = plain_page(vulnerabilities_page(answer))
    for off in answer.rules_off:
        assert f"Rule {off.rule} was not asked: {off.why}" in page


def test_compare_gives_ratings_in_words_and_splits_by_lead(northmarch: Snapshot):
    book = book_of(northmarch)
    comparison = compare(book, "2022-Q3", "2022-Q4")
    answer = compare_answer("Northmarch", comparison, book.framework)
    assert len(answer.criteria) == len(comparison.criteria)
    assert {line.after for line in answer.criteria} <= {
        "not met",
        "partly met",
        "mostly met",
        "fully met",
        None,
    }
    each = [
        compare_answer("Northmarch", comparison, book.framework, lead)
        for lead in chosen_leads(northmarch, None)
    ]
    by_lead = [line.criterion for of in each for line in of.criteria]
    assert sorted(by_lead) == sorted(line.criterion for line in answer.criteria), (
        "each criterion has one lead"
    )


def test_compare_lists_what_moved_and_counts_the_rest(northmarch: Snapshot):
    book = book_of(northmarch)
    answer = compare_answer("Northmarch", compare(book, "2022-Q2", "2023-Q3"), book.framework)
    page = compare_page(answer)
    moved = tables(page)["Criteria whose answer moved"].rows
    assert len(moved) + int(str(page[-1]).split()[0]) == len(answer.criteria)
    assert {row[3] for row in moved} >= {"up", "down", "not comparable"}


def test_releases_say_which_stand_and_what_hash_to_keep(northmarch: Snapshot):
    answer = releases_answer(northmarch, None)
    by_id = {str(release.id): release for release in northmarch.releases}
    stand = [line for line in answer.releases if line.state == "approved" and line.problem is None]
    lapsed = [line for line in answer.releases if line.problem is not None]
    assert stand
    assert lapsed
    assert all(line.basis_hash == by_id[line.id].basis_hash for line in stand)
    assert all(line.basis_hash != by_id[line.id].basis_hash for line in lapsed)


def test_a_frozen_file_that_differs_is_not_called_the_same(northmarch: Snapshot):
    document = build_public(public_view(northmarch))
    record = freeze(
        document, paper_id="p", approved_by="chief constable", approved_on=date(2023, 11, 16)
    ).record
    verdicts = [
        (record, FileVerdict("a.html", Verdict.SAME)),
        (record, FileVerdict("b.html", Verdict.DIFFERS_WHEN_REMADE)),
        (record, FileVerdict("c.html", Verdict.MISSING)),
    ]
    answer = verified_answer("Northmarch", verdicts)
    assert [line.same for line in answer.verdicts] == [True, False, False]
    assert "1 of 3 files as approved" in plain_page(verified_page(answer))


def test_a_draft_says_no_change_only_where_the_lead_says_so(northmarch: Snapshot):
    book, cyber = book_of(northmarch), chosen_leads(northmarch, "cyber")[0]
    draft = roll_forward(book, cyber, "cyber-1", "2023-Q3")
    assert draft.to_confirm
    assert draft.to_answer
    said = {row.criterion: row.state for row in draft_rows(draft, unchanged=True)}
    assert {name for name, state in said.items() if state is ResponseState.CARRIED} == {
        line.criterion.id for line in draft.to_confirm
    }
    assert {row.state for row in draft_rows(draft, unchanged=False)} == {ResponseState.UNANSWERED}
    assert list(said) == [line.criterion.id for line in draft.lines]


def test_a_draft_shows_why_and_what_was_said(northmarch: Snapshot):
    book, cyber = book_of(northmarch), chosen_leads(northmarch, "cyber")[0]
    answer = draft_answer(roll_forward(book, cyber, "cyber-1", "2023-Q3"), book, "cycles/x.csv")
    shown = tables(draft_page(answer))
    assert [row[0] for row in shown["To answer"].rows] == [c.criterion for c in answer.criteria if c.needs]
    assert all(row[2] for row in shown["To answer"].rows)
    assert all(row[1] for row in shown["May be confirmed by saying no change"].rows)
