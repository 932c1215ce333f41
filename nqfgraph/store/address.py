"""Where an engine is and how one gets in; secrets are never part of a text that is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Address:
    """A SPARQL server: its query endpoint, and where it keeps its Graph Store Protocol.

    ``user`` and ``password`` go by basic or digest authentication, whichever the server asks for, ``token``
    as a bearer token. Raises InputError for an address that is none, or that carries a password itself.
    """

    query: str
    graphs: str = ""
    """Address of the Graph Store Protocol; the query endpoint if it is left empty."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be asked; a wrong address is shown only if it cannot hold a password."""
        for each in (self.query, self.graphs or self.query):
            parts = urlsplit(each)
            if "@" in parts.netloc:
                raise InputError(
                    "The address of the SPARQL server holds a user or a password, which ends up in logs.",
                    remedy="Leave them out of it and set NQFGRAPH_STORE_USER and NQFGRAPH_STORE_PASSWORD.",
                )
            if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
                raise InputError(
                    f"“{each}” is not the address of a SPARQL server.",
                    remedy="Give an address that starts with http:// or https://.",
                )
        if self.token and (self.user or self.password):
            raise InputError(
                "Both a token and a user are set for the SPARQL server.",
                remedy="Set NQFGRAPH_STORE_TOKEN, or NQFGRAPH_STORE_USER and NQFGRAPH_STORE_PASSWORD.",
            )

    @property
    def shown(self) -> str:
        """Return the query endpoint for people: without its parameters, which may be secret."""
        return shown(self.query)

    @classmethod
    def of(cls, settings: Settings) -> Address:
        """Return the engine of the settings; InputError as for the class, also if none is set."""
        return cls(
            query=settings.store,
            graphs=settings.store_graphs,
            user=settings.store_user,
            password=settings.store_password,
            token=settings.store_token,
        )


def shown(address: str) -> str:
    """Return an address without its parameters, which may be secret."""
    return urlsplit(address)._replace(query="", fragment="").geturl()
