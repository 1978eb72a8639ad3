"""The text to the caller after the call: what was taken down, and the estimate if there is one."""

from dataclasses import dataclass

from office.sheet import CallSheet, FieldName
from office.values import Money, PersonName, Phone
from office.writes import Write, WriteState
from prompts.pricing import tells_range
from prompts.schema.messages import CallerTexts, EstimateWords
from triggers.caller import heard
from triggers.means import Means


async def confirm_by_text(means: Means, call_id: str, sheet: CallSheet, phone: Phone) -> None:
    """Send the caller one text about this call."""
    book = means.desk.library.current
    texts, values = book.messages.caller, {"service": heard(sheet, FieldName.SERVICE)}
    estimate = await _estimate(means, call_id)
    template = texts.noted
    if estimate is not None:
        values |= {"estimate": estimate.number, "total": str(estimate.total)}
        template = _template(texts, estimate)
    name = sheet.value(FieldName.NAME)
    first = name.given if isinstance(name, PersonName) else book.messages.unknown.name
    body = book.say(template, name=first, **values)
    await means.texting.text(
        phone, body, key=f"caller:{call_id}:confirmation", kind="confirmation", call_id=call_id
    )


@dataclass(frozen=True, slots=True)
class _Estimate:
    """An estimate as QuickBooks has it; of a price that is a range it shows the lower end."""

    number: str
    total: Money
    tax: Money
    is_range: bool


def _template(texts: CallerTexts, estimate: _Estimate) -> str:
    if not estimate.total.cents:
        return texts.free
    if estimate.is_range:
        return texts.ranged_with_tax if estimate.tax.cents else texts.ranged
    return texts.with_tax if estimate.tax.cents else texts.priced


async def _estimate(means: Means, call_id: str) -> _Estimate | None:
    """The call's newest estimate that QuickBooks has."""
    key = f"estimate:{call_id}:"
    words = means.desk.library.current.messages.estimate
    for write in reversed(await means.desk.writes.of_call(call_id)):
        found = _read(write, words) if write.key.startswith(key) else None
        if found is not None:
            return found
    return None


def _read(write: Write, words: EstimateWords) -> _Estimate | None:
    answer = write.answer or {}
    if write.state is not WriteState.DONE or "TotalAmt" not in answer:
        return None
    tax = (answer.get("TxnTaxDetail") or {}).get("TotalTax", 0)
    lines = (str(line.get("Description") or "") for line in answer.get("Line") or ())
    return _Estimate(
        str(answer.get("DocNumber") or ""),
        Money.of(str(answer["TotalAmt"])),
        Money.of(str(tax)),
        any(tells_range(line, words) for line in lines),
    )
