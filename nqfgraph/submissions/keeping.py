"""Keeps a verdict without the submission: what reports in any form and language are written from.

The submission itself is not kept. So a report that shows its lines has to be written before, as HTML is; and
so has one that names property paths in RDF.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from nqfgraph.places import Place
from nqfgraph.validation import Cause, Finding, Report
from nqfgraph.validation.report import weight
from nqfgraph.validation.verdicts import CheckedFile, Verdict

MOST_FINDINGS = 5_000
"""Findings that a kept verdict lists at most, over all causes; all are counted."""
MOST_CAUSES = 500
"""Causes that it tells apart; the lightest others are counted together, one cause a severity."""


def shorten(verdict: Verdict, findings: int = MOST_FINDINGS, causes: int = MOST_CAUSES) -> Verdict:
    """Return a verdict that lists no more than so much; every finding is still counted.

    The causes share what may be listed evenly, and what one does not need the others get.
    """
    report = verdict.report
    ordered = sorted(report.causes.items(), key=weight)
    kept = dict(ordered[:causes])
    for cause, count in ordered[causes:]:
        others = Cause(cause.severity, "", None, "")
        kept[others] = kept.get(others, 0) + count
    listed = Counter(each.cause for each in report.findings if each.cause in kept)
    room = _shares(listed, findings)
    chosen = []
    for each in report.findings:
        if room.get(each.cause, 0) > 0:
            room[each.cause] -= 1
            chosen.append(each)
    return replace(verdict, report=replace(report, findings=tuple(chosen), causes=kept))


def _shares(listed: Mapping[Cause, int], room: int) -> dict[Cause, int]:
    """Divide ``room`` between causes, those that need least first."""
    shares = {}
    left = len(listed)
    for cause, number in sorted(listed.items(), key=lambda item: item[1]):
        shares[cause] = min(number, room // left)
        room -= shares[cause]
        left -= 1
    return shares


def write_verdict(verdict: Verdict) -> bytes:
    """Write a verdict, without the files' contents, for `read_verdict`."""
    report = verdict.report
    content = {
        "findings": [_values(each) for each in report.findings],
        "causes": [{**asdict(cause), "count": count} for cause, count in report.causes.items()],
        "checked": dict(report.checked),
        "files": [asdict(each) for each in verdict.files],
        "remarks": [dict(each) for each in verdict.remarks],
    }
    return json.dumps(content, ensure_ascii=False).encode(errors="surrogatepass")


def _values(finding: Finding) -> dict[str, Any]:
    """Return the values of a finding as JSON needs them."""
    values = {each.name: getattr(finding, each.name) for each in fields(finding)}
    values = {name: dict(each) if isinstance(each, Mapping) else each for name, each in values.items()}
    also = [asdict(each) for each in finding.also]
    return values | {"place": None if finding.place is None else asdict(finding.place), "also": also}


def read_verdict(content: bytes) -> Verdict:
    """Read what `write_verdict` wrote."""
    values: dict[str, Any] = json.loads(content.decode(errors="surrogatepass"))
    causes = {
        Cause(**{each.name: cause[each.name] for each in fields(Cause)}): cause["count"]
        for cause in values["causes"]
    }
    report = Report(tuple(map(_finding, values["findings"])), causes, values["checked"])
    files = tuple(CheckedFile(**each) for each in values["files"])
    return Verdict(report, files, tuple(values["remarks"]))


def _finding(values: dict[str, Any]) -> Finding:
    place, also = values.pop("place"), tuple(Place(**each) for each in values.pop("also"))
    return Finding(**values, place=None if place is None else Place(**place), also=also)
