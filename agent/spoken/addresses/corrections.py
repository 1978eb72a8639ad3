"""Putting one part of a known address right: "no, fifteen not fifty", "it's Dublin"."""

from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from agent.spoken.addresses.numbers import MOST, run_end, value
from agent.spoken.addresses.rest import Rest, take_town, take_unit, take_zip
from agent.spoken.addresses.spelling import spelling
from agent.spoken.addresses.street import Name, name_at, streets
from agent.spoken.addresses.tokens import STOP, Token, lows, tokenise
from agent.spoken.addresses.vocabulary import Vocabulary
from agent.spoken.addresses.writing import capital, written
from agent.spoken.reading import Reading
from office.values import Address

SURE, LIKELY, UNSURE = 0.7, 0.6, 0.4
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """An address in the parts that people put right one by one."""

    address: Address
    number: str
    street: str
    core: str
    kind: str

    @classmethod
    def of(cls, address: Address, known: Vocabulary) -> "Known":
        """Cut the street line of an address."""
        found = streets(tokenise(address.line1, known), known, bare=True)
        if not found:
            number, _, street = address.line1.partition(" ")
            return cls(address, number, street, street, "")
        name = found[0].name
        behind = name.text.split(name.core, 1)[-1].split()
        return cls(address, found[0].number, name.text, name.core, behind[0] if behind else "")

    def with_street(self, street: str) -> Address:
        """The same house in another street."""
        return replace(self.address, line1=f"{self.number} {street}".strip())

    def with_number(self, number: str) -> Address:
        """Another house in the same street."""
        return replace(self.address, line1=f"{number} {self.street}".strip())

    def with_core(self, core: str) -> Address:
        """The street's name changed, its kind and directions kept."""
        return self.with_street(self.street.replace(self.core, core, 1))


def corrected(
    left: list[Token], denied: set[str], current: Address, known: Vocabulary
) -> tuple[Reading[Address], ...]:
    """What a turn changes of an address; nothing if it changes nothing that can be told.

    Args:
        left: what was said, less what was denied.
        denied: the parts that were said to be wrong.
        current: the address as it is known.
        known: the words of the language.
    """
    parts = Known.of(current, known)
    rest = Rest()
    left = take_unit(left, rest, known, behind=True)
    core = _respelled(left, parts, known)
    if core:
        return (Reading(_with_rest(parts.with_core(core), rest), SURE),)
    left = take_zip(_without_number(left, parts.number, known), rest, known)
    changed = _with_rest(current, rest)
    found = _street(left, parts, known, denied)
    if found is not None:
        again = _town_behind(left, found, known)
        return (Reading(_with_rest(parts.with_street(found.text), rest, again), SURE),)
    number = _number(left, parts, known)
    if number and "unit" in denied and not rest.unit:
        unit = current.line2.split(" ")[0] if current.line2 else "Unit"
        return (Reading(replace(current, line2=f"{unit} {number}"), SURE),)
    if number:
        return (Reading(_with_rest(parts.with_number(number), rest), LIKELY),)
    town = Rest()
    whole = left
    while left and (left[0].kind == "stop" or left[0].low in known.lists["strangers"]):
        left = left[1:]
    take_town(left, town, known, asked=True, behind=True)
    if town.cued or town.state or "town" in denied or "state" in denied:
        return (Reading(_with_rest(changed, town), SURE),) if town.city or town.state else ()
    if changed != current:
        sure = SURE if "zip" in rest.cued or rest.unit else LIKELY
        return (Reading(_with_rest(changed, town), sure),)
    return _named(whole, town.city, parts, known, denied)


def _without_number(left: list[Token], number: str, known: Vocabulary) -> list[Token]:
    """Without the house number that is known: one of five digits said again is no zip."""
    for place, token in enumerate(left):
        if token.kind == "number":
            end = run_end(left, place, known)
            return [*left[:place], STOP, *left[end:]] if value(left[place:end]) == number else left
    return left


def merged(whole: Address, current: Address, known: Vocabulary) -> Address:
    """An address said anew; what was left out of it stays as it was known."""
    old, new = Known.of(current, known), Known.of(whole, known)
    street = whole.line1
    if new.street == new.core and new.core == old.core:
        street = f"{new.number} {old.street}"
    return Address(
        street,
        whole.line2 or (current.line2 if new.core == old.core else ""),
        whole.city or current.city,
        whole.state or current.state,
        whole.postal_code or current.postal_code,
    )


