"""What stands around the street: unit, town, state and zip, in any order."""

import re
from dataclasses import dataclass, field

from agent.spoken.addresses.numbers import is_one_by_one, run_end, value
from agent.spoken.addresses.tokens import STOP, Token, lows
from agent.spoken.addresses.vocabulary import Vocabulary
from agent.spoken.addresses.writing import ordinal, written

ZIP, ZIP_AND_FOUR = 5, 9
_IN_GROUPS = re.compile(r"\d{2,3}-\d{2,3}")
"""Recognisers write "four three two, oh six" as 432-06."""

NEAR = 3
"""A state stands within so many pauses behind the street."""


@dataclass
class Rest:
    """What was found; `lost` tells of digits that make no zip."""

    unit: str = ""
    city: str = ""
    state: str = ""
    postal: str = ""
    lost: bool = False
    cued: set[str] = field(default_factory=set)


def read_rest(
    before: list[Token], after: list[Token], known: Vocabulary, *, asked: bool, bare: bool
) -> Rest:
    """The other parts, before and behind the street.

    Args:
        before: what was said ahead of the number.
        after: what was said behind the street.
        known: the words of the language.
        asked: whether the desk asked for an address, so that a word before it is a town.
        bare: whether it is an address, so that a word behind it is a town.
    """
    rest = Rest()
    after = take_unit(after, rest, known, behind=True)
    before = take_unit(before, rest, known, behind=False)
    after = take_zip(after, rest, known)
    before = take_zip(before, rest, known) if not rest.postal else before
    if not rest.postal and any(token.kind == "number" for token in after):
        rest.lost = True
    take_town(after, rest, known, asked=bare, behind=True)
    if not rest.city:
        take_town(before, rest, known, asked=asked or bool(rest.postal), behind=False)
    return rest


def take_unit(tokens: list[Token], rest: Rest, known: Vocabulary, *, behind: bool) -> list[Token]:
    """Note the units and give back what is left; only right behind a street may a place be one."""
    kept: list[Token] = []
    place, said, units = 0, lows(tokens), list[str]()
    while place < len(tokens):
        found = _unit(tokens, said, place, known, behind=behind)
        found = found or _floor(tokens, place, known, behind=behind)
        if found is None and behind and not _words(kept, known):
            found = _place(tokens, said, place, known)
        if found is None:
            kept.append(tokens[place])
            place += 1
            continue
        if found[0]:
            units.append(found[0])
        if not _words(kept, known):
            kept.clear()
        kept.append(STOP)
        place = found[1]
    rest.unit = rest.unit or " ".join(units)
    return kept


def _words(kept: list[Token], known: Vocabulary) -> list[Token]:
    return [t for t in kept if t.kind != "stop" and t.low not in known.lists["place_articles"]]


def _unit(
    tokens: list[Token], said: list[str], place: int, known: Vocabulary, *, behind: bool
) -> tuple[str, int] | None:
    found = known.phrases["units"].at(said, place)
    if found is None:
        return None
    name, length = found
    if not behind and said[place] in known.lists["shy_units"]:
        return None
    at = place + length
    at += at < len(tokens) and tokens[at].kind == "stop" and name != "Unit"
    number, end = _identifier(tokens, at, known)
    if not number and said[place] in known.lists["misheard_units"]:
        # "Department chief": the unit was said, and its letter was not heard.
        at += at < len(tokens) and tokens[at].kind == "word" and _closed(tokens, at + 1)
        return "", at
    return (f"{name} {number}", end) if number else None


def _identifier(tokens: list[Token], at: int, known: Vocabulary) -> tuple[str, int]:
    """ "three B", "B3", "two oh one", "12A", "B as in boy"; nothing if it is none."""
    if at >= len(tokens):
        return "", at
    if tokens[at].text == "-":
        at += 1
    if tokens[at].kind == "number":
        end = run_end(tokens, at, known)
        if end - at > ZIP and is_one_by_one(tokens[end - ZIP : end]):
            end -= ZIP
        elif tokens[at].scale == "figure" and end - at > 1 and tokens[end - 1].scale == "figure":
            end = at + 1
        number = value(tokens[at:end])
        letter, after = _letter(tokens, end, known, alone=False)
        return (f"{number}{letter}", after) if number[-1:].isdigit() else (number, end)
    letter, after = _letter(tokens, at, known, alone=True)
    if not letter:
        return "", at
    if after < len(tokens) and tokens[after].kind == "number":
        end = run_end(tokens, after, known)
        if end - after > ZIP and is_one_by_one(tokens[end - ZIP : end]):
            end -= ZIP
        number = value(tokens[after:end])
        if len(number) < ZIP - 1:
            return f"{letter}{number}", end
    return letter, after


