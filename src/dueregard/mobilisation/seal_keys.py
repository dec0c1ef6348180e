"""Keys that seal and that check seals: Ed25519, and the file of keys that a receiver has pinned.

The one door to the library that signs. A private key is a PEM file (PKCS #8) of the force's own; a public
key is 64 hexadecimal figures that the receiver enters after comparing them by another way than the file came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, shorten
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.records import Column

KEYS_FORMAT = "dueregard-plan-keys 1"
SEED_BYTES = 32
_PUBLIC = re.compile(r"[0-9a-f]{64}")
_FIELD = 2**255 - 19
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# The points of order 1, 2, 4 and 8 by their y, each with either sign, 0 and 1 also in their longer spelling.
WEAK_KEYS = frozenset(
    (y | sign << 255).to_bytes(32, "little").hex()
    for y in (0, 1, _FIELD - 1, _FIELD, _FIELD + 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT)
    for sign in (0, 1)
)
"""Public keys for which anybody can make signatures that are found good."""


class KeyUnusable(DueRegardError):
    """A key file that cannot seal."""


class SealingKey:
    """A private key. It signs and names its public key, and shows itself to nobody.

    >>> key = SealingKey.from_seed(bytes(range(32)))
    >>> is_signed(key.public_key, key.sign(b"words"), b"words"), is_signed(key.public_key, key.sign(b"words"), b"word")
    (True, False)
    >>> key
    SealingKey(private key withheld)
    """

    __slots__ = ("_key",)

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def from_seed(cls, seed: bytes) -> SealingKey:
        """The key of 32 random bytes, which whoever calls draws. Raises ValueError for another length."""
        if len(seed) != SEED_BYTES:
            raise ValueError(f"a key is made of {SEED_BYTES} random bytes")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_pem(cls, content: bytes, name: str) -> SealingKey:
        """The key in the bytes of a key file. Raises KeyUnusable."""
        try:
            key = load_pem_private_key(content, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyUnusable(
                f"{name}: this is not an Ed25519 private key without a password; make one with dueregard plan-key."
            )
        return cls(key)

    def pem(self) -> bytes:
        """What a key file holds. It is written nowhere else."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_key(self) -> str:
        """The public key, 64 hexadecimal figures."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, content: bytes) -> bytes:
        """The signature, 64 bytes; the same for the same content."""
        return self._key.sign(content)

    def __repr__(self) -> str:
        return "SealingKey(private key withheld)"


def is_signed(public_key: str, signature: bytes, content: bytes) -> bool:
    """Whether a signature over the content was made with the private half of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def spoken(public_key: str) -> str:
    """A public key in groups of four, to read out when two people compare it.

    >>> spoken("00ff" * 16)[:14]
    '00ff 00ff 00ff'
    """
    return " ".join(public_key[at : at + 4] for at in range(0, len(public_key), 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedKey:
    """A public key that the receiver trusts for one force and for a time, and who entered it."""

    force: Annotated[Id, Column("The force whose plans it may seal.")]
    public_key: Annotated[str, Column("The public key, 64 hexadecimal figures, as plan-key printed it.")]
    from_on: Annotated[date, Column("First day on which it is trusted.")]
    until_on: Annotated[date, Column("Last day on which it is trusted.")]
    entered_by: Annotated[str, Column("Who compared it with the force and entered it.")]
    entered_on: Annotated[date, Column("When.")]

    def __post_init__(self) -> None:
        if not _PUBLIC.fullmatch(self.public_key):
            raise ValueError(
                "the public key is not 64 hexadecimal figures in small letters; copy what plan-key printed"
            )
        if self.public_key in WEAK_KEYS:
            raise ValueError(
                "under this public key anybody can seal; ask the force for one made with plan-key"
            )
        if self.until_on < self.from_on:
            raise ValueError(f"it is trusted until {self.until_on}, before it begins; give a later day")

    def holds_on(self, day: date) -> bool:
        """Whether it is trusted on a day."""
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedKeys:
    """Whose plans a receiver opens. Raises ValueError for a key that stands for two forces."""

    format: Annotated[str, Column(f"The format: {KEYS_FORMAT}.")]
    receiver: Annotated[Id, Column("Who receives: national, or the region by its short name.")]
    keys: Annotated[tuple[PinnedKey, ...], Column("The keys, of which a force may have several in turn.")]

    def __post_init__(self) -> None:
        if self.format != KEYS_FORMAT:
            raise ValueError(f"the format {shorten(self.format)} was given; write {KEYS_FORMAT}")
        owners: dict[str, Id] = {}
        for key in self.keys:
            if owners.setdefault(key.public_key, key.force) != key.force:
                raise ValueError(
                    f"{key.force} and {owners[key.public_key]} have the same public key; ask both for their own"
                )

    def having(self, public_key: str) -> tuple[PinnedKey, ...]:
        """The entries of a public key."""
        return tuple(key for key in self.keys if key.public_key == public_key)


def read_pinned_keys(text: str, name: str, faults: FaultList) -> PinnedKeys | None:
    """The pinned keys of a YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    return None if tree is None else bind(PinnedKeys, tree, name, faults)
