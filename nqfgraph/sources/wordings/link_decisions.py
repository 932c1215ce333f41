"""What is said of decisions on links to skills."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.sources.wordings.texts import Case, case

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "missing-value/link-skill": case(
            (
                "Qərar “{decision}”dir, lakin bacarıq göstərilməyib.",
                "Bacarığın ünvanını yazın; heç bir bacarıq uyğun deyilsə, “none-fits” yazın.",
            ),
            (
                "The decision is “{decision}”, but no skill is named.",
                "Write the address of the skill; where no skill fits, write none-fits.",
            ),
            (
                "Решение – «{decision}», но навык не указан.",
                "Запишите адрес навыка; если ни один не подходит, напишите none-fits.",
            ),
        ),
        "contradicting-decision/skill": case(
            (
                "“none-fits” heç bir bacarığın uyğun olmadığını bildirir, sətirdə isə bacarıq var.",
                "Bacarığı silin və ya onu “accepted” yaxud “rejected” kimi qeyd edin.",
            ),
            (
                "The decision none-fits says that no skill fits, but the row names one.",
                "Remove the skill, or write accepted or rejected.",
            ),
            (
                "Решение none-fits означает, что подходящего навыка нет, но в строке он указан.",
                "Уберите навык или напишите accepted либо rejected.",
            ),
        ),
        "contradicting-decision": case(
            (
                "“{key}” təlim nəticəsi üçün qərarlar bir-birinə ziddir: {place}.",
                "Onlardan yalnız birini saxlayın.",
            ),
            (
                "The decisions on the learning outcome “{key}” contradict each other: see {place}.",
                "Keep only one of them.",
            ),
            (
                "Решения по результату обучения «{key}» противоречат друг другу: {place}.",
                "Оставьте только одно из них.",
            ),
        ),
        "outdated-decision": case(
            (
                "“{key}” təlim nəticəsinin mətni qərardan sonra dəyişib: əlaqə dərc edilmir.",
                "Yeni mətn üçün yenidən qərar verin: nqfgraph decide review.",
            ),
            (
                "The text of the learning outcome “{key}” changed after the decision: no link is published.",
                "Decide again for the new text: nqfgraph decide review.",
            ),
            (
                "Текст результата обучения «{key}» изменился после решения: связь не публикуется.",
                "Примите решение для нового текста: nqfgraph decide review.",
            ),
        ),
    }
)
