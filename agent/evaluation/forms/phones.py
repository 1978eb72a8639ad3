"""Phone numbers as callers dictate them."""

import random
import re
from collections.abc import Callable

from agent.evaluation.forms.talk import digit_word, filler, pair_word, written
from office.values import Phone

_Style = Callable[[list[str], random.Random], str]

_AREAS = (
    "212 213 216 281 303 305 310 312 313 330 404 408 412 415 419 425 440 502 503 510 512 513 516 "
    "567 602 612 614 615 617 619 646 702 703 704 713 714 718 740 770 773 800 801 818 847 866 877 "
    "888 901 916 917 919 937 941 954"
).split()
_LEADS = (
    "", "", "", "It's ", "it's ", "My number is ", "my number is ", "Yeah, it's ", "Sure, ",
    "You can reach me at ", "The best number is ", "My cell is ", "My cell phone number is ",
    "Call me at ", "call me back at ", "Yes, that's ", "Okay, so it's ", "Um, ", "Uh, it's ",
    "That would be ", "The number's ", "Phone number is ", "it is ", "Let me see, ",
    "Yeah, sure, it's ", "I'm at ", "Oh, it's ", "Okay. ", "My mobile is ",
)  # fmt: skip
_TAILS = ("", "", "", "", ".", ".", ".", " please.", ", thanks.", ", okay?", ". Thank you.")
_REPAIRS = (
    "no wait, ", "no, sorry, ", "sorry, ", "I mean ", "no, ", "scratch that, ", "oops, ",
    "wait, no, ", "actually, ", "make that ", "correction, ", "hang on, ", "my mistake, ",
)  # fmt: skip
_ECHOES = ("that's ", "so that's ", "again, ", "again that's ", "I repeat, ")


def some(dice: random.Random) -> Phone:
    """A number that could be somebody's, now and then with an extension."""
    area = dice.choice(_AREAS)
    exchange = dice.choice(("555", f"{dice.randint(2, 9)}{dice.randint(0, 99):02d}"))
    if exchange[1:] == "11":
        exchange = "555"
    line = dice.choice(
        (
            f"{dice.randint(0, 9999):04d}",
            f"{dice.randint(0, 9999):04d}",
            f"0{dice.randint(100, 199)}",
            f"{dice.randint(1, 99)}00".rjust(4, "1"),
            f"{dice.randint(1, 9)}000",
        )
    )
    extension = str(dice.randint(1, 4999)) if dice.random() < 0.06 else ""
    return Phone(f"+1{area}{exchange}{line}", extension)


def say(phone: Phone, dice: random.Random) -> str:
    """One way to dictate a number, as a perfect recogniser writes it."""
    groups = list(phone.groups)
    style = dice.choice(_STYLES)
    spoken = style(groups, dice)
    turn = dice.random()
    if turn < 0.06:
        spoken = _restarted(groups, style, dice)
    elif turn < 0.12:
        spoken = (
            f"{spoken}, {dice.choice(_REPAIRS)}{spoken}"
            if dice.random() < 0.2
            else (_line_repaired(groups, style, dice))
        )
    elif turn < 0.16:
        spoken = f"{spoken}, {dice.choice(_ECHOES)}{style(groups, dice)}"
    elif turn < 0.18:
        spoken = f"{spoken}, {dice.choice(_ECHOES)}{dice.choice(_STYLES)(groups, dice)}"
    elif turn < 0.21:
        spoken = _area_behind(groups, style, dice)
    elif turn < 0.24:
        spoken = _named_parts(groups, dice)
    spoken = _country(spoken, dice) if turn >= 0.24 else spoken
    if phone.extension:
        spoken += _extension(phone.extension, dice)
    lead = dice.choice(_LEADS)
    text = lead + spoken + dice.choice(_TAILS)
    return text[0].upper() + text[1:] if dice.random() < 0.7 else text


