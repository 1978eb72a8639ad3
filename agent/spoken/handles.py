"""The part of an e-mail address before the at sign: words, letters, digits and signs joined."""

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import confusable
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import Piece, pieces
from agent.spoken.letterwishes import wishes
from agent.spoken.mailwords import SIGNS, MailWords, mail_words, numerals
from agent.spoken.respelling import respell

CLEAR = 0.8
STRAY = 0.3
"""Words of the whole may be none of the address."""

JOINED = 0.6
"""Several words without a sign between them: the caller may have meant one."""

MOST_RUNNING, MOST_WORDS = 1, 4
"""An address has so many little words of speech at most, and so many words between two signs."""

_LINKS = frozenset(["that's", "thats", "spelled", "spelt", "spelling", "which", "is", "capital"])


class _Atom(NamedTuple):
    text: str
    kind: str  # "word", "letters" or "digits"


def handles(tokens: list[str], language: str = ENGLISH) -> list[tuple[str, float]]:
    """What can be typed before the at sign, and how sure each way is; the best first."""
    known = mail_words(language)
    whole, sure, last, bare = "", CLEAR, "", ""
    segment: list[str] = []
    for token in [*tokens, ""]:
        if token and token not in SIGNS:
            segment.append(token)
            continue
        atoms = _gathered(segment, known, language)
        several = sum(atom.kind == "word" for atom in atoms) > 1
        sure = min(sure, JOINED if several else CLEAR)
        if not whole and several and atoms[-1].kind == "word":
            last = atoms[-1].text
        elif last:
            last += "".join(atom.text for atom in atoms)
        whole += "".join(atom.text for atom in atoms) + token
        bare += "".join(atom.text for atom in _without_small(atoms, known)) + token
        last += token if last else ""
        segment = []
    best = whole.strip(SIGNS)
    others = dict.fromkeys(way.strip(SIGNS) for way in (bare, last))
    return [(best, sure), *((way, STRAY) for way in others if way not in ("", best))]


def _without_small(atoms: list[_Atom], known: MailWords) -> list[_Atom]:
    """Without an "and" or "so" beside other parts, which may have slipped in between them."""
    small = known.fillers | known.articles
    left = [atom for atom in atoms if atom.kind != "word" or atom.text not in small]
    return left or atoms


def is_speech(tokens: list[str], language: str = ENGLISH) -> bool:
    """Whether words are running speech and nothing to be typed: "those you could push you got"."""
    known = mail_words(language)
    running, words = 0, 0
    segment: list[str] = []
    for token in [*tokens, "."]:
        if token not in SIGNS:
            segment.append(token)
            continue
        said = [atom.text for atom in _gathered(segment, known, language) if atom.kind == "word"]
        running += sum(word in known.running for word in said)
        words, segment = max(words, len(said)), []
    return running > MOST_RUNNING or words > MOST_WORDS


def fuse(heard: str, letters: str) -> str:
    """Letters beat the sound; the sound repairs only letters that are easily confused."""
    if len(heard) != len(letters):
        return letters
    differing = [(one, two) for one, two in zip(heard, letters, strict=True) if one != two]
    few = 0 < len(differing) <= max(1, len(letters) // 3)
    repairs = few and all(confusable(one, two) for one, two in differing)
    return heard if repairs else letters


def alike(heard: str, letters: str) -> bool:
    """Whether letters spell the word that was heard, well or badly."""
    return Levenshtein.distance(heard, letters) <= max(len(letters), len(heard)) // 2


def _gathered(tokens: list[str], known: MailWords, language: str) -> list[_Atom]:
    text = " ".join(_with_zeros(tokens, known))
    spoken, wish = _split_wish(text, language)
    atoms: list[_Atom] = []
    for atom in _atoms(pieces(spoken, asked=True, language=language), known):
        if atom.kind == "letters" and (size := _span(atoms, atom.text)):
            heard = "".join(one.text for one in atoms[-size:])
            del atoms[-size:]
            atoms.append(_Atom(fuse(heard, atom.text), "letters"))
        elif atom.kind == "word" and atoms and _says_again(atoms[-1], atom):
            continue
        else:
            atoms.append(atom)
    if wish and atoms and (readings := respell(wish, atoms[-1].text, language)):
        atoms[-1] = _Atom(readings[0].value, "letters")
    return atoms


def _with_zeros(tokens: list[str], known: MailWords) -> list[str]:
    """ "Oh" before a number is a zero and no letter, and so is "double o"."""
    found = list(tokens)
    for place in reversed(range(len(found) - 1)):
        behind = found[place - 1] if place else ""
        vague = known.digits.get(found[place]) == "0" and len(found[place]) < 3
        sure = len(found[place]) == 2 or behind in known.times
        if vague and sure and numerals(found, place + 1, known)[1]:
            found[place] = "0"
    return found


def _split_wish(text: str, language: str) -> tuple[str, str]:
    """ "Chen with an E" is a word and a wish for its letters."""
    found = re.search(r",?\s*\b(?:with|without)\b", text)
    if found is None or not wishes(text[found.start() :], language):
        return text, ""
    return text[: found.start()], text[found.start() :]


def _says_again(before: _Atom, atom: _Atom) -> bool:
    return before.kind == "letters" and before.text == atom.text and len(atom.text) > 1


def _span(atoms: list[_Atom], letters: str) -> int:
    """How many of the last words the letters spell once more."""
    for size in range(min(3, len(atoms)), 0, -1):
        behind = atoms[-size:]
        heard = "".join(atom.text for atom in behind)
        if all(atom.kind == "word" for atom in behind) and len(letters) > 2 and len(heard) > 2:
            if heard == letters or (size > 1 and Levenshtein.distance(heard, letters) <= size):
                return size
            if size == 1 and alike(heard, letters):
                return 1
    return 0


def _atoms(found: tuple[Piece, ...], known: MailWords) -> list[_Atom]:
    atoms: list[_Atom] = []
    flat = _flat(found)
    words = [word for word, _ in flat]
    place = 0
    while place < len(flat):
        word, letters = flat[place]
        digits, used = numerals(words, place, known) if not letters else ("", 0)
        if letters and set(letters) == {"o"} and place + 1 < len(flat):
            after, _ = numerals(words, place + 1, known)
            letters = "0" * len(letters) if after else letters
        if digits:
            atoms.append(_Atom(digits, "digits"))
        elif letters:
            atoms.append(_Atom(letters.replace("'", ""), "letters"))
        elif word[0].isalnum() and word not in _LINKS:
            atoms.append(_Atom(word.replace("'", ""), "word"))
        place += used or 1
    return atoms


def _flat(found: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """Words and letters; two words of the phonetic alphabet are words."""
    flat: list[tuple[str, str]] = []
    for piece in found:
        said = re.findall(r"[^\W_]+", piece.word)
        twice = len(said) == 2 and piece.letters[:1] * 2 == piece.letters
        few = len(said) < 3 and all(len(word) > 1 for word in said) and not twice
        if piece.letters and few:
            flat.extend((word, "") for word in said)
        elif piece.letters:
            flat.append(("", piece.letters))
        else:
            flat.append((piece.word, ""))
    return flat
