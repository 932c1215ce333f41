"""The result of a validation run and its forms: JSON, ``sh:ValidationReport`` in Turtle, and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from nqfgraph.places import Place
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.naming import short_iri, short_path
from nqfgraph.validation.remedies import in_language, mend
from nqfgraph.validation.report_texts import HEADINGS
from nqfgraph.validation.shapes import SEVERITIES, SHACL, Path
from nqfgraph.validation.tally import Outcome
from nqfgraph.vocab import NQF

_SHOWN = 3
"""How many findings of one cause the text shows."""


@dataclass(frozen=True)
class Report:
    """What a validation run found. Findings of a cause are listed up to a limit, but always all counted."""

    findings: tuple[Finding, ...]
    causes: Mapping[Cause, int]
    """How many findings there are of each cause."""
    checked: Mapping[str, int]
    """How many focus nodes each profile checked, a node once for each shape that targets it."""
    paths: Mapping[str, Path] = field(default_factory=dict)
    """The property paths of findings that are more than one predicate."""

    @property
    def conforms(self) -> bool:
        """True when nothing was found, neither a violation nor a warning nor a note (SHACL § 3.6.1.1)."""
        return not self.causes

    def counts(self) -> dict[str, int]:
        """Return how many findings there are by severity, all counted."""
        totals: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        for cause, count in self.causes.items():
            totals[cause.severity] += count
        return totals

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Return the report as values that JSON can hold.

        ``message``, ``hint`` and ``remedy`` of a finding are in ``language``; ``messages`` has all languages.
        """
        return {
            "conforms": self.conforms,
            "counts": self.counts(),
            "checked": dict(self.checked),
            "causes": [
                {**asdict(cause), "count": count} for cause, count in sorted(self.causes.items(), key=weight)
            ],
            "findings": [_finding_json(each, language) for each in self.findings],
        }

    def to_turtle(self) -> bytes:
        """Return a ``sh:ValidationReport`` (SHACL § 3.6); the same findings give the same bytes."""
        lines = [
            f"@prefix sh: <{SHACL}> .",
            "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
            f"@prefix nqf: <{NQF.iri}> .",
            "",
            "[] a sh:ValidationReport ;",
            f"  sh:conforms {'true' if self.conforms else 'false'}",
        ]
        for finding in self.findings:
            lines[-1] += " ;"
            lines.append("  sh:result [ a sh:ValidationResult ;")
            lines.extend(f"    {predicate} {value} ;" for predicate, value in self._statements(finding))
            lines.append("  ]")
        return ("\n".join(lines) + " .\n").encode()

    def _statements(self, finding: Finding) -> Iterable[tuple[str, str]]:
        yield "sh:focusNode", _node(finding.focus)
        if finding.path is not None:
            path = self.paths.get(finding.path)
            yield "sh:resultPath", f"<{finding.path}>" if path is None else _path_turtle(path)
        if finding.value is not None:
            yield "sh:value", finding.value
        yield "sh:resultSeverity", f"sh:{finding.severity.capitalize()}"
        yield "sh:sourceConstraintComponent", f"<{finding.constraint}>"
        if finding.shape:
            yield "sh:sourceShape", f"<{finding.shape}>"
        for language, message in sorted(finding.messages.items()):
            yield "sh:resultMessage", str(ox.Literal(message, language=language))
        if finding.place is not None:
            yield "nqf:place", _place_turtle(finding.place)

    def to_text(self, language: str = "en") -> str:
        """Return the report for people in az, en or ru: causes by weight, with counts and a few examples."""
        words = HEADINGS.get(language, HEADINGS["en"])
        counts = self.counts()
        total = ", ".join(f"{counts[each]} {words[each]}" for each in SEVERITIES)
        lines = [f"{words['conforms'] if self.conforms else words['findings']} {total}."]
        lines += [
            f"{words['checked']}: " + ", ".join(f"{name} {count}" for name, count in self.checked.items())
        ]
        shown = {cause: list(found) for cause, found in groupby(self.findings, key=lambda each: each.cause)}
        for cause, count in sorted(self.causes.items(), key=weight):
            lines += ["", *_cause_lines(cause, count, shown.get(cause, []), language, words)]
        return "\n".join(lines) + "\n"


