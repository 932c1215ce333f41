"""A release takes up the versions of vocabularies that its register names, each in a graph of its own."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.changelog import ChangeLog
from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.exports import FORMS, Content
from nqfgraph.exports.void import Holding, describe_holding
from nqfgraph.iris import Iris
from nqfgraph.release import Release, Silence, build, building, validating
from nqfgraph.release.vocabularies import own_statements, with_vocabularies
from nqfgraph.store.views import View
from nqfgraph.vocab import OWL, SKOS, VOID
from nqfgraph.vocabularies import import_vocabulary

REGISTER = Path(__file__).with_name("register")
ESCO = Path(__file__).parents[1] / "data" / "vocabularies" / "esco"
BASE = "https://demo.example/"
GRAPH = f"{BASE}graph/vocabulary/esco/9.0"
BAKE = "http://data.europa.eu/esco/skill/bake"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SKILLS = f"iri,label_en,kind,version\n{BAKE},bake bread,skill,9.0\n"
Build = Callable[..., Release]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with two versions of a tiny ESCO."""
    for version in ("9.0", "9.1"):
        assert import_vocabulary(tmp_path / "home", "esco", ESCO, version=version).kept is not None
    return tmp_path / "home"


@pytest.fixture
def make(home: Path, tmp_path: Path) -> Build:
    """Return a function that builds the small register with a skill of ESCO and a version of it."""
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    (register / "skills.csv").write_text(SKILLS, encoding="utf-8")
    toml = register / "register.toml"
    plain = toml.read_text(encoding="utf-8") + '\n[[tables]]\nkind = "skill"\nfile = "skills.csv"\n'

    def build_it(named: str = 'esco = "9.0"', **options: bool) -> Release:
        toml.write_text(f"{plain}\n[vocabularies]\n{named}\n", encoding="utf-8")
        return build(register, home, now=NOW, progress=Silence(), **options)

    return build_it


def quads_of(release: Release) -> set[ox.Quad]:
    return set(ox.parse(path=str(release.dump), format=ox.RdfFormat.N_QUADS))


def test_only_the_named_version_is_in_the_release(make: Build) -> None:
    release = make()
    graphs = release.manifest.counts.graphs
    assert [name for name in graphs if name.startswith("vocabulary/")] == ["vocabulary/esco/9.0"]
    assert sum(graphs.values()) == release.manifest.counts.quads == len(quads_of(release))
    assert release.verify() == ()
    store = ox.Store.read_only(str(release.store_folder))
    query = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?label WHERE { ?skill"
        " <http://data.europa.eu/esco/model#isEssentialSkillFor> ?occupation ."
        " ?occupation skos:prefLabel ?label }"
    )
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert [each["label"].value for each in answer] == ["baker"]


def test_what_a_stub_says_is_not_said_again(make: Build) -> None:
    quads = quads_of(make())
    assert len({each.triple for each in quads}) == len(quads)
    label = ox.Triple(ox.NamedNode(BAKE), SKOS.prefLabel, ox.Literal("bake bread", language="en"))
    assert [each.graph_name.value for each in quads if each.triple == label] == [f"{BASE}graph/vocabularies"]
    assert any(each.subject.value == BAKE and each.graph_name.value == GRAPH for each in quads)


def test_a_version_that_was_not_imported_stops_the_build(make: Build, home: Path) -> None:
    with pytest.raises(InputError) as caught:
        make('esco = "1.2.0"')
    assert str(caught.value) == (
        "register.toml: The register names esco 1.2.0 under [vocabularies]. The vocabulary esco 1.2.0 is not"
        " imported. Run `nqfgraph vocab import esco PATH`; there are: esco 9.0, esco 9.1."
    )
    assert not (home / "releases" / "current").exists()


def test_a_vocabulary_is_removed_with_its_section_and_logged(make: Build, home: Path) -> None:
    with_it, without = make(), make("")
    assert with_it.manifest.counts.quads > without.manifest.counts.quads
    assert with_it.manifest.counts.kinds == without.manifest.counts.kinds
    # BAKE stays, but less is said of it; what is said of nothing of ours is no change of the register.
    assert without.manifest.changes == {"created": 0, "changed": 0, "removed": 0}
    log = ChangeLog.open(home)
    assert log is not None
    entry = log.latest("http://data.europa.eu/esco/occupation/baker")
    assert entry is not None
    assert entry.operation == "removed"
    log.close()


