"""How the dispatch desk decides: decision 0010's order of work in figures. Lengths are seconds."""

from dueregard.synthetic.calendar import HOUR

STAND_DOWN = 45 * 60
"""After the first arrival, when further units are no longer needed."""

OLD_FILE = 8 * HOUR
"""Age from which a file comes before visits and is not broken off."""
LOST_FILE = 16 * HOUR
"""Age at which it is done on overtime instead."""

BREAK_PUT_OFF = 90 * 60
"""For which a break waits while emergencies or priority jobs wait."""

VISITS_FROM, VISITS_UNTIL = 8, 22
"""Hours of the wall clock between which queued jobs are visited."""
VISIT_NEEDS = HOUR
"""Left of its shift, for a crew to be sent on a visit."""
BIG_AREA = 15
"""Crews on duty from which two are kept back from visits, and not one."""

REVIEW_AT = 6
"""Hour at which the waiting list is looked through."""
CLOSE_AFTER, CLOSE_AFTER_CROWDED, CLOSE_PRIORITY_AFTER = 96 * HOUR, 48 * HOUR, 24 * HOUR
CROWDED_DAYS = 3
"""Days of a local area's queued jobs from which its waiting list is crowded."""

WAITS_MOST, IDLE_TO_SPARE = 3, 3
"""Jobs waiting in one local area, and crews idle in another, for one to be moved."""
