"""The words of the reports, and the places and rules of findings in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from nqfgraph.places import Place
from nqfgraph.validation.findings import Finding
from nqfgraph.validation.naming import short_iri, short_path
from nqfgraph.validation.profiles import PROFILES
from nqfgraph.validation.remedies import in_language, mend
from nqfgraph.validation.shapes import SHACL
from nqfgraph.validation.verdicts import Group, Verdict

Words = Mapping[str, str]

_UNNAMED = re.compile(r"_:(f\d+-)?[0-9a-f]{24,32}\b")

_AZ = {
    "title": "Yoxlama hesabatı",
    "found sheet": "Tapıntılar",
    "files": "Yoxlanmış fayllar",
    "file": "fayl",
    "form": "forma",
    "profile": "Qaydalar",
    "checked": "aparılan yoxlamalar",
    "conforms": "Hər şey qaydasındadır: göndərmək olar.",
    "fails": "Hələ göndərmək olmaz: əvvəlcə pozuntuları düzəldin.",
    "passes": "Göndərmək olar: pozuntu yoxdur, lakin xəbərdarlıqlara baxın.",
    "severity": "çəki",
    "violation": "pozuntu",
    "warning": "xəbərdarlıq",
    "info": "məlumat",
    "count": "say",
    "rule": "qayda",
    "summary": "Xülasə",
    "causes": "Tapıntılar səbəblər üzrə",
    "remarks": "Bilmək lazımdır",
    "place": "yer",
    "found": "nə tapılıb və nəyə yol verilir",
    "node": "düyün",
    "record": "nəyə aiddir",
    "remedy": "Necə düzəltməli",
    "more": "… və daha {number} (JSON və CSV hesabatlarında daha çoxu var).",
    "not listed": "Bu səbəbdən {number} tapıntı var; ilk {shown} siyahıdadır.",
    "line": "sətir",
    "row": "cədvəl sətri",
    "column": "sütun",
    "sheet": "vərəq",
    "pointer": "göstərici",
    "nowhere": "yeri məlum deyil",
    "state": "vəziyyət",
    "new": "yeni",
    "open": "hələ açıq",
    "fixed": "düzəldilib",
    "compared": "Əvvəlki hesabatla müqayisə: {new} yeni, {open} hələ açıq, {fixed} düzəldilib.",
    "technical": "Texniki ad",
    "unnamed": "adsız düyün",
    "what": "Nə ilə və nə yoxlanılıb",
    "others": "başqa səbəblər birlikdə",
}
_EN = {
    "title": "Report on a check",
    "found sheet": "Findings",
    "files": "Files checked",
    "file": "file",
    "form": "form",
    "profile": "Rules",
    "checked": "checks made",
    "conforms": "All in order: it can be sent.",
    "fails": "It cannot be sent yet: mend the violations first.",
    "passes": "It can be sent: no violations, but look at the warnings.",
    "severity": "severity",
    "violation": "violation",
    "warning": "warning",
    "info": "note",
    "count": "count",
    "rule": "rule",
    "summary": "Summary",
    "causes": "Findings by cause",
    "remarks": "Good to know",
    "place": "place",
    "found": "what was found, and what is allowed",
    "node": "node",
    "record": "what it is about",
    "remedy": "How to mend it",
    "more": "… and {number} more (the JSON and CSV reports list more of them).",
    "not listed": "There are {number} findings of this cause; the first {shown} are listed.",
    "line": "line",
    "row": "row",
    "column": "column",
    "sheet": "sheet",
    "pointer": "pointer",
    "nowhere": "place not known",
    "state": "state",
    "new": "new",
    "open": "still open",
    "fixed": "fixed",
    "compared": "Compared with the earlier report: {new} new, {open} still open, {fixed} fixed.",
    "technical": "Technical name",
    "unnamed": "a node without an IRI",
    "what": "What was checked, and with what",
    "others": "other causes taken together",
}
_RU = {
    "title": "Отчёт о проверке",
    "found sheet": "Находки",
    "files": "Проверенные файлы",
    "file": "файл",
    "form": "формат",
    "profile": "Правила",
    "checked": "выполнено проверок",
    "conforms": "Всё в порядке: можно отправлять.",
    "fails": "Пока отправлять нельзя: сначала исправьте нарушения.",
    "passes": "Можно отправлять: нарушений нет, но посмотрите предупреждения.",
    "severity": "важность",
    "violation": "нарушение",
    "warning": "предупреждение",
    "info": "примечание",
    "count": "число",
    "rule": "правило",
    "summary": "Итог",
    "causes": "Находки по причинам",
    "remarks": "Полезно знать",
    "place": "место",
    "found": "что найдено и что допускается",
    "node": "узел",
    "record": "к чему относится",
    "remedy": "Как исправить",
    "more": "… и ещё {number} (в отчётах JSON и CSV их больше).",
    "not listed": "Всего по этой причине: {number}; показаны первые {shown}.",
    "line": "строка",
    "row": "строка таблицы",
    "column": "столбец",
    "sheet": "лист",
    "pointer": "указатель",
    "nowhere": "место неизвестно",
    "state": "состояние",
    "new": "новое",
    "open": "ещё не исправлено",
    "fixed": "исправлено",
    "compared": "По сравнению с прежним отчётом: новых {new}, ещё не исправлено {open}, исправлено {fixed}.",
    "technical": "Техническое имя",
    "unnamed": "узел без IRI",
    "what": "Что и по каким правилам проверено",
    "others": "другие причины вместе",
}
LANGUAGES: Mapping[str, Words] = MappingProxyType({"az": _AZ, "en": _EN, "ru": _RU})
"""The words of a report by language."""


def places_in_words(finding: Finding, language: str, *, with_file: bool = True) -> str:
    """Say where a finding stands, with the other places that it is about."""
    also = [place_in_words(_rest(each, finding.place), language, with_file=False) for each in finding.also]
    return "; ".join([place_in_words(finding.place, language, with_file=with_file), *also])


def _rest(place: Place, first: Place | None) -> Place:
    """Return what of a place is not said by the one before it."""
    if first is None or (place.sheet, place.row) != (first.sheet, first.row):
        return place
    return replace(place, sheet=None, row=None)


def place_in_words(place: Place | None, language: str, *, with_file: bool = True) -> str:
    """Say a place in words: ``a.ttl, line 12, column 3``."""
    words = LANGUAGES[language]
    if place is None:
        return words["nowhere"]
    parts = [place.file] if with_file else []
    for name in ("sheet", "row", "line", "column", "pointer"):
        value = getattr(place, name)
        if value not in (None, ""):
            parts.append(f"{words[name]} {value}")
    return ", ".join(parts) or PurePath(place.file).name


def verdict_in_words(verdict: Verdict, language: str) -> str:
    """Say whether all is well."""
    words = LANGUAGES[language]
    if verdict.report.conforms:
        return words["conforms"]
    return words["fails" if verdict.fails("violation") else "passes"]


def counts_in_words(verdict: Verdict, language: str) -> str:
    """Say how many findings there are of each severity: ``violation: 3, warning: 0, note: 1``."""
    words = LANGUAGES[language]
    return ", ".join(f"{words[each]}: {count:,}" for each, count in verdict.report.counts().items())


def comparison_in_words(verdict: Verdict, language: str) -> str:
    """Say how the findings differ from those of the earlier report; nothing if there is none."""
    comparison = verdict.comparison
    if comparison is None:
        return ""
    new = len(comparison.new)
    still_open = len(verdict.report.findings) - new
    return LANGUAGES[language]["compared"].format(new=new, open=still_open, fixed=len(comparison.fixed))


def profile_in_words(name: str, language: str) -> str:
    """Return what a profile is called, and the name of shapes of somebody's own."""
    return PROFILES[name].labels[language] if name in PROFILES else name


