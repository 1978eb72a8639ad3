"""Field by field: from written or spoken text to values, and whether a value was really said."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from agent.spoken.addresses import has_numbers_of, parse_address
from agent.spoken.digits import all_digits
from agent.spoken.emails import parse_email
from agent.spoken.letters import spelled
from agent.spoken.names import parse_company, parse_name
from agent.spoken.phones import parse_phone, said_in
from agent.spoken.reading import Reading
from agent.spoken.times import find_time
from office.sheet import FieldName, Value
from office.values import BadPhone, Phone

_PARSERS: dict[FieldName, Callable[[str, Any], tuple[Reading[Any], ...]]] = {
    FieldName.NAME: lambda text, current: parse_name(text, asked=True, current=current),
    FieldName.PHONE: parse_phone,
    FieldName.ALTERNATE_PHONE: parse_phone,
    FieldName.EMAIL: parse_email,
    FieldName.ADDRESS: lambda text, current: parse_address(text, current, bare=True),
    FieldName.COMPANY: lambda text, _: parse_company(text),
}


def parse_field(
    name: FieldName, text: str, now: datetime | None = None, current: Value | None = None
) -> tuple[Reading[Value], ...]:
    """The values a text can mean for a field, best first; nothing if it means none.

    Args:
        name: the field.
        text: what was said of it.
        now: local time of the business, for times.
        current: the value it corrects, if it corrects one; parts not said again stay.
    """
    parser = _PARSERS.get(name)
    if parser is not None:
        return parser(text, current)
    if name is FieldName.PREFERRED_TIME and now is not None:
        return (Reading(find_time(text) or text.strip(), 0.8),) if text.strip() else ()
    return (Reading(" ".join(text.split()), 0.8),) if text.strip() else ()


def grounded(value: str, heard: str, name: FieldName | None = None) -> bool:
    """Whether a value occurs in what the caller said: guards against invented facts.

    It does if the words mean it for its field, however they were said ("double five", "Charlie
    Hotel"). Otherwise its digits must be there in order, and of its words most, spelled or
    spoken; of a name all.
    """
    if not value.strip() or _letters(value) + _digits(value) == "":
        return not value.strip()
    if value.lower() in heard.lower():
        return True
    if name in _PARSERS and name is not FieldName.COMPANY and _is_meant(name, value, heard):
        return True
    digits = _digits(value)
    if name is FieldName.ADDRESS and has_numbers_of(value, heard):
        digits = ""
    if digits and digits not in all_digits(heard) and digits not in _digits(heard):
        return _is_number_said(value, heard)
    words = [word for word in re.findall(r"[a-z]+", value.lower()) if len(word) > 1]
    if not words:
        return bool(_digits(value))
    said = _letters(heard) + " " + spelled(heard, asked=True)
    there = sum(word in said or word[:4] in said for word in words)
    return there == len(words) if name is FieldName.NAME else there * 2 >= len(words)


def _is_meant(name: FieldName, value: str, heard: str) -> bool:
    """Whether the words are read as this very value."""
    wanted = next((reading.value for reading in parse_field(name, value)), None)
    return wanted is not None and wanted in {each.value for each in parse_field(name, heard)}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_number_said(value: str, heard: str) -> bool:
    """A phone number that was begun again, said in hundreds, or corrected in a part."""
    try:
        return said_in(Phone.parse(value), heard)
    except BadPhone:
        return False
