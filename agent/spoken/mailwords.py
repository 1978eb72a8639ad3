"""The words of e-mail addresses by language, and a text split into what can be typed."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from agent.spoken.languages import ENGLISH, words

SIGNS = "._+-"
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[@._+\-]|[,;:]")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\.{2,}")
_HYPHENS = re.compile(
    r"(?<![a-z0-9])[a-z](?:-[a-z])+(?![@a-z0-9-])|(?<![a-z0-9])[a-z0-9](?:-[a-z0-9]){3,}(?![@a-z0-9-])"
)
_CUT_ENDING = re.compile(r"(\bat [a-z0-9]+)\. (?=([a-z]+)\b)")
_DOTS = re.compile(r"(?<![a-z0-9])[a-z](?:(?:\.[a-z]){2,}\.?(?![@a-z0-9])|\.[a-z]\.(?=[,\s]))")
_SIGN_IN_LETTERS = re.compile(r"(?<=[A-Z]{2})(DASH|UNDERSCORE)(?= ?[A-Z]{2})")
"""Letters that a recogniser wrote as one word, with the sign between them: "KATHEDASH BURNS"."""

_SIGN_IN_HYPHENS = re.compile(r"(?<=[a-z])-(dot|dash|underscore|hyphen)-(?=[a-z])", re.IGNORECASE)
_HYPHENED_FIGURES = re.compile(
    r"(?<=-[a-z])-(?=\d{2,}\b)|(?<=[a-z]\.[a-z]\.[a-z])\.(?=\d+\b)", re.IGNORECASE
)
_FULL_STOP = re.compile(r"\b([A-Z][a-z]+)\. (?=[A-Z][a-z]+ at\b)")
"""A "dot" between two names is written as a full stop: "Sarah. Johnson at example"."""

_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")


class MailWords(NamedTuple):
    """The language's lists, ready for looking up."""

    signs: re.Pattern[str]
    sign: dict[str, str]
    at: frozenset[str]
    at_misheard: frozenset[str]
    remarks: re.Pattern[str]
    fillers: frozenset[str]
    articles: frozenset[str]
    leads: re.Pattern[str]
    openings: re.Pattern[str]
    mended: re.Pattern[str]
    providers: dict[str, str]
    domains: tuple[str, ...]
    endings: frozenset[str]
    second_endings: frozenset[str]
    joined: dict[tuple[str, ...], str]
    misheard: dict[tuple[str, ...], str]
    glued: tuple[tuple[re.Pattern[str], str], ...]
    misheard_endings: dict[str, str]
    digits: dict[str, str]
    homophones: dict[str, str]
    teens: dict[str, str]
    tens: dict[str, str]
    times: dict[str, int]
    hundred: str
    thousand: str
    also: str
    hyphened: re.Pattern[str]
    running: frozenset[str]
    said: dict[str, Any]


@cache
def mail_words(language: str = ENGLISH) -> MailWords:
    """How a language says an e-mail address."""
    said = dict(words("emails", language))
    tens, ones = "|".join(said["tens"]), "|".join(said["digits"])
    return MailWords(
        signs=listed(said["signs"]),
        sign=dict(said["signs"]),
        at=frozenset(said["at"]),
        at_misheard=frozenset(said["at_misheard"]),
        remarks=listed(said["remarks"]),
        fillers=frozenset(said["fillers"]),
        articles=frozenset(said["articles"]),
        leads=listed(said["leads"]),
        openings=listed(said["openings"]),
        mended=listed(said["mended"]),
        providers=dict(said["providers"]),
        domains=tuple(said["domains"]),
        endings=frozenset(said["endings"]),
        second_endings=frozenset(said["second_endings"]),
        joined=_split(said["joined"]),
        misheard=_split(said["misheard"]),
        glued=tuple(
            (re.compile(rf"\.?\b{re.escape(heard)}"), f" {meant}")
            for heard, meant in said["misheard_glued"].items()
        ),
        misheard_endings=dict(said["misheard_endings"]),
        digits=dict(said["digits"]),
        homophones=dict(said["homophones"]),
        teens=dict(said["teens"]),
        tens=dict(said["tens"]),
        times=dict(said["times"]),
        hundred=said["hundred"],
        thousand=said["thousand"],
        also=said["and"],
        hyphened=re.compile(rf"(?<![a-z0-9])({tens})-({ones})(?![a-z0-9])"),
        running=frozenset(said["running"]),
        said=said,
    )


