"""People drop out of an adopted plan: it is made again, adopted in its place, and the next plan knows."""

import json
from pathlib import Path
from typing import Any

import pytest

from dueregard.mobilisation.stored_plan import read_stored_plan
from tests.unit.cli.small_force import request
from tests.unit.cli.test_mobilisation_day import LAW, Force, asked, people
from tests.unit.cli.test_plan_check import spoil


@pytest.fixture
def force(tmp_path: Path) -> Force:
    return Force(tmp_path)


def again(force: Force, gone: list[str], *more: str | Path) -> Any:
    """The plan of `fair` made again without some, kept as plan-again."""
    rows = "".join(f"{who},sick\n" for who in gone)
    (force.folder / "drop-outs.csv").write_text(f"person,reason\n{rows}", "utf-8")
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    before = ("--again", force.folder / "plan-fair", "--without", force.folder / "drop-outs.csv")
    done = asked("plan", *files, *before, "--names", "--json", "--out", force.folder / "plan-again", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def adopt_again(force: Force) -> Any:
    record = force.records / "fair.yaml"
    by = (*force.by("07:00"), "--reason", "Two are sick")
    return asked("request", "adopt", record, force.folder / "plan-again", *by)


def test_two_others_are_called_and_twelve_do_as_they_were_told(force):
    first = people(force.plan("fair"))
    gone = sorted(first)[:2]
    made = again(force, gone)
    told = {each["person"] for each in made["again"]["to_tell"]}
    assert people(made) == (first - set(gone)) | told
    assert {
        name: made["again"][name] for name in ("told_twice", "told_twice_least", "newly_told", "kept")
    } == {
        "told_twice": 0,
        "told_twice_least": 0,
        "newly_told": 2,
        "kept": 12,
    }
    kept = read_stored_plan(force.folder / "plan-again").head
    assert kept.replaces == read_stored_plan(force.folder / "plan-fair").sha256
    assert (kept.told_twice, kept.told_twice_least) == ((), 0)


def test_a_plan_that_tells_somebody_twice_is_kept_judged_and_adopted(force):
    first = sorted(people(force.plan("fair")))
    assert force.adopt("fair").exit_code == 0
    promised = force.folder / "promised.csv"
    promised.write_text(
        f"person,begins_at,ends_at,to\n{first[3]},2021-07-13T08:00Z,2021-07-13T18:00Z,a trial\n", "utf-8"
    )
    made = again(force, first[:2], "--commitments", promised)
    assert (made["again"]["told_twice"], made["again"]["told_twice_least"]) == (1, 1)
    kept = read_stored_plan(force.folder / "plan-again")
    assert (kept.head.told_twice, kept.head.told_twice_least) == ((first[3],), 1)
    files = (force.folder / "plan-again", force.folder / "fair.yaml", force.folder / "planning.yaml")
    before = ("--again", force.folder / "plan-fair", "--commitments", promised)
    assert asked("plan-check", *files, *before).exit_code == 0
    assert adopt_again(force).exit_code == 0


def test_a_plan_that_is_needed_is_never_written_over(force):
    first = sorted(people(force.plan("fair")))
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    again(force, first[:2])
    before = ("--again", force.folder / "plan-fair", "--without", force.folder / "drop-outs.csv")
    assert force.adopt("fair").exit_code == 0
    out = force.folder / "plan-fair"
    held = (out / "plan.yaml").read_bytes()
    for more, words in (
        (before, "holds the plan that is made again"),
        (("--records", force.records), "was adopted for fair"),
    ):
        refused = asked("plan", *files, *more, "--out", out)
        assert refused.exit_code == 1
        assert refused.stderr.count("\n") == 1
        assert words in refused.stderr
        assert (out / "plan.yaml").read_bytes() == held


def test_a_folder_holds_the_files_of_one_plan_and_it_is_said_where_another_gave_way(force):
    first = sorted(people(force.plan("fair")))
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    assert asked("plan", *files, "--out", force.folder / "plan-again").exit_code == 0
    assert (force.folder / "plan-again" / "prices.csv").exists()
    again(force, first[:2])
    assert not (force.folder / "plan-again" / "prices.csv").exists(), "a plan made again keeps none"
    said = asked("plan", *files, "--out", force.folder / "plan-again").stderr
    assert "Another plan was kept in" in said
    assert (
        "Another plan was kept in" not in asked("plan", *files, "--out", force.folder / "plan-again").stderr
    )


def test_who_does_as_they_were_told_is_paid_by_the_day_on_which_they_were_told_first(force):
    first = people(force.plan("fair"))
    assert force.adopt("fair").exit_code == 0
    again(force, sorted(first)[:2])
    by = ("--by", "Superintendent Rowe", "--rank", "superintendent", "--at", "2021-07-13T05:00Z", *LAW)
    adopted = ("request", "adopt", force.records / "fair.yaml", force.folder / "plan-again")
    assert asked(*adopted, *by, "--reason", "Two are sick").exit_code == 0
    cost = ("aid-cost", force.records / "fair.yaml", force.folder / "rates.yaml")
    answer = json.loads(asked(*cost, "--json").stdout)
    assert (answer["told_on"], answer["tours"], answer["told_earlier"]) == ("2021-07-13", 14, 12)
    assert "told on 2021-07-13, of 12 tours on an earlier day." in asked(*cost).stdout
    assert json.loads(asked(*cost, "--told-on", "2021-07-12", "--json").stdout)["told_earlier"] == 0
    for file in (force.folder / "plan-fair").iterdir():
        file.unlink()
    assert json.loads(asked(*cost, "--json").stdout)["told_earlier"] == 0, "what is not there is not known"


def test_a_page_says_who_is_told_what(force):
    gone = sorted(people(force.plan("fair")))[:1]
    again(force, gone)
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    before = ("--again", force.folder / "plan-fair", "--without", force.folder / "drop-outs.csv")
    page = asked("plan", *files, *before, "--names").stdout
    assert "1 of them dropped out. 0 are told twice (the least there can be)" in page
    assert "1 are told for the first time, and 13 do as they were told." in page
    assert "for the first time" in page.split("Who is to be told what")[1]


def test_the_new_plan_is_adopted_in_place_of_the_old_and_who_dropped_out_is_free(force):
    gone = sorted(people(force.plan("fair")))[:2]
    assert force.adopt("fair").exit_code == 0
    again(force, gone, "--records", force.records)
    assert adopt_again(force).exit_code == 0
    shown = (force.records / "fair.yaml").read_text("utf-8")
    assert f"in place of {read_stored_plan(force.folder / 'plan-fair').sha256}" in " ".join(shown.split())
    assert asked("request", "check", force.records).exit_code == 0
    force.ask("match", request("match", ("game", "2021-07-13", "10:00-18:00"), units=2))
    next_plan = force.plan("match", "--records", force.records)
    assert next_plan["people_promised"] == 14
    assert adopt_again(force).exit_code == 1, "the plan that it takes the place of does not hold any more"


def test_a_plan_made_in_place_of_one_that_was_never_adopted_is_refused(force):
    gone = sorted(people(force.plan("fair")))[:2]
    again(force, gone)
    refused = adopt_again(force)
    assert refused.exit_code == 1
    assert "was made in place of one that does not hold: none is adopted yet" in refused.stderr


def test_what_does_not_fit_is_said_in_one_sentence(force):
    first = people(force.plan("fair"))
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    lone = asked("plan", *files, "--without", force.folder / "nobody.csv")
    assert "--without names drop-outs of a plan: give that plan with --again." in lone.stderr
    force.ask("other", request("other", ("day", "2021-07-13", "09:00-19:00")))
    stray = asked("plan", force.folder / "other.yaml", files[1], "--again", force.folder / "plan-fair")
    assert "The plan to make again is for fair, and this is the request other" in stray.stderr
    who = min(first)
    for rows, words in (
        (f"{who}\n{who}\n", f"{who} stands twice among the drop-outs"),
        ("nobody\n", "nobody dropped out and is not on the roster"),
    ):
        (force.folder / "gone.csv").write_text(f"person\n{rows}", "utf-8")
        before = ("--again", force.folder / "plan-fair", "--without", force.folder / "gone.csv")
        done = asked("plan", *files, *before)
        assert done.exit_code == 1
        assert words in done.stderr


def test_on_the_way_nobody_is_told_another_thing_and_the_plan_kept_says_when_it_is_told(force):
    first = people(force.plan("fair"))
    made = again(force, sorted(first)[:2], "--now", "2021-07-13T12:00Z")
    assert people(made) == first, "all had set out, those who dropped out too"
    assert {each["person"] for each in made["loads"] if each["tours"]} == first
    assert made["again"]["newly_told"] == made["again"]["told_twice"] == 0
    assert str(read_stored_plan(force.folder / "plan-again").head.told_at) == "2021-07-13T12:00Z"
    files = (force.folder / "plan-again", force.folder / "fair.yaml", force.folder / "planning.yaml")
    alone = asked("plan-check", *files)
    assert alone.exit_code == 1
    assert "cannot be judged without the plan before" in alone.stderr
    assert judged(force)["is_good"]


def test_who_dropped_out_on_the_way_is_said_to_count_as_there_unless_they_never_came(force):
    gone = sorted(people(force.plan("fair")))[:2]
    now = ("--now", "2021-07-13T12:00Z")
    made = again(force, gone, *now)
    assert made["again"]["counted_there"] == [{"tour": "day", "people": 2, "names": gone}]
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    before = ("--again", force.folder / "plan-fair", "--without", force.folder / "drop-outs.csv")
    page = asked("plan", *files, *before, *now).stdout
    assert "2 who dropped out had set out on day and count as there until it ends." in page
    assert gone[0] not in page
    assert f"Counted so: {gone[0]}, {gone[1]}." in asked("plan", *files, *before, *now, "--names").stdout
    out = {each["person"]: each["out_at"] for each in made["names"]}[gone[0]]
    rows = f"person,from_at\n{gone[0]},{out.replace(' ', 'T')}+01:00\n{gone[1]},\n"
    (force.folder / "drop-outs.csv").write_text(rows, "utf-8")
    page = asked("plan", *files, *before, *now).stdout
    assert "1 who dropped out had set out on day and counts as there until it ends." in page
    assert "leaves out 1 unit" in page, "whoever never came is missing"


def judged(force: Force, exit_code: int = 0) -> Any:
    files = (force.folder / "plan-again", force.folder / "fair.yaml", force.folder / "planning.yaml")
    done = asked("plan-check", *files, "--again", force.folder / "plan-fair", "--json")
    assert done.exit_code == exit_code, done.output
    return json.loads(done.stdout)


def test_the_judge_counts_who_is_told_twice_from_both_plans(force):
    first = sorted(people(force.plan("fair")))
    again(force, first[:2])
    answer = judged(force)
    assert answer["is_good"]
    assert {"told-twice", "dropped-out", "set-out"} <= {each["rule"] for each in answer["rules"]}
    files = (force.folder / "plan-again", force.folder / "fair.yaml", force.folder / "planning.yaml")
    alone = json.loads(asked("plan-check", *files, "--json").stdout)
    assert not {"told-twice", "dropped-out", "set-out"} & {each["rule"] for each in alone["rules"]}
    tours = (force.folder / "plan-again" / "tours.csv").read_text("utf-8")
    kept = next(who for who in first[2:] if f"{who},constable" in tours)
    spoil(force.folder / "plan-again", "tours.csv", f"{kept},constable", f"{first[0]},constable")
    broken = {each["rule"] for each in judged(force, exit_code=3)["rules"] if not each["is_kept"]}
    assert {"told-twice", "dropped-out"} <= broken


def test_only_the_plan_before_judges_a_plan_made_again(force):
    gone = sorted(people(force.plan("fair")))[:1]
    again(force, gone)
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    same = asked("plan-check", force.folder / "plan-fair", *files, "--again", force.folder / "plan-again")
    assert "The plan was made in place of none" in same.stderr
    other = asked("plan-check", force.folder / "plan-again", *files, "--again", force.folder / "plan-again")
    assert "is not the one that this plan was made in place of" in other.stderr


def test_an_adopted_plan_is_judged_by_the_one_in_force(force):
    first = sorted(people(force.plan("fair")))
    assert force.adopt("fair").exit_code == 0
    again(force, first[:2], "--now", "2021-07-12T14:00Z")
    record, judge = force.records / "fair.yaml", (force.folder / "fair.yaml", force.folder / "planning.yaml")
    by = (*force.by("14:00"), "--reason", "Two are sick", "--judge", *judge)
    done = asked("request", "adopt", record, force.folder / "plan-again", *by)
    assert done.exit_code == 0, done.output
    assert "judged: it keeps every rule" in done.output


def test_who_dropped_out_stays_so_when_the_plan_is_made_again_once_more_and_is_not_called(force):
    first = sorted(people(force.plan("fair")))
    again(force, first[:2])
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    (force.folder / "more.csv").write_text(f"person\n{first[2]}\n", "utf-8")
    before = ("--again", force.folder / "plan-again", "--without", force.folder / "more.csv")
    done = asked("plan", *files, *before, "--names", "--json", "--out", force.folder / "plan-third")
    assert not people(json.loads(done.stdout)) & set(first[:3])
    rates = ("--rates", force.folder / "muster.csv", "--names", "--json")
    called = asked("call-out", *files, force.folder / "plan-third", *rates)
    assert called.exit_code == 0, called.output
    assert not any(f'"{who}"' in called.stdout for who in first[:3])


def test_where_too_many_drop_out_it_is_said_what_cannot_be_had(force):
    first = sorted(people(force.plan("fair")))
    skilled = ("--again", force.folder / "plan-fair", "--without", force.folder / "all.csv")
    everybody = "".join(f"small-{number:05d}\n" for number in range(80) if number > 20)
    (force.folder / "all.csv").write_text(f"person\n{everybody}", "utf-8")
    files = (force.folder / "fair.yaml", force.folder / "planning.yaml")
    answer = json.loads(asked("plan", *files, *skilled, "--json").stdout)
    assert not answer["is_met"]
    assert answer["reasons"]
    assert answer["again"]["dropped_out"] == sum(who > "small-00020" for who in first)
