"""What is said of keys and positions that two rows have, or none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Case, case

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "duplicate-key": case(
            (
                "“{key}” açarı ({kind}) artıq var: {place}.",
                "İki sətirdən birini silin və ya açarını dəyişin.",
            ),
            (
                "The {kind} “{key}” is already in {place}.",
                "Remove one of the two rows, or give it another key.",
            ),
            (
                "Ключ «{key}» ({kind}) уже есть: {place}.",
                "Удалите одну из двух строк или дайте ей другой ключ.",
            ),
        ),
        "duplicate-key/titles": case(
            (
                "Kvalifikasiyanı nəşr (edition) və kod (code) birlikdə fərqləndirir."
                " {edition} nəşrinin {code} kodu artıq var: {place}, “{other}”."
                " Bu sətrin adı başqadır: “{title}”.",
                "Adlar fərqlidir: yəqin ki, bu, başqa kvalifikasiyadır, ona öz kodunu (code) verin. Eyni"
                " kvalifikasiyadırsa, iki sətirdən birini silin.",
            ),
            (
                "A qualification is told apart by edition and code together. Code {code} of the edition"
                " {edition} already stands in {place}, titled “{other}”; this row is titled “{title}”.",
                "The titles differ, so this is probably another qualification: give it a code of its own."
                " If it is the same one, remove one of the two rows.",
            ),
            (
                "Квалификацию отличают издание (edition) и код (code) вместе."
                " Код {code} издания {edition} уже есть: {place}, «{other}»."
                " Эта строка называется иначе: «{title}».",
                "Названия различаются: вероятно, это другая квалификация, дайте ей собственный код (code)."
                " Если это та же квалификация, удалите одну из двух строк.",
            ),
        ),
        "duplicate-key/same-title": case(
            (
                "Kvalifikasiyanı nəşr (edition) və kod (code) birlikdə fərqləndirir."
                " {edition} nəşrinin {code} kodu eyni adla (“{title}”) artıq var: {place}.",
                "İki sətirdən birini silin.",
            ),
            (
                "A qualification is told apart by edition and code together. Code {code} of the edition"
                " {edition} already stands in {place}, with the same title (“{title}”).",
                "Remove one of the two rows.",
            ),
            (
                "Квалификацию отличают издание (edition) и код (code) вместе."
                " Код {code} издания {edition} уже есть с тем же названием («{title}»): {place}.",
                "Удалите одну из двух строк.",
            ),
        ),
        "duplicate-position": case(
            (
                "“{key}” üçün {number} nömrəli təlim nəticəsi artıq var: {place}.",
                "Təlim nəticələrini 1, 2, 3 … kimi nömrələyin.",
            ),
            (
                "“{key}” has learning outcome {number} already in {place}.",
                "Number the learning outcomes 1, 2, 3 …",
            ),
            (
                "У «{key}» результат обучения {number} уже есть: {place}.",
                "Пронумеруйте результаты обучения: 1, 2, 3 …",
            ),
        ),
        "position-gap": case(
            (
                "“{key}” üçün {missing} nömrəli təlim nəticəsi yoxdur, {found} isə var.",
                "Təlim nəticələrini 1, 2, 3 … kimi fasiləsiz nömrələyin.",
            ),
            (
                "“{key}” has no learning outcome {missing}, but {found}.",
                "Number the learning outcomes 1, 2, 3 … without a gap.",
            ),
            (
                "У «{key}» нет результата обучения {missing}, но есть {found}.",
                "Пронумеруйте результаты обучения без пропусков: 1, 2, 3 …",
            ),
        ),
    }
)
