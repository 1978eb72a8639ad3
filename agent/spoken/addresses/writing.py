"""Words of names as they are written."""

from num2words import num2words

from agent.spoken.addresses.tokens import Token
from agent.spoken.addresses.vocabulary import Vocabulary


def written(token: Token, known: Vocabulary, *, first: bool = False) -> str:
    """A word of a name as it is written."""
    if token.kind == "ordinal":
        return ordinal(int(token.digits))
    if token.kind == "number":
        return str(num2words(int(token.digits))).capitalize()
    low = token.low
    if first and low in known.maps["openings"]:
        return known.maps["openings"][low]
    if low in known.maps["closings"]:
        return known.maps["closings"][low]
    if not first and low in known.lists["small"]:
        return low
    return capital(token.text)


def ordinal(number: int) -> str:
    """5 is "5th", 23 "23rd", 112 "112th"."""
    special = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if number % 100 in (11, 12, 13) else special.get(number % 10, "th")
    return f"{number}{ending}"


def capital(word: str) -> str:
    """A name with its capitals: "mckinley" is McKinley, "o'neil" O'Neil; inner ones stay."""
    if any(letter.isupper() for letter in word[1:]) and not word.isupper():
        return word[:1].upper() + word[1:]
    low = word.lower()
    if low.startswith("mc") and len(low) > 4:
        return f"Mc{low[2:3].upper()}{low[3:]}"
    if low[1:2] == "'" and len(low) > 3:
        return f"{low[0].upper()}'{low[2].upper()}{low[3:]}"
    return "-".join(part[:1].upper() + part[1:] for part in low.split("-"))
