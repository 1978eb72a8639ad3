"""E-mail addresses as callers say them: words, letters, digits, signs, and corrections inside."""

import random
import re
from functools import cache

from num2words import num2words

from agent.evaluation.forms import names
from agent.evaluation.forms.letters import spell_aloud
from office.values import Email

_DOMAINS = (
    ("gmail.com", 45), ("yahoo.com", 12), ("outlook.com", 6), ("hotmail.com", 6), ("icloud.com", 6),
    ("aol.com", 5), ("comcast.net", 4), ("att.net", 2), ("verizon.net", 2), ("sbcglobal.net", 1),
    ("msn.com", 1), ("live.com", 1), ("", 12),
)  # fmt: skip
_TRADES = (
    "plumbing", "heating", "roofing", "electric", "builders", "realty", "dental", "bakery", "auto",
    "landscaping", "consulting", "design", "properties", "law group", "family dental", "pet care",
)  # fmt: skip
_FRONT = (
    "river", "oak", "summit", "blue sky", "main street", "north side", "sunrise", "cedar",
    "lake view", "liberty", "golden gate", "maple", "red rock", "grand", "stone bridge",
    "pioneer",
)  # fmt: skip
_OFFICES = ("info", "office", "service", "sales", "contact", "billing", "hello", "accounts")
_CARRIERS = (
    "", "", "", "", "It's ", "it's ", "My email is ", "my e-mail address is ", "Sure, it's ",
    "Yeah, it's ", "Okay, it's ", "uh, ", "Um, it's ", "That would be ", "The best email is ",
    "You can use ", "yes my email's ", "Oh, it's ", "Sure. ", "email is ", "Let's see, it's ",
)  # fmt: skip
_CLOSINGS = (
    "", "", "", "", "", ".", ".", ", thanks", ", please", ", all lowercase", ". All one word",
    ". Thank you.", ", no spaces", ". That's my work email.", ", okay?",
    " and that's all lower case",
)  # fmt: skip
_SIGNS = {
    ".": ("dot", "dot", "dot", "period", "."),
    "_": ("underscore", "underscore", "under score", "_"),
    "-": ("dash", "hyphen", "dash", "minus"),
    "+": ("plus", "plus sign"),
}
_SPLIT = {"gmail": "g mail", "hotmail": "hot mail", "outlook": "out look", "icloud": "i cloud",
          "aol": "A O L", "msn": "M S N", "sbcglobal": "S B C global", "att": "A T T"}  # fmt: skip


_RANGES = ((1, 10), (10, 100), (10, 100), (1940, 2000), (2000, 2025), (100, 1000))


def some(dice: random.Random) -> Email:
    """A true address of somebody."""
    domain = dice.choices([name for name, _ in _DOMAINS], [share for _, share in _DOMAINS])[0]
    if not domain:
        return _of_a_business(dice)
    given, family = names.plain_pair(dice)
    sign = dice.choice((".", ".", "_", "-", ""))
    local = dice.choice(
        (
            f"{given}{sign}{family}",
            f"{given}{sign}{family}",
            f"{given[0]}{family}",
            f"{family}{sign}{given}",
            given,
            family,
        )
    )
    if dice.random() < 0.45:
        local += dice.choice(("", "", "_", ".")) + _some_digits(dice)
    return Email(f"{local}@{domain}")


def say(value: Email, dice: random.Random) -> str:
    """One way to say it, as a perfect recogniser would write it."""
    if dice.random() < 0.12:
        written = dice.choice(
            (value.address, value.address.replace("@", " at "), value.address.title())
        )
        return dice.choice(_CARRIERS) + written + dice.choice(("", "."))
    local = _say_local(value.local, dice)
    at = dice.choice((" at ", " at ", " at ", " @ ", ", at, ", " at sign "))
    domain = _say_domain(value.domain, dice)
    if dice.random() < 0.04:
        wrong = dice.choice(("yahoo dot com", "gmail dot com", "hotmail dot com"))
        domain = f"{wrong}, {dice.choice(('no sorry', 'no wait', 'sorry', 'no'))}, {domain}"
    return dice.choice(_CARRIERS) + local + at + domain + dice.choice(_CLOSINGS)


