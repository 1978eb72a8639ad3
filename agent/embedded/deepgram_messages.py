"""What Deepgram says and accepts on its websockets, without a socket."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

REQUEST_ID = "6f0c9a1e-0000-4000-8000-000000000001"
RATE = 8000
LOUD = 200.0
"""Level (root mean square) from which sound counts as speech."""

INTERIM_SECONDS = 0.3

_Allowed = dict[str, set[str] | None]
_SWITCHES = (
    "multichannel interim_results smart_format punctuate numerals diarize dictation "
    "detect_entities profanity_filter"
)
_LISTEN: _Allowed = {
    "model": None,
    "language": None,
    "encoding": {"linear16", "mulaw"},
    "sample_rate": {"8000", "16000", "24000", "48000"},
    "channels": {"1"},
    "keyterm": None,
    **{name: {"true", "false"} for name in _SWITCHES.split()},
}
_SEVERAL = {"keyterm"}
KEYTERM_TOKENS, LETTERS_PER_TOKEN = 500, 3
"""Deepgram's limit; its tokens are its own, three letters each come close for names."""

_SPEAK: _Allowed = {
    "model": None,
    "encoding": {"linear16", "mulaw", "alaw"},
    "sample_rate": {"8000", "16000", "24000", "32000", "48000"},
}
_PATHS = {"/v1/listen": _LISTEN, "/v1/speak": _SPEAK}


def refusal_of(path: str) -> str:
    """Why a path and its query are refused; empty if they are allowed."""
    address = urlsplit(path)
    known = _PATHS.get(address.path)
    if known is None:
        return f"No such endpoint: {address.path}"
    query = parse_qs(address.query, keep_blank_values=True, strict_parsing=bool(address.query))
    for name, values in query.items():
        if name not in known:
            return f"Unknown query parameter: {name}"
        allowed, several = known[name], name in _SEVERAL
        odd = [value for value in values if not value or (allowed and value not in allowed)]
        if odd or (len(values) != 1 and not several):
            return f"Invalid value of query parameter: {name}"
    if (terms := query.get("keyterm", [])) and not query.get("model", [""])[0].startswith("nova-3"):
        return "Keyterm is only available for the nova-3 models."
    if sum(-(-len(term) // LETTERS_PER_TOKEN) for term in terms) > KEYTERM_TOKENS:
        return "Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500."
    lacking = {"model", "encoding", "sample_rate"} - query.keys()
    return f"Missing query parameter: {min(lacking)}" if lacking else ""


class Listener:
    """One stretch of speech after the other: loud sound starts it, Finalize ends it."""

    def __init__(self, next_words: Callable[[], str], *, interim: bool) -> None:
        """Take the words of each stretch from a callable; `interim` tells half of them early."""
        self._next_words, self._interim = next_words, interim
        self._words: str | None = None
        self._loud = self._seconds = 0.0
        self._told = False

    def audio(self, sound: bytes) -> list[str]:
        """Take 8 kHz 16-bit sound; gives what is sent back."""
        seconds = len(sound) / 2 / RATE
        self._seconds += seconds
        samples = np.frombuffer(sound, "<i2").astype(np.float64)
        if not len(samples) or np.sqrt(np.mean(samples**2)) < LOUD:
            return []
        if self._words is None:
            self._words = self._next_words()
        self._loud += seconds
        if not self._interim or self._told or self._loud < INTERIM_SECONDS:
            return []
        self._told = True
        words = self._words.split()
        return [self._results(" ".join(words[: len(words) // 2]), final=False)]

    def told(self, kind: str) -> list[str]:
        """Take a control message; gives what is sent back."""
        match kind:
            case "KeepAlive":
                return []
            case "Finalize":
                words, self._words = self._words or "", None
                self._loud, self._told = 0.0, False
                return [self._results(words, final=True)]
        return [json.dumps({"type": "Error", "description": f"Unknown message type: {kind}"})]

    def _results(self, words: str, *, final: bool) -> str:
        """The message `Results`; ours are final after Finalize only."""
        return json.dumps(
            {
                "type": "Results",
                "channel_index": [0, 1],
                "duration": round(self._seconds, 3),
                "start": 0.0,
                "is_final": final,
                "speech_final": False,
                "from_finalize": final,
                "channel": {
                    "alternatives": [{"transcript": words, "confidence": 0.98, "words": []}]
                },
                "metadata": _model(),
            }
        )


def listen_metadata() -> str:
    """The last message of /v1/listen."""
    return json.dumps(
        {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": REQUEST_ID,
            "sha256": "0" * 64,
            "created": "2026-09-14T19:15:00.000Z",
            "duration": 0.0,
            "channels": 1,
        }
    )


def speak_metadata() -> str:
    """The first message of /v1/speak."""
    return json.dumps(
        {
            "type": "Metadata",
            "request_id": REQUEST_ID,
            "model_name": "aura-2-thalia-en",
            "model_version": "2025-04-07.0",
            "model_uuid": "ecb76e9d-f2db-4127-8060-79b05590d22f",
        }
    )


def _model() -> dict[str, Any]:
    info = {"name": "general-nova-3", "version": "2025-04-17.21547", "arch": "nova-3"}
    return {"request_id": REQUEST_ID, "model_info": info, "model_uuid": REQUEST_ID}
