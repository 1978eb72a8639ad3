"""A caller's truths in the caller's words: answers, corrections, the opening. Pure and seeded."""

import random
import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.evaluation.callers.ears import Verdict, without_suffix
from agent.evaluation.callers.person import Caller, Habits, Truth
from agent.evaluation.callers.spelling import spell_out
from agent.evaluation.forms import addresses, emails, names, phones
from agent.spoken import say_address
from office.sheet import FieldName
from office.values import PersonName

_DIGITS = "oh one two three four five six seven eight nine".split()


@cache
def talk() -> dict[str, Any]:
    """What callers say that is no value."""
    text = files(__package__).joinpath("talk.yaml").read_text()
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def true_value(field: FieldName, truth: Truth) -> Any:
    """What a read-back of a field is compared with; None if the caller has no such thing."""
    match field:
        case FieldName.NAME:
            return truth.name
        case FieldName.PHONE:
            return truth.phone
        case FieldName.EMAIL:
            return truth.email
        case FieldName.ADDRESS:
            return truth.address
        case FieldName.COMPANY:
            return truth.company or None
        case FieldName.ALTERNATE_PHONE:
            return truth.second_phone
        case _:
            return None


def opening(caller: Caller, dice: random.Random) -> str:
    """The first words of a call."""
    truth, habits = caller.truth, caller.habits
    if said := caller.says.get(FieldName.SERVICE):
        return said[0]
    hello = str(dice.choice(talk()["hello"]))
    if habits.wants_person:
        return f"{hello} {dice.choice(talk()['person'])}".strip()
    problem = _sentence(truth.complaint)
    if habits.terse:
        return problem
    parts = [hello]
    if habits.all_at_once:
        parts.append(_everything(truth, dice))
    elif habits.chatty:
        parts.append(f"My name is {truth.name.display}.")
        parts.append(str(dice.choice(talk()["story"])))
    parts.append(problem)
    if habits.all_at_once or (truth.urgency != "routine" and dice.random() < 0.5):
        parts.append(str(dice.choice(talk()["urgent"][truth.urgency])))
    return " ".join(part for part in parts if part)


def _everything(truth: Truth, dice: random.Random) -> str:
    """Name, place and number in one breath, the way some people start."""
    who = f"This is {truth.name.display}"
    where = f"at {say_address(truth.address)}"
    number = f"and my number is {phone(truth)}"
    return f"{who} {where}, {number}." if dice.random() < 0.5 else f"{who}, {where}."


def answer(
    field: FieldName, truth: Truth, habits: Habits, dice: random.Random, *, spell: bool = False
) -> str:
    """What a caller says to the question for a field."""
    if spell and (spelled := spelling(field, truth, dice)):
        return spelled
    match field:
        case FieldName.NAME:
            return names.say(truth.name, dice)
        case FieldName.PHONE:
            return phones.say(truth.phone, dice)
        case FieldName.EMAIL if truth.email is None or habits.keeps_email:
            return str(dice.choice(talk()["no_email"]))
        case FieldName.EMAIL if truth.email is not None:
            return emails.say(truth.email, dice)
        case FieldName.ADDRESS:
            return _place(truth, dice)
        case FieldName.SERVICE:
            return _sentence(truth.complaint)
        case FieldName.URGENCY:
            return str(dice.choice(talk()["asked_urgency"][truth.urgency]))
        case FieldName.CUSTOMER_TYPE:
            return str(dice.choice(talk()["building"][truth.building]))
        case FieldName.PREFERRED_TIME:
            return _sentence(truth.time)
        case FieldName.ALTERNATE_PHONE if truth.second_phone is not None:
            return phones.say(truth.second_phone, dice)
        case FieldName.COMPANY if truth.company:
            return truth.company
        case _:
            return str(dice.choice(talk()["refuse"]))


_WISHES = re.compile(r"\?|\btoday\b|\bac's\b|\bfurnace\b|\bwater everywhere\b|\bleak\b", re.I)


