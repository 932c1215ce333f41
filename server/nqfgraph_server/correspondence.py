"""The framework beside the EQF, the QF-EHEA and any European framework that the address names."""

from __future__ import annotations

import flask

from nqfgraph.errors import InputError
from nqfgraph.frameworks import ForeignFramework, european_frameworks
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import current_service
from nqfgraph_server.sheets.correspondence import correspondence, framework_name
from nqfgraph_server.subjects import framework_reader, read_framework

blueprint = flask.Blueprint("correspondence", __name__)

MOST = 4


@blueprint.get("/levels/compare")
@blueprint.get(f"/<{LANGUAGE}:language>/levels/compare")
def levels(language: str | None = None) -> flask.Response:
    """Answer the levels of the framework beside those of the frameworks ``with``."""
    chosen = _asked()
    if language is None:
        address = flask.url_for("correspondence.levels", language=reader_language())
        return see_page(with_query(address, lang=None))
    opened = current_service().release()
    framework, reader = read_framework(opened), framework_reader(opened)
    choices = [
        (each.key, framework_name(each, reader.language), bool(each.sources))
        for each in european_frameworks().values()
    ]
    return page(
        "levels-compare.html",
        opened,
        framework=framework,
        compared=correspondence(reader, framework, chosen),
        chosen={each.key for each in chosen},
        choices=sorted(choices, key=lambda each: each[1].casefold()),
        most=MOST,
    )


def _asked() -> list[ForeignFramework]:
    """Return the frameworks that the address names, each once; InputError for unknown and too many."""
    known = european_frameworks()
    keys = list(dict.fromkeys(each for each in flask.request.args.getlist("with") if each))
    if any(each not in known for each in keys):
        raise InputError(
            _("The address names a framework whose levels are not known here."),
            remedy=_("The page /levels/compare lists those that are; choose there."),
        )
    if len(keys) > MOST:
        raise InputError(
            _("More frameworks are asked for than fit side by side."),
            remedy=_("At most four stand beside the register’s own; leave some out."),
        )
    return [known[each] for each in keys]
