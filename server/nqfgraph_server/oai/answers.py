"""What each verb answers; every answer but that of a server without a log is a document of OAI-PMH 2.0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import flask

from nqfgraph.changelog import ChangeLog, Item
from nqfgraph.release import Description
from nqfgraph_server.feeds.answers import change_log, tag
from nqfgraph_server.oai.arguments import PREFIX, TOKEN, Refused, read_arguments, read_period
from nqfgraph_server.oai.formats import FORMATS
from nqfgraph_server.oai.lists import PAGE, Range, count_items, range_of, read_items
from nqfgraph_server.oai.sets import KINDS, Selection, list_sets, select, sets_of
from nqfgraph_server.oai.tokens import Token, read_token, write_token
from nqfgraph_server.oai.xml import element, written
from nqfgraph_server.service import current_service
from nqfgraph_server.takers import refuse

blueprint = flask.Blueprint("oai", __name__)

MEDIA_TYPE = "text/xml"
LONGEST_BODY = 65_536
"""Bytes that the form of a POST may have."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
    '"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
_NOBODY = "nobody@invalid.example"
"""The protocol demands an address of an administrator; this one says that the register has named none."""


@dataclass(frozen=True, slots=True)
class _Repository:
    register: Description
    log: ChangeLog
    state: int
    """The last entry that this answer speaks of; what a release adds meanwhile comes in a later one."""

    @property
    def address(self) -> str:
        return f"{self.register.base}oai"

    @property
    def begin(self) -> datetime:
        return self.log.steps()[0].time

    @property
    def origin(self) -> str:
        """What tokens are checked against: the register, and the log by its beginning."""
        return f"{self.register.base} {self.begin.timestamp():.0f}"


@dataclass(frozen=True, slots=True)
class _List:
    """A list as it is asked for, from its beginning or from a token on."""

    token: Token
    selection: Selection
    entries: Range


Arguments = Mapping[str, str]


@blueprint.get("/oai")
def get() -> flask.Response:
    """Answer a request of OAI-PMH 2.0 whose arguments stand in the address."""
    return _answer(list(flask.request.args.items(multi=True)))


@blueprint.post("/oai")
def post() -> flask.Response:
    """Answer a request of OAI-PMH 2.0 whose arguments stand in a form."""
    flask.request.max_content_length = LONGEST_BODY
    form = flask.request.form.items(multi=True)
    return _answer([*flask.request.args.items(multi=True), *form])


