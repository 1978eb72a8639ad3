"""One caller's line: every turn passes it, and comes out as a recogniser would write it.

What is hard about a caller stays hard: a name that was misheard once is likely to be misheard the
same way again, and an accent changes the same sounds all through the call.
"""

import random
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jellyfish import metaphone
from rapidfuzz.distance import Levenshtein

AGAIN = 0.5
"""How often a word that is misheard again is misheard as before."""

HARDNESS = (0.4, 1.0, 1.6)
"""How much easier or harder than others a rare word can be for a whole call."""

KEYPAD = "keypad: "
_TOKEN = re.compile(r"(\W*)([\w'’]+(?:[-./@][\w'’]+)*|)(\W*)", re.UNICODE)


@cache
def _known() -> dict[str, Any]:
    text = files(__package__).joinpath("confusions.yaml").read_text()
    known: dict[str, Any] = yaml.safe_load(text)
    known["liked"] = tuple(dict.fromkeys(known["liked"].split()))
    return known


ACCENTS: tuple[str, ...] = ("", *_known()["accents"])
"""The accents a caller can have; the first is none."""


class Line:
    """The line of one call."""

    def __init__(
        self,
        strength: float,
        dice: random.Random,
        *,
        accent: str = "",
        rare: Iterable[str] = (),
    ) -> None:
        """Open a line.

        Args:
            strength: 0 changes nothing; what 73 % of answers survive is found by calibration.
            dice: what goes wrong where.
            accent: one of `ACCENTS`.
            rare: words recognisers have learnt badly: names, streets, parts of e-mails.
        """
        self._strength, self._dice, self._accent = strength, dice, accent
        self._rare = frozenset(word.lower() for word in rare)
        self._as_before: dict[str, str] = {}
        self._hardness: dict[str, float] = {}

    def hear(self, words: str) -> str:
        """What is written down of a turn; keys arrive as they are pressed."""
        if self._strength <= 0 or words.startswith(KEYPAD):
            return words
        if self._happens("noise"):
            return str(self._dice.choice(_known()["noise"]))
        kept = self._ends(words.split())
        heard = [piece for word in kept for piece in self._token(word)]
        return " ".join(piece for piece in heard if piece)

    def _happens(self, what: str, times: float = 1.0) -> bool:
        chance: float = _known()["rates"][what] * self._strength * times
        return self._dice.random() < min(chance, 0.9)

    def _ends(self, words: list[str]) -> list[str]:
        if len(words) > 2 and self._happens("cut"):
            words = words[: -self._dice.randint(1, min(3, len(words) - 1))]
        if len(words) > 2 and self._happens("begun_late"):
            words = words[1:]
        return words

    def _token(self, token: str) -> list[str]:
        found = _TOKEN.fullmatch(token)
        if found is None or not found[2]:
            return [token]
        before, core, behind = found.groups()
        changed = self._word(core)
        out = [f"{before}{changed}{behind}"] if changed else []
        if self._happens("inserted"):
            out.append(str(self._dice.choice(_known()["fillers"])))
        return out

    def _word(self, core: str) -> str:
        """One word, or what it is taken for; nothing if it is lost."""
        lower = core.lower().replace("’", "'")
        parts = re.split(r"([-./@])", core)
        if len(parts) > 1 and not core.isdigit():
            return "".join(self._word(part) if len(part) > 1 else part for part in parts)
        for fits, change in _KINDS:
            if fits(self, lower):
                return change(self, core, lower)
        return self._plain(core, lower)

    def _letter(self, core: str, lower: str) -> str:
        if self._happens("letter_lost"):
            return ""
        if self._happens("letter"):
            groups: list[str] = _known()["letters"]
            alike = [group for group in groups if lower in group]
            others = [other for group in alike for other in group if other != lower]
            if others:
                other = self._dice.choice(others)
                return other.upper() if core.isupper() else other
        return core

    def _digit(self, core: str, lower: str) -> str:
        if lower in ("oh", "zero") and self._happens("oh_lost"):
            return ""
        if self._happens("digit"):
            return str(self._dice.choice(_known()["digits"][lower]))
        if self._happens("homophone", 0.5) and lower in _known()["homophones"]:
            return str(self._dice.choice(_known()["homophones"][lower]))
        return f"{core} {core}" if self._happens("doubled") else core

    def _figures(self, core: str, _lower: str) -> str:
        """Figures suffer one by one, as the words they were said as."""
        out = ""
        for figure in core:
            if figure == "0" and self._happens("oh_lost"):
                continue
            if self._happens("digit"):
                figure = str(self._dice.choice(_known()["figures"][figure]))
            out += figure * (2 if self._happens("doubled") else 1)
        return out

    def _teen(self, core: str, lower: str) -> str:
        teens = _known()["teens"]
        if not self._happens("teen"):
            return core
        return str(teens.get(lower) or next(teen for teen, ten in teens.items() if ten == lower))

    def _answer(self, core: str, lower: str) -> str:
        if self._happens("answer"):
            return str(self._dice.choice(_known()["answers"][lower]))
        return core

    def _domain(self, core: str, lower: str) -> str:
        if self._happens("domain"):
            others: list[str] = _known()["domains"][lower]
            return self._same_again(lower, lambda: self._dice.choice(others))
        return core

    def _sign(self, core: str, lower: str) -> str:
        return str(self._dice.choice(_known()["signs"][lower])) if self._happens("sign") else core

    def _rare_word(self, core: str, lower: str) -> str:
        if lower not in self._hardness:
            self._hardness[lower] = self._dice.choice(HARDNESS)
        accented = self._accented(core, lower)
        if accented != core or not self._happens("rare", self._hardness[lower]):
            return accented
        return self._same_again(lower, lambda: self._like(core))

    def _plain(self, core: str, lower: str) -> str:
        if self._happens("lost"):
            return ""
        if lower in _known()["homophones"] and self._happens("homophone"):
            return str(self._dice.choice(_known()["homophones"][lower]))
        accented = self._accented(core, lower)
        if accented == core and len(core) > 3 and self._happens("word"):
            return self._slurred(core)
        return accented

    def _accented(self, core: str, lower: str) -> str:
        for sound, other in _known()["accents"].get(self._accent, {}).items():
            if sound in lower and self._happens("accent"):
                return re.sub(sound, other, core, count=1, flags=re.IGNORECASE)
        return core

    def _same_again(self, lower: str, choose: Callable[[], str]) -> str:
        if lower in self._as_before and self._dice.random() < AGAIN:
            return self._as_before[lower]
        self._as_before[lower] = chosen = choose()
        return chosen

    def _like(self, core: str) -> str:
        """A name that sounds like it, or the word with a sound or two changed."""
        alike = _sounding_like(core.lower())
        if alike and self._dice.random() < 0.6:
            return self._dice.choice(alike)
        return self._slurred(core)

    def _slurred(self, core: str) -> str:
        """One or two sounds taken for their neighbours."""
        changed = list(core)
        for place in self._dice.sample(range(len(core)), min(len(core), self._dice.choice((1, 2)))):
            sign = core[place].lower()
            table = _known()["vowels"] if sign in "aeiou" else _known()["consonants"]
            other = str(table.get(sign, sign))
            changed[place] = other.upper() if core[place].isupper() else other
        return "".join(changed) or core


