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
        number, total, tax = estimate
        values |= {"estimate": number, "total": str(total)}
        template = texts.free
        if total.cents:
            template = texts.with_tax if tax.cents else texts.priced
    name = sheet.value(FieldName.NAME)
    first = name.given if isinstance(name, PersonName) else book.messages.unknown.name
    body = book.say(template, name=first, **values)
    await means.texting.text(
        phone, body, key=f"caller:{call_id}:confirmation", kind="confirmation", call_id=call_id
    )


async def _estimate(means: Means, call_id: str) -> tuple[str, Money, Money] | None:
    """Number, total and tax of the call's newest estimate that QuickBooks has."""
    key = f"estimate:{call_id}:"
    for write in reversed(await means.desk.writes.of_call(call_id)):
        found = _amounts(write) if write.key.startswith(key) else None
        if found is not None:
            return found
    return None


def _amounts(write: Write) -> tuple[str, Money, Money] | None:
    answer = write.answer or {}
    if write.state is not WriteState.DONE or "TotalAmt" not in answer:
        return None
    tax = (answer.get("TxnTaxDetail") or {}).get("TotalTax", 0)
    return str(answer.get("DocNumber") or ""), Money.of(str(answer["TotalAmt"])), Money.of(str(tax))