def _answer(pairs: list[tuple[str, str]]) -> flask.Response:
    log = change_log()
    repository = _Repository(current_service().current().manifest.register, log, log.last())
    arguments: Arguments = {}
    try:
        arguments = read_arguments(pairs)
        body = "".join(_VERBS[arguments["verb"]](repository, arguments))
        body = f"<{arguments['verb']}>\n{body}</{arguments['verb']}>\n"
    except Refused as error:
        arguments = arguments if error.echo else {}
        body = element("error", error.message, code=error.code)
        refuse(error.code)
    document = (
        f"{_HEAD}<responseDate>{_time(datetime.now(UTC))}</responseDate>\n"
        f"{element('request', repository.address, **arguments)}{body}</OAI-PMH>\n"
    )
    response = flask.current_app.response_class(document, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "public, no-cache"
    if flask.request.method != "POST":
        # Answers differ in the time at which they are given, so they are the same in what they mean only.
        validator = tag("oai", repository.register, body, sorted(arguments.items()))
        response.set_etag(validator, weak=True)
        response.make_conditional(flask.request)
    return response


def _identify(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    register = repository.register
    yield element("repositoryName", _english(register.title))
    yield element("baseURL", repository.address)
    yield element("protocolVersion", "2.0")
    yield element("adminEmail", _mail(register.contact))
    yield element("earliestDatestamp", _time(repository.begin))
    yield element("deletedRecord", "persistent")
    yield element("granularity", "YYYY-MM-DDThh:mm:ssZ")


def _list_formats(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    if "identifier" in arguments:
        _find(repository, arguments["identifier"])
    for prefix, form in FORMATS.items():
        yield "<metadataFormat>\n"
        yield element(PREFIX, prefix)
        yield element("schema", form.schema)
        yield element("metadataNamespace", form.namespace)
        yield "</metadataFormat>\n"


def _list_sets(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    if TOKEN in arguments:
        raise Refused("badResumptionToken", "The list of sets is given at once; it has no tokens.")
    for specification, name in list_sets(repository.log, repository.register.base):
        yield f"<set>\n{element('setSpec', specification)}{element('setName', name)}</set>\n"


def _get_record(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    item = _find(repository, arguments["identifier"])
    _check_format(arguments[PREFIX])
    yield _record(repository, item, arguments[PREFIX])


def _list_identifiers(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    return _list_items(repository, arguments, lambda item, prefix: _header(repository, item))


def _list_records(repository: _Repository, arguments: Arguments) -> Iterator[str]:
    return _list_items(repository, arguments, lambda item, prefix: _record(repository, item, prefix))


def _list_items(
    repository: _Repository, arguments: Arguments, write: Callable[[Item, str], str]
) -> Iterator[str]:
    asked = _read_list(repository, arguments)
    token = asked.token
    found = read_items(repository.log, asked.selection, asked.entries, (token.touched, token.iri), PAGE + 1)
    if not found and not token.given:
        raise Refused("noRecordsMatch", "There is no record in this set and this period.")
    for item in found[:PAGE]:
        yield write(item, token.prefix)
    if len(found) > PAGE or token.given:
        yield _resumption(repository, asked, found)


def _resumption(repository: _Repository, asked: _List, found: list[Item]) -> str:
    """Return the element that says how the list goes on; an empty one that this was its end."""
    token, page = asked.token, found[:PAGE]
    attributes: dict[str, str] = {}
    if token.state == repository.state:
        # After a new release neither number would be true of the list as the client gets it.
        total = count_items(repository.log, asked.selection, asked.entries)
        attributes = {"completeListSize": str(total), "cursor": str(token.given)}
    if len(found) <= PAGE:
        return element(TOKEN, "", **attributes)
    following = Token(
        token.verb,
        token.prefix,
        token.first,
        token.last,
        token.set,
        page[-1].touched,
        page[-1].iri,
        token.given + len(page),
        token.state,
    )
    return element(TOKEN, write_token(following, repository.origin), **attributes)


def _read_list(repository: _Repository, arguments: Arguments) -> _List:
    if TOKEN in arguments:
        token = read_token(arguments[TOKEN], repository.origin)
        if token.verb != arguments["verb"]:
            raise Refused("badResumptionToken", f"This token belongs to a list of {token.verb}.")
        if arguments.get(PREFIX, token.prefix) != token.prefix:
            raise Refused(
                "badArgument",
                f"This token belongs to a list in {token.prefix}. Leave {PREFIX} out, or give the same.",
                echo=False,
            )
    else:
        token = Token(
            arguments["verb"],
            arguments[PREFIX],
            arguments.get("from"),
            arguments.get("until"),
            arguments.get("set"),
            0,
            "",
            0,
            repository.state,
        )
    begin, end = read_period(token.first, token.last)
    _check_format(token.prefix)
    selection = select(repository.log, token.set, repository.register.base)
    if selection is None:
        raise Refused("noRecordsMatch", "There is no such set. ListSets names all of them.", echo=False)
    return _List(token, selection, range_of(repository.log, begin, end, repository.state))


def _find(repository: _Repository, identifier: str) -> Item:
    item = repository.log.item(identifier)
    if item is None or item.kind not in KINDS:
        raise Refused(
            "idDoesNotExist",
            "There is no item with this identifier. Identifiers are the IRIs of qualifications, "
            "organisations, levels and award types.",
            echo=False,
        )
    return item


def _check_format(prefix: str) -> None:
    if prefix not in FORMATS:
        raise Refused("cannotDisseminateFormat", f"Records are given in {' and '.join(FORMATS)}.", echo=False)


def _record(repository: _Repository, item: Item, prefix: str) -> str:
    header = _header(repository, item)
    if item.removed:
        return f"<record>\n{header}</record>\n"
    content = repository.log.item_content(item.iri)
    metadata = FORMATS[prefix].write(item.iri, content, repository.register)
    return f"<record>\n{header}<metadata>\n{metadata}\n</metadata>\n</record>\n"


def _header(repository: _Repository, item: Item) -> str:
    sets = sets_of(repository.log, item.iri, item.kind, repository.register.base)
    return (
        f"<header{written({'status': 'deleted'} if item.removed else {})}>\n"
        f"{element('identifier', item.iri)}{element('datestamp', _time(item.time))}"
        f"{''.join(element('setSpec', each) for each in sets)}</header>\n"
    )


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


def _mail(contact: str | None) -> str:
    address = (contact or "").removeprefix("mailto:")
    name, _, host = address.partition("@")
    return address if name and "." in host.strip(".") and not set(address) & set(" \t\n") else _NOBODY


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


_VERBS: Mapping[str, Callable[[_Repository, Arguments], Iterator[str]]] = MappingProxyType(
    {
        "Identify": _identify,
        "ListMetadataFormats": _list_formats,
        "ListSets": _list_sets,
        "GetRecord": _get_record,
        "ListIdentifiers": _list_identifiers,
        "ListRecords": _list_records,
    }
)
