"""The bar of `inverse` counts batches of the sizes tried, and says how many there will be by those decided."""

from dueregard.cli.commands.inverse import Counting


def test_time_is_told_once_a_size_is_decided_and_follows_what_sizes_take():
    told: list[tuple[int, int | None]] = []
    counted = Counting(lambda done, total, words: told.append((done, total)), sizes=4, batch=20)
    for batches in (2, 1, 6):
        counted.next_size()
        for _ in range(batches):
            for block in (1, 2):  # two blocks a batch, which counts when both are finished
                counted(None, None, done=block, total=2)
    assert told[:4] == [(0, None), (1, None), (1, None), (2, None)]
    assert told[4] == (2, 8)  # two for each of four sizes
    assert told[6] == (3, 6)  # sizes took 1.5 on average
    assert told[-1] == (9, 12)  # the third took six so far: another, and 1.5 for the last
    assert all(total is None or total > done for done, total in told)
