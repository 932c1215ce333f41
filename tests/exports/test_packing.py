"""Compressed files: what was written, without a time, measured on the way."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest

from nqfgraph.exports.packing import PACKINGS, File, Measured, packed, read_packed


@pytest.mark.parametrize(("end", "coding"), PACKINGS.items())
def test_a_compressed_file_is_the_same_every_time_and_is_read_back(
    end: str, coding: str, tmp_path: Path
) -> None:
    content = b"statement\n" * 100_000
    outputs = [io.BytesIO(), io.BytesIO()]
    for each in outputs:
        with packed(each, coding) as file:
            file.write(content[:10])
            file.write(content[10:])
    first, second = (each.getvalue() for each in outputs)
    assert first == second
    assert len(first) < len(content) / 100
    path = tmp_path / f"a{end}"
    path.write_bytes(first)
    pieces = list(read_packed(path))
    assert b"".join(pieces) == content
    assert len(pieces) > 1


def test_gzip_has_no_time_and_no_name() -> None:
    output = io.BytesIO()
    with packed(output, "gzip") as file:
        file.write(b"x")
    assert output.getvalue()[3:8] == b"\0\0\0\0\0"
    assert gzip.decompress(output.getvalue()) == b"x"


def test_size_and_checksum_are_taken_while_writing() -> None:
    outputs = (io.BytesIO(), io.BytesIO())
    measured = Measured(*outputs)
    assert measured.writable()
    for piece in (b"ab", memoryview(b"c")):
        assert measured.write(piece) == len(piece)
    assert measured.tell() == 3
    assert measured.file() == File(3, hashlib.sha256(b"abc").hexdigest())
    assert [each.getvalue() for each in outputs] == [b"abc", b"abc"]