def _letter(tokens: list[Token], at: int, known: Vocabulary, *, alone: bool) -> tuple[str, int]:
    if at >= len(tokens) or tokens[at].kind != "word":
        return "", at
    low = tokens[at].low
    letter = low.upper() if len(low) == 1 and low.isalpha() else ""
    if alone or _closed(tokens, at + 1):
        letter = letter or known.maps["letters"].get(low, "")
    if not letter:
        return "", at
    cue = at + 2 < len(tokens) and (
        tokens[at + 1].low in known.lists["letter_cues"]
        or f"{tokens[at + 1].low} {tokens[at + 2].low}" in known.lists["letter_cues"]
    )
    if cue:
        length = 2 if tokens[at + 1].low in known.lists["letter_cues"] else 3
        if at + length < len(tokens) and tokens[at + length].low[:1] == letter.lower():
            return letter, at + length + 1
    return letter, at + 1


def _closed(tokens: list[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].kind != "word"


def _floor(
    tokens: list[Token], place: int, known: Vocabulary, *, behind: bool
) -> tuple[str, int] | None:
    """ "second floor"."""
    if tokens[place].kind != "ordinal" or place + 1 >= len(tokens) or not behind:
        return None
    if tokens[place + 1].low not in known.lists["floors"]:
        return None
    return f"{ordinal(int(tokens[place].digits))} Floor", place + 2


def _place(
    tokens: list[Token], said: list[str], place: int, known: Vocabulary
) -> tuple[str, int] | None:
    """ "in the rear", "upstairs": a unit where nothing of a town's name follows."""
    found = known.phrases["places"].at(said, place)
    if found is None:
        return None
    end = place + found[1]
    if end < len(tokens) and (tokens[end].low,) in known.phrases["units"].entries:
        end += 1
    follows = end < len(tokens) and tokens[end].kind == "word"
    if follows and known.phrases["town_cues"].at(said, end) is None:
        return None
    return found[0], end


def take_zip(tokens: list[Token], rest: Rest, known: Vocabulary) -> list[Token]:
    """Note the zip: exactly five digits, or nine; a lost "oh" must not make another town's."""
    best: tuple[bool, int, int, str] | None = None
    place = 0
    while place < len(tokens):
        if tokens[place].kind != "number":
            place += 1
            continue
        start, end = place, _digits_end(tokens, place, known)
        postal = _postal(_joined(tokens[start:end], known))
        if not postal and (first := _heard_as_word(tokens, start, end, known)):
            start, postal, rest.lost = start - 1, first + value(tokens[start:end]), True
        if not postal and tokens[start].scale == "oh":
            postal = _postal(value(tokens[start + 1 : end]))
        cue = _cue_before(tokens, start, known)
        if postal and (best is None or cue < start):
            best = (cue < start, cue, end, postal)
        place = end
    if best is None:
        return tokens
    rest.postal = best[3]
    if best[0]:
        rest.cued.add("zip")
    return [*tokens[: best[1]], STOP, *tokens[best[2] :]]


def _heard_as_word(tokens: list[Token], start: int, end: int, known: Vocabulary) -> str:
    """ "Ohio for 3206": the first digit, which was written as a word."""
    alone = end - start == 1 and len(tokens[start].digits) == ZIP - 1
    if not alone or not start or _words(tokens[end:], known):
        return ""
    return known.maps["heard_digits"].get(tokens[start - 1].low, "")


def _digits_end(tokens: list[Token], place: int, known: Vocabulary) -> int:
    """The end of digits that short pauses, dashes and "plus four" may interrupt."""
    end = run_end(tokens, place, known)
    while end + 1 < len(tokens):
        pause = tokens[end].kind == "stop" or tokens[end].low in known.lists["dashes"]
        if not pause or tokens[end + 1].kind != "number":
            break
        further = run_end(tokens, end + 1, known)
        length = len(_joined(tokens[place:further], known))
        if length > ZIP and length != ZIP_AND_FOUR:
            break
        end = further
    return end


def _joined(tokens: list[Token], known: Vocabulary) -> str:
    """The digits of several numbers with pauses between them."""
    digits, place = "", 0
    while place < len(tokens):
        end = max(run_end(tokens, place, known), place + 1)
        digits += value(tokens[place:end])
        place = end
    return digits


def _postal(digits: str) -> str:
    if len(digits) == ZIP + 1 + 4 and digits[ZIP] == "-":
        return digits
    if _IN_GROUPS.fullmatch(digits) and len(digits) == ZIP + 1:
        return digits.replace("-", "")
    if not digits.isdigit():
        return ""
    if len(digits) == ZIP_AND_FOUR:
        return f"{digits[:ZIP]}-{digits[ZIP:]}"
    return digits if len(digits) == ZIP else ""


def _cue_before(tokens: list[Token], start: int, known: Vocabulary) -> int:
    """Where the words that announce a zip begin, or the zip's own place."""
    for length in range(6, 0, -1):
        at = start - length
        if at < 0:
            continue
        found = known.phrases["zip_cues"].at(lows(tokens[at:start]), 0)
        if found is not None:
            while at > 0 and tokens[at - 1].low in ("the", "and", "my", "with"):
                at -= 1
            return at
    return start


def take_town(
    tokens: list[Token], rest: Rest, known: Vocabulary, *, asked: bool, behind: bool
) -> None:
    """Note town and state."""
    groups = _groups(tokens)
    for place, group in reversed(list(enumerate(groups[:NEAR] if behind else groups))):
        cut = _state(group, known)
        if cut is None or _is_filler(groups, place, known):
            continue
        code, start, end = cut
        ahead = group[:start]
        if not ahead and place and not rest.city:
            ahead = groups[place - 1]
        town = _town(ahead, known, sure=True, last=not behind)
        word = end - start == 1 and group[start].low in known.lists["words_or_states"]
        if word and not (town or rest.city or rest.postal):
            # "Hi, 12 Oak Street" is no place in Hawaii.
            continue
        rest.state, rest.city = rest.state or code, town or rest.city
        alone = " ".join(lows(group[start:end]))
        if not rest.city and alone in known.lists["city_states"]:
            rest.city, rest.state = " ".join(written(t, known) for t in group[start:end]), ""
        return
    chosen = groups[:1] if behind else groups[-1:]
    for group in (*chosen, *groups):
        cued = _cued_town(group, known)
        if cued:
            rest.city = cued
            rest.cued.add("town")
            return
    for group in chosen:
        rest.city = _town(group, known, sure=asked or bool(rest.postal), last=not behind)


def _is_filler(groups: list[list[Token]], place: int, known: Vocabulary) -> bool:
    """Whether a state is none: "Columbus, Ohio, 432, OK" has one already."""
    alone = lows(groups[place])
    fills = len(alone) == 1 and alone[0] in known.lists["fillers_or_states"]
    return fills and place > 0 and _state(groups[place - 1], known) is not None


def _groups(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in ("stop", "number"):
            groups.append([])
        else:
            groups[-1].append(token)
    return [group for group in groups if group]


def _state(group: list[Token], known: Vocabulary) -> tuple[str, int, int] | None:
    """The last state in a group that a town's name does not go on behind."""
    said, cues = lows(group), known.phrases["town_cues"].entries
    strangers = known.lists["strangers"] - known.lists["allowed_in_towns"]
    for start in range(len(group) - 1, -1, -1):
        found = known.phrases["states"].at(said, start)
        token = group[start]
        code = token.text.upper()
        if found is None and code in known.state_codes and token.text.isupper():
            found = code, 1
        closes = start + 1 == len(group) or (
            token.low not in known.lists["strangers"] and (token.low,) not in cues
        )
        spoken = not strangers.intersection(said[:start])
        if found is None and code in known.state_codes and closes and spoken:
            found = code, 1
        if found is None:
            continue
        if start and known.phrases["states"].at(said, start - 1) not in (None, (code, 1)):
            longer = known.phrases["states"].at(said, start - 1)
            if longer is not None and longer[1] > 1:
                continue
        end = start + found[1]
        if end == len(group) or group[end].low in known.lists["strangers"] | known.lists["and"]:
            return found[0], start, end
    return None


def _cued_town(group: list[Token], known: Vocabulary) -> str:
    said = lows(group)
    for place in range(len(group)):
        found = known.phrases["town_cues"].at(said, place)
        if found is not None:
            return _town(group[place + found[1] :], known, sure=True, last=False)
    return ""


def _town(group: list[Token], known: Vocabulary, *, sure: bool, last: bool) -> str:
    """The town in a group of words; a sentence that goes on is none, and no figure is in one."""
    if any(sign.isdigit() for token in group for sign in token.low):
        return ""
    said = lows(group)
    for place in range(len(group)):
        found = known.phrases["town_cues"].at(said, place)
        if found is not None:
            group, last, sure = group[place + found[1] :], False, True
            break
    words = _leading(group[::-1], known)[::-1] if last else _leading(group, known)
    whole = len(words) == len(group)
    capitals = bool(words) and all(
        t.text[0].isupper() or t.low in known.lists["joins"] for t in words
    )
    if not all(_has_vowel(t, known) for t in words):
        return ""
    if len(words) == 1 and words[0].low in known.lists["words_or_states"]:
        return ""
    if not words or len(words) > 3 or not (capitals or (sure and whole) or (sure and not last)):
        return ""
    if last and not sure:
        return ""
    if words[0].low in known.lists["small"] and not capitals:
        return ""
    return " ".join(written(t, known, first=i == 0) for i, t in enumerate(words))


def _has_vowel(token: Token, known: Vocabulary) -> bool:
    """ "WN" is what is left of a town's name."""
    return token.low in known.maps["openings"] or bool(re.search("[aeiouy]", token.low))


def _leading(group: list[Token], known: Vocabulary) -> list[Token]:
    words: list[Token] = []
    for token in group:
        stranger = token.low in known.lists["strangers"]
        if (stranger and token.low not in known.lists["allowed_in_towns"]) or token.low == "and":
            break
        words.append(token)
    return words
