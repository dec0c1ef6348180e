"""Who volunteers for tours: a list by pseudonym, heeded where a dated rule says that volunteers go first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """Somebody who volunteers."""

    person: Annotated[Id, Column("Pseudonym.")]
