"""`text_for_field`: asks for a field by text, so that the caller can type it while we talk.

Who is texted is the number that calls or the confirmed one, never one that was only said: a
stranger must not make the desk text whom they like, or a number that costs.
"""

from dataclasses import dataclass
from enum import StrEnum

import structlog

from office.sheet import CallSheet, FieldName
from office.values import Phone
from telephony.errors import CarrierError
from tools.desk import Desk

log = structlog.get_logger()

DEADLINE = 6.5
"""Seconds; Twilio's client gives up half a second earlier."""
TYPED = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
"""Fields that are worth typing."""


class Asked(StrEnum):
    """What became of the question; `refused` covers landlines and numbers that asked us to stop."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TextForField:
    """Which field to ask for, and whom; the caller has said yes to being texted, in `turn`."""

    field: FieldName
    to: Phone
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class FieldTexted:
    """Whether the caller has a text that they can answer."""

    outcome: Asked


def number_to_text(sheet: CallSheet, caller_id: Phone | None) -> Phone | None:
    """The number that may be texted in a call: the one they call from, else the confirmed one."""
    confirmed = sheet.confirmed(FieldName.PHONE, Phone)
    return caller_id or (confirmed.value if confirmed else None)


async def may_text(desk: Desk, number: Phone | None) -> bool:
    """Whether a number can be offered a text: it is of our own region, and did not say STOP."""
    if number is None or not number.is_local(desk.library.current.business.region):
        return False
    return await desk.texting.may_text(number)


async def text_for_field(desk: Desk, call_id: str, request: TextForField) -> FieldTexted:
    """Text the caller for a field, once per call and field, and keep that they agreed."""
    if request.field not in TYPED or not await may_text(desk, request.to):
        return FieldTexted(Asked.REFUSED)
    texting = desk.texting
    await texting.agreed(request.to, call_id, request.turn)
    book = desk.library.current
    what = getattr(book.messages.fields, request.field.value)
    body = book.say(book.messages.caller.ask, field=what)
    try:
        sent = await texting.text(
            request.to,
            body,
            key=field_key(call_id, request.field),
            kind="field",
            call_id=call_id,
            by_hand=False,
        )
    except CarrierError as error:
        log.warning("field_not_texted", call=call_id, field=request.field, code=error.code)
        return FieldTexted(Asked.FAILED)
    return FieldTexted(Asked.SENT if sent else Asked.REFUSED)


def field_key(call_id: str, field: FieldName) -> str:
    """The natural key of the text that asks for a field."""
    return f"field:{call_id}:{field.value}"


def asked_in(key: str) -> FieldName | None:
    """The field that a text with this key asks for, or None if it asks for none."""
    kind, _, rest = key.partition(":")
    return FieldName(rest.rpartition(":")[2]) if kind == "field" else None
