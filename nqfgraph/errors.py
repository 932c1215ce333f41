"""The exceptions of nqfgraph, one tree.

An exception means that the program could not do what was asked. A fault in somebody's data is not an
exception but a value: an ``Issue`` (`nqfgraph.sources.issues`) or a ``Finding`` (`nqfgraph.validation`).

    NqfgraphError
    ├── InputError          a file, an argument or a setting cannot be used
    ├── BuildRefused        the sources have findings that the register's policy does not allow
    ├── ShapesError         a shapes graph cannot be used for checking
    ├── ReleaseError        a release is missing, unknown or damaged
    │   └── ChangeLogError      the change log cannot be read or written
    ├── ProcessEnded        a process that did a part of the work was ended
    └── StoreError          a store could not answer
        ├── QueryError          the query text is wrong
        ├── QueryRefused        the query asks for what is not allowed here
        ├── QueryTimeout        the query took longer than its deadline
        ├── QueryMemory         the query needed more memory than a query may take
        ├── StoreBusy           no worker was free in time
        └── StoreUnavailable    the store cannot be reached or opened

No exception knows HTTP or exit codes: the server and the command line map classes to them, once each.
"""

from __future__ import annotations

from nqfgraph.places import Place


class NqfgraphError(Exception):
    """Base of all errors raised on purpose: a message, the place it is about, and the way out.

    ``message`` says what is wrong and with which value; ``place`` where; ``remedy`` what to do about it.
    """

    def __init__(self, message: str, *, place: Place | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text} {self.remedy}" if self.remedy else text


class InputError(NqfgraphError):
    """A file, an argument or a setting cannot be used as it is."""


class BuildRefused(NqfgraphError):
    """The sources were read, but the register's policy does not allow publishing what they hold."""


class ShapesError(NqfgraphError):
    """A shapes graph is broken or asks for something that cannot be checked."""


class ReleaseError(NqfgraphError):
    """A release is missing, unknown or damaged."""


class ChangeLogError(ReleaseError):
    """The change log of a home cannot be read or written; what is released can be served all the same."""


class ProcessEnded(NqfgraphError):
    """A process that did a part of the work ended before its time; who is killed can say nothing himself.

    ``work`` is what it did (“checked a slice”), ``status`` its exit status, or minus a signal.
    """

    def __init__(self, work: str, status: int) -> None:
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        super().__init__(
            f"A process that {work} was ended {how} before it had finished.",
            remedy="The usual reason is that the machine ran out of memory: give it more, or stop what else"
            " runs there, then try again. Nothing that was published has changed.",
        )
        self.status = status


class StoreError(NqfgraphError):
    """A store could not answer."""


class QueryError(StoreError):
    """The query text is not valid SPARQL; the place gives line and column where they are known."""


class QueryRefused(StoreError):
    """The query is valid but asks for what this endpoint does not do (updates, SERVICE, LOAD)."""


class QueryTimeout(StoreError):
    """The query was stopped at its deadline, ``seconds`` after it started."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query was stopped: it took longer than its limit of {seconds:g} seconds.",
            remedy="Ask for less at once, or download the dump and query it locally.",
        )
        self.seconds = seconds


class QueryMemory(StoreError):
    """The query was stopped because it needed more memory than a query may take."""


class StoreBusy(StoreError):
    """Every worker was busy for as long as a query may wait."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or opened."""
