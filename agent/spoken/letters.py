"""Spelling by voice: letters, "B as in boy", the phonetic alphabet, and their read-back."""

import re

NATO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e",
    "foxtrot": "f", "golf": "g", "hotel": "h", "india": "i", "juliet": "j", "juliett": "j",
    "kilo": "k", "lima": "l", "mike": "m", "november": "n", "oscar": "o", "papa": "p",
    "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v",
    "whiskey": "w", "x-ray": "x", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
NAMES = {
    "ay": "a", "bee": "b", "be": "b", "see": "c", "sea": "c", "dee": "d", "ee": "e", "ef": "f",
    "gee": "g", "aitch": "h", "jay": "j", "kay": "k", "el": "l", "em": "m", "en": "n",
    "oh": "o", "pee": "p", "pea": "p", "cue": "q", "queue": "q", "are": "r", "ar": "r",
    "es": "s", "ess": "s", "tee": "t", "tea": "t", "you": "u", "vee": "v", "ex": "x",
    "why": "y", "wye": "y", "zee": "z", "zed": "z",
}  # fmt: skip
_AS_IN = re.compile(r"\b([a-z])\s*(?:,\s*)?(?:as in|like|for)\s+([a-z]+)", re.IGNORECASE)
_DOUBLE = re.compile(r"\bdouble[ -]+([a-z])\b", re.IGNORECASE)
_WITH = re.compile(r"\bwith an? [a-z]\b", re.IGNORECASE)
_GLUED = re.compile(r"\b(?:[A-Za-z]{1,4}[-.])+[A-Za-z]{1,4}\b")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
FEWEST = 2


def spelled(text: str, *, asked: bool = False) -> str:
    """The word that was spelled, in lower case, or nothing.

    Args:
        text: the caller's words.
        asked: the desk asked for letters, so that words may be letters' names.
    """
    text = _WITH.sub(" ", text)
    text = _DOUBLE.sub(lambda m: f"{m[1]} {m[1]}", text)
    text = _AS_IN.sub(_letter_of_pair, text)
    best = ""
    for stretch in _stretches(text, asked=asked):
        if len(stretch) > len(best):
            best = stretch
    return best if len(best) >= FEWEST else ""


def spell(word: str) -> str:
    """A word letter by letter: "C, H, E, N"; digits and signs keep their names."""
    names = {".": "dot", "-": "dash", "_": "underscore", " ": "space", "'": "apostrophe"}
    return ", ".join(names.get(sign, sign.upper()) for sign in word)


def _letter_of_pair(found: re.Match[str]) -> str:
    """In "B as in boy" the word is surer than the letter's sound."""
    return f" {found[2][0]} "


def _stretches(text: str, *, asked: bool) -> list[str]:
    """Runs of letters said one by one."""
    stretches, current = [], ""
    text = _GLUED.sub(lambda m: " ".join(re.sub(r"[-.]", "", m[0])), text)
    text = _CAPITALS.sub(lambda m: " ".join(m[0]), text)
    for word in re.findall(r"[A-Za-z][A-Za-z'-]*|\d+", text):
        letter = _letter(word, asked=asked, inside=bool(current))
        if letter:
            current += letter
            continue
        stretches.append(current)
        current = ""
    stretches.append(current)
    return stretches


def _letter(word: str, *, asked: bool, inside: bool) -> str:
    lower = word.lower()
    if len(word) == 1 and word.isalpha():
        # "a" and "I" are words too: alone they start no spelling unless letters were asked for.
        return lower if asked or inside or lower not in "ai" else ""
    if lower in NATO and (asked or inside):
        return NATO[lower]
    return NAMES.get(lower, "") if asked else ""
