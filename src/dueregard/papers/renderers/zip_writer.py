"""The one writer of zip files behind DOCX and XLSX: the same members give the same bytes.

Names are sorted, every member bears one fixed moment, and nothing is compressed, because
deflate differs between builds of zlib. So neither the clock, nor the machine, nor the order
in which the members were made can be read from the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_FIXED_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can hold
_MADE_ON_UNIX = 3  # zipfile would otherwise write down which system it runs on
_PLAIN_FILE = 0o100644 << 16


def write_zip(members: Mapping[str, bytes]) -> bytes:
    """A zip file of `members`, name to content, as bytes.

    Raises ValueError for a name that is empty, absolute, or climbs out of its folder.

    >>> write_zip({"b": b"2", "a": b"1"}) == write_zip({"a": b"1", "b": b"2"})
    True
    >>> write_zip({"../a": b""})
    Traceback (most recent call last):
    ...
    ValueError: zip member '../a': give a plain relative name with forward slashes.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(_entry(name), members[name])
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    if "\\" in name or any(part in {"", ".", ".."} for part in name.split("/")):
        raise ValueError(f"zip member {name!r}: give a plain relative name with forward slashes.")
    entry = zipfile.ZipInfo(name, _FIXED_MOMENT)
    entry.compress_type = zipfile.ZIP_STORED
    entry.create_system = _MADE_ON_UNIX
    entry.external_attr = _PLAIN_FILE
    return entry
