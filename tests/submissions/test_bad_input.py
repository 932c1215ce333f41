"""Whatever somebody sends gets a verdict or a refusal in words: no traceback, no hang, no end of the process.

What might end the process or never come back runs in a process of its own, with limits on memory and time.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.errors import InputError, NqfgraphError
from nqfgraph.submissions import check
from nqfgraph.validation.verdicts import Verdict

Write = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]
Deep = Mapping[str, Future[subprocess.CompletedProcess[str]]]

DEEP = 100_000
GUARD_SECONDS = 120
MEMORY = 3 << 30
ELM = "http://data.europa.eu/snb/model/elm/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HEAD = f"@prefix elm: <{ELM}> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix x: <http://x/> .\n"
NOTE = "x:n a elm:Note ; x:p "
LOQ = """<?xml version="1.0" encoding="UTF-8"?>
<Courses xmlns="http://data.europa.eu/snb/model/application-profile/loq-constraints/">
<learningOutcomeReferences>
<learningOutcome id="https://a.example/o"><title language="az">İzah edir.</title></learningOutcome>
</learningOutcomeReferences>
</Courses>
"""
GOOD = {
    "a.ttl": f'{HEAD}{NOTE}( 1 2.0 true ) ; elm:noteLiteral "ə\\u0041"@az , """a\n"b"""@en-Latn-AZ .\n',
    "a.trig": f'PREFIX x: <http://x/> x:g {{ x:n a <{ELM}Note> ; x:p "ə"@az }} {{ _:a x:b _:c }}',
    "a.nt": f'<http://x/n> <{RDF}type> <{ELM}Note> .\n_:a <http://x/p> "ə\\n"@az .\n',
    "a.nq": f'<http://x/n> <{RDF}type> <{ELM}Note> <http://x/g> .\n_:a <http://x/p> "ə" <http://x/g> .\n',
    "a.rdf": f'<?xml version="1.0"?><rdf:RDF xmlns:rdf="{RDF}" xmlns:elm="{ELM}"><elm:Note rdf:about="http://x/n">'
    '<elm:noteLiteral xml:lang="az">ə</elm:noteLiteral></elm:Note></rdf:RDF>',
    "a.jsonld": f'{{"@context":{{"elm":"{ELM}","t":{{"@id":"elm:noteLiteral","@container":"@language"}}}},'
    '"@graph":[{"@id":"http://x/n","@type":"elm:Note","t":{"az":"ə","en":["a","b"]}}]}',
    "a.xml": LOQ,
    "qualification.csv": "edition,code,title_az,isced_f,award_type\n2024,1,Kimya ə,0531,bachelor-diploma\n",
}
"""One small file of each form."""


@pytest.fixture(scope="session")
def register() -> Path:
    return Path(__file__).parents[1] / "release" / "register"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


def verdict_or_refusal(path: Path, register: Path | None = None) -> Verdict | NqfgraphError:
    try:
        return check([path], register=register)
    except NqfgraphError as error:
        return error


@pytest.fixture(scope="session")
def run_limited(plain_environment: Mapping[str, str]) -> Run:
    """Return what runs ``nqfgraph validate`` in a process with ``MEMORY`` bytes and ``GUARD_SECONDS``."""
    limited = ["sh", "-c", 'ulimit -c 0 && ulimit -v "$0" && exec "$@"', str(MEMORY >> 10)]

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*limited, sys.executable, "-m", "nqfgraph.cli", "validate", *map(str, arguments)],
            env=plain_environment,
            capture_output=True,
            text=True,
            timeout=GUARD_SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1, 2), done.stderr[-500:]
        return done

    return run


# Cut off, in another encoding, mutated


