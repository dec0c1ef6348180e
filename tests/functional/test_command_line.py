"""The command line as people and scripts meet it: real processes, real files."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.small_pack import write_small_pack

PROGRAM = Path(sys.executable).with_name("dueregard")
EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a folder."""
    return subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path)


def test_an_analyst_writes_a_paper(pack: Path, tmp_path: Path):
    done = run("paper", pack, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "out" / "smallshire"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"commissioner-paper-{edition}.{ending}"
        for edition in ("full", "public")
        for ending in ("docx", "pdf", "html")
    )
    for path in folder.iterdir():
        assert f"Wrote out/smallshire/{path.name}" in done.stdout
    assert (folder / "commissioner-paper-full.docx").read_bytes().startswith(b"PK")
    assert (folder / "commissioner-paper-full.pdf").read_bytes().startswith(b"%PDF")
    assert "<!doctype html>" in (folder / "commissioner-paper-full.html").read_text("utf-8").lower()


def test_one_format_of_one_edition(pack: Path, tmp_path: Path):
    done = run("paper", pack, "--edition", "public", "--format", "html", "--out", "here", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["commissioner-paper-public.html"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["paper", "PACK", "--format", "odt"], '"odt" is not a format; choose from docx, pdf, html.'),
        (["paper", "PACK", "--freeze"], "--freeze needs --approved-by and --approved-on"),
        (["paper", "PACK", "--freeze", "--verify"], "ask for one at a time"),
        (["paper", "PACK", "--approved-by", "somebody"], "belong to --freeze"),
        (
            ["paper", "PACK", "--freeze", "--approved-by", "x", "--approved-on", "2024-02-30"],
            '"2024-02-30" was given',
        ),
        (["paper"], "Missing argument 'PACK'"),
        (["draft", "PACK"], "Missing option '--lead'"),
        (["draft", "PACK", "--lead", "a", "--framework", "b", "--unchanged"], "--unchanged belongs to --out"),
    ],
)
def test_wrong_usage_says_what_to_do(words: list[str], told: str, pack: Path, tmp_path: Path):
    done = run(*(pack if word == "PACK" else word for word in words), folder=tmp_path)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "nowhere"], "nowhere: there is no such folder; name the folder that holds force.yaml."),
        (["paper", "PACK", "--paper", "2023"], 'there is no paper "2023"'),
        (["composite", "PACK", "--lead", "public-ordre"], 'did you mean "public-order"?'),
        (["vulnerabilities", "PACK", "--cycle", "1999-Q1"], 'There is no cycle "1999-Q1" in this pack'),
        (["compare", "PACK", "2024-Q1", "2024-Q1"], "2024-Q1 is not before 2024-Q1"),
        (["frameworks", "show", "spr-2032"], 'did you mean "spr-2023"?'),
        (["demo", "--examples", "pack"], "there is no force pack in it"),
        (["demo"], "There is no folder examples with force packs here or above"),
        (["rewrite", "PACK", "--out", "PACK"], "inside the force pack"),
        (["rewrite", "PACK", "--out", "pack/again"], "inside the force pack"),
        (["paper", "PACK", "--out", "pack/out"], "inside the force pack"),
        (["composite", "PACK", "--out", "pack/out"], "inside the force pack"),
    ],
)
def test_a_mistake_ends_in_one_sentence_and_code_1(words: list[str], told: str, pack: Path, tmp_path: Path):
    done = run(*(pack if word == "PACK" else word for word in words), folder=tmp_path)
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["pack"], "nothing was written"


def test_all_faults_are_told_in_one_go(tmp_path: Path):
    pack = write_small_pack(
        tmp_path,
        {
            "registers/risks.csv": b"id,title\n\xff\xfe",
            "registers/strength.csv": "id,as_at,officers,measure,marking\ns-1,2024,many,counted,OFFICIAL\n",
            "stray.txt": "?",
        },
    )
    done = run("check", pack, folder=tmp_path)
    assert done.returncode == 1
    places = {line.split(":")[0].split(",")[0] for line in done.stderr.strip().splitlines()}
    assert places == {"registers/risks.csv", "registers/strength.csv", "stray.txt"}


