"""A read-back without the desk's fixed words around the value, as a listener hears it. Pure."""

from functools import cache
from typing import Any

from agent.evaluation.desk import shipped
from agent.wording import Speech


def plainly(speech: Speech) -> str:
    """The words that are the value itself."""
    parts = []
    for part in speech.parts:
        lead = next((fixed for fixed in _fixed() if part.startswith(fixed)), "")
        kept = part[len(lead) :].strip(" :")
        if kept:
            parts.append(kept)
    return " ".join(parts)


@cache
def _fixed() -> tuple[str, ...]:
    """Every fixed sentence of the desk, the longest first."""
    book = shipped()
    texts = {book.say(text) for text in _texts(book.phrases.model_dump()) if "{" not in text}
    return tuple(sorted((text for text in texts if len(text) > 3), key=len, reverse=True))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for entry in value.values() for text in _texts(entry)]
    if isinstance(value, list | tuple):
        return [text for entry in value for text in _texts(entry)]
    return []
