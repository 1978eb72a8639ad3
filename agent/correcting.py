"""What a caller has confirmed anew since they were entered in QuickBooks. Pure."""

from agent.policy import CORRECTABLE, Situation
from office.sheet import CallSheet, FieldName
from office.values import Address, Email, PersonName, Phone
from tools.correct_customer import Correction


def correction(sheet: CallSheet, situation: Situation) -> Correction:
    """The correction that is due; a field that is as it was entered is none of it."""
    late = {name for name in CORRECTABLE if situation.late(sheet, name) is not None}
    return Correction(
        situation.customer_id,
        name=sheet.confirmed(FieldName.NAME, PersonName) if FieldName.NAME in late else None,
        phone=sheet.confirmed(FieldName.PHONE, Phone) if FieldName.PHONE in late else None,
        email=sheet.confirmed(FieldName.EMAIL, Email) if FieldName.EMAIL in late else None,
        address=sheet.confirmed(FieldName.ADDRESS, Address) if FieldName.ADDRESS in late else None,
    )
