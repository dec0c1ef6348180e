"""What is said of a capacity surface: how narrow its band came out, and what the control variates did."""

from __future__ import annotations

import numpy as np

from dueregard.effects.surface import CapacitySurface


def how_narrow(found: CapacitySurface) -> tuple[str, ...]:
    """Sentences on the band and on the controls of a surface that aimed at a width; none for any other."""
    if found.aim is None:
        return ()
    cells, narrow = found.is_narrow.size, int(found.is_narrow.sum())
    used = found.uses > 0
    reached = "All are" if narrow == cells else f"{narrow:,} of {cells:,} are; the others say so"
    fewest, most = int(found.runs.min()), int(found.runs.max())
    runs = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    told = (
        f"Each cell's band was to be within ±{found.aim.share:.0%} of its value, or ±{found.aim.floor:,.0f} people. "
        f"{reached}. The widest is ±{found.widest:.1%}, from {runs} runs a cell."
    )
    if not used.any():
        return (told, "No control variate was used: none helped in the pilot.")
    gain = float(np.median(found.factor[used]))
    return (
        told,
        f"Control variates (work that came in, and what of it was left over hour by hour) are used in "
        f"{int(used.sum()):,} of {cells:,} cells, where they helped in the pilot; in the middle one of these they "
        f"divide the variance of a run by {gain:.1f}.",
    )
