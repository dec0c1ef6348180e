"""Identifiers of people turned into pseudonyms on entry, by a key that is kept elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError

SHORTEST_KEY_BYTES = 16
_PURPOSE = b"dueregard person 1\0"


class KeyTooShort(DueRegardError):
    """A key that could be guessed."""


class Pseudonyms:
    """Turns an identifier into a pseudonym: the first 128 bits of HMAC-SHA256 (RFC 2104) under a key.

    The same identifier and key give the same pseudonym, so that later exports join up; without the
    key nobody can go back or test a guess. Case, width and outer spaces of an identifier do not
    count; leading noughts do. The key is used and never kept in a record, message or result. Raises
    KeyTooShort under `SHORTEST_KEY_BYTES`.

    >>> names = Pseudonyms(bytes(range(32)))
    >>> names.of("C4471") == names.of(" c4471 ") != names.of("C04471")
    True
    >>> len(names.of("C4471"))
    34
    """

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY_BYTES:
            raise KeyTooShort(
                f"The key for pseudonyms has {len(key)} bytes: use {SHORTEST_KEY_BYTES} or more from a "
                "source of random bytes."
            )
        self._keyed = hmac.new(key, _PURPOSE, hashlib.sha256)

    def of(self, identifier: str) -> Id:
        """The pseudonym of an identifier."""
        plain = unicodedata.normalize("NFKC", identifier).strip().casefold()
        keyed = self._keyed.copy()
        keyed.update(plain.encode())
        return Id(f"p-{keyed.hexdigest()[:32]}")

    def __repr__(self) -> str:
        return "Pseudonyms(key withheld)"
