"""Single digits put right: "the second five is a nine", "swap the last two". Pure."""

import re
from functools import cache

from agent.spoken.digits import digit_words
from agent.spoken.languages import words
from agent.spoken.phone_states import Number


def edited(text: str, digits: str, language: str) -> tuple[Number, ...] | None:
    """The number after a digit of it was put right; None where the words say no such thing.

    Args:
        text: the caller's words.
        digits: the ten digits that were read back.
        language: whose words they are.
    """
    said = " ".join(text.lower().replace("’", "'").split())
    patterns = _edits(language)
    if patterns.swaps.search(said):
        return _swapped(said, digits, patterns)
    found = patterns.becomes.search(said)
    if found is None:
        return None
    old, new = patterns.digit(found["old"]), patterns.digit(found["new"])
    places = [at for at, digit in enumerate(digits) if digit == old]
    if found["which"]:
        which = patterns.ordinals[found["which"]]
        if len(places) < max(which, 1):
            return ()
        places = [places[which - 1 if which > 0 else which]]
    cost = 0.3 if len(places) == 1 else 1.8
    return tuple(Number(digits[:at] + new + digits[at + 1 :], cost) for at in places)


def _swapped(said: str, digits: str, patterns: "_Edits") -> tuple[Number, ...]:
    if patterns.last_two.search(said):
        return (Number(digits[:8] + digits[9] + digits[8], 0.3),)
    named = [patterns.digit(word) for word in patterns.one.findall(said)]
    if len(named) != 2:
        return ()
    pairs = {named[0] + named[1], named[1] + named[0]}
    places = [at for at in range(9) if digits[at : at + 2] in pairs]
    if len(places) != 1:
        return ()
    at = places[0]
    return (Number(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :], 0.4),)


class _Edits:
    """The patterns of one language."""

    def __init__(self, language: str) -> None:
        listed = words("phones", language)["edits"]
        self.ordinals: dict[str, int] = dict(listed["ordinals"])
        self._known = digit_words(language)
        one = "|".join((*self._known.ones, r"\d"))
        number = "|".join((*self._known.ones, *self._known.teens, *self._known.tens, r"\d"))
        article = f"(?:{_any(listed['articles'])})"
        self.one = re.compile(rf"\b(?:{one})\b")
        self.swaps = re.compile(rf"\b(?:{_any(listed['swapped'])})\b")
        self.last_two = re.compile(rf"\b(?:{_any(listed['last_two'])})\b")
        self.becomes = re.compile(
            rf"\b(?:(?:{_any(listed['change'])}) )?{article} (?:(?P<which>{_any(self.ordinals)}) )?"
            rf"(?P<old>{one}) (?:{_any(listed['becomes'])}) (?P<new>{one})\b"
            rf"(?![\s,.-]*(?:{number})\b)"
        )

    def digit(self, word: str) -> str:
        """The digit of a word or a figure."""
        return self._known.ones.get(word, word)


def _any(phrases: object) -> str:
    listed = sorted((str(phrase) for phrase in phrases), key=len, reverse=True)  # type: ignore[attr-defined]  # lists out of YAML
    return "|".join(map(re.escape, listed))


@cache
def _edits(language: str) -> _Edits:
    return _Edits(language)
