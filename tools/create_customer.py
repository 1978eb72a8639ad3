"""`create_customer`: the caller is in QuickBooks before the call ends, and only once.

Takes confirmed values only. Whoever calls it, with the same caller it is the same write: voice,
a retry and the trigger after the call all end here.
"""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

import structlog

from office.sheet import Confirmed
from office.values import Address, Email, PersonName, Phone
from office.writes import Write, WriteState
from qbo.books import NewCustomer as BookedCustomer
from qbo.faults import QboError
from qbo.mirror.mirror import MirroredCustomer
from qbo.writing.payloads import kept_otherwise
from tools.desk import Desk
from tools.lookup_customer import Found, Who, ask_quickbooks, holders, identify
from tools.matching import folded, same_name, same_person, same_place

log = structlog.get_logger()

DEADLINE = 5.0
"""Seconds the caller waits at most; the books give up their own tries before that."""
NEAR = 200
"""Customers of one family name that are looked at; each costs some microseconds."""


class Entered(StrEnum):
    """What became of the customer."""

    CREATED = "created"
    ADOPTED = "adopted"
    QUEUED = "queued"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A caller to be entered; the free texts mark the lead and are not confirmed facts."""

    name: Confirmed[PersonName]
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None
    company: Confirmed[str] | None = None
    service: str = ""
    trade: str = ""
    urgency: str = ""
    customer_type: str = ""

    @property
    def who(self) -> Who:
        """The same caller, for looking up."""
        return Who(
            phone=self.phone.value if self.phone else None,
            email=self.email.value if self.email else None,
            name=self.name.value,
            company=self.company.value if self.company else "",
        )


@dataclass(frozen=True, slots=True)
class CustomerEntered:
    """The customer in QuickBooks; without an id it is kept and will be entered later."""

    outcome: Entered
    customer_id: str | None = None
    display_name: str = ""


async def create_customer(desk: Desk, call_id: str, customer: NewCustomer) -> CustomerEntered:
    """Enter a caller, or adopt the customer who has the same number and name."""
    earlier = await entered_by_call(desk, call_id)
    if earlier is not None:
        return CustomerEntered(Entered.ADOPTED, earlier, customer.name.value.display)
    await ask_quickbooks(desk, customer.who)
    known = identify(desk, customer.who)
    if known.outcome is Found.FOUND and known.name_matches and known.customer_id:
        return CustomerEntered(Entered.ADOPTED, known.customer_id, customer.name.value.display)
    near = namesakes(desk, customer)
    entered = await _entered(desk, call_id, customer)
    if entered.outcome in (Entered.CREATED, Entered.QUEUED):
        await _tell_what_is_kept_otherwise(desk, call_id, customer)
        await _tell_of_inactive_ones(desk, call_id, customer)
        await _tell_of_namesakes(desk, call_id, near)
    return entered


async def _entered(desk: Desk, call_id: str, customer: NewCustomer) -> CustomerEntered:
    key = await _begun(desk, call_id) or customer_key(desk, call_id, customer)
    booked = _booked(customer)
    try:
        async with asyncio.timeout(DEADLINE):
            made = await desk.books.customers.create(booked, key=key, call_id=call_id)
    except TimeoutError:
        return await _later(desk, call_id, Entered.QUEUED, "QuickBooks did not answer in time.")
    except QboError as error:
        log.warning("customer_not_entered", call=call_id, code=error.code)
        outcome = Entered.REFUSED if error.permanent else Entered.QUEUED
        return await _later(desk, call_id, outcome, str(error))
    outcome = Entered.ADOPTED if made.adopted else Entered.CREATED
    return CustomerEntered(outcome, made.id, made.display_name)


async def entered_by_call(desk: Desk, call_id: str) -> str | None:
    """The customer this call has entered already; a name corrected later makes no second one.

    What it entered in another company has an id that is somebody else's in this one.
    """
    done = (write for write in await _writes(desk, call_id) if write.state is WriteState.DONE)
    return next((write.qbo_id for write in done), None)


async def _begun(desk: Desk, call_id: str) -> str | None:
    """The key under which this call still waits to be entered, whatever was changed since."""
    waiting = (WriteState.PLANNED, WriteState.IN_FLIGHT, WriteState.UNKNOWN)
    open_ones = (write for write in await _writes(desk, call_id) if write.state in waiting)
    return next((write.key.removesuffix(f"@{desk.company}") for write in open_ones), None)


async def _writes(desk: Desk, call_id: str) -> list[Write]:
    """The customers that this call enters in the company that is connected now."""
    writes, here = await desk.writes.of_call(call_id), f"@{desk.company}"
    return [one for one in writes if one.key.startswith("customer:") and one.key.endswith(here)]


def customer_key(desk: Desk, call_id: str, customer: NewCustomer) -> str:
    """The natural key: the number, or the call if there is none.

    A number that others in QuickBooks have already (a spouse, an office) is told apart by name.
    """
    if customer.phone is None:
        return f"customer:{call_id}"
    key = f"customer:{customer.phone.value.e164}"
    if holders(desk, Who(phone=customer.phone.value)):
        return f"{key}:{folded(customer.name.value.display).replace(' ', '-')}"
    return key


def _booked(customer: NewCustomer) -> BookedCustomer:
    return BookedCustomer(
        name=customer.name,
        phone=customer.phone,
        email=customer.email,
        address=customer.address,
        company=customer.company.value if customer.company else "",
        customer_type=customer.customer_type,
        urgency=customer.urgency,
        trade=customer.trade,
        notes=customer.service,
    )


async def _tell_what_is_kept_otherwise(desk: Desk, call_id: str, customer: NewCustomer) -> None:
    """Nothing a caller said is altered in silence: a person can write it in."""
    if found := kept_otherwise(_booked(customer)):
        await desk.tray.follow_up(
            key=f"kept_otherwise:{call_id}",
            kind="check_customer",
            note=f"QuickBooks cannot keep everything as it was told: {'; '.join(found)}.",
            call_id=call_id,
        )


async def _tell_of_inactive_ones(desk: Desk, call_id: str, customer: NewCustomer) -> None:
    """A customer the owner has made inactive is not brought back in silence: a person decides."""
    if customer.phone is None:
        return
    same = desk.books.mirror.by_phone(customer.phone.value)
    if names := [f'"{card.display_name}"' for card in same if not card.active]:
        await desk.tray.follow_up(
            key=f"inactive_twin:{call_id}",
            kind="check_customer",
            note=f"The caller was entered anew, but the inactive customer {', '.join(names)} has "
            "the same number. If they are the same, merge them in QuickBooks.",
            call_id=call_id,
        )


async def _tell_of_namesakes(desk: Desk, call_id: str, near: list[MirroredCustomer]) -> None:
    """A name proves nothing, so nobody is matched by it alone: a person sees who may be two.

    Anybody can say a name; a caller without a number or an e-mail on file stays a stranger.
    """
    if names := [f'"{one.display_name}"' for one in near]:
        await desk.tray.follow_up(
            key=f"namesake:{call_id}",
            kind="check_customer",
            note=f"The caller was entered anew, but {', '.join(names)} in QuickBooks may be the "
            "same. If they are, merge them in QuickBooks.",
            call_id=call_id,
        )


def namesakes(desk: Desk, customer: NewCustomer) -> list[MirroredCustomer]:
    """Active customers of the caller's name, or nearly, at the caller's address."""
    name, mirror = customer.name.value, desk.books.mirror
    if not name.family:
        return []
    place = customer.address.value if customer.address else None
    near = (*mirror.by_beginning(name.display), *mirror.by_beginning(name.family, NEAR))
    found = {
        one.id: one
        for one in near
        if same_name(name, one.given_name, one.family_name)
        or (same_person(name, one.given_name, one.family_name) and same_place(place, one.address))
    }
    return [one for one in found.values() if one.active]


async def _later(desk: Desk, call_id: str, outcome: Entered, why: str) -> CustomerEntered:
    """Keep the caller: the write stays in the ledger, and a person can see that it waits."""
    await desk.tray.follow_up(
        key=f"customer:{call_id}:{outcome}",
        kind="enter_customer" if outcome is Entered.REFUSED else "customer_waits",
        note=f"The customer is not in QuickBooks yet. {why}",
        call_id=call_id,
    )
    return CustomerEntered(outcome)
