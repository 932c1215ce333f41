"""The report as SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; section numbers below are of that text.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from nqfgraph import __version__
from nqfgraph.places import Place
from nqfgraph.validation.findings import Finding
from nqfgraph.validation.formats import words as say
from nqfgraph.validation.naming import short_iri
from nqfgraph.validation.remedies import in_language
from nqfgraph.validation.verdicts import Verdict

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def write_sarif(verdict: Verdict, language: str) -> bytes:
    """Write one run with a rule for each cause and a result for each finding that is listed."""
    rules = []
    results = []
    for index, group in enumerate(verdict.groups()):
        name = "/".join(
            each for each in (short_iri(group.cause.shape), short_iri(group.cause.constraint)) if each
        )
        rule = say.rule_in_words(verdict, group, language)
        rules.append(
            {
                "id": name,
                "shortDescription": {"text": rule},
                "defaultConfiguration": {"level": _LEVELS[group.cause.severity]},
                "properties": {"count": group.count},
            }
        )
        for position in group.positions:
            result = _result(verdict.report.findings[position], language)
            result |= {"ruleId": name, "ruleIndex": index}
            if verdict.comparison is not None:
                result["baselineState"] = "new" if position in verdict.comparison.new else "unchanged"
            results.append(result)
    content = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "nqfgraph", "version": __version__, "rules": rules}},
                "language": language,
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _address(each.name)}} for each in verdict.files],
                "results": results + _fixed(verdict),
            }
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def _result(finding: Finding, language: str) -> dict[str, Any]:
    text = in_language(finding.messages, language)
    if remedy := say.remedy_in_words(finding, language):
        text = f"{text} {remedy}"
    identity = "\n".join(map(str, (finding.cause, finding.focus, finding.value)))
    return {
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding, language)],
        "partialFingerprints": {"findingHash/v1": hashlib.sha256(identity.encode()).hexdigest()},
    }


def _location(finding: Finding, language: str) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.focus:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.focus, "kind": "resource"}]
    place = finding.place
    if place is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _address(place.file)}}
        if region := _region(place):
            physical["region"] = region
        location["physicalLocation"] = physical
        location["message"] = {"text": say.places_in_words(finding, language)}
    return location


def _region(place: Place) -> dict[str, int]:
    """Return the region (§ 3.30); a row of a CSV file is a line of it as long as no cell has line breaks."""
    if place.line is not None:
        column = {"startColumn": int(place.column)} if place.column else {}
        return {"startLine": place.line, **column}
    is_text = place.file.lower().endswith(".csv")
    return {"startLine": place.row} if is_text and place.row is not None else {}


def _fixed(verdict: Verdict) -> list[dict[str, Any]]:
    """Return what the earlier report had and this one has not (§ 3.27.24)."""
    if verdict.comparison is None:
        return []
    return [
        {
            "ruleId": "/".join(
                short_iri(str(each[name])) for name in ("shape", "constraint") if each.get(name)
            )
            or "fixed",
            "kind": "pass",
            "level": "none",
            "message": {"text": str(each.get("message", ""))},
            "baselineState": "absent",
        }
        for each in verdict.comparison.fixed
    ]


def _address(name: str) -> str:
    """Return the name of a file as a relative or absolute IRI reference."""
    address = quote(name.replace("\\", "/"))
    return f"file://{address}" if address.startswith("/") else address
