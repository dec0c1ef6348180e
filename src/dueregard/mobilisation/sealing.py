"""Sealed plans: what a force signs, and all that a receiver checks before it believes a word.

A sealed file is four lines of text: the format with its version, the public key, the signature, and the plan
as canonical JSON. Format, key and plan are what is signed. Nothing of the plan is read before the signature
was found good under a key that the receiver has pinned, and a file has no second spelling: every byte of it
is either signed or has one value only. `docs/decisions/0012-sealed-plans.md` says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.errors import DueRegardError, FaultList, FaultsFound, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import Mapping, Node, Scalar, Sequence
from dueregard.mobilisation.double_commitment import double_commitments
from dueregard.mobilisation.seal_keys import PinnedKey, PinnedKeys, SealingKey, is_signed
from dueregard.mobilisation.seal_ledger import Seen, SerialLedger
from dueregard.mobilisation.standing_plan import StandingPlan

FORMAT = "dueregard-sealed-plan"
VERSION = 1
LARGEST_SEALED_BYTES = 1_000_000
_HEAD = re.compile(
    rb"dueregard-sealed-plan ([1-9][0-9]{0,5})\nkey ([0-9a-f]{64})\nsignature ([0-9a-f]{128})\n", re.ASCII
)


class SealRefused(DueRegardError):
    """A sealed file that is not believed, or a plan that may not be sealed: one sentence, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A plan that was believed: the key behind it, the ledger with it entered, and whether it was known."""

    plan: StandingPlan
    key: PinnedKey
    sha256: str
    ledger: SerialLedger
    is_repeated: bool


def seal(plan: StandingPlan, key: SealingKey) -> bytes:
    """The sealed file of a plan; the same plan and key give the same bytes.

    Raises SealRefused for a plan that lends what the force itself will need, and one that would not be opened.
    """
    if twice := double_commitments(plan):
        raise SealRefused(f"Plan {plan.serial} of {plan.force} is not sealed: {twice[0].sentence}")
    content = canonical_bytes(plain(plan))
    if _plan(content, plan.name) != plan:
        raise SealRefused(
            f"Plan {plan.serial} of {plan.force} is not sealed: it does not read back as it is."
        )
    signature = key.sign(_signed(VERSION, key.public_key, content))
    head = f"{FORMAT} {VERSION}\nkey {key.public_key}\nsignature {signature.hex()}\n"
    sealed = head.encode() + content
    if len(sealed) > LARGEST_SEALED_BYTES:
        raise SealRefused(
            f"Plan {plan.serial} of {plan.force} is not sealed: it would take {len(sealed):,} bytes, and none above "
            f"{LARGEST_SEALED_BYTES:,} is opened; list fewer people."
        )
    return sealed


def _signed(version: int, public_key: str, content: bytes) -> bytes:
    return f"{FORMAT} {version}\nkey {public_key}\n".encode() + content


def open_sealed(content: bytes, name: str, *, keys: PinnedKeys, ledger: SerialLedger, on: date) -> Opened:
    """The plan of a sealed file. Raises SealRefused, for the first reason found, in one sentence.

    name: the file, as messages call it. on: the day of opening. The same file twice is harmless.
    """
    if len(content) > LARGEST_SEALED_BYTES:
        raise SealRefused(f"{name}: it holds {len(content):,} bytes; keep it under {LARGEST_SEALED_BYTES:,}.")
    version, pins, payload = _checked(content, name, keys)
    pin = next((each for each in pins if each.holds_on(on)), None)
    if pin is None:
        raise SealRefused(
            f"{name}: the key of {pins[0].force} was trusted from {day_words(pins[0].from_on)} to "
            f"{day_words(pins[0].until_on)} and is not on {day_words(on)}; ask the force for a plan under its new key."
        )
    if version > VERSION:
        raise SealRefused(
            f"{name}: it is of format version {version} and this program knows {VERSION}; use a newer program."
        )
    plan = _plan(payload, name)
    _check_addressed(plan, pin, keys, name)
    _check_dates(plan, name, on)
    digest = sha256(content)
    seen = ledger.seen(plan.force)
    is_repeated = seen is not None and _is_repeated(plan, version, digest, seen, name)
    entered = (
        ledger
        if is_repeated
        else ledger.with_seen(
            Seen(force=plan.force, serial=plan.serial, sha256=digest, version=version, opened_on=on)
        )
    )
    return Opened(plan=plan, key=pin, sha256=digest, ledger=entered, is_repeated=is_repeated)


def _checked(content: bytes, name: str, keys: PinnedKeys) -> tuple[int, tuple[PinnedKey, ...], bytes]:
    """Version, pinned entries and plan bytes, after the signature was found good."""
    head = _HEAD.match(content)
    if head is None:
        raise SealRefused(
            f"{name}: it is not a sealed plan, or its beginning was changed or cut off; ask for the file again."
        )
    version, public_key, signature = int(head[1]), head[2].decode(), bytes.fromhex(head[3].decode())
    pins = keys.having(public_key)
    if not pins:
        raise SealRefused(
            f"{name}: it is sealed with a key that {keys.receiver} has not pinned ({public_key[:16]}…); "
            "compare the key with the force by telephone before you enter it."
        )
    payload = content[head.end() :]
    if not payload.endswith(b"}\n"):
        raise SealRefused(
            f"{name}: its end is missing or was changed; ask {pins[0].force} for the file again."
        )
    if not is_signed(public_key, signature, _signed(version, public_key, payload)):
        raise SealRefused(
            f"{name}: its seal is not good, so it was changed or {pins[0].force} did not seal it; do not use it, "
            "and ask for the file again."
        )
    return version, pins, payload


def _plan(payload: bytes, name: str) -> StandingPlan:
    """The plan in bytes whose signature is good; what its sealer got wrong is told all the same."""
    faults = FaultList()
    try:
        plan = bind(StandingPlan, _node(json.loads(payload)), name, faults)
        faults.raise_if_any()
    except (ValueError, RecursionError):  # the plan is not JSON of text, or is nested without end
        plan = None
    except FaultsFound as found:
        raise SealRefused(
            f"{found.faults[0]} The seal is good; the force must seal a plan without fault."
        ) from None
    if plan is None or canonical_bytes(plain(plan)) != payload:
        raise SealRefused(
            f"{name}: its seal is good, but what is sealed is not a plan in canonical form; "
            "ask the force to seal it with dueregard plan-seal."
        )
    return plan


def _node(value: Any) -> Node:
    if isinstance(value, str):
        return Scalar(value, 4)
    if isinstance(value, list):
        return Sequence(tuple(_node(item) for item in value), 4)
    if isinstance(value, dict):
        entries = {key: _node(item) for key, item in value.items() if item is not None}
        return Mapping(entries, dict.fromkeys(entries, 4), 4)
    raise ValueError(f"a plan holds text, not {shorten(str(value))}")


def _check_addressed(plan: StandingPlan, pin: PinnedKey, keys: PinnedKeys, name: str) -> None:
    if plan.force != pin.force:
        raise SealRefused(
            f"{name}: it is a plan of {plan.force} sealed with the key of {pin.force}; "
            f"take plans of {plan.force} from {plan.force} only."
        )
    if keys.receiver not in plan.audience:
        raise SealRefused(
            f"{name}: {plan.name} is for {', '.join(plan.audience)} and not for {keys.receiver}; "
            "ask the force for one of your own."
        )


def _check_dates(plan: StandingPlan, name: str, on: date) -> None:
    if on < plan.valid_from:
        raise SealRefused(
            f"{name}: {plan.name} holds from {day_words(plan.valid_from)} and not yet on {day_words(on)}; "
            "use the one before it until then."
        )
    if on > plan.valid_until:
        raise SealRefused(
            f"{name}: {plan.name} held until {day_words(plan.valid_until)} and is outdated on {day_words(on)}; "
            "ask the force for its present one."
        )


def _is_repeated(plan: StandingPlan, version: int, digest: str, seen: Seen, name: str) -> bool:
    """Whether this very file is the newest known. Raises SealRefused for an older or other one."""
    if version < seen.version:
        raise SealRefused(
            f"{name}: it is of format version {version}, and {plan.force} already sends version {seen.version}; "
            "ask the force for its plan in the newer one."
        )
    if plan.serial < seen.serial:
        raise SealRefused(
            f"{name}: it is plan {plan.serial} of {plan.force}, and plan {seen.serial} was opened on "
            f"{day_words(seen.opened_on)}; use the newer one."
        )
    if plan.serial == seen.serial and digest != seen.sha256:
        raise SealRefused(
            f"{name}: another file with the serial {plan.serial} of {plan.force} was opened on "
            f"{day_words(seen.opened_on)}; ask the force which one holds, and for a new serial."
        )
    return plan.serial == seen.serial


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Many files opened together: the newest plan of each force, what was refused and why, and the ledger."""

    opened: tuple[Opened, ...]
    refused: tuple[str, ...]
    ledger: SerialLedger