@cache
def _teens_and_tens() -> frozenset[str]:
    teens = _known()["teens"]
    return frozenset((*teens, *teens.values()))


_KINDS: tuple[tuple[Callable[[Line, str], bool], Callable[[Line, str, str], str]], ...] = (
    (lambda line, word: len(word) == 1 and word.isalpha(), Line._letter),
    (lambda line, word: word in line._rare, Line._rare_word),
    (lambda line, word: word.isdigit() and word.isascii(), Line._figures),
    (lambda line, word: word in _known()["digits"], Line._digit),
    (lambda line, word: word in _teens_and_tens(), Line._teen),
    (lambda line, word: word in _known()["answers"], Line._answer),
    (lambda line, word: word in _known()["domains"], Line._domain),
    (lambda line, word: word in _known()["signs"], Line._sign),
)


@cache
def _sounding_like(word: str) -> tuple[str, ...]:
    """Names a recogniser may write instead: nearest in sound, then in letters."""
    sound = metaphone(word)
    near = []
    for name in _known()["liked"]:
        lower = name.lower()
        if lower == word or abs(len(lower) - len(word)) > 3:
            continue
        far = Levenshtein.distance(sound, metaphone(name)), Levenshtein.distance(word, lower)
        if far[0] <= 1 and far[1] <= 1 + len(word) // 2:
            near.append((far, name))
    return tuple(name for _, name in sorted(near)[:4])
