"""From the tables of ESCO to statements, in the terms of ESCO's own RDF.

Preferred and alternative labels and descriptions are plain literals with language tags; the published dump
has descriptions on nodes of their own and labels a second time in SKOS-XL, which nothing here needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.vocab import DCTERMS, ESCO, OWL, RDF, SKOS
from nqfgraph.vocabularies.findings import Findings
from nqfgraph.vocabularies.tables import Table

BASE = "http://data.europa.eu/esco/"
_TYPES = {
    "conceptSchemes": (SKOS.ConceptScheme,),
    "skills": (ESCO.Skill, ESCO.MemberConcept, SKOS.Concept),
    "occupations": (ESCO.Occupation, ESCO.MemberConcept, SKOS.Concept),
    "skillGroups": (ESCO.Structure, SKOS.Concept),
    "ISCOGroups": (ESCO.Structure, SKOS.Concept),
}
_PAIRS = {
    "broaderRelationsSkillPillar": ("conceptUri", "broaderUri"),
    "broaderRelationsOccPillar": ("conceptUri", "broaderUri"),
    "occupationSkillRelations": ("occupationUri", "skillUri"),
    "skillSkillRelations": ("originalSkillUri", "relatedSkillUri"),
}
_RELATED = {
    "essential": (ESCO.relatedEssentialSkill, ESCO.isEssentialSkillFor),
    "optional": (ESCO.relatedOptionalSkill, ESCO.isOptionalSkillFor),
}
_TEXTS = {"description": DCTERMS.description, "definition": SKOS.definition, "scopeNote": SKOS.scopeNote}


class EscoTables:
    """Reads the tables one after the other; what is wrong goes to the findings."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[str, str] = {}
        """Concept to when it was last modified."""

    def triples(self, tables: tuple[Table, ...]) -> Iterator[ox.Triple]:
        """Yield all statements; some may come twice."""
        for table in tables:
            if table.name in _PAIRS:
                yield from self._relations(table)
            else:
                yield from self._concepts(table)

    def _concepts(self, table: Table) -> Iterator[ox.Triple]:
        rows = self._latest(table)
        for number, row in rows.values():
            iri = row.get("conceptUri") or row["conceptSchemeUri"]
            node = ox.NamedNode(iri)
            self._seen.setdefault(iri, "")
            for kind in _TYPES[table.name]:
                yield ox.Triple(node, RDF.type, kind)
            yield from self._labels(table, number, node, row)
            yield from self._classes(table, number, node, row)

    def _latest(self, table: Table) -> dict[str, tuple[int, dict[str, str]]]:
        """Return the rows of a table by concept; of two with the same concept the one modified last."""
        rows: dict[str, tuple[int, dict[str, str]]] = {}
        column = "conceptSchemeUri" if table.name == "conceptSchemes" else "conceptUri"
        for number, row in table.rows(self._findings):
            iri = row[column]
            if not self._is_iri(table, number, column, iri):
                continue
            if iri in rows:
                self._findings.warn(
                    "twice", f"{iri} stands in row {rows[iri][0]} already; the later change is used.",
                    table.place(number, column),
                )  # fmt: skip
                if row.get("modifiedDate", "") < rows[iri][1].get("modifiedDate", ""):
                    continue
            rows[iri] = number, row
        return rows

    def _is_iri(self, table: Table, number: int, column: str, iri: str) -> bool:
        # A version number in the address would be one more trap; every concept of ESCO is below its base.
        if iri.startswith(BASE) and not any(each in iri for each in ' <>"{}|\\^`\n\r\t'):
            return True
        self._findings.error(
            "not-a-concept", f"“{iri[:120]}” is not the address of an ESCO concept.",
            table.place(number, column), f"Addresses begin with {BASE}.",
        )  # fmt: skip
        return False

    def _labels(
        self, table: Table, number: int, node: ox.NamedNode, row: dict[str, str]
    ) -> Iterator[ox.Triple]:
        def text(value: str) -> ox.Literal:
            return ox.Literal(value, language=table.language or "en")

        preferred = " ".join(row["preferredLabel"].split())
        if not preferred:
            self._findings.error(
                "no-label", "The concept has no preferred label.", table.place(number, "preferredLabel"),
                "Use the file as it was downloaded.",
            )  # fmt: skip
            return
        if "\n" in row["preferredLabel"].strip():
            self._findings.warn(
                "line-break", f"The label “{preferred[:80]}” had line breaks, which became spaces.",
                table.place(number, "preferredLabel"),
            )  # fmt: skip
        yield ox.Triple(node, SKOS.prefLabel, text(preferred))
        for column, predicate in (("altLabels", SKOS.altLabel), ("hiddenLabels", SKOS.hiddenLabel)):
            for each in row.get(column, "").replace(" | ", "\n").splitlines():
                label = " ".join(each.split())
                if label and label != preferred:
                    yield ox.Triple(node, predicate, text(label))
        for column, predicate in _TEXTS.items():
            if value := row.get(column, "").strip():
                yield ox.Triple(node, predicate, text(value))

    def _classes(
        self, table: Table, number: int, node: ox.NamedNode, row: dict[str, str]
    ) -> Iterator[ox.Triple]:
        for scheme in row.get("inScheme", "").replace(",", "\n").split():
            if scheme.startswith(BASE):
                yield ox.Triple(node, SKOS.inScheme, ox.NamedNode(scheme))
        if code := row.get("code", "").strip():
            yield ox.Triple(node, SKOS.notation, ox.Literal(code))
        if row.get("status", "released") not in ("released", ""):
            yield ox.Triple(node, OWL.deprecated, ox.Literal(True))
        if group := row.get("iscoGroup", "").strip():
            yield ox.Triple(node, SKOS.broader, ox.NamedNode(f"{BASE}isco/C{group}"))
        if table.name == "skills":
            yield from self._skill(table, number, node, row)

    def _skill(
        self, table: Table, number: int, node: ox.NamedNode, row: dict[str, str]
    ) -> Iterator[ox.Triple]:
        if not row.get("inScheme"):
            yield ox.Triple(node, SKOS.inScheme, ox.NamedNode(f"{BASE}concept-scheme/skills"))
        kind = row["skillType"].partition("/")[0]
        if kind in ("skill", "knowledge"):
            yield ox.Triple(node, ESCO.skillType, ox.NamedNode(f"{BASE}skill-type/{kind}"))
        else:
            self._findings.warn(
                "no-type", f"“{row['preferredLabel'][:80]}” is neither skill nor knowledge.",
                table.place(number, "skillType"),
            )  # fmt: skip
        if reuse := row["reuseLevel"].strip():
            yield ox.Triple(node, ESCO.skillReuseLevel, ox.NamedNode(f"{BASE}skill-reuse-level/{reuse}"))

    def _relations(self, table: Table) -> Iterator[ox.Triple]:
        first, second = _PAIRS[table.name]
        for number, row in table.rows(self._findings):
            if not all(self._is_known(table, number, each, row[each]) for each in (first, second)):
                continue
            source, target = ox.NamedNode(row[first]), ox.NamedNode(row[second])
            if "relationType" not in row:
                yield ox.Triple(source, SKOS.broader, target)
            elif row["relationType"] in _RELATED:
                forth, back = _RELATED[row["relationType"]]
                yield ox.Triple(source, forth, target)
                yield ox.Triple(target, back, source)
            else:
                self._findings.error(
                    "relation", f"“{row['relationType'][:80]}” is not a relation.",
                    table.place(number, "relationType"), "Allowed are essential and optional.",
                )  # fmt: skip

    def _is_known(self, table: Table, number: int, column: str, iri: str) -> bool:
        if iri in self._seen:
            return True
        self._findings.warn(
            "dangling", f"{iri[:200]} is in no table of concepts; the row is left out.",
            table.place(number, column),
        )  # fmt: skip
        return False
