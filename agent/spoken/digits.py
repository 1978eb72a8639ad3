"""Digits as people say them and recognisers write them: "oh", "double five", "fifty-five"."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from agent.spoken.languages import ENGLISH, words

Kind = Literal["figure", "word", "mark"]
_TOKEN = re.compile(r"(?P<figure>\d+)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<mark>[^\w\s])")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of digits in a text, from `start` to `end`."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure or a sign of a text, in lower case, and where it stands."""

    text: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """Digits that the next `used` tokens can mean; `cost` is 0 for the likeliest meaning."""

    used: int
    digits: str
    cost: float = 0.0


class DigitWords:
    """The number words of one language, and what they mean where they stand."""

    def __init__(self, language: str) -> None:
        listed = words("digits", language)
        self.ones: dict[str, str] = dict(listed["ones"])
        self.teens: dict[str, str] = dict(listed["teens"])
        self.tens: dict[str, str] = dict(listed["tens"])
        self.plurals: dict[str, str] = dict(listed["plurals"])
        self.homophones: dict[str, str] = dict(listed["homophones"])
        self.times: dict[str, int] = dict(listed["times"])
        self.interjections = frozenset(listed["interjections"])
        self.hundred = frozenset(listed["hundred"])
        self.thousand = frozenset(listed["thousand"])
        self.and_ = frozenset(listed["and"])
        self.said = tuple(listed["said"])

    def digit(self, token: Token | None) -> str:
        """The single digit a token certainly is, or nothing."""
        if token is None:
            return ""
        if token.kind == "figure":
            return token.text if len(token.text) == 1 else ""
        return self.ones.get(token.text, "")

    def is_number(self, token: Token | None) -> bool:
        """Whether a token is certainly a number."""
        return token is not None and (
            token.kind == "figure"
            or token.text in self.ones
            or token.text in self.teens
            or token.text in self.tens
            or token.text in self.times
        )

    def steps(self, tokens: list[Token], place: int, *, inside: bool) -> list[Step]:
        """What the tokens from `place` on can mean, the likeliest first; nothing if no digits.

        Args:
            tokens: words and figures; signs are left out by the caller.
            place: where to look.
            inside: whether digits came before.
        """
        token = tokens[place]
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.text in self.times:
            one = self.digit(after) or (self.plurals.get(after.text, "") if after else "")
            return [Step(2, one * self.times[token.text])] if one else []
        if token.text in self.hundred and inside:
            return [Step(1, "00")]
        if token.text in self.homophones and inside:
            known = after is None or self.is_number(after) or after.text in self.homophones
            return [Step(1, self.homophones[token.text], 0.3)] if known else []
        small = self._small(tokens, place)
        if not small or (token.text == "o" and not inside and not self.is_number(after)):
            return []
        if token.text in self.interjections and not inside:
            small.append(Step(1, "", 0.5))
        return small

    def _small(self, tokens: list[Token], place: int) -> list[Step]:
        """A number up to 99 or a figure, with the hundreds or thousands behind it."""
        token = tokens[place]
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.text in self.tens:
            ten, one = self.tens[token.text], self.digit(after)
            if one and one != "0":
                pair = self._rounds(tokens, place + 2, 2, ten + one)
                return [*pair, Step(1, ten + "0", 1.0)]
            return self._rounds(tokens, place + 1, 1, ten + "0")
        text = self.ones.get(token.text) or self.teens.get(token.text)
        if text is None and token.kind == "figure":
            text = token.text
        if text is None:
            return []
        if after is not None and after.text in self.plurals and 2 <= int(text[:3]) <= 5:
            return [Step(2, self.plurals[after.text] * int(text))]
        return self._rounds(tokens, place + 1, 1, text)

    def _rounds(self, tokens: list[Token], place: int, used: int, head: str) -> list[Step]:
        """ "five" and "hundred" behind it: 500, and 505 where "and five" follows."""
        word = tokens[place].text if place < len(tokens) else ""
        zeros = "00" if word in self.hundred else "000" if word in self.thousand else ""
        if not zeros or len(head) > 2 or head.startswith("0"):
            return [Step(used, head)]
        rest = place + 1
        linked = rest < len(tokens) and tokens[rest].text in self.and_
        rest += linked
        found = [Step(used + 1, head + zeros)]
        if rest < len(tokens) and tokens[rest].kind == "word":
            for small in self._small(tokens, rest):
                if len(small.digits) <= 2 and small.digits != "0":
                    whole = head + small.digits.rjust(len(zeros), "0")
                    cost = small.cost + (0.2 if linked else 1.0)
                    found.append(Step(used + 1 + linked + small.used, whole, cost))
        return found


@cache
def digit_words(language: str = ENGLISH) -> DigitWords:
    """The number words of a language, read once.

    Raises:
        LookupError: the language has none.
    """
    return DigitWords(language)


def tokens_of(text: str) -> list[Token]:
    """Words, figures and signs of a text in order."""
    return [
        Token(found[0].replace("’", "'"), _kind(found.lastgroup), found.start(), found.end())
        for found in _TOKEN.finditer(text.lower())
    ]


def runs(text: str, language: str = ENGLISH) -> list[Run]:
    """Every stretch of digits, in order; words between them end a stretch."""
    known = digit_words(language)
    tokens = [token for token in tokens_of(text) if token.kind != "mark"]
    found: list[Run] = []
    digits, first, place = "", 0, 0
    while place < len(tokens):
        steps = known.steps(tokens, place, inside=bool(digits))
        if steps:
            first = first if digits else place
            digits += steps[0].digits
            place += steps[0].used
        if digits and (not steps or place == len(tokens)):
            end = place - 1
            found.append(Run(digits, tokens[first].start, tokens[end].end))
            digits = ""
        place += not steps
    return found


def longest(text: str, language: str = ENGLISH) -> str:
    """The digits of the longest stretch, or nothing."""
    return max((run.digits for run in runs(text, language)), key=len, default="")


def all_digits(text: str, language: str = ENGLISH) -> str:
    """Every digit of a text in order, stretches joined."""
    return "".join(run.digits for run in runs(text, language))


def say_digits(digits: str, language: str = ENGLISH) -> str:
    """Digits one by one, as a voice reads them well: "five five five"."""
    said = digit_words(language).said
    return " ".join(said[int(digit)] for digit in digits)


def _kind(group: str | None) -> Kind:
    return "figure" if group == "figure" else "word" if group == "word" else "mark"
