"""Spelling by voice: letters, "B as in boy", the phonetic alphabet, and their read-back."""

import re
from dataclasses import dataclass

from agent.spoken.alphabet import Alphabet, Unit, alphabet, following, starts_with, unit_at
from agent.spoken.languages import ENGLISH

FEWEST = 2

_TOKEN = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*|\d+|[,;:.!?]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a mark as it was said; `letters` is what it spells, if it was a spelling."""

    word: str
    letters: str = ""


def spelled(text: str, *, asked: bool = False, language: str = ENGLISH) -> str:
    """The word that was spelled, in lower case, or nothing.

    Args:
        text: the caller's words.
        asked: the desk asked for letters, so that words may be letters' names.
        language: whose letters are meant.
    """
    runs = (piece.letters for piece in pieces(text, asked=asked, language=language))
    best = max(runs, key=len, default="")
    return best if len(best) >= FEWEST else ""


def spell(word: str, language: str = ENGLISH) -> str:
    """A word letter by letter, as a voice reads it well: "C, H, E, N"; signs keep their names."""
    names = alphabet(language).spoken_signs
    return ", ".join(names.get(sign, sign.upper()) for sign in word)


def pieces(text: str, *, asked: bool = False, language: str = ENGLISH) -> tuple[Piece, ...]:
    """What was said in order: words as they are, letters said one by one gathered.

    Corrections inside a spelling are carried out: "K, O, no sorry, K, O, W" is "kow".
    """
    known = alphabet(language)
    text = known.as_in_glued.sub(r"\1 as in ", text)
    # Some recognisers write everything in capitals; then capitals mean nothing.
    tokens = _TOKEN.findall(text if re.search(r"[a-z]", text) else _lowered(text))
    tokens = [token for token in tokens if token.lower() not in known.hesitations]
    found: list[Piece] = []
    place = 0
    while place < len(tokens):
        letters, after = _run(tokens, place, known, asked=asked)
        if letters and not _is_thing(letters, tokens, place, known):
            found.append(Piece(" ".join(tokens[place:after]), letters))
            place = after
        else:
            found.append(Piece(tokens[place]))
            place += 1
    return tuple(found)


def _lowered(text: str) -> str:
    several = len(re.findall(r"[A-Z]{2,}", text)) > 1
    return re.sub(r"[A-Z]{2,}", lambda m: m[0].lower(), text) if several else text


def _run(tokens: list[str], place: int, known: Alphabet, *, asked: bool) -> tuple[str, int]:
    """The letters that begin at a token, and the token behind them."""
    units: list[Unit] = []
    start = place
    done: list[tuple[str, str]] = []  # what stood before a correction, and which kind it was
    end = place
    while place < len(tokens):
        if units and (skipped := _denied(tokens, place, known, asked=asked)):
            place = end = place + skipped
            continue
        unit = unit_at(tokens, place, known, asked=asked, inside=_style(units))
        if unit is not None:
            units.append(unit)
            place = end = place + unit.used
            continue
        if not units or (skipped := _gap(tokens, place, known, _style(units), asked=asked)) == 0:
            break
        cue = _correction(tokens[place : place + skipped], known)
        if cue:
            done.append((_joined(units), cue))
            units = [units[0]._replace(letters="")]
        place += skipped
    while _says_on(units, tokens, end, known) or _begins(units, tokens, start, end, known):
        end -= units.pop().used
    if not _believable(units, done, known, tokens[:end]):
        return "", end
    return _mended(done, _joined(units)), end


def _says_on(units: list[Unit], tokens: list[str], end: int, known: Alphabet) -> bool:
    """Whether the last "letter" behind plain ones begins a sentence: "S O T O, you know"."""
    if len(units) < FEWEST or end >= len(tokens) or not tokens[end].isalpha():
        return False
    word = units[-1].style == "word" and len(tokens[end - 1]) > 1 and len(tokens[end]) > 1
    return word and units[-2].style == "letter" and not following(tokens, end - 1, known)


def _begins(units: list[Unit], tokens: list[str], start: int, end: int, known: Alphabet) -> bool:
    """Whether the last letter is the word that begins a sentence: "L O P E Z I need an outlet".

    It belongs to the letters if the name before them ends with it, and they would not.
    """
    if len(units) < FEWEST or len(_joined(units)) <= FEWEST or units[-1].style != "word":
        return False
    letter = units[-1].letters
    behind = [said.lower() for said in tokens[end : end + 2] if said != ","]
    if not behind or behind[0] not in known.sentences.get(letter, ()):
        return False
    heard = tokens[start - 1].lower() if start else ""
    return len(heard) < FEWEST or not heard.endswith(letter) or units[-2].letters.endswith(letter)


def _style(units: list[Unit]) -> str:
    return units[-1].style if units else ""


def _joined(units: list[Unit]) -> str:
    return "".join(unit.letters for unit in units).strip("-' ")


def _gap(tokens: list[str], place: int, known: Alphabet, inside: str, *, asked: bool) -> int:
    """How many tokens stand between two letters of one spelling; 0 if it ends here."""
    start = place
    while place < len(tokens):
        if tokens[place].lower() in known.between:
            used = 1
        else:
            used = starts_with(tokens, place, known.restart)
            used = used or starts_with(tokens, place, known.mended)
        unit = unit_at(tokens, place, known, asked=asked, inside=inside)
        if place > start and unit is not None:
            # "a" between letters is a letter; in "and I need" it is a word.
            words = any(token.isalpha() for token in tokens[start:place])
            vague = unit.style == "word" and words and tokens[place + 1 : place + 2] != []
            goes_on = vague and tokens[place + 1].isalpha() and not following(tokens, place, known)
            goes_on = goes_on or (unit.style == "word" and words and len(tokens[place]) > 1)
            return 0 if goes_on else place - start
        if not used:
            return 0
        place += used
    return 0


def _correction(tokens: list[str], known: Alphabet) -> str:
    for place in range(len(tokens)):
        if starts_with(tokens, place, known.restart):
            return "restart"
        if starts_with(tokens, place, known.mended):
            return "mended"
    return ""


def _denied(tokens: list[str], place: int, known: Alphabet, *, asked: bool) -> int:
    """The tokens of "not F" and "not F as in Frank"."""
    start = place
    while place < len(tokens) and tokens[place] in ",;.":
        place += 1
    used = starts_with(tokens, place, known.nots)
    if not used:
        return 0
    place += used
    if place < len(tokens) and tokens[place].lower() in known.between and _more(tokens, place):
        place += 1
    unit = unit_at(tokens, place, known, asked=asked, inside="letter")
    return place + unit.used - start if unit is not None else 0


def _more(tokens: list[str], place: int) -> bool:
    return place + 1 < len(tokens) and len(tokens[place + 1]) == 1 and tokens[place + 1].isalpha()


def _mended(done: list[tuple[str, str]], last: str) -> str:
    """Letters said again replace what they begin like; a lone letter replaces the last one."""
    whole = done[0][0] if done else last
    for (_, cue), after in zip(done, [*(text for text, _ in done[1:]), last], strict=False):
        whole = _replaced(whole, after, restart=cue == "restart")
    return whole


def _replaced(before: str, after: str, *, restart: bool) -> str:
    if not after or not before:
        return after or before
    again = before[:2] == after[:2] or (len(before) <= 2 and before[0] == after[0])
    if restart or again or len(after) > len(before):
        return after
    back = before.rfind(after[0])
    if back >= 0 and len(before[:back] + after) >= len(before):
        return before[:back] + after
    return before[:-1] + after


def _believable(
    units: list[Unit], done: list[tuple[str, str]], known: Alphabet, tokens: list[str]
) -> bool:
    """Everyday words alone ("are you", "I see") spell nothing, nor do two first names."""
    letters = sum(len(unit.letters) for unit in units) + sum(len(text) for text, _ in done)
    styles = [unit.style for unit in units if unit.letters]
    if letters < FEWEST or not styles:
        return letters >= FEWEST and bool(done)
    if all(style == "word" for style in styles):
        return False
    if all(style in ("person", "word") for style in styles):
        return len(styles) > 2
    return True


def _is_thing(letters: str, tokens: list[str], place: int, known: Alphabet) -> bool:
    """ "My A C" is a machine."""
    behind = tokens[place - 1].lower() if place else ""
    return letters in known.things and behind in known.articles
