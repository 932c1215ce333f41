"""Whether what the register mentions answers: every address below the base, or a stated sample of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

import pyoxigraph as ox

from nqfgraph.exports import dump_quads
from nqfgraph.iris import document
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.catalogue import read_catalogue
from nqfgraph.rehearsal.findings import Finding, Note, Part, Result
from nqfgraph.release import Release

SAMPLE = 300
"""Most addresses of each kind (things, catalogue, pages) that are asked."""
_SHOWN = 5
_PAGES = ("", "en/", "en/qualifications", "en/levels", "en/releases", "catalogue")
"""Pages whose links are followed; every page has the same head and foot."""
_ACCEPT = "text/turtle, application/n-quads;q=0.9, text/html;q=0.8, */*;q=0.5"


def check_links(ask: Asker, release: Release, sample: int = SAMPLE) -> Iterator[Result]:
    """Yield the addresses below the base that are mentioned and do not answer, and how many were asked."""
    mentioned = {
        "things": _in_data(ask, dump_quads(release.dump)),
        "catalogue": _in_data(ask, read_catalogue(ask) or ()),
        "pages": _in_pages(ask),
    }
    for kind, addresses in mentioned.items():
        asked = _spread(sorted(addresses), sample)
        dead = []
        for each in asked:
            accept = "text/html" if kind == "pages" else _ACCEPT
            status = ask.get(each, accept).status
            if status >= 400:
                dead.append(f"{each} ({status})")
        if dead:
            more = " …" if len(dead) > _SHOWN else ""
            values = {"count": str(len(dead)), "asked": str(len(asked))}
            yield Finding(
                Part.LINKS, "dead-links", values={**values, "first": ", ".join(dead[:_SHOWN]) + more}
            )
        yield Note(
            Part.LINKS,
            f"links-{kind}",
            {"asked": f"{len(asked):,}", "mentioned": f"{len(addresses):,}"},
        )


def _in_data(ask: Asker, statements: Iterable[ox.Quad | ox.Triple]) -> set[str]:
    """Return the documents below the base that statements mention; names of graphs are no mention."""
    found: set[str] = set()
    for each in statements:
        for term in (each.subject, each.object):
            if isinstance(term, ox.NamedNode) and ask.covers(term.value):
                found.add(document(term.value))
    return found


def _in_pages(ask: Asker) -> set[str]:
    found: set[str] = set()
    for path in _PAGES:
        answer = ask.get(path, "text/html")
        if answer.media_type != "text/html":
            continue
        links = _Links()
        links.feed(answer.body.decode("utf-8", "replace"))
        for each in links.targets:
            target = document(urljoin(answer.iri, each))
            if ask.covers(target):
                found.add(target)
    return found


class _Links(HTMLParser):
    """Collects where links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "link"):
            self.targets += [value for name, value in attrs if name == "href" and value]


def _spread(addresses: Sequence[str], most: int) -> Sequence[str]:
    """Return at most so many addresses, evenly spread over all; the same ones each time."""
    if len(addresses) <= most:
        return addresses
    return [addresses[number * len(addresses) // most] for number in range(most)]
