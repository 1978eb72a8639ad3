"""Customers: a caller is entered once, and whoever is there already is adopted, never changed.

What the very call that entered a customer learns later is corrected, and nothing else ever is.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from office.sheet import Confirmed
from office.writes import Write, WriteState
from qbo.entries import CustomerCorrection, CustomerCreated, NewCustomer
from qbo.faults import NameTaken, NotOurs, QboError
from qbo.mirror.mirror import Mirror, MirroredCustomer
from qbo.naming import display_names, free_names
from qbo.writing import correcting
from qbo.writing.clerk import Clerk, Found, Instead
from qbo.writing.company import Company
from qbo.writing.payloads import customer_payload, reference_in

CORRECTION = "correction"
"""How the keys of corrections begin; behind it stand the call and which one of it it is."""
KINDS = ("Customer", correcting.KIND)


class Customers:
    """Enters callers."""

    def __init__(self, clerk: Clerk, mirror: Mirror, company: Company) -> None:
        """Enter through the clerk; the mirror knows who is there."""
        self._clerk, self._mirror, self._company = clerk, mirror, company

    async def create(self, new: NewCustomer, *, key: str, call_id: str | None) -> CustomerCreated:
        """Enter a caller once per key; a customer who is there already is adopted, not changed.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        await self._mirror.load(self._clerk.realm)
        key = self._unmarked(await self._unspent(f"{key}@{self._clerk.realm}"))
        return await self._clerk.alone(key, partial(self._enter, new, call_id))

    async def correct(self, wanted: CustomerCorrection, *, call_id: str) -> None:
        """Correct the customer whom this very call has entered; once per change, in their order.

        Raises:
            NotOurs: the call has entered nobody here: who was there before is never changed.
            Refused: it was changed in QuickBooks meanwhile, or QuickBooks refuses it.
            QboError: not done yet; it is done by itself later, or by asking for the same again.
        """
        await self._mirror.load(self._clerk.realm)
        work = partial(self._correct, wanted, call_id)
        await self._clerk.alone(f"{CORRECTION}:{call_id}", work)

    def learn(self, write: Write) -> None:
        """What QuickBooks answered is in the mirror at once, and on disk soon."""
        if write.entity in KINDS and write.answer and "DisplayName" in write.answer:
            self._mirror.put(write.answer)
            self._clerk.own(self._mirror.keep(write.answer))

    async def _enter(self, new: NewCustomer, call_id: str | None, key: str) -> CustomerCreated:
        reference = self._clerk.reference(key)
        known = await self._clerk.ledger.find(key)
        if known is None and (twin := self._twin(new)) is not None:
            return CustomerCreated(twin.id, twin.display_name, adopted=True)
        names = _Names(new, self._mirror)
        kind = self._company.profile.customer_type(new.customer_type)
        payload = customer_payload(new, names.first, reference, kind)
        write = await self._clerk.once(
            "Customer", key, payload, call_id, partial(self._renamed, new, names)
        )
        self.learn(write)
        ours = write.call_id == call_id and reference in _notes(write)
        name = str((write.answer or {}).get("DisplayName", ""))
        return CustomerCreated(str(write.qbo_id), name, adopted=not ours)

    async def _correct(self, wanted: CustomerCorrection, call_id: str, key: str) -> None:
        made, earlier = await self._of_call(call_id)
        known, last = [made, *earlier[:-1]], next(reversed(earlier), None)
        changes = self._changes(wanted, _latest(known))
        if last is not None and last.payload["changes"] != changes:
            # What came before must be at its end, or the old value could come behind the new one.
            known.append(await self._ended(last))
            changes, last = self._changes(wanted, _latest(known)), None
        if not changes:
            return
        payload = {
            "id": made.qbo_id,
            "reference": self._clerk.reference(made.key),
            "was": correcting.before(changes, _latest(known)),
            "changes": changes,
        }
        number = len(earlier) + (last is None)
        own = f"{self._unmarked(key)}:{number}@{self._clerk.realm}"
        self.learn(await self._clerk.once(correcting.KIND, own, payload, call_id))

    async def _of_call(self, call_id: str) -> tuple[Write, list[Write]]:
        """The customer that a call has entered in this company, and its corrections in order."""
        here = f"@{self._clerk.realm}"
        writes = [w for w in await self._clerk.ledger.of_call(call_id) if w.key.endswith(here)]
        for made in writes:
            ours = self._clerk.reference(made.key) in _notes(made)
            if made.entity == "Customer" and made.state is WriteState.DONE and ours:
                return made, [write for write in writes if write.entity == correcting.KIND]
        raise NotOurs

    async def _ended(self, write: Write) -> Write:
        """An earlier correction at its end: done, or refused for good."""
        try:
            return await self._clerk.settle(write)
        except QboError as error:
            if not error.permanent:
                raise
            return await self._clerk.ledger.find(write.key) or write

    def _changes(self, wanted: CustomerCorrection, body: dict[str, Any]) -> dict[str, Any]:
        """The parts of a body that must become others."""
        company, shown = str(body.get("CompanyName") or ""), str(body.get("DisplayName") or "")
        if wanted.name is not None:
            names = display_names(
                wanted.name.value, company, _value(wanted.address), _value(wanted.phone)
            )
            free = free_names(names, lambda one: one != shown and bool(self._mirror.by_name(one)))
            shown = next(free, shown)
        return correcting.differing(correcting.corrected_parts(wanted, shown, company), body)

    async def _renamed(
        self, new: NewCustomer, names: "_Names", write: Write, error: QboError
    ) -> Found | Instead | None:
        """The next name that is free in QuickBooks, unless its holder is the very same person."""
        if not isinstance(error, NameTaken):
            return None
        reference = reference_in(str(write.payload["Notes"]))
        for body in await self._clerk.tracing.namesakes(write):
            self._mirror.put(body)
            ours = reference_in(str(body.get("Notes", ""))) == reference
            if ours or self._same(self._mirror.customer(str(body["Id"])), new):
                return Found(body)
        name = names.after(str(write.payload["DisplayName"]))
        return Instead({**write.payload, "DisplayName": name}) if name else None

    async def _unspent(self, key: str) -> str:
        """The key, or its successor if its customer is no longer in QuickBooks or inactive."""
        while True:
            write = await self._clerk.ledger.find(key)
            if write is None or write.state is not WriteState.DONE:
                return key
            card = self._mirror.customer(str(write.qbo_id))
            heard = self._mirror.heard_at
            missing = card is None and heard is not None and heard > write.planned_at
            if not missing and (card is None or card.active):
                return key
            key = f"{self._unmarked(key)}:again@{self._clerk.realm}"

    def _unmarked(self, key: str) -> str:
        return key.removesuffix(f"@{self._clerk.realm}")

    def _twin(self, new: NewCustomer) -> MirroredCustomer | None:
        """The customer of this very name with the same number or e-mail."""
        named = self._mirror.by_name(new.name.value.display)
        return next((card for card in named if self._same(card, new)), None)

    def _same(self, card: MirroredCustomer | None, new: NewCustomer) -> bool:
        if card is None or not card.active:
            return False
        numbers = {phone.e164 for phone in card.phones}
        by_phone = new.phone is not None and new.phone.value.e164 in numbers
        return by_phone or (new.email is not None and new.email.value in card.emails)


class _Names:
    """The names to try for a caller, without those somebody is known to have."""

    def __init__(self, new: NewCustomer, mirror: Mirror) -> None:
        self._tried: set[str] = set()
        wanted = display_names(new.name.value, new.company, _value(new.address), _value(new.phone))
        self._free: Iterator[str] = free_names(
            wanted, lambda name: name in self._tried or bool(mirror.by_name(name))
        )
        self.first = next(self._free)

    def after(self, taken: str) -> str | None:
        """The next one, or None if a person has to choose."""
        self._tried.add(taken)
        return next(self._free, None)


def _latest(writes: list[Write]) -> dict[str, Any]:
    """What QuickBooks answered last."""
    return next((write.answer for write in reversed(writes) if write.answer), {})


def _value(confirmed: Confirmed[Any] | None) -> Any:
    return confirmed.value if confirmed is not None else None


def _notes(write: Write) -> str:
    return str((write.answer or {}).get("Notes", ""))
