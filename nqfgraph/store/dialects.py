"""What engines do in their own way, and how they are asked so that it does not matter.

Each entry was seen with the engine and the version that it names; an engine without one is taken to follow
SPARQL 1.1. What cannot be worked around stands in docs/scaling.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.store.inspection import Form


@dataclass(frozen=True)
class Dialect:
    """How to speak to one kind of engine."""

    for_own: str = ""
    """What precedes the program's own queries."""
    for_describe: str = ""
    """What precedes a DESCRIBE, so that it is about the thing and not about what refers to it."""
    repairs: tuple[tuple[bytes, bytes], ...] = ()
    """What is replaced in answers as JSON."""
    timeout: bool = False
    """True if the engine takes ``timeout`` in milliseconds, and says in the header that it cut an answer."""

    def stranger(self, query: str, form: Form | None) -> str:
        """Return a rewritten query as it is sent."""
        return self.for_describe + query if form is Form.DESCRIBE else query

    def own(self, query: str, form: Form | None) -> str:
        """Return one of the program's own queries, rewritten, as it is sent."""
        return self.for_own + self.stranger(query, form)

    def fields(self, seconds: float) -> dict[str, str]:
        """Return what the request says of the longest time that the query may take.

        The engine gets a second more than the client, who is to be the one that says what happened.
        """
        return {"timeout": str(round((seconds + 1) * 1000))} if self.timeout else {}


_XSD = b'XMLSchema#boolean", "value": '

STANDARD = Dialect()

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        # Virtuoso 7.2.5. It does not notice that a client has gone. Its planner turns the description of a
        # thing from milliseconds into minutes once it has statistics; our queries begin with what is rarest,
        # so they are taken in the order they have. Truth values of answers as JSON are numbers.
        "virtuoso": Dialect(
            for_own='define sql:select-option "order"\n',
            for_describe='define sql:describe-mode "CBD"\n',
            repairs=((_XSD + b'"1"', _XSD + b'"true"'), (_XSD + b'"0"', _XSD + b'"false"')),
            timeout=True,
        )
    }
)
"""The engines that need one, by what their ``Server`` header begins with, in small letters."""


def name_of(server: str) -> str:
    """Return the name of the dialect of an engine, by its ``Server`` header; nothing if it needs none."""
    return next((name for name in DIALECTS if server.lower().startswith(name)), "")
