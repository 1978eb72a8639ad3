"""Which visit a caller means and when they want it instead, in one sentence of theirs. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from agent.cues import names_a_visit
from agent.spoken.languages import ENGLISH, words
from agent.spoken.times import dated_ranges
from agent.spoken.wishes import parse_wish
from agent.visiting.state import Errand
from office.values import Wish


def read_errand(
    errand: Errand, text: str, now: datetime, language: str = ENGLISH
) -> tuple[Wish | None, Wish | None]:
    """What is said of the visit that is meant, and the time wished for instead.

    "Move my Thursday visit to Friday" says both, "reschedule for Friday" only the second.
    """
    if errand != "move":
        return parse_wish(text, now, language=language), None
    about: Wish | None = None
    wish: Wish | None = None
    begun: int | None = None
    for piece in _pieces(text, language):
        said = _wish(text[piece.start : piece.end], now, language)
        if said is None:
            continue
        if piece.joint == "in_place_of":
            about, wish = said, wish or about
        elif piece.joint == "to_a_time" or (
            piece.joint == "stop" and not names_a_visit(text[piece.start : piece.end], language)
        ):
            # What follows a stop goes on with the time: "to Friday, not before ten".
            begun = piece.start if begun is None or piece.joint == "to_a_time" else begun
            wish = _wish(text[begun : piece.end], now, language) or said
        elif said.beside is not None and not said.windows:
            # "Push my appointment back an hour": later than the visit itself.
            wish = wish or said
        else:
            about = said
    return about, wish


def _wish(text: str, now: datetime, language: str) -> Wish | None:
    return parse_wish(text, now, language=language, beside=True)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a sentence, and what parts it from the one before."""

    joint: str
    start: int
    end: int


def _pieces(text: str, language: str) -> Iterator[_Piece]:
    """The pieces of a sentence; the "to" of "Friday from two to four" parts none."""
    within = dated_ranges(text, language)
    start, joint = 0, ""
    for found in _joints(language).finditer(text):
        if any(first <= found.start() < last for first, last in within):
            continue
        yield _Piece(joint, start, found.start())
        start, joint = found.end(), str(found.lastgroup)
    yield _Piece(joint, start, len(text))


@cache
def _joints(language: str) -> re.Pattern[str]:
    listed = words("dialogue", language)
    kinds = (
        rf"(?P<{name}>\b(?:{'|'.join(listed[name])})\s+)" for name in ("in_place_of", "to_a_time")
    )
    return re.compile(rf"{'|'.join(kinds)}|(?P<stop>[,.;?!]\s+)", re.IGNORECASE)
