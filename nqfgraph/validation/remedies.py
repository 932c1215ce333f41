"""How to mend a finding, by constraint component and language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.validation.findings import Finding
from nqfgraph.validation.shapes import SHACL

Texts = Mapping[str, str]


def mend(finding: Finding) -> Texts:
    """Return how to mend a finding, by language; empty where its message says all that can be said."""
    component = finding.constraint.removeprefix(SHACL).removesuffix("ConstraintComponent")
    return finding.remedy or REMEDIES.get(component, {})


def in_language(texts: Texts, language: str) -> str:
    """Return the text in a language, else in English, else without a language, else any; or nothing."""
    for each in (language, "en", ""):
        if each in texts:
            return texts[each]
    return next(iter(texts.values()), "")


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


_REPLACE = _texts(
    "Qiyməti buraxılan bir qiymətlə əvəz edin.",
    "Replace the value by one that is allowed.",
    "Замените значение на допустимое.",
)
_TYPE_MISSING = _texts(
    "Bu düyünü həmin siniflə faylda təsvir edin və ya başqa düyünə istinad edin.",
    "Describe the node in the file as one of that class, or refer to another node.",
    "Опишите этот узел в файле как узел нужного класса или сошлитесь на другой узел.",
)

REMEDIES: Mapping[str, Texts] = MappingProxyType(
    {
        "MinCount": _texts(
            "Çatışmayan qiyməti əlavə edin.", "Add what is missing.", "Добавьте недостающее значение."
        ),
        "MaxCount": _texts(
            "Artıq qiymətləri silin.", "Keep what is right and remove the rest.", "Удалите лишние значения."
        ),
        "Class": _TYPE_MISSING,
        "Node": _TYPE_MISSING,
        "Datatype": _texts(
            "Qiyməti göstərilən növdə yazın; mətn üçün dil işarəsi lazım ola bilər, məsələn, “…”@az.",
            "Write the value in the kind that is asked for; a text may need its language, as in “…”@az.",
            "Запишите значение нужного вида; тексту может требоваться язык, например “…”@az.",
        ),
        "NodeKind": _texts(
            "Mətn əvəzinə IRI (və ya əksinə) yazın.",
            "Write an IRI where a text stands, or the other way round, as is asked for.",
            "Укажите IRI вместо текста (или наоборот), как требуется.",
        ),
        "In": _REPLACE,
        "HasValue": _texts(
            "Tələb olunan qiyməti əlavə edin.",
            "Add the value that is needed.",
            "Добавьте требуемое значение.",
        ),
        "Pattern": _REPLACE,
        "MinLength": _texts("Mətni tamamlayın.", "Complete the text.", "Дополните текст."),
        "MaxLength": _texts("Mətni qısaldın.", "Shorten the text.", "Сократите текст."),
        "LanguageIn": _texts(
            "Mətnin dil işarəsini düzəldin.", "Correct the language of the text.", "Исправьте язык текста."
        ),
        "UniqueLang": _texts(
            "Hər dildə bir mətn saxlayın.",
            "Keep one text in each language.",
            "Оставьте по одному тексту на язык.",
        ),
        "MinInclusive": _REPLACE,
        "MinExclusive": _REPLACE,
        "MaxInclusive": _REPLACE,
        "MaxExclusive": _REPLACE,
        "Or": _REPLACE,
        "Xone": _REPLACE,
        "Not": _REPLACE,
        "Closed": _texts(
            "Xassəni silin və ya adını düzəldin.",
            "Remove the property, or correct its name.",
            "Удалите свойство или исправьте его имя.",
        ),
    }
)
"""By the name of the constraint component. Where it is not listed, the message itself tells."""