def merge_reports(reports: Iterable[Report]) -> Report:
    """Return one report for several runs, in their order."""
    findings: list[Finding] = []
    causes: dict[Cause, int] = {}
    checked: dict[str, int] = {}
    paths: dict[str, Path] = {}
    for report in reports:
        findings.extend(report.findings)
        for cause, count in report.causes.items():
            causes[cause] = causes.get(cause, 0) + count
        checked.update(report.checked)
        paths.update(report.paths)
    return Report(tuple(findings), causes, checked, paths)


def report_of_outcomes(outcomes: Iterable[tuple[str, Outcome]]) -> Report:
    """Return one report for the outcomes of several named runs, in their order."""
    return merge_reports(
        Report(each.findings, each.counts, {name: each.checked}, each.paths) for name, each in outcomes
    )


def weight(item: tuple[Cause, int]) -> tuple[int, int, str, str, str]:
    """Return what causes are sorted by: severity, then number, then name."""
    cause, count = item
    return SEVERITIES.index(cause.severity), -count, cause.shape, cause.path or "", cause.constraint


def report_of(findings: Iterable[Finding]) -> Report:
    """Return a report of findings that no shapes gave: all are listed, nothing counts as checked."""
    kept = tuple(findings)
    return Report(kept, Counter(each.cause for each in kept), {})


def _finding_json(finding: Finding, language: str) -> dict[str, Any]:
    place = finding.place
    known = {} if place is None else {key: each for key, each in asdict(place).items() if each is not None}
    return {
        "severity": finding.severity,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "constraint": finding.constraint,
        "shape": finding.shape,
        "message": in_language(finding.messages, language),
        "messages": dict(finding.messages),
        "hint": in_language(finding.hints, language),
        "remedy": in_language(mend(finding), language),
        "location": known or None,
        "also": [
            {key: each for key, each in asdict(other).items() if each is not None} for other in finding.also
        ],
    }


def _cause_lines(
    cause: Cause, count: int, found: list[Finding], language: str, words: Mapping[str, str]
) -> Iterable[str]:
    component = cause.constraint.removeprefix(SHACL).removesuffix("ConstraintComponent")
    where = f"{short_path(cause.path)} · " if cause.path else ""
    yield f"{words[cause.severity]} · {count} × {where}{component} · {short_iri(cause.shape)}"
    hints = found[0].hints if found else {}
    hint = hints.get(language) or hints.get("en") or next(iter(hints.values()), "")
    if hint and cause.constraint != f"{SHACL}SPARQLConstraintComponent":
        yield f"  {hint}"
    for finding in found[:_SHOWN]:
        message = finding.messages.get(language) or finding.messages["en"]
        yield f"  - {finding.focus}: {message}"
    if count > _SHOWN:
        yield f"  {words['more'].format(number=count - _SHOWN)}"


def _place_turtle(place: Place) -> str:
    known = {name: each for name, each in asdict(place).items() if each is not None}
    said = (
        f"nqf:{name} {each if isinstance(each, int) else ox.Literal(each)}" for name, each in known.items()
    )
    return f"[ a nqf:Place ; {' ; '.join(said)} ]"


def _node(focus: str) -> str:
    return focus if focus.startswith(("_:", '"')) else f"<{focus}>"


def _path_turtle(path: Path) -> str:
    inner = [_path_turtle(each) for each in path.parts]
    if path.operator == "":
        return str(path.predicate)
    if path.operator == "/":
        return f"( {' '.join(inner)} )"
    if path.operator == "|":
        return f"[ sh:alternativePath ( {' '.join(inner)} ) ]"
    name = {"^": "inversePath", "*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}[
        path.operator
    ]
    return f"[ sh:{name} {inner[0]} ]"
