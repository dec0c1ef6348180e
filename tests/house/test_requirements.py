"""Locked lists hold hashes, no addresses, and all that was asked for."""

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT

FOLDER = ROOT / "requirements"
LOCKS = {
    "core.txt": ("core.in", "analysis.in", "build.in"),
    "dev.txt": ("dev.in", "core.in", "analysis.in", "cluster.in", "build.in"),
}
_PINNED = re.compile(r"([a-z0-9][a-z0-9.-]*)==(\S+)")


def locked(name: str) -> dict[str, tuple[str, str]]:
    """Each package of a locked list with its version and the rest of its entry."""
    text = re.sub(r"^\s*#.*\n", "", (FOLDER / name).read_text("utf-8"), flags=re.MULTILINE)
    entries = {}
    for entry in text.replace("\\\n", " ").splitlines():
        match = _PINNED.match(entry)
        assert match, f"{name}: not a package pinned by ==: {entry[:60]}"
        entries[match[1]] = (match[2], entry[match.end() :])
    return entries


def asked_for(name: str) -> set[str]:
    """The packages named in a list of ours, in the form in which lists spell them."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return {
        re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", line)[0]).lower()
        for line in lines
        if line and not line.startswith(("#", "-"))
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_has_its_hashes(name: str):
    entries = locked(name)
    assert len(entries) > 10
    bare = [
        package
        for package, (_, rest) in entries.items()
        if not re.search(r"--hash=sha256:[0-9a-f]{64}", rest)
    ]
    assert not bare, f"{name}: no hash for {bare}; run `make lock`."


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_list_holds_an_address(path: Path):
    assert not re.findall(r"\S*(?:://|index-url|find-links|trusted-host)\S*", path.read_text("utf-8"))


@pytest.mark.parametrize(("name", "sources"), LOCKS.items())
def test_all_that_is_asked_for_is_locked(name: str, sources: tuple[str, ...]):
    missing = {package for source in sources for package in asked_for(source)} - locked(name).keys()
    assert not missing, f"{name} lacks {sorted(missing)}; run `make lock`."


def test_contributors_run_the_versions_that_users_run():
    core, dev = locked("core.txt"), locked("dev.txt")
    other = {
        package: (version, dev[package][0])
        for package, (version, _) in core.items()
        if dev[package][0] != version
    }
    assert not other, f"Versions differ between core.txt and dev.txt: {other}; run `make lock`."
