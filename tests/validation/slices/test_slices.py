"""Checking in slices, and checking again what has changed, give what checking all at once gives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from nqfgraph.errors import ProcessEnded
from nqfgraph.iris import Iris
from nqfgraph.validation import Report, validate_store
from nqfgraph.validation.dumps import revalidate_dump, validate_dump
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.vocab import NQF

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
MODEL = "http://data.europa.eu/snb/model/elm/"
PROFILES = ("elm-loq", "framework", "register", "elm-vocabularies")


def copy_of(number: int, quads: list[ox.Quad]) -> list[ox.Quad]:
    """The small release again, with qualifications and what belongs to them under other keys."""
    own = {
        each.subject.value
        for each in quads
        if each.predicate.value == TYPE and each.object.value.startswith((MODEL, f"{NQF.iri}Record"))
    }
    text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    for iri in own:
        text = text.replace(f"<{iri}>", f"<{iri}-{number}>")
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))


def spoil(random: Random, quads: list[ox.Quad], faults: int) -> list[ox.Quad]:
    """Remove statements, and give others the value or the subject of yet others."""
    spoilt = list(quads)
    for _ in range(faults):
        number, other = random.randrange(len(spoilt)), random.choice(spoilt)
        subject, predicate, value, graph = spoilt[number]
        kind = random.randrange(5)
        if kind == 0:
            del spoilt[number]
        elif kind == 1:
            spoilt[number] = ox.Quad(subject, predicate, other.object, graph)
        elif kind == 2:
            spoilt[number] = ox.Quad(other.subject, predicate, value, graph)
        elif kind == 3:
            spoilt.append(ox.Quad(subject, predicate, other.object, graph))
        else:
            spoilt.append(ox.Quad(subject, other.predicate, other.object, graph))
    return spoilt


def write(path: Path, quads: list[ox.Quad]) -> Path:
    """Write a dump as a release has it: sorted, each triple in one graph only, no blank nodes."""
    unique = {quad.triple: quad for quad in quads}.values()
    named = [each for each in unique if not isinstance(each.subject, ox.BlankNode)]
    named = [each for each in named if not isinstance(each.object, ox.BlankNode)]
    lines = (ox.serialize(named, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    path.write_bytes(b"".join(sorted(lines)))
    return path


def check_at_once(dump: Path, iris: Iris | None) -> Report:
    store = ox.Store()
    store.load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    return validate_store(store, PROFILES, iris)


@pytest.fixture(scope="module")
def several(release: list[ox.Quad]) -> list[ox.Quad]:
    """Some copies of the small release, which share levels, skills and all the rest."""
    return [*release, *(quad for number in range(4) for quad in copy_of(number, release))]


@pytest.mark.parametrize("seed", range(15))
def test_slices_find_what_the_whole_has(
    tmp_path: Path, several: list[ox.Quad], base: Iris, seed: int
) -> None:
    random = Random(seed)
    dump = write(tmp_path / "dump.nq", spoil(random, several, random.choice((0, 3, 40))))
    iris = random.choice((base, base, None))
    found = validate_dump(dump, PROFILES, iris, processes=1, size=random.choice((300, 3000, 30_000)))
    assert found == check_at_once(dump, iris)


@pytest.mark.parametrize("seed", range(15))
def test_what_changed_is_checked_again_and_nothing_else_is_lost(
    tmp_path: Path, several: list[ox.Quad], base: Iris, seed: int
) -> None:
    random = Random(seed)
    before = spoil(random, several, random.choice((0, 3, 40)))
    old = write(tmp_path / "old.nq", before)
    new = write(tmp_path / "new.nq", spoil(random, before, random.choice((0, 1, 2))))
    found = revalidate_dump(old, new, PROFILES, base, check_at_once(old, base))
    assert found is None or found == check_at_once(new, base)


def test_processes_share_the_slices(tmp_path: Path, several: list[ox.Quad], base: Iris) -> None:
    dump = write(tmp_path / "dump.nq", spoil(Random(7), several, 20))
    found = validate_dump(dump, PROFILES, base, processes=2, size=4_000)
    assert found == check_at_once(dump, base)
    assert found.findings


def test_a_process_that_ends_early_is_an_error(
    tmp_path: Path, several: list[ox.Quad], base: Iris, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = write(tmp_path / "dump.nq", several)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(ProcessEnded, match=r"checked a slice of the data was ended (by signal|with status)"):
        validate_dump(dump, PROFILES, base, processes=2, size=4_000)


def test_blank_nodes_are_checked_all_at_once(tmp_path: Path, base: Iris) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_text(f"_:a <{TYPE}> <{MODEL}Qualification> <{base.graph('qualifications')}> .\n")
    report = validate_dump(dump, ["elm-loq"], base)
    assert report.checked == {"elm-loq": 1}
    assert report.findings
    assert revalidate_dump(dump, dump, ["elm-loq"], base, report) is None


@pytest.mark.parametrize("processes", [1, 2])
def test_a_blank_node_that_is_only_a_value_is_seen_in_its_slice(
    tmp_path: Path, several: list[ox.Quad], base: Iris, processes: int
) -> None:
    dump = write(tmp_path / "dump.nq", several)
    lines = dump.read_bytes().splitlines(keepends=True)
    middle = lines[len(lines) // 2]
    lines.append(
        b"%b> <%b> _:x <%b> .\n"
        % (middle[: middle.index(b">")], f"{MODEL}status".encode(), base.graph("qualifications").encode())
    )
    dump.write_bytes(b"".join(sorted(lines)))
    with SortedDump(dump) as opened:
        assert opened.has_blank_nodes()
        assert not opened.has_blank_subjects()
    assert validate_dump(dump, PROFILES, base, processes=processes, size=4_000) == check_at_once(dump, base)


def test_a_report_of_other_profiles_is_of_no_use(tmp_path: Path, several: list[ox.Quad], base: Iris) -> None:
    dump = write(tmp_path / "dump.nq", several)
    report = validate_dump(dump, ["elm-loq"], base, processes=1)
    assert revalidate_dump(dump, dump, ["elm-loq"], base, report) == report
    assert revalidate_dump(dump, dump, ["register"], base, report) is None


def test_what_all_records_share_is_checked_with_all(
    tmp_path: Path, several: list[ox.Quad], base: Iris
) -> None:
    """The languages of the framework's title decide which languages every title needs."""
    framework = next(each.subject for each in several if str(each.object).endswith("/def/Framework>"))
    title = ox.NamedNode("http://purl.org/dc/terms/title")
    german = ox.Quad(
        framework, title, ox.Literal("Rahmen", language="de"), ox.NamedNode(base.graph("framework"))
    )
    old, new = write(tmp_path / "old.nq", several), write(tmp_path / "new.nq", [*several, german])
    before = validate_dump(old, PROFILES, base, processes=1)
    assert revalidate_dump(old, new, PROFILES, base, before) is None
    assert validate_dump(new, PROFILES, base, processes=1) == check_at_once(new, base)
    assert len(check_at_once(new, base).findings) > len(before.findings)


