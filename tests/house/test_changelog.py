"""The changelog can be read by a machine and agrees with the package."""

import re
from datetime import date

import dueregard
from tests.house.repository import ROOT, project_settings

_HEADING = re.compile(r"## (\d+)\.(\d+)\.(\d+) \((unreleased|\d{4}-\d{2}-\d{2})\)")
_SECTIONS = {"Added", "Changed", "Mended", "Removed", "Security"}


def versions() -> list[tuple[tuple[int, ...], str]]:
    headings = re.findall(r"^## .*$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    found = []
    for heading in headings:
        match = _HEADING.fullmatch(heading)
        assert match, f"Write `## 1.2.3 (2026-11-23)` or `(unreleased)`, not: {heading}"
        found.append((tuple(int(part) for part in match.groups()[:3]), match[4]))
    return found


def test_versions_fall_and_only_the_newest_may_be_unreleased():
    numbers = [number for number, _ in versions()]
    assert numbers
    assert numbers == sorted(set(numbers), reverse=True)
    dates = [date.fromisoformat(state) for _, state in versions() if state != "unreleased"]
    assert dates == sorted(dates, reverse=True)
    assert all(state != "unreleased" for _, state in versions()[1:])


def test_the_package_is_the_newest_version():
    newest = ".".join(str(part) for part in versions()[0][0])
    assert dueregard.__version__ == project_settings()["project"]["version"] == newest


def test_changes_stand_under_their_kind():
    kinds = re.findall(r"^### (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert kinds
    assert set(kinds) <= _SECTIONS
