"""The streaming fast kernel broken in listed ways: its twin notices every one."""

import pytest

from tests.support.mutating import failures

pytestmark = pytest.mark.slow

MODULE = "engine/queueing/fast_stream.py"
BY_TWIN = "tests/generative/test_fast_stream.py"
TESTS = [f"{BY_TWIN}::test_kernel_and_twin_count_the_same_on_the_first_models"]

BROKEN = {
    "those who come in an hour are served by number": (
        "        orders[number] = (np.int64(unit(bits) * TICKS_PER_HOUR) << ARRIVALS_BITS) | number\n"
        "    orders[:count].sort()\n",
        "        orders[number] = (np.int64(unit(bits) * TICKS_PER_HOUR) << ARRIVALS_BITS) | number\n",
    ),
    "one class too many": ("        kind += share >= reached\n", "        kind += share >= 0\n"),
    "who waits at the end of a block is forgotten": (
        "                tails[kind] = waiting\n                waiting += 1\n",
        "                tails[kind] = waiting\n",
    ),
    "a capacity that returns is not told": (
        "            if capacity[row] != units_before:\n",
        "            if capacity[row] > units_before:\n",
    ),
    "the warm-up is counted": ("            elif after >= 0:\n", "            elif after >= -1:\n"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_each_break_is_noticed_by_the_twin(how, tmp_path):
    assert failures(tmp_path, MODULE, *BROKEN[how], TESTS)


def test_the_copy_that_is_not_broken_passes(tmp_path):
    text = "            elif after >= 0:\n"
    assert failures(tmp_path, MODULE, text, text, TESTS) == []
