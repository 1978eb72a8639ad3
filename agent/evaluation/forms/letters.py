"""How people spell: plain letters, the phonetic alphabet, "as in", capitals, dashes."""

import random

from agent.spoken.languages import words

EXAMPLES = {
    "a": "apple", "b": "boy", "c": "cat", "d": "dog", "e": "Edward", "f": "Frank", "g": "George",
    "h": "house", "i": "igloo", "j": "John", "k": "king", "l": "Larry", "m": "Mary", "n": "Nancy",
    "o": "orange", "p": "Peter", "q": "queen", "r": "Robert", "s": "Sam", "t": "Tom",
    "u": "umbrella", "v": "Victor", "w": "William", "x": "X-ray", "y": "yellow", "z": "zebra",
}  # fmt: skip
ALPHABET = {letter: word for word, letter in words("letters")["nato"].items()}
NAMES = {
    "a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "ef", "g": "gee", "h": "aitch",
    "i": "eye", "j": "jay", "k": "kay", "l": "el", "m": "em", "n": "en", "o": "oh", "p": "pee",
    "q": "cue", "r": "are", "s": "ess", "t": "tee", "u": "you", "v": "vee", "w": "double you",
    "x": "ex", "y": "why", "z": "zee",
}  # fmt: skip


def spell_aloud(word: str, dice: random.Random, *, named: bool = False) -> str:
    """A word of letters as a caller spells it and a perfect recogniser writes it.

    Args:
        word: letters, an apostrophe or a hyphen.
        dice: what decides the way.
        named: letters' names ("aitch", "see") may be written out as words.
    """
    letters = list(word.lower())
    roll = dice.random()
    if "'" in word or "-" in word:
        return _separated(_signed(letters), dice)
    if roll < 0.1:
        return dice.choice(("-", ".")).join(sign.upper() for sign in letters)
    if roll < 0.16:
        return word.upper()
    if roll < 0.26:
        return dice.choice((" ", ", ")).join(ALPHABET[sign] for sign in letters)
    if roll < 0.36:
        return ", ".join(_as_in(sign, dice) for sign in letters)
    if roll < 0.44:
        return _separated(
            [_as_in(s, dice) if dice.random() < 0.3 else s.upper() for s in letters], dice
        )
    if named and roll < 0.5 and sum(NAMES[s] not in _WORDS for s in letters) * 2 > len(letters):
        return " ".join(NAMES[sign] for sign in letters)
    if roll < 0.6:
        return _separated(_doubled(letters, dice), dice)
    if roll < 0.66 and len(letters) > 3:
        return _restarted(letters, dice)
    return _separated([s.upper() if roll < 0.9 else s for s in letters], dice)


_WORDS = frozenset(
    ["see", "are", "you", "why", "eye", "oh", "bee", "jay", "kay", "em", "gee", "dee"]
)


def _separated(said: list[str], dice: random.Random) -> str:
    return dice.choice((" ", ", ", ", ", " ", ". ")).join(said)


def _signed(letters: list[str]) -> list[str]:
    return [{"'": "apostrophe", "-": "hyphen"}.get(sign, sign.upper()) for sign in letters]


def _as_in(letter: str, dice: random.Random) -> str:
    word = dice.choice((EXAMPLES[letter], ALPHABET[letter]))
    return f"{letter.upper()} {dice.choice(('as in', 'as in', 'like', 'for'))} {word}"


def _doubled(letters: list[str], dice: random.Random) -> list[str]:
    said: list[str] = []
    for letter in letters:
        if said and said[-1] == letter.upper() and letter != "u":
            said[-1] = dice.choice((f"double {letter.upper()}", f"two {letter.upper()}s"))
        else:
            said.append(letter.upper())
    return said


def _restarted(letters: list[str], dice: random.Random) -> str:
    """Somebody loses the thread and begins again, or puts the last letter right."""
    upper = [letter.upper() for letter in letters]
    cut = dice.randrange(2, len(letters))
    cue = dice.choice(("no sorry", "no wait", "sorry", "scratch that", "let me start over"))
    return ", ".join([*upper[:cut], cue, *upper])
