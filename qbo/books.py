"""The books: the one path on which anything is written to QuickBooks, each thing once.

Every write is in the ledger before its first byte leaves, under a natural key and a `requestid`
made from it. What exists in QuickBooks is never changed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import structlog

from office.sheet import Confirmed
from office.values import Address, Email, Money, PersonName, Phone
from office.writes import Write, WriteLedger, WriteState, request_id
from qbo import payloads
from qbo.faults import BooksDown, NameTaken, OutcomeUnknown, QboError, Throttled
from qbo.mirror import Mirror, MirroredCustomer
from qbo.session import Wire, quoted

log = structlog.get_logger()

PAUSES = (0.5, 1.5)
DEADLINE = 4.0
"""Seconds for all tries of one write while a caller waits."""

SUFFIXES = 5


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to create; contact details are what the caller confirmed."""

    name: Confirmed[PersonName]
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None
    company: str = ""
    customer_type: str = ""
    urgency: str = ""
    trade: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class CustomerCreated:
    """The customer in QuickBooks; `adopted` if it was there already."""

    id: str
    display_name: str
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One line of an estimate."""

    item_id: str
    item_name: str
    description: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """An estimate to create."""

    customer_id: str
    lines: list[EstimateLine] = field(default_factory=list)
    bill_email: Email | None = None
    memo: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class EstimateCreated:
    """The estimate in QuickBooks; the total is the one QuickBooks computed."""

    id: str
    doc_number: str
    total: Money


class Books:
    """One QuickBooks company, as the tools write to it."""

    def __init__(self, wire: Wire, mirror: Mirror, ledger: WriteLedger) -> None:
        """Write over a wire, by a ledger, keeping the mirror true."""
        self.mirror = mirror
        self._wire, self._ledger = wire, ledger
        self._turns: dict[str, asyncio.Lock] = {}

    async def create_customer(
        self, customer: NewCustomer, *, key: str, call_id: str | None
    ) -> CustomerCreated:
        """Create a customer once per key; two calls at once make one and both get it.

        Raises:
            QboError: QuickBooks refused or did not answer; the write stays in the ledger.
        """
        async with self._turn(key):
            body = _customer_body(customer, customer.name.value.display, call_id)
            write = await self._plan(key, "Customer", body, call_id)
            if write.state is WriteState.DONE and write.answer is not None:
                return _created(write.answer, adopted=False)
            for number in range(SUFFIXES):
                try:
                    made = await self._create(key, "Customer")
                    await self.mirror.keep_customer(self._wire.connection.realm, made)
                    return _created(made, adopted=False)
                except NameTaken:
                    own = await self._same_customer(customer)
                    if own is not None:
                        await self._ledger.done(key, own.id, {"Id": own.id})
                        return CustomerCreated(own.id, own.display_name, adopted=True)
                    display = _suffixed(customer, number)
                    log.info("customer_name_taken", call=call_id, tries=number + 1)
                    await self._replan(key, _customer_body(customer, display, call_id), number)
            raise NameTaken

    async def create_estimate(
        self, estimate: NewEstimate, *, key: str, call_id: str | None
    ) -> EstimateCreated:
        """Create an estimate once per key.

        Raises:
            QboError: QuickBooks refused or did not answer; the write stays in the ledger.
        """
        async with self._turn(key):
            write = await self._plan(key, "Estimate", _estimate_body(estimate, key), call_id)
            if write.state is not WriteState.DONE or write.answer is None:
                made = await self._create(key, "Estimate")
            else:
                made = write.answer
            return EstimateCreated(
                made["Id"], made.get("DocNumber") or "", Money.of(str(made["TotalAmt"]))
            )

    async def send_estimate(
        self, estimate_id: str, *, to: Email, key: str, call_id: str | None
    ) -> None:
        """E-mail an estimate once per key: after a lost answer QuickBooks is asked first.

        Raises:
            QboError: it was not sent, or nobody knows yet.
        """
        async with self._turn(key):
            body = {"Id": estimate_id, "to": to.address}
            write = await self._plan(key, "EstimateMail", body, call_id)
            if write.state is WriteState.DONE:
                return
            if write.state in (WriteState.UNKNOWN, WriteState.IN_FLIGHT):
                seen = await self._wire.read("Estimate", estimate_id)
                if seen.get("EmailStatus") == "EmailSent":
                    await self._ledger.done(key, estimate_id, {"Id": estimate_id})
                    return
            await self._ledger.sending(key)
            try:
                sent = await self._wire.send("Estimate", estimate_id, to.address)
            except QboError as error:
                await self._note(key, error)
                raise
            await self._ledger.done(key, estimate_id, sent)

    async def settle(self, write: Write) -> bool:
        """Finish a write an earlier process left behind; true once QuickBooks has it."""
        if write.entity not in ("Customer", "Estimate"):
            return False
        async with self._turn(write.key):
            found = await self._probe(write) if write.state is not WriteState.PLANNED else None
            if found is not None:
                await self._ledger.done(write.key, found["Id"], found)
                return True
            made = await self._create(write.key, write.entity)
            if write.entity == "Customer":
                await self.mirror.keep_customer(self._wire.connection.realm, made)
            return True

    async def _plan(
        self, key: str, entity: str, body: dict[str, Any], call_id: str | None
    ) -> Write:
        await self._wire.connection.fresh()
        return await self._ledger.plan(
            realm=self._wire.connection.realm,
            key=key,
            entity=entity,
            payload=body,
            call_id=call_id,
        )

    async def _replan(self, key: str, body: dict[str, Any], number: int) -> None:
        """After a definite refusal the body changes, and with it the `requestid`."""
        fresh = request_id(self._wire.connection.realm, f"{key}|{number}")
        await self._ledger.replan(key, body, fresh)

    async def _create(self, key: str, entity: str) -> dict[str, Any]:
        """Send a planned write, again with the same `requestid` while that is safe and in time."""
        deadline = asyncio.get_running_loop().time() + DEADLINE
        pauses = iter(PAUSES)
        while True:
            write = await self._ledger.sending(key)
            try:
                made = await self._wire.create(entity, write.payload, write.requestid)
            except QboError as error:
                await self._note(key, error)
                pause = next(pauses, None)
                again = isinstance(error, OutcomeUnknown | BooksDown | Throttled)
                late = asyncio.get_running_loop().time() + (pause or 0) > deadline
                if not again or pause is None or late:
                    raise
                await asyncio.sleep(pause)
            else:
                await self._ledger.done(key, made["Id"], made)
                return made

    async def _note(self, key: str, error: QboError) -> None:
        """Keep what a try came to, so that the next one knows how to go on."""
        if error.outcome == "unknown":
            await self._ledger.unknown(key, str(error), error.intuit_tid)
        elif error.permanent and not isinstance(error, NameTaken):
            await self._ledger.rejected(key, str(error), error.intuit_tid)
        else:
            await self._ledger.planned(key, str(error))

    async def _same_customer(self, customer: NewCustomer) -> MirroredCustomer | None:
        """A true match under the taken name: the same number or the same e-mail."""
        statement = (
            f"SELECT * FROM Customer WHERE DisplayName = {quoted(customer.name.value.display)}"
        )
        answer = await self._wire.query(statement)
        for body in answer.get("Customer", []):
            found = await self.mirror.keep_customer(self._wire.connection.realm, body)
            phone = customer.phone is not None and customer.phone.value.e164 in found.phones
            email = customer.email is not None and customer.email.value in found.emails
            if found.active and (phone or email):
                return found
        return None

    async def _probe(self, write: Write) -> dict[str, Any] | None:
        """Look whether a write with a lost answer is in QuickBooks."""
        if write.entity == "Customer":
            name = quoted(write.payload["DisplayName"])
            answer = await self._wire.query(
                f"SELECT * FROM Customer WHERE DisplayName = {name} AND Active IN (true,false)"
            )
            rows = answer.get("Customer", [])
            return next((row for row in rows if row.get("Notes") == write.payload["Notes"]), None)
        customer = quoted(write.payload["CustomerRef"]["value"])
        answer = await self._wire.query(f"SELECT * FROM Estimate WHERE CustomerRef = {customer}")
        marked = _marker(write.key)
        rows = answer.get("Estimate", [])
        return next((row for row in rows if marked in row.get("PrivateNote", "")), None)

    @asynccontextmanager
    async def _turn(self, key: str) -> AsyncIterator[None]:
        """One at a time per key: the second waits for the first and joins its result."""
        lock = self._turns.setdefault(key, asyncio.Lock())
        async with lock:
            yield
        if not lock.locked():
            self._turns.pop(key, None)


def _customer_body(customer: NewCustomer, display: str, call_id: str | None) -> dict[str, Any]:
    tags = [customer.urgency, customer.trade, customer.customer_type, "new customer"]
    about = f"{payloads.MARK} {', '.join(tag for tag in tags if tag)}"
    notes = f"{about}. {customer.notes}".strip() + (f" (call {call_id})" if call_id else "")
    return payloads.customer(
        customer.name.value,
        display=display,
        company=customer.company,
        phone=customer.phone.value if customer.phone else None,
        email=customer.email.value if customer.email else None,
        address=customer.address.value if customer.address else None,
        notes=notes,
    )


def _estimate_body(estimate: NewEstimate, key: str) -> dict[str, Any]:
    return payloads.EstimatePayload(
        CustomerRef=payloads.Reference(value=estimate.customer_id),
        Line=tuple(
            payloads.line(line.item_id, line.description, line.quantity, line.unit_price)
            for line in estimate.lines
        ),
        BillEmail=(
            payloads.EmailPart(Address=estimate.bill_email.address) if estimate.bill_email else None
        ),
        CustomerMemo=payloads.Memo(value=payloads.latin(estimate.memo)) if estimate.memo else None,
        PrivateNote=f"{_marker(key)} {payloads.latin(estimate.private_note)}".strip(),
    ).body()


def _marker(key: str) -> str:
    """Ours, and findable after a lost answer."""
    return f"{payloads.MARK[:-1]} {key}]"


def _suffixed(customer: NewCustomer, number: int) -> str:
    """Another display name, as an owner would choose it: by street, by number, then counted."""
    name = customer.name.value.display
    choices = []
    if customer.address is not None:
        choices.append(f"{name} ({customer.address.value.line1.partition(' ')[2] or 'other'})")
    if customer.phone is not None:
        choices.append(f"{name} ({customer.phone.value.last_four})")
    choices += [f"{name} {count}" for count in range(2, SUFFIXES + 2)]
    return choices[number]


def _created(body: dict[str, Any], *, adopted: bool) -> CustomerCreated:
    return CustomerCreated(body["Id"], body.get("DisplayName", ""), adopted)
