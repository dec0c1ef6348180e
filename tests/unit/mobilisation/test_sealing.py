"""What a receiver believes, and each reason for which it does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.mobilisation.seal_keys import (
    WEAK_KEYS,
    KeyUnusable,
    PinnedKeys,
    SealingKey,
    is_signed,
)
from dueregard.mobilisation.seal_ledger import LedgerUnusable, Seen, SerialLedger, read_ledger
from dueregard.mobilisation.sealing import (
    LARGEST_SEALED_BYTES,
    VERSION,
    Opened,
    SealRefused,
    open_all,
    open_sealed,
    seal,
)
from tests.unit.mobilisation.small_plans import DAY, key, need, part, pinned, plan, promised

KEYS = pinned(("tidewater", 1), ("castermoor", 2))
SEALED = seal(plan(), key())


def opened(
    content: bytes = SEALED, keys: PinnedKeys = KEYS, ledger: SerialLedger | None = None, on: date = DAY
) -> Opened:
    return open_sealed(content, "a.plan", keys=keys, ledger=ledger or SerialLedger(), on=on)


def refused(content: bytes = SEALED, **how) -> str:
    with pytest.raises(SealRefused) as told:
        opened(content, **how)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")
    return str(told.value)


def signed_anew(payload: bytes, version: int = VERSION, number: int = 1) -> bytes:
    """What another program might sign: any payload under any version, with a good signature."""
    head = f"dueregard-sealed-plan {version}\nkey {key(number).public_key}\n".encode()
    line, key_line, _ = head.split(b"\n")
    signature = key(number).sign(head + payload).hex().encode()
    return b"\n".join((line, key_line, b"signature " + signature, payload))


def test_what_was_sealed_is_opened():
    found = opened()
    assert found.plan == plan()
    assert (found.key.force, found.is_repeated) == ("tidewater", False)
    assert found.ledger.must_have("tidewater") == Seen(
        force=Id("tidewater"), serial=1, sha256=sha256(SEALED), version=VERSION, opened_on=DAY
    )


def test_the_same_plan_and_key_give_the_same_bytes():
    assert seal(plan(), key()) == SEALED
    assert signed_anew(canonical_bytes(plain(plan()))) == SEALED


def test_the_first_published_vector_of_ed25519_is_met():
    """RFC 8032, section 7.1, test 1: an empty message."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )
    made = SealingKey.from_seed(seed)
    assert (made.public_key, made.sign(b"")) == (public, signature)
    assert is_signed(public, signature, b"")


def test_any_change_of_any_byte_is_refused():
    """Every byte of the file, with one bit turned, and with every bit turned."""
    for at in range(len(SEALED)):
        for turned in (1, 0x20, 0xFF):
            changed = bytearray(SEALED)
            changed[at] ^= turned
            refused(bytes(changed))


@given(
    at=st.integers(0, len(SEALED) - 1),
    byte=st.integers(0, 255),
    how=st.sampled_from(["put", "in", "out", "cut"]),
)
def test_a_byte_changed_added_or_taken_is_refused(at: int, byte: int, how: str):
    middle = {"put": bytes([byte]), "in": bytes([byte, SEALED[at]]), "out": b"", "cut": b""}[how]
    rest = b"" if how == "cut" else SEALED[at + 1 :]
    changed = SEALED[:at] + middle + rest
    if changed != SEALED:
        refused(changed)


@given(st.binary(max_size=400))
def test_what_is_no_sealed_plan_is_refused(content: bytes):
    refused(content)
    refused(SEALED[:220] + content)


def test_a_second_plan_after_the_first_is_refused():
    assert "its seal is not good" in refused(SEALED + SEALED)


def test_a_truncated_file_is_refused():
    assert "its end is missing" in refused(SEALED[:-1])
    assert "its beginning was changed or cut off" in refused(SEALED[:100])


def test_a_tampered_plan_is_refused():
    assert "its seal is not good" in refused(SEALED.replace(b'"units":"4"', b'"units":"9"'))


def test_a_key_that_is_not_pinned_is_refused():
    assert "sealed with a key that national has not pinned" in refused(seal(plan(), key(9)))


def test_a_signature_under_another_pinned_key_is_refused():
    other = seal(plan("castermoor"), key(2))
    line = other.split(b"\n")[1]
    assert "its seal is not good" in refused(SEALED.replace(SEALED.split(b"\n")[1], line))


def test_the_right_key_does_not_seal_another_forces_plan():
    told = refused(seal(plan("castermoor"), key(1)))
    assert "a plan of castermoor sealed with the key of tidewater" in told


