"""Large documents are loaded without looking at their statements, and nobody can tell by the verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.submissions import check, loading, placing
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.lines import keep_lines, typed_literals
from nqfgraph.submissions.parsing import parse_document
from nqfgraph.submissions.watching import Watch

Write = Callable[..., Path]

ELM = "http://data.europa.eu/snb/model/elm/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NOTE = f"<urn:n> <{RDF}type> <{ELM}Note> .\n"
POINTS = f"""<urn:c> <{RDF}type> <{ELM}CreditPoint> .
<urn:c> <{ELM}point> "4.0"^^<{XSD}decimal> .
<urn:c> <{ELM}point> "x" .
"""
PLAIN = {
    "lines.nt": f'{NOTE}<urn:n> <{ELM}noteLiteral> "plain" .\n{POINTS}',
    "windows.nt": (NOTE + POINTS).replace("\n", "\r\n"),
    "spaced.nt": f'# all\n\n  <urn:n>\t<{RDF}type>   <{ELM}Note>.\n<urn:n> <{ELM}noteLiteral> "a\\"b" .\n',
    "escaped.nt": f"<urn:\\u006e> <{RDF}type> <{ELM}Note> .\n{POINTS}",
    "escaped-literal.nt": f'{NOTE}<urn:n> <{ELM}point> "4\\u002E0"^^<{XSD}decimal> .\n{POINTS}',
    "default.nq": f"{NOTE}{POINTS}",
    "turtle.ttl": ':n a elm:Note ; elm:noteLiteral "plain" . :c a elm:CreditPoint ; elm:point 4.0, "x" .\n',
    "model.rdf": f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:elm="{ELM}">\n<elm:Note rdf:about="urn:n"/>\n</rdf:RDF>',
    "mention.nt": f"<urn:o> <{RDF}type> <{ELM}LearningOutcome> .\n<urn:q> <{ELM}learningOutcome> <urn:n> .\n",
    "unknown.nt": f"<urn:n> <{RDF}type> <{ELM}Notiz> .\n",
    "foreign.nt": f"<urn:n> <{RDF}type> <urn:Thing> .\n",
}
EXACT = {
    "blank.nt": f"_:n <{RDF}type> <{ELM}Note> .\n",
    "blank.ttl": ":q elm:additionalNote [ a elm:Note ] .\n",
    "late-blank.ttl": ":a :b :c, :d, :e, :f . :q elm:additionalNote [ a elm:Note ] .\n",
    "newer.nt": f"<urn:n> <{RDF}type> <http://data.europa.eu/snb/model/ontology/Note> .\n",
    "newer.ttl": "@prefix o: <http://data.europa.eu/snb/model/onto> . :n a o:logy\\/Note .\n",
    "named.nq": f"<urn:n> <{RDF}type> <{ELM}Note> <urn:g> .\n",
}
DOCUMENTS = PLAIN | EXACT


@pytest.fixture
def treat_as_large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function from whose call on all documents are large."""

    def lower() -> None:
        monkeypatch.setattr(loading, "LARGE", 0)
        monkeypatch.setattr(placing, "LARGE", 0)
        monkeypatch.setattr(loading, "_BEGINNING", 2)

    return lower


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_verdict_does_not_depend_on_the_size(
    write: Write, treat_as_large: Callable[[], None], name: str
) -> None:
    path = write(name, DOCUMENTS[name])
    small = check([path])
    treat_as_large()
    large = check([path])
    if "blank" in name:
        # Blank nodes without a label have another one each time.
        assert [each.place for each in large.report.findings] == [
            each.place for each in small.report.findings
        ]
    else:
        assert large == small
    assert large.report.findings


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_plain_documents_are_loaded_at_once(
    write: Write, treat_as_large: Callable[[], None], name: str
) -> None:
    treat_as_large()
    path = write(name, DOCUMENTS[name])
    parsed = parse_document(Document(str(path), path.read_bytes()))
    assert (parsed.store is not None) == (name in PLAIN)
    assert parsed.count() == len(set(parsed.statements))


def test_a_large_document_with_an_error_is_refused_as_a_small_one(
    write: Write, treat_as_large: Callable[[], None]
) -> None:
    path = write("a.nt", f"{POINTS}<urn:n> broken .\n")
    with pytest.raises(InputError) as small:
        check([path])
    treat_as_large()
    with pytest.raises(InputError) as large:
        check([path])
    assert str(large.value) == str(small.value)


def test_several_documents_are_read_statement_by_statement(
    write: Write, treat_as_large: Callable[[], None]
) -> None:
    paths = [write("a.nt", NOTE), write("b.nt", POINTS)]
    small = check(paths)
    treat_as_large()
    assert check(paths) == small


def test_who_watches_hears_how_many_statements_there_are(
    write: Write, treat_as_large: Callable[[], None]
) -> None:
    heard: list[int] = []

    class Listener(Watch):
        def read(self, statements: int) -> None:
            heard.append(statements)

    treat_as_large()
    check([write("a.nt", POINTS)], watch=Listener())
    assert heard == [3]


# -- lines


def test_lines_of_no_interest_become_empty() -> None:
    lines = [
        b"<urn:a> <urn:p> <urn:b> .",
        b'<urn:b> <urn:p> "<urn:a> " .',
        b"<urn:c> <urn:p> <urn:a> .",
        b"<urn:c> <urn:p> _:x .",
        b"_:x <urn:p> <urn:c> <urn:g> .",
        b"  <urn:c> <urn:p> <urn:d> .",
        b"<urn:\\u0061> <urn:p> <urn:d> .",
        b"<urn:c> <urn:p> <urn:d>.",
        b"# <urn:a>",
    ]
    kept = keep_lines(b"\n".join(lines), {"<urn:a>", "_:x"}).split(b"\n")
    expected = [lines[0], b"", *lines[2:]]
    assert kept == expected


def test_lines_that_end_otherwise_are_left_alone() -> None:
    content = b'<urn:b> <urn:p> "x" .\r<urn:a> <urn:p> "y" .'
    assert keep_lines(content, {"<urn:a>"}) == content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'<a:a> <a:b> "4.0"^^<a:c> .\n<a:a> <a:b> "4.0"^^<a:c> .\n<a:a> <a:b> "5" .', {'"4.0"^^<a:c>'}),
        (b'<a:a> <a:b> "a\\"b"^^<a:c> .', None),
        (b'<a:a> <a:b> "4"^^<a:\\u0063> .', None),
        (b"", set()),
    ],
    ids=["typed", "escaped", "escaped type", "nothing"],
)
def test_typed_literals_are_found_where_nothing_is_escaped(content: bytes, expected: set[str] | None) -> None:
    found = typed_literals(content)
    assert (None if found is None else {str(each) for each in found}) == expected
