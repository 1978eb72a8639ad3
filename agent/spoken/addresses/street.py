"""Finding the house number and the street in what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.spoken.addresses.numbers import MOST, is_one_by_one, run_end, value
from agent.spoken.addresses.tokens import STOP, Token, lows
from agent.spoken.addresses.vocabulary import Vocabulary
from agent.spoken.addresses.writing import written

LONGEST = 5
"""No more words make the name of a street."""
ZIP = 5
BARE = 0.5
"""How sure a name is that no "Street" follows."""


@dataclass(frozen=True, slots=True)
class Name:
    """A street without its number, as it is written, and where it ends in the tokens.

    `sure` says how clearly it is one: a kind such as "Street" behind it tells.
    """

    text: str
    core: str
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class Found:
    """A house number and a street, from `start` to `end` of the tokens."""

    number: str
    name: Name
    start: int
    zipped: str = ""

    @property
    def end(self) -> int:
        """Where the rest of the address begins."""
        return self.name.end

    @property
    def line(self) -> str:
        """The street line of the address."""
        return f"{self.number} {self.name.text}"


def streets(tokens: list[Token], known: Vocabulary, *, bare: bool) -> list[Found]:
    """Every way to read a house number with a street, best first.

    Args:
        tokens: what was said.
        known: the words of the language.
        bare: whether a name without "Street" behind it may be one.
    """
    found: list[Found] = []
    place = 0
    while place < len(tokens):
        if tokens[place].kind not in ("number", "ordinal"):
            place += 1
            continue
        end = max(run_end(tokens, place, known), place + 1)
        start = _behind_unit(tokens, place, known)
        if start < end or tokens[place].kind == "ordinal":
            found += _from(tokens, start, end, known, bare=bare)
        place = end
    found.sort(key=lambda one: -one.name.sure)
    # A bare name counts only where nothing better was said.
    return [one for one in found if one.name.sure > BARE or found[0].name.sure <= BARE]


def name_at(tokens: list[Token], place: int, known: Vocabulary, *, bare: bool) -> Name | None:
    """The street that begins at a place."""
    direction, after = _direction(tokens, place, known)
    if direction and not _begins_name(tokens, after, known):
        direction, after = known.maps["directions"][tokens[place].low], place + 1
        if not _begins_name(tokens, after, known):
            direction, after = "", place
    found = _road(tokens, after, known) or _kind_first(tokens, after, known)
    found = found or _named(tokens, after, known, bare=bare)
    if found is None:
        return None
    behind, end = _behind(tokens, found.end, known)
    text = " ".join(part for part in (direction, found.text, behind) if part)
    return replace(found, text=text, end=end)


def _from(
    tokens: list[Token], start: int, end: int, known: Vocabulary, *, bare: bool
) -> Iterator[Found]:
    """The ways to divide a run of numbers into a house number and the rest."""
    for first, cut, weight in _cuts(tokens, start, end, known):
        said = _with_ordinal(tokens, cut, end)
        letter, after = _house_letter(said, cut, known, bare=bare)
        number = value(tokens[first:cut]) + letter
        after += after < len(said) and said[after].kind == "stop"
        if not number[:1].isdigit() or number[0] == "0" or len(number.split()[0]) > MOST + 1:
            continue
        name = name_at(said, after, known, bare=bare)
        if name is not None:
            zipped = value(tokens[start:first])
            yield Found(number, replace(name, sure=name.sure * weight), start, zipped)


def _with_ordinal(tokens: list[Token], cut: int, end: int) -> list[Token]:
    """With the tens at a cut joined to the ordinal behind them; all else stays in its place."""
    if cut == end or end >= len(tokens) or tokens[end].kind != "ordinal":
        return tokens
    number = str(int(tokens[cut].digits) + int(tokens[end].digits))
    return [*tokens[:cut], STOP, replace(tokens[end], digits=number), *tokens[end + 1 :]]


def _behind_unit(tokens: list[Token], place: int, known: Vocabulary) -> int:
    """The first number that is not a unit's: the 12 of "apartment 4 12 Oak Street"."""
    before = tokens[place - 1].low if place else ""
    if (before,) not in known.phrases["units"].entries or before in known.lists["shy_units"]:
        return place
    return place + 1


