"""What the page of a qualification shows beside the facts: versions, similar ones, its code, ways on."""

from __future__ import annotations

import flask

from nqfgraph.vocab import FOAF
from nqfgraph_server import statement_pdf
from nqfgraph_server.comparison import comparison_address
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import requested_path, with_query
from nqfgraph_server.quick_response import squares
from nqfgraph_server.service import PARAMETER, OpenRelease, current_service
from nqfgraph_server.sheets import Reader
from nqfgraph_server.sheets.recognition import INFERRED_ACCESS
from nqfgraph_server.sheets.sheet import QualificationSheet
from nqfgraph_server.similar import similar_to
from nqfgraph_server.skills.coverage import taught_by
from nqfgraph_server.statement import END, PDF_END
from nqfgraph_server.subjects import Subject, page_address
from nqfgraph_server.versions_shown import versions_of

_QUESTION = """# {title}
SELECT ?property ?value WHERE {{
  <{iri}> ?property ?value
}}
ORDER BY ?property ?value
"""


def additions(opened: OpenRelease, key: str, reader: Reader, sheet: QualificationSheet) -> dict[str, object]:
    """Return the values that the template needs beyond the sheet; errors as the change log's."""
    subject = Subject(key, reader, sheet)
    log = current_service().changelog()
    records = reader.of.subjects(FOAF.primaryTopic, reader.iri)
    title = " ".join(sheet.title.value.split())[:120]
    return {
        "statement_address": page_address(key, END),
        "pdf_address": page_address(key, PDF_END) if statement_pdf.is_available() else None,
        "comparison_address": comparison_address([key]),
        "versions": versions_of(log, reader, reader.iri, *records) if log else (),
        "kept_versions": frozenset(current_service().releases.versions()),
        "as_of": _as_of,
        "similar": similar_to(opened, subject),
        "taught_by": taught_by(opened, subject),
        "inferred_access": translate(INFERRED_ACCESS),
        "squares": squares(reader.iri),
        "question_address": flask.url_for(
            "sparql.answer", lang=reader_language(), query=_QUESTION.format(title=title, iri=reader.iri)
        ),
    }


def _as_of(version: str) -> str:
    """Return the address of this page in a release."""
    return with_query(f"{flask.request.script_root}{requested_path()}", **{PARAMETER: version})
