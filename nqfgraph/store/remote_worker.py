"""A query worker that holds no release but a connection to an engine that does.

It lives in a process like those over a local release (`nqfgraph.store.workers`), so deadlines, memory limits,
clients that leave and hostile texts cost what they cost there: one process, and with it the connection. The
engine's answer is read and written anew as it comes. So every form of an answer is right whatever the engine
can write, an answer that breaks off is noticed, and graphs have their public names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import httpx

from nqfgraph.store import remote_answers, remote_http
from nqfgraph.store.address import Address
from nqfgraph.store.dialects import DIALECTS, STANDARD
from nqfgraph.store.federation import refuse_service
from nqfgraph.store.formats import Writer
from nqfgraph.store.inspection import Form, form_of
from nqfgraph.store.listed import Listing
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_answers import Answer
from nqfgraph.store.rewriting import EngineQuery, rewrite
from nqfgraph.store.views import PublicNames, View


@dataclass(frozen=True)
class Engine:
    """What a zygote holds in the place of a release: where the engine is, and what the release is called."""

    address: Address
    view: View
    seconds: float
    """The longest a query may take, in seconds."""

    def to_order(self) -> dict[str, Any]:
        """Return what `from_order` reads, as JSON has it; it holds the secrets."""
        view = self.view
        return {
            "address": asdict(self.address),
            "base": view.base,
            "version": view.version,
            "view": view.to_value(),
            "seconds": self.seconds,
        }

    @classmethod
    def from_order(cls, order: dict[str, Any]) -> Engine:
        """Read what `to_order` wrote."""
        view = View.from_value(order["base"], order["version"], order["view"])
        return cls(Address(**order["address"]), view, order["seconds"])

    def open(self) -> Session:
        """Connect, in the process that is going to ask."""
        return Session(self, remote_http.connect(self.address, self.seconds))


class Session:
    """A connection to an engine, for one query at a time."""

    def __init__(self, engine: Engine, client: httpx.Client) -> None:
        self._engine = engine
        self._client = client
        self._address = engine.address.query
        self._listing = Listing(RemoteStore(engine.address, client=client), engine.view)
        self._dialect = DIALECTS.get(engine.view.dialect, STANDARD)

    def answer(self, order: dict[str, Any], output: Writer) -> None:
        """Answer an order of a query pool; any StoreError, also in the middle of the answer."""
        query, media_type = order["query"], order["media_type"]
        form = form_of(query)
        accepted = remote_answers.accept(form, media_type)
        refuse_service(query)
        asked = rewrite(
            query,
            self._engine.view,
            base=order["base"],
            default_graphs=order["default_graphs"],
            named_graphs=order["named_graphs"],
        )
        self._listing.check()
        with (
            remote_http.translated(self._address, self._client),
            self._client.stream(
                "POST", self._address, data=self._fields(asked, form), headers={"Accept": accepted}
            ) as response,
        ):
            remote_http.check(response, self._address, self._client)
            remote_http.refuse_cut(response, self._address, self._client)
            names = PublicNames(self._engine.view, output)
            answer = Answer(response.iter_bytes(), remote_http.kind_of(response), form, self._dialect.repairs)
            answer.write(media_type, names)
            names.finish()

    def _fields(self, asked: EngineQuery, form: Form | None) -> dict[str, str | list[str]]:
        return {
            "query": self._dialect.stranger(asked.text, form),
            "default-graph-uri": asked.default_graphs,
            "named-graph-uri": asked.named_graphs,
            **self._dialect.fields(self._engine.seconds),
        }
