"""A call ended: the caller is in QuickBooks, what stayed unsure is filed, and a text goes out.

The event's body says `caller` (the number they called from, in E.164, or empty) and may say
`customer_id` (the caller matched this customer), `company` (the realm of that time) and
`about_visit` (they called about a visit, so that no service had to be named).
"""

from typing import Any

from office.events import Event
from office.sheet import CallSheet, FieldName, State, written
from office.values import Email, Phone
from triggers.caller import enter_caller, heard
from triggers.confirmation import confirm_by_text
from triggers.means import Means, NotYet, call_of
from triggers.visit_news import invite_late

KNOWN_FROM_FILE = (FieldName.NAME, FieldName.PHONE)


async def call_completed(means: Means, event: Event) -> None:
    """File, text, invite, enter: what waits for nobody comes first.

    Raises:
        NotYet: QuickBooks does not answer, or an invitation was not taken now.
    """
    call_id, sheet = call_of(event), await means.sheet(event)
    matched = bool(event.body.get("customer_id"))
    if matched or any(field.value is not None for field in sheet):
        await _file_unconfirmed(means, call_id, sheet, event.body)
    else:
        await _file_nothing_said(means, call_id, event.body)
    visits = await means.desk.visits.of_call(call_id)
    booked_for = next((visit.phone for visit in visits if visit.phone is not None), None)
    phone = _reachable(sheet, event.body, matched) or booked_for
    if phone is not None and sheet.value(FieldName.SERVICE) is not None:
        said = sheet[FieldName.PHONE].said
        await means.texting.gave_number(phone, call_id, said.turn if said else None)
        await confirm_by_text(means, call_id, sheet, phone, visits)
    email = sheet.confirmed(FieldName.EMAIL, Email)
    waits = await invite_late(means, visits, email.value) if email is not None else ""
    if not matched:
        await enter_caller(means, event, sheet)
    if waits:
        raise NotYet(waits)


async def _file_unconfirmed(
    means: Means, call_id: str, sheet: CallSheet, body: dict[str, Any]
) -> None:
    matched = bool(body.get("customer_id"))
    deferred = (field.name for field in sheet if field.state is State.DEFERRED)
    for name in dict.fromkeys((*means.desk.library.current.business.required, *deferred)):
        on_file = matched and name in KNOWN_FROM_FILE
        unasked = name is FieldName.SERVICE and bool(body.get("about_visit"))
        if on_file or unasked or not _unsure(sheet, name):
            continue
        label, text = name.value.replace("_", " "), heard(sheet, name)
        others = " or ".join(f'"{written(other)}"' for other in sheet[name].alternatives)
        perhaps = f", perhaps {others}" if others and name is FieldName.NAME else ""
        found = f'heard as "{text}"{perhaps}, not confirmed' if text else "not given"
        if not text and (before := sheet[name].alternatives):
            found = f'to be changed from "{before[0]}", and not confirmed anew'
        if name is FieldName.PHONE and body.get("caller"):
            found += f"; they called from {Phone(str(body['caller'])).national}"
        await means.desk.tray.follow_up(
            key=f"unconfirmed:{call_id}:{name}",
            kind="confirm_field",
            note=f"The caller's {label} was {found}. Please check it with the caller.",
            call_id=call_id,
            field=name.value,
        )


async def _file_nothing_said(means: Means, call_id: str, body: dict[str, Any]) -> None:
    """One thing to do rather than one for each field: nothing at all is known but the number."""
    number = body.get("caller")
    whence = Phone(str(number)).national if number else "a withheld number"
    await means.desk.tray.follow_up(
        key=f"missed:{call_id}",
        kind="missed_call",
        note=f"A caller from {whence} hung up before giving a name or a reason."
        + (" Please call back." if number else ""),
        call_id=call_id,
    )


def _unsure(sheet: CallSheet, name: FieldName) -> bool:
    """Whether a person must look: contact facts need a yes, the others need words."""
    if name in (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS):
        return sheet[name].state is not State.CONFIRMED
    return sheet.value(name) is None


def _reachable(sheet: CallSheet, body: dict[str, Any], matched: bool) -> Phone | None:
    """The number to text: the confirmed one, or the matched customer's own."""
    phone = sheet.confirmed(FieldName.PHONE, Phone)
    if phone is not None:
        return phone.value
    caller = body.get("caller")
    return Phone(str(caller)) if matched and caller else None
