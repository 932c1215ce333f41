"""What is said of tables, their rows and columns, and of values that may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Case, case, texts

OR = texts(" və ya ", " or ", " или ")
TABLE_LEFT_OUT = texts("Cədvəl nəzərə alınmadı.", "The table is left out.", "Таблица пропущена.")

_IGNORE = (
    "Qəsdən buraxılan sütun cədvəlin “ignore” siyahısında göstərilir.",
    "A column that is left out on purpose is listed under “ignore” of the table.",
    "Столбец, который пропускается намеренно, перечисляется в «ignore» таблицы.",
)

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "suggestion/near": case(
            "Bəlkə, {choices} nəzərdə tutulub?",
            "Did you mean {choices}?",
            "Может быть, имелось в виду {choices}?",
        ),
        "suggestion/all": case("Buraxılır: {choices}.", "Allowed are {choices}.", "Допускаются: {choices}."),
        "suggestion/many": case(
            "Buraxılır: {choices} və daha {number}.",
            "Allowed are {choices} and {number} more.",
            "Допускаются: {choices} и ещё {number}.",
        ),
        "bad-row": case(
            (
                "Sətirdə {found} xana var, başlıqda isə {expected}.",
                "Çatışmayan və ya artıq ayırıcıya, yaxud yersiz dırnaq işarəsinə baxın.",
            ),
            (
                "The row has {found} cells, the header has {expected}.",
                "Look for a missing or superfluous delimiter, or for a quotation mark in the wrong place.",
            ),
            (
                "Ячеек в строке: {found}, а в заголовке: {expected}.",
                "Найдите пропущенный или лишний разделитель либо кавычку не на месте.",
            ),
        ),
        "duplicate-column/header": case(
            (
                "“{header}” başlığı {first} və {second} sütunlarının üstündədir; ikincisi nəzərə alınmadı.",
                "Sütunlardan birini silin və ya başlığını dəyişin.",
            ),
            (
                "The header “{header}” stands over columns {first} and {second}; the second is left out.",
                "Remove one of the columns, or give it another header.",
            ),
            (
                "Заголовок «{header}» стоит над столбцами {first} и {second}; второй пропущен.",
                "Удалите один из столбцов или дайте ему другой заголовок.",
            ),
        ),
        "duplicate-column": case(
            (
                "“{first}” və “{second}” sütunlarının hər ikisi eyni şeydir: {column}.",
                "Birini silin və ya cədvəlin “ignore” siyahısına yazın.",
            ),
            (
                "The columns “{first}” and “{second}” are both {column}.",
                "Leave one of them out, or list it under “ignore” of the table.",
            ),
            (
                "Столбцы «{first}» и «{second}» – одно и то же: {column}.",
                "Уберите один из них или укажите его в «ignore» таблицы.",
            ),
        ),
        "unused-ignore": case(
            (
                "Nəzərə alınmamalı “{header}” sütunu cədvəldə yoxdur.",
                "Onu register.toml faylında “ignore” siyahısından çıxarın.",
            ),
            (
                "The column “{header}”, which is to be ignored, is not there.",
                "Take it out of “ignore” in register.toml.",
            ),
            (
                "Столбца «{header}», который надо пропустить, нет.",
                "Уберите его из «ignore» в register.toml.",
            ),
        ),
        "empty-table": case(
            "Cədvəlin başlığı var, sətirləri yoxdur.",
            "The table has a header and no rows.",
            "В таблице есть заголовок, но нет строк.",
        ),
        "empty-header": case(
            (
                "{letters} sütununda qiymət var, başlıq yoxdur; birinci qiymət: “{value}”.",
                "Sütuna başlıq verin və ya onu təmizləyin.",
            ),
            (
                "Column {letters} has values but no header, first “{value}”.",
                "Give the column a header, or clear it.",
            ),
            (
                "В столбце {letters} есть значения, но нет заголовка; первое: «{value}».",
                "Дайте столбцу заголовок или очистите его.",
            ),
        ),
        "missing-column/named": case(
            ("Reyestr “{column}” üçün “{header}” sütununu götürür, o isə yoxdur.", "Sütunlar: {headers}."),
            (
                "The register takes “{column}” from the column “{header}”, which is not there.",
                "The columns are {headers}.",
            ),
            (
                "Реестр берёт «{column}» из столбца «{header}», которого нет.",
                "Столбцы таблицы: {headers}.",
            ),
        ),
        "missing-column": case(
            (
                "Cədvəldə hər sətrə lazım olan “{column}” sütunu yoxdur.",
                "Sütunu əlavə edin və ya hansının olduğunu yazın: columns = {{ {column} = “…” }}."
                " Sütunlar: {headers}.",
            ),
            (
                "The table has no column “{column}”, which every row needs.",
                "Add the column, or say which one it is: columns = {{ {column} = “…” }}."
                " The columns are {headers}.",
            ),
            (
                "В таблице нет столбца «{column}», нужного каждой строке.",
                "Добавьте столбец или укажите, какой это: columns = {{ {column} = “…” }}."
                " Столбцы таблицы: {headers}.",
            ),
        ),
        "unknown-column": case(
            ("“{column}” sütunu tanınmır.", f"{{suggestion}} {_IGNORE[0]}"),
            ("The column “{column}” is not known.", f"{{suggestion}} {_IGNORE[1]}"),
            ("Столбец «{column}» неизвестен.", f"{{suggestion}} {_IGNORE[2]}"),
        ),
        "unknown-column/language": case(
            (
                "“{column}” sütununun dili göstərilməyib; buradakı dillər: {languages}.",
                "Belə adlandırın: {columns}, və ya cədvəlin “ignore” siyahısına yazın.",
            ),
            (
                "The column “{column}” does not say in which language it is;"
                " the languages here are {languages}.",
                "Name it one of {columns}, or list it under “ignore” of the table.",
            ),
            (
                "В имени столбца «{column}» нет языка; языки здесь: {languages}.",
                "Назовите его {columns} или укажите в «ignore» таблицы.",
            ),
        ),
        "unknown-language": case(
            (
                "“{column}” sütunu “{language}” dilindədir; buradakı dillər: {languages}.",
                "Belə adlandırın: {columns}, və ya cədvəlin “ignore” siyahısına yazın.",
            ),
            (
                "The column “{column}” is in the language “{language}”; the languages here are {languages}.",
                "Name it one of {columns}, or list it under “ignore” of the table.",
            ),
            (
                "Столбец «{column}» – на языке «{language}»; языки здесь: {languages}.",
                "Назовите его {columns} или укажите в «ignore» таблицы.",
            ),
        ),
        "hidden-sheet": case(
            ("“{sheet}” vərəqi kitabda gizlidir.", "Onu göstərin ki, nəyin dərc olunduğu görünsün."),
            (
                "The sheet “{sheet}” is hidden in the workbook.",
                "Show it, so that everybody sees what is published.",
            ),
            ("Лист «{sheet}» скрыт в книге.", "Покажите его, чтобы было видно, что публикуется."),
        ),
        "overflow": case(
            (
                "Bu faylda bu cür daha {number} hal var.",
                "Əvvəlcə sadalananları düzəldin, sonra yenidən yoxlayın.",
            ),
            (
                "There are {number} more of this kind in this file: {meaning}",
                "Mend the ones listed first, then read the register again.",
            ),
            (
                "В этом файле ещё столько таких случаев: {number}.",
                "Сначала исправьте перечисленные, затем проверьте снова.",
            ),
        ),
    }
)
