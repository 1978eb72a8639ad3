"""Phone numbers by voice: ten digits or a doubt, corrections of a part, and read-back in groups."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.spoken.dictation import Part, take_apart
from agent.spoken.digits import say_digits
from agent.spoken.languages import ENGLISH, words
from agent.spoken.phone_edits import edited
from agent.spoken.phone_states import Number, numbers
from agent.spoken.reading import Reading
from office.values import BadPhone, Phone

_ZEROS = "0000"
_TEN = 10
_DOUBT = 0.3
"""The confidence of a number whose area code was only supposed."""


def parse_phone(
    text: str, current: Phone | None = None, *, area_code: str = "", language: str = ENGLISH
) -> tuple[Reading[Phone], ...]:
    """Numbers in what was said, the surest first; nothing is filled in or cut off.

    Args:
        text: the caller's words.
        current: the number that was just read back, whose parts may be corrected.
        area_code: the business's own; a number said without one is then offered as a doubt.
        language: whose number words they are.
    """
    parts = take_apart(text, language)
    if not parts and current is None:
        return ()
    said = numbers(parts)
    readings = _readings(said)
    if not readings and current is not None:
        readings = _readings(_changed(text, parts, current, language), current.extension)
    if not readings and area_code:
        local = [
            Number(area_code + one.digits, 2.0, one.extension)
            for one in said
            if len(one.digits) == _TEN - len(area_code)
        ]
        readings = tuple(Reading(one.value, _DOUBT) for one in _readings(local))
    return readings or tuple(Reading(one.value, _DOUBT) for one in _readings(_rounded(said)))


def _rounded(said: Iterable[Number]) -> Iterable[Number]:
    """ "One zero zero zero" is written as 10000: worth reading back with one zero less."""
    return [
        replace(one, digits=one.digits[:-1])
        for one in said
        if len(one.digits) == _TEN + 1 and one.digits.endswith(_ZEROS)
    ]


def _changed(text: str, parts: list[Part], current: Phone, language: str) -> Iterable[Number]:
    """The number that was read back with a part or a digit of it put right."""
    digits = _national(current)
    if not digits:
        return ()
    put_right = edited(text, digits, language)
    return numbers(parts, digits) if put_right is None else put_right


def digits_so_far(text: str, language: str = ENGLISH) -> str:
    """The digits of a number that is being dictated, corrections carried out.

    Ten digits are a whole number, fewer a part of one, more are too many. The country code 1 is
    left out; an extension is not counted.
    """
    said = numbers(take_apart(text, language))
    likely = min(said, key=lambda one: one.cost + 3 * (len(one.digits) > _TEN), default=None)
    return likely.digits if likely is not None else ""


def said_in(phone: Phone, text: str, language: str = ENGLISH) -> bool:
    """Whether a number is what somebody said, or what their words can make of another one.

    Of a correction only the new part is known here: it must stand in the number.
    """
    if whole := parse_phone(text, language=language):
        return any(one.value.e164 == phone.e164 for one in whole)
    if (digits := _national(phone)) and edited(text, digits, language) is not None:
        return True
    return any(
        len(option.digits) >= 2 and option.digits in phone.e164
        for part in take_apart(text, language)
        for option in part.options[:1]
    )


def say_phone(phone: Phone, language: str = ENGLISH) -> str:
    """A number in groups with pauses: "six one four, five five five, oh one four three"."""
    known = words("phones", language)
    groups = [say_digits(group, language) for group in phone.groups]
    if not _national(phone):
        groups[0] = f"{known['plus'][0]} {groups[0]}"
    if phone.extension:
        groups.append(f"{known['extensions'][0]} {say_digits(phone.extension, language)}")
    return ", ".join(groups)


def _national(phone: Phone) -> str:
    """The ten digits of an American number; nothing for one from abroad."""
    abroad = not phone.e164.startswith("+1") or len(phone.e164) != _TEN + 2
    return "" if abroad else phone.e164[2:]


def _readings(found: Iterable[Number], extension: str = "") -> tuple[Reading[Phone], ...]:
    """The numbers that can be dialled, each once; two that are equally likely are both doubtful."""
    best: dict[Phone, float] = {}
    for phone, cost in _dialable(found, extension):
        best[phone] = min(cost, best.get(phone, cost))
    ranked = sorted(best.items(), key=lambda one: one[1])
    doubtful = len(ranked) > 1 and ranked[1][1] - ranked[0][1] < 0.25
    most = 0.5 if doubtful else 0.95
    return tuple(
        Reading(phone, round(max(0.2, min(most, 0.9 - 0.35 * cost)), 2)) for phone, cost in ranked
    )


def _dialable(found: Iterable[Number], extension: str) -> Iterator[tuple[Phone, float]]:
    for one in found:
        if one.abroad:
            written = f"+{one.digits}"
        elif len(one.digits) == _TEN and one.digits[0] not in "01":
            written = f"+1{one.digits}"
        else:
            continue
        try:
            phone = Phone.parse(written)
        except BadPhone:
            continue
        cost = one.cost if phone.is_valid else one.cost + 1.0
        yield Phone(phone.e164, one.extension or extension), cost
