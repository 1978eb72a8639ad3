"""The sentence model: texts become vectors that lie close where texts mean the same."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from prompts.meaning.weights import PLAN

Vectors = NDArray[np.float32]
"""One row of length 1 per text; the product of two rows is how alike the texts are."""

WORDS = 96
"""Pieces of words that are looked at; whoever tells a long story says it in the first minute."""


class Embeds(Protocol):
    """Gives texts their vectors; the sentence model is one, a plain stand-in in tests another."""

    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        ...


class SentenceModel:
    """all-MiniLM-L6-v2 on one thread of this machine; one at a time uses it."""

    version = PLAN.weights[0].sha256[:16]

    def __init__(self, folder: Path) -> None:
        """Load the model and use it once, so that no caller waits for its first time.

        Raises:
            OSError: its files are not there; `python -m prompts.meaning` fetches them.
        """
        # Here, so that a desk without the model never loads its engine.
        import onnxruntime
        from tokenizers import Tokenizer

        if not PLAN.is_here(folder):
            raise FileNotFoundError(f"The sentence model is not in {folder}.")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(WORDS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Waiting threads must not spin: the core belongs to the calls.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.embed(["no hot water"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, one after the other: padding would change what int8 gives."""
        rows = [self._one(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 384), np.float32)

    def _one(self, text: str) -> Vectors:
        pieces = self._tokenizer.encode(text)
        feed = {
            "input_ids": [pieces.ids],
            "attention_mask": [pieces.attention_mask],
            "token_type_ids": [pieces.type_ids],
        }
        made = self._session.run(None, {k: np.array(v, np.int64) for k, v in feed.items()})
        row: Vectors = made[0][0].mean(0)
        return row / np.float32(np.linalg.norm(row))
