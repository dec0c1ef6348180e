"""How tests here judge a share of repetitions, and where their seeds begin."""

from scipy import stats

FIRST_SEED = 20141104
"""Seeds count up from here; a test that fails is not given another."""


def within_band(successes: int, repetitions: int, share: float, *, band: float = 0.999) -> bool:
    """Whether so many successes are what chance gives in 99.9 % of cases when the true share is `share`."""
    tail = (1 - band) / 2
    return (
        stats.binom.ppf(tail, repetitions, share)
        <= successes
        <= stats.binom.ppf(1 - tail, repetitions, share)
    )


def not_under(successes: int, repetitions: int, share: float, *, band: float = 0.999) -> bool:
    """Whether successes are not fewer than chance gives when the true share is `share` at least."""
    return successes >= stats.binom.ppf(1 - band, repetitions, share)
