"""A sorted dump is cut between subjects, and finds what is said of one without reading the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from nqfgraph.validation.slices import sorted_dump
from nqfgraph.validation.slices.sorted_dump import SortedDump

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(*lines: bytes, name: str = "dump.nq") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(sorted(lines)))
        return path

    return put


def random_lines(random: Random, most: int) -> list[bytes]:
    """Lines whose subjects are beginnings of each other, as `…/1`, `…/1#x` and `…/12` are."""
    made = {
        b'<u:%d%s> <p:%d> "%d" <g:g> .\n'
        % (random.randrange(120), random.choice((b"", b"#x")), random.randrange(4), random.randrange(4))
        for _ in range(random.randrange(most))
    }
    return sorted(made)


@pytest.mark.parametrize("seed", range(20))
def test_ranges_are_the_whole_and_part_no_subject(write: Write, seed: int) -> None:
    random = Random(seed)
    lines = random_lines(random, 60)
    with SortedDump(write(*lines)) as dump:
        for size in (1, 30, 100, 5_000):
            parts = [dump.read(*each) for each in dump.ranges(size)]
            assert b"".join(parts) == b"".join(lines)
            subjects = [{line.split()[0] for line in part.splitlines()} for part in parts]
            assert sum(map(len, subjects)) == len({line.split()[0] for line in lines})


@pytest.mark.parametrize("seed", range(20))
def test_the_lines_of_a_subject_are_found_in_any_order(write: Write, seed: int) -> None:
    random = Random(seed)
    lines = random_lines(random, 60)
    heads = [b"<u:%d%s> " % (number, part) for number in range(125) for part in (b"", b"#x")]
    if seed % 2:
        random.shuffle(heads)
    with SortedDump(write(*lines)) as dump:
        for head in heads:
            assert list(dump.lines_of(head)) == [line for line in lines if line.startswith(head)]


@pytest.mark.parametrize("seed", range(20))
def test_changed_lines_are_those_of_one_dump_only(
    write: Write, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(sorted_dump, "_BLOCK", 64)
    monkeypatch.setattr(sorted_dump, "_WINDOW", 256)
    random = Random(seed)
    one, other = random_lines(random, 60), random_lines(random, 60)
    both = random_lines(random, 200)
    one, other = sorted({*one, *both}), sorted({*other, *both})
    with SortedDump(write(*one)) as dump, SortedDump(write(*other, name="other.nq")) as second:
        assert list(dump.find_changed(second)) == sorted(set(one) ^ set(other))


def test_a_predicate_is_found_where_it_is_one(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_dump, "_WINDOW", 7)
    plain = b"<u:a> <p:p> <u:b> <g:g> .\n"
    with SortedDump(write(plain, b'<u:c> <p:q> "x> <p:p> <u:b> y" <g:g> .\n')) as dump:
        assert list(dump.lines_with("p:p")) == [plain]
        assert list(dump.lines_with("p:p", "u:b")) == [plain]
        assert dump.subjects_with("p:p", "u:b", 1) == [b"<u:a> "]
        assert dump.subjects_with("p:p", "u:b", 0) is None


@pytest.mark.parametrize("predicates", [["p:p"], ["p:p", "p:1", "p:2", "p:3", "p:4"]], ids=["few", "many"])
def test_links_lead_from_subject_to_value(write: Write, predicates: list[str]) -> None:
    lines = [b"<u:a> <p:p> <u:b> <g:g> .\n", b'<u:a> <p:p> "u:b" <g:g> .\n', b"<u:a> <p:q> <u:c> <g:g> .\n"]
    with SortedDump(write(*lines)) as dump:
        assert (b"<u:a> ", b"<u:b> ") in set(dump.links(predicates))
        assert (b"<u:a> ", b"<u:c> ") not in set(dump.links(predicates))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"_:a <p:p> <u:b> <g:g> .\n", True),
        (b"<u:a> <p:p> _:b <g:g> .\n", True),
        (b"<u:a> <p:p> <u:b> <g:g> .\n", False),
    ],
    ids=["subject", "value", "none"],
)
def test_blank_nodes_are_seen(write: Write, line: bytes, expected: bool) -> None:
    with SortedDump(write(line, b"<u:z> <p:p> <u:b> <g:g> .\n")) as dump:
        assert dump.has_blank_nodes() is expected


def test_an_empty_dump_has_nothing(write: Write) -> None:
    with SortedDump(write()) as dump:
        assert len(dump) == 0
        assert dump.ranges(10) == []
        assert list(dump.lines_of(b"<u:a> ")) == []
        assert not dump.has_blank_nodes()
