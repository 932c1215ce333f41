"""What a submission's report says in az, en and ru besides the messages of the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nqfgraph.sources.codes import CODES

Texts = Mapping[str, str]


class Problem(NamedTuple):
    """What is said of a problem, and how to mend it."""

    message: Texts
    hint: Texts


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


def fill(texts: Texts, **facts: object) -> dict[str, str]:
    """Put facts into the places that texts have for them."""
    return {language: text.format_map(facts) for language, text in texts.items()}


REMARKS: Mapping[str, Texts] = MappingProxyType(
    {
        "elm-3.3": _texts(
            "Ad fəzası {found} (ELM 3.3) {expected} kimi oxundu ({count} yerdə).",
            "The namespace {found} (ELM 3.3) was read as {expected} ({count} places).",
            "Пространство имён {found} (ELM 3.3) прочитано как {expected} (мест: {count}).",
        ),
        "part": _texts(
            "Cədvəllər {register} reyestrinin bir hissəsi kimi yoxlandı: səviyyələr, sənəd növləri və"
            " müəssisələr oradan götürüldü.",
            "The tables were checked as a part of the register {register}: levels, award types and"
            " organisations are looked up there.",
            "Таблицы проверены как часть реестра {register}: уровни, виды документов и организации"
            " взяты оттуда.",
        ),
        "schema-only": _texts(
            "Fayl XML sxemindən kənara çıxdığı üçün yalnız sxemlə yoxlandı.",
            "The file was checked with the XML schema alone: it strays from it too far to be read further.",
            "Файл проверен только по XML-схеме: он слишком отступает от неё, чтобы читать дальше.",
        ),
        "defects": _texts(
            "Rəsmi qaydaların məlum qüsurları ({codes}), məlumatın səhvi deyil: {count} tapıntı;"
            " bax: docs/guides/validation.md.",
            "Findings that are known faults of the official shapes ({codes}), not of the data: {count};"
            " see docs/guides/validation.md.",
            "Известные ошибки официальных правил ({codes}), а не данных: {count};"
            " см. docs/guides/validation.md.",
        ),
    }
)

PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        "known-namespace": Problem(
            _texts(
                "Bu sinif yoxlanmadı: {class}. Tapılan ad fəzası {found}, gözlənilən {expected}.",
                "This class was not checked: {class}. The namespace is {found}, expected is {expected}.",
                "Этот класс не проверен: {class}. Найдено пространство имён {found}, ожидается {expected}.",
            ),
            _texts(
                "Faylın əvvəlində prefiksin ünvanını {expected} ünvanına dəyişin (ELM 3.3 üçün {other}).",
                "Change the address of the prefix at the head of the file to {expected}"
                " ({other} for ELM 3.3).",
                "Замените адрес префикса в начале файла на {expected} (для ELM 3.3 – {other}).",
            ),
        ),
        "known-class": Problem(
            _texts(
                "Bu sinif yoxlanmadı: {found} qaydaların tanıdığı siniflərdən deyil.",
                "This class was not checked: {found} is none that the rules know.",
                "Этот класс не проверен: {found} нет среди известных правилам.",
            ),
            _texts(
                "Yazılışını yoxlayın. Oxşar siniflər: {expected}.",
                "Look at the spelling. Classes like it: {expected}.",
                "Проверьте написание. Похожие классы: {expected}.",
            ),
        ),
        "schema": Problem(
            _texts(
                "XML sxeminə uyğun deyil: {found}.",
                "This is not what the XML schema allows: {found}.",
                "Не соответствует XML-схеме: {found}.",
            ),
            _texts(
                "Elementi sxemin tələb etdiyi kimi yazın.",
                "Write the element as the schema has it.",
                "Запишите элемент так, как требует схема.",
            ),
        ),
        "empty": Problem(
            _texts(
                "Heç nə yoxlanmadı: faylda heç bir ifadə yoxdur.",
                "Nothing was checked: there are no statements in the file.",
                "Ничего не проверено: в файле нет ни одного высказывания.",
            ),
            _texts(
                "Düzgün faylı seçdiyinizi və onun tam olduğunu yoxlayın. Adi JSON üçün @context lazımdır.",
                "See that it is the right file and that it is complete. Plain JSON needs an @context.",
                "Проверьте, тот ли это файл и полон ли он. Обычному JSON нужен @context.",
            ),
        ),
        "no-class": Problem(
            _texts(
                "Heç nə yoxlanmadı: faylda heç bir düyünün sinfi (rdf:type) göstərilməyib.",
                "Nothing was checked: no node in the file says of which class it is (rdf:type).",
                "Ничего не проверено: ни у одного узла в файле не указан класс (rdf:type).",
            ),
            _texts(
                "Düyünlərin sinfini göstərin, məsələn: {expected}.",
                "Say of which class the nodes are, for example {expected}.",
                "Укажите класс узлов, например {expected}.",
            ),
        ),
        "other-classes": Problem(
            _texts(
                "Heç nə yoxlanmadı: qaydalar faylın siniflərinə aid deyil ({found}).",
                "Nothing was checked: no rule applies to the classes of the file ({found}).",
                "Ничего не проверено: к классам файла ({found}) не относится ни одно правило.",
            ),
            _texts(
                "Gözlənilən siniflər: {expected} və s. Başqa profil üçün --profile seçin.",
                "Expected are classes such as {expected}. Choose another profile with --profile.",
                "Ожидаются классы {expected} и др. Другой профиль выбирается с помощью --profile.",
            ),
        ),
    }
)

_FILL_IN = _texts("Xananı doldurun.", "Fill in the cell.", "Заполните ячейку.")
_CORRECT = _texts(
    "Xananı düzəldin və ya boşdursa, doldurun.",
    "Correct the cell, or fill it in if it is empty.",
    "Исправьте ячейку или заполните её, если она пуста.",
)

CELL_REMEDIES: Mapping[str, Texts] = MappingProxyType(
    {
        "": _CORRECT,
        "MinCount": _FILL_IN,
        "HasValue": _FILL_IN,
        "UniqueLang": _texts(
            "Hər dildə bir mətn saxlayın.",
            "Keep one text in each language.",
            "Оставьте по одному тексту на язык.",
        ),
        "Class": _texts(
            "Qiyməti düzəldin və ya onun göstərdiyi yazını öz cədvəlinə əlavə edin.",
            "Correct the value, or add the record that it names to its table.",
            "Исправьте значение или добавьте указанную запись в её таблицу.",
        ),
    }
)
"""How to mend a cell, by the name of the constraint component that it breaks."""

_ISSUES = {
    "bad-row": (
        "Sətirdə xanaların sayı başlıqdakı kimi deyil.",
        "В строке не столько ячеек, сколько в заголовке.",
    ),
    "bad-code": (
        "Belə kod sütunun siyahısında yoxdur.",
        "Такого кода нет в списке этого столбца.",
    ),
    "bad-date": (
        "Qiymət tarix deyil.",
        "Значение – не дата.",
    ),
    "bad-duration": (
        "Qiymət müddət deyil (nümunə: P4Y).",
        "Значение – не продолжительность (пример: P4Y).",
    ),
    "bad-iri": (
        "Qiymət veb ünvan deyil (http:// və ya https://).",
        "Значение – не веб-адрес (http:// или https://).",
    ),
    "bad-key": (
        "Qiymət açar ola bilməz.",
        "Значение не может быть ключом.",
    ),
    "bad-number": (
        "Qiymət uyğun ədəd deyil.",
        "Значение – не подходящее число.",
    ),
    "bad-text": (
        "Mətndə yolverilməz işarələr var.",
        "В тексте недопустимые знаки.",
    ),
    "bad-yes-no": (
        "Qiymət nə “yes”, nə də “no”dur.",
        "Значение – ни yes, ни no.",
    ),
    "contradicting-decision": (
        "Bir təlim nəticəsinin əlaqələri haqqında qərarlar bir-birinə ziddir; sonrakı sətir nəzərə alınmadı.",
        "Решения о связях одного результата обучения противоречат друг другу; вторая строка пропущена.",
    ),
    "outdated-decision": (
        "Əlaqə haqqında qərardan sonra təlim nəticəsinin mətni dəyişib; əlaqə dərc edilmir.",
        "После решения о связи текст результата обучения изменился; связь не публикуется.",
    ),
    "duplicate-column": (
        "İki sütun eyni şeyi saxlayır.",
        "Два столбца содержат одно и то же.",
    ),
    "duplicate-key": (
        "İki sətrin açarı (kvalifikasiyada: nəşri və kodu) eynidir; ikincisi nəzərə alınmadı.",
        "У двух строк один ключ (у квалификации: издание и код); вторая пропущена.",
    ),
    "duplicate-position": (
        "İki təlim nəticəsinin yeri eynidir.",
        "У двух результатов обучения одна позиция.",
    ),
    "empty-header": (
        "Sütunun başlığı yoxdur.",
        "У столбца нет заголовка.",
    ),
    "empty-table": (
        "Cədvəldə sətir yoxdur.",
        "В таблице нет строк.",
    ),
    "error-cell": (
        "Xanada səhv var (məsələn, #REF!).",
        "В ячейке ошибка (например, #REF!).",
    ),
    "formula": (
        "Xanada qiymət əvəzinə düstur var.",
        "В ячейке формула вместо значения.",
    ),
    "hidden-sheet": (
        "Cədvəl gizli vərəqdən oxunub.",
        "Таблица прочитана со скрытого листа.",
    ),
    "inconsistent-range": (
        "Kiçik və ya əvvəlki olmalı qiymət belə deyil.",
        "Меньшее или более раннее значение не таково.",
    ),
    "merged-cells": (
        "Xanalar birləşdirilib: qiymət yalnız birincidədir.",
        "Ячейки объединены: значение есть только в первой.",
    ),
    "missing-column": (
        "Lazımi sütun yoxdur.",
        "Нет нужного столбца.",
    ),
    "missing-value": (
        "Sətirdə vacib qiymət yoxdur.",
        "В строке нет обязательного значения.",
    ),
    "no-framework": (
        "Reyestrin öz çərçivəsi cədvəldə yoxdur.",
        "Собственной рамки реестра нет в таблице.",
    ),
    "no-level": (
        "Kvalifikasiyanın nə səviyyəsi, nə də növü var.",
        "У квалификации нет ни уровня, ни вида.",
    ),
    "no-levels": (
        "Reyestrdə səviyyə yoxdur.",
        "В реестре нет уровней.",
    ),
    "position-gap": (
        "Təlim nəticələri arasında yer buraxılıb.",
        "Пропущена позиция среди результатов обучения.",
    ),
    "unknown-column": (
        "Sütun tanınmır.",
        "Неизвестный столбец.",
    ),
    "unknown-language": (
        "Sütunun dili reyestrdə yoxdur.",
        "Языка столбца нет в реестре.",
    ),
    "lost-reference": (
        "Qiymətin göstərdiyi öz sətrindəki səhvə görə kənarda qaldı.",
        "То, на что указывает значение, пропущено из-за ошибки в своей строке.",
    ),
    "unknown-reference": (
        "Qiymətin göstərdiyi mövcud deyil; qiymət nəzərə alınmadı.",
        "То, на что указывает значение, не существует; значение пропущено.",
    ),
    "unused-ignore": (
        "Nəzərə alınmayan sütun cədvəldə yoxdur.",
        "Столбца, который надо пропустить, нет в таблице.",
    ),
}

ISSUES: Mapping[str, Texts] = MappingProxyType(
    {code: _texts(az, CODES[code].text, ru) for code, (az, ru) in _ISSUES.items()}
)
"""What an issue of the sources is, by its code."""
