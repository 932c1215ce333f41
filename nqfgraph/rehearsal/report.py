"""The report on a rehearsal, that a person can act on: as text, as JSON for programs, as a page of HTML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from html import escape
from types import MappingProxyType

from nqfgraph.rehearsal.findings import Rehearsal
from nqfgraph.rehearsal.texts import LABELS, PARTS, WEIGHTS, audience, say, say_note

_STYLE = """
:root { color-scheme: light dark; --bad: #a3001b; --warn: #7a4a00; --good: #00602b; --line: #8888; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff9aa6; --warn: #ffc46b; --good: #7fdca0; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .4rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
.error { color: var(--bad); font-weight: 600; } .advice { color: var(--warn); } .good { color: var(--good); }
@media print { tr { break-inside: avoid; } }
"""


def write_text(rehearsal: Rehearsal, language: str) -> str:
    """Return the report for a terminal: each finding with its code, why it matters, and the way out."""
    return "\n".join(_lines(rehearsal, language)) + "\n"


def _lines(rehearsal: Rehearsal, language: str) -> Iterator[str]:
    labels, parts, weights = LABELS[language], PARTS[language], WEIGHTS[language]
    yield labels["title"].format(release=rehearsal.release)
    for each in rehearsal.findings:
        words = say(each, language)
        yield ""
        yield f"{each.code} · {parts[each.part]} · {weights[each.weight]}"
        yield f"  {words.what}"
        yield f"  {labels['why']}: {words.why}"
        yield f"  {labels['mend']}: {words.mend}"
    yield ""
    yield f"{labels['done']}:"
    for note in rehearsal.notes:
        yield f"  {say_note(note, language)}"
    yield ""
    yield _sum(rehearsal, language)


def _sum(rehearsal: Rehearsal, language: str) -> str:
    labels, count = LABELS[language], len(rehearsal.findings)
    return labels["sum"].format(count=count, errors=rehearsal.errors()) if count else labels["none"]


def write_json(rehearsal: Rehearsal, language: str) -> str:
    """Return the report as JSON: texts in the language that is asked for, codes and values for programs."""
    findings = []
    for each in rehearsal.findings:
        words = say(each, language)
        findings.append(
            {
                "code": each.code,
                "part": each.part.value,
                "weight": each.weight.value,
                "audience": audience(each),
                "what": words.what,
                "why": words.why,
                "mend": words.mend,
                "values": dict(each.values),
            }
        )
    notes = [
        {
            "code": each.code,
            "part": each.part.value,
            "text": say_note(each, language),
            "values": dict(each.values),
        }
        for each in rehearsal.notes
    ]
    value = {
        "release": rehearsal.release,
        "base": rehearsal.base,
        "language": language,
        "errors": rehearsal.errors(),
        "findings": findings,
        "notes": notes,
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write_html(rehearsal: Rehearsal, language: str) -> str:
    """Return the report as one page that needs nothing else: no script, no font, no request."""
    labels = LABELS[language]
    title = escape(labels["title"].format(release=rehearsal.release))
    kind = "error" if rehearsal.errors() else "advice" if rehearsal.findings else "good"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'
        " 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f'<p class="{kind}">{escape(_sum(rehearsal, language))}</p>\n'
        f"{''.join(_table(rehearsal, language))}"
        f"<h2>{escape(labels['done'])}</h2>\n<ul>\n"
        f"{''.join(f'<li>{escape(say_note(each, language))}</li>' for each in rehearsal.notes)}\n</ul>\n"
        "</main>\n</body>\n</html>\n"
    )


def _table(rehearsal: Rehearsal, language: str) -> Iterator[str]:
    if not rehearsal.findings:
        return
    labels, parts, weights = LABELS[language], PARTS[language], WEIGHTS[language]
    heads = "".join(f'<th scope="col">{escape(labels[each])}</th>' for each in _COLUMNS)
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for each in rehearsal.findings:
        words, weight = say(each, language), escape(weights[each.weight])
        yield (
            f'<tr><td>{escape(parts[each.part])}</td><td class="{each.weight}">{weight}</td>'
            f"<td>{escape(words.what)}<br><code>{escape(each.code)}</code></td>"
            f"<td>{escape(words.why)}</td><td>{escape(words.mend)}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n"


_COLUMNS = ("part", "weight", "what", "why", "mend")

FORMS: Mapping[str, Callable[[Rehearsal, str], str]] = MappingProxyType(
    {"text": write_text, "json": write_json, "html": write_html}
)
"""What writes the report, by the name of the form."""
