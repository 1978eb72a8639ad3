"""How people spell: letters with pauses, run together, or "B as in boy". Pure."""

import random

_AS_IN = {
    "a": "apple", "b": "boy", "c": "cat", "d": "dog", "e": "echo", "f": "Frank", "g": "George",
    "h": "Henry", "i": "India", "j": "John", "k": "kite", "l": "Larry", "m": "Mary", "n": "Nancy",
    "o": "Oscar", "p": "Peter", "q": "queen", "r": "Robert", "s": "Sam", "t": "Tom", "u": "uncle",
    "v": "Victor", "w": "whiskey", "x": "x-ray", "y": "yellow", "z": "zebra",
}  # fmt: skip
_SIGNS = {".": "dot", "_": "underscore", "-": "dash", "+": "plus", "'": "apostrophe", " ": "space"}
_DIGITS = "zero one two three four five six seven eight nine".split()


def spell_out(word: str, dice: random.Random) -> str:
    """A word letter by letter, in one of the ways people do it."""
    signs = [_sign(sign) for sign in word]
    style = dice.random()
    if style < 0.15:
        return ", ".join(_as_in(sign) for sign in signs)
    if style < 0.45 and word.isalpha():
        return "-".join(signs)
    return (" " if style < 0.7 else ", ").join(signs)


def as_in(letter: str) -> str:
    """ "B as in boy"."""
    return _as_in(letter.upper())


def _as_in(sign: str) -> str:
    known = _AS_IN.get(sign.lower())
    return f"{sign} as in {known}" if known else sign


def _sign(sign: str) -> str:
    if sign.isdigit():
        return _DIGITS[int(sign)]
    return _SIGNS.get(sign, sign.upper())
