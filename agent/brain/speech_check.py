"""Whether a sentence of a model may be heard. Pure: words as data, facts from code.

Two fences. A sentence that states an amount, a time, a promise, something done, or anything else
in the language's lists is refused. What is left may only use the words of a kind receptionist and
those the caller has just said. The owner's own answers pass as they are written, and amounts that
code has told already may be named again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from agent.spoken.languages import ENGLISH, words

TOPIC = "speech_check"
MOST_WORDS = 25
MOST_SENTENCES = 2
AMOUNT_KINDS = ("amount", "number")
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AMOUNT = re.compile(r"\$?\d[\d,]*(?:\.\d+)?")
_ABOUT_MONEY = frozenset("total comes estimate dollars plus tax before altogether".split())


@dataclass(frozen=True, slots=True)
class Backing:
    """What code vouches for in this call.

    `heard` are the caller's last words, `answers` the owner's sentences, `amounts` what was told
    ("445", "445.00"), and `told` sentences that code has spoken in this call.
    """

    heard: str = ""
    answers: tuple[str, ...] = ()
    amounts: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()


def objection(sentence: str, backing: Backing, language: str = ENGLISH) -> str:
    """Why a sentence may not be spoken; empty if it may."""
    plain = _plain(sentence)
    if not plain:
        return "empty"
    if plain in {_plain(known) for known in (*backing.answers, *backing.told)}:
        return ""
    backed = _names_told_amounts(sentence, backing)
    for kind, refused in _refused(language).items():
        if refused.search(sentence) and not (backed and kind in AMOUNT_KINDS):
            return kind
    found = _WORD.findall(plain)
    if len(found) > MOST_WORDS:
        return "long"
    said = set(_WORD.findall(_plain(backing.heard)))
    known = _allowed(language) | said | (_ABOUT_MONEY if backed else frozenset())
    return "" if set(found) <= known else "words"


def sentences(text: str) -> tuple[list[str], str]:
    """The whole sentences at the head of a text that streams in, and what is left of it."""
    whole, start = [], 0
    for end in _END.finditer(text):
        # A point at the very end may be the middle of "3.50": the next piece tells.
        if end.end() == len(text) and text[end.start()] == "." and text[end.start() - 1].isdigit():
            break
        whole.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in whole if sentence], text[start:]


def said_already(part: str, said: tuple[str, ...]) -> bool:
    """Whether words of the desk were spoken by the model a moment ago."""
    pieces = [_plain(piece) for piece in (*sentences(f"{part} ")[0],)] or [_plain(part)]
    spoken = {_plain(sentence) for sentence in said}
    return bool(spoken) and all(piece in spoken for piece in pieces)


def _names_told_amounts(sentence: str, backing: Backing) -> bool:
    found = [amount.strip("$,").replace(",", "") for amount in _AMOUNT.findall(sentence)]
    return bool(found) and all(amount in backing.amounts for amount in found)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w$']+", text.lower().replace("’", "'")))


@cache
def _refused(language: str) -> Mapping[str, re.Pattern[str]]:
    listed: Mapping[str, list[str]] = words(TOPIC, language)["refused"]
    return {kind: re.compile("|".join(each), re.IGNORECASE) for kind, each in listed.items()}


@cache
def _allowed(language: str) -> frozenset[str]:
    return frozenset(str(words(TOPIC, language)["allowed"]).split())