def _cuts(
    tokens: list[Token], start: int, end: int, known: Vocabulary
) -> Iterator[tuple[int, int, float]]:
    """Where the house number begins and ends, and how likely that is."""
    first = start
    too_long = len(value(tokens[start:end]).split(" ")[0]) > MOST
    if too_long and end - start > ZIP and is_one_by_one(tokens[start : start + ZIP]):
        first = start + ZIP
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.kind == "ordinal" and end > first:
        before = tokens[end - 1]
        joins = before.scale == "tens" and after.scale == "" and _is_one(after)
        if joins and end - 1 > first:
            yield first, end - 1, 1.0
            yield first, end, 0.8
            return
    counted = after is not None and after.low in known.lists["counted"]
    if counted and end - 1 > first:
        yield first, _last_chunk(tokens, first, end), 1.0
        yield first, end, 0.8
        return
    if end > first:
        yield first, end, 1.0


def _is_one(token: Token) -> bool:
    return len(token.digits) == 1 and not token.text[0].isdigit()


def _last_chunk(tokens: list[Token], first: int, end: int) -> int:
    tens = end - 2 > first and tokens[end - 2].scale == "tens" and tokens[end - 1].scale == "one"
    return end - 2 if tens else end - 1


def _house_letter(
    tokens: list[Token], place: int, known: Vocabulary, *, bare: bool
) -> tuple[str, int]:
    """A letter that belongs to the number, as in "12 A Oak Street"."""
    if place + 1 >= len(tokens):
        return "", place
    token = tokens[place]
    single = token.kind == "word" and len(token.low) == 1 and token.low.isalpha()
    if not single or token.low in known.maps["directions"]:
        return "", place
    if known.phrases["highways"].at(lows(tokens), place) is not None:
        return "", place
    if token.low == "a" and not token.text.isupper() and not bare:
        return "", place
    following = name_at(tokens, place + 1 + (tokens[place + 1].kind == "stop"), known, bare=bare)
    begins = _road(tokens, place + 1, known) or _kind_first(tokens, place + 1, known)
    begins = begins or (following if _opens_name(tokens, place + 1, known) else None)
    whole = _is_strong(tokens[place + 1], known) and not _two_kinds(tokens, place + 1, known)
    whole = whole and begins is None
    return (token.low.upper(), place + 1) if following and not whole else ("", place)


def _direction(tokens: list[Token], place: int, known: Vocabulary) -> tuple[str, int]:
    """A direction of one word, or of two that make one: "north east"."""
    if place >= len(tokens):
        return "", place
    first = known.maps["directions"].get(tokens[place].low, "")
    if not first:
        return "", place
    if place + 1 < len(tokens):
        second = known.maps["directions"].get(tokens[place + 1].low, "")
        joined = f"{first}{second.lower()}"
        if second and joined in known.maps["directions"].values():
            return joined, place + 2
    return first, place + 1


def _begins_name(tokens: list[Token], place: int, known: Vocabulary) -> bool:
    if place >= len(tokens) or tokens[place].kind == "stop":
        return False
    if tokens[place].kind in ("ordinal", "number"):
        return True
    kinds = known.maps["suffixes"]
    if tokens[place].low not in kinds:
        return True
    return _opens_name(tokens, place, known) or _two_kinds(tokens, place, known)


def _opens_name(tokens: list[Token], place: int, known: Vocabulary) -> bool:
    """Whether a "St" or "Dr" is no kind but the beginning of a name: "West St. Clair Avenue"."""
    if tokens[place].low not in known.maps["openings"] or place + 1 >= len(tokens):
        return False
    return tokens[place + 1].low in known.lists["saints"] or _goes_on(tokens, place + 1, known)


def _two_kinds(tokens: list[Token], place: int, known: Vocabulary) -> bool:
    """Whether another kind follows, so that the first is a name: "Court Street"."""
    if place + 1 >= len(tokens) or not _is_strong(tokens[place + 1], known):
        return False
    saint = tokens[place + 2 : place + 3] != [] and tokens[place + 2].low in known.lists["saints"]
    return not (saint and tokens[place + 1].low in known.maps["openings"])


def _road(tokens: list[Token], place: int, known: Vocabulary) -> Name | None:
    """A road with a number: "State Route 161"."""
    found = known.phrases["highways"].at(lows(tokens), place)
    if found is None:
        return None
    start = place + found[1]
    start += start < len(tokens) and tokens[start].text == "-"
    end = run_end(tokens, start, known)
    if end > start and end - start > ZIP and is_one_by_one(tokens[end - ZIP : end]):
        end -= ZIP
    number = value(tokens[start:end])
    if not number or len(number) > ZIP - 1 + number[-1].isalpha():
        return None
    return Name(f"{found[0]} {number}", found[0], end, 1.0)


