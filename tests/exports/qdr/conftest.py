"""Releases for QDR, its XML schema, and generated things of every type."""

from __future__ import annotations

import io
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree

from nqfgraph.exports.qdr import QUALIFICATIONS, Content, Dataset, Remark, write_dataset
from nqfgraph.exports.qdr.document import Document
from nqfgraph.exports.qdr.elements import CONCEPT, DEMANDED_BY_SHAPES, ENTITIES, TYPES
from nqfgraph.exports.qdr.naming import part_iri
from nqfgraph.exports.qdr.schema import Element, Kind
from nqfgraph.exports.qdr.writing import Fault, Source
from nqfgraph.release import Release, Silence, build
from nqfgraph.vocab import RDF, SKOS, XSD

LEVELS = {
    "W4": "http://data.europa.eu/snb/qdr/c_12a84182",
    "W6": "http://data.europa.eu/snb/qdr/c_bd9f8e42",
    "W8": "http://data.europa.eu/snb/qdr/c_6919ed25",
}
"""German levels that stand in for those of Westland, which does not exist."""

OFFERED = """[[tables]]
kind = "learning_opportunity"
file = "learning-opportunities.csv"

[qdr.levels]
"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"
"""

NONSENSE = (
    "", "  ", "\u202e\u200f", "\x01", "\x0b", "\ufffe", "\uffff", "\r\n", "]]>", "<![CDATA[a]]>", "&#0;",
    "<b>" * 500, "<script>a</script>", "<table><td>1", "<p onclick=a>b", "<!-- a", "x" * 5000, "&nbsp;",
    "https://https://a/", "http://[a", "#a#b", "1:2", "2026-01-01", "2026-02-30T00:00:00Z",
    "2026-01-01T24:00:00", "P", "P0Y", "-P1Y", "NaN",
)  # fmt: skip
"""Texts that are hard to write, or no value of any type."""

LISTS = {
    "accreditation-type": "europass-accreditation-types",
    "activity-type": "europass-learning-activity-types",
    "assessment-type": "europass-learning-assessment-types",
    "atu": "atu",
    "country": "country",
    "credit-system": "credit-points",
    "currency": "currency",
    "encoding": "europass-content-encoding-types",
    "entitlement": "europass-learning-entitlement-types",
    "entitlement-status": "europass-learning-entitlement-statuses",
    "eqf": "eqf",
    "file-type": "file-type",
    "isced-f": "isced-f",
    "language": "language",
    "opportunity-type": "europass-learning-opportunity-types",
    "learning-setting": "europass-learning-setting-types",
    "mode": "europass-modes",
    "place": "nuts",
    "qdr": "nqf",
    "schedule": "europass-learning-schedule-types",
    "skill-reuse-level": "skill-reuse-levels",
    "skill-type": "skill-types",
    "target-group": "europass-target-groups",
}
"""Closed lists to the files of the schema that hold them."""

Make = Callable[[Path], Release]


@pytest.fixture(scope="session")
def make_release(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that builds a release of a register."""

    def make(register: Path) -> Release:
        home = tmp_path_factory.mktemp("qdr-home")
        return build(register, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())

    return make


@pytest.fixture(scope="session")
def westland(
    westland_register: Path, make_release: Make, tmp_path_factory: pytest.TempPathFactory
) -> Release:
    """Return a release of Westland with German levels in the place of its own."""
    folder = Path(shutil.copytree(westland_register, tmp_path_factory.mktemp("qdr") / "westland"))
    toml = folder / "register.toml"
    lines = "".join(f'{level} = "{iri}"\n' for level, iri in LEVELS.items())
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n[qdr.levels]\n{lines}", encoding="utf-8")
    return make_release(folder)


@pytest.fixture(scope="session")
def small(make_release: Make) -> Release:
    """Return a release of a register whose levels are not mapped."""
    return make_release(Path(__file__).parents[2] / "release" / "register")


@pytest.fixture(scope="session")
def offering(make_release: Make, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release with learning opportunities, and with a level that QDR knows."""
    demo = Path(__file__).parents[2] / "release" / "register"
    folder = Path(shutil.copytree(demo, tmp_path_factory.mktemp("offering") / "register"))
    shutil.copy(Path(__file__).with_name("learning-opportunities.csv"), folder)
    toml = folder / "register.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{OFFERED}", encoding="utf-8")
    return make_release(folder)