def rule_in_words(verdict: Verdict, group: Group, language: str) -> str:
    """Return the rule of a group as its shape words it, else what is said of its first finding."""
    if not group.positions:
        return technical_name(group) or LANGUAGES[language]["others"]
    finding = verdict.report.findings[group.positions[0]]
    # The hint of a SPARQL constraint is the message of one case, unless it was told anew for several cells.
    is_one_case = finding.constraint == f"{SHACL}SPARQLConstraintComponent" and not finding.also
    rule = "" if is_one_case else in_language(finding.hints, language)
    return rule or message_in_words(finding, language)


def message_in_words(finding: Finding, language: str) -> str:
    """Return what was found, without the names that a parser gives to nodes that have none."""
    return _UNNAMED.sub(LANGUAGES[language]["unnamed"], in_language(finding.messages, language))


def focus_in_words(finding: Finding, language: str) -> str:
    """Return the record or node that was checked; nothing where it is the place itself."""
    if finding.name:
        return in_language(finding.name, language)
    if finding.focus.startswith('"'):
        return ""
    return _UNNAMED.sub(LANGUAGES[language]["unnamed"], finding.focus)


def remedy_in_words(finding: Finding, language: str) -> str:
    """Return how to mend a finding."""
    return in_language(mend(finding), language)


def technical_name(group: Group) -> str:
    """Return what those who know SHACL look for: property, constraint and shape."""
    cause = group.cause
    component = short_iri(cause.constraint).removeprefix("sh:").removesuffix("ConstraintComponent")
    return " · ".join(
        each for each in (short_path(cause.path or ""), component, short_iri(cause.shape)) if each
    )
