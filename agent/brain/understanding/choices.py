"""Answers to questions with few answers, and the lesser things a turn can say."""

import re
from typing import Any, Literal

from agent.brain.ask import VISIT_KINDS, Ask
from agent.brain.understanding.intents import statements
from agent.brain.understanding.spans import GONE
from agent.brain.understanding.vocabulary import pattern, table
from agent.spoken.digits import all_digits
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import spelled
from agent.spoken.money import parse_money
from agent.spoken.times import find_time
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName

_DICTATED = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
_WORD = re.compile(r"[a-z]{3}", re.IGNORECASE)
_FREE = (FieldName.MATERIALS, FieldName.NOTES, FieldName.COMPANY)


def company_or_person(text: str, language: str = ENGLISH) -> Literal["yes", "no"] | None:
    """Asked whether it is a company: "that's my company" is a yes, "it's my name" a no."""
    if pattern("company_no", language).search(text):
        return "no"
    if pattern("company_yes", language).search(text):
        return "no" if re.search(r"\bnot\b", text, re.IGNORECASE) else "yes"
    return None


def asked_urgency(text: str, ask: Ask, language: str = ENGLISH) -> str | None:
    """Asked whether it is urgent or can wait, a yes means urgent and a no that it can wait."""
    if ask.field is not FieldName.URGENCY:
        return None
    said = yes_or_no(text)
    if pattern("not_now", language).search(text):
        return "routine"
    if pattern("asked_urgent", language).search(text) and said != "no":
        return "urgent"
    if pattern("asked_routine", language).search(text) or said == "no":
        return "routine"
    return "urgent" if said == "yes" else None


def asked_type(text: str, ask: Ask, language: str = ENGLISH) -> str | None:
    """Asked whether it is a home or a business."""
    if ask.field is not FieldName.CUSTOMER_TYPE:
        return None
    if pattern("asked_business", language).search(text):
        return "commercial"
    return "residential" if pattern("asked_home", language).search(text) else None


def part(text: str, name: FieldName, language: str = ENGLISH) -> str:
    """The caller's words for a part of an earlier value; nothing if they only want it changed."""
    said = {
        FieldName.PHONE: len(all_digits(text)) >= 2,
        FieldName.ALTERNATE_PHONE: len(all_digits(text)) >= 2,
        FieldName.ADDRESS: bool(all_digits(text)),
        FieldName.NAME: bool(spelled(text)) or bool(table("parts", language)["name"].search(text)),
        FieldName.EMAIL: bool(pattern("email_marks", language).search(text)),
    }
    return text.replace(GONE, " ").strip() if said.get(name) else ""


def _time(said: str, ask: Ask) -> str:
    """A time in what was said; figures alone ("9-5") in a dictated value are a part of it."""
    time = find_time(said)
    return time if ask.field not in _DICTATED or _WORD.search(time) else ""


def _without_greeting(rest: str, language: str) -> str:
    """What is stated; a "good morning" is no wish for one, and "not right now" none for now."""
    stated = pattern("time_of_day_greeting", language).sub(" ", statements(rest, language))
    return pattern("not_now", language).sub(" ", stated)


def lesser(
    text: str, rest: str, ask: Ask, found: dict[str, Any], language: str = ENGLISH
) -> dict[str, Any]:
    """Times, money, and what is written down as it was said."""
    more: dict[str, Any] = {}
    request = found.get("request")
    if ask.kind in VISIT_KINDS:
        pass  # a time on offer is understood against the others, where the call is known
    elif ask.field is FieldName.PREFERRED_TIME and ask.kind != "confirm":
        whole = "" if request or "name" in found else rest.replace(GONE, " ").strip(" .!?|")
        if said := find_time(rest) or whole:
            more["preferred_time"] = said
    elif "choice" not in found and (time := _time(_without_greeting(rest, language), ask)):
        more["preferred_time"] = time
    if ask.field is FieldName.BUDGET or pattern("budget_words", language).search(text):
        readings = parse_money(text)
        if readings:
            more["budget"] = str(readings[0].value)
    if ask.field in _FREE and ask.kind == "value" and not request and text.strip():
        more[ask.field.value] = text.strip()
    if ask.field is FieldName.CONTACT_METHOD:
        methods = table("methods", language).items()
        method = next((name for name, words in methods if words.search(text)), None)
        if method is not None:
            more["contact_method"] = method
    return more
