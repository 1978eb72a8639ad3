"""Estimates: made once, mailed once, accepted or rejected, and what they say now."""

from datetime import date
from functools import partial

from office.values import Email
from office.writes import Write, WriteState
from qbo.entries import EstimateCreated, EstimateState, NewEstimate
from qbo.faults import QboError, ReferenceGone, Refused
from qbo.mirror.hearing import Hearing
from qbo.mirror.mirror import Mirror
from qbo.naming import latin
from qbo.writing.clerk import Clerk, Found, Instead
from qbo.writing.company import Company
from qbo.writing.documents import estimate_payload, estimate_state, money, tax_of
from qbo.writing.numbering import next_number, renumbered
from qbo.writing.posting import Body


class Estimates:
    """Writes estimates; an existing one is changed only if it is ours."""

    def __init__(self, clerk: Clerk, hearing: Hearing, mirror: Mirror, company: Company) -> None:
        """Write through the clerk, by the company's settings; the hearing keeps items true."""
        self._clerk, self._hearing = clerk, hearing
        self._mirror, self._company = mirror, company

    async def create(self, new: NewEstimate, *, key: str, call_id: str | None) -> EstimateCreated:
        """Write an estimate once per key.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        return await self._clerk.alone(key, partial(self._create, new, call_id))

    async def send(self, estimate_id: str, *, to: Email, key: str, call_id: str | None) -> None:
        """Let QuickBooks e-mail an estimate once per key; if unsure, QuickBooks is asked first.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        payload = {"id": estimate_id, "to": to.address}
        await self._clerk.alone(
            key, lambda full: self._clerk.once("EstimateEmail", full, payload, call_id)
        )

    async def accept(
        self, estimate_id: str, *, by: str, on: date, key: str, call_id: str | None = None
    ) -> EstimateState:
        """Note that the customer accepts it; `by` says who and how: "Mike Chen (phone)".

        Raises:
            Refused: it was billed already, or was not made by Frontdesk.
            QboError: not done yet; then the same key continues it.
        """
        changes = {"TxnStatus": "Accepted", "AcceptedBy": latin(by), "AcceptedDate": str(on)}
        return await self._change(estimate_id, changes, key, call_id)

    async def reject(
        self, estimate_id: str, *, key: str, call_id: str | None = None
    ) -> EstimateState:
        """Note that the customer does not want it.

        Raises:
            Refused: it was billed already, or was not made by Frontdesk.
            QboError: not done yet; then the same key continues it.
        """
        return await self._change(estimate_id, {"TxnStatus": "Rejected"}, key, call_id)

    async def read(self, estimate_id: str) -> EstimateState:
        """An estimate as QuickBooks has it now.

        Raises:
            QboError: there is none, or QuickBooks does not answer.
        """
        return estimate_state(await self._clerk.wire.read("Estimate", estimate_id))

    async def _create(self, new: NewEstimate, call_id: str | None, key: str) -> EstimateCreated:
        write = await self._clerk.ledger.find(key)
        if write is None or write.state is WriteState.REJECTED:
            if problem := self._company.profile.problem:
                raise Refused(problem)
            payload = await self._payload(new, key)
        else:
            payload = write.payload
        made = await self._clerk.once("Estimate", key, payload, call_id, self._amended)
        body = made.answer or {}
        return EstimateCreated(
            id=str(made.qbo_id),
            doc_number=str(body.get("DocNumber") or ""),
            total=money(body, "TotalAmt"),
            tax=tax_of(body),
        )

    async def _payload(self, new: NewEstimate, key: str) -> Body:
        company = self._company.profile
        payload = estimate_payload(new, self._clerk.reference(key), company)
        if company.custom_numbers:
            payload["DocNumber"] = await next_number(self._clerk.wire, "Estimate")
        return payload

    async def _amended(self, write: Write, error: QboError) -> Found | Instead | None:
        if isinstance(error, ReferenceGone):
            return await self._remapped(write)
        return await renumbered(self._clerk.wire, self._clerk.tracing, write, error)

    async def _remapped(self, write: Write) -> Instead | None:
        """The same lines with the items that have these names now; the quoted prices stay."""
        customer = str(write.payload["CustomerRef"]["value"])
        await self._hearing.look_at("Customer", [customer])
        await self._hearing.sync()
        lines, changed = [], False
        for line in write.payload["Line"]:
            detail = line["SalesItemLineDetail"]
            item = self._mirror.item(str(detail["ItemRef"].get("name", "")))
            if item is None or not item.active:
                return None
            changed = changed or item.id != detail["ItemRef"]["value"]
            reference = {**detail["ItemRef"], "value": item.id}
            lines.append({**line, "SalesItemLineDetail": {**detail, "ItemRef": reference}})
        return Instead({**write.payload, "Line": lines}) if changed else None

    async def _change(
        self, estimate_id: str, changes: Body, key: str, call_id: str | None
    ) -> EstimateState:
        payload = {"id": estimate_id, "changes": changes}
        write = await self._clerk.alone(
            key, lambda full: self._clerk.once("EstimateStatus", full, payload, call_id)
        )
        return estimate_state(write.answer or {})