def open_all(
    files: Iterable[tuple[str, bytes]], *, keys: PinnedKeys, ledger: SerialLedger, on: date
) -> Received:
    """Every file of a folder, in whatever order it comes: one plan a force, so that no unit counts twice.

    Each file is held against the ledger as it was; of several good ones the highest serial stands, and two
    of one serial that differ are both refused.
    """
    good: dict[str, list[tuple[str, Opened]]] = {}
    refused: list[str] = []
    for name, content in sorted(files):
        try:
            opened = open_sealed(content, name, keys=keys, ledger=ledger, on=on)
        except SealRefused as error:
            refused.append(str(error))
        else:
            good.setdefault(opened.plan.force, []).append((name, opened))
    chosen: list[Opened] = []
    for force, found in sorted(good.items()):
        newest = max(opened.plan.serial for _, opened in found)
        top = {opened.sha256: opened for _, opened in found if opened.plan.serial == newest}
        names = ", ".join(name for name, opened in found if opened.plan.serial == newest)
        if len(top) > 1:
            refused.append(
                f"{names}: they differ and have the same serial {newest} of {force}; ask the force which one holds."
            )
            continue
        refused += [
            f"{name}: it is plan {opened.plan.serial} of {force}, and plan {newest} is here too; use the newer one."
            for name, opened in found
            if opened.plan.serial < newest
        ]
        chosen.append(next(iter(top.values())))
    for opened in chosen:
        ledger = (
            ledger if opened.is_repeated else ledger.with_seen(opened.ledger.must_have(opened.plan.force))
        )
    return Received(opened=tuple(chosen), refused=tuple(refused), ledger=ledger)
