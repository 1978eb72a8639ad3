"""Values that arrive in pieces: what was said so far, and the next words joined to it. Pure."""

from agent.brain.ask import Ask
from agent.cues import signs_of_mail
from agent.policy import Pieces
from agent.spoken.digits import all_digits
from agent.spoken.letters import spelled
from agent.spoken.progress import progress
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName

KEYPAD = "keypad: "
MOST_TURNS, MOST_OF_DIGITS = 2, 3
"""So many pieces in a row that give no value are a failed try; a number has one more."""

FEWEST_DIGITS = 2
ALMOST_ALL = 8
"""Who says so many digits again says the whole number again, and one of them was lost."""
MOST_LETTERS = 2
"""More letters than these may be a whole name."""

NUMBERS = (FieldName.PHONE, FieldName.ALTERNATE_PHONE)
DICTATED = (*NUMBERS, FieldName.EMAIL, FieldName.ADDRESS, FieldName.NAME)


def joined(pieces: Pieces, heard: str) -> str:
    """All words of a value so far; keys stay keys if all of them were."""
    return _join(pieces.words, heard)


def begun(ask: Ask, heard: str, before: Pieces | None, *, failed: bool = False) -> Pieces | None:
    """The pieces that are there after this turn, if the turn gave a part of what was asked.

    Args:
        ask: what the desk asked.
        heard: the turn's words.
        before: the pieces there were before it.
        failed: it was asked for in vain already.
    """
    name = ask.field
    if name not in DICTATED or ask.kind not in ("value", "spell", "confirm"):
        return None
    goes_on = before is not None and before.field is name
    turns = before.turns + 1 if before is not None and goes_on else 1
    if turns > (MOST_OF_DIGITS if name in NUMBERS else MOST_TURNS):
        return None
    said_before = before.words if before is not None and goes_on else ""
    if (failed or _is_almost_all(name, said_before)) and _is_almost_all(name, heard):
        return None
    if before is not None and goes_on and _adds(name, heard):
        both = joined(before, heard)
        if _is_part(ask, both):
            return Pieces(name, both, turns)
    return Pieces(name, heard, turns) if _is_part(ask, heard) else None


def _is_almost_all(name: FieldName, words: str) -> bool:
    """Whether a number is no piece but all of it, short of a digit that no waiting brings back."""
    return name in NUMBERS and len(all_digits(words)) >= ALMOST_ALL


def is_part(ask: Ask, heard: str) -> bool:
    """Whether words that could be read are still only the beginning: letters of a longer name."""
    return ask.kind == "spell" and ask.field is FieldName.NAME and _is_part(ask, heard)


def _adds(name: FieldName, heard: str) -> bool:
    """Whether words bring more of a value and are no answer to something else."""
    words = heard.removeprefix(KEYPAD)
    if name in NUMBERS:
        return bool(all_digits(words))
    return yes_or_no(words) is None and bool(words.strip())


def _is_part(ask: Ask, heard: str) -> bool:
    words = heard.removeprefix(KEYPAD)
    if ask.field is None or progress(ask.field, words) != "part":
        return False
    match ask.field:
        case FieldName.PHONE | FieldName.ALTERNATE_PHONE:
            return len(all_digits(words)) >= FEWEST_DIGITS
        case FieldName.EMAIL:
            return signs_of_mail(words) or bool(spelled(words, asked=True))
        case FieldName.NAME:
            letters = spelled(words, asked=True)
            return ask.kind == "spell" and 0 < len(letters) <= MOST_LETTERS
        case _:
            return bool(all_digits(words))


def _join(first: str, second: str) -> str:
    keyed = first.startswith(KEYPAD) and second.startswith(KEYPAD)
    one, two = first.removeprefix(KEYPAD).rstrip(" .,!?"), second.removeprefix(KEYPAD)
    return f"{KEYPAD}{one}{two}" if keyed else f"{one} {two}"
