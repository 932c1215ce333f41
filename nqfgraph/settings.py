"""What belongs to the machine: one frozen object, read from ``NQFGRAPH_*`` once and passed on.

What belongs to a register (base IRI, titles, licence, tables, policy) stands in its ``register.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from nqfgraph.errors import InputError


def _help(text: str) -> dict[str, str]:
    return {"help": text}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process; ``port`` is also the environment variable ``NQFGRAPH_PORT``, and so on."""

    home: Path = field(
        default=Path("nqfgraph-home"), metadata=_help("Folder that holds everything nqfgraph writes.")
    )
    host: str = field(default="127.0.0.1", metadata=_help("Address the server listens on."))
    port: int = field(default=8000, metadata=_help("Port the server listens on."))
    workers: int = field(default=2, metadata=_help("Processes that answer SPARQL queries."))
    threads: int = field(default=16, metadata=_help("Threads that answer requests."))
    query_seconds: float = field(
        default=30.0, metadata=_help("Longest time a SPARQL query may take, in seconds.")
    )
    query_wait_seconds: float = field(
        default=5.0, metadata=_help("Longest time a query waits for a free worker, in seconds.")
    )
    query_megabytes: int = field(
        default=2048, metadata=_help("Most memory a query may take beyond the data, in MiB.")
    )
    release_megabytes: int = field(
        default=4096,
        metadata=_help("Most memory a release may take for SPARQL, in MiB; a larger one is read from disk."),
    )
    query_bytes: int = field(default=1_048_576, metadata=_help("Longest SPARQL query text, in bytes."))
    proxies: int = field(
        default=0,
        metadata=_help("Trusted reverse proxies in front of the server, whose X-Forwarded headers count."),
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Read the settings from a mapping such as ``os.environ``; ``given`` (not None) values win.

        Raises InputError for a value of the wrong kind.
        """
        values: dict[str, Any] = {}
        for each in fields(cls):
            name = f"NQFGRAPH_{each.name.upper()}"
            if given.get(each.name) is not None:
                values[each.name] = given[each.name]
            elif name in environment:
                values[each.name] = _convert(name, environment[name], type(each.default))
        return cls(**values)


def _convert(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise InputError(f"The setting {name} is “{text}”, which is not {_EXPECTED[kind]}.") from error


_EXPECTED = {int: "a whole number", float: "a number", Path: "a path", str: "a text"}
