"""Writes a register of any size as tables, to measure reading, building and serving.

    python -m benchmarks.tables N FOLDER [--faults]

FOLDER gets a register.toml and CSV tables in the canonical columns: N qualifications with two languages, an
awarding body, a homepage, credits, two notes and four learning outcomes with two skills each (about 100
triples with its record), 3,000 skills, and one organisation more for every 200 qualifications. The same N
gives the same bytes. Everything is invented but the ISCED-F codes; the skills stand under ESCO's address so
that every step treats them as ESCO skills, and must never be loaded into a register.

With --faults, one row in fifty has a fault that ``planted_faults`` counts by the code of its issue.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

SKILLS = 3_000
FIELDS = """
0111 0112 0113 0114 0211 0212 0213 0214 0215 0221 0222 0223 0231 0232 0311 0312 0313 0314 0321 0322
0411 0412 0413 0414 0415 0416 0417 0421 0511 0512 0521 0522 0531 0532 0533 0541 0542 0611 0612 0613
0711 0712 0713 0714 0715 0716 0721 0722 0723 0724 0731 0732 0811 0812 0821 0831 0841 0911 0912 0913
0914 0915 0916 0917 0921 0922 0923 1011 1012 1013 1014 1015 1021 1022 1031 1032 1041
"""
ISCED_F = FIELDS.split()
"""Detailed fields of ISCED-F 2013, from the published list."""
AZERBAIJANI = """
alqoritm arxiv avadanlıq bazar bina bitki cərrahiyyə çap dəftər dəmir dövrə ehtiyat əmək əyirmə
fizika geyim göl hava hesab hərəkət xalça xəritə iqlim ipək istilik işıq kənd kitab körpü külək qida
qiymət layihə liman mədən meşə mexanika mühərrik nəşr ölçü paltar rabitə rəng sınaq su şüşə taxıl
torpaq tibb toxuma uçuş üzüm vaxt yanğın yol zavod
"""
ENGLISH = """
acoustics archive bearing bridge budget cargo carpet cereal climate cloth colour contract crop
crystal design drainage engine ethics fibre fire flight forest garden glass grain harbour heat herb
kiln lathe law lens light logic map market metal mine motion nutrition optics orchard paper pattern
pigment pipe price print rail road sample seam signal silk soil solvent surgery textile trade valve
vine water weaving wind
"""
WORDS = {"az": AZERBAIJANI.split(), "en": ENGLISH.split()}
"""Words to make titles and descriptions from; they mean nothing."""
LEVELS = range(1, 9)
DOMAINS = ("knowledge", "skills", "autonomy")
FAULTS = (
    "missing-value",
    "bad-code",
    "bad-date",
    "bad-number",
    "bad-duration",
    "unknown-reference",
    "duplicate-key",
    "no-level",
)
"""Codes of the issues that the faults make, in the order in which they are planted."""

Row = dict[str, object]
EVIDENCE: Row = {"source": "https://register.benchmark.example/decisions/1", "confidence": "high"}

CONFIGURATION = """[register]
name = "benchmark"
base = "https://data.benchmark.example/"
languages = ["az", "en"]
country = "OP_DATPRO"
framework = "benchmark"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
modified = 2026-01-01
title_az = "Ölçmə üçün reyestr"
title_en = "Register for measuring"
description_az = "Uydurma məlumat."
description_en = "Invented data."

[register.publisher]
key = "keeper"
name_az = "Reyestrin sahibi"
name_en = "Keeper of the register"
"""


def write_register(count: int, folder: Path, *, faults: bool = False) -> None:
    """Write a register with ``count`` qualifications into ``folder``, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    bodies = 40 + count // 200
    tables = {
        "framework": [_framework()],
        "level": [_level(number) for number in LEVELS],
        "level_descriptor": [_descriptor(number, domain) for number in LEVELS for domain in DOMAINS],
        "level_statement": [_statement(number) for number in LEVELS],
        "award_type": [_award_type(number) for number in LEVELS],
        "classification": [_classification(edition) for edition in ("2019", "2024")],
        "organisation": [_organisation(number) for number in range(bodies)],
        "skill": [_skill(number) for number in range(SKILLS)],
        "qualification": (_qualification(number, bodies, faults) for number in range(count)),
        "learning_outcome": (
            outcome for number in range(count) for outcome in _outcomes(number, faults=faults)
        ),
    }
    lines = [CONFIGURATION]
    for kind, rows in tables.items():
        name = f"{kind.replace('_', '-')}s.csv"
        _write(folder / name, rows)
        lines.append(f'\n[[tables]]\nkind = "{kind}"\nfile = "{name}"\n')
    (folder / "register.toml").write_text("".join(lines), encoding="utf-8", newline="\n")


def planted_faults(count: int) -> Counter[str]:
    """Return how many issues of each code a register of ``count`` qualifications with faults has."""
    codes = (_fault(number) for number in range(count))
    return Counter(code for code in codes if code)


def _fault(number: int) -> str | None:
    return FAULTS[number // 50 % len(FAULTS)] if number % 50 == 7 else None


def _write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)


def _words(random: Random, language: str, fewest: int, most: int) -> str:
    return " ".join(random.choices(WORDS[language], k=random.randint(fewest, most))).capitalize()


def _texts(random: Random, name: str, fewest: int, most: int) -> Row:
    return {f"{name}_{language}": _words(random, language, fewest, most) for language in WORDS}


def _both(name: str, az: str, en: str) -> Row:
    return {f"{name}_az": az, f"{name}_en": en}


def _framework() -> Row:
    title = _both("title", "Ölçmə çərçivəsi", "Framework for measuring")
    return {
        "key": "benchmark",
        **title,
        **_both("legal_basis", "Uydurma qərar", "Invented decree"),
        **EVIDENCE,
    }


