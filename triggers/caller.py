"""The caller of an event, entered in QuickBooks through the same tool as during the call."""

from office.events import Event
from office.sheet import CallSheet, FieldName
from office.values import Address, Email, PersonName, Phone
from office.writes import WriteState
from tools.correct_customer import Corrected, Correction, correct_customer
from tools.create_customer import (
    CustomerEntered,
    Entered,
    NewCustomer,
    create_customer,
    entered_by_call,
)
from triggers.means import Means, NotYet, call_of


def new_customer(sheet: CallSheet) -> NewCustomer | None:
    """The customer a sheet gives, or None while no name or no way to reach them is confirmed."""
    name = sheet.confirmed(FieldName.NAME, PersonName)
    phone = sheet.confirmed(FieldName.PHONE, Phone)
    email = sheet.confirmed(FieldName.EMAIL, Email)
    if name is None or (phone is None and email is None):
        return None
    return NewCustomer(
        name=name,
        phone=phone,
        email=email,
        address=sheet.confirmed(FieldName.ADDRESS, Address),
        company=sheet.confirmed(FieldName.COMPANY, str),
        service=heard(sheet, FieldName.SERVICE),
        urgency=heard(sheet, FieldName.URGENCY),
        customer_type=heard(sheet, FieldName.CUSTOMER_TYPE),
    )


def heard(sheet: CallSheet, name: FieldName) -> str:
    """A field as text, confirmed or not; empty if nothing was said."""
    value = sheet.value(name)
    return "" if value is None else str(value)


async def enter_caller(means: Means, event: Event, sheet: CallSheet) -> CustomerEntered | None:
    """Enter the caller if the sheet allows it; a caller already entered is only found.

    A caller of another company's call is not entered in this one: a person decides.

    Raises:
        NotYet: QuickBooks does not answer now.
    """
    customer = new_customer(sheet)
    if customer is None:
        return None
    call_id = call_of(event)
    if not means.desk.works_for(str(event.body.get("company", ""))):
        await _ask_a_person(means, call_id)
        return None
    entered = await create_customer(means.desk, call_id, customer)
    if entered.outcome is Entered.QUEUED:
        raise NotYet("QuickBooks does not answer; the customer is entered later.")
    await _correct(means, call_id, customer)
    return entered


async def _correct(means: Means, call_id: str, customer: NewCustomer) -> None:
    """What the call confirmed after it had entered the caller goes into QuickBooks as well."""
    customer_id = await entered_by_call(means.desk, call_id)
    if customer_id is None:
        return
    wanted = Correction(
        customer_id, customer.name, customer.phone, customer.email, customer.address
    )
    made = await correct_customer(means.desk, call_id, wanted)
    if made.outcome is Corrected.QUEUED:
        raise NotYet("QuickBooks does not answer; the change is made later.")


async def _ask_a_person(means: Means, call_id: str) -> None:
    """Nothing to ask if the other company has the caller already."""
    for write in await means.desk.writes.of_call(call_id):
        if write.entity == "Customer" and write.state is WriteState.DONE:
            return
    await means.desk.tray.follow_up(
        key=f"customer:{call_id}:elsewhere",
        kind="enter_customer",
        note="This caller rang while another QuickBooks company was connected, so they were not "
        "entered in the one that is connected now. Please enter them where they belong.",
        call_id=call_id,
    )
