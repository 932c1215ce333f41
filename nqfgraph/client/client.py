"""The client: what a researcher asks a register with."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from nqfgraph.client import answers
from nqfgraph.client.addresses import read_endpoint
from nqfgraph.client.answers import RESULTS, TRIPLES, Table
from nqfgraph.client.binding import bind
from nqfgraph.client.cache import Cache
from nqfgraph.client.examples import Example, find_example, read_examples
from nqfgraph.client.failures import missing
from nqfgraph.client.paging import Paged, read_pages
from nqfgraph.client.shortening import Shorten, prefixes_of, shortener
from nqfgraph.client.terms import Value
from nqfgraph.client.waiting import Budget, Patience
from nqfgraph.errors import InputError, QueryError, StoreUnavailable
from nqfgraph.store.inspection import Form, form_of

if TYPE_CHECKING:
    from nqfgraph.client.frames import DataFrame

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_LONGEST_SECONDS = 86_400.0
_METHODS = {
    Form.SELECT: "frame, rows or pages",
    Form.ASK: "ask",
    Form.CONSTRUCT: "graph",
    Form.DESCRIBE: "graph",
}

Compact = bool | Mapping[str, str]
"""Whether IRIs are written with the prefixes that the query declares, or the prefixes to write them with."""


class Client:
    """Asks one SPARQL endpoint.

    ``release`` is the version to ask; without it, it is the one that is current at the first question, and
    all questions of the client are asked of that one, so that no analysis mixes two states of the register.
    ``language`` (BCP 47) is for what is told to people. ``cache`` is a folder in which answers are kept;
    without it none are. ``timeout`` is the longest time of an answer in seconds; ``patience`` the longest
    time in seconds that a question waits in all for an endpoint that is busy, or that wants a pause.

    Nothing is open between questions. Raises InputError for an argument that cannot be used.
    """

    def __init__(
        self,
        endpoint: str = "http://127.0.0.1:8000/sparql",
        *,
        release: str | None = None,
        language: str = "en",
        cache: str | Path | None = None,
        timeout: float = 60.0,
        patience: float = 120.0,
    ) -> None:
        if not _LANGUAGE.fullmatch(language):
            raise InputError(f"“{language}” is not a language tag.", remedy="Write az, en or ru.")
        if not 0 < timeout <= _LONGEST_SECONDS:
            raise InputError(f"The timeout is {timeout:g}.", remedy="Give seconds, from above 0 to a day.")
        try:
            from nqfgraph.client.asking import Asker
        except ModuleNotFoundError as error:
            if error.name != "SPARQLWrapper":
                raise
            raise missing("SPARQLWrapper") from error
        self._asker = Asker(
            read_endpoint(endpoint),
            language=language,
            timeout=timeout,
            cache=None if cache is None else Cache(Path(cache)),
            patience=partial(Patience, patience),
        )
        self._language = language
        self._release = release
        self._release_is_known = release is not None

    def __enter__(self) -> Self:
        """Return the client: a block shows what is asked of one release."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing, as nothing is open."""

    @property
    def endpoint(self) -> str:
        """The address that is asked."""
        return self._asker.endpoint

    @property
    def release(self) -> str | None:
        """The version of the release that is asked; None if the endpoint has no releases.

        The first use may ask the endpoint and raises what `ask` does.
        """
        if not self._release_is_known:
            self._release = self._asker.current_release()
            self._release_is_known = True
        return self._release

    @property
    def budget(self) -> Budget | None:
        """What the endpoint said last about what this client may still use; None if it has not said."""
        return self._asker.budget

    def frame(
        self, query: str, /, *, compact: Compact = False, languages: bool = False, **values: object
    ) -> DataFrame:
        """Return the answer to SELECT as a DataFrame with a type for each column (`nqfgraph.client.frames`).

        ``values`` are put in the place of the variables of their names (`nqfgraph.client.binding`).
        With ``languages``, a column of texts with languages has a column ``{name}@language`` beside it.
        ``frame.attrs`` tells endpoint, query, release, time, digest and permalink; `cite` makes a citation.

        Raises InputError for what cannot be asked so, and without pandas; QueryError for a query that is
        wrong, with the line; QueryTimeout, StoreBusy, ReleaseError; StoreUnavailable for an endpoint that
        cannot be reached or whose answer is not whole.
        """
        sparql = _prepare(query, values, Form.SELECT)
        return self._frame(sparql, _uncut(self._table(sparql)), compact, languages)

    def rows(self, query: str, /, **values: object) -> Iterator[dict[str, Value | None]]:
        """Return the rows of the answer to SELECT, by variable, as exact Python values; None without a value.

        Whole numbers are int, decimals Decimal, IRIs `Iri`, texts with a language `Text`, and so on
        (`nqfgraph.client.terms`). Raises as `frame` does, before the first row.
        """
        return _uncut(self._table(_prepare(query, values, Form.SELECT))).rows()

    def ask(self, query: str, /, **values: object) -> bool:
        """Return the answer to ASK; raises as `frame` does."""
        sparql = _prepare(query, values, Form.ASK)
        return answers.read_truth(self._asker.ask(sparql, RESULTS, self.release))

    def graph(self, query: str, /, **values: object) -> bytes:
        """Return the answer to CONSTRUCT or DESCRIBE as N-Triples, which every RDF library reads.

        Every line of it was read once, and the transfer was whole. Raises as `frame` does.
        """
        sparql = _prepare(query, values, Form.CONSTRUCT, Form.DESCRIBE)
        return answers.read_triples(self._asker.ask(sparql, TRIPLES, self.release))

    def pages(
        self,
        query: str,
        /,
        *,
        size: int = 10_000,
        compact: Compact = False,
        languages: bool = False,
        **values: object,
    ) -> Iterator[DataFrame]:
        """Return the answer to SELECT as DataFrames of at most ``size`` rows, asked one after the other.

        For endpoints that give no more than so many rows, and for answers that are large. The query needs
        ORDER BY; its own LIMIT and OFFSET count. All pages are of one release; where the endpoint has none,
        a warning says that they may mix states. An answer without rows is one page without rows.
        Raises as `frame` does: for the query at once, for a page where it is asked.
        """
        if size < 1:
            raise InputError(f"A page of {size} rows is none.", remedy="Give a size of 1 or more.")
        paged = read_pages(_prepare(query, values, Form.SELECT))
        return self._pages(paged, size, compact, languages)

    def examples(self) -> DataFrame:
        """Return the example queries of the endpoint: name, group, title, question, in the client's language.

        Raises StoreUnavailable if the endpoint offers none, and as `frame` does.
        """
        from nqfgraph.client.frames import list_examples

        return list_examples(self._examples())

    def example(self, name: str) -> str:
        """Return the query of an example; raises InputError for an unknown name, and as `examples` does."""
        return find_example(self._examples(), name).query

    def _examples(self) -> tuple[Example, ...]:
        return read_examples(self._asker.fetch("examples", "application/json"), self._language)

    def _table(self, sparql: str) -> Table:
        return answers.read_table(self._asker.ask(sparql, RESULTS, self.release))

    def _frame(self, sparql: str, table: Table, compact: Compact, languages: bool) -> DataFrame:
        from nqfgraph.client.frames import make_frame

        source = answers.make_source(self.endpoint, sparql, self.release, table.reply)
        return make_frame(table, source, shorten=_shorten(sparql, compact), languages=languages)

    def _pages(self, paged: Paged, size: int, compact: Compact, languages: bool) -> Iterator[DataFrame]:
        if self.release is None:
            warnings.warn(
                f"{self.endpoint} does not tell from which state of its data it answers: pages may mix two.",
                stacklevel=2,
            )
        start = 0
        # A page that is shorter than asked is not taken for the last: the endpoint may give fewer rows.
        while sparql := paged.page(start, size):
            table = self._table(sparql)
            if len(table) > size:
                raise StoreUnavailable(
                    f"{self.endpoint} gave {len(table)} rows where LIMIT asked for {size}."
                )
            if not start or len(table):
                yield self._frame(sparql, table, compact, languages)
            if not len(table):
                return
            start += len(table)


def _prepare(query: str, values: Mapping[str, object], *forms: Form) -> str:
    """Return the query with its values in it; raises InputError for one of another form."""
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise QueryError(
            f"The query has half a letter (a lone surrogate) at character {error.start + 1}."
        ) from error
    found = form_of(query)
    # A query whose form cannot be seen is left to the endpoint, which says what is wrong with it.
    if found and found not in forms:
        raise InputError(
            f"This is a query of the form {found.value}.", remedy=f"Ask it with {_METHODS[found]}."
        )
    return bind(query, values)


def _shorten(sparql: str, compact: Compact) -> Shorten | None:
    if isinstance(compact, bool):
        return shortener(prefixes_of(sparql)) if compact else None
    return shortener(compact)


def _uncut(table: Table) -> Table:
    """Refuse a table that has as many rows as the endpoint gives at most (Virtuoso says it in a field)."""
    most = table.reply.field("X-SPARQL-MaxRows")
    if most.isdecimal() and 0 < int(most) <= len(table):
        raise StoreUnavailable(
            f"{table.reply.iri} gives {most} rows at most, and this answer has as many: it may be cut.",
            remedy="Ask in pages (Client.pages), or for less.",
        )
    return table
