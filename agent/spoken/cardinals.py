"""Numbers said as one: "four forty-five", "fifteen hundred", "two and a half grand". Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from agent.spoken.digits import digit_words
from agent.spoken.languages import ENGLISH, words

_TOKEN = re.compile(
    r"\$?\s?(?P<figure>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a sign or a figure in lower case; `dollars` where a dollar sign stood."""

    text: str
    number: Decimal | None = None
    dollars: bool = False


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number, behind which token it ends, what it was last multiplied by, and if it is rough."""

    value: Decimal
    end: int
    multiple: int = 1
    rough: bool = False


def words_of(text: str) -> list[Word]:
    """The words, figures and signs of a text in order."""
    found = []
    for token in _TOKEN.finditer(text.lower().replace("’", "'")):
        figure = token["figure"]
        number = Decimal(figure.replace(",", "")) if figure else None
        found.append(Word(figure or token[0], number, bool(figure) and token[0][0] == "$"))
    return found


class Cardinals:
    """Reads numbers of one language out of tokens."""

    def __init__(self, language: str) -> None:
        listed, digits = words("money", language), digit_words(language)
        self.multiples: dict[str, int] = dict(listed["multiples"])
        self.roughly: dict[str, int] = dict(listed["roughly"])
        self.articles = frozenset(listed["articles"])
        self.and_ = frozenset(listed["and"])
        self.of = frozenset(listed["of"])
        self.half = frozenset(listed["half"])
        self.zero = frozenset(listed["zero"])
        self.tens = {word: int(digit) * 10 for word, digit in digits.tens.items()}
        self.ones = {word: int(one) for word, one in digits.ones.items() if one != "0"}
        self.teens = {word: int(teen) for word, teen in digits.teens.items()}

    def at(self, said: list[Word], place: int, *, links: bool = True) -> Cardinal | None:
        """The number that starts at `place`; `links` lets "and" join its parts."""
        return _Reader(self, said, links).read(place)

    def small(self, said: list[Word], place: int) -> tuple[int, int] | None:
        """A number below a hundred in words, and how many tokens it takes."""
        if place >= len(said):
            return None
        word = said[place].text
        if word in self.tens:
            ahead = place + 1
            ahead += ahead < len(said) and said[ahead].text == "-"
            one = self.ones.get(said[ahead].text) if ahead < len(said) else None
            return (self.tens[word] + one, ahead + 1 - place) if one else (self.tens[word], 1)
        value = self.ones.get(word) or self.teens.get(word)
        return (value, 1) if value is not None else None


class _Reader:
    """One number being read."""

    def __init__(self, known: Cardinals, said: list[Word], links: bool) -> None:
        self.known, self.said, self.links = known, said, links
        self.whole, self.part = Decimal(0), Decimal(0)
        self.fresh, self.multiple, self.rough = True, 1, False

    def read(self, place: int) -> Cardinal | None:
        start = place
        place = self._begin(place)
        while place < len(self.said):
            used = self._next(place)
            if not used:
                break
            place += used
        if place == start or (self.fresh and not self.whole):
            return None
        return Cardinal(self.whole + self.part, place, self.multiple, self.rough)

    def _word(self, place: int) -> str:
        return self.said[place].text if place < len(self.said) else ""

    def _begin(self, place: int) -> int:
        """ "a hundred", "a couple of hundred": what may stand in front."""
        start = place
        if self._word(place) in self.known.articles:
            place += 1
        if self._word(place) in self.known.roughly:
            self.part = Decimal(self.known.roughly[self._word(place)])
            self.rough, self.fresh = True, False
            place += 1
            place += self._word(place) in self.known.of
        return place if self._word(place) in self.known.multiples else self._forget(start)

    def _forget(self, start: int) -> int:
        self.part, self.rough, self.fresh = Decimal(0), False, True
        return start

    def _next(self, place: int) -> int:
        """Take in what stands at `place`; says how many tokens that were, 0 at the end."""
        token = self.said[place]
        if token.number is not None:
            if not self.fresh:
                return 0
            self.part, self.fresh = token.number, False
            return 1
        if token.text in self.known.multiples:
            return self._multiply(self.known.multiples[token.text])
        if token.text in self.known.and_:
            return self._and(place)
        return self._small(place)

    def _multiply(self, times: int) -> int:
        part = self.part or Decimal(0 if not self.fresh else 1)
        if times == 100:
            if self.part >= 100:
                return 0
            self.part = part * 100
        else:
            self.whole, self.part = self.whole + part * times, Decimal(0)
        self.multiple, self.fresh = times, times != 100
        return 1

    def _and(self, place: int) -> int:
        """ "two hundred and five", "two and a half"."""
        if (
            self._word(place + 1) in self.known.articles
            and self._word(place + 2) in self.known.half
        ):
            ahead = self._word(place + 3)
            if ahead in self.known.multiples:
                self.part += Decimal("0.5")
                return 3
            if self.whole and self.fresh:
                self.part, self.fresh = Decimal(self.multiple) / 2, False
                return 3
            return 0
        round_ = self.part % 100 == 0 and (self.part or self.whole)
        if not self.links or not round_ or self.known.small(self.said, place + 1) is None:
            return 0
        return 1

    def _small(self, place: int) -> int:
        if self._word(place) in self.known.zero and 0 < self.part < 100 and not self.whole:
            one = self.known.ones.get(self._word(place + 1))
            if one is None:
                return 0
            self.part = self.part * 100 + one
            return 2
        found = self.known.small(self.said, place)
        if found is None:
            return 0
        value, used = found
        if self.fresh:
            self.part = Decimal(value)
        elif self.part and self.part % 100 == 0:
            self.part += value
        elif self.part < 100 and value >= 10 and not self.whole and self.part == int(self.part):
            self.part = self.part * 100 + value
        else:
            return 0
        self.fresh = False
        return used


@cache
def cardinals(language: str = ENGLISH) -> Cardinals:
    """The numbers of a language, its lists read once."""
    return Cardinals(language)
