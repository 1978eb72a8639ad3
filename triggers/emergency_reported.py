"""Somebody needs help now: the owner's mobile gets a text while the caller is still on the line."""

from office.events import Event
from office.sheet import CallSheet, FieldName
from office.values import Phone
from prompts.schema.messages import OwnerTexts
from triggers.alarm import about_visit, sound, standing_visit
from triggers.caller import heard
from triggers.means import Means, call_of


async def emergency_reported(means: Means, event: Event) -> None:
    """Text the owner once per call, and at once in danger, with what is known by then."""
    call_id, sheet = call_of(event), await means.sheet(event)
    book = means.desk.library.current
    danger = str(event.body.get("danger", ""))
    values = _known(means, event, sheet)
    if danger:
        values["danger"] = getattr(book.messages.dangers, danger)
    template = _template(book.messages.owner, sheet, danger)
    at = event.happened_at.astimezone(book.business.zone)
    time = f"{at:%I:%M %p}".lstrip("0")
    body = book.say(template, time=time, **values)
    visit = await standing_visit(means, call_id)
    if visit is not None:
        body = f"{body} {about_visit(book, visit)}"
    key = f"owner:{call_id}:{'danger' if danger else 'emergency'}"
    await sound(means, body, key=key, call_id=call_id)


def _template(texts: OwnerTexts, sheet: CallSheet, danger: str) -> str:
    if danger:
        return texts.danger
    is_urgent = heard(sheet, FieldName.URGENCY) == "urgent"
    return texts.urgent if is_urgent else texts.emergency


def _known(means: Means, event: Event, sheet: CallSheet) -> dict[str, str]:
    """What the owner needs to know, with words where the caller gave nothing."""
    unknown = means.desk.library.current.messages.unknown
    caller = str(event.body.get("caller", ""))
    return {
        "name": heard(sheet, FieldName.NAME) or unknown.name,
        "phone": heard(sheet, FieldName.PHONE)
        or (Phone(caller).national if caller else unknown.phone),
        "service": heard(sheet, FieldName.SERVICE) or unknown.service,
        "address": heard(sheet, FieldName.ADDRESS) or unknown.address,
    }
