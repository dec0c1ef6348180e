"""A frozen paper: kept as approved, verified later, and made again from what it kept."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.common.errors import DueRegardError
from dueregard.papers.document import Document
from dueregard.papers.document_file import read_document, write_document
from dueregard.papers.freezing import DOCUMENT_FILE, FrozenBundle, Verdict, freeze, verify
from dueregard.papers.rendering import RenderedFile, render_files
from tests.papers_samples import sample_document


@pytest.fixture(scope="module")
def bundle() -> FrozenBundle:
    return freeze(
        sample_document(), paper_id="2023-11", approved_by="ACC (Security)", approved_on=date(2023, 11, 20)
    )


@pytest.fixture
def stored(bundle: FrozenBundle) -> dict[str, bytes]:
    return {file.name: file.content for file in bundle.files}


def verdicts(bundle: FrozenBundle, stored: dict[str, bytes]) -> dict[str, Verdict]:
    return {each.name: each.verdict for each in verify(bundle.record, stored)}


def test_it_keeps_document_charts_and_every_format(bundle: FrozenBundle) -> None:
    names = {file.name for file in bundle.files}
    assert DOCUMENT_FILE in names
    assert any(name.startswith("chart-") for name in names)
    assert {name.rsplit(".", 1)[1] for name in names} == {"json", "svg", "docx", "pdf", "html"}
    assert {file.name for file in bundle.record.files} == names


def test_it_verifies_and_is_made_again_byte_for_byte(bundle: FrozenBundle, stored: dict[str, bytes]) -> None:
    assert set(verdicts(bundle, stored).values()) == {Verdict.SAME}


def test_a_changed_file_is_named_and_the_others_still_verify(
    bundle: FrozenBundle, stored: dict[str, bytes]
) -> None:
    name = next(name for name in stored if name.endswith(".docx"))
    stored[name] += b" "
    found = verdicts(bundle, stored)
    assert found.pop(name) is Verdict.CHANGED
    assert set(found.values()) == {Verdict.SAME}


def test_a_missing_file_is_named(bundle: FrozenBundle, stored: dict[str, bytes]) -> None:
    name = next(name for name in stored if name.endswith(".pdf"))
    del stored[name]
    assert verdicts(bundle, stored)[name] is Verdict.MISSING


def test_a_difference_after_an_upgrade_is_told_apart_from_a_change(
    bundle: FrozenBundle, stored: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stored bytes verify still; only the remade ones differ."""

    def rendered_otherwise(document: Document) -> tuple[RenderedFile, ...]:  # an upgraded renderer
        return tuple(
            RenderedFile(file.name, file.content + b"\n") if file.name.endswith(".html") else file
            for file in render_files(document)
        )

    monkeypatch.setattr("dueregard.papers.freezing.render_files", rendered_otherwise)
    found = verdicts(bundle, stored)
    html = next(name for name in found if name.endswith(".html"))
    assert found.pop(html) is Verdict.DIFFERS_WHEN_REMADE
    assert set(found.values()) == {Verdict.SAME}


def test_without_its_document_nothing_can_be_made_again(
    bundle: FrozenBundle, stored: dict[str, bytes]
) -> None:
    stored[DOCUMENT_FILE] = b"{}"
    found = verdicts(bundle, stored)
    assert found.pop(DOCUMENT_FILE) is Verdict.CHANGED
    assert set(found.values()) == {Verdict.CANNOT_BE_REMADE}


def test_a_document_reads_back_equal() -> None:
    for size in ("small", "large"):
        document = sample_document(size=size)
        assert read_document(write_document(document)) == document


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"nonsense", b'{"format":"dueregard-document 1"}', b"[" * 5000, b"\xff"]
)
def test_anything_else_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(DueRegardError, match=r"document\.json"):
        read_document(content)
