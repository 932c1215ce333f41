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
    slow_query_seconds: float = field(
        default=1.0,
        metadata=_help(
            "Time after which a SPARQL query goes on with a low priority and another worker takes its place, "
            "in seconds."
        ),
    )
    slow_workers: int = field(
        default=4, metadata=_help("Processes, beyond the workers, that go on with such slow queries.")
    )
    query_megabytes: int = field(
        default=2048, metadata=_help("Most memory a query may take beyond the data, in MiB.")
    )
    release_megabytes: int = field(
        default=4096,
        metadata=_help("Most memory a release may take for SPARQL, in MiB; a larger one is read from disk."),
    )
    query_bytes: int = field(default=1_048_576, metadata=_help("Longest SPARQL query text, in bytes."))
    service_endpoints: str = field(
        default="",
        metadata=_help("Addresses of SPARQL endpoints that queries may ask with SERVICE; none if empty."),
    )
    result_cache_megabytes: int = field(
        default=64, metadata=_help("Memory for SPARQL answers that are kept, in MiB; 0 keeps none.")
    )
    client_seconds: float = field(
        default=60.0,
        metadata=_help("Seconds of query work that one client may use at once; 0 sets no budget."),
    )
    client_window_seconds: float = field(
        default=60.0, metadata=_help("Seconds in which a used-up budget is whole again.")
    )
    query_log: str = field(
        default="",
        metadata=_help(
            "File that gets a line of JSON for every query, without addresses; “-” is standard error."
        ),
    )
    query_log_text: bool = field(
        default=False, metadata=_help("Whether the query log has the texts of the queries.")
    )
    metrics_from: str = field(
        default="127.0.0.0/8, ::1",
        metadata=_help("Addresses and networks that may read `/metrics`; empty for nobody."),
    )
    store: str = field(
        default="",
        metadata=_help("Address of a SPARQL engine that has the graphs; empty for the release's own store."),
    )
    store_graphs: str = field(
        default="",
        metadata=_help("Address of that engine's Graph Store Protocol, where it is another one."),
    )
    store_user: str = field(default="", repr=False, metadata=_help("User of that engine."))
    store_password: str = field(default="", repr=False, metadata=_help("Password of that user."))
    store_token: str = field(
        default="", repr=False, metadata=_help("Bearer token for that engine, in the place of a user.")
    )
    store_connections: int = field(
        default=8, metadata=_help("Queries that are sent to that engine at the same time.")
    )
    validation_processes: int = field(
        default=1, metadata=_help("Checks of submissions that run at the same time, a process each.")
    )
    validation_queue: int = field(
        default=20, metadata=_help("Checks that may wait for one of these processes.")
    )
    validation_bytes: int = field(
        default=67_108_864, metadata=_help("Most bytes that may be sent to be checked at once.")
    )
    validation_triples: int = field(
        default=3_000_000, metadata=_help("Most statements that one check may have.")
    )
    validation_seconds: int = field(default=300, metadata=_help("Longest time of a check, in seconds."))
    validation_megabytes: int = field(default=3072, metadata=_help("Most memory of a check, in MiB."))
    validation_register: str = field(
        default="aznqf",
        metadata=_help(
            "Register that tables to be checked are a part of: a folder, or a shipped one's name."
        ),
    )
    job_hours: float = field(
        default=24.0, metadata=_help("How long the report of a check is kept, in hours.")
    )
    fetch_hosts: str = field(
        default="",
        metadata=_help("Hosts whose files may be checked by address, separated by commas; none if empty."),
    )
    qdr_call: str = field(
        default="",
        metadata=_help("Address that is told, by POST, when a new file for QDR is out; nobody if empty."),
    )
    qdr_call_opportunities: str = field(
        default="",
        metadata=_help(
            "Address that is told when it is a file of learning opportunities; the same one if empty."
        ),
    )
    qdr_key: str = field(default="", repr=False, metadata=_help("Key that is sent to that address."))
    qdr_key_file: str = field(
        default="", metadata=_help("File with that key on one line, in the place of the variable.")
    )
    qdr_key_field: str = field(
        default="Authorization",
        metadata=_help("Header field that takes the key; in `Authorization` it becomes a bearer token."),
    )
    qdr_call_seconds: float = field(
        default=120.0, metadata=_help("Longest time in which that address is tried again, in seconds.")
    )
    qdr_schema: str = field(
        default="",
        metadata=_help("`loq.xsd` of Europass, in its folder: what `nqfgraph check` checks the file with."),
    )
    dcat_ap_shapes: str = field(
        default="",
        metadata=_help("Folder with official SHACL files of DCAT-AP that `nqfgraph check` runs."),
    )
    release_files: bool = field(
        default=True,
        metadata=_help("Whether the server makes the files of “nqfgraph export --all” beside its work."),
    )
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
        return _truth(text) if kind is bool else kind(text)
    except ValueError as error:
        raise InputError(f"The setting {name} is “{text}”, which is not {_EXPECTED[kind]}.") from error


def _truth(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("true", "1", "yes", "on", "false", "0", "no", "off"):
        raise ValueError(text)
    return word in ("true", "1", "yes", "on")


_EXPECTED = {
    bool: "“true” or “false”",
    int: "a whole number",
    float: "a number",
    Path: "a path",
    str: "a text",
}
