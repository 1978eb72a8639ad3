"""The text to the caller after the call: what was taken down, and the estimate if there is one."""

from office.sheet import CallSheet, FieldName
from office.values import Money, PersonName, Phone
from office.writes import Write, WriteState
from triggers.caller import heard
from triggers.means import Means


async def confirm_by_text(means: Means, call_id: str, sheet: CallSheet, phone: Phone) -> None:
    """Send the caller one text about this call."""
    book = means.desk.library.current
    texts, values = book.messages.caller, {"service": heard(sheet, FieldName.SERVICE)}
    estimate = await _estimate(means, call_id)
    template = texts.noted
    if estimate is not None:
        number, total = estimate
        values |= {"estimate": number, "total": str(total)}
        template = texts.priced if total.cents else texts.free
    name = sheet.value(FieldName.NAME)
    first = name.given if isinstance(name, PersonName) else book.messages.unknown.name
    body = book.say(template, name=first, **values)
    await means.texting.text(
        phone, body, key=f"caller:{call_id}:confirmation", kind="confirmation", call_id=call_id
    )


async def _estimate(means: Means, call_id: str) -> tuple[str, Money] | None:
    """Number and total of the call's newest estimate that QuickBooks has."""
    key = f"estimate:{call_id}:"
    for write in reversed(await means.desk.writes.of_call(call_id)):
        found = _number_and_total(write) if write.key.startswith(key) else None
        if found is not None:
            return found
    return None


def _number_and_total(write: Write) -> tuple[str, Money] | None:
    answer = write.answer or {}
    if write.state is not WriteState.DONE or "TotalAmt" not in answer:
        return None
    return str(answer.get("DocNumber", "")), Money.of(str(answer["TotalAmt"]))
