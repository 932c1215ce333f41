"""The fixed words of a report's text by language."""

from __future__ import annotations

HEADINGS: dict[str, dict[str, str]] = {
    "az": {
        "conforms": "Uyğundur:",
        "findings": "Tapıntılar var:",
        "violation": "pozuntu",
        "warning": "xəbərdarlıq",
        "info": "məlumat",
        "checked": "Yoxlanmış düyünlər",
        "more": "… və daha {number}",
    },
    "en": {
        "conforms": "Conforms:",
        "findings": "There are findings:",
        "violation": "violation(s)",
        "warning": "warning(s)",
        "info": "note(s)",
        "checked": "Nodes checked",
        "more": "… and {number} more",
    },
    "ru": {
        "conforms": "Соответствует:",
        "findings": "Есть замечания:",
        "violation": "нарушений",
        "warning": "предупреждений",
        "info": "примечаний",
        "checked": "Проверено узлов",
        "more": "… и ещё {number}",
    },
}
