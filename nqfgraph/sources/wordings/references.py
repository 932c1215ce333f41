"""What is said of records that refer to each other, of their keys, and of learning outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Case, Texts, case, texts

ROW_LEFT_OUT = texts("Sətir nəzərə alınmadı.", "The row is left out.", "Строка пропущена.")
VALUE_LEFT_OUT = texts("Qiymət nəzərə alınmadı.", "The value is left out.", "Значение пропущено.")
OUTCOME_LEFT_OUT = texts(
    "Təlim nəticəsi nəzərə alınmadı.",
    "The learning outcome is left out.",
    "Результат обучения пропущен.",
)
NO_LEVEL_LEFT_OUT = texts(
    "Buna görə kvalifikasiyanın səviyyəsi yoxdur: sətir nəzərə alınmadı.",
    "So the qualification has no level: the row is left out.",
    "Поэтому у квалификации нет уровня: строка пропущена.",
)
NO_USE = texts(
    "[qdr.levels] bölməsində onun sətri faydasızdır.",
    "Its line in [qdr.levels] is of no use.",
    "Её строка в разделе [qdr.levels] бесполезна.",
)

KINDS: Mapping[str, Texts] = MappingProxyType(
    {
        "framework": texts("çərçivə", "framework", "рамка"),
        "level": texts("səviyyə", "level", "уровень"),
        "level_descriptor": texts("səviyyə təsviri", "level descriptor", "описание уровня"),
        "level_statement": texts("səviyyə bəyanatı", "level statement", "заявление об уровне"),
        "award_type": texts("kvalifikasiya növü", "award type", "вид квалификации"),
        "classification": texts("təsnifat", "classification", "классификатор"),
        "organisation": texts("təşkilat", "organisation", "организация"),
        "skill": texts("bacarıq", "skill", "навык"),
        "qualification": texts("kvalifikasiya", "qualification", "квалификация"),
        "learning_outcome": texts("təlim nəticəsi", "learning outcome", "результат обучения"),
        "learning_opportunity": texts("təlim imkanı", "learning opportunity", "возможность обучения"),
        "link": texts("bacarıqla əlaqə", "link to a skill", "связь с навыком"),
    }
)
"""What the records of each kind of table are called."""

ABSENT: Mapping[str, Texts] = MappingProxyType(
    {
        kind: texts(KINDS[kind]["az"], KINDS[kind]["en"], genitive)
        for kind, genitive in {
            "framework": "рамки",
            "level": "уровня",
            "level_descriptor": "описания уровня",
            "level_statement": "заявления об уровне",
            "award_type": "вида квалификации",
            "classification": "классификатора",
            "organisation": "организации",
            "skill": "навыка",
            "qualification": "квалификации",
            "learning_outcome": "результата обучения",
            "learning_opportunity": "возможности обучения",
            "link": "связи с навыком",
        }.items()
    }
)
"""The same as they are called where there are none: in Russian that is the genitive."""

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "lost-reference": case(
            (
                "“{key}” kodlu {kind} öz qüsuruna görə kənarda qaldı: {place}.",
                "Həmin sətri düzəldin; burada heç nə etmək lazım deyil.",
            ),
            (
                "The {kind} “{key}” was left out because of what is wrong in {place}.",
                "Mend that row; nothing is to be done here.",
            ),
            (
                "Пропущено из-за ошибки в другом месте ({place}): {kind} «{key}».",
                "Исправьте ту строку; здесь делать ничего не нужно.",
            ),
        ),
        "unknown-reference": case(
            (
                "“{key}” kodlu {kind} yoxdur.",
                "Xananı düzəldin və ya onu “{table}” cədvəlinə əlavə edin.",
            ),
            (
                "There is no {kind} “{key}”.",
                "Correct the cell, or add what it names to the table (sheet) {table}.",
            ),
            (
                "Нет {kind} «{key}».",
                "Исправьте ячейку или добавьте недостающее в таблицу (лист) «{table}».",
            ),
        ),
        "unknown-reference/near": case(
            ("“{key}” kodlu {kind} yoxdur.", "{suggestion}"),
            ("There is no {kind} “{key}”.", "{suggestion}"),
            ("Нет {kind} «{key}».", "{suggestion}"),
        ),
        "missing-value/order": case(
            (
                "“{key}” səviyyəsinin sırası yoxdur, açarı isə ədəd deyil.",
                "“order” sütununda səviyyələri aşağıdan yuxarı nömrələyin.",
            ),
            (
                "The level “{key}” has no order, and its key is not a number.",
                "Number the levels in the column order, the lowest first.",
            ),
            (
                "У уровня «{key}» нет порядка, а его ключ – не число.",
                "Пронумеруйте уровни в столбце «order», начиная с низшего.",
            ),
        ),
        "missing-value/skill-label": case(
            (
                "Bacarığın ingilis dilində adı yoxdur.",
                "“label_en” xanasını doldurun: ESCO-da hər bacarığın ingiliscə adı var.",
            ),
            (
                "The skill has no label in English.",
                "Fill in label_en: ESCO has it for every skill.",
            ),
            (
                "У навыка нет названия на английском.",
                "Заполните label_en: в ESCO оно есть у каждого навыка.",
            ),
        ),
        "missing-value/key": case(
            (
                "Sətirdə nə açar, nə də ondan açar düzəldilən “edition” var.",
                "“key” xanasını doldurun (məsələn, 2024/6006022) və ya kodun yanında “edition” yazın.",
            ),
            (
                "The row has no key and no edition to make one from.",
                "Fill in key (such as 2024/6006022), or edition beside the code.",
            ),
            (
                "В строке нет ни ключа, ни edition, из которого его можно составить.",
                "Заполните key (например, 2024/6006022) или edition рядом с кодом.",
            ),
        ),
        "missing-value/outcome-title": case(
            (
                "{number} nömrəli təlim nəticəsinin adı yoxdur.",
                "Adını yazın və ya onun digər xanalarını təmizləyin.",
            ),
            (
                "Learning outcome {number} has no title.",
                "Fill in its title, or clear its other cells.",
            ),
            (
                "У результата обучения {number} нет названия.",
                "Заполните название или очистите другие его ячейки.",
            ),
        ),
        "missing-value/currency": case(
            (
                "Qiymətin məbləği var, valyutası yoxdur.",
                "“price_currency” xanasına valyutanın kodunu yazın, məsələn, AZN.",
            ),
            (
                "The price has an amount and no currency.",
                "Write the code of the currency in price_currency, such as AZN.",
            ),
            (
                "У цены есть сумма, но нет валюты.",
                "Запишите код валюты в price_currency, например AZN.",
            ),
        ),
        "missing-value/amount": case(
            (
                "Qiymətin valyutası var, məbləği yoxdur.",
                "“price_amount” xanasına məbləği yazın və ya valyutanı silin.",
            ),
            (
                "The price has a currency and no amount.",
                "Write the amount in price_amount, or clear the currency.",
            ),
            (
                "У цены есть валюта, но нет суммы.",
                "Запишите сумму в price_amount или уберите валюту.",
            ),
        ),
        "missing-value/no-owner": case(
            (
                "Sətirdə nə kvalifikasiya, nə də kvalifikasiya növü göstərilib.",
                "Nəticənin aid olduğunun açarını yazın.",
            ),
            (
                "The row names neither a qualification nor an award type.",
                "Write the key of the one it belongs to.",
            ),
            (
                "В строке не указаны ни квалификация, ни вид квалификации.",
                "Запишите ключ того, к чему относится результат.",
            ),
        ),
        "missing-value/two-owners": case(
            (
                "Sətirdə həm kvalifikasiya, həm də kvalifikasiya növü göstərilib.",
                "Yalnız nəticənin aid olduğunun açarını saxlayın.",
            ),
            (
                "The row names both a qualification and an award type.",
                "Write the key of the one it belongs to.",
            ),
            (
                "В строке указаны и квалификация, и вид квалификации.",
                "Оставьте ключ только того, к чему относится результат.",
            ),
        ),
        "no-level": case(
            (
                "Kvalifikasiyanın nə səviyyəsi, nə də kvalifikasiya növü var.",
                "“level” və ya “award_type” xanasını doldurun.",
            ),
            (
                "The qualification has neither a level nor an award type.",
                "Fill in level or award_type.",
            ),
            (
                "У квалификации нет ни уровня, ни вида.",
                "Заполните level или award_type.",
            ),
        ),
        "no-framework": case(
            (
                "Reyestrin “{key}” çərçivəsi “framework” cədvəllərinin heç birində yoxdur.",
                "Onu cədvələ əlavə edin və ya [register] bölməsində “framework” qiymətini düzəldin.",
            ),
            (
                "The register's framework “{key}” is not in a table of the kind framework.",
                "Add it to the table, or correct framework in the section [register].",
            ),
            (
                "Рамки реестра «{key}» нет ни в одной таблице framework.",
                "Добавьте её в таблицу или исправьте framework в разделе [register].",
            ),
        ),
        "no-levels": case(
            (
                "Reyestrdə səviyyə yoxdur.",
                "“level” cədvəli əlavə edin, hər səviyyə bir sətir.",
            ),
            (
                "The register has no levels.",
                "Add a table of the kind level with a row for each level.",
            ),
            (
                "В реестре нет уровней.",
                "Добавьте таблицу level, по строке на каждый уровень.",
            ),
        ),
    }
)
