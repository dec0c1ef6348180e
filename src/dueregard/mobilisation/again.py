"""What a plan made again starts from: the plan before, who dropped out from when, and what is settled by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dueregard.common.codecs import Id
from dueregard.mobilisation.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The plan that people were told, and what changed since.

    gone: people who dropped out, and from when they are not to be had. now: when the new plan is told; None: at
    acceptance, when nobody has been sent yet.
    """

    old: Plan
    gone: Mapping[Id, datetime] = field(default_factory=dict)
    now: datetime | None = None