def respelled(name: str, tokens: list[Token], known: Vocabulary, *, heard: bool) -> str:
    """The name as letters spell it: "M A P L E", "with an E"; empty if they do not.

    Where the name was `heard` in the same turn, letters that are far from it spell something else.
    """
    letters = _letters(name if heard else "", tokens, known)
    if letters:
        return capital(letters)
    said = lows(tokens)
    for place in range(len(tokens)):
        found = known.phrases["with_letter"].at(said, place)
        at = place + found[1] if found else 0
        if found and at < len(tokens) and len(tokens[at].low) == 1:
            return _with_letter(name, tokens[at].low, known)
    return ""


def _with_letter(name: str, letter: str, known: Vocabulary) -> str:
    low = name.lower()
    if letter in low:
        return name
    twin = known.maps["twins"].get(letter, "")
    if twin and twin in low:
        return capital(low.replace(twin, letter, 1))
    return name + letter if letter in known.lists["added"] else ""


def _letters(name: str, tokens: list[Token], known: Vocabulary) -> str:
    """The letters said one by one that could be this name's."""
    if sum(token.kind == "word" and len(token.low) == 1 for token in tokens) < FEWEST_LETTERS:
        return ""
    letters = spelling(tokens, known).letters
    fits = not name or _near(letters, name)
    return letters if len(letters) >= FEWEST_LETTERS and fits else ""


def _respelled(tokens: list[Token], parts: Known, known: Vocabulary) -> str:
    heard = next(
        (t for t in tokens if t.kind == "word" and len(t.low) > 2 and _near(t.low, parts.core)),
        None,
    )
    name = capital(heard.text) if heard else parts.core
    return respelled(name, tokens, known, heard=heard is not None)


def _near(word: str, core: str) -> bool:
    return Levenshtein.normalized_distance(word, core.lower()) <= 0.6


def without_denied(
    tokens: list[Token], current: Address | None, known: Vocabulary
) -> tuple[list[Token], set[str]]:
    """What is left without "not fifty", and which parts of the address were denied."""
    nots, said = known.phrases["nots"], lows(tokens)
    if all(nots.at(said, place) is None for place in range(len(tokens))):
        return tokens, set()
    parts = Known.of(current or Address("0"), known)
    denied: set[str] = set()
    place = 0
    while place < len(tokens):
        found = known.phrases["nots"].at(lows(tokens), place)
        if found is None:
            place += 1
            continue
        start = place + found[1]
        kind, end = _denied_part(tokens, start, parts, known)
        if kind:
            denied.add(kind)
            tokens = [*tokens[:place], *tokens[end:]]
            if place < len(tokens) and place and tokens[place].kind == "stop":
                place += 1
        else:
            tokens = [*tokens[:place], STOP, *tokens[start:]]
            place += 1
    return tokens, denied


def _denied_part(
    tokens: list[Token], start: int, parts: Known, known: Vocabulary
) -> tuple[str, int]:
    """Which part of the address the words behind a "not" name, and where they end."""
    at = start
    while at < len(tokens) and tokens[at].low in ("in", "on", "the", "a", "it's"):
        at += 1
    said, place = lows(tokens), parts.address
    unit = known.phrases["units"].at(said, at)
    if unit is not None:
        trial = Rest()
        left = take_unit(tokens[at:], trial, known, behind=True)
        if trial.unit:
            taken = len(tokens) - at - (len(left) - 1)
            return "unit", at + taken
    if at < len(tokens) and tokens[at].kind == "number":
        end = run_end(tokens, at, known)
        number = value(tokens[at:end])
        if number == parts.number or not place.line2.endswith(f" {number}"):
            return ("zip" if number == place.postal_code else "number"), end
        return "unit", end
    if (
        at < len(tokens)
        and len(tokens[at].low) == 1
        and place.line2.endswith(tokens[at].low.upper())
    ):
        return "unit", at + 1
    named = (
        ("street", parts.street), ("name", parts.core), ("kind", parts.kind),
        ("town", place.city),
    )  # fmt: skip
    for kind, text in named:
        words = [token.low for token in tokenise(text, known)]
        if words and said[at : at + len(words)] == words:
            end = at + len(words)
            if kind == "name" and parts.kind and said[end : end + 1] == [parts.kind.lower()]:
                end += 1
            return kind, end
    state = known.phrases["states"].at(said, at)
    if state is not None:
        return "state", at + state[1]
    if at < len(tokens) and (
        tokens[at].low in known.maps["suffixes"] or tokens[at].low in known.maps["directions"]
    ):
        return "kind", at + 1
    end = at
    while end < len(tokens) and tokens[end].kind == "word" and end - at < 2:
        end += 1
    return ("name", end) if end > at else ("", at)


