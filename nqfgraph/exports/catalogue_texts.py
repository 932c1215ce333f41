"""What the catalogue says in words of its own; everything else in it comes from the register."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Texts = Mapping[str, str]

KEYWORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "az": ("kvalifikasiyalar", "kvalifikasiyalar çərçivəsi", "təhsil"),
        "en": ("qualifications", "qualifications framework", "education"),
        "ru": ("квалификации", "рамка квалификаций", "образование"),
    }
)
"""What every register of qualifications is about, by language."""

SERIES: Texts = MappingProxyType(
    {
        "az": "%(title)s: bütün buraxılışlar",
        "en": "%(title)s: all releases",
        "ru": "%(title)s: все выпуски",
    }
)

SERIES_DESCRIPTION: Texts = MappingProxyType(
    {
        "az": "Reyestrin burada saxlanılan buraxılışları. Buraxılış dərc olunduqdan sonra dəyişdirilmir.",
        "en": "The releases of the register that are kept here. A published release is never changed.",
        "ru": "Выпуски реестра, которые здесь хранятся. Опубликованный выпуск никогда не изменяется.",
    }
)

DUMP: Texts = MappingProxyType(
    {
        "az": "Buraxılışın bütün məlumatları, N-Quads",
        "en": "All data of the release, N-Quads",
        "ru": "Все данные выпуска, N-Quads",
    }
)

DUMP_DESCRIPTION: Texts = MappingProxyType(
    {
        "az": "Bütün adlandırılmış qrafların bütün ifadələri, hər sətirdə biri, sıralanmış.",
        "en": "Every statement of every named graph, one a line, sorted.",
        "ru": "Все утверждения всех именованных графов, по одному в строке, отсортированы.",
    }
)

PROVENANCE: Texts = MappingProxyType(
    {
        "az": "nqfgraph %(program)s proqramı ilə reyestrin mənbələrindən qurulub və SHACL ilə yoxlanılıb:"
        " pozuntular %(violations)s, xəbərdarlıqlar %(warnings)s.",
        "en": "Built by nqfgraph %(program)s from the sources of the register and checked with SHACL:"
        " violations %(violations)s, warnings %(warnings)s.",
        "ru": "Построено программой nqfgraph %(program)s из источников реестра и проверено с помощью SHACL:"
        " нарушений %(violations)s, предупреждений %(warnings)s.",
    }
)

CHANGES: Texts = MappingProxyType(
    {
        "az": "%(previous)s buraxılışından bəri: yeni %(created)s, dəyişmiş %(changed)s,"
        " silinmiş %(removed)s.",
        "en": "Since release %(previous)s: new %(created)s, changed %(changed)s, removed %(removed)s.",
        "ru": "После выпуска %(previous)s: новых %(created)s, изменённых %(changed)s, удалённых %(removed)s.",
    }
)


def fill(texts: Texts, **values: object) -> dict[str, str]:
    """Return the texts with each ``%(name)s`` filled in."""
    return {language: text % values for language, text in texts.items()}


def fill_titles(texts: Texts, titles: Texts) -> dict[str, str]:
    """Return the texts in the languages that there is a title in, each with the title in that language.

    Where there is no such language the English text is given, with the first title.
    """
    shared = {tag: text % {"title": titles[tag]} for tag, text in texts.items() if tag in titles}
    return shared or {"en": texts["en"] % {"title": next(iter(titles.values()))}}
