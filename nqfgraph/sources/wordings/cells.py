"""What is said of the value of one cell."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Case, case

_WRITE_DATE = (
    "Tarixi il-ay-gün şəklində yazın, məsələn, 2026-11-23.",
    "Write the date as year-month-day, such as 2026-11-23.",
    "Запишите дату как год-месяц-день, например 2026-11-23.",
)
_WRITE_MOMENT = (
    "2026-11-23 və ya 2026-11-23T09:30:00Z yazın.",
    "Write 2026-11-23 or 2026-11-23T09:30:00Z.",
    "Запишите 2026-11-23 или 2026-11-23T09:30:00Z.",
)


def _with(remedies: tuple[str, str, str], az: str, en: str, ru: str) -> Case:
    return case((az, remedies[0]), (en, remedies[1]), (ru, remedies[2]))


CASES: Mapping[str, Case] = MappingProxyType(
    {
        "bad-text": case(
            (
                "Mətnin {position}-ci işarəsi mətnə aid deyil: {character} ({name}).",
                "Mətni yenidən yazın və ya cədvəli yazıldığı kodlaşdırmada saxlayın.",
            ),
            (
                "Character {position} of the text is {character}, {name}.",
                "Retype the text, or save the table in the encoding it was written in.",
            ),
            (
                "Знак {position} не относится к тексту: {character} ({name}).",
                "Наберите текст заново или сохраните таблицу в исходной кодировке.",
            ),
        ),
        "bad-text/broken": case(
            (
                "Mətnin {position}-ci işarəsi {character} – uğursuz çevirmənin izidir.",
                "Mətni yenidən yazın və ya cədvəli yazıldığı kodlaşdırmada saxlayın.",
            ),
            (
                "Character {position} of the text is {character}, the mark of a broken conversion.",
                "Retype the text, or save the table in the encoding it was written in.",
            ),
            (
                "Знак {position} текста – {character}, след неудачной перекодировки.",
                "Наберите текст заново или сохраните таблицу в исходной кодировке.",
            ),
        ),
        "bad-text/long": case(
            (
                "“{text}…” mətnində {length} işarə və {lines} sətir var.",
                "Ən çoxu {most} işarədən ibarət bir sətir gözlənilir.",
            ),
            (
                "“{text}…” has {length} characters in {lines} lines.",
                "One line of at most {most} characters is expected.",
            ),
            (
                "В тексте «{text}…» знаков: {length}, строк: {lines}.",
                "Ожидается одна строка не длиннее {most} знаков.",
            ),
        ),
        "bad-key": case(
            (
                "“{text}” açar ola bilməz.",
                "Kod və ya bir sözdən ibarət qısa ad yazın, “/” işarəsi olmadan.",
            ),
            (
                "“{text}” cannot be used as a key.",
                "Give a code or a short name of one word, without a slash.",
            ),
            (
                "«{text}» не может быть ключом.",
                "Укажите код или короткое имя из одного слова, без знака «/».",
            ),
        ),
        "bad-key/part": case(
            ("“{text}” açarının bir hissəsi boşdur.", "2024/6006022 kimi açar yazın."),
            ("“{text}” has an empty part.", "Write a key such as 2024/6006022."),
            ("Одна из частей ключа «{text}» пуста.", "Запишите ключ вида 2024/6006022."),
        ),
        "bad-date": _with(
            _WRITE_DATE, "“{text}” tarix deyil.", "“{text}” is not a date.", "«{text}» – не дата."
        ),
        "bad-date/day": _with(
            _WRITE_DATE,
            "Təqvimdə “{text}” günü yoxdur.",
            "“{text}” is not a day of the calendar.",
            "Дня «{text}» нет в календаре.",
        ),
        "bad-date/moment": _with(
            _WRITE_MOMENT,
            "“{text}” tarix və vaxt deyil.",
            "“{text}” is not a date and time.",
            "«{text}» – не дата и время.",
        ),
        "bad-date/time": _with(
            _WRITE_MOMENT,
            "Təqvimdə “{text}” vaxtı yoxdur.",
            "“{text}” is not a time of the calendar.",
            "Времени «{text}» нет в календаре.",
        ),
        "bad-number": case(
            ("“{text}” ədəd deyil.", "240 və ya 7.5 kimi ədəd yazın; mənfi ola bilməz."),
            ("“{text}” is not a number.", "Write a number such as 240 or 7.5; it may not be negative."),
            (
                "«{text}» – не число.",
                "Запишите число, например 240 или 7.5; оно не может быть отрицательным.",
            ),
        ),
        "bad-number/comma": case(
            ("“{text}” ədəd deyil.", "Nöqtə ilə {point} yazın; mənfi ola bilməz."),
            ("“{text}” is not a number.", "Write {point} with a point; it may not be negative."),
            ("«{text}» – не число.", "Запишите с точкой: {point}; число не может быть отрицательным."),
        ),
        "bad-number/whole": case(
            ("“{text}” tam ədəd deyil.", "6 kimi tam ədəd yazın."),
            ("“{text}” is not a whole number.", "Write a number such as 6."),
            ("«{text}» – не целое число.", "Запишите целое число, например 6."),
        ),
        "bad-number/position": case(
            ("“{text}” sıra nömrəsi deyil.", "1-dən {most} ədədinə qədər tam ədəd yazın."),
            ("“{text}” is not a position.", "Write a whole number from 1 to {most}."),
            ("«{text}» – не порядковый номер.", "Запишите целое число от 1 до {most}."),
        ),
        "bad-duration": case(
            (
                "“{text}” müddət deyil.",
                "Dörd il üçün P4Y, on səkkiz ay üçün P18M, 120 saat üçün PT120H yazın.",
            ),
            (
                "“{text}” is not a duration.",
                "Write P4Y for four years, P18M for eighteen months, PT120H for 120 hours.",
            ),
            (
                "«{text}» – не продолжительность.",
                "Запишите P4Y для четырёх лет, P18M для восемнадцати месяцев, PT120H для 120 часов.",
            ),
        ),
        "bad-yes-no": case(
            ("“{text}” nə “yes” (hə), nə də “no” (yox) deməkdir.", "yes və ya no yazın."),
            ("“{text}” is neither yes nor no.", "Write yes or no."),
            ("«{text}» – ни yes (да), ни no (нет).", "Запишите yes или no."),
        ),
        "bad-iri": case(
            ("“{text}” veb ünvan deyil.", "Ünvanı tam yazın, məsələn, https://www.example.org/page."),
            (
                "“{text}” is not a web address.",
                "Write the whole address, such as https://www.example.org/page.",
            ),
            (
                "«{text}» – не веб-адрес.",
                "Запишите адрес полностью, например https://www.example.org/page.",
            ),
        ),
        "bad-code": case(
            ("“{list}” siyahısında “{code}” kodu yoxdur.", "{suggestion}"),
            ("“{code}” is not a code of the list “{list}”.", "{suggestion}"),
            ("В списке «{list}» нет кода «{code}».", "{suggestion}"),
        ),
        "bad-code/titles": case(
            (
                "“{list}” siyahısında “{code}” kodu yoxdur.",
                "Sətrin adına görə bu, {fields} ola bilər. “{code}” koduna yaxın kodlar: {near}."
                " Adına görə seçin; bütün kodlar adları ilə şablonun “lists” vərəqindədir.",
            ),
            (
                "“{code}” is not a code of the list “{list}”.",
                "By its title the row may belong to {fields}. Codes near “{code}”: {near}."
                " Choose by the name; all codes stand with their names on the sheet “lists” of the template.",
            ),
            (
                "В списке «{list}» нет кода «{code}».",
                "Судя по названию, строка может относиться к {fields}. Коды, близкие к «{code}»: {near}."
                " Выбирайте по названию; все коды с названиями – на листе «lists» шаблона.",
            ),
        ),
        "bad-code/near": case(
            (
                "“{list}” siyahısında “{code}” kodu yoxdur.",
                "“{code}” koduna yaxın kodlar: {near}. Adına görə seçin;"
                " bütün kodlar adları ilə şablonun “lists” vərəqindədir.",
            ),
            (
                "“{code}” is not a code of the list “{list}”.",
                "Codes near “{code}”: {near}. Choose by the name;"
                " all codes stand with their names on the sheet “lists” of the template.",
            ),
            (
                "В списке «{list}» нет кода «{code}».",
                "Коды, близкие к «{code}»: {near}. Выбирайте по названию;"
                " все коды с названиями – на листе «lists» шаблона.",
            ),
        ),
        "bad-code/zero": case(
            (
                "“{list}” siyahısında “{code}” kodu yoxdur: xanada əvvəldəki sıfır itib.",
                "Sütunu mətn formatına keçirin və {full} yazın.",
            ),
            (
                "“{code}” is not a code of the list “{list}”: the cell has lost its leading zero.",
                "Format the column as text, and write {full}.",
            ),
            (
                "В списке «{list}» нет кода «{code}»: ячейка потеряла начальный ноль.",
                "Задайте столбцу текстовый формат и запишите {full}.",
            ),
        ),
        "bad-code/target": case(
            (
                "“{text}” başqa çərçivənin səviyyəsi və ya sikli deyil.",
                "eqf/6, qf-ehea/first və ya səviyyənin tam ünvanını (IRI) yazın.",
            ),
            (
                "“{text}” is not a level or cycle of another framework.",
                "Write eqf/6, qf-ehea/first, or the whole IRI of the level.",
            ),
            (
                "«{text}» – не уровень и не цикл другой рамки.",
                "Запишите eqf/6, qf-ehea/first или полный адрес (IRI) уровня.",
            ),
        ),
        "error-cell": case(
            ("Xanada {text} səhvi var; qiymət nəzərə alınmadı.", "Xananı düzəldin və ya təmizləyin."),
            ("The cell holds the error {text}; it is left out.", "Mend or clear the cell."),
            ("В ячейке ошибка {text}; значение пропущено.", "Исправьте или очистите ячейку."),
        ),
        "formula": case(
            (
                "Xanada qiymət əvəzinə {text} düsturu var; nəzərə alınmadı.",
                "Düsturu onun qiyməti ilə əvəz edin (köçürün, sonra yalnız qiyməti yapışdırın).",
            ),
            (
                "The cell holds the formula {text} instead of a value; it is left out.",
                "Replace the formula by its value (copy, then paste values only).",
            ),
            (
                "В ячейке вместо значения формула {text}; она пропущена.",
                "Замените формулу её значением (скопируйте и вставьте только значения).",
            ),
        ),
        "merged-cells": case(
            (
                "{cells} xanaları birləşdirilib: qiymət yalnız birincisindədir.",
                "Xanaları ayırın və qiyməti hər birinə yazın.",
            ),
            (
                "The cells {cells} are merged: only the first of them has a value.",
                "Split the cells and write the value into each.",
            ),
            (
                "Ячейки {cells} объединены: значение есть только в первой.",
                "Разделите ячейки и запишите значение в каждую.",
            ),
        ),
        "missing-value": case(
            ("“{column}” sütununda qiymət yoxdur.", "Xananı doldurun."),
            ("The row has no {column}.", "Fill in the cell."),
            ("В столбце «{column}» нет значения.", "Заполните ячейку."),
        ),
        "inconsistent-range": case(
            (
                "“{first}” ({low}) “{last}” ({high}) qiymətindən böyükdür (və ya sonradır).",
                "Hansının səhv olduğuna baxın.",
            ),
            ("{first} ({low}) is more or later than {last} ({high}).", "Look which of the two is wrong."),
            (
                "«{first}» ({low}) больше или позже, чем «{last}» ({high}).",
                "Посмотрите, какое из двух неверно.",
            ),
        ),
    }
)