def listed(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, the longest first."""
    longest = sorted(phrases, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"[\s,]+") for phrase in longest)
    return re.compile(rf"(?<![\w'])(?:{either})(?![\w'])")


def plain(text: str, known: MailWords) -> str:
    """The text in lower case, signs as signs, pauses as commas, letters one by one apart."""
    text = _SIGN_IN_LETTERS.sub(lambda m: f" {m[1].lower()} ", text)
    text = _HYPHENED_FIGURES.sub(" ", _SIGN_IN_HYPHENS.sub(r" \1 ", text))
    text = _FULL_STOP.sub(lambda m: _dotted(m, known), text)
    if re.search("[a-z]", text):
        text = _CAPITALS.sub(lambda m: " ".join(m[0]), text)
    lower = text.lower().replace("’", "'")
    for heard, meant in known.said["rewritten"].items():
        lower = lower.replace(heard, meant)
    if not lower.isascii():
        marked = unicodedata.normalize("NFKD", lower)
        lower = "".join(sign for sign in marked if not unicodedata.combining(sign))
    lower = _HYPHENS.sub(lambda m: m[0].replace("-", " "), lower)
    lower = _DOTS.sub(lambda m: m[0].replace(".", " "), lower)
    lower = _CUT_ENDING.sub(lambda m: f"{m[1]}." if _is_ending(m[2], known) else m[0], lower)
    lower = _SENTENCE.sub(" , ", lower)
    for pattern, meant in known.glued:
        lower = pattern.sub(meant, lower)
    lower = known.hyphened.sub(r"\1 \2", lower)
    return known.signs.sub(lambda m: f" {known.sign[_one_space(m[0])]} ", lower)


def _dotted(found: re.Match[str], known: MailWords) -> str:
    return found[0] if found[1].lower() in known.said["never_dotted"] else f"{found[1]} dot "


def _is_ending(word: str, known: MailWords) -> bool:
    """ "At example. Common": a full stop before what is heard for "com" is the dot."""
    return known.misheard_endings.get(word, word) in ("com", "net", "org")


def tokens_of(written: str) -> list[str]:
    """Words, signs and pauses, in order."""
    return [";" if word == ":" else word for word in _TOKEN.findall(written)]


def looked_up(tokens: list[str], place: int, table: dict[tuple[str, ...], str]) -> tuple[str, int]:
    """What the longest entry that begins here stands for, and how many tokens it takes."""
    for size in range(5, 0, -1):
        meant = table.get(tuple(tokens[place : place + size]))
        if meant is not None and place + size <= len(tokens):
            return meant, size
    return "", 0


def numerals(tokens: list[str], place: int, known: MailWords) -> tuple[str, int]:
    """The digits said from here on ("forty-two", "double o seven"), and the tokens they take.

    "Nineteen eighty-four" is 1984, "two thousand five" 2005, "one twenty-three" 123.
    """
    start, found = place, ""
    while place < len(tokens):
        digits, used = _numeral(tokens, place, known, inside=bool(found))
        if not used:
            break
        found += digits
        place += used
    return found, place - start


def _numeral(tokens: list[str], place: int, known: MailWords, *, inside: bool) -> tuple[str, int]:
    word = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if word.isdigit():
        return word, 1
    if inside and word in known.homophones and not following.isalpha():
        return known.homophones[word], 1
    if word in known.times:
        digit = known.digits.get(following) or (following if following.isdigit() else "")
        return (digit * known.times[word], 2) if len(digit) == 1 else ("", 0)
    if word in known.digits:
        vague = known.digits[word] == "0" and len(word) < 3 and not inside
        if vague and not (_is_digit(following, known) or following in known.digits):
            return "", 0
        if known.digits[word] != "0" and following in (known.hundred, known.thousand):
            return _rounded(known.digits[word], tokens, place + 1, known)
        return known.digits[word], 1
    if word in known.teens:
        if following == known.hundred:
            return _rounded(known.teens[word], tokens, place + 1, known)
        return known.teens[word], 1
    if word in known.tens:
        unit = known.digits.get(following, "0") if len(following) > 2 else "0"
        return (known.tens[word] + unit, 2) if unit != "0" else (known.tens[word] + "0", 1)
    return "", 0


def _is_digit(word: str, known: MailWords) -> bool:
    return word.isdigit() or word in known.teens or word in known.tens


def _rounded(head: str, tokens: list[str], place: int, known: MailWords) -> tuple[str, int]:
    """ "Two thousand (and) five", "one hundred", "nineteen hundred"."""
    width = 3 if tokens[place] == known.thousand else 2
    used, after = 2, place + 1
    if after < len(tokens) and tokens[after] == known.also:
        after += 1
    tail, taken = ("", 0)
    if after < len(tokens):
        tail, taken = _numeral(tokens, after, known, inside=True)
    if taken and len(tail) < width + (width == 2) and not tokens[after].isdigit():
        return head + tail.rjust(width, "0")[-width:], after + taken - place + 1
    return head + "0" * width, used


def _split(table: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(_TOKEN.findall(phrase)): meant for phrase, meant in table.items()}


def _one_space(phrase: str) -> str:
    return re.sub(r"[\s,]+", " ", phrase)