def test_a_pack_with_a_fault_leaves_an_older_paper_as_it_was(pack: Path, tmp_path: Path):
    assert run("paper", pack, "--format", "html", folder=tmp_path).returncode == 0
    folder = tmp_path / "out" / "smallshire"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (pack / "force.yaml").write_text("format: something else\n", "utf-8")
    assert run("paper", pack, "--format", "html", folder=tmp_path).returncode == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_paper_is_frozen_verified_and_a_change_is_noticed(pack: Path, tmp_path: Path):
    approval = ("--approved-by", "Chief Constable", "--approved-on", "2024-05-01")
    frozen = run("paper", pack, "--freeze", *approval, folder=tmp_path)
    assert frozen.returncode == 0, frozen.stderr
    assert run("check", pack, folder=tmp_path).returncode == 0, "the pack is sound with its frozen papers"

    verified = run("paper", pack, "--verify", "--json", folder=tmp_path)
    verdicts = json.loads(verified.stdout)["verdicts"]
    assert verified.returncode == 0
    assert len(verdicts) >= 8
    assert all(verdict["same"] for verdict in verdicts)

    again = run("paper", pack, "--freeze", *approval, folder=tmp_path)
    assert again.returncode == 1
    assert "is kept as it was" in again.stderr

    stored = sorted((pack / "frozen").glob("*/*.html"))
    stored[0].unlink()
    missing = run("paper", pack, "--verify", folder=tmp_path)
    assert missing.returncode == 3
    assert "missing" in missing.stdout

    stored[1].write_text(stored[1].read_text("utf-8") + "<!-- -->", "utf-8")
    changed = run("paper", pack, "--verify", folder=tmp_path)
    assert changed.returncode == 1
    assert f"{stored[1].relative_to(pack)}: its SHA-256 is" in changed.stderr


def test_a_lapsed_release_blocks_the_freeze_and_not_the_paper(tmp_path: Path):
    pack = tmp_path / "northmarch"
    shutil.copytree(EXAMPLES / "northmarch", pack)
    written = run("paper", pack, "--format", "html", "--json", folder=tmp_path)
    assert written.returncode == 0, written.stderr
    assert [line["release"] for line in json.loads(written.stdout)["releases"]] == ["rel-rest"]

    approval = ("--approved-by", "Chief Constable", "--approved-on", "2023-11-16")
    blocked = run("paper", pack, "--freeze", *approval, folder=tmp_path)
    assert blocked.returncode == 3
    assert "Nothing was frozen: 1 Release may not go out." in blocked.stdout
    assert not (pack / "frozen").exists()
    assert not (pack / "frozen.yaml").exists()


def test_a_paper_asked_for_inside_the_pack_is_refused_and_the_pack_still_reads(pack: Path):
    refused = run("paper", ".", "--format", "html", folder=pack)
    assert refused.returncode == 1
    assert "inside the force pack" in refused.stderr
    assert not (pack / "out").exists()
    assert run("check", ".", folder=pack).returncode == 0


def test_a_pack_written_again_holds_the_same(tmp_path: Path):
    pack = EXAMPLES / "northmarch"
    assert run("rewrite", pack, "--out", "copy", folder=tmp_path).returncode == 0
    hashes = {
        json.loads(run("check", folder, "--json", folder=tmp_path).stdout)["hash"]
        for folder in (pack, tmp_path / "copy")
    }
    assert len(hashes) == 1


def test_a_draft_is_never_written_over_answers(tmp_path: Path):
    words = (
        "draft",
        EXAMPLES / "northmarch",
        "--lead",
        "cyber",
        "--framework",
        "cyber-1",
        "--out",
        "mine.csv",
    )
    assert run(*words, folder=tmp_path).returncode == 0
    (tmp_path / "mine.csv").write_text("typed by somebody\n", "utf-8")
    again = run(*words, folder=tmp_path)
    assert again.returncode == 1
    assert "mine.csv: it is there already" in again.stderr
    assert (tmp_path / "mine.csv").read_text("utf-8") == "typed by somebody\n"


def test_the_demo_writes_every_paper_and_says_what_it_found_in_ten_lines(tmp_path: Path):
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    done = run("demo", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for force in ("northmarch", "west-midlands"):
        names = {path.name for path in (tmp_path / "out" / force).iterdir()}
        papers = {
            f"commissioner-paper-{edition}.{ending}"
            for edition in ("full", "public")
            for ending in ("docx", "pdf", "html")
        }
        assert papers <= names
        assert {Path(name).suffix for name in names if name.startswith("composite-")} == {
            ".docx",
            ".pdf",
            ".html",
        }
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert any("vulnerabilities" in line for line in lines)
    assert any("Does not meet: " in line for line in lines)


def test_nothing_is_drawn_where_there_is_no_terminal(pack: Path, tmp_path: Path):
    done = run("check", pack, folder=tmp_path, FORCE_COLOR="", TERM="xterm-256color")
    assert "\x1b" not in done.stdout + done.stderr
    assert "─" not in done.stdout


def test_a_reader_who_goes_away_is_no_mistake(tmp_path: Path):
    command = f"{PROGRAM} frameworks show spr-2023 | head -1"
    done = subprocess.run(["/bin/bash", "-c", command], check=False, capture_output=True, text=True)
    assert done.stdout.startswith("Strategic Policing Requirement 2023")
    assert "Traceback" not in done.stderr