def test_the_report_is_that_of_the_register_alone(make: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[bytes] = []
    real = validating.validate

    def validate(dump: Path, *arguments: object, **options: object) -> object:
        checked.append(dump.read_bytes())
        return real(dump, *arguments, small=0)

    monkeypatch.setattr(building, "validate", validate)
    first, again, whole, without = make(), make(), make(full=True), make("")
    reports = [json.loads(each.report_path.read_bytes()) for each in (first, again, whole, without)]
    assert reports[0] == reports[1] == reports[2] == reports[3]
    assert checked[3] == without.dump.read_bytes()
    # Beside its own statements it sees what ESCO says of the skill that the register speaks of.
    added = set(checked[0].splitlines()) - set(checked[3].splitlines())
    assert added
    assert {line.split()[0].decode() for line in added} == {f"<{BAKE}>"}
    assert not list(first.folder.parent.rglob(".own-*"))


def test_a_link_to_an_obsolete_skill_is_seen(make: Build, home: Path, tmp_path: Path) -> None:
    tables = Path(shutil.copytree(ESCO, tmp_path / "obsolete"))
    skills = tables / "skills_en.csv"
    text = skills.read_text(encoding="utf-8")
    skills.write_text(text.replace("released", "obsolete", 1), encoding="utf-8")
    import_vocabulary(home, "esco", tables, version="9.0")
    iris = Iris(BASE)
    with own_statements(make().dump, iris, ["esco"], tmp_path) as own:
        lines = own.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"<{BAKE}> <{OWL.deprecated.value}> ") for line in lines)
    assert not any(line.startswith("<http://data.europa.eu/esco/occupation/") for line in lines)


def test_statistics_void_and_files_know_the_graph(make: Build) -> None:
    release = make()
    statistics = release.statistics
    size = release.manifest.counts.graphs["vocabulary/esco/9.0"]
    assert statistics.graphs[GRAPH].triples == size
    holding = Holding(version="1", things=1, example=f"{BASE}id/framework/demo", statistics=statistics)
    told = describe_holding(BASE, (), holding)
    subset = ox.NamedNode(f"{BASE}void#graph-vocabulary/esco/9.0")
    (triples,) = [
        each.object.value for each in told if (each.subject, each.predicate) == (subset, VOID.triples)
    ]
    assert int(triples) == size
    for form in ("trig", "nquads"):
        output = io.BytesIO()
        FORMS[form](Content(dump=release.dump, base=BASE, languages=("az", "en")), output)
        formats = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
        assert set(ox.parse(output.getvalue(), format=formats[form])) == quads_of(release)


def test_an_engine_of_many_releases_gets_the_graph_by_version(make: Build) -> None:
    view = View(BASE, "v1", make().manifest.counts.graphs)
    stored = f"{BASE}release/v1/graph/vocabulary/esco/9.0"
    assert view.stored(GRAPH) == stored
    assert stored in view.stored_graphs()
    assert view.stored_graphs([GRAPH]) == [stored]


def test_what_two_vocabularies_say_stands_in_the_first(home: Path) -> None:
    file = home / "areas 1.0.ttl"
    file.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        f' <{BAKE}> a skos:Concept ; skos:prefLabel "bake bread"@en , "baking"@en .',
        encoding="utf-8",
    )
    areas = import_vocabulary(home, "areas", file).kept
    esco = import_vocabulary(home, "esco", ESCO, version="9.0").kept
    assert areas is not None
    assert esco is not None
    quads = list(with_vocabularies((), (areas, esco), Iris(BASE)))
    assert len({each.triple for each in quads}) == len(quads) == 3 + esco.manifest.triples - 2


def test_a_damaged_vocabulary_stops_the_build(make: Build, home: Path) -> None:
    path = home / "vocabularies" / "esco" / "9.0" / "graph.nt"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises((InputError, ReleaseError), match=r"esco/9\.0 is damaged"):
        make()
    assert not (home / "releases" / "current").exists()
