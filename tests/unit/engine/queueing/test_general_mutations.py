"""The general kernel broken in listed ways: the cases worked out by hand and the twin each notice every one."""

import pytest

from tests.support.mutating import failures

pytestmark = pytest.mark.slow

BY_HAND = "tests/unit/engine/queueing/test_general_by_hand.py"
BY_TWIN = "tests/generative/test_general_kernel.py"
TESTS = [BY_HAND, f"{BY_TWIN}::test_kernel_and_twin_agree_on_the_first_models"]

UNITS, QUEUES, SENDING, KERNEL, DIARY = (
    f"engine/queueing/general_{name}.py" for name in ("units", "queues", "sending", "kernel", "diary")
)
BROKEN = {
    "a reserve is one too small": (
        UNITS,
        "    return bool(memory[Address(memory[pool + SPARED]) + reserve] <= t)",
        "    return bool(memory[Address(memory[pool + SPARED]) + max(ONE, reserve) - ONE] <= t)",
    ),
    "those who wait outside their hours hold up those behind": (
        QUEUES,
        "            if not memory[kind + SHUT]:\n",
        "            if memory[kind + SHUT] >= 0:\n",
    ),
    "last come, first served": (
        QUEUES,
        """    last = Address(memory[queue + TAIL])
    memory[who + AFTER] = NONE
    memory[who + BEFORE] = last
    if last == NONE:
        memory[queue + HEAD] = who
    else:
        memory[last + AFTER] = who
    memory[queue + TAIL] = who
""",
        """    first = Address(memory[queue + HEAD])
    memory[who + AFTER] = first
    memory[who + BEFORE] = NONE
    if first == NONE:
        memory[queue + TAIL] = who
    else:
        memory[first + BEFORE] = who
    memory[queue + HEAD] = who
""",
    ),
    "units still out at a handover are forgotten": (
        KERNEL,
        "        if memory[Address(memory[RELIEVED]) + entry]:\n",
        "        if entry >= 0:\n",
    ),
    "an upgrade is counted twice where it comes in": (
        QUEUES,
        "cell + UPGRADED_IN] += 1",
        "cell + UPGRADED_IN] += 2",
    ),
    "units are sent before those leave who leave at the same tick": (
        KERNEL,
        "    while next_leaving(memory) <= tick:\n",
        "    send_units(tick, memory, reals)\n    while next_leaving(memory) <= tick:\n",
    ),
    "those who lack units are served after those who wait": (
        SENDING,
        "    if memory[pool + LACKED]:\n        step",
        "    if memory[pool + LACKED] and memory[pool + FOREMOST] == memory[KINDS_END]:\n        step",
    ),
    "where a block's slots are gone the first hour of the next is taken": (
        DIARY,
        "            hour += step\n",
        "            hour += 1\n",
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_each_break_is_noticed_by_hand_and_by_the_twin(how, tmp_path):
    failed = failures(tmp_path, *BROKEN[how], TESTS)
    assert any(name.startswith(BY_HAND) for name in failed), "only the twin noticed"
    assert any(name.startswith(BY_TWIN) for name in failed), "the twin did not notice"


def test_the_copy_that_is_not_broken_passes(tmp_path):
    text = "    return bool(memory[Address(memory[pool + SPARED]) + reserve] <= t)"
    assert failures(tmp_path, UNITS, text, text, TESTS) == []