def test_a_plan_for_somebody_else_is_refused():
    told = refused(seal(plan(audience=(Id("region-east"),)), key()))
    assert "is for region-east and not for national" in told
    both = seal(plan(audience=(Id("region-east"), Id("national"))), key())
    assert opened(both).plan.audience == ("region-east", "national")


@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2026, 7, 31), "not yet on 31 July 2026"), (date(2027, 1, 1), "is outdated on 1 January 2027")],
)
def test_a_plan_out_of_its_time_is_refused(on, told):
    assert told in refused(on=on)
    assert opened(on=date(2026, 8, 1)).plan == opened(on=date(2026, 12, 31)).plan


def test_a_key_out_of_its_time_is_refused():
    assert "was trusted from 1 January 2026 to 2 August 2026" in refused(
        keys=pinned(("tidewater", 1), until_on=date(2026, 8, 2))
    )


def test_a_key_is_trusted_on_its_first_day_and_its_last():
    keys = pinned(("tidewater", 1), until_on=DAY)
    from_today = replace(keys, keys=(replace(keys.keys[0], from_on=DAY),))
    assert opened(keys=keys).key.until_on == DAY
    assert opened(keys=from_today).key.from_on == DAY


def test_the_same_file_twice_is_harmless():
    first = opened()
    again = opened(ledger=first.ledger)
    assert again.is_repeated
    assert again.ledger == first.ledger
    assert again.plan == first.plan


def test_the_same_serial_with_other_content_is_refused():
    other = seal(plan("tidewater", 1, part(units=5)), key())
    assert "another file with the serial 1" in refused(other, ledger=opened().ledger)


def test_an_older_serial_is_refused_and_a_newer_one_replaces_it():
    newer = opened(seal(plan(serial=2), key()), ledger=opened().ledger)
    assert newer.ledger.must_have("tidewater").serial == 2
    assert "it is plan 1 of tidewater, and plan 2 was opened on 3 August 2026" in refused(ledger=newer.ledger)


def test_an_older_serial_under_a_newer_key_is_refused_too():
    turned = pinned(("tidewater", 1), ("tidewater", 3))
    newer = opened(seal(plan(serial=2), key(1)), keys=turned)
    assert "use the newer one" in refused(seal(plan(serial=1), key(3)), keys=turned, ledger=newer.ledger)


def test_an_older_format_than_was_seen_is_refused_whatever_its_serial():
    later = Seen(force=Id("tidewater"), serial=1, sha256=64 * "0", version=VERSION + 1, opened_on=DAY)
    told = refused(seal(plan(serial=9), key()), ledger=SerialLedger((later,)))
    assert f"already sends version {VERSION + 1}" in told


def test_a_format_newer_than_the_program_is_refused_and_is_part_of_what_is_signed():
    assert "use a newer program" in refused(signed_anew(canonical_bytes(plain(plan())), version=VERSION + 1))
    assert "its seal is not good" in refused(SEALED.replace(b"sealed-plan 1", b"sealed-plan 2"))


def test_an_oversized_file_is_refused_unread():
    assert "keep it under 1,000,000" in refused(SEALED + b" " * LARGEST_SEALED_BYTES)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (b"{}\n", 'the field "adopted_by" is missing'),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"\n", "not a plan in canonical form"),
        (b"[" * 200_000 + b"}\n", "not a plan in canonical form"),
        (b'{"force":1}\n', "not a plan in canonical form"),
        (b"\xff}\n", "not a plan in canonical form"),
        (canonical_bytes(plain(plan())).replace(b'":"', b'": "', 1), "not a plan in canonical form"),
        (canonical_bytes({**plain(plan()), "colour": "red"}), 'unknown field "colour"'),
        (canonical_bytes({**plain(plan()), "serial": "0"}), "the serial is 0"),
        (canonical_bytes({**plain(plan()), "parts": [{}] * 200_000}), 'the field "id" is missing'),
        (
            canonical_bytes({**plain(plan()), "commitments": 5_000 * [plain(promised(1))]}),
            "give 2,000 at most",
        ),
    ],
)
def test_a_malformed_plan_under_a_good_seal_is_refused_all_the_same(payload, told):
    assert told in refused(signed_anew(payload))


def test_a_plan_that_lends_what_its_force_needs_is_not_sealed():
    """August 2011: 100 officers lent, then 625 needed at home."""
    lends = plan("tidewater", 1, part(units=25), commitments=(promised(4),), own_needs=(need(625),))
    with pytest.raises(SealRefused, match="100 are promised twice"):
        seal(lends, key())
    assert seal(replace(lends, own_needs=(need(525),)), key())


def test_a_plan_that_would_not_read_back_is_not_sealed():
    with pytest.raises(SealRefused):
        seal(plan(adopted_by=" somebody "), key())


