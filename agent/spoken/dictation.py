"""A dictated number taken apart: stretches of digits, and what was said between them. Pure."""

from dataclasses import dataclass, field
from functools import cache

from agent.spoken.digits import DigitWords, Step, Token, digit_words, tokens_of
from agent.spoken.languages import ENGLISH, words

FIRST, GAP, ECHO, REPAIR, RESTART = "", "gap", "echo", "repair", "restart"
WRONG, PLACE, PLUS, EXTENSION = "wrong", "place", "plus", "extension"
_RANK = {
    mark: rank
    for rank, mark in enumerate((FIRST, GAP, ECHO, REPAIR, RESTART, WRONG, PLACE, PLUS, EXTENSION))
}
BREAK = "|"
_BEAM = 16
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Option:
    """Digits a stretch can mean, with `|` where a group ends; 0 costs the likeliest."""

    groups: str
    cost: float

    @property
    def digits(self) -> str:
        """The digits alone."""
        return self.groups.replace(BREAK, "")

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(len(group) for group in self.groups.split(BREAK) if group)


@dataclass(slots=True)
class Part:
    """A stretch of digits and what led to it; `at` and `size` name a part of the number.

    The `count` of "middle three" may be its first digit where digits follow at once.
    """

    mark: str = FIRST
    at: int = 0
    size: int = 0
    unknown: int = 0
    count: str = ""
    tokens: list[Token] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    options: tuple[Option, ...] = ()


class _Phrases:
    """The phrases of a language by their words; the longest that fits wins."""

    def __init__(self, language: str) -> None:
        listed = words("phones", language)
        self.known: dict[tuple[str, ...], tuple[str, int, int]] = {}
        kinds = {
            "repairs": REPAIR, "restarts": RESTART, "echoes": ECHO, "wrongs": WRONG,
            "extensions": EXTENSION, "plus": PLUS,
        }  # fmt: skip
        for name, mark in kinds.items():
            self.known |= {tuple(phrase.split()): (mark, 0, 0) for phrase in listed[name]}
        for phrase, (at, size) in listed["places"].items():
            self.known[tuple(phrase.split())] = (PLACE, at, size)
        self.longest = max(map(len, self.known))
        self.letters = frozenset(listed["extension_letters"])
        self.fillers = frozenset(listed["fillers"])
        self.openings = frozenset(phrase[0] for phrase in self.known)

    def at(self, tokens: list[Token], place: int) -> tuple[int, tuple[str, int, int]] | None:
        """How many tokens a phrase takes here, and what it means."""
        if tokens[place].text not in self.openings:
            return None
        said = tuple(token.text for token in tokens[place : place + self.longest])
        for size in range(len(said), 0, -1):
            if (found := self.known.get(said[:size])) is not None:
                return size, found
        return None


@cache
def _phrases(language: str) -> _Phrases:
    return _Phrases(language)


def take_apart(text: str, language: str = ENGLISH) -> list[Part]:
    """The stretches of digits of a turn, each with what led to it."""
    known = digit_words(language)
    tokens = tokens_of(text)
    if not any(known.is_number(token) for token in tokens):
        return []
    parts = _Cutter(tokens, known, _phrases(language)).parts()
    for part in parts:
        part.options = _options(part, known)
    return parts


