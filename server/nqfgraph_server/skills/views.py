"""``/{language}/skills``, the page of a skill and the page of an occupation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import flask

from nqfgraph.describe import Neighbourhood, Text, describe, names
from nqfgraph.errors import InputError
from nqfgraph.search import FacetValue
from nqfgraph.vocab import DCTERMS, ESCO, SKOS
from nqfgraph_server import browsing, finding, tables
from nqfgraph_server.absence import UnknownThing, absent
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.skills import concepts
from nqfgraph_server.skills.asking import Row, ask
from nqfgraph_server.skills.coverage import covering
from nqfgraph_server.skills.taught import Taught, TaughtSkills, taught_skills

blueprint = flask.Blueprint("skills", __name__)

COLUMNS = ("iri", "label", "language", "type", "qualifications")
_TEACHERS = 100
"""Qualifications that a page lists at most."""
_BELOW = 200


@blueprint.get("/skills")
@blueprint.get(f"/<{LANGUAGE}:language>/skills")
def skills(language: str | None = None) -> flask.Response:
    """Answer the list of the skills that qualifications teach."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return see_page(with_query(flask.url_for("skills.skills", language=reader_language()), lang=None))
    opened, reader = current_service().release(), reader_language()
    taught = taught_skills(opened)
    text = flask.request.args.get("q", "").strip()
    chosen = {name: tuple(filter(None, flask.request.args.getlist(name))) for name in ("group", "type")}
    if wrong := [each for each in chosen["type"] if each not in concepts.TYPES]:
        raise InputError(
            f"“{wrong[0][:40]}” is no type of skill.", remedy=f"There are: {', '.join(concepts.TYPES)}."
        )
    groups = [f"{concepts.BASE}{each}" for each in chosen["group"]]
    found = taught.find(text, groups, chosen["type"])
    table = _table(taught, found, reader)
    if media_type != tables.HTML:
        return tables.answer(table, opened, media_type)
    boxes = _boxes(taught, text, groups, chosen, reader)
    return page(
        "skills.html",
        opened,
        listing=table,
        text=text,
        facets=boxes,
        chosen=browsing.chosen_values(boxes),
        narrowed=any(chosen.values()),
        pager=browsing.pager(table.page, table.pages),
        data_address=browsing.data_address,
        vocabulary=concepts.has_vocabulary(opened),
        type_name=concepts.type_name,
        address=concepts.address,
        official=concepts.official,
    )


@blueprint.get(f"/<{LANGUAGE}:language>/skills/<name>")
def skill(language: str, name: str) -> flask.Response:
    """Answer the page of a skill: its names, groups, the qualifications that teach it, who needs it."""
    opened = current_service().release()
    iri, found = _described(opened, concepts.SKILL, name)
    if concepts.type_of(found, iri) == "" and ESCO.Skill.value not in found.types(iri):
        return see_page(flask.url_for("skills.skills", language=language, group=f"skill/{name}"))
    teachers = list(ask(opened, "skill-teachers", [iri]))
    narrower = [row["concept"] for row in ask(opened, "concepts-below", [iri])]
    known = found.join(names(opened.store, [*(row["qualification"] for row in teachers), *narrower]))
    return page(
        "skill.html",
        opened,
        **_said(found, iri),
        type=concepts.type_name(concepts.type_of(found, iri)),
        reuse=_reuse(found, iri),
        wider=concepts.links(known, found.nodes(iri, SKOS.broader)),
        narrower=concepts.links(known, narrower[:_BELOW]),
        teachers=list(_teachers(known, teachers[:_TEACHERS])),
        more=len(teachers) > _TEACHERS,
        needing=_needing(found, iri),
        vocabulary=concepts.has_vocabulary(opened),
    )


@blueprint.get(f"/<{LANGUAGE}:language>/occupations/<name>")
def occupation(language: str, name: str) -> flask.Response:
    """Answer the page of an occupation: its skills, and how far which qualifications prepare for it."""
    opened = current_service().release()
    iri, found = _described(opened, concepts.OCCUPATION, name)
    essential = found.nodes(iri, ESCO.relatedEssentialSkill)
    return page(
        "occupation.html",
        opened,
        **_said(found, iri),
        groups=concepts.links(found, found.nodes(iri, SKOS.broader)),
        essential=concepts.links(found, essential),
        optional=concepts.links(found, found.nodes(iri, ESCO.relatedOptionalSkill)),
        covering=covering(opened, iri, essential, found),
    )