def _place(truth: Truth, dice: random.Random) -> str:
    """The address alone; what some people put behind it would be another wish than theirs."""
    said = addresses.say(truth.address, dice)
    while _WISHES.search(said):
        said = addresses.say(truth.address, dice)
    return said


def spelling(field: FieldName, truth: Truth, dice: random.Random) -> str:
    """A field's answer letter by letter; nothing for fields nobody spells."""
    if field is FieldName.NAME:
        return _spelled_name(truth.name, dice)
    if field is FieldName.EMAIL and truth.email is not None:
        domain = truth.email.domain.replace(".", " dot ").replace("-", " dash ")
        return f"{spell_out(truth.email.local, dice)}, at {domain}"
    if field is FieldName.ADDRESS:
        street = " ".join(_street_name(truth.address.line1))
        if street.replace(" ", "").isalpha():
            return f"{say_address(truth.address)}. {street}, {spell_out(street, dice)}"
    return ""


def place_again(truth: Truth, dice: random.Random, *, spelled: bool) -> str:
    """What a caller says whose street the desk does not find: its letters, or the zip."""
    if spelled:
        return spelling(FieldName.ADDRESS, truth, dice) or say_address(truth.address)
    postal = truth.address.postal_code[:5]
    return f"It's {_one_by_one(postal)}." if postal else str(dice.choice(talk()["no_zip"]))


_DIRECTIONS = frozenset("north south east west northeast northwest n s e w".split())


def _street_name(line1: str) -> list[str]:
    """The street's own name: without number, direction and kind of street."""
    words = line1.split()[1:-1] or line1.split()[1:]
    return [word for word in words if word.lower() not in _DIRECTIONS] or words


def _spelled_name(name: PersonName, dice: random.Random) -> str:
    family = without_suffix(name.family) or name.given
    if dice.random() < 0.5 or not name.family:
        return f"{name.display}. {family} is spelled {spell_out(family, dice)}"
    given = spell_out(name.given, dice)
    return f"First name {name.given}, {given}. Last name {family}, {spell_out(family, dice)}"


def correction(
    field: FieldName, truth: Truth, verdict: Verdict, dice: random.Random, spell: bool
) -> str:
    """What comes behind "no": the part that was wrong, or all of it anew."""
    if field in (FieldName.PHONE, FieldName.ALTERNATE_PHONE):
        return _phone_again(field, truth, verdict, dice)
    if field is FieldName.ADDRESS and verdict.part == "unit" and truth.address.line2:
        return f"It's {truth.address.line2.replace('Apt', 'apartment')}."
    if field is FieldName.NAME:
        return _name_again(truth.name, verdict, dice, spell)
    if spell and (spelled := spelling(field, truth, dice)):
        return spelled
    return answer(field, truth, Habits(), dice)


def _phone_again(field: FieldName, truth: Truth, verdict: Verdict, dice: random.Random) -> str:
    number = truth.phone if field is FieldName.PHONE else truth.second_phone
    if number is None:
        return ""
    if verdict.part == "last_four" and dice.random() < 0.5:
        return f"It's {_one_by_one(number.last_four)} at the end."
    if verdict.part == "area" and dice.random() < 0.5:
        return f"Area code {_one_by_one(number.e164[2:5])}."
    return phones.say(number, dice)


def _name_again(name: PersonName, verdict: Verdict, dice: random.Random, spell: bool) -> str:
    wrong = name.given if verdict.part == "given" else without_suffix(name.family) or name.given
    if spell:
        part = "first name" if wrong == name.given and name.family else "last name"
        return f"It's {name.display}. {part} {spell_out(wrong, dice)}"
    return f"It's {name.display}{f', {spell_out(wrong, dice)}' if dice.random() < 0.5 else ''}."


def phone(truth: Truth) -> str:
    """A caller's number, said within a sentence."""
    return ", ".join(_one_by_one(group) for group in truth.phone.groups)


def _one_by_one(digits: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