def _kind_first(tokens: list[Token], place: int, known: Vocabulary) -> Name | None:
    """ "Avenue D", "Avenue of the Americas"."""
    if place + 1 >= len(tokens) or tokens[place].low not in known.lists["lettered"]:
        return None
    kind = known.maps["suffixes"][tokens[place].low]
    after = tokens[place + 1]
    if len(after.low) == 1 and after.low.isalpha():
        return Name(f"{kind} {after.low.upper()}", after.low.upper(), place + 2, 0.9)
    if after.low in known.lists["of"] and place + 3 < len(tokens):
        article = tokens[place + 2].low in known.lists["of_the"]
        last = tokens[place + 3 if article else place + 2]
        if last.kind == "word":
            between = " the" if article else ""
            text = f"{kind} of{between} {written(last, known)}"
            return Name(text, written(last, known), place + (4 if article else 3), 0.9)
    return None


def _named(tokens: list[Token], place: int, known: Vocabulary, *, bare: bool) -> Name | None:
    """A name with a kind behind it; without one only where that is known or asked for."""
    words: list[str] = []
    at = place
    while at < len(tokens) and len(words) <= LONGEST:
        token = tokens[at]
        if words and _ends_name(tokens, at, known):
            kind = _kind(token, known)
            core = " ".join(words)
            return Name(f"{core} {kind}", core, at + 1, 1.0 if _is_strong(token, known) else 0.9)
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        counts = following in known.lists["counted"]
        if not _may_name(token, known, first=not words, counts=counts):
            break
        words.append(written(token, known, first=not words))
        at += 1
        if (
            len(words) == 1
            and token.low in known.lists["alone"]
            and not _goes_on(tokens, at, known)
        ):
            return Name(words[0], words[0], at, 0.9)
    if not bare or not words:
        return None
    return _without_kind(tokens, place, at, known)


def _without_kind(tokens: list[Token], place: int, at: int, known: Vocabulary) -> Name | None:
    """A bare name ends where the speaker paused, or where something else begins."""
    stopped = at >= len(tokens) or tokens[at].kind in ("stop", "number")
    unit = known.phrases["units"].at(lows(tokens), at) if at < len(tokens) else None
    state = next((i for i in range(place + 1, at) if _state_at(tokens, i, known)), at)
    at = min(at, state)
    if not (stopped or unit or state < at) or at - place > 3:
        return None
    words = [written(t, known, first=i == 0) for i, t in enumerate(tokens[place:at])]
    text = " ".join(words)
    return Name(text, text, at, BARE) if words else None


def _state_at(tokens: list[Token], place: int, known: Vocabulary) -> bool:
    return known.phrases["states"].at(lows(tokens), place) is not None


def _kind(token: Token, known: Vocabulary) -> str:
    return known.maps["suffixes"].get(token.low) or known.maps["weak_suffixes"].get(token.low, "")


def _is_strong(token: Token, known: Vocabulary) -> bool:
    return token.low in known.maps["suffixes"]


def _ends_name(tokens: list[Token], at: int, known: Vocabulary) -> bool:
    """Whether this is the kind of the street and not a part of its name."""
    token = tokens[at]
    if token.kind != "word" or not _kind(token, known):
        return False
    if _is_strong(token, known):
        return not _two_kinds(tokens, at, known)
    return not _goes_on(tokens, at + 1, known)


def _goes_on(tokens: list[Token], at: int, known: Vocabulary) -> bool:
    """Whether a surer kind follows within the next words, with no pause before it."""
    for token in tokens[at : at + 3]:
        if token.kind != "word" or token.low in known.lists["strangers"]:
            return False
        if _is_strong(token, known):
            return True
    return False


def _may_name(token: Token, known: Vocabulary, *, first: bool, counts: bool) -> bool:
    if token.kind == "stop":
        return False
    if token.kind == "ordinal":
        return True
    if token.kind == "number":
        return first and counts and token.scale in ("one", "teen", "pair", "tens", "figure")
    low = token.low
    if low in known.lists["strangers"] and low not in known.lists["allowed_in_streets"]:
        return False
    if (low,) in known.phrases["units"].entries:
        return False
    return low[0].isalpha()


def _behind(tokens: list[Token], place: int, known: Vocabulary) -> tuple[str, int]:
    """A direction behind the street, unless it begins the name of a town."""
    direction, after = _direction(tokens, place, known)
    if not direction:
        return "", place
    # Quarters of a city are never the first word of a town's name.
    quarter = direction not in ("North", "South", "East", "West")
    ends = after >= len(tokens) or tokens[after].kind != "word"
    unit = not ends and known.phrases["units"].at(lows(tokens), after) is not None
    stranger = not ends and tokens[after].low in known.lists["strangers"]
    place_word = not ends and (tokens[after].low,) in known.phrases["places"].entries
    cue = not ends and known.phrases["town_cues"].at(lows(tokens), after) is not None
    return (
        (direction, after)
        if quarter or ends or unit or stranger or cue or place_word
        else ("", place)
    )
