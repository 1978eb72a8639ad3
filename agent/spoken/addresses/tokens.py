"""An address cut into words, numbers, ordinals and pauses."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from agent.spoken.addresses.vocabulary import Phrases, Vocabulary

Kind = Literal["word", "number", "ordinal", "stop"]
_PIECE = re.compile(
    r"(?P<jumble>[^\W\d_]+\d+[^\W\d_]{2}\w*)|(?P<zip>\d{5}-\d{4}(?!\d))|(?P<ordinal>\d+(?:st|nd|rd|th)\b)|(?P<lettered>\d+[A-Za-z]\b)"
    r"|(?P<half>1/2|½)|(?P<thousands>\d{1,3},\d{3}(?![\d,]))|(?P<queens>\d{2,3}-\d{2,3}(?![\d-]))"
    r"|(?P<figure>\d+)|(?P<word>[^\W\d_](?:[^\W\d_]|'(?=\w))*(?:-[^\W\d_](?:[^\W\d_]|'(?=\w))*)*\.?)"
    r"|(?P<sign>#)|(?P<stop>[,.;:!?|]+|\s-+\s)",
    re.IGNORECASE,
)
HALF = "1/2"
FEWEST = 3
"""So many letters in a row spell a name."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of what was said.

    `text` is as heard and `low` is what is compared. A number has its `digits` and a `scale`:
    one, teen, tens, pair, figure, hundred, thousand, oh, lettered, zip or half.
    """

    kind: Kind
    text: str
    low: str
    digits: str = ""
    scale: str = ""


STOP = Token("stop", ",", ",")


def tokenise(text: str, known: Vocabulary) -> list[Token]:
    """The pieces of a text, in order; fillers are left out."""
    tokens: list[Token] = []
    for found in _PIECE.finditer(text.replace("’", "'")):
        tokens += _piece(found, known)
    plain = _without(tokens, known.phrases["fillers"], known.lists["fillers_or_states"])
    return _joined(_ordinals(_tidied(plain, known), known), known)


def lows(tokens: list[Token]) -> list[str]:
    """The words as they are compared."""
    return [token.low for token in tokens]


def _piece(found: re.Match[str], known: Vocabulary) -> list[Token]:
    kind, text = str(found.lastgroup), found[0]
    low = text.lower()
    if kind == "stop":
        return [STOP]
    if kind == "ordinal":
        return [Token("ordinal", text, low, re.sub(r"\D", "", text))]
    if kind == "half":
        return [Token("number", text, HALF, HALF, "half")]
    if kind == "sign":
        return [Token("word", text, text)]
    if kind == "jumble" or (kind == "word" and _is_glued(found)):
        return [Token("word", text, low)]
    if kind == "word":
        return _words(text, known)
    digits = text.upper() if kind in ("lettered", "queens", "zip") else re.sub(r"\D", "", text)
    scale = {"lettered": "lettered", "zip": "zip"}.get(kind, "figure")
    return [Token("number", text, low, digits, scale)]


def _is_glued(found: re.Match[str]) -> bool:
    """Whether figures touch the word: the "FIRST" of "1FIRST" is no ordinal."""
    around = found.string[max(0, found.start() - 1) : found.start()]
    return any(sign.isdigit() for sign in (around, found.string[found.end() : found.end() + 1]))


def _words(text: str, known: Vocabulary) -> list[Token]:
    """A word, or the several that hyphens or periods have glued together."""
    body = text.rstrip(".")
    parts = body.split("-")
    if len(parts) > 1:
        made = _glued(parts, known)
        if made is not None:
            return made
    low = body.lower()
    token = _word(body, known)
    short = len(body) == 1 or low in known.maps["openings"] or low in known.maps["closings"]
    kinds = known.maps["suffixes"].get(low) or known.maps["weak_suffixes"].get(low)
    abbreviated = short or (kinds is not None and kinds.lower() != low)
    return [token, STOP] if text != body and not abbreviated else [token]


def _glued(parts: list[str], known: Vocabulary) -> list[Token] | None:
    """ "twenty-three" is one number, "twenty-third" one ordinal, "M-A-P-L-E" five letters."""
    low = [part.lower() for part in parts]
    tens = known.maps["tens"].get(low[0])
    if len(parts) == 2 and tens:
        if low[1] in known.ordinals and known.ordinals[low[1]] < 10:
            number = str(int(tens) + known.ordinals[low[1]])
            return [Token("ordinal", "-".join(parts), "-".join(low), number)]
        if low[1] in known.maps["ones"]:
            digits = tens[0] + known.maps["ones"][low[1]]
            return [Token("number", "-".join(parts), "-".join(low), digits, "pair")]
    made = [_word(part, known) for part in parts]
    plain = [token.kind == "word" and len(token.low) > 1 for token in made]
    return None if any(plain) and made[-1].kind != "ordinal" else made


def _word(text: str, known: Vocabulary) -> Token:
    low = text.lower()
    for scale, name in (("one", "ones"), ("teen", "teens"), ("tens", "tens")):
        if low in known.maps[name]:
            return Token("number", text, low, known.maps[name][low], scale)
    for name in ("hundred", "thousand"):
        if low in known.lists[name]:
            return Token("number", text, low, "", name)
    if low in known.ordinals:
        return Token("ordinal", text, low, str(known.ordinals[low]))
    return Token("word", text, low)


def _without(tokens: list[Token], phrases: Phrases, openers: frozenset[str]) -> list[Token]:
    """Without the fillers; `openers` are some only where nothing was said before them."""
    said, kept, place = lows(tokens), list[Token](), 0
    while place < len(tokens):
        found = phrases.at(said, place)
        opens = not any(token.kind != "stop" for token in kept)
        if said[place] in openers and opens:
            found = said[place], 1
        if found is None:
            kept.append(tokens[place])
            place += 1
            continue
        place += found[1]
        # The pauses around a filler are its own.
        if place < len(tokens) and tokens[place].kind == "stop" and (not kept or kept[-1] == STOP):
            place += 1
        elif place < len(tokens) and tokens[place].kind == "stop" and kept:
            tokens = [*tokens[:place], replace(STOP, low=",,"), *tokens[place + 1 :]]
            said = lows(tokens)
    return kept


def _tidied(tokens: list[Token], known: Vocabulary) -> list[Token]:
    """With a zero for an "oh" between numbers, halves and doubles made whole, D C one word."""
    made: list[Token] = []
    said, place = lows(tokens), 0
    while place < len(tokens):
        token = tokens[place]
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        half = known.phrases["halves"].at(said, place)
        if half is not None and made and made[-1].kind == "number":
            made.append(Token("number", HALF, HALF, HALF, "half"))
            place += half[1]
            continue
        if token.low in known.maps["times"] and after is not None and len(after.digits) == 1:
            count = int(known.maps["times"][token.low])
            made += [after] * count
            place += 2
            continue
        if token.low in ("d", "w") and after is not None and token.low + after.low in ("dc",):
            made.append(Token("word", "DC", "dc"))
            place += 2
            continue
        if token.low in known.lists["oh"] and _is_zero(tokens, place, made):
            token = Token("number", token.text, token.low, "0", "oh")
        made.append(token)
        place += 1
    return made


def _is_zero(tokens: list[Token], place: int, made: list[Token]) -> bool:
    """ "oh" is a digit beside another one; "OH" before a written zip is the state."""
    if tokens[place].text.isupper() and len(tokens[place].text) == 2:
        return False
    after = next((t for t in tokens[place + 1 :] if t.kind != "stop"), None)
    before = next((t for t in reversed(made) if t.kind != "stop"), None)
    if after is not None and after.kind == "number" and after.scale in ("figure", "zip"):
        return len(after.digits) < 4 and bool(before and before.kind == "number")
    if after is not None and (after.kind == "number" or after.low in ("oh", "o")):
        return True
    return before is not None and before.kind == "number" and bool(made) and made[-1] == before


def _ordinals(tokens: list[Token], known: Vocabulary) -> list[Token]:
    """ "one hundred twenty-fifth" behind a house number is one ordinal."""
    made: list[Token] = []
    for token in tokens:
        start = _hundreds_before(made, known) if token.kind == "ordinal" else None
        if start is not None:
            numbers = [part for part in made[start:] if part.kind == "number"]
            number = 100 * int(numbers[0].digits)
            number += sum(int(part.digits) for part in numbers[2:]) + int(token.digits) % 100
            made = [*made[:start], Token("ordinal", token.text, token.low, str(number))]
        else:
            made.append(token)
    return made


def _hundreds_before(made: list[Token], known: Vocabulary) -> int | None:
    """Where a "one hundred" begins that belongs to the ordinal behind it."""
    place = len(made)
    if place and made[place - 1].scale == "tens":
        place -= 1
    if place and made[place - 1].low in known.lists["and"]:
        place -= 1
    if place < 2 or made[place - 1].scale != "hundred" or made[place - 2].scale != "one":
        return None
    start = place - 2
    before = made[start - 1] if start else None
    if before is None or before.scale in ("tens", "hundred", "thousand"):
        return None
    behind_pause = before.kind == "stop" or before.low in known.maps["directions"]
    ahead = made[start - 2] if start > 1 else None
    lettered = start > 2 and ahead is not None and len(ahead.low) == 1
    ahead = made[start - 3] if lettered else ahead
    earlier = ahead is not None and ahead.kind in ("number", "ordinal") and behind_pause
    return start if before.kind == "number" or earlier else None


def _joined(tokens: list[Token], known: Vocabulary) -> list[Token]:
    """Letters before the kind of a street make its name: "12 M A P L E Street"."""
    made: list[Token] = []
    for place, token in enumerate(tokens):
        letters = _letters_before(made) if token.kind == "word" and len(token.low) > 1 else []
        road = known.phrases["highways"].at([t.low for t in (*letters[-2:], token)], 0)
        if len(letters) >= FEWEST and road is None and _number_before(made, len(letters)):
            text = "".join(letter.low for letter in letters)
            made = [*made[: -len(letters)], Token("word", text, text)]
        made.append(tokens[place])
    return made


def _letters_before(made: list[Token]) -> list[Token]:
    letters: list[Token] = []
    for token in reversed(made):
        if token.kind != "word" or len(token.low) > 1:
            break
        letters.insert(0, token)
    return letters


def _number_before(made: list[Token], letters: int) -> bool:
    return len(made) > letters and made[-letters - 1].kind == "number"
