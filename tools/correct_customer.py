"""`correct_customer`: what a caller changes late is changed in QuickBooks too, if it is ours.

Only the customer whom this very call has entered is corrected, and only where the owner has not
changed it meanwhile. Whoever was there before stays as they are, and a person is told.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog

from office.sheet import Confirmed, FieldName, Value
from office.values import Address, Email, PersonName, Phone
from qbo.books import CustomerCorrection
from qbo.faults import QboError
from qbo.mirror.mirror import MirroredCustomer
from tools.desk import Desk

log = structlog.get_logger()

DEADLINE = 5.0
"""Seconds the caller waits at most; the books give up their own tries before that."""
DUE = timedelta(days=1)


class Corrected(StrEnum):
    """What became of the change: `left` is for a person, and nothing was written."""

    CORRECTED = "corrected"
    QUEUED = "queued"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Correction:
    """The confirmed fields that changed after the customer was entered; what is None stays."""

    customer_id: str | None
    name: Confirmed[PersonName] | None = None
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None

    @property
    def values(self) -> dict[FieldName, Value]:
        """What is wanted, by field."""
        found = {
            FieldName.NAME: self.name,
            FieldName.PHONE: self.phone,
            FieldName.EMAIL: self.email,
            FieldName.ADDRESS: self.address,
        }
        return {name: confirmed.value for name, confirmed in found.items() if confirmed}


@dataclass(frozen=True, slots=True)
class CustomerCorrected:
    """What became of it; `queued` is done by itself once QuickBooks answers."""

    outcome: Corrected


async def correct_customer(desk: Desk, call_id: str, correction: Correction) -> CustomerCorrected:
    """Correct the customer this call has entered, or leave it to a person who is told both values.

    A customer who is still to be entered is corrected behind that, when the call is over.
    """
    card = desk.books.mirror.customer(correction.customer_id or "")
    wanted = CustomerCorrection(
        correction.name, correction.phone, correction.email, correction.address
    )
    if correction.customer_id is None:
        return CustomerCorrected(Corrected.QUEUED)
    try:
        async with asyncio.timeout(DEADLINE):
            await desk.books.customers.correct(wanted, call_id=call_id)
    except TimeoutError:
        return CustomerCorrected(Corrected.QUEUED)
    except QboError as error:
        log.warning("customer_not_corrected", call=call_id, code=error.code)
        if not error.permanent:
            return CustomerCorrected(Corrected.QUEUED)
        await _tell(desk, call_id, correction, card, str(error))
        return CustomerCorrected(Corrected.LEFT)
    for name in correction.values:
        await desk.tray.done(late_key(call_id, name))
    return CustomerCorrected(Corrected.CORRECTED)


async def _tell(
    desk: Desk, call_id: str, correction: Correction, card: MirroredCustomer | None, why: str
) -> None:
    """One thing to do for each field that differs, with the old value and the new one."""
    for name, value in correction.values.items():
        on_file = _on_file(card, name)
        if str(value) in on_file:
            continue
        label = "e-mail" if name is FieldName.EMAIL else name.value
        await desk.tray.follow_up(
            key=late_key(call_id, name),
            kind="correct_entry",
            note=f"The caller's {label} is now {value}. QuickBooks has "
            f"{' and '.join(on_file) or 'none'}, and it was not changed there. {why}",
            call_id=call_id,
            field=name.value,
            due_at=desk.clock.now() + DUE,
        )


def late_key(call_id: str, name: FieldName) -> str:
    """Under which a late change is left to a person; the call's promise has the same key."""
    return f"{call_id}:late:{name.value}"


def _on_file(card: MirroredCustomer | None, name: FieldName) -> list[str]:
    """What QuickBooks has of a field, for the owner's eyes only."""
    if card is None:
        return []
    found: dict[FieldName, tuple[object, ...]] = {
        FieldName.NAME: (f"{card.given_name} {card.family_name}".strip() or card.display_name,),
        FieldName.PHONE: card.phones,
        FieldName.EMAIL: card.emails,
        FieldName.ADDRESS: (card.address,) if card.address else (),
    }
    return [str(value) for value in found[name]]
