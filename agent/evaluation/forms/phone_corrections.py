"""How callers put right a number that was read back to them wrong."""

import random

from agent.evaluation.forms.phones import say
from agent.evaluation.forms.talk import digit_word, written
from office.values import Phone

_LEADS = (
    "No, ",
    "no, ",
    "No. ",
    "Nope, ",
    "",
    "",
    "Sorry, ",
    "No, no, ",
    "Uh, no, ",
    "Not quite, ",
)
_WHICH = ("first", "second", "third", "fourth")
_BECOMES = ("is a", "should be a", "is", "should be", "is supposed to be a")


def correct(heard: Phone, phone: Phone, dice: random.Random) -> str:
    """What somebody says who heard one number of theirs and means the other.

    Args:
        heard: the number as it was read back; it differs.
        phone: the true number.
        dice: decides the wording.
    """
    old, new = heard.e164[2:], phone.e164[2:]
    wrong = [at for at in range(10) if old[at] != new[at]]
    ways = [say(Phone(phone.e164), dice)]
    if wrong and wrong[0] >= 6:
        ways += _line(old, new, dice)
    elif wrong and wrong[-1] < 3:
        ways += _three(old[:3], new[:3], old, ("area code", "first three"), dice)
    elif wrong and wrong[0] >= 3 and wrong[-1] < 6:
        ways += _three(old[3:6], new[3:6], old, ("middle", "middle three", "prefix"), dice)
    if len(wrong) == 1:
        ways += _digit(old, new, wrong[0], dice)
    return dice.choice(_LEADS) + dice.choice(ways) + dice.choice(("", ".", "."))


def _line(old: str, new: str, dice: random.Random) -> list[str]:
    line = written(new[6:], dice)
    ways = [f"the last four are {line}", f"it's {line} at the end", f"the last four is {line}",
            f"it ends in {line}", f"last four {line}", line, f"it's {line}",
            f"the last four should be {line}"]  # fmt: skip
    if old.count(old[6:]) == 1:
        ways += [f"{line}, not {written(old[6:], dice)}", f"the last four are {line} not {old[6:]}"]
    if old[:8] == new[:8] and old[8:] == new[:7:-1]:
        ways += ["swap the last two", "the last two are swapped", "the last two are reversed"]
    return ways


def _three(
    old: str, new: str, whole: str, names: tuple[str, ...], dice: random.Random
) -> list[str]:
    name, said = dice.choice(names), written(new, dice)
    ways = [f"the {name} is {said}", f"{name} {said}", f"the {name} should be {said}"]
    if whole.count(old) == 1:
        ways += [f"it's {said}, not {written(old, dice)}", f"{said} instead of {old}"]
        ways += [f"not {old}, {said}"]
    return ways


def _digit(old: str, new: str, at: int, dice: random.Random) -> list[str]:
    """One digit, named by its place among its like, or as the only one of its kind."""
    was, now = (digit_word(one, "zero") for one in (old[at], new[at]))
    if at == 9:
        return [f"the last digit {dice.choice(_BECOMES)} {now}"] * 2
    if was == "one":
        # "The second one" may be any digit.
        return []
    among = old[:at].count(old[at])
    ways = [f"the {_WHICH[among]} {was} {dice.choice(_BECOMES)} {now}"] if among < 4 else []
    if old.count(old[at]) == 1:
        ways = [f"the {was} {dice.choice(_BECOMES)} {now}", f"it's a {now}, not a {was}"]
    return ways