def _joined(parts: list[str], dice: random.Random) -> str:
    """Groups with the pauses between them as recognisers and people fill them."""
    text = parts[0]
    usual = dice.choice((", ", " ", ". ", ", ", " "))
    for part in parts[1:]:
        gap = usual if dice.random() < 0.88 else filler(dice)
        text += gap + part
    return text


def _figures(groups: list[str], dice: random.Random) -> str:
    """Written whole, as recognisers like to."""
    area, exchange, line = groups
    return dice.choice(
        (
            f"{area}-{exchange}-{line}", f"({area}) {exchange}-{line}", f"{area} {exchange} {line}",
            f"{area}.{exchange}.{line}", f"{area}{exchange}{line}", f"{area}, {exchange}, {line}",
            f"{area}-{exchange} {line[:2]} {line[2:]}", f"({area}) {exchange} {line}",
            f"{area}. {exchange}. {line}", f"{area}-{exchange}{line}",
        )
    )  # fmt: skip


def _single_figures(groups: list[str], dice: random.Random) -> str:
    inner = dice.choice((" ", "-", ", "))
    return dice.choice((" ", ", ", ". ")).join(inner.join(group) for group in groups)


def _words(groups: list[str], dice: random.Random) -> str:
    zero = dice.choice(("oh", "zero", "zero", "oh", "nought"))
    return _joined([" ".join(digit_word(d, zero) for d in group) for group in groups], dice)


def _mixed(groups: list[str], dice: random.Random) -> str:
    """Some groups in figures, some in words."""
    return _joined(
        [
            group if dice.random() < 0.5 else " ".join(digit_word(d, "zero") for d in group)
            for group in groups
        ],
        dice,
    )


def _doubles(groups: list[str], dice: random.Random) -> str:
    """ "double five", "triple zero": repeats inside a group are named as such."""
    return _joined([_doubled(group, dice) for group in groups], dice)


def _doubled(group: str, dice: random.Random) -> str:
    said: list[str] = []
    for run in re.findall(r"(\d)(\1*)", group):
        digit, count = run[0], 1 + len(run[1])
        one = digit if dice.random() < 0.15 else digit_word(digit, dice.choice(("oh", "zero")))
        if count == 4:
            said += [f"double {one}", f"double {one}"]
        elif count == 1:
            said.append(one)
        else:
            said.append(f"{'double' if count == 2 else 'triple'} {one}")
    return " ".join(said)


def _pairs(groups: list[str], dice: random.Random) -> str:
    """ "six fourteen, five fifty-five, oh one forty-three"."""
    hyphen = dice.choice(("-", " "))
    area, exchange, line = groups
    three = [_three(group, hyphen, dice) for group in (area, exchange)]
    return _joined([*three, _four(line, hyphen, dice)], dice)


def _three(group: str, hyphen: str, dice: random.Random) -> str:
    if group[1:] == "00":
        return f"{digit_word(group[0], 'zero')} hundred"
    if group[1] == "0":
        return " ".join(digit_word(d, "oh") for d in group)
    if dice.random() < 0.3:
        return " ".join(digit_word(d, "oh") for d in group)
    return f"{digit_word(group[0], 'oh')} {pair_word(group[1:], hyphen)}"


def _four(group: str, hyphen: str, dice: random.Random) -> str:
    head, tail = group[:2], group[2:]
    if group[1:] == "000" and group[0] != "0":
        return f"{digit_word(group[0], 'zero')} thousand"
    if tail == "00" and head[0] != "0" and head[1] != "0":
        return f"{pair_word(head, hyphen)} hundred"
    first = pair_word(head, hyphen) if head[0] != "0" else f"oh {digit_word(head[1], 'oh')}"
    if tail[0] == "0":
        return f"{first} {digit_word('0', 'oh')} {digit_word(tail[1], 'oh')}"
    if head[0] != "0" and head[1] == "0" and head != "10":
        # "fifty four" would be 54.
        return f"{first}, {pair_word(tail, hyphen)}"
    return f"{first} {pair_word(tail, hyphen)}"


