"""The kinds of writes: how each is sent, and what it leaves behind in QuickBooks."""

import base64
from datetime import datetime, timedelta
from typing import Any

from office.writes import Write
from qbo.statements import ACTIVE_OR_NOT, select, whether
from qbo.wire.session import Wire
from qbo.writing.changing import Changing
from qbo.writing.company import Company
from qbo.writing.payloads import reference_in
from qbo.writing.posting import Step

Body = dict[str, Any]
DIFFERENCE = timedelta(minutes=2)
"""How far Intuit's clock and ours may differ."""
MARKED = {"TimeActivity": "Description", "Attachable": "Note"}
"""Where the mark stands in what is no sales document."""


class Tracing:
    """Steps over one wire."""

    def __init__(self, wire: Wire, company: Company) -> None:
        """Send and look through a wire."""
        self._wire = wire
        self._steps = {
            "Customer": Step("Customer", self._create, self._customer),
            "Estimate": Step("Estimate", self._create, self._document),
            "EstimateEmail": Step("Estimate", self._mail, self._mailed, replayable=False),
            "Invoice": Step("Invoice", self._create, self._document),
            "InvoiceEmail": Step("Invoice", self._mail, self._mailed, replayable=False),
            "Payment": Step("Payment", self._create, self._document),
            "TimeActivity": Step("TimeActivity", self._create, self._entered),
            "Attachable": Step("Attachable", self._create, self._entered),
            "File": Step("Attachable", self._upload, self._entered),
            **Changing(wire, company).steps(),
        }

    def step(self, kind: str) -> Step:
        """How a kind of write is sent and traced."""
        return self._steps[kind]

    async def namesakes(self, write: Write) -> list[Body]:
        """Customers of the display name in a payload, inactive ones too.

        None of them means that a vendor or an employee has the name.
        """
        named = whether("DisplayName", "=", str(write.payload["DisplayName"]))
        found = await self._wire.query(select("Customer", named, ACTIVE_OR_NOT, order="Id"))
        rows: list[Body] = found.get("Customer", [])
        return rows

    async def _create(self, write: Write) -> Body:
        return await self._wire.create(write.entity, write.payload, write.requestid)

    async def _upload(self, write: Write) -> Body:
        content = base64.b64decode(write.payload["content"])
        return await self._wire.upload(write.payload["meta"], content, write.requestid)

    async def _customer(self, write: Write) -> Body | None:
        return _marked(await self.namesakes(write), "Notes", write.payload["Notes"])

    async def _document(self, write: Write) -> Body | None:
        customer = str(write.payload["CustomerRef"]["value"])
        # The company's date can be a day behind ours.
        since = (write.planned_at - timedelta(days=1)).date().isoformat()
        found = await self._wire.query(
            select(
                write.entity,
                whether("CustomerRef", "=", customer),
                whether("TxnDate", ">=", since),
                order="Id",
            )
        )
        rows = found.get(write.entity, [])
        return _marked(rows, "PrivateNote", write.payload["PrivateNote"])

    async def _entered(self, write: Write) -> Body | None:
        """What was entered since this was planned and carries its mark."""
        entity = self.step(write.entity).entity
        since = (write.planned_at - DIFFERENCE).isoformat(timespec="seconds")
        found = await self._wire.query(
            select(entity, whether("MetaData.CreateTime", ">=", since), order="Id")
        )
        payload = write.payload.get("meta", write.payload)
        field = MARKED[entity]
        return _marked(found.get(entity, []), field, payload[field])

    async def _mail(self, write: Write) -> Body:
        return await self._wire.send(_mailed_kind(write), write.payload["id"], write.payload["to"])

    async def _mailed(self, write: Write) -> Body | None:
        """The document, if QuickBooks has mailed it to this address since this was planned."""
        body = await self._wire.read(_mailed_kind(write), write.payload["id"])
        at = str((body.get("DeliveryInfo") or {}).get("DeliveryTime", ""))
        if body.get("EmailStatus") != "EmailSent" or not at:
            return None
        # QuickBooks writes down the address it was told to send to.
        if (body.get("BillEmail") or {}).get("Address") != write.payload["to"]:
            return None
        return body if datetime.fromisoformat(at) >= write.planned_at - DIFFERENCE else None


def _mailed_kind(write: Write) -> str:
    """ "EstimateEmail" is of an Estimate."""
    return write.entity.removesuffix("Email")


def _marked(rows: list[Body], field: str, ours: str) -> Body | None:
    """The row that carries the very mark of a text of ours."""
    wanted = reference_in(str(ours))
    return next((row for row in rows if reference_in(str(row.get(field, ""))) == wanted), None)
