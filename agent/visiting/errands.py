"""Which visit a caller means and when they want it instead, in one sentence of theirs. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from agent.cues import names_a_visit
from agent.spoken.languages import ENGLISH, words
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
    for joint, piece in _pieces(text, language):
        said = parse_wish(piece, now, language=language)
        if said is None:
            continue
        if joint == "in_place_of":
            about, wish = said, wish or about
        elif joint == "to_a_time" or (joint == "stop" and not names_a_visit(piece, language)):
            about, wish = about or wish, said
        else:
            about = said
    return about, wish


def _pieces(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The pieces of a sentence, each with what parts it from the one before."""
    start, joint = 0, ""
    for found in _joints(language).finditer(text):
        yield joint, text[start : found.start()]
        start, joint = found.end(), str(found.lastgroup)
    yield joint, text[start:]


@cache
def _joints(language: str) -> re.Pattern[str]:
    listed = words("dialogue", language)
    kinds = (
        rf"(?P<{name}>\b(?:{'|'.join(listed[name])})\s+)" for name in ("in_place_of", "to_a_time")
    )
    return re.compile(rf"{'|'.join(kinds)}|(?P<stop>[,.;?!]\s+)", re.IGNORECASE)
