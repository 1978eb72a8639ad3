"""Field by field: from written or spoken text to values, and whether a value was really said."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from agent.spoken.addresses import parse_address
from agent.spoken.digits import all_digits
from agent.spoken.emails import parse_email
from agent.spoken.names import parse_company, parse_name
from agent.spoken.phones import parse_phone
from agent.spoken.reading import Reading
from agent.spoken.times import find_time
from office.sheet import FieldName, Value

_PARSERS: dict[FieldName, Callable[[str, Any], tuple[Reading[Any], ...]]] = {
    FieldName.NAME: lambda text, current: parse_name(text, asked=True, current=current),
    FieldName.PHONE: parse_phone,
    FieldName.ALTERNATE_PHONE: parse_phone,
    FieldName.EMAIL: parse_email,
    FieldName.ADDRESS: parse_address,
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


def grounded(value: str, heard: str) -> bool:
    """Whether a value occurs in what the caller said: guards against invented facts.

    Digits must be there in order; of words, most must be there, spelled or spoken.
    """
    digits = re.sub(r"\D", "", value)
    if digits and digits not in all_digits(heard) and digits not in re.sub(r"\D", "", heard):
        return _corrects_a_part(digits, heard)
    words = [word for word in re.findall(r"[a-z]+", value.lower()) if len(word) > 1]
    if not words:
        return bool(digits) or not value.strip()
    said = re.sub(r"[^a-z]", "", heard.lower())
    there = sum(word in said or word[:4] in said for word in words)
    return there * 2 >= len(words)


def _corrects_a_part(digits: str, heard: str) -> bool:
    """A corrected number holds the digits that were said now, and others said before."""
    said = all_digits(heard)
    return len(digits) >= 10 and 3 <= len(said) < 10 and said[-3:] in digits
