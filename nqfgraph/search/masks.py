"""Sets of qualifications as bits: small in a file, and quickly put to use for counting and ordering."""

from __future__ import annotations

from collections.abc import Iterable

_TRUTH = bytes.maketrans(b"01", b"\x00\x01")
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


def pack(members: Iterable[int], size: int) -> bytes:
    """Return the set of ``members``, numbers from 0 to below ``size``, as bits."""
    digits = bytearray(b"0" * (size + 1))
    for each in members:
        digits[size - each] = ord("1")
    # Base 2 is read in linear time; Python's limit on digits is for other bases.
    return int(digits.decode(), 2).to_bytes(size // 8 + 1, "little")


def unpack(packed: bytes) -> int:
    """Return a set as a whole number, whose bits can be put together with those of others."""
    return int.from_bytes(packed, "little")


def expand(bits: int, size: int) -> bytes:
    """Return one byte for each number below ``size``: 1 if it is in the set, else 0."""
    return f"{bits:0{size}b}".encode().translate(_TRUTH)[::-1]


def collapse(mask: bytes) -> int:
    """Return the set whose bytes, one for each number, are 1 for its members: what `expand` undoes."""
    return int(mask[::-1].translate(_DIGITS) or b"0", 2)
