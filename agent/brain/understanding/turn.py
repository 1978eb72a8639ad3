"""One turn understood: everything it says, sorted by field, in the light of what was asked."""

import re
from datetime import datetime
from typing import Any

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.understanding import intents, problems
from agent.spoken.addresses import parse_address
from agent.spoken.emails import parse_email
from agent.spoken.money import parse_money
from agent.spoken.names import looks_like_company, parse_name
from agent.spoken.phones import parse_phone
from agent.spoken.times import find_time
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

KEYPAD = "keypad: "


def understand(text: str, ask: Ask, now: datetime, caller_id: Phone | None) -> TurnRecord:
    """Sort a caller's turn.

    Args:
        text: the words, as recognised.
        ask: what the desk asked last.
        now: local time of the business.
        caller_id: the number the carrier shows, if any.
    """
    del now  # times stay in the caller's words until a visit is booked
    if text.startswith(KEYPAD):
        return _keyed(text.removeprefix(KEYPAD), ask)
    found: dict[str, Any] = {}
    _answer(text, ask, caller_id, found)
    _request(text, ask, found)
    _contacts(text, ask, found)
    _work(text, ask, found)
    return TurnRecord.model_validate(found)


def _keyed(digits: str, ask: Ask) -> TurnRecord:
    """Keys mean digits of what was asked, else nothing."""
    if ask.field in (FieldName.PHONE, FieldName.ALTERNATE_PHONE):
        return TurnRecord.model_validate({ask.field.value: digits})
    return TurnRecord()


def _answer(text: str, ask: Ask, caller_id: Phone | None, found: dict[str, Any]) -> None:
    if ask.kind in ("confirm", "offer_caller_id", "person_or_company", "anything_else"):
        said: str | None = yes_or_no(text)
        if ask.kind == "person_or_company":
            said = _company_or_person(text) or said
        if said is not None:
            found["answer"] = said
    asked_phone = ask.field is FieldName.PHONE and ask.kind == "value"
    if caller_id is not None and asked_phone and intents.means_caller_id(text):
        found["use_caller_id"] = True


def _company_or_person(text: str) -> str | None:
    """Asked whether it is a company: "that's my company" is a yes, "it's my name" a no."""
    lower = text.lower()
    if "company" in lower or "business" in lower:
        return "no" if "not" in lower.split() else "yes"
    return "no" if "my name" in lower or "my own name" in lower else None


def _request(text: str, ask: Ask, found: dict[str, Any]) -> None:
    if ask.field is not None and intents.declines(text):
        found["declined"] = (ask.field.value,)
        return
    if ask.kind == "anything_else" and intents.declines(text):
        found["answer"] = "no"
    request = intents.request(text, ask)
    if request is not None:
        found["request"] = request


def _contacts(text: str, ask: Ask, found: dict[str, Any]) -> None:
    """Name, number, e-mail and address: asked for, or said by the way."""
    asked = ask.field if ask.kind in ("value", "spell", "confirm", "person_or_company") else None
    corrected = found.get("answer") != "yes"
    if "request" in found and found["request"] != "question":
        return
    _email(text, ask, asked, found, corrected=corrected)
    if "email" not in found:
        _phone(text, ask, asked, found, corrected=corrected)
        _address(text, ask, asked, found, corrected=corrected)
        _name(text, ask, asked, found, corrected=corrected)


def _email(
    text: str, ask: Ask, asked: FieldName | None, found: dict[str, Any], *, corrected: bool
) -> None:
    current = ask.value if isinstance(ask.value, Email) and corrected else None
    wanted = asked is FieldName.EMAIL
    if wanted or "@" in text or " dot com" in text.lower():
        readings = parse_email(text, current if wanted else None)
        if readings:
            found["email"] = readings[0].value.address


def _phone(
    text: str, ask: Ask, asked: FieldName | None, found: dict[str, Any], *, corrected: bool
) -> None:
    current = ask.value if isinstance(ask.value, Phone) and corrected else None
    readings = parse_phone(text, current)
    if readings:
        second = asked is FieldName.ALTERNATE_PHONE or "other number" in text.lower()
        key = FieldName.ALTERNATE_PHONE if second else FieldName.PHONE
        found[key.value] = readings[0].value.national


def _address(
    text: str, ask: Ask, asked: FieldName | None, found: dict[str, Any], *, corrected: bool
) -> None:
    if "phone" in found and asked is not FieldName.ADDRESS:
        return
    current = ask.value if isinstance(ask.value, Address) and corrected else None
    wanted = asked is FieldName.ADDRESS
    readings = parse_address(text, current if wanted else None)
    if readings:
        found["address"] = readings[0].value.display


