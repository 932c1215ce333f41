"""What the columns of a template take, as their notes say it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Texts, texts

NEEDED = texts("Vacibdir.", "Needed.", "Обязательно.")
LISTED = texts(
    "“{list}” siyahısından kod; kodlar adları ilə “lists” vərəqindədir.",
    "A code of the list “{list}”; the codes stand with their names on the sheet “lists”.",
    "Код из списка «{list}»; коды с названиями – на листе «lists».",
)
TAKES: Mapping[str, Texts] = MappingProxyType(
    {
        "text": texts(
            "Başlığın sonundakı dildə mətn.",
            "A text in the language that ends the heading.",
            "Текст на языке, указанном в конце заголовка.",
        ),
        "line": texts("Qısa mətn.", "A short text.", "Короткий текст."),
        "key": texts(
            "Kod və ya qısa ad, “/” işarəsi olmadan.",
            "A code or a short name, without a slash.",
            "Код или короткое имя, без знака «/».",
        ),
        "path": texts(
            "Kvalifikasiyanın nəşri və kodu: edition/code, məsələn, 2024/6006022.",
            "Edition and code of a qualification: edition/code, for example 2024/6006022.",
            "Издание и код квалификации: edition/code, например 2024/6006022.",
        ),
        "date": texts(
            "Tarix: il-ay-gün, məsələn, 2026-11-23.",
            "A date: year-month-day, for example 2026-11-23.",
            "Дата: год-месяц-день, например 2026-11-23.",
        ),
        "moment": texts(
            "Tarix və ya saat qurşağı ilə tarix və vaxt.",
            "A date, or a date and time with its zone.",
            "Дата или дата и время с часовым поясом.",
        ),
        "number": texts("Ədəd, məsələn, 7.5.", "A number, for example 7.5.", "Число, например 7.5."),
        "whole": texts("Tam ədəd.", "A whole number.", "Целое число."),
        "position": texts("1-dən başlayan tam ədəd.", "A whole number from 1.", "Целое число от 1."),
        "duration": texts(
            "Müddət: P4Y dörd il, PT120H 120 saatdır.",
            "A duration: P4Y is four years, PT120H is 120 hours.",
            "Продолжительность: P4Y – четыре года, PT120H – 120 часов.",
        ),
        "yes-no": texts("yes (hə) və ya no (yox).", "yes or no.", "yes (да) или no (нет)."),
        "iri": texts(
            "Veb ünvan: http və ya https.", "A web address: http or https.", "Веб-адрес: http или https."
        ),
        "sources": texts(
            "Veb ünvanlar və ya istinadlar; bir neçəsi “ ; ” ilə ayrılır.",
            "Web addresses or citations, several separated by “ ; ”.",
            "Веб-адреса или ссылки на источники; несколько разделяются « ; ».",
        ),
        "target": texts(
            "eqf/6, qf-ehea/first və ya veb ünvan.",
            "eqf/6, qf-ehea/first or a web address.",
            "eqf/6, qf-ehea/first или веб-адрес.",
        ),
    }
)
"""By what a field takes (`nqfgraph.sources.kinds`)."""
