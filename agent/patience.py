"""How long a silence means that the caller is done, by what was asked and what was heard. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from agent.brain.ask import Ask
from agent.brain.understanding import intents
from agent.passing import is_passing
from agent.spoken.digits import all_digits
from agent.spoken.languages import ENGLISH, words
from agent.spoken.phones import parse_phone
from agent.spoken.progress import may_go_on, nearly_whole, progress
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName
from office.values import Phone
from prompts.questions import topics

SURE = 0.2
"""A number or an e-mail that is whole: nothing can follow."""

QUICK = 0.35
NAMING = 0.6
TELLING = 0.8
THINKING = 0.9
NEARLY = 0.9
"""Said in one breath and a sign short: the recogniser lost it, not the caller."""

CORRECTING = 1.1
WAVERING = 1.6
"""Half a sentence, perhaps; a greeting, behind which people say what they want."""

PAUSING = 3.0
"""Perhaps whole, but the caller has paused before, or it is no answer that anybody knows."""

LISTENING_ON = 4.6
"""A value or a sentence that is not whole. Well before this the caller hears a "mm-hm"."""

MADE_UP_WORDS = 5
"""Recognisers make no longer sentences of a letter or two."""

KEYS_PAUSE, KEYS_PART_PAUSE = 2.5, 6.0
"""Seconds to the next key: of something nobody asked for, and within a number."""

_DICTATED = (
    FieldName.PHONE,
    FieldName.ALTERNATE_PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
    FieldName.NAME,
)
_NUMBERED = (FieldName.PHONE, FieldName.ALTERNATE_PHONE, FieldName.ADDRESS)
FEWEST_DIGITS = 2
"""One alone may be a "for" or a "to"."""

_NO = re.compile(r"^\W*(no|nope|nah)\b", re.IGNORECASE)
_REFUSES = re.compile(
    r"^\W*(no|nope|nah|know)\b(\W+(sorry|that|this|it|is|s|isn|t|not|quite|right|correct|wrong))*\W*$",
    re.IGNORECASE,
)
"""A bare no, which people follow with what is right; recognisers write "know" for it too."""

_SAID_SO_FAR = re.compile(r"\d|@|\bat\b|\bdot\b", re.IGNORECASE)

_LETTERS_LAST = re.compile(r"(?:\b[A-Za-z]\b\W*){2,}$")


def patience(text: str, ask: Ask | None, expected: str = "", *, one_breath: bool = False) -> float:
    """Seconds of silence to allow after the voice detector's own 0.2 s.

    Args:
        text: everything heard of the turn so far.
        ask: what the desk asked.
        expected: the name as it was heard before, while its letters are being said.
        one_breath: there was no pause in it.
    """
    wait = _plain(text, ask, expected)
    dictated = ask is not None and ask.kind in ("value", "spell", "confirm", "offer_caller_id")
    if ask is None or ask.field is None or not dictated:
        return wait
    if not one_breath and wait < PAUSING and may_go_on(ask.field, text):
        return PAUSING
    if wait < LISTENING_ON or _half(text) == LISTENING_ON or _takes_back(text, ask):
        return wait
    return NEARLY if nearly_whole(ask.field, text, one_breath=one_breath) else wait


def _plain(text: str, ask: Ask | None, expected: str) -> float:
    """The same, however it was said."""
    if ask is None or ask.kind == "open":
        return _half(text) or TELLING
    if ask.kind == "confirm" and _corrects(text, ask):
        return CORRECTING
    if ask.kind in ("value", "spell") and ask.field in _DICTATED:
        return _dictating(text, ask, expected)
    if ask.kind in ("confirm", "offer_caller_id") and ask.field in _DICTATED:
        return _answering(text, ask, expected)
    if ask.field is FieldName.SERVICE or ask.kind == "anything_else":
        return _half(text) or TELLING
    return QUICK if yes_or_no(text) == "yes" else _half(text) or QUICK


def key_patience(keys: str, ask: Ask | None) -> float:
    """Seconds to wait for the next key on the keypad; 0 for a number that is whole."""
    if ask is None or ask.field not in (FieldName.PHONE, FieldName.ALTERNATE_PHONE):
        return KEYS_PAUSE
    come = progress(ask.field, keys)
    if come == "part":
        return KEYS_PART_PAUSE
    return 0.0 if come == "whole" else KEYS_PAUSE


def _corrects(text: str, ask: Ask) -> bool:
    """Whether what is right may still follow a no; behind a name its letters may."""
    if ask.field is FieldName.NAME and _NO.match(text) and not _spells(text):
        return True
    return bool(_REFUSES.match(text))


def _answering(text: str, ask: Ask, expected: str) -> float:
    """A yes ends the turn; a correction is waited for until it is whole."""
    if ask.field is None or not (_SAID_SO_FAR.search(text) or _spells(text)):
        return QUICK if yes_or_no(text) == "yes" else _half(text) or QUICK
    if isinstance(ask.value, Phone) and not parse_phone(text) and parse_phone(text, ask.value):
        return QUICK
    if ask.field is FieldName.NAME and not expected and ask.value is not None:
        expected = str(ask.value).rpartition(" ")[2]
    return _dictating(text, ask, expected)


def _dictating(text: str, ask: Ask, expected: str) -> float:
    """Recognisers write nonsense for lone letters and digits: only other answers end the wait."""
    field, half = ask.field, _half(text)
    if _takes_back(text, ask):
        return LISTENING_ON
    if ask.kind in ("value", "spell") and is_passing(text):
        # "Yeah": the value comes behind it.
        return LISTENING_ON
    if field is None or (_says_otherwise(text, ask) and not text.rstrip().endswith("...")):
        if half == LISTENING_ON:
            return half
        return PAUSING if _may_be_made_up(text, ask) else THINKING
    if half == LISTENING_ON and not _spells(text):
        return LISTENING_ON
    come = progress(field, text, expected=expected)
    if ask.kind == "spell" and field is FieldName.NAME:
        repeats = not expected or expected.lower() in text.lower()
        return NAMING if come == "whole" and (_spells(text) or repeats) else LISTENING_ON
    if come == "whole":
        return NAMING if field is FieldName.NAME else _whole(field)
    if come == "more_may_come":
        return PAUSING if text.rstrip().endswith(",") else max(TELLING, half)
    if come == "part" and (field is not FieldName.EMAIL or _seems_dictated(text)):
        return LISTENING_ON
    if field is FieldName.NAME:
        return half or NAMING
    return half if _opening("greetings").match(text) else LISTENING_ON


def _says_otherwise(text: str, ask: Ask) -> bool:
    """Whether the caller answers with something else than the value.

    A goodbye is none of it: recognisers write "bye bye bye" for "five five five".
    """
    if _has_begun(text, ask) or _thinks_first(ENGLISH).search(text):
        return intents.declines(text)
    return bool(
        intents.request(text, ask) not in (None, "goodbye")
        or intents.declines(text)
        or intents.means_caller_id(text)
        or _NO.match(text)
        or is_passing(text)
    )


def _has_begun(text: str, ask: Ask) -> bool:
    """Whether a part of the value is in the words, also as digits in words."""
    if _SAID_SO_FAR.search(text) or _spells(text):
        return True
    return ask.field in _NUMBERED and len(all_digits(text)) >= FEWEST_DIGITS


def _takes_back(text: str, ask: Ask) -> bool:
    """Whether a value ends in "no, sorry,": the right one follows."""
    return _has_begun(text, ask) and bool(_ending("taking_back").search(text))


def _may_be_made_up(text: str, ask: Ask) -> bool:
    """Whether a few words ask something that nobody asks here.

    "What do you want?" is what recognisers write for "C, H", and "What is that?" for "office at".
    """
    if len(text.split()) > MADE_UP_WORDS or intents.declines(text) or _NO.match(text):
        return False
    request = intents.request(text, ask)
    if request == "repeat":
        return bool(_opening("made_up").match(text))
    return request == "question" and not topics(text)


def _whole(field: FieldName) -> float:
    return QUICK if field is FieldName.ADDRESS else SURE


def _seems_dictated(text: str) -> bool:
    """Whether words can be the beginning of an address: few, or with its signs among them."""
    few = len(text.split()) <= 4
    return few or bool(_SAID_SO_FAR.search(text)) or _spells(text)


def _half(text: str) -> float:
    """How long half a sentence is waited for; 0 for a whole one."""
    if _ending("unfinished").search(text) or _ending("thinking").search(text):
        return LISTENING_ON
    if _opening("greetings").match(text) or _ending("perhaps_unfinished").search(text):
        return WAVERING
    if text.rstrip().endswith((",", ":", "-", "...")):
        return WAVERING
    return THINKING if _opening("openings").match(text) else 0.0


def _spells(text: str) -> bool:
    """Whether letters are being said one by one."""
    said = re.findall(r"[A-Za-z]+", text)
    most = bool(said) and sum(len(word) == 1 for word in said) * 2 > len(said)
    return most or bool(_LETTERS_LAST.search(text))


@cache
def _ending(group: str, language: str = ENGLISH) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{_either(words('listening', language)[group])})\W*$", re.I)


@cache
def _thinks_first(language: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_either(words('listening', language)['thinking'])})\b", re.I)


@cache
def _opening(group: str, language: str = ENGLISH) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_either(words('listening', language)[group])})\W*$", re.I)


def _either(listed: Iterable[str]) -> str:
    return "|".join(map(re.escape, listed))
