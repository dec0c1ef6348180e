"""Requests that are past: `now` is the moment from which a plan can change things. No clock is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request import Need, Request
from dueregard.mobilisation.request_file import RequestRefused


def refuse_over(request: Request, now: datetime) -> None:
    """Refuse a request whose last tour is over. Raises RequestRefused."""
    last = max(tour.ends_at for tour in request.tours)
    if last <= now:
        raise RequestRefused(
            f"The request {request.id} is past: its last tour ended on {_words(last)}, and it is {_words(now)} now; "
            "give one that is still to be worked."
        )


def refuse_begun(request: Request, now: datetime) -> None:
    """Refuse a request whose plan would call people before now. Raises RequestRefused."""
    refuse_over(request, now)
    if request.accepted_at < now:
        raise RequestRefused(
            f"The request {request.id} was accepted on {_words(request.accepted_at)}, and it is {_words(now)} now: "
            f"nobody can be called before now; write accepted_at: {now.astimezone(UTC):%Y-%m-%dT%H:%MZ}, with deadline "
            "steps counted from then, and leave out tours that are over; or make the plan kept before again with "
            "--again."
        )


def refuse_need_past(request: Request, need: Need, now: datetime) -> None:
    """Refuse to call people for a need that is past. Raises RequestRefused."""
    refuse_over(request, now)
    if need.by <= now:
        raise RequestRefused(
            f"The request {request.id} needed people on {need.tour} by {_words(need.by)}, and it is {_words(now)} now: "
            "nobody can be called for that any more; name a later need with --need."
        )


def _words(at: datetime) -> str:
    return Moment(at.astimezone(UTC)).words()