def test_a_plan_too_large_to_be_opened_is_not_sealed():
    people = tuple(Id(f"p-{number:032x}") for number in range(30_000))
    with pytest.raises(SealRefused, match="list fewer people"):
        seal(plan("tidewater", 1, part(people=people)), key())


# ---------------------------------------------------------------------------------- many files together
def files(*plans, number: int = 1) -> list[tuple[str, bytes]]:
    return [(f"{each.force}-{each.serial}.plan", seal(each, key(number))) for each in plans]


def test_of_a_folder_the_newest_plan_of_each_force_stands_in_whatever_order_it_is_read():
    sent = [*files(plan(serial=1), plan(serial=3), plan(serial=2)), *files(plan("castermoor"), number=2)]
    for order in (sent, sent[::-1]):
        found = open_all(order, keys=KEYS, ledger=SerialLedger(), on=DAY)
        assert [(each.plan.force, each.plan.serial) for each in found.opened] == [
            ("castermoor", 1),
            ("tidewater", 3),
        ]
        assert len(found.refused) == 2
        assert found.ledger.must_have("tidewater").serial == 3


def test_two_plans_of_one_serial_are_both_refused():
    two = [("a", SEALED), ("b", seal(plan("tidewater", 1, part(units=5)), key()))]
    found = open_all(two, keys=KEYS, ledger=SerialLedger(), on=DAY)
    assert found.opened == ()
    assert "a, b: they differ and have the same serial 1" in found.refused[0]
    assert found.ledger == SerialLedger()


def test_a_copy_of_a_file_counts_once():
    found = open_all([("a", SEALED), ("b", SEALED)], keys=KEYS, ledger=SerialLedger(), on=DAY)
    assert len(found.opened) == 1
    assert found.refused == ()


# ----------------------------------------------------------------------------------------- keys, ledger
LEDGER = opened().ledger.content()
ENTRY = canonical_bytes(plain(opened().ledger.must_have("tidewater")))[:-1]


def test_a_private_key_reads_back_and_never_shows_itself():
    made = key()
    assert SealingKey.from_pem(made.pem(), "key.pem").public_key == made.public_key
    assert made.pem().decode() not in repr(made)
    assert "withheld" in repr(made)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff" * 40])
def test_a_file_that_is_no_private_key_is_told_in_words(content):
    with pytest.raises(KeyUnusable, match=r"key\.pem: this is not an Ed25519 private key"):
        SealingKey.from_pem(content, "key.pem")


@pytest.mark.parametrize("public", sorted(WEAK_KEYS))
def test_a_key_under_which_anybody_can_seal_is_not_pinned(public):
    """Nobody has the private half of these: a made-up signature is found good for one message in a few."""
    nothing = bytes([1, *bytes(63)])
    found_good = [is_signed(public, nothing, bytes([one, other])) for one in range(16) for other in range(16)]
    assert any(found_good)
    with pytest.raises(ValueError, match="anybody can seal"):
        replace(KEYS.keys[0], public_key=public)


def test_there_is_no_second_signature_for_the_same_plan():
    """The second half of a signature plus the order of the group would be one, were it not looked at."""
    order = 2**252 + 27742317777372353535851937790883648493
    good = key().sign(b"words")
    longer = (int.from_bytes(good[32:], "little") + order).to_bytes(32, "little")
    assert is_signed(key().public_key, good, b"words")
    assert not is_signed(key().public_key, good[:32] + longer, b"words")


def test_one_key_does_not_stand_for_two_forces():
    with pytest.raises(ValueError, match="have the same public key"):
        pinned(("tidewater", 1), ("castermoor", 1))


def test_a_ledger_reads_back_equal():
    ledger = opened().ledger
    assert read_ledger(ledger.content(), "ledger.json") == ledger
    assert read_ledger(SerialLedger().content(), "ledger.json") == SerialLedger()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 200_000,
        LEDGER[:-2],
        LEDGER.replace(b'"serial":"1"', b'"serial":"0"'),
        LEDGER.replace(b'"serial":"1"', b'"serial":1'),
        LEDGER.replace(b'"serial":"1"', b'"serial": "1"'),
        LEDGER.replace(b"[", b"[" + ENTRY + b","),
    ],
)
def test_a_spoiled_ledger_is_never_taken_for_an_empty_one(content):
    with pytest.raises(LedgerUnusable, match="put the last good copy back"):
        read_ledger(content, "ledger.json")


def test_neither_serial_nor_version_in_a_ledger_falls():
    known = Seen(force=Id("tidewater"), serial=2, sha256=64 * "0", version=2, opened_on=DAY)
    for lower in (replace(known, serial=1), replace(known, version=1, serial=3)):
        with pytest.raises(ValueError, match="already holds plan 2"):
            SerialLedger((known,)).with_seen(lower)
