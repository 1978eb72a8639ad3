"""US addresses as callers say them and recognisers write them."""

import random
from dataclasses import replace

from num2words import num2words

from agent.evaluation.forms import places
from office.values import Address

_LEADS = (
    "", "", "", "", "It's ", "it's ", "The address is ", "My address is ", "I'm at ", "We're at ",
    "That would be ", "Um, it's ", "Sure, it's ", "yeah it's ", "Okay, so it's ", "We live at ",
    "The house is at ", "uh ", "It'll be at ", "So the address is ", "That's ", "Yes, ",
)  # fmt: skip
_TAILS = (
    "", "", "", "", "", "", ".", ".", ".", ", please.", ", thanks.", ". Thank you.",
    ", my AC's out.", ". Can someone come today?", ", and the furnace quit.", ". It's a house.",
    ", there's water everywhere.", ". We need somebody today.", ", and I have a leak.",
)  # fmt: skip
_BREAKS = ("no, ", "no wait, ", "sorry, ", "I mean ", "actually, ", "make that ", "wait, no, ")
_SHORT_UNITS = {"Apt": ("apartment", "apt", "Apt", "Apartment", "apartment number", "number")}
_FULL = {"St.": ("Saint", "St."), "Dr.": ("Doctor", "Dr."), "Jr": ("Junior", "Jr")}
_ONES = "oh one two three four five six seven eight nine".split()
_HOUSES = (1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5)


def some(dice: random.Random) -> Address:
    """A true address somewhere in the United States, as it is written."""
    line1 = f"{_house(dice)} {_street(dice)}"
    unit = _unit(dice) if dice.random() < 0.25 else ""
    if dice.random() < 0.12:
        return Address(line1, unit)
    city, state, zips = dice.choice(places.TOWNS)
    postal = f"{zips}{dice.randrange(100):02}" if dice.random() < 0.7 else ""
    if postal and dice.random() < 0.04:
        postal += f"-{dice.randrange(1000, 10000)}"
    return Address(line1, unit, city, state if postal or dice.random() < 0.75 else "", postal)


def say(value: Address, dice: random.Random) -> str:
    """One way a person says it, as a perfect recogniser would write it."""
    words = dice.random() < 0.5
    said = _whole(value, dice, words=words)
    if dice.random() < 0.06:
        said = _taken_back(value, dice, words=words) + said
    said = dice.choice(_LEADS) + said
    tail = dice.choice(_TAILS)
    said = said[0].upper() + said[1:] + tail
    return said.lower() if dice.random() < 0.15 and _survives_lower(value) else said


def _survives_lower(value: Address) -> bool:
    """Whether it is clear without capitals: a town is, where a state or zip follows it."""
    return bool(value.state or value.postal_code) or not value.city


def _taken_back(value: Address, dice: random.Random, *, words: bool) -> str:
    """A false start: another number, or the same with another end, taken back."""
    wrong = f"{dice.randrange(2, 99)}"
    number, _, street = value.line1.partition(" ")
    start = replace(value, line1=f"{wrong} {street}", line2="", city="", state="", postal_code="")
    if number.isdigit() and wrong != number:
        return f"{_whole(start, dice, words=words)}, {dice.choice(_BREAKS)}"
    return ""


def _whole(value: Address, dice: random.Random, *, words: bool) -> str:
    pause = ", "
    street = _line(value.line1, dice, words=words)
    unit = _said_unit(value.line2, dice, words=words)
    place = _place(value, dice, words=words)
    order = dice.random()
    if order < 0.04 and value.city and not value.state and not value.postal_code:
        parts = [value.city, street, unit]
    elif order < 0.04 and value.postal_code and not value.city:
        parts = [_postal(value.postal_code, dice, words=words), street, unit]
    elif order < 0.07 and unit and not unit.startswith(("number", "#")) and _kind(value.line2):
        return f"{unit}, {street}, {place}" if place else f"{unit}, {street}"
    else:
        parts = [street, unit, place]
    if dice.random() < 0.05:
        parts[-1] = parts[-1] and f"{dice.choice(('um', 'uh'))}, {parts[-1]}"
    close = " " if dice.random() < 0.2 and _clear_without_pauses(value) else pause
    return close.join(part for part in parts if part)


def _clear_without_pauses(value: Address) -> bool:
    """Whether street, unit and town can be told apart without a pause between them."""
    last = value.line1.split()[-1]
    return last in places.CLEAR and (not value.line2 or _kind(value.line2))