def _homophones(groups: list[str], dice: random.Random) -> str:
    """What a recogniser writes that knows no numbers: "six one for"."""
    heard = {"1": "won", "2": "to", "4": "for", "8": "ate"}
    said = []
    for number, group in enumerate(groups):
        one = [digit_word(digit, "oh") for digit in group]
        places = [p for p, d in enumerate(group) if d in heard and (p or number)]
        # Only between digits: at either end it is a word like any other.
        places = [p for p in places if p + 1 < len(group) or number < 2]
        if places and dice.random() < 0.6:
            at = dice.choice(places)
            one[at] = heard[group[at]]
        said.append(" ".join(one))
    return " ".join(said)


_STYLES = (
    _figures, _figures, _figures, _words, _words, _words, _mixed, _single_figures, _doubles,
    _doubles, _pairs, _pairs, _homophones,
)  # fmt: skip


def _restarted(groups: list[str], style: _Style, dice: random.Random) -> str:
    """ "six one four, no sorry, six one five, five five five ..."."""
    cut = dice.choice((1, 2))
    wrong = groups[:cut]
    wrong[-1] = _other(wrong[-1], dice)
    begun = _joined([" ".join(digit_word(d, "zero") for d in group) for group in wrong], dice)
    if dice.random() < 0.4:
        begun = " ".join(wrong)
    whole = dice.random() < 0.5
    if whole:
        return f"{begun}, {dice.choice(_REPAIRS)}{style(groups, dice)}"
    rest = " ".join(written(group, dice) for group in groups[cut - 1 :])
    return f"{begun}, {dice.choice(_REPAIRS)}{rest}"


def _line_repaired(groups: list[str], style: _Style, dice: random.Random) -> str:
    """ "... 0143, no wait, 0144"."""
    area, exchange, line = groups
    spoken = style([area, exchange, _other(line, dice)], dice)
    again = written(line, dice)
    named = dice.choice(("", "", "the last four are ", "the last four should be "))
    return f"{spoken}, {dice.choice(_REPAIRS)}{named}{again}"


def _other(group: str, dice: random.Random) -> str:
    """A group with one digit said wrong."""
    at = dice.randrange(1, len(group))
    return group[:at] + str((int(group[at]) + dice.randint(1, 8)) % 10) + group[at + 1 :]


def _area_behind(groups: list[str], style: _Style, dice: random.Random) -> str:
    area, exchange, line = groups
    seven = dice.choice((f"{exchange}-{line}", f"{written(exchange, dice)}, {written(line, dice)}"))
    code = written(area, dice)
    return dice.choice(
        (f"{seven}, area code {code}", f"{seven}, and the area code is {code}",
         f"area code {code}, {seven}", f"area code {code}, then {seven}",
         f"{seven}, with a {area} area code")
    )  # fmt: skip


def _named_parts(groups: list[str], dice: random.Random) -> str:
    area, exchange, line = (written(group, dice) for group in groups)
    return dice.choice(
        (
            f"area code {area}, then {exchange}, and the last four are {line}",
            f"the area code is {area} and the number is {exchange}, {line}",
            f"{area}, then {exchange}, then {line}", f"{area} dash {exchange} dash {line}",
            f"first three {area}, next three {exchange}, last four {line}",
        )
    )  # fmt: skip


def _country(spoken: str, dice: random.Random) -> str:
    if dice.random() > 0.08:
        return spoken
    return dice.choice(("one, ", "1-", "+1 ", "plus one ", "1 ", "plus 1, ", "one ")) + spoken


def _extension(digits: str, dice: random.Random) -> str:
    said = dice.choice((digits, digits, " ".join(digit_word(d, "oh") for d in digits)))
    if len(digits) == 2 and digits[0] != "0":
        said = dice.choice((said, pair_word(digits, "-")))
    lead = dice.choice(
        (" extension ", ", extension ", " ext. ", ", ext ", " x ", ", extension number ")
    )
    return lead + (said if lead != " x " else digits)
