"""A whole turn read as an address: its parts in any order, and what it takes back."""

from agent.spoken.addresses.corrections import corrected, merged, respelled, without_denied
from agent.spoken.addresses.recognised import put_right, without_pause
from agent.spoken.addresses.rest import read_rest
from agent.spoken.addresses.spelling import put_in, spelling
from agent.spoken.addresses.street import Found, streets
from agent.spoken.addresses.tokens import STOP, Token, lows, tokenise
from agent.spoken.addresses.vocabulary import Vocabulary, vocabulary
from agent.spoken.addresses.writing import capital
from agent.spoken.addresses.zips import without_contradiction
from agent.spoken.languages import ENGLISH
from agent.spoken.reading import Reading
from office.values import Address

WITH_TOWN, WITHOUT_TOWN = 0.8, 0.6
LOST_DIGITS = 0.7
"""Digits that make no zip lower the confidence: something was lost between them."""
SAID_AGAIN = 0.6
ALTERNATIVE = 0.5
MOST = 4


def parse_address(
    text: str,
    current: Address | None = None,
    *,
    asked: bool = False,
    bare: bool = False,
    language: str = ENGLISH,
) -> tuple[Reading[Address], ...]:
    """The addresses a turn can mean, best first; what is not said of a known one stays.

    A zip code counts only with exactly five digits, or nine: a lost "oh" must not become another
    town. A post-office box is no place to work at and gives nothing.

    Args:
        text: the caller's words.
        current: the address that was just read back, for a turn that puts a part of it right.
        asked: the desk asked for an address, so that "Columbus, twelve Oak" is one.
        bare: the text is an address that was asked for some time, so that "twelve Oak" is one.
        language: whose words they are.
    """
    known = vocabulary(language)
    if known.boxes.search(text):
        return ()
    readings: tuple[Reading[Address], ...] = ()
    standing = current
    for said in takes(tokenise(put_right(text, known, language), known), known):
        left, denied = without_denied(said, standing, known)
        short = asked or bare or current is not None
        found = _whole(left, known, asked=asked, bare=short)
        if found and standing is not None:
            again = merged(found[0].value, standing, known)
            # What fits the address that is known is surer than the same words alone.
            found = (Reading(again, max(found[0].confidence, SAID_AGAIN)), *found[1:])
        if not found and standing is not None:
            found = corrected(left, denied, standing, known)
        if found and (current is not None or found[0].confidence >= SAID_AGAIN or not readings):
            readings, standing = found, found[0].value
    return tuple(_plausible(reading, current) for reading in readings)


def _plausible(reading: Reading[Address], current: Address | None) -> Reading[Address]:
    """A state stands against its zip only where the caller puts it right."""
    whole = without_pause(reading.value)
    if current is not None and reading.value.state != current.state:
        return Reading(whole, reading.confidence)
    return Reading(without_contradiction(whole), reading.confidence)


def takes(tokens: list[Token], known: Vocabulary) -> list[list[Token]]:
    """The turn cut where the caller takes something back or begins again."""
    takes: list[list[Token]] = [[]]
    said, place = lows(tokens), 0
    while place < len(tokens):
        again = known.phrases["restarts"].at(said, place)
        back = known.phrases["repairs"].at(said, place)
        length = again[1] if again else back[1] if back and _takes_back(tokens, place) else 0
        if not length:
            takes[-1].append(tokens[place])
            place += 1
            continue
        takes = [[]] if again else [*takes, []]
        place += length
    return [take for take in takes if any(token.kind != "stop" for token in take)]


def _takes_back(tokens: list[Token], place: int) -> bool:
    """A "no" does so beside a pause or before a number, but not in "no hot water", "No. 4"."""
    token = tokens[place]
    before = tokens[place - 1] if place else STOP
    after = tokens[place + 1] if place + 1 < len(tokens) else STOP
    if token.text == "No" and place and after.scale == "figure":
        return False
    return before.kind == "stop" or after.kind in ("stop", "number", "ordinal")


def _whole(
    tokens: list[Token], known: Vocabulary, *, asked: bool, bare: bool
) -> tuple[Reading[Address], ...]:
    """A number, a street and the rest of it."""
    found = streets(tokens, known, bare=bare)
    readings: list[Reading[Address]] = []
    for place, one in enumerate(found[:MOST]):
        reading = _with_rest(one, tokens, known, asked=asked, bare=bare)
        sure = reading.confidence * (ALTERNATIVE if place else 1)
        if all(reading.value != other.value for other in readings):
            readings.append(Reading(reading.value, round(sure, 3)))
    return tuple(readings)


def _with_rest(
    found: Found, tokens: list[Token], known: Vocabulary, *, asked: bool, bare: bool
) -> Reading[Address]:
    street, after = _as_spelled(found, tokens[found.end :], known)
    before, line = tokens[: found.start], f"{found.number} {street}"
    rest = read_rest(before, after, known, asked=asked, bare=bare)
    postal = rest.postal or found.zipped
    sure = (WITH_TOWN if rest.city or postal else WITHOUT_TOWN) * found.name.sure
    if rest.lost:
        sure *= LOST_DIGITS
    return Reading(Address(line, rest.unit, rest.city, rest.state, postal), sure)


def _as_spelled(found: Found, after: list[Token], known: Vocabulary) -> tuple[str, list[Token]]:
    """The street by the letters behind it, and what was said besides them."""
    told = spelling(after, known)
    street = put_in(found.name.text, told.letters) if told.letters else ""
    if street:
        written = " ".join(capital(word) for word in street.split())
        return written, [*_without_cues(told.before, known), *told.behind]
    name = respelled(found.name.core, after, known, heard=True)
    if name:
        street = found.name.text.replace(found.name.core, name, 1)
        return street, _without_cues(after, known, letters=True)
    return found.name.text, after


def _without_cues(tokens: list[Token], known: Vocabulary, *, letters: bool = False) -> list[Token]:
    """Without the words that announce letters, single letters, and the name before them."""
    kept: list[Token] = []
    said, place = lows(tokens), 0
    while place < len(tokens):
        phrase = known.phrases["spelling_cues"].at(said, place)
        phrase = phrase or known.phrases["with_letter"].at(said, place)
        letter = letters and tokens[place].kind == "word" and len(tokens[place].low) == 1
        if phrase is None and not letter:
            kept.append(tokens[place])
        else:
            # "that's Clark with an E": the words before the letters belong to them.
            while kept and kept[-1].kind == "word":
                kept.pop()
        place += phrase[1] if phrase else 1
    return kept
