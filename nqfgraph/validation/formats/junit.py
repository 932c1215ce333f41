"""The report as JUnit XML, which systems for continuous integration show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from nqfgraph.validation.formats import words as say
from nqfgraph.validation.formats.listing import SHOWN
from nqfgraph.validation.remedies import in_language
from nqfgraph.validation.verdicts import Group, Verdict

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 § 2.2 does not allow."""


def write_junit(verdict: Verdict, language: str) -> bytes:
    """Write a test case for each cause, failed by violations, and one passed for each profile without any.

    Warnings and notes do not fail; they are the output of their test cases.
    """
    groups = verdict.groups()
    failures = sum(group.cause.severity == "violation" for group in groups)
    suite = ElementTree.Element("testsuite", name="nqfgraph validate")
    for name, count in verdict.report.checked.items():
        checked = f"{say.LANGUAGES[language]['checked']}: {count}"
        ElementTree.SubElement(
            suite, "testcase", classname=name, name=f"{say.profile_in_words(name, language)} – {checked}"
        )
    for group in groups:
        _add_case(suite, verdict, group, language)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    written: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_case(suite: ElementTree.Element, verdict: Verdict, group: Group, language: str) -> None:
    words = say.LANGUAGES[language]
    rule = _clean(say.rule_in_words(verdict, group, language))
    case = ElementTree.SubElement(suite, "testcase", classname=_clean(say.technical_name(group)), name=rule)
    lines = []
    for position in group.positions[:SHOWN]:
        finding = verdict.report.findings[position]
        message = in_language(finding.messages, language)
        lines.append(f"{say.places_in_words(finding, language)}: {message} ({finding.focus})")
    if group.count > SHOWN:
        lines.append(words["more"].format(number=group.count - SHOWN))
    if group.cause.severity == "violation":
        told = ElementTree.SubElement(
            case, "failure", type="violation", message=f"{words['violation']} × {group.count}"
        )
    else:
        told = ElementTree.SubElement(case, "system-out")
    told.text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