@pytest.fixture(scope="session")
def export() -> Callable[..., tuple[bytes, list[Remark]]]:
    """Return a function that gives the file of a release and the remarks."""

    def run(
        release: Release, levels: Mapping[str, str] | None = None, dataset: Dataset = QUALIFICATIONS
    ) -> tuple[bytes, list[Remark]]:
        register = release.manifest.register
        content = Content(
            dump=release.dump,
            store_folder=release.store_folder,
            base=register.base,
            languages=register.languages,
            levels=register.qdr_levels if levels is None else levels,
        )
        output, remarks = io.BytesIO(), list[Remark]()
        write_dataset(content, output, remarks.append, dataset)
        return output.getvalue(), remarks

    return run


@pytest.fixture(scope="session")
def check_schema(shared: Callable[[str], Path]) -> Callable[[bytes], list[str]]:
    """Return a function that gives what the official schema 3.3.1 has against a file."""
    schema = etree.XMLSchema(etree.parse(shared("conformance/elm/xsd-3.3.1/loq.xsd")))

    def check(content: bytes) -> list[str]:
        schema.validate(etree.fromstring(content))
        return [f"{each.line}: {each.message}" for each in schema.error_log]

    return check


@pytest.fixture(scope="session")
def codes(shared: Callable[[str], Path]) -> Mapping[str, Sequence[str]]:
    """Return the IRIs of each closed list of the schema."""
    folder = shared("conformance/elm/xsd-3.3.1/cv")
    return {
        name: re.findall(r'enumeration\s+value="([^"]+)"', (folder / f"{file}.xsd").read_text("utf-8"))
        for name, file in LISTS.items()
    }


@pytest.fixture(scope="session")
def make_things(codes: Mapping[str, Sequence[str]]) -> Callable[[int], frozenset[ox.Triple]]:
    """Return a function that makes up things of every type; the same number gives the same ones."""
    return lambda seed: frozenset(_Things(random.Random(seed), codes).make())


@pytest.fixture(scope="session")
def spoil() -> Callable[[frozenset[ox.Triple], int], frozenset[ox.Triple]]:
    """Return a function that takes some statements away and gives others a value that is none.

    Notations stay, because that they are unique is seen to before anything is written.
    """

    def run(triples: frozenset[ox.Triple], seed: int) -> frozenset[ox.Triple]:
        chance = random.Random(seed)
        kept: list[ox.Triple] = []
        for triple in sorted(triples, key=str):
            fate = 0.5 if triple.predicate == SKOS.notation else chance.random()
            if fate < 0.9:
                kept.append(triple)
            if fate > 0.85 and triple.predicate != RDF.type:
                kept.append(ox.Triple(triple.subject, triple.predicate, _nonsense(chance)))
        return frozenset(kept)

    return run


