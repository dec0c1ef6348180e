"""What made an answer: enough to make it again, and to see that it was made from something else."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any

from dueregard import __version__
from dueregard.common.canonical import canonical_bytes, sha256

LIBRARIES = ("numba", "numpy", "scipy")


def versions_here() -> Mapping[str, str]:
    """Versions of ours, Python and what the answer's bits depend on; "absent" where not installed.

    >>> sorted(versions_here())
    ['dueregard', 'numba', 'numpy', 'python', 'scipy']
    """
    found = {"dueregard": __version__, "python": platform.python_version()}
    return MappingProxyType(found | {name: _version(name) for name in LIBRARIES})


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """inputs: SHA-256 of each input by name; seed and replications: which random numbers; kernel and method:
    what ran, in words that name it; versions: as `versions_here` gives them; settings: whatever else decides
    the answer, as plain JSON values. The number of workers is not in it, as it decides nothing.
    """

    inputs: Mapping[str, str]
    seed: int
    first_replication: int
    last_replication: int
    kernel: str
    method: str
    versions: Mapping[str, str]
    settings: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not 0 <= self.first_replication <= self.last_replication:
            raise ValueError(
                f"replications count upwards, not from {self.first_replication} to {self.last_replication}"
            )
        for name, digest in self.inputs.items():
            if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
                raise ValueError(f"the hash of {name} is no SHA-256 in hexadecimal: {digest!r}")

    @property
    def plain(self) -> dict[str, Any]:
        """As plain values, ready for JSON."""
        return {name: dict(v) if isinstance(v, Mapping) else v for name, v in _fields(self).items()}

    @property
    def canonical(self) -> bytes:
        """As canonical JSON: the same content, the same bytes. Raises ValueError for what JSON cannot hold."""
        return canonical_bytes(self.plain)

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return sha256(self.canonical)


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in (field.name for field in fields(manifest))}
