"""Numbers of houses, roads and zips: "fourteen twenty", "one oh five", "twelve hundred"."""

from agent.spoken.addresses.tokens import Token, tokenise
from agent.spoken.addresses.vocabulary import Vocabulary, vocabulary
from agent.spoken.languages import ENGLISH

MOST = 6
"""No house has more digits."""


def house_number(spoken: str, language: str = ENGLISH) -> str:
    """A house number in digits: "fourteen twenty" is 1420, "one hundred five" is 105."""
    known = vocabulary(language)
    tokens = tokenise(spoken, known)
    place = next((i for i, token in enumerate(tokens) if token.kind == "number"), None)
    return "" if place is None else value(tokens[place : run_end(tokens, place, known)])


def run_end(tokens: list[Token], place: int, known: Vocabulary) -> int:
    """Where the number that begins at a place ends; an "and" inside it belongs to it."""
    end = place
    while end < len(tokens):
        token = tokens[end]
        if token.kind == "number":
            end += 1
            if token.scale in ("half", "zip", "lettered"):
                break
        elif (
            token.low in known.lists["and"]
            and end > place
            and tokens[end - 1].scale in ("hundred", "thousand")
            and end + 1 < len(tokens)
            and tokens[end + 1].kind == "number"
        ):
            end += 1
        else:
            break
    return end


def value(tokens: list[Token]) -> str:
    """What the tokens of one number write: pairs are joined, hundreds and thousands counted.

    A letter or a half behind it stays: "12A", "12 1/2".
    """
    tail = ""
    if tokens and tokens[-1].scale == "half":
        tail, tokens = f" {tokens[-1].digits}", tokens[:-1]
    return _counted(_paired([token for token in tokens if token.kind == "number"])) + tail


def is_one_by_one(tokens: list[Token]) -> bool:
    """Whether a number was said digit by digit."""
    return all(len(token.digits) == 1 for token in tokens)


def _paired(tokens: list[Token]) -> list[Token]:
    """With tens and ones that belong together made one: "twenty three"."""
    made: list[Token] = []
    for token in tokens:
        if made and made[-1].scale == "tens" and token.scale == "one" and token.digits != "0":
            made[-1] = Token("number", "", "", made[-1].digits[0] + token.digits, "pair")
        else:
            made.append(token)
    return made


def _counted(chunks: list[Token]) -> str:
    written = ""
    place, before = 0, ""
    while place < len(chunks):
        chunk = chunks[place]
        place += 1
        if chunk.scale == "thousand":
            rest = _counted(chunks[place:])
            whole = int(_figures(written + before) or 1) * 1000
            return str(whole + int(rest or 0)) if len(rest) < 4 else f"{whole}{rest}"
        if chunk.scale == "hundred":
            count = int(_figures(before) or 1) * 100
            if place < len(chunks) and _is_small(chunks[place]):
                count += int(chunks[place].digits)
                place += 1
            written, before = written + str(count), ""
            continue
        written, before = written + before, chunk.digits
    return written + before


def _is_small(chunk: Token) -> bool:
    """Whether it can be what follows a hundred: "hundred five", "hundred twenty"."""
    return chunk.digits.isdigit() and len(chunk.digits) <= 2 and chunk.digits[0] != "0"


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def has_numbers_of(address: str, heard: str, language: str = ENGLISH) -> bool:
    """Whether the numbers of an address were said, in order: "one first Street" has both."""
    known = vocabulary(language)
    said, written = (iter(_numbers(text, known)) for text in (heard, address))
    return all(number in said for number in written)


def _numbers(text: str, known: Vocabulary) -> list[str]:
    tokens, place, numbers = tokenise(text, known), 0, list[str]()
    while place < len(tokens):
        end = place + 1
        if tokens[place].kind == "number":
            end = run_end(tokens, place, known)
            numbers.append(value(tokens[place:end]))
        elif tokens[place].kind == "ordinal":
            numbers.append(tokens[place].digits)
        place = end
    return numbers
