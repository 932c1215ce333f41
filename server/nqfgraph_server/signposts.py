"""Links that lead a program from a page to the data and back (Signposting, FAIR profile, levels 1 and 2).

The same links stand in ``Link`` headers and, all together, in the set of links of a thing (RFC 9264).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import flask

from nqfgraph_server.documents import Format
from nqfgraph_server.links import data_address, in_release
from nqfgraph_server.profiles import DEFAULT, PROFILES, QUERY, Profile, profiles_of
from nqfgraph_server.service import OpenRelease, current_service

JSON, LINKSET = "application/linkset+json", "application/linkset"
_PROFILE_CLASS = "http://www.w3.org/ns/dx/prof/Profile"
_PAGE_CLASS = "https://schema.org/AboutPage"
_CLASSES = {
    "qualification": "https://schema.org/EducationalOccupationalCredential",
    "organisation": "https://schema.org/Organization",
    "learning-opportunity": "https://schema.org/Course",
    "level": "https://schema.org/DefinedTerm",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, by which relations, and its attributes."""

    target: str
    relations: str
    attributes: tuple[tuple[str, str], ...] = ()

    def header(self, anchor: str = "") -> str:
        """Return the value of a ``Link`` header (RFC 8288, § 3)."""
        given = (("anchor", anchor), *self.attributes) if anchor else self.attributes
        attributes = "".join(f'; {name}="{value}"' for name, value in given)
        return f'<{self.target}>; rel="{self.relations}"{attributes}'


def set_up(app: flask.Flask) -> None:
    """Let the files of releases say what they belong to."""
    app.after_request(_tell)


def from_page(opened: OpenRelease, kind: str, key: str) -> list[Link]:
    """Return the links of the page of a thing, to what describes it and what it is."""
    register = opened.manifest.register
    return [
        Link(f"{opened.iris.base}id/{kind}/{key}", "cite-as"),
        Link(_PAGE_CLASS, "type"),
        *([Link(_CLASSES[kind], "type")] if kind in _CLASSES else ()),
        *_belonging(opened),
        Link(register.publisher, "author"),
        *representations(kind, key, "describedby alternate", "item", all_forms=False),
        *_linksets(kind, key),
    ]


def from_data(opened: OpenRelease, kind: str, key: str, profile: Profile) -> list[Link]:
    """Return the links of a data document, to its thing, its page, its profile and the other documents."""
    iri = f"{opened.iris.base}id/{kind}/{key}"
    return [
        Link(iri, "describes"),
        Link(iri, "cite-as"),
        Link(page_address(kind, key), "canonical alternate", (("type", "text/html"),)),
        Link(profile.iri, "profile"),
        *_belonging(opened),
        *representations(kind, key, "alternate", all_forms=False),
        *_linksets(kind, key),
    ]


def representations(
    kind: str, key: str, relations: str, more: str = "", *, all_forms: bool = True
) -> list[Link]:
    """Return links to the documents about a thing; ``more`` relations to those of the default profile.

    Without ``all_forms`` the other profiles are told in one form each: proxies take four thousand bytes of
    headers at most, and the set of links has them all.
    """
    return [
        Link(
            representation_address(kind, key, profile, form),
            f"{relations} {more}".strip() if profile is DEFAULT else relations,
            (("type", form.media_type), ("formats", profile.iri)),
        )
        for profile in profiles_of(kind)
        for number, form in enumerate(profile.forms.values())
        if all_forms or profile is DEFAULT or number == 0
    ]


def tokens(kind: str) -> list[Link]:
    """Return the links that say which token stands for which profile (dx-connegp, § 7.1)."""
    return [
        Link(_PROFILE_CLASS, "type", (("token", each.token), ("anchor", each.iri)))
        for each in profiles_of(kind)
    ]


def representation_address(kind: str, key: str, profile: Profile, form: Format) -> str:
    """Return the address of a document about a thing in a profile and a form."""
    if profile is _expected(form.extension):
        return data_address(kind, key, form.extension)
    root = flask.request.script_root
    return in_release(f"{root}/data/{kind}/{key}.{form.extension}?{QUERY}={profile.token}")


def page_address(kind: str, key: str) -> str:
    """Return the address of the page of a thing, in whatever language its reader has."""
    return f"{flask.request.script_root}/doc/{kind}/{key}"


def linkset(opened: OpenRelease, kind: str, key: str) -> list[tuple[str, Link]]:
    """Return all links about a thing, each with what it starts from; all addresses are absolute."""
    page = page_address(kind, key)
    found = [(page, each) for each in from_page(opened, kind, key) if "alternate" not in each.relations]
    found += [(page, each) for each in representations(kind, key, "describedby alternate", "item")]
    found += [(dict(each.attributes)["anchor"], Link(each.target, each.relations)) for each in tokens(kind)]
    for profile in profiles_of(kind):
        for form in profile.forms.values():
            here = representation_address(kind, key, profile, form)
            for each in (
                Link(f"{opened.iris.base}id/{kind}/{key}", "describes"),
                Link(page_address(kind, key), "alternate", (("type", "text/html"),)),
                Link(profile.iri, "profile"),
                *_belonging(opened),
            ):
                found.append((here, each))
    return [
        (_absolute(here), Link(_absolute(each.target), each.relations, each.attributes))
        for here, each in found
    ]


def write_linkset(links: Iterable[tuple[str, Link]]) -> dict[str, object]:
    """Return links as a set in JSON (RFC 9264, § 4.2)."""
    contexts: dict[str, dict[str, object]] = {}
    for anchor, link in links:
        context = contexts.setdefault(anchor, {"anchor": anchor})
        for relation in link.relations.split():
            # Attributes that the standard does not define have lists of values (§ 4.2.4.2).
            attributes = {name: value if name == "type" else [value] for name, value in link.attributes}
            targets = context.setdefault(relation, [])
            assert isinstance(targets, list)
            targets.append({"href": link.target, **attributes})
    return {"linkset": list(contexts.values())}


def _expected(extension: str) -> Profile:
    """Return the profile that an address with this extension is in when it names none."""
    return DEFAULT if extension in DEFAULT.forms else PROFILES["register"]


def _belonging(opened: OpenRelease) -> Iterator[Link]:
    yield Link(opened.manifest.register.licence, "license")
    yield Link(f"{opened.iris.catalogue()}#dataset", "collection")


def _linksets(kind: str, key: str) -> Iterator[Link]:
    address = in_release(f"{flask.request.script_root}/data/{kind}/{key}/linkset")
    yield Link(address, "linkset", (("type", JSON),))


def _absolute(address: str) -> str:
    return flask.request.host_url.rstrip("/") + address if address.startswith("/") else address


def _tell(response: flask.Response) -> flask.Response:
    request = flask.request
    if request.endpoint == "archive.download" and response.status_code in (200, 206):
        register = current_service().releases.get((request.view_args or {})["version"]).manifest.register
        catalogue = f"{register.base}catalogue"
        for link in (
            Link(register.licence, "license"),
            Link(f"{catalogue}#dataset", "collection"),
            Link(catalogue, "describedby"),
        ):
            response.headers.add("Link", link.header())
    return response
