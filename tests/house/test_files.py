"""What may not stand in any file, and how long a file may be."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.repository import ROOT, project_files, project_settings

LONGEST = 600
"""Lines of a Python file; past this it has a second subject."""

# The patterns are written so that this file itself does not match them.
UNWANTED = {
    "an address of a package registry": re.compile(
        r"pypi\.(?:org|python)|[p]ythonhosted\.org|[r]egistry\.npmjs|[i]ndex-url[ =]+\S*:/|https?://\S*/simple\b"
    ),
    "a path of one machine": re.compile(r"(?<![\w.~:/-])/(?:work|root|home|Users|mnt)/\w|\b[C]:\\+Users"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*[P]RIVATE KEY"),
    "an access token": re.compile(
        r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|github_pat_\w{50,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|sk-[\w-]{20,})"
    ),
    "a password": re.compile(
        r"""\b(?:password|passwd|secret|api_?key|token)["']?\s*[:=]\s*["'][^\s"']{8,}["']""", re.IGNORECASE
    ),
}


def faults(name: str, text: str) -> Iterator[str]:
    for what, pattern in UNWANTED.items():
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{name}, line {number}: {what}; take it out."


def texts() -> Iterator[tuple[str, str]]:
    for path in project_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            yield str(path), content.decode("utf-8")


def test_no_file_holds_an_address_a_path_or_a_key():
    found = [fault for name, text in texts() for fault in faults(name, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "https://pypi" + ".org/project/dueregard",
        "--extra-index" + "-url https://mirror.example",
        "see /" + "home/someone/notes.txt",
        'open("/' + 'root/pack")',
        "C:" + r"\Users\someone",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "gh" + "p_" + 36 * "a",
        "pass" + 'word = "correct-horse"',
    ],
)
def test_each_is_caught_when_planted(planted: str):
    assert list(faults("planted.txt", planted))


def test_no_python_file_is_too_long():
    long = {
        str(path): lines
        for path in project_files()
        if path.suffix == ".py" and (lines := len((ROOT / path).read_bytes().splitlines())) > LONGEST
    }
    assert not long, f"Split these by subject, they are above {LONGEST} lines: {long}"


def test_every_line_ends_as_it_should():
    wrong = [name for name, text in texts() if "\r" in text or (text and not text.endswith("\n"))]
    assert not wrong, f"Lines end with a line feed, the last one too: {wrong}"


def test_the_licence_is_there_and_named():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("MIT License\n")
    assert "Due Regard contributors" in text
    assert project_settings()["project"]["license"] == "MIT"


def test_security_says_never_to_post_real_data():
    assert "Never post real data" in (ROOT / "SECURITY.md").read_text("utf-8")


@pytest.mark.parametrize("path", [path for path in (".ci/run",) if Path(ROOT / path).exists()])
def test_scripts_can_be_run(path: str):
    assert (ROOT / path).stat().st_mode & 0o111, f"chmod +x {path}"