class _Cutter:
    """Goes through the words of one turn and sorts them into parts."""

    def __init__(self, tokens: list[Token], known: DigitWords, phrases: _Phrases) -> None:
        # A sign stands in front of the word that follows it.
        self.tokens: list[Token] = []
        self.broken: set[int] = set()
        self.plus: set[int] = set()
        for token in tokens:
            if token.kind != "mark":
                self.tokens.append(token)
            elif token.text == "+":
                self.plus.add(len(self.tokens))
            elif token.text != "-":
                self.broken.add(len(self.tokens))
        self.known, self.phrases = known, phrases
        self.found: list[Part] = []
        self.part = Part()

    def parts(self) -> list[Part]:
        place = 0
        while place < len(self.tokens):
            place += self._take(place)
        if self.part.tokens or self.part.mark == PLACE:
            self.found.append(self.part)
        return self.found

    def _take(self, place: int) -> int:
        """Sort the next word or phrase; says how many tokens it took."""
        token = self.tokens[place]
        if place in self.plus:
            self._mark(PLUS)
        phrase = self.phrases.at(self.tokens, place)
        # "... eight oh, sorry": the oh is a digit.
        if phrase is not None and not (self.known.is_number(token) and place + 1 in self.broken):
            used, (mark, at, size) = phrase
            self._mark(mark, at, size)
            ahead = place + used
            if mark == PLACE and ahead < len(self.tokens) and ahead not in self.broken:
                said_on = self.known.is_number(self.tokens[ahead])
                self.part.count = self.known.digit(self.tokens[ahead - 1]) if said_on else ""
            return used
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if token.text in self.phrases.letters and self.known.is_number(following):
            self._mark(EXTENSION)
        elif self._is_digits(token, following):
            if place in self.broken:
                self.part.breaks.add(len(self.part.tokens))
            self.part.tokens.append(token)
        elif token.text in self.phrases.fillers or token.text in self.known.homophones:
            self.part.breaks.add(len(self.part.tokens))
        elif self.part.mark == WRONG and not self.part.tokens:
            # "That's not what I said": a refusal, and no digits that are wrong.
            self.part.mark = REPAIR
        elif self.part.tokens or not self.found:
            self._mark(GAP)
            self.part.unknown += 1
        else:
            self.part.unknown += 1
        return 1

    def _is_digits(self, token: Token, following: Token | None) -> bool:
        if self.known.is_number(token):
            return token.text != "o" or bool(self.part.tokens) or self.known.is_number(following)
        text = token.text
        if text in self.known.homophones:
            ends = following is None and bool(self.part.tokens)
            return (
                ends
                or self.known.is_number(following)
                or (following is not None and following.text in self.known.homophones)
            )
        inside = text in self.known.plurals or text in self.known.and_
        inside = inside or text in self.known.hundred or text in self.known.thousand
        return inside and bool(self.part.tokens)

    def _mark(self, mark: str, at: int = 0, size: int = 0) -> None:
        """What was said before the next stretch; the more telling of two phrases counts."""
        named = self.part.mark == PLACE and mark == EXTENSION
        if self.part.tokens or named:
            self.found.append(self.part)
            self.part = Part(mark, at, size)
        elif _RANK[mark] >= _RANK[self.part.mark]:
            self.part.mark, self.part.at, self.part.size = mark, at, size


def _options(part: Part, known: DigitWords) -> tuple[Option, ...]:
    """Every meaning of a stretch, the likeliest first, as far as a few can be kept."""
    tokens = part.tokens
    reached: list[dict[str, float]] = [{} for _ in range(len(tokens) + 1)]
    reached[0][""] = 0.0
    for place in range(len(tokens)):
        states = sorted(reached[place].items(), key=lambda state: state[1])[:_BEAM]
        if not states:
            continue
        cut = BREAK if place and _breaks(part, place) else ""
        for step in _steps(part, place, known):
            for groups, cost in states:
                longer = groups + (cut if groups and step.digits else "") + step.digits
                if len(longer) <= _LONGEST:
                    ahead = reached[place + step.used]
                    ahead[longer] = min(ahead.get(longer, 99.0), cost + step.cost)
    best = sorted(reached[-1].items(), key=lambda state: state[1])[:_BEAM]
    return tuple(Option(groups, cost) for groups, cost in best)


def _steps(part: Part, place: int, known: DigitWords) -> list[Step]:
    tokens, text = part.tokens, part.tokens[place].text
    if text in known.and_:
        return [Step(1, "")]
    steps = known.steps(tokens, place, inside=place > 0)
    if text in known.homophones:
        if place == 0:
            return [Step(1, ""), Step(1, known.homophones[text], 1.5)]
        steps.append(Step(1, "", 1.0))
    elif place + 1 in part.breaks:
        steps = [_paused(step, text in known.tens or place == 0) for step in steps]
    return steps or [Step(1, "", 3.0)]


def _paused(step: Step, alone: bool) -> Step:
    """A pause parts what is else one number: "fifty, five", "oh, six"."""
    if step.used > 1:
        return Step(step.used, step.digits, step.cost + 1.0)
    if alone and step.cost:
        return Step(1, step.digits, 0.0)
    return step if step.digits != "0" or not alone else Step(1, "0", 0.5)


def _breaks(part: Part, place: int) -> bool:
    """Whether a group ends before a token: at a sign, a filler, or between written groups."""
    here, before = part.tokens[place], part.tokens[place - 1]
    written = "figure" in (here.kind, before.kind) and len(here.text) + len(before.text) > 2
    return place in part.breaks or written
