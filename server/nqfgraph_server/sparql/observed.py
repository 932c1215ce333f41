"""What is known of a query while it is answered, for those who count and log it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Observation:
    """A query request; the endpoint puts it into ``flask.g.observation`` and fills it as it goes."""

    query: str
    form: str | None
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; None where none can be seen in the text."""
    release: str
    """Version of the release that is asked."""
    media_type: str | None = None
    """The form of the answer; None until it is chosen."""
    cached: bool = False
    """True if no worker was asked: the answer was kept, another request computed it, or the client has it."""
    seconds: float = 0.0
    """Work of a worker in seconds; filled when the answer settles, which may be after the last byte."""