def _level(number: int) -> Row:
    return {"key": number, **_both("label", f"{number} səviyyə", f"Level {number}"), **EVIDENCE}


def _descriptor(number: int, domain: str) -> Row:
    text = _texts(Random(f"descriptor {number} {domain}"), "text", 12, 12)
    label = _both("domain_label", domain.capitalize(), domain.capitalize())
    return {"level": number, "domain": domain, **label, **text, **EVIDENCE}


def _statement(number: int) -> Row:
    return {"level": number, "target": f"eqf/{number}", "status": "claimed-compatible", **EVIDENCE}


def _award_type(number: int) -> Row:
    return {
        "key": f"award-{number}",
        "level": number,
        **_both("label", f"{number} səviyyə sənədi", f"Award of level {number}"),
        "kind": "full",
    }


def _classification(edition: str) -> Row:
    title = _both("title", f"Təsnifat {edition}", f"Classification {edition}")
    return {"key": edition, "edition": edition, **title, "valid_from": f"{edition}-09-01"}


def _organisation(number: int) -> Row:
    random = Random(f"organisation {number}")
    name = _both("name", f"{_words(random, 'az', 2, 2)} {number}", f"{_words(random, 'en', 2, 2)} {number}")
    return {
        "key": f"body-{number}",
        **name,
        "kind": "higher-education",
        **_both("city", "Bakı", "Baku"),
        "homepage": f"https://body{number}.example/",
    }


def _skill_iri(number: int) -> str:
    return f"http://data.europa.eu/esco/skill/invented-{number:06d}"


def _skill(number: int) -> Row:
    label = _words(Random(f"skill {number}"), "en", 2, 4).lower()
    return {"iri": _skill_iri(number), "label_en": f"{label} {number}", "kind": "skill", "version": "1.2.0"}


def _qualification(number: int, bodies: int, faults: bool) -> Row:
    random = Random(f"qualification {number}")
    level = min(8, max(1, round(random.gauss(5.5, 1.5))))
    body = (
        min(bodies - 1, int(random.expovariate(0.2))) if random.random() < 0.5 else random.randrange(bodies)
    )
    fields = random.sample(ISCED_F, 2)
    row: Row = {
        "edition": "2019" if number % 5 == 0 else "2024",
        "code": f"{number + 1:07d}",
        **_texts(random, "title", 3, 6),
        **_texts(random, "description", 15, 30),
        "award_type": f"award-{level}",
        "level": level if number % 3 else "",
        "classification": "2019" if number % 5 == 0 else "2024",
        "isced_f[1]": fields[0],
        "isced_f[2]": fields[1] if number % 5 == 0 else "",
        "credits": 5 * random.randint(6, 48),
        "duration": f"P{random.randint(1, 5)}Y",
        **_texts(random, "entry_requirement", 12, 12),
        **_texts(random, "outcome_summary", 12, 12),
        "language[1]": random.choice(("AZE", "AZE", "ENG", "RUS")),
        "mode[1]": random.choice(("presential", "blended")),
        "learning_setting": "formal",
        "partial": "yes" if number % 10 == 0 else "no",
        "awarding_body": f"body-{body}",
        "homepage": f"https://register.benchmark.example/qualifications/{number + 1}",
        "content": "official",
        "status": "valid",
        "valid_from": f"2024-0{random.randint(1, 9)}-01",
        "modified": f"2025-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}T08:00:00Z",
        "source": f"https://register.benchmark.example/decisions/{random.randint(1, 400)}",
        "confidence": random.choice(("high", "medium")),
    }
    code = _fault(number) if faults else None
    if code:
        row.update(_SPOIL[code](number))
    return row


_SPOIL: dict[str, Callable[[int], Row]] = {
    "missing-value": lambda number: _both("title", "", ""),
    "bad-code": lambda number: {"mode[1]": "by pigeon"},
    "bad-date": lambda number: {"valid_from": "2024-02-30"},
    "bad-number": lambda number: {"credits": "7,5"},
    "bad-duration": lambda number: {"duration": "4 years"},
    "unknown-reference": lambda number: {"awarding_body": "body-none"},
    "duplicate-key": lambda number: {"edition": "2024", "code": f"{number:07d}"},
    "no-level": lambda number: {"level": "", "award_type": ""},
}
"""What each fault puts into the row of a qualification."""
_LEAVES_ROW_OUT = frozenset({"missing-value", "duplicate-key", "no-level"})


def _outcomes(number: int, *, faults: bool) -> Sequence[Row]:
    """Return the four outcomes of a qualification; none where its row is left out for a fault."""
    if faults and _fault(number) in _LEAVES_ROW_OUT:
        return ()
    random = Random(f"outcomes {number}")
    cluster = random.randrange(SKILLS // 10)
    key = f"{'2019' if number % 5 == 0 else '2024'}/{number + 1:07d}"
    return [
        {
            "qualification": key,
            "position": position,
            **_texts(random, "title", 5, 8),
            "domain": DOMAINS[position % 3],
            **{
                f"skill[{place}]": _skill_iri(cluster * 10 + digit)
                for place, digit in enumerate(random.sample(range(10), 2), start=1)
            },
        }
        for position in range(1, 5)
    ]


def main() -> None:
    """Write a register as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tables", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("count", type=int, metavar="N", help="number of qualifications")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder to write into")
    parser.add_argument("--faults", action="store_true", help="plant a fault in one row in fifty")
    arguments = parser.parse_args()
    write_register(arguments.count, arguments.folder, faults=arguments.faults)
    print(f"{arguments.count} qualifications in {arguments.folder}")


if __name__ == "__main__":
    main()
