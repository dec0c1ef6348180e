"""The one zip writer."""

import io
import zipfile

import pytest

from dueregard.papers.renderers.zip_writer import write_zip


def test_what_goes_in_comes_out() -> None:
    members = {"word/document.xml": b"<a/>", "[Content_Types].xml": b"\x00\xff", "leer/ü.txt": b""}
    with zipfile.ZipFile(io.BytesIO(write_zip(members))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members


def test_nothing_but_names_and_content_reaches_the_bytes() -> None:
    forwards = {"a": b"1" * 1000, "b/c": b"2", "[x]": b"3"}
    backwards = dict(reversed(forwards.items()))
    content = write_zip(forwards)
    assert content == write_zip(backwards)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == ["[x]", "a", "b/c"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {(entry.create_system, entry.external_attr, entry.extra, entry.comment) for entry in entries} == {
        (3, 0o100644 << 16, b"", b"")
    }


@pytest.mark.parametrize("name", ["", "/a", "../a", "a/../../b", "a//b", "a\\b", "a/", "./a"])
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plain relative name"):
        write_zip({name: b""})
