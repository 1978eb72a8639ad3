"""The caller of an event, entered in QuickBooks through the same tool as during the call."""

from office.sheet import CallSheet, FieldName
from office.values import Address, Email, PersonName, Phone
from tools.create_customer import CustomerEntered, Entered, NewCustomer, create_customer
from triggers.means import Means, NotYet


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


async def enter_caller(means: Means, call_id: str, sheet: CallSheet) -> CustomerEntered | None:
    """Enter the caller if the sheet allows it; a caller already entered is only found.

    Raises:
        NotYet: QuickBooks does not answer now.
    """
    customer = new_customer(sheet)
    if customer is None:
        return None
    entered = await create_customer(means.desk, call_id, customer)
    if entered.outcome is Entered.QUEUED:
        raise NotYet("QuickBooks does not answer; the customer is entered later.")
    return entered
