"""What is said of cells of one row that do not agree, in az, en and ru."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Texts = Mapping[str, str]
Forms = Mapping[str, tuple[str, str, str]]
"""By language a word as it goes with 1, with 2 to 4 (Russian), with more."""


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


YEARS: Forms = MappingProxyType(
    {"az": ("il", "il", "il"), "en": ("year", "years", "years"), "ru": ("год", "года", "лет")}
)
MONTHS: Forms = MappingProxyType(
    {"az": ("ay", "ay", "ay"), "en": ("month", "months", "months"), "ru": ("месяц", "месяца", "месяцев")}
)

DATES = (
    _texts(
        "valid_from ({first}) valid_until ({last}) tarixindən sonradır.",
        "valid_from ({first}) is later than valid_until ({last}).",
        "valid_from ({first}) позже, чем valid_until ({last}).",
    ),
    _texts(
        "Səhv olan tarixi düzəldin. Son tarix məlum deyilsə, valid_until boş qala bilər.",
        "Correct the date that is wrong. valid_until may be left empty where no end is known.",
        "Исправьте неверную дату. Если дата окончания неизвестна, valid_until можно оставить пустым.",
    ),
)
LEVEL = _texts(
    "level xanasında {level} yazılıb, {type} kvalifikasiya növü isə {expected} səviyyəsindədir.",
    "level says {level}; the award type {type} stands on level {expected}.",
    "В ячейке level указано {level}, а вид квалификации {type} находится на уровне {expected}.",
)
LEVEL_ODD = _texts(
    "Sətrin qalan hissəsi bu növə uyğundur: level xanasını düzəldin ({expected}) və ya boş saxlayın. Səviyyə"
    " düzdürsə, award_type xanasında başqa növ seçin.",
    "The rest of the row agrees with the award type: correct level ({expected}) or leave it empty. If the"
    " level is right, choose another award type in award_type.",
    "Остальное в строке соответствует этому виду: исправьте level ({expected}) или оставьте пустым. Если"
    " уровень верен, выберите другой вид в award_type.",
)
TYPE_ODD = _texts(
    "Kredit və ya müddət də bu növə uyğun deyil: award_type xanasında başqa növ seçin. Növ düzdürsə, level"
    " xanasını düzəldin ({expected}) və ya boş saxlayın.",
    "Credits or duration do not agree with the award type either: choose another one in award_type. If it is"
    " right, correct level ({expected}) or leave it empty.",
    "Кредиты или продолжительность тоже не соответствуют этому виду: выберите другой вид в award_type. Если"
    " вид верен, исправьте level ({expected}) или оставьте пустым.",
)
CREDITS = _texts(
    "credits xanasında {value} kredit yazılıb, <type> kvalifikasiya növü üzrə isə {range} gözlənilir.",
    "credits says {value}; for the award type <type> {range} are expected.",
    "В ячейке credits указано {value}, а для вида квалификации <type> ожидается {range}.",
)
DURATION = _texts(
    "duration xanasında {value} yazılıb, <type> kvalifikasiya növü üzrə isə {range} gözlənilir.",
    "duration says {value}; for the award type <type> {range} is expected.",
    "В ячейке duration указано {value}, а для вида квалификации <type> ожидается {range}.",
)
RANGE_REMEDY: Mapping[str, Texts] = MappingProxyType(
    {
        name: _texts(
            f"{name} xanasına baxın; award_type xanasındakı növ də səhv ola bilər. Hər ikisi düzdürsə,"
            " belə də qala bilər: xəbərdarlıq göndərməyə mane olmur.",
            f"Look at {name}; the award type in award_type may be the wrong one as well. If both are right"
            " they may stay: a warning does not stop the submission.",
            f"Проверьте {name}; неверным может быть и вид в award_type. Если оба значения верны, их можно"
            " оставить: предупреждение не мешает отправке.",
        )
        for name in ("credits", "duration")
    }
)

RULES: Mapping[str, Texts] = MappingProxyType(
    {
        "validFrom": _texts(
            "valid_from tarixi valid_until tarixindən sonradır.",
            "valid_from is later than valid_until.",
            "Дата valid_from позже даты valid_until.",
        ),
        "awardType": _texts(
            "Səviyyə kvalifikasiya növünün səviyyəsindən fərqlidir.",
            "The level is not that of the award type.",
            "Уровень не совпадает с уровнем вида квалификации.",
        ),
        "credits": _texts(
            "Kreditlər kvalifikasiya növünün hədlərindən kənardadır.",
            "The credits are outside the range of the award type.",
            "Кредиты выходят за пределы, заданные для вида квалификации.",
        ),
        "duration": _texts(
            "Müddət kvalifikasiya növünün hədlərindən kənardadır.",
            "The duration is outside the range of the award type.",
            "Продолжительность выходит за пределы, заданные для вида квалификации.",
        ),
    }
)
"""What is wrong in general, by the rule that is broken."""
