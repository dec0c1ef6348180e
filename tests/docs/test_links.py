"""Links between documents lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, documents

_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^(```+).*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
PAGES = [*documents(), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]


def anchor(heading: str) -> str:
    """The anchor of a heading, as pages of a repository make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def broken(path: Path, text: str) -> list[str]:
    """Links of a page that lead nowhere."""
    found = []
    for link in _LINK.findall(_FENCED.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, part = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists():
            found.append(f"{link}: there is no such file")
        elif part and part not in map(
            anchor, re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        ):
            found.append(f"{link}: there is no such heading")
    return found


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_links_lead_somewhere(path: Path):
    assert broken(path, path.read_text("utf-8")) == []


def test_a_broken_link_is_caught():
    here = ROOT / "README.md"
    assert broken(
        here, "[a](docs/not-there.md) [b](GLOSSARY.md#not-there) [c](LICENSE) [d](https://x.example)"
    ) == [
        "docs/not-there.md: there is no such file",
        "GLOSSARY.md#not-there: there is no such heading",
    ]


def test_every_page_is_listed_in_the_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = [p.relative_to(ROOT / "docs") for p in documents() if (ROOT / "docs") in p.parents]
    left = [
        str(p) for p in pages if p.parts[0] != "decisions" and str(p) != "index.md" and f"({p})" not in index
    ]
    assert left == []
