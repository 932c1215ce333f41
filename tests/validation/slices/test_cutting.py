"""Dumps are cut so that the parts of a register that belong together are checked together."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from random import Random

import pytest

from nqfgraph.validation.slices.cutting import Range, cut
from nqfgraph.validation.slices.sorted_dump import SortedDump

THINGS = "http://e/id/"


@pytest.fixture
def dump(tmp_path: Path):
    def make(*heads: bytes, lines: int = 3) -> SortedDump:
        path = tmp_path / "dump.nq"
        written = sorted(
            b'<%b> <u:p> "%d" <u:g> .\n' % (head, each) for head in heads for each in range(lines)
        )
        path.write_bytes(b"".join(written))
        return SortedDump(path)

    return make


def subjects(dump: SortedDump, ranges: tuple[Range, ...]) -> list[bytes]:
    lines = chain.from_iterable(dump.read(*each).splitlines() for each in ranges)
    return list(dict.fromkeys(line[1 : line.find(b">")] for line in lines))


def test_a_slice_takes_the_same_keys_of_every_kind(dump):
    heads = [
        *(b"http://e/id/outcome/%03d/%d" % (key, each) for key in range(40) for each in (1, 2)),
        *(
            b"http://e/id/qualification/%03d%b" % (key, part)
            for key in range(40)
            for part in (b"", b"#a", b"#b")
        ),
        *(b"http://e/id/record/%03d" % key for key in range(40)),
    ]
    with dump(*heads) as opened:
        slices = cut(opened, THINGS, len(opened) // 8)
        assert 7 <= len(slices) <= 10
        for ranges in slices:
            keys = {part: set() for part in (b"outcome", b"qualification", b"record")}
            for subject in subjects(opened, ranges):
                kind, key = subject.removeprefix(b"http://e/id/").split(b"/")[:2]
                keys[kind].add(key.partition(b"#")[0])
            assert keys[b"outcome"] == keys[b"qualification"] == keys[b"record"]


@pytest.mark.parametrize("seed", range(30))
def test_slices_are_the_whole_and_part_no_subject(dump, seed):
    random = Random(seed)
    kinds = [b"a", b"b", b"b-c", b"z"][: random.randrange(5)]
    heads = {
        *(
            b"http://e/id/%b/%d%b" % (kind, random.randrange(90), random.choice((b"", b"#x", b"/1")))
            for kind in kinds
            for _ in range(random.randrange(60))
        ),
        *(b"http://a/%d" % each for each in range(random.randrange(20))),
        *(b"http://e/z%d" % each for each in range(random.randrange(20))),
        *(b"http://e/id/loose%d" % each for each in range(random.randrange(2))),
    }
    with dump(*heads or [b"u:1"], lines=1 + seed % 4) as opened:
        for size in (1, 50, 300, 2_000, 1_000_000):
            slices = cut(opened, THINGS, size)
            ranges = sorted(chain.from_iterable(slices))
            assert b"".join(opened.read(*each) for each in ranges) == opened.read(0, len(opened))
            found = [subject for each in slices for subject in subjects(opened, each)]
            assert len(found) == len(set(found))
            assert all(start < end for start, end in ranges)


def test_what_is_small_or_not_of_a_register_is_cut_as_it_comes(dump):
    with dump(b"http://e/id/a/1", b"http://e/id/b/1") as opened:
        assert cut(opened, THINGS, len(opened)) == [((0, len(opened)),)]
        assert cut(opened, "http://other/id/", 1) == cut(opened, None, 1)
