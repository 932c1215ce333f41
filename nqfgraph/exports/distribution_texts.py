"""What the catalogue calls the forms of a release, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.exports.catalogue_texts import DUMP, DUMP_DESCRIPTION, Texts


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


def _all_data(form: str) -> Texts:
    return _texts(
        f"Buraxılışın bütün məlumatları, {form}",
        f"All data of the release, {form}",
        f"Все данные выпуска, {form}",
    )


_WITHOUT_GRAPHS = _texts(
    "Bütün adlandırılmış qrafların bütün ifadələri, bir qrafda.",
    "Every statement of every named graph, in one graph.",
    "Все утверждения всех именованных графов в одном графе.",
)

TEXTS: Mapping[str, tuple[Texts, Texts]] = MappingProxyType(
    {
        "dump.nq": (DUMP, DUMP_DESCRIPTION),
        "dump.ttl": (_all_data("Turtle"), _WITHOUT_GRAPHS),
        "dump.trig": (
            _all_data("TriG"),
            _texts(
                "Bütün ifadələr, hər biri öz adlandırılmış qrafında.",
                "Every statement in its named graph.",
                "Все утверждения, каждое в своём именованном графе.",
            ),
        ),
        "dump.jsonld": (
            _all_data("JSON-LD"),
            _texts(
                "Öz konteksti olan bir sənəd; hər obyekt hissələri ilə birlikdə.",
                "One document with its context; each thing with its parts inside it.",
                "Один документ с контекстом; каждый объект вместе со своими частями.",
            ),
        ),
        "dump.jsonl": (
            _texts(
                "Buraxılışın bütün məlumatları, sətir-sətir JSON-LD",
                "All data of the release, JSON-LD line by line",
                "Все данные выпуска, JSON-LD построчно",
            ),
            _texts(
                "Hər sətirdə bir obyekt haqqında JSON-LD sənədi, hissələri ilə birlikdə.",
                "A JSON-LD document a line, of one thing with its parts.",
                "В каждой строке документ JSON-LD об одном объекте с его частями.",
            ),
        ),
        "dump.rdf": (_all_data("RDF/XML"), _WITHOUT_GRAPHS),
        "elm-3.3.ttl": (
            _all_data("ELM 3.3, Turtle"),
            _texts(
                "Bütün ifadələr; Avropa Təhsil Modelinin terminləri onun 3.3 versiyasındakı kimidir.",
                "Every statement, with the terms of the European Learning Model named as in its version 3.3.",
                "Все утверждения; термины Европейской модели обучения названы как в её версии 3.3.",
            ),
        ),
        "qualifications.csv": (
            _texts(
                "Kvalifikasiyalar cədvəli, CSV", "Table of qualifications, CSV", "Таблица квалификаций, CSV"
            ),
            _texts(
                "Hər kvalifikasiya üçün bir sətir, nqfgraph-ın oxuduğu sütunlarda.",
                "A row for each qualification, in the columns that nqfgraph reads too.",
                "По строке на каждую квалификацию, в столбцах, которые читает и nqfgraph.",
            ),
        ),
        "tables.zip": (
            _texts("Bütün cədvəllər, CSV", "All tables, CSV", "Все таблицы, CSV"),
            _texts(
                "CSV cədvəlləri və onların təsviri (CSV on the Web) olan ZIP arxivi.",
                "A ZIP archive of CSV tables with their description (CSV on the Web).",
                "ZIP-архив таблиц CSV с их описанием (CSV on the Web).",
            ),
        ),
        "tables.xlsx": (
            _texts("Bütün cədvəllər, Excel", "All tables, Excel", "Все таблицы, Excel"),
            _texts(
                "Hər cədvəl üçün bir vərəqi olan iş kitabı.",
                "A workbook with a sheet for each table.",
                "Книга с листом для каждой таблицы.",
            ),
        ),
        "qdr-qualifications.xml": (
            _texts(
                "Europass (QDR) üçün kvalifikasiyalar, XML",
                "Qualifications for Europass (QDR), XML",
                "Квалификации для Europass (QDR), XML",
            ),
            _texts(
                "Europass-ın qəbul etdiyi kvalifikasiyalar (ELM, LOQ XML 3.3.1).",
                "The qualifications that Europass takes (ELM, LOQ XML 3.3.1).",
                "Квалификации, которые принимает Europass (ELM, LOQ XML 3.3.1).",
            ),
        ),
        "qdr-learning-opportunities.xml": (
            _texts(
                "Europass (QDR) üçün təlim imkanları, XML",
                "Learning opportunities for Europass (QDR), XML",
                "Возможности обучения для Europass (QDR), XML",
            ),
            _texts(
                "Europass-ın qəbul etdiyi təlim imkanları, kvalifikasiyalara istinadlarla"
                " (ELM, LOQ XML 3.3.1).",
                "The learning opportunities that Europass takes, with references to qualifications"
                " (ELM, LOQ XML 3.3.1).",
                "Возможности обучения, которые принимает Europass, со ссылками на квалификации"
                " (ELM, LOQ XML 3.3.1).",
            ),
        ),
    }
)
"""Title and description by the name of a file."""


def table_texts(table: str) -> tuple[Texts, Texts]:
    """Return title and description of a table as Parquet."""
    titles = _texts(f"“{table}” cədvəli, Parquet", f"Table “{table}”, Parquet", f"Таблица «{table}», Parquet")
    descriptions = _texts(
        "Bir cədvəl; bir neçə qiyməti olan xanalar siyahıdır.",
        "One table; cells with several values are lists.",
        "Одна таблица; ячейки с несколькими значениями — списки.",
    )
    return titles, descriptions


def compressed(texts: Texts, coding: str) -> Texts:
    """Return the title of a file that is compressed."""
    return _texts(*(f"{texts[language]} ({coding})" for language in ("az", "en", "ru")))