def test_a_cause_with_more_findings_than_are_listed_is_checked_with_all(
    tmp_path: Path, several: list[ox.Quad], base: Iris
) -> None:
    """Of the findings beyond the limit nothing is known but their number."""
    title = "http://purl.org/dc/terms/title"
    bare = [each for each in several if each.predicate.value != title]
    old, new = write(tmp_path / "old.nq", bare), tmp_path / "new.nq"
    before = validate_dump(old, ["elm-loq"], base, limit=2, processes=1)
    assert len(before.findings) < sum(before.causes.values())
    qualification = next(each for each in bare if str(each.object).endswith("elm/Qualification>"))
    write(new, [each for each in bare if each.subject != qualification.subject])
    assert revalidate_dump(old, new, ["elm-loq"], base, before, limit=2) is None


def test_who_refers_to_what_has_changed_is_checked_too(
    tmp_path: Path, several: list[ox.Quad], base: Iris
) -> None:
    outcome = next(each for each in several if str(each.object).endswith("elm/LearningOutcome>"))
    old = write(tmp_path / "old.nq", several)
    new = write(tmp_path / "new.nq", [each for each in several if each != outcome])
    found = revalidate_dump(old, new, PROFILES, base, validate_dump(old, PROFILES, base, processes=1))
    assert found is not None
    assert found == check_at_once(new, base)
    lost = f"<{outcome.subject.value}>"
    assert any(each.value == lost and each.focus != outcome.subject.value for each in found.findings)