def _street(tokens: list[Token], parts: Known, known: Vocabulary, denied: set[str]) -> Name | None:
    """A street said without its number: "Oak Avenue", "the street is Elm", "avenue"."""
    said = lows(tokens)
    for place, token in enumerate(tokens):
        cue = known.phrases["street_cues"].at(said, place)
        if cue is not None:
            found = name_at(tokens, place + cue[1], known, bare=True)
            if found is None:
                continue
            if found.text == found.core:
                return replace(found, text=parts.street.replace(parts.core, found.core, 1))
            return found
        if token.kind in ("stop", "number"):
            continue
        before = tokens[place - 1] if place else STOP
        starts = (
            before.kind == "stop" or before.low in known.lists["strangers"] or before.low == "the"
        )
        found = name_at(tokens, place, known, bare=False) if starts else None
        if found is not None:
            return found
        kind = known.maps["suffixes"].get(token.low) or known.maps["weak_suffixes"].get(token.low)
        only = place + 1 == len(tokens) or tokens[place + 1].kind == "stop"
        if kind and starts and only and parts.kind:
            text = parts.street.replace(f"{parts.core} {parts.kind}", f"{parts.core} {kind}", 1)
            return Name(text, parts.core, place + 1, SURE)
        direction = known.maps["directions"].get(token.low)
        if direction and starts and only and "kind" in denied:
            return _turned(direction, parts, place, known)
    return None


def _turned(direction: str, parts: Known, place: int, known: Vocabulary) -> Name:
    """The same street with another direction."""
    names = set(known.maps["directions"].values())
    words = [direction if word in names else word for word in parts.street.split()]
    if words == parts.street.split():
        words = [direction, *words]
    return Name(" ".join(words), parts.core, place + 1, SURE)


def _town_behind(tokens: list[Token], found: Name, known: Vocabulary) -> Rest:
    rest = Rest()
    take_town(tokens[found.end :], rest, known, asked=False, behind=True)
    return rest


def _number(tokens: list[Token], parts: Known, known: Vocabulary) -> str:
    for place, token in enumerate(tokens):
        if token.kind == "number" and token.scale != "oh":
            number = value(tokens[place : run_end(tokens, place, known)])
            return number if number and len(number.split()[0]) <= MOST and number[0] != "0" else ""
        if token.kind == "ordinal" and not parts.core[:1].isdigit():
            return ""
    return ""


def _named(
    tokens: list[Token], town: str, parts: Known, known: Vocabulary, denied: set[str]
) -> tuple[Reading[Address], ...]:
    """A bare name: the street's if that was denied or sounds alike, else perhaps the town's."""
    words = [
        t for t in tokens
        if t.kind == "ordinal" or (t.kind == "word" and t.low not in known.lists["strangers"])
    ]  # fmt: skip
    words = [token for token in words if token.low not in known.lists["name_openers"]]
    said = [token.low for token in tokens if token.low not in known.lists["name_openers"]]
    if not words or len(words) > 3 or known.lists["strangers"].intersection(said):
        return ()
    name = " ".join(written(token, known, first=i == 0) for i, token in enumerate(words))
    street = Reading(parts.with_core(name), SURE if denied & {"name", "street"} else UNSURE)
    if denied or not town or _near(name.lower(), parts.core):
        return (street,)
    return (street, Reading(replace(parts.address, city=town), UNSURE - 0.05))


def _with_rest(address: Address, *rests: Rest) -> Address:
    for rest in rests:
        address = replace(
            address,
            line2=_unit(rest.unit, address.line2),
            city=rest.city or address.city,
            state=rest.state or address.state,
            postal_code=rest.postal or address.postal_code,
        )
    return address


def _unit(said: str, current: str) -> str:
    """ "unit 4" of an apartment is the apartment's number."""
    kind, _, number = said.partition(" ")
    old, _, before = current.partition(" ")
    return f"{old} {number}" if kind == "Unit" and before and number else said or current