def _described(opened: OpenRelease, base: str, name: str) -> tuple[str, Neighbourhood]:
    """Return a concept and what is said of it; 404 or 410 if the release says nothing."""
    if not (name.isascii() and name.replace("-", "").replace(".", "").isalnum()):
        raise UnknownThing
    iri = f"{base}{name}"
    found = describe(opened.store, iri)
    if found is None:
        raise absent(opened, iri)
    return iri, found


def _said(found: Neighbourhood, iri: str) -> dict[str, object]:
    """Return what the pages of skills and of occupations have in common."""
    language = reader_language()
    return {
        "iri": iri,
        "title": found.label(iri, language) or Text(iri.removeprefix(concepts.BASE), ""),
        "names": concepts.all_names(found, iri),
        "others": found.texts(iri, SKOS.altLabel),
        "description": found.text(iri, DCTERMS.description, language),
    }


def _needing(found: Neighbourhood, iri: str) -> dict[str, list[concepts.Link]]:
    """Return the occupations that need a skill, by what the relation is called."""
    relations = {
        _("Occupations that need it"): ESCO.isEssentialSkillFor,
        _("Occupations that it is useful for"): ESCO.isOptionalSkillFor,
    }
    return {
        title: concepts.links(
            found, [each for each in found.nodes(iri, predicate) if concepts.is_occupation(found, each)]
        )
        for title, predicate in relations.items()
    }


def _teachers(known: Neighbourhood, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    for row in rows:
        iri = row["qualification"]
        yield {
            "iri": iri,
            "title": known.label(iri, reader_language()) or Text(iri, ""),
            "direct": row["direct"] == "1",
            "number": int(row["number"]),
        }


def _reuse(found: Neighbourhood, iri: str) -> str:
    last = (found.value(iri, ESCO.skillReuseLevel) or "").rpartition("/")[2]
    titles = {
        "transversal": _("everywhere"),
        "cross-sector": _("in several sectors"),
        "sector-specific": _("in one sector"),
        "occupation-specific": _("in one occupation"),
    }
    return translate(titles[last]) if last in titles else ""


def _table(taught: TaughtSkills, found: list[Taught], reader: str) -> tables.Table:
    rows = [_row(taught, each, reader) for each in found]
    rows.sort(key=lambda each: (-int(str(each["qualifications"])), str(each["label"])))
    size = max(1, min(tables.asked_number("size", finding.SIZE), finding.LARGEST_SIZE))
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, tables.asked_number("page", 1)), pages)
    return tables.Table(
        columns=COLUMNS,
        items=rows[(number - 1) * size : number * size],
        rows=rows,
        total=len(rows),
        page=number,
        pages=pages,
        facets={"group": taught.groups(found, reader), "type": _types(found)},
    )


def _row(taught: TaughtSkills, each: Taught, reader: str) -> dict[str, object]:
    name = taught.name(each.iri, reader)
    return dict(
        zip(COLUMNS, (each.iri, name.value, name.language, each.type, each.qualifications), strict=True)
    )


def _types(found: list[Taught]) -> tuple[FacetValue, ...]:
    counted = {kind: sum(each.type == kind for each in found) for kind in concepts.TYPES}
    return tuple(FacetValue(kind, concepts.type_name(kind), n) for kind, n in counted.items() if n)


def _boxes(
    taught: TaughtSkills, text: str, groups: list[str], chosen: dict[str, tuple[str, ...]], reader: str
) -> list[browsing.FacetBox]:
    """Return the facets; each counts what its own choice leaves out, so that another value can be added."""
    values = {
        "group": taught.groups(taught.find(text, (), chosen["type"]), reader),
        "type": _types(taught.find(text, groups, ())),
    }
    titles = {"group": translate(_("Group of skills")), "type": translate(_("Type of skill"))}
    return [
        browsing.FacetBox(name, titles[name], values[name], frozenset(chosen[name]))
        for name in titles
        if values[name]
    ]
