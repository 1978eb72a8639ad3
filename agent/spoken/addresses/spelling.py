"""The letters that a street's name was spelled by, and the name said before them. Pure."""

from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.addresses.tokens import Token
from agent.spoken.addresses.vocabulary import Vocabulary
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import Piece, pieces

FEWEST_LETTERS = 3
FAR = 0.6
"""Letters that differ in more than this share of the words do not spell them."""

LONGEST_NAME = 3
"""A name said once more before its letters has no more words."""


class Spelling(NamedTuple):
    """What was said letter by letter, in lower case, and what stands around it."""

    before: list[Token]
    again: str = ""
    """The name said once more, right before the letters."""
    letters: str = ""
    behind: tuple[Token, ...] = ()


def spelling(tokens: list[Token], known: Vocabulary, language: str = ENGLISH) -> Spelling:
    """The longest stretch of letters; a word lost in it parts them like a "space"."""
    text = " ".join(token.text for token in tokens)
    said = [
        piece
        for piece in pieces(text, asked=True, language=language)
        if any(sign.isalnum() for sign in piece.word)
    ]
    run = max(_runs(said), key=lambda run: len(_letters(run)), default=[])
    letters = " ".join(piece.letters for piece in run if piece.letters)
    if len(_letters(run)) < FEWEST_LETTERS:
        return Spelling(tokens)
    start, end = _place(tokens, run)
    before, again = _without_name(tokens[:start], known)
    return Spelling(before, again, letters, tuple(tokens[end:]))


def _runs(said: list[Piece]) -> list[list[Piece]]:
    """Stretches of letters; a word that stands alone between two belongs to them."""
    runs: list[list[Piece]] = [[]]
    for place, piece in enumerate(said):
        alone = 0 < place < len(said) - 1
        between = alone and bool(said[place - 1].letters and said[place + 1].letters)
        if piece.letters or between:
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    return runs


def _letters(run: list[Piece]) -> str:
    return "".join(piece.letters.replace(" ", "") for piece in run)


def _place(tokens: list[Token], run: list[Piece]) -> tuple[int, int]:
    """Where a stretch of letters stands; all that was said if it cannot be found."""
    words = [word for piece in run for word in piece.word.split() if word[0].isalnum()]
    spoken = [place for place, token in enumerate(tokens) if token.kind != "stop"]
    for at in range(len(spoken) - len(words) + 1):
        places = spoken[at : at + len(words)]
        if all(tokens[place].text == word for place, word in zip(places, words, strict=True)):
            return places[0], places[-1] + 1
    return len(tokens), len(tokens)


def _without_name(before: list[Token], known: Vocabulary) -> tuple[list[Token], str]:
    """The tokens less the words right before the letters, and these words."""
    left, name = list(before), list[str]()
    while left and left[-1].kind == "stop":
        left.pop()
    while left and left[-1].kind == "word" and left[-1].low not in known.lists["strangers"]:
        name.insert(0, left.pop().low)
    return (left, " ".join(name)) if len(name) <= LONGEST_NAME else (before, "")


def put_in(street: str, letters: str) -> str:
    """A street with letters in place of the words that they are nearest to; empty if none is."""
    said, bare = street.split(), letters.replace(" ", "")
    best, at = FAR, (0, 0)
    for start in range(len(said)):
        for end in range(start + 1, len(said) + 1):
            far = Levenshtein.normalized_distance("".join(said[start:end]).lower(), bare)
            if far < best:
                best, at = far, (start, end)
    if at == (0, 0):
        return ""
    start, end = at
    name = letters if " " in letters else _parted(letters, said[start:end])
    return " ".join((*said[:start], name, *said[end:]))


def _parted(letters: str, said: list[str]) -> str:
    """Letters of two words, cut where they are most like the two."""
    if len(said) != len(("first", "second")):
        return letters
    one, other = (word.lower() for word in said)
    place = min(
        range(1, len(letters)),
        key=lambda cut: (
            Levenshtein.distance(letters[:cut], one) + Levenshtein.distance(letters[cut:], other)
        ),
        default=0,
    )
    return f"{letters[:place]} {letters[place:]}".strip()


def is_near(words: str, letters: str) -> bool:
    """Whether letters can be those of some of the words in a row."""
    bare = letters.replace(" ", "")
    spans = (part.replace(" ", "") for part in stretches(words))
    return any(Levenshtein.normalized_distance(span, bare) <= FAR for span in spans)


def stretches(words: str) -> list[str]:
    """Every stretch of words in a row."""
    said = words.split()
    return [
        " ".join(said[start:end])
        for start in range(len(said))
        for end in range(start + 1, len(said) + 1)
    ]
