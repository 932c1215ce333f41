"""The report as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from nqfgraph.validation.verdicts import Verdict


def write_json(verdict: Verdict, language: str) -> bytes:
    """Write everything as one JSON object; ``findings`` has what is listed, ``causes`` counts them all.

    With an earlier report to compare with, each finding has a ``state`` (new or open) and ``fixed`` has those
    that are gone.
    """
    content = verdict.report.to_json(language)
    content["language"] = language
    content["files"] = [asdict(each) for each in verdict.files]
    content["remarks"] = [each[language] for each in verdict.remarks]
    if verdict.comparison is not None:
        for position, finding in enumerate(content["findings"]):
            finding["state"] = "new" if position in verdict.comparison.new else "open"
        content["fixed"] = [dict(each) for each in verdict.comparison.fixed]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")