def _nonsense(chance: random.Random) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a value that most elements cannot hold."""
    text = chance.choice(NONSENSE)
    thing = f"https://things.example/id/{chance.choice(ENTITIES)}/{chance.randint(1, 3)}"
    return chance.choice(
        (
            ox.BlankNode(),
            ox.NamedNode(thing),
            ox.NamedNode(chance.choice(("https://https://a.example/", "a:b", "https://a.example/ə?b&c='d'"))),
            ox.Literal(text, language=chance.choice(("ar", "sr-latn"))),
            ox.Literal(text, datatype=chance.choice((XSD.string, XSD.anyURI, XSD.dateTime, XSD.duration))),
        )
    )


@pytest.fixture(scope="session")
def write() -> Callable[..., tuple[bytes, list[tuple[str, Fault]]]]:
    """Return a function that writes a graph, and gives the file and what was left out of it.

    It is given the closed lists, or takes everything for listed that does not say otherwise.
    """

    def run(
        triples: frozenset[ox.Triple], codes: Mapping[str, Sequence[str]] | None = None
    ) -> tuple[bytes, list[tuple[str, Fault]]]:
        said: dict[ox.NamedNode, dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for triple in triples:
            said[triple.subject][triple.predicate].append(triple.object)
        left_out: list[tuple[str, Fault]] = []
        source = Source(
            describe=lambda node: said.get(node, {}),
            listed=lambda name, iri: iri in codes[name] if codes else "not-listed" not in iri,
        )
        output = io.BytesIO()
        with Document(source, lambda node, fault: left_out.append((node.value, fault))) as xml:
            for node in sorted(said, key=str):
                for name in ENTITIES:
                    if TYPES[name].cls in said[node].get(RDF.type, ()):
                        left_out += [(node.value, fault) for fault in xml.add(name, node)]
            xml.finish(output)
        return output.getvalue(), left_out

    return run


class _Things:
    """Makes up things that the schema allows."""

    def __init__(self, chance: random.Random, codes: Mapping[str, Sequence[str]]) -> None:
        self._chance = chance
        self._codes = codes
        self._number = 0
        self._triples: list[ox.Triple] = []

    def make(self) -> list[ox.Triple]:
        for name in ENTITIES:
            for number in range(1, self._chance.choice((2, 3))):
                self._describe(name, self._thing(name, number))
        return self._triples

    def _thing(self, name: str, number: int = 1) -> ox.NamedNode:
        return ox.NamedNode(f"https://things.example/id/{name}/{number}")

    def _describe(self, name: str, node: ox.NamedNode) -> None:
        self._say(node, RDF.type, TYPES[name].cls)
        for element in TYPES[name].elements:
            demanded = (name, element.name) in DEMANDED_BY_SHAPES
            for number in range(1, 1 + max(self._count(element), demanded)):
                self._say(node, element.predicate, self._value(element, name, node, number))

    def _count(self, element: Element) -> int:
        most = 2 if element.most is None else element.most
        return self._chance.randint(element.least, most) if self._chance.random() < 0.6 else element.least

    def _value(
        self, element: Element, name: str, node: ox.NamedNode, number: int
    ) -> ox.NamedNode | ox.Literal:
        kind = element.kind
        if kind is Kind.TEXT:
            return ox.Literal(
                self._text(html=element.html), language=self._chance.choice(("az", "en", "de-at"))
            )
        if kind is Kind.VALUE:
            return self._literal(element)
        if kind is Kind.CODE:
            return ox.NamedNode(self._chance.choice(self._codes[element.of]))
        if kind is Kind.REFERENCE:
            return self._thing(self._chance.choice(element.of.split()))
        if kind is Kind.PART:
            part = ox.NamedNode(part_iri(node.value, name, element.name, number))
            self._describe(element.of, part)
            return part
        return self._named(element)

    def _named(self, element: Element) -> ox.NamedNode:
        self._number += 1
        if element.kind is Kind.IRI:
            scheme = "mailto:a" if element.of else "https://things.example/of/"
            node = ox.NamedNode(f"{scheme}{self._number}{'@things.example' if element.of else ''}")
            if element.of:
                self._say(node, RDF.type, TYPES[element.of].cls)
            return node
        node = ox.NamedNode(f"https://things.example/concept/{self._number}")
        if self._chance.random() < 0.5:
            self._say(node, RDF.type, SKOS.Concept)
            self._say(node, SKOS.inScheme, ox.NamedNode("https://things.example/scheme"))
            for each in CONCEPT[:-1]:
                if self._count(each):
                    self._say(node, each.predicate, self._value(each, "", node, 1))
        return node

    def _literal(self, element: Element) -> ox.Literal:
        self._number += 1
        if not element.of:
            datatype = self._chance.choice((None, XSD.token, ox.NamedNode("https://things.example/code")))
            return ox.Literal(f"{self._text(html=False)}{self._number}", datatype=datatype)
        text = {
            "string": self._text(html=False),
            "anyURI": f"https://things.example/ə/{self._number}?a=1&b=2",
            "boolean": self._chance.choice(("true", "false")),
            "dateTime": self._chance.choice(("2026-11-23T10:00:00Z", "2026-02-28T23:59:59.5+04:00")),
            "decimal": "120.50",
            "duration": self._chance.choice(("P4Y", "P1Y6M", "PT120H")),
            "integer": "42",
        }[element.of]
        return ox.Literal(text, datatype=XSD[element.of])

    def _text(self, *, html: bool) -> str:
        plain = ["ə", "İ", " a", "b ", "\n", "\t", '"', "'", ">", "]]", "1", "Ж", "\U0001f393", "𝔸"]
        marks = [] if html else ["<", "&", "&amp;", "<b>", "\r", "\u00a0"]
        return "x" + "".join(self._chance.choices([*plain, *marks], k=self._chance.randint(0, 8)))

    def _say(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> None:
        self._triples.append(ox.Triple(subject, predicate, value))