def _kind(unit: str) -> bool:
    """Whether a unit is one with a number, which can stand before the street too."""
    return unit.split()[0] in ("Apt", "Unit", "Suite", "Lot")


def _house(dice: random.Random) -> str:
    digits = dice.choice(_HOUSES)
    number = dice.randrange(10 ** (digits - 1), 10**digits)
    if digits > 2 and dice.random() < 0.2:
        number = number // 100 * 100 + dice.choice((0, 0, 1, 5, 8))
    if digits == 4 and dice.random() < 0.05:
        number = number // 1000 * 1000
    kind = dice.random()
    return f"{number}A" if kind < 0.02 else f"{number} 1/2" if kind < 0.035 else str(number)


def _street(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.12:
        return _directed(
            f"{_ordinal(dice.choice(places.ORDINALS))} {dice.choice(places.GRID)}", dice
        )
    if kind < 0.18:
        return f"{dice.choice(places.ROADS)} {dice.choice(places.ROAD_NUMBERS)}"
    if kind < 0.21:
        return dice.choice(places.WHOLE)
    return _directed(f"{dice.choice(places.NAMES)} {dice.choice(places.KINDS)}", dice)


def _directed(street: str, dice: random.Random) -> str:
    kind = dice.random()
    way = dice.choice(("North", "South", "East", "West"))
    if kind < 0.15:
        return f"{way} {street}"
    if kind < 0.2:
        return f"{street} {way}"
    if kind < 0.23:
        return f"{street} {dice.choice(('Northeast', 'Northwest', 'Southeast', 'Southwest'))}"
    return street


def _unit(dice: random.Random) -> str:
    number = str(dice.choice((1, 2, 3, 4, 7, 12, 101, 204, 305, 1200, 200)))
    kind = dice.random()
    if kind < 0.35:
        return f"Apt {number}"
    if kind < 0.5:
        return f"Apt {dice.randrange(1, 20)}{dice.choice('ABCD')}"
    if kind < 0.6:
        return f"Apt {dice.choice('ABCDEF')}"
    if kind < 0.75:
        return f"Unit {number}"
    if kind < 0.9:
        return f"Suite {number}"
    return dice.choice(
        ("2nd Floor", "1st Floor", "3rd Floor", "Rear", "Upstairs", "Lot 14", "Basement")
    )


def _line(line1: str, dice: random.Random, *, words: bool) -> str:
    number, _, street = line1.partition(" ")
    half = street.startswith("1/2 ")
    street = street.removeprefix("1/2 ")
    said = _said_number(number, dice, words=words)
    if half:
        said += dice.choice((" and a half", " and one half", " 1/2"))
    ordinal = street[0].isdigit()
    counted = street.split()[0].lower() in _ONES
    # Numbers beside each other need a pause, or figures for one of them.
    apart = ", " if (ordinal or counted) and words else " "
    return f"{said}{apart}{_said_street(street, dice, words=words)}"


def _said_number(number: str, dice: random.Random, *, words: bool) -> str:
    letter = number[-1] if number[-1].isalpha() else ""
    digits = number.removesuffix(letter) if letter else number
    if not words:
        spaced = len(digits) > 2 and dice.random() < 0.08
        return (" ".join(digits) if spaced else digits) + letter
    spoken = _in_words(digits, dice)
    return f"{spoken} {letter}" if letter else spoken


def _in_words(digits: str, dice: random.Random) -> str:
    """A house number in words: in pairs, in hundreds, or digit by digit."""
    number, way = int(digits), dice.random()
    if len(digits) > 4 or way < 0.12:
        return " ".join(_ONES[int(digit)] for digit in digits).replace("oh", _zero(dice))
    if len(digits) <= 2:
        return _cardinal(number, dice)
    if way < 0.3:
        return _cardinal(number, dice)
    head, tail = int(digits[:-2]), digits[-2:]
    if digits.endswith("000"):
        return _cardinal(number, dice)
    if tail == "00":
        return f"{_cardinal(head, dice)} hundred"
    if tail[0] == "0":
        return f"{_cardinal(head, dice)} {_zero(dice)} {_ONES[int(tail[1])]}"
    return f"{_cardinal(head, dice)} {_cardinal(int(tail), dice)}"


def _zero(dice: random.Random) -> str:
    return "zero" if dice.random() < 0.15 else "oh"


def _cardinal(number: int, dice: random.Random) -> str:
    said = str(num2words(number)).replace(",", "")
    if dice.random() < 0.6:
        said = said.replace(" and ", " ")
    return said.replace("-", " ") if dice.random() < 0.4 else said


def _said_street(street: str, dice: random.Random, *, words: bool) -> str:
    said = []
    parts = street.split()
    for place, part in enumerate(parts):
        last = place == len(parts) - 1 or parts[place + 1] in places.WAYS
        # In "West Street" the direction is the name, and "W Street" another one.
        named = parts[place + 1 : place + 2] != [] and parts[place + 1] in places.KINDS
        spoken = _said_part(part, dice, words=words, first=place == 0, last=last, named=named)
        said.append(spoken)
    return " ".join(said)


def _said_part(
    part: str, dice: random.Random, *, words: bool, first: bool, last: bool, named: bool
) -> str:
    if part[0].isdigit() and not part.isdigit():
        number = int(part[:-2])
        spoken = str(num2words(number, to="ordinal")).replace(" and ", " ")
        return spoken.title() if words or dice.random() < 0.2 else part
    if part.isdigit():
        return _in_words(part, dice) if words else part
    short = places.SHORT.get(part)
    if short and last and not first and not words and dice.random() < 0.3:
        return short
    if part in places.WAYS and not words and not named and dice.random() < 0.3:
        return places.WAYS[part]
    return dice.choice(_FULL[part]) if part in _FULL else part


def _said_unit(line2: str, dice: random.Random, *, words: bool) -> str:
    if not line2:
        return ""
    kind, _, number = line2.partition(" ")
    if number == "Floor":
        floor = {"1st": "first", "2nd": "second", "3rd": "third"}[kind]
        return f"{floor} floor" if words or dice.random() < 0.5 else f"{kind} floor"
    if not number:
        return dice.choice(("in the rear", "rear")) if kind == "Rear" else kind.lower()
    called = dice.choice(_SHORT_UNITS.get(kind, (kind.lower(), kind)))
    if called == "number" or (not words and kind == "Unit" and dice.random() < 0.2):
        # Both leave open what kind of unit it is.
        called = "#" if kind == "Unit" else "apartment"
    digits = number.rstrip("ABCDEF")
    letter = number[len(digits) :]
    spoken = (_in_words(digits, dice) if words else digits) if digits else ""
    apart = " " if words or not digits or dice.random() < 0.2 else ""
    return f"{called} {spoken}{apart if spoken and letter else ''}{letter}"


def _place(value: Address, dice: random.Random, *, words: bool) -> str:
    if not value.city:
        return _postal(value.postal_code, dice, words=words) if value.postal_code else ""
    state = ""
    if value.state:
        written = not words and dice.random() < 0.5
        state = value.state if written else places.STATES[value.state]
    lead = "in " if dice.random() < 0.1 else ""
    town = f"{lead}{value.city}"
    region = f"{town}{dice.choice((', ', ', ', ' '))}{state}" if state else town
    if not value.postal_code:
        return region
    postal = _postal(value.postal_code, dice, words=words)
    cue = dice.choice(("", "", "", "zip ", "zip code ", "zip is ", "and the zip is "))
    joint = " " if state and not cue and dice.random() < 0.6 else ", "
    return f"{region}{joint}{cue}{postal}"


def _postal(postal: str, dice: random.Random, *, words: bool) -> str:
    five, _, four = postal.partition("-")
    if not words:
        if four:
            return postal
        return five if dice.random() < 0.8 else " ".join(five)
    said = _five(five, dice)
    return f"{said} dash {_by_one(four, dice)}" if four else said


def _five(digits: str, dice: random.Random) -> str:
    """A zip in words: one by one, or "forty-three two fifteen"."""
    pairs = digits[0] not in "0" and digits[1] != "0" and digits[3] not in "0"
    if dice.random() < 0.2 and pairs:
        head, tail = _cardinal(int(digits[:2]), dice), _cardinal(int(digits[3:]), dice)
        middle = _ONES[int(digits[2])]
        # "twenty two" would take the middle digit to itself.
        if digits[1] != "0" and int(digits[:2]) % 10:
            return f"{head} {middle} {tail}"
    return _by_one(digits, dice)


def _by_one(digits: str, dice: random.Random) -> str:
    return " ".join(_ONES[int(digit)] for digit in digits).replace("oh", _zero(dice))


def _ordinal(number: int) -> str:
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