def _of_a_business(dice: random.Random) -> Email:
    name = dice.choice(
        (
            f"{dice.choice(_FRONT)} {dice.choice(_TRADES)}",
            f"{names.plain_pair(dice)[1]} {dice.choice(_TRADES)}",
        )
    )
    ending = dice.choice(("com", "com", "com", "net", "org", "us", "co.uk", "biz"))
    given, family = names.plain_pair(dice)
    local = dice.choice((*_OFFICES, given, f"{given}.{family}", f"{given[0]}{family}"))
    return Email(f"{local}@{name.replace(' ', '')}.{ending}")


def _some_digits(dice: random.Random) -> str:
    low, high = dice.choice(
        ((1, 10), (10, 100), (10, 100), (1940, 2000), (2000, 2025), (100, 1000))
    )
    number = str(dice.randrange(low, high))
    return dice.choice((number, number, number, number, f"0{number[0]}", "007"))


def _say_local(local: str, dice: random.Random) -> str:
    said: list[str] = []
    for part in re.findall(r"[a-z]+|\d+|[._+-]", local):
        if part.isdigit():
            said.append(_say_digits(part, dice))
        elif part.isalpha():
            said.append(_say_word(part, dice))
        else:
            said.append(_say_sign(part, dice))
    joined = re.sub(r"(?<=[a-z]{2}) ([._]) (?=[A-Za-z][a-z])", r"\1", " ".join(said))
    return joined.replace(" . ", " dot ")


def _say_sign(sign: str, dice: random.Random) -> str:
    said = dice.choice(_SIGNS[sign])
    if dice.random() < 0.02:
        wrong = "dash" if sign != "-" else "underscore"
        return f"{wrong}, no, {_SIGNS[sign][0]}"
    return said


def _say_word(part: str, dice: random.Random) -> str:
    words = _words(part)
    if not words:
        return spell_aloud(part, dice)
    spoken = " ".join(word.upper() if len(word) == 1 else word for word in words)
    spoken = spoken.title() if dice.random() < 0.3 else spoken
    roll = dice.random()
    if roll < 0.15 and len(part) > 2:
        return spell_aloud(part, dice)
    if roll < 0.3 and len(words) == 1 and len(part) > 2:
        link = dice.choice((", ", ", ", ", that's ", ", spelled "))
        return f"{spoken}{link}{spell_aloud(part, dice)},"
    return spoken


def _say_digits(digits: str, dice: random.Random) -> str:
    ways = [digits, digits, " ".join(num2words(int(digit)) for digit in digits)]
    if digits[0] == "0":
        ways += [" ".join("oh" if digit == "0" else num2words(int(digit)) for digit in digits)]
        ways += ["double o seven"] if digits == "007" else []
        return dice.choice(ways)
    if len(digits) == 2:
        ways += [num2words(int(digits)), num2words(int(digits)).replace("-", " ")]
        ways += [f"double {num2words(int(digits[0]))}"] if digits[0] == digits[1] else []
    elif len(digits) == 4 and digits[:2] == "20" and digits[2] == "0":
        ways += [num2words(int(digits)), num2words(int(digits)).replace(" and", "")]
    elif len(digits) == 4 and digits[2] != "0":
        ways += [f"{num2words(int(digits[:2]))} {num2words(int(digits[2:]))}"]
    elif len(digits) == 3 and digits[1] not in "01":
        ways += [f"{num2words(int(digits[0]))} {num2words(int(digits[1:]))}"]
    return dice.choice(ways)


def _say_domain(domain: str, dice: random.Random) -> str:
    name, _, ending = domain.partition(".")
    if dice.random() < 0.25:
        return dice.choice((domain, domain.capitalize()))
    if name in _SPLIT:
        name = _SPLIT[name] if dice.random() < 0.25 else name
    else:
        name = " ".join(_words(name)) or name
    dot = f" {dice.choice(('dot', 'dot', 'dot', 'dot', 'period'))} "
    if ending == "us":
        return f"{name} dot us"
    return f"{name}{dot}{' dot '.join(ending.split('.'))}"


@cache
def _words(part: str) -> tuple[str, ...]:
    """The words an address is made of, as its owner would say them."""
    known = names.plain_words()
    if part in known or part in _OFFICES:
        return (part,)
    for cut in range(1, len(part)):
        head, tail = part[:cut], part[cut:]
        if tail in known and (head in known or cut == 1):
            return (head, tail)
    for front in (*_FRONT, *known):
        for trade in _TRADES:
            if part == f"{front}{trade}".replace(" ", ""):
                return (*front.split(), *trade.split())
    return ()
