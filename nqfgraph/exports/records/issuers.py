"""Fragments for issuers of credentials: what lets a credential name a record of the register.

Each has the IRI of the qualification, its version and the SHA-256 of that version's N-Quads. The rest of the
credential (issuer, holder, dates, proof) is the issuer's and is not here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from nqfgraph.exports.records.citations import Cited, one_line
from nqfgraph.exports.records.mapping import Record

Node = dict[str, Any]

ELM_CONTEXTS = (
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
)
"""The contexts of European Digital Credentials, in their order (ELM, profile EDC).

The second does not say what ``id`` and ``type`` are: without the first the fragment would name nothing.
"""
OPEN_BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_MARKS = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
"""What means something anywhere in a line: round brackets and ``!`` do so beside square ones only."""
_BLOCK = re.compile(r"^(\d*)([#+.)=-])")
"""What means something at the beginning of a line."""
_CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"


def write_elm(cited: Cited, record: Record) -> Node:
    """Return a learning achievement that is specified by the qualification (ELM 3, profile EDC)."""
    specification: Node = {
        "id": cited.iri,
        "type": "Qualification",
        "title": _titles(cited),
        "isPartialQualification": record.first("elm:isPartialQualification") in ("true", "1"),
        "identifier": _identifiers(cited),
    }
    for key, path in (("eqfLevel", "elm:EQFLevel"), ("nqfLevel", "elm:NQFLevel")):
        for level in record.nodes(path)[:1]:
            specification[key] = _concept(record, level)
    if cited.content:
        specification["supplementaryDocument"] = [
            {"id": cited.version_iri, "type": "WebResource", "contentURL": cited.content}
        ]
    return {
        "@context": list(ELM_CONTEXTS),
        "type": "LearningAchievement",
        "title": _titles(cited),
        "specifiedBy": specification,
    }


def write_open_badges(cited: Cited, record: Record) -> Node:
    """Return the subject's achievement with its alignment to the register (Open Badges 3.0, § B.1).

    ``relatedResource`` belongs to the credential, beside its subject (VC Data Model 2.0, § 5.3).
    """
    outcomes = [
        one_line(_in_language(record, each, cited.language)) for each in record.nodes("elm:learningOutcome")
    ]
    narrative = "\n".join(f"- {_markdown(each)}" for each in outcomes if each)
    achievement: Node = {
        "id": cited.iri,
        "type": ["Achievement"],
        "name": one_line(cited.title),
        "description": one_line(_description(record, cited)),
        "criteria": {"id": cited.iri} | ({"narrative": narrative} if narrative else {}),
        "version": cited.edition,
        "alignment": [
            _alignment(
                cited.iri, cited.title, code=cited.code, framework=cited.register, kind="ceterms:Credential"
            ),
            *_level_alignments(cited, record),
        ],
    }
    if cited.code:
        achievement["humanCode"] = one_line(cited.code)
    if cited.language:
        achievement["inLanguage"] = cited.language
    fragment: Node = {
        "@context": [_CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement},
    }
    if cited.digest:
        fragment["relatedResource"] = [_related(cited)]
    return fragment


def _level_alignments(cited: Cited, record: Record) -> Iterator[Node]:
    for name, framework in (("NQFLevel", ""), ("EQFLevel", "European Qualifications Framework")):
        for level in record.nodes(f"elm:{name}"):
            yield _alignment(
                level,
                _in_language(record, level, cited.language),
                code=record.first("skos:notation", level),
                framework=framework,
                kind=f"ext:{name}",
            )


def write_eudi(cited: Cited, record: Record) -> Node:
    """Return attributes for an electronic attestation of attributes (EUDI wallet).

    No attestation scheme for qualifications is settled, so the names are proposals and say what they hold.
    """
    levels = {
        name: record.first(f"{path} / skos:notation")
        for name, path in (("eqf_level", "elm:EQFLevel"), ("nqf_level", "elm:NQFLevel"))
    }
    attributes: Node = {
        "qualification_id": cited.iri,
        "qualification_title": {tag: one_line(text) for tag, text in cited.titles.items()},
        "qualification_code": one_line(cited.code),
        **levels,
        "register": one_line(cited.register),
        "register_release": cited.release,
        "qualification_version": cited.version,
        "qualification_version_id": cited.version_iri,
        "qualification_content": cited.content,
        "qualification_digest": f"sha-256:{cited.digest}" if cited.digest else "",
    }
    return {"qualification": {name: value for name, value in attributes.items() if value not in ("", None)}}


def _titles(cited: Cited) -> dict[str, str]:
    return {tag or "und": one_line(text) for tag, text in cited.titles.items()}


def _identifiers(cited: Cited) -> list[Node]:
    """Return code, version and digest; ELM has no property for the latter two."""
    given = (
        (cited.code, cited.register, ""),
        (str(cited.version or ""), "version in the change log of the register", cited.release),
        (cited.digest, "SHA-256 of the N-Quads of the version", cited.release),
    )
    return [
        {"type": "Identifier", "notation": one_line(notation), "schemeName": one_line(scheme)}
        | ({"schemeVersion": version} if version else {})
        for notation, scheme, version in given
        if notation
    ]


def _concept(record: Record, iri: str) -> Node:
    node: Node = {"id": iri, "type": "Concept"}
    if labels := {each.language or "und": each.value for each in record.texts("skos:prefLabel", iri)}:
        node["prefLabel"] = labels
    if notation := record.first("skos:notation", iri):
        node["notation"] = notation
    if schemes := record.nodes("skos:inScheme", iri):
        node["inScheme"] = {"id": schemes[0], "type": "ConceptScheme"}
    return node


def _alignment(iri: str, name: str, *, code: str, framework: str, kind: str) -> Node:
    optional = {"targetCode": one_line(code), "targetFramework": one_line(framework), "targetType": kind}
    return {
        "type": ["Alignment"],
        "targetName": one_line(name) or iri,
        "targetUrl": iri,
        **{member: value for member, value in optional.items() if value},
    }


def _related(cited: Cited) -> Node:
    integrity = base64.b64encode(bytes.fromhex(cited.digest)).decode()
    return {
        "id": cited.content,
        "mediaType": "application/n-quads",
        "digestSRI": f"sha256-{integrity}",
    }


def _description(record: Record, cited: Cited) -> str:
    """Return the description, which Open Badges demands; the title stands for one that is missing."""
    texts = record.texts("dcterms:description")
    return next((each.value for each in texts if each.language == cited.language), "") or (
        texts[0].value if texts else cited.title
    )


def _in_language(record: Record, iri: str, language: str) -> str:
    label = record.of.label(iri, language)
    return label.value if label else ""


def _markdown(text: str) -> str:
    """Return a line whose signs mean nothing in Markdown, which narratives are written in.

    Escapes are those of CommonMark, § 2.4. Full stops and brackets of sentences stay as they are: many
    programs show a narrative as it stands.
    """
    line = _MARKS.sub(r"\\\g<0>", text)
    return _BLOCK.sub(r"\g<1>\\\g<2>", line)