@pytest.mark.parametrize("name", GOOD)
def test_the_samples_are_good(name: str, folder: Path, register: Path) -> None:
    path = folder / name
    path.write_text(GOOD[name], encoding="utf-8")
    assert isinstance(verdict_or_refusal(path, register), Verdict)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_cut_off_anywhere_is_no_traceback(name: str, folder: Path, register: Path) -> None:
    content = GOOD[name].encode()
    refused = 0
    ends = range(1, len(content), max(1, len(content) // 12))
    for end in ends:
        path = folder / name
        path.write_bytes(content[:end])
        answer = verdict_or_refusal(path, register)
        refused += isinstance(answer, NqfgraphError) or answer.fails("violation")
    assert refused >= len(ends) / 2


def encoded() -> list[tuple[str, str, bytes]]:
    """The samples in other encodings, as far as these write them otherwise than UTF-8."""
    letters = {"windows-1254": "Ş", "windows-1251": "Ш"}
    found = []
    for encoding in ("utf-16", "utf-16-le", "utf-32", "windows-1254", "windows-1251"):
        for name, sample in GOOD.items():
            text = sample.replace("ə", letters.get(encoding, "ə")).replace("İ", letters.get(encoding, "İ"))
            content = text.encode(encoding)
            found += [(name, encoding, content)] if content != text.encode() else []
    return found


@pytest.mark.parametrize(("name", "encoding", "content"), encoded())
def test_another_encoding_is_named_and_not_misread(
    name: str, encoding: str, content: bytes, folder: Path, register: Path
) -> None:
    path = folder / name
    path.write_bytes(content)
    answer = verdict_or_refusal(path, register)
    assert isinstance(answer, InputError)
    assert re.search(r"UTF|NUL|encoding|not valid|forms", f"{answer.message} {answer.remedy}"), encoding


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_a_packed_file_cut_off_or_damaged_is_refused(form: str, folder: Path, register: Path) -> None:
    content = packed(form)
    for end in range(1, len(content), len(content) // 8):
        path = folder / f"a.{form}"
        path.write_bytes(content[:end])
        assert isinstance(verdict_or_refusal(path, register), NqfgraphError)
    source = random.Random(4)
    for _ in range(15):
        damaged = bytearray(content)
        for _ in range(8):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        path.write_bytes(damaged)
        verdict_or_refusal(path, register)


def packed(form: str) -> bytes:
    if form == "xlsx":
        return (Path(__file__).parents[2] / "docs" / "tutorials" / "first-submission.xlsx").read_bytes()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.ttl", "a.jsonld"):
            archive.writestr(name, GOOD[name] * (1 if name == "a.jsonld" else 4))
    return output.getvalue()


SOUP = st.text(alphabet="<>[]{}()\"@:.,;&!?xə\n _=/-#^|\\'0ab", max_size=120)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with a few pieces cut, doubled, moved or replaced, at times under another's name."""
    name = draw(st.sampled_from(sorted(GOOD)))
    content = bytearray(GOOD[name].encode())
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        piece = draw(
            st.one_of(SOUP.map(str.encode), st.binary(max_size=8), st.just(bytes(content[start:][:60])))
        )
        content[start : start + length] = piece
    return draw(st.sampled_from([name, name, "a.txt", *GOOD])), bytes(content)


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mutated())
def test_any_mutation_of_a_good_file_gets_a_verdict_or_a_refusal(
    folder: Path, register: Path, file: tuple[str, bytes]
) -> None:
    name, content = file
    path = folder / name
    path.write_bytes(content)
    verdict_or_refusal(path, register)


# Bombs


def test_entities_are_neither_expanded_nor_fetched(folder: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    secret = folder / "secret.txt"
    secret.write_text("a secret")
    outside = f'<!ENTITY l9 SYSTEM "{secret.as_uri()}">'
    for name, root, text in (("a.rdf", "rdf:RDF", "ə"), ("a.xml", "Courses", "İzah")):
        for entities in (laughs, outside):
            content = GOOD[name].replace(text, "&l9;", 1)
            head, _, rest = content.partition("?>")
            path = folder / name
            path.write_text(f"{head}?><!DOCTYPE {root} [{entities}]>{rest}", encoding="utf-8")
            answer = verdict_or_refusal(path)
            assert isinstance(answer, InputError)
            assert re.search(r"entity|document type", answer.message)
            assert "a secret" not in str(answer)


def test_a_bomb_is_refused_before_it_is_unpacked(folder: Path) -> None:
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.ttl", "w") as file:
        for _ in range(64):
            file.write(b" " * (1 << 20))
    answer = verdict_or_refusal(path)
    assert isinstance(answer, InputError)
    assert "times its size" in answer.message


def test_a_bomb_that_lies_about_its_size_is_refused(folder: Path) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ttl", b" " * (8 << 20))
    size = (8 << 20).to_bytes(4, "little")
    content = output.getvalue()
    assert content.count(size) == 2
    path = folder / "liar.zip"
    path.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    answer = verdict_or_refusal(path)
    assert isinstance(answer, InputError)
    assert "cannot be unpacked" in answer.message


def test_an_archive_in_an_archive_is_not_opened(folder: Path) -> None:
    content = packed("zip")
    for _ in range(5):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            archive.writestr("inner.zip", content)
        content = output.getvalue()
    path = folder / "nested.zip"
    path.write_bytes(content)
    answer = verdict_or_refusal(path)
    assert isinstance(answer, InputError)
    assert "another archive" in answer.message


def test_a_workbook_that_unpacks_to_too_much_is_refused(folder: Path, register: Path) -> None:
    path = folder / "bomb.xlsx"
    shutil.copy(Path(__file__).parents[2] / "docs" / "tutorials" / "first-submission.xlsx", path)
    packing = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packing as archive, archive.open("xl/big.bin", "w", force_zip64=True) as file:
        for _ in range(513):
            file.write(b"\0" * (1 << 20))
    answer = verdict_or_refusal(path, register)
    assert isinstance(answer, InputError)
    assert "unpacks to" in answer.message


# Large and deep, each in a process of its own


def test_200_megabytes_of_turtle_are_checked_within_the_memory(folder: Path, run_limited: Run) -> None:
    path = folder / "big.ttl"
    line = b" " * 1023 + b"\n"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        for _ in range(200):
            file.write(line * 1024)
        file.write(b"x:n a elm:Note .\n")
    assert path.stat().st_size > 200 << 20
    done = run_limited(path)
    path.unlink()
    assert done.returncode == 1
    assert "line 204804, column 1" in done.stdout


def test_more_than_the_limit_is_refused_at_once(folder: Path, run_limited: Run) -> None:
    path = folder / "huge.ttl"
    with path.open("wb") as file:
        file.truncate(300 << 20)
    done = run_limited(path)
    path.unlink()
    assert done.returncode == 2
    assert "too large" in done.stderr


def test_one_endless_text_is_refused(folder: Path, run_limited: Run) -> None:
    path = folder / "endless.ttl"
    path.write_bytes(f'{HEAD}{NOTE}"""'.encode() + b"x" * (17 << 20) + b'""" .\n')
    done = run_limited(path)
    path.unlink()
    assert "more than 16 MiB" in done.stderr


NESTS = {
    "brackets.ttl": f"{HEAD}{NOTE}" + "[ x:p " * DEEP + "1" + "]" * DEEP + " .",
    "lists.ttl": f"{HEAD}{NOTE}" + "(" * DEEP + ")" * DEEP + " .",
    "open.ttl": f"{HEAD}{NOTE}" + "(" * DEEP,
    "triples.ttl": f"{HEAD}{NOTE}" + "<<( x:a x:b " * DEEP + "x:c" + " )>>" * DEEP + " .",
    "triples.nt": "<http://x/a> <http://x/b> "
    + "<<( <http://x/a> <http://x/b> " * DEEP
    + "<x:c>"
    + " )>>" * DEEP
    + " .",
    "braces.trig": "{" * DEEP,
    "arrays.json": "[" * DEEP + "]" * DEEP,
    "objects.jsonld": '{"http://x/p":' * DEEP + "1" + "}" * DEEP,
    "elements.rdf": f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:x="http://x/">' + "<x:A><x:p>" * DEEP,
    "elements.xml": LOQ.replace("<title", "<title>" * DEEP + "<title"),
}


@pytest.mark.parametrize("name", NESTS)
def test_a_nest_of_100000_levels_is_read_or_refused(name: str, deep: Deep) -> None:
    deep[name].result()


SHAPE = f"{HEAD}@prefix rdf: <{RDF}> .\nx:s a sh:NodeShape ; sh:targetClass elm:Note ; "
PROPERTY = f"{SHAPE}sh:property [ sh:path "
DEEP_SHAPES = {
    "inverse": PROPERTY + "[ sh:inversePath " * DEEP + "x:p" + "]" * DEEP + " ; sh:minCount 1 ] .",
    "sequences": PROPERTY + "( x:p " * DEEP + "x:p" + ")" * DEEP + " ; sh:minCount 1 ] .",
    "alternatives": f"{PROPERTY}[ sh:alternativePath ({' x:p' * DEEP} ) ] ; sh:minCount 1 ] .",
    "not": SHAPE + "sh:not " + "[ sh:not " * DEEP + "[ sh:class x:C ]" + "]" * DEEP + " .",
    "values": f"{SHAPE}sh:in ({' 1' * DEEP} ) .",
    "query": f"{SHAPE}sh:sparql [ sh:select 'SELECT $this WHERE {'{' * 9_000}$this ?p ?o{'}' * 9_000}' ] .",
    "pattern": f"{PROPERTY}x:p ; sh:pattern '{'(' * 9_000}a{')' * 9_000}' ] .",
    "triples": SHAPE + "x:p " + "<<( x:a x:b " * DEEP + "x:c" + " )>>" * DEEP + " .",
}


@pytest.fixture(scope="module")
def deep(folder: Path, run_limited: Run) -> Iterator[Deep]:
    """Run the check of every nest, two at a time."""
    data = folder / "data.ttl"
    data.write_text(f"{HEAD}x:n a elm:Note ; x:p x:m .\n", encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        runs = {}
        for name, text in NESTS.items():
            (folder / name).write_text(text, encoding="utf-8")
            runs[name] = pool.submit(run_limited, folder / name)
        for name, text in DEEP_SHAPES.items():
            shapes = folder / f"{name}-shapes.ttl"
            shapes.write_text(text, encoding="utf-8")
            runs[name] = pool.submit(run_limited, data, "--shapes", shapes)
        yield runs


@pytest.mark.parametrize("name", DEEP_SHAPES)
def test_shapes_nested_without_end_are_refused(name: str, deep: Deep) -> None:
    done = deep[name].result()
    assert done.returncode == 2
    assert re.search(r"deep|more than [0-9,]+", done.stderr)


def test_a_million_results_are_all_counted_and_few_are_listed(folder: Path, run_limited: Run) -> None:
    data, shapes, report = folder / "million.ttl", folder / "million-shapes.ttl", folder / "report.json"
    nodes = "".join(f"x:n{n} a x:C ; x:p {n} .\n" for n in range(1_000))
    data.write_text(f"{HEAD}{nodes}", encoding="ascii")
    query = "SELECT $this ?value WHERE { ?other <http://x/p> ?value }"
    shapes.write_text(f"{HEAD}x:s a sh:NodeShape ; sh:targetClass x:C ; sh:sparql [ sh:select '{query}' ] .")
    done = run_limited(data, "--shapes", shapes, "--format", "json", "--output", report)
    assert done.returncode == 1, done.stderr
    text = report.read_text(encoding="utf-8")
    assert '"violation": 1000000' in text
    assert text.count('"severity": "violation"') < 3_000
    assert len(text) < 4 << 20
