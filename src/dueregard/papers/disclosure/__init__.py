"""What a disclosure officer should look at before a public edition goes out; on the full side only.

Nothing here alters a byte of the public edition. What may be public is decided by people, record by
record; this asks them about what several records say together.
"""

from dueregard.papers.disclosure.checking import check_disclosure
from dueregard.papers.disclosure.findings import Concern, DisclosureFinding

__all__ = ["Concern", "DisclosureFinding", "check_disclosure"]
