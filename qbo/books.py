"""The books of one company: the only path on which anything is written to QuickBooks.

Every write is in the ledger before the first byte leaves, goes out under a key of its own, and is
done once, however often it is asked for and whatever happens to the answer. Nothing that exists
in QuickBooks is changed.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog

from office.clock import Clock
from office.mirror_rows import MirrorRows
from office.settings import Settings
from office.store import Store
from office.values import Email, Money, Phone
from office.values.phone import BadPhone
from office.writes import Write, WriteLedger, WriteState, request_id
from qbo.billing import Billing
from qbo.connection import Connection
from qbo.entries import (
    CustomerCreated,
    EstimateCreated,
    EstimateLine,
    InvoiceMade,
    NewCustomer,
    NewEstimate,
    PaymentMade,
)
from qbo.faults import AnswerLost, NameTaken, QboError, ReferenceGone
from qbo.hearing import Hearing
from qbo.mirror import Mirror, MirroredCustomer
from qbo.naming import display_names, free_names
from qbo.payloads import customer_payload, estimate_payload, reference_in
from qbo.posting import DEADLINE, Posting
from qbo.session import Wire
from qbo.tracing import Tracing

__all__ = [
    "Books",
    "CustomerCreated",
    "EstimateCreated",
    "EstimateLine",
    "InvoiceMade",
    "NewCustomer",
    "NewEstimate",
    "PaymentMade",
]

log = structlog.get_logger()

T = TypeVar("T")
REFRESH_EVERY = timedelta(minutes=5)
CLOSING = 8.0
"""Seconds that requests under way get to end when the desk stops."""


class Books:
    """The books; reading goes through `mirror`, writing through the methods here."""

    def __init__(self, wire: Wire, mirror: Mirror, writes: WriteLedger) -> None:
        """Write over a wire, by a ledger, keeping the mirror true."""
        self.mirror, self.hearing = mirror, Hearing(wire, mirror)
        self._wire, self._writes = wire, writes
        self._posting, self._tracing = Posting(writes), Tracing(wire)
        self._billing = Billing(wire, self._posting, self._tracing, self._planned)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(
        cls, settings: Settings, store: Store, clock: Clock, writes: WriteLedger
    ) -> "Books":
        """Open the books the settings name; nothing is asked of QuickBooks yet.

        Raises:
            KeyMissing: a setting is missing; the message names it.
        """
        wire = Wire(Connection.of(settings, clock))
        rows = MirrorRows(store, clock)
        books = cls(wire, Mirror(rows, area_code=_area_code(settings), clock=clock), writes)
        if wire.connection.is_connected:
            await books.mirror.load(wire.connection.realm)
        return books

    @property
    def connection(self) -> Connection:
        """The connection to the company."""
        return self._wire.connection

    async def close(self) -> None:
        """Let what is under way end, then give connections and threads back."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING)
        for task in self._tasks:
            task.cancel()
        await self.connection.close()
        self._wire.close()

    async def upkeep(self) -> None:
        """Keep token and mirror fresh; called at start and about every minute.

        Raises:
            QboError: QuickBooks does not answer; the next round tries again.
        """
        await self.connection.fresh()
        if self.mirror.age is None or self.mirror.age >= REFRESH_EVERY:
            await self.hearing.sync()

    async def refresh(self) -> None:
        """Hear all customers and items anew.

        Raises:
            QboError: QuickBooks does not answer; what was heard until then is kept.
        """
        await self.hearing.whole()

    async def create_customer(
        self, new: NewCustomer, *, key: str, call_id: str | None
    ) -> CustomerCreated:
        """Enter a caller once per key; a customer who is there already is adopted, not changed.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        return await self._in_time(self._enter(new, key, call_id))

    async def create_estimate(
        self, new: NewEstimate, *, key: str, call_id: str | None
    ) -> EstimateCreated:
        """Write an estimate once per key.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        return await self._in_time(self._estimate(new, key, call_id))

    async def send_estimate(
        self, estimate_id: str, *, to: Email, key: str, call_id: str | None
    ) -> None:
        """Let QuickBooks e-mail an estimate once per key; if unsure, QuickBooks is asked first.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        await self._in_time(self._send("EstimateEmail", estimate_id, to, key, call_id))

    async def invoice_estimate(
        self,
        estimate_id: str,
        *,
        lines: Sequence[EstimateLine] = (),
        to: Email | None = None,
        call_id: str | None = None,
    ) -> InvoiceMade:
        """Bill an estimate once, whoever asks: with its own lines, or with what was really done.

        Raises:
            QboError: refused (`permanent`), or not done yet; then asking again continues it.
        """
        key = f"invoice:{estimate_id}@{self.connection.realm}"
        work = self._billing.invoice(estimate_id, lines, to, key, call_id)
        return await self._in_time(self._alone(key, work))

    async def send_invoice(
        self, invoice_id: str, *, to: Email, key: str, call_id: str | None = None
    ) -> None:
        """Let QuickBooks e-mail an invoice once per key; if unsure, QuickBooks is asked first.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        await self._in_time(self._send("InvoiceEmail", invoice_id, to, key, call_id))

    async def record_payment(
        self, invoice_id: str, amount: Money, *, key: str, call_id: str | None = None
    ) -> PaymentMade:
        """Record a payment for an invoice once per key.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        key = f"{key}@{self.connection.realm}"
        work = self._billing.payment(invoice_id, amount, key, call_id)
        return await self._in_time(self._alone(key, work))

    async def settle(self, write: Write) -> Write:
        """Finish a write that an earlier run left open: find its trace, else send it.

        Raises:
            QboError: it is not done; a name that was taken meanwhile needs its call again.
        """
        if not write.key.endswith(f"@{self.connection.realm}"):
            return write
        async with self._lock(write.key):
            now = await self._writes.find(write.key) or write
            if now.state in (WriteState.DONE, WriteState.REJECTED):
                return now
            done = await self._posting.post(self._tracing.step(write.entity), now)
            self._learn(done)
            return done

    async def _enter(self, new: NewCustomer, key: str, call_id: str | None) -> CustomerCreated:
        realm = self.connection.realm
        await self.mirror.load(realm)
        async with self._lock(f"{key}@{realm}"):
            key = await self._unspent(key, realm)
            reference = request_id(realm, key)[:8]
            known = await self._writes.find(key)
            if known is None and (twin := self._twin(new)) is not None:
                return CustomerCreated(twin.id, twin.display_name, adopted=True)
            write = await self._named(new, key, call_id, reference)
            self._learn(write)
            ours = write.call_id == call_id and reference in _notes(write)
            name = str((write.answer or {}).get("DisplayName", ""))
            return CustomerCreated(str(write.qbo_id), name, adopted=not ours)

    async def _named(
        self, new: NewCustomer, key: str, call_id: str | None, reference: str
    ) -> Write:
        """Send under the first name that is free in QuickBooks."""
        tried: set[str] = set()
        names = free_names(
            display_names(new.name.value, new.company, _value(new.address), _value(new.phone)),
            lambda name: name in tried or bool(self.mirror.by_name(name)),
        )
        payload = customer_payload(new, next(names), reference)
        write = await self._planned(key, "Customer", payload, call_id)
        while write.state is not WriteState.DONE:
            tried.add(str(write.payload["DisplayName"]))
            try:
                return await self._posting.post(self._tracing.step("Customer"), write)
            except NameTaken:
                for body in await self._tracing.namesakes(write):
                    self.mirror.put(body)
                    if reference_in(str(body.get("Notes", ""))) == reference:
                        return await self._writes.done(key, body["Id"], body)
                    if self._same(self.mirror.customer(str(body["Id"])), new):
                        return await self._writes.done(key, body["Id"], body)
                name = next(names, None)
                if name is None:
                    raise
                payload = customer_payload(new, name, reference)
                again = request_id(self.connection.realm, f"{key}|{name}")
                write = await self._writes.replan(key, payload, again)
        return write

    async def _estimate(self, new: NewEstimate, key: str, call_id: str | None) -> EstimateCreated:
        realm = self.connection.realm
        key = f"{key}@{realm}"
        async with self._lock(key):
            payload = estimate_payload(new, request_id(realm, key)[:8])
            write = await self._planned(key, "Estimate", payload, call_id)
            if write.state is not WriteState.DONE:
                try:
                    write = await self._posting.post(self._tracing.step("Estimate"), write)
                except ReferenceGone:
                    # The owner has changed something: let the next call know.
                    self._own(self._hear_again(new.customer_id))
                    raise
            made = write.answer or {}
            number = str(made.get("DocNumber") or "")
            return EstimateCreated(
                str(write.qbo_id), number, Money.of(str(made.get("TotalAmt", 0)))
            )

    async def _send(self, kind: str, number: str, to: Email, key: str, call_id: str | None) -> None:
        key = f"{key}@{self.connection.realm}"
        async with self._lock(key):
            payload = {"id": number, "to": to.address}
            write = await self._planned(key, kind, payload, call_id)
            if write.state is not WriteState.DONE:
                await self._posting.post(self._tracing.step(kind), write)

    async def _planned(
        self, key: str, entity: str, payload: dict[str, Any], call_id: str | None
    ) -> Write:
        """The write under a key; one that was refused is wanted again, as it is now."""
        realm = self.connection.realm
        write = await self._writes.plan(
            realm=realm, key=key, entity=entity, payload=payload, call_id=call_id
        )
        if write.state is not WriteState.REJECTED:
            return write
        again = request_id(realm, f"{key}|{write.attempts}")
        return await self._writes.replan(key, payload, again)

    async def _unspent(self, key: str, realm: str) -> str:
        """The key, or its successor if its customer is no longer in QuickBooks or inactive."""
        while True:
            full = f"{key}@{realm}"
            write = await self._writes.find(full)
            if write is None or write.state is not WriteState.DONE:
                return full
            card = self.mirror.customer(str(write.qbo_id))
            heard = self.mirror.heard_at
            missing = card is None and heard is not None and heard > write.planned_at
            if not missing and (card is None or card.active):
                return full
            key = f"{key}:again"

    def _twin(self, new: NewCustomer) -> MirroredCustomer | None:
        """The customer of this very name with the same number or e-mail."""
        named = self.mirror.by_name(new.name.value.display)
        return next((card for card in named if self._same(card, new)), None)

    def _same(self, card: MirroredCustomer | None, new: NewCustomer) -> bool:
        if card is None or not card.active:
            return False
        numbers = {phone.e164 for phone in card.phones}
        by_phone = new.phone is not None and new.phone.value.e164 in numbers
        return by_phone or (new.email is not None and new.email.value in card.emails)

    def _learn(self, write: Write) -> None:
        """What QuickBooks answered is in the mirror at once, and on disk soon."""
        if write.entity == "Customer" and write.answer and "DisplayName" in write.answer:
            self.mirror.put(write.answer)
            self._own(self.mirror.keep(write.answer))

    async def _hear_again(self, customer_id: str) -> None:
        try:
            await self.hearing.look_at("Customer", [customer_id])
            await self.hearing.sync()
        except QboError as error:
            log.warning("mirror_not_refreshed", code=error.code)

    async def _alone(self, key: str, work: Coroutine[Any, Any, T]) -> T:
        async with self._lock(key):
            return await work

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work as long as a caller can; it goes on by itself and keeps the ledger."""
        task = self._own(work)
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.shield(task)
        except TimeoutError as error:
            raise AnswerLost from error

    def _own(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever waited has it too; this is for those who gave up waiting.
            log.info("write_ended", reason=type(error).__name__)


def _value(confirmed: Any) -> Any:
    return confirmed.value if confirmed is not None else None


def _notes(write: Write) -> str:
    return str((write.answer or {}).get("Notes", ""))


def _area_code(settings: Settings) -> str:
    """The business's own area code, for numbers typed without one."""
    number = settings.twilio_phone_number or settings.account.number
    try:
        return Phone.parse(number).groups[0]
    except BadPhone:
        return ""
