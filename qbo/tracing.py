"""The kinds of writes: how each is sent, and what it leaves behind in QuickBooks."""

from datetime import datetime, timedelta
from typing import Any

from office.writes import Write
from qbo.payloads import reference_in
from qbo.posting import Step
from qbo.session import Wire
from qbo.statements import ACTIVE_OR_NOT, select, whether

Body = dict[str, Any]
DIFFERENCE = timedelta(minutes=2)
"""How far Intuit's clock and ours may differ."""


class Tracing:
    """Steps over one wire."""

    def __init__(self, wire: Wire) -> None:
        """Send and look through a wire."""
        self._wire = wire
        self._steps = {
            "Customer": Step("Customer", self._create, self._customer),
            "Estimate": Step("Estimate", self._create, self._document),
            "EstimateEmail": Step("Estimate", self._mail, self._mailed, replayable=False),
            "Invoice": Step("Invoice", self._create, self._document),
            "InvoiceEmail": Step("Invoice", self._mail, self._mailed, replayable=False),
            "Payment": Step("Payment", self._create, self._document),
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

    async def _customer(self, write: Write) -> Body | None:
        return _marked(await self.namesakes(write), "Notes", write)

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
        return _marked(found.get(write.entity, []), "PrivateNote", write)

    async def _mail(self, write: Write) -> Body:
        return await self._wire.send(_mailed_kind(write), write.payload["id"], write.payload["to"])

    async def _mailed(self, write: Write) -> Body | None:
        """The document, if QuickBooks has mailed it since this was planned."""
        body = await self._wire.read(_mailed_kind(write), write.payload["id"])
        at = str((body.get("DeliveryInfo") or {}).get("DeliveryTime", ""))
        if body.get("EmailStatus") != "EmailSent" or not at:
            return None
        return body if datetime.fromisoformat(at) >= write.planned_at - DIFFERENCE else None


def _mailed_kind(write: Write) -> str:
    """ "EstimateEmail" is of an Estimate."""
    return write.entity.removesuffix("Email")


def _marked(rows: list[Body], field: str, write: Write) -> Body | None:
    """The row that carries this write's own mark."""
    wanted = reference_in(str(write.payload[field]))
    return next((row for row in rows if reference_in(str(row.get(field, ""))) == wanted), None)