def _name(
    text: str, ask: Ask, asked: FieldName | None, found: dict[str, Any], *, corrected: bool
) -> None:
    wanted = asked is FieldName.NAME and "answer" not in found
    wrong = asked is FieldName.NAME and found.get("answer") == "no"
    if found.get("answer") == "yes" and asked is FieldName.NAME:
        return
    if (wanted or wrong) and ask.kind == "value" and looks_like_company(text):
        found["name"] = _company_words(text)
        return
    current = ask.value if isinstance(ask.value, PersonName) and corrected else None
    words = _without_answer(text) if wrong else text
    elsewhere = ask.field is not None and ask.field is not FieldName.NAME
    readings = parse_name(words, asked=wanted or wrong, elsewhere=elsewhere, current=current)
    if readings and not looks_like_company(readings[0].value.display):
        found["name"] = readings[0].value.display


def _company_words(text: str) -> str:
    words = text.strip(" .,!?")
    for lead in ("this is", "it's", "it is", "my name is", "my name's", "we're", "i'm with"):
        if words.lower().startswith(lead + " "):
            return words[len(lead) + 1 :]
    return words


def _without_answer(text: str) -> str:
    """ "No, that's not right. It's Chen": what follows the no."""
    parts = re.split(r"(?<=[,.!?])\s+", text.strip())
    while len(parts) > 1 and yes_or_no(parts[0]) is not None and len(parts[0].split()) <= 4:
        parts = parts[1:]
    return " ".join(parts)


def _work(text: str, ask: Ask, found: dict[str, Any]) -> None:
    """What is wanted, how urgent, where, when, and the lesser things."""
    if ask.kind in ("confirm", "offer_caller_id", "spell") or "declined" in found:
        return
    asked = ask.kind == "open" or ask.field is FieldName.SERVICE
    contact = ask.field in (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
    if not contact and "request" not in found:
        said = problems.problem(_without_address(text), asked=asked)
        more = ask.kind == "anything_else" and found.get("answer") != "no"
        if said and (asked or more):
            found["service"] = said
    if (urgency := problems.urgency(text) or _asked_urgency(text, ask)) is not None:
        found["urgency"] = urgency
    if (kind := problems.customer_type(text) or _asked_type(text, ask)) is not None:
        found["customer_type"] = kind
    _lesser(text, ask, found)


def _without_address(text: str) -> str:
    """A street in the middle of a sentence is not part of the problem."""
    readings = parse_address(text)
    if not readings:
        return text
    street = readings[0].value.line1.split(" ", 1)[-1]
    return re.sub(rf"\b(?:at|on)\s+\S+\s+{re.escape(street)}\b[,.]?", "", text, flags=re.I)


def _asked_urgency(text: str, ask: Ask) -> str | None:
    """Asked whether it is urgent or can wait, a yes means urgent and a no that it can wait."""
    if ask.field is not FieldName.URGENCY:
        return None
    said = yes_or_no(text)
    lower = text.lower()
    if "today" in lower:
        return "urgent"
    if "wait" in lower or "week" in lower or said == "no":
        return "routine"
    return "urgent" if said == "yes" else None


def _asked_type(text: str, ask: Ask) -> str | None:
    if ask.field is not FieldName.CUSTOMER_TYPE:
        return None
    lower = text.lower()
    if "home" in lower or "house" in lower or "apartment" in lower:
        return "residential"
    return "commercial" if "business" in lower or "office" in lower or "store" in lower else None


def _lesser(text: str, ask: Ask, found: dict[str, Any]) -> None:
    if ask.field is FieldName.PREFERRED_TIME:
        found["preferred_time"] = find_time(text) or text.strip(" .!?")
    elif time := find_time(text):
        found["preferred_time"] = time
    if ask.field is FieldName.BUDGET or "budget" in text.lower():
        readings = parse_money(text)
        if readings:
            found["budget"] = str(readings[0].value)
    for name in (FieldName.MATERIALS, FieldName.NOTES, FieldName.COMPANY):
        if ask.field is name and ask.kind == "value":
            found[name.value] = text.strip()
    if ask.field is FieldName.CONTACT_METHOD:
        for method in ("text", "email", "call"):
            if method in text.lower().replace("-", ""):
                found["contact_method"] = method
                break
