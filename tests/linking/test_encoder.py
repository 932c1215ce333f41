"""The encoder: pinned files only, a clear word where the extra is missing, means over tokens."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nqfgraph.errors import InputError
from nqfgraph.linking import encoder
from nqfgraph.linking.encoder import Encoder, pinned, pool, unit


class Session:
    """Gives every token its number as a vector."""

    def __init__(self, path: str, options: Any, providers: list[str]) -> None:
        assert providers == ["CPUExecutionProvider"]
        assert options.intra_op_num_threads == 1

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=each) for each in ("input_ids", "attention_mask")]

    def run(self, names: None, given: dict[str, Any]) -> list[np.ndarray[Any, Any]]:
        assert set(given) == {"input_ids", "attention_mask"}
        ids = given["input_ids"]
        return [np.stack([ids, np.ones_like(ids)], axis=2).astype(np.float32)]


class Tokenizer:
    """Gives every word its length, and pads with 99."""

    @classmethod
    def from_file(cls, path: str) -> Tokenizer:
        return cls()

    def enable_truncation(self, most: int) -> None:
        self.most = most

    def enable_padding(self) -> None:
        pass

    def encode_batch(self, texts: list[str]) -> list[SimpleNamespace]:
        rows = [[len(word) for word in each.split()][: self.most] for each in texts]
        longest = max(map(len, rows))
        return [
            SimpleNamespace(
                ids=each + [99] * (longest - len(each)),
                attention_mask=[1] * len(each) + [0] * (longest - len(each)),
            )
            for each in rows
        ]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runtime = SimpleNamespace(SessionOptions=SimpleNamespace, InferenceSession=Session)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    tokenizers = SimpleNamespace(Tokenizer=Tokenizer)
    monkeypatch.setitem(sys.modules, "tokenizers", tokenizers)
    monkeypatch.setattr(encoder, "pinned", lambda package, name, checksum: tmp_path / name)


@pytest.mark.usefixtures("installed")
def test_texts_get_vectors_of_length_one_and_padding_does_not_count() -> None:
    made = Encoder()
    together = made.encode(["four of", "aaa"])
    assert together.shape == (2, 2)
    assert np.allclose(np.linalg.norm(together, axis=1), 1)
    assert np.allclose(together[1], made.encode(["aaa"])[0])
    assert np.allclose(together[0], np.array([3, 1]) / np.sqrt(10))
    assert made.checksum == encoder.MODEL_SHA256


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(InputError, match="needs the package onnxruntime") as raised:
        Encoder()
    assert "nqfgraph[semantic]" in str(raised.value.remedy)


def test_what_is_pooled_already_stays_and_nothing_stays_nothing() -> None:
    rows = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert pool(rows, np.ones((2, 1))) is rows
    assert np.allclose(unit(rows), [[0.6, 0.8], [0.0, 0.0]])


def test_only_the_pinned_file_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"weights")
    found = SimpleNamespace(locate_file=lambda name: tmp_path / name)
    monkeypatch.setattr(encoder, "distribution", lambda package: found)
    assert pinned("p", "model.onnx", hashlib.sha256(b"weights").hexdigest()) == file
    for name in ("model.onnx", "missing.onnx"):
        with pytest.raises(InputError, match="missing or not the one"):
            pinned("p", name, "0" * 64)

    def missing(package: str) -> SimpleNamespace:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(encoder, "distribution", missing)
    with pytest.raises(InputError, match="needs the package p"):
        pinned("p", "model.onnx", "0" * 64)


def test_the_real_model_brings_like_meanings_together() -> None:
    for name in ("onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="the extra nqfgraph[semantic] is not installed")
    try:
        made = Encoder()
    except InputError as error:
        pytest.skip(f"the extra nqfgraph[semantic] is not installed: {error}")
    bread, loaf, law = (made.encode([each])[0] for each in ("bake bread", "make loaves", "tax law"))
    assert bread.shape == (384,)
    assert bread @ loaf > bread @ law + 0.2
