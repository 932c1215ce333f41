"""What is said of oversights in submitted tables, in az, en and ru."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Texts = Mapping[str, str]


class Oversight(NamedTuple):
    """What is said of a case, how to mend it, and what is wrong in general."""

    message: Texts
    remedy: Texts
    rule: Texts


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


OVERSIGHTS: Mapping[str, Oversight] = MappingProxyType(
    {
        "same-homepage": Oversight(
            _texts(
                "{address} ünvanı başqa sətirdə də var: {rows}.",
                "{address} stands in another row too: row {rows}.",
                "Адрес {address} есть и в другой строке: {rows}.",
            ),
            _texts(
                "Bu kvalifikasiyanın öz səhifəsi varsa, onu yazın; yoxdursa, belə qala bilər.",
                "Write the qualification's own page if it has one; otherwise it may stay.",
                "Укажите собственную страницу квалификации, если она есть; иначе можно оставить так.",
            ),
            _texts(
                "Bir neçə sətirdə eyni veb səhifə yazılıb.",
                "Several rows have the same homepage.",
                "В нескольких строках указана одна и та же страница.",
            ),
        ),
        "no-outcomes": Oversight(
            _texts(
                "learning_outcome cədvəlində bu kvalifikasiyanın təlim nəticəsi yoxdur.",
                "The table learning_outcome has none for this qualification.",
                "В таблице learning_outcome нет результатов обучения этой квалификации.",
            ),
            _texts(
                "Nəticələri əlavə edin; əks halda kvalifikasiya növünün ümumi nəticələri götürülür.",
                "Add its outcomes; without them the general ones of its award type are taken, if any.",
                "Добавьте результаты; без них берутся общие результаты вида квалификации, если они есть.",
            ),
            _texts(
                "Kvalifikasiyanın öz təlim nəticəsi yoxdur, başqalarının isə var.",
                "A qualification has no learning outcomes of its own, although others have.",
                "У квалификации нет собственных результатов обучения, хотя у других они есть.",
            ),
        ),
        "short-code": Oversight(
            _texts(
                "“{code}” kodu bir rəqəm qısadır: digər kodların çoxunda {digits} rəqəm var.",
                "The code “{code}” is one digit short: most others have {digits}.",
                "Код «{code}» на одну цифру короче: у большинства других цифр {digits}.",
            ),
            _texts(
                "Əvvəldəki sıfır itibsə, sütunu mətn formatına keçirin və {full} yazın.",
                "If the cell has lost its leading zero, format the column as text and write {full}.",
                "Если ячейка потеряла начальный ноль, задайте столбцу текстовый формат и запишите {full}.",
            ),
            _texts(
                "Kod digərlərindən qısadır: əvvəldəki sıfır itmiş ola bilər.",
                "A code is shorter than the others: it may have lost its leading zero.",
                "Код короче остальных: возможно, потерян начальный ноль.",
            ),
        ),
    }
)
"""By the name of the case."""
