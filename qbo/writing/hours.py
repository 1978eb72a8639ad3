"""Hours: time that employees or vendors spent on a customer's job."""

from decimal import Decimal
from functools import partial
from typing import Any

from pydantic import Field

from qbo.entries import HoursWorked
from qbo.faults import Refused
from qbo.statements import select, whether
from qbo.writing.clerk import Clerk
from qbo.writing.payloads import Number, Payload, Reference, noted

WORKERS = ("Employee", "Vendor")
LONGEST = Decimal(8760)
"""Hours at most (Intuit)."""


class TimeActivity(Payload):
    """Time that was spent."""

    NameOf: str
    EmployeeRef: Reference | None = None
    VendorRef: Reference | None = None
    CustomerRef: Reference
    ItemRef: Reference | None = None
    BillableStatus: str
    HourlyRate: Number | None = None
    Hours: int
    Minutes: int
    TxnDate: str
    Description: str = Field(max_length=4000)


class Hours:
    """Records hours, each once per key."""

    def __init__(self, clerk: Clerk) -> None:
        """Write through the clerk."""
        self._clerk = clerk

    async def record(self, worked: HoursWorked, *, key: str, call_id: str | None = None) -> str:
        """Record hours on a job once per key; gives the id QuickBooks keeps them under.

        Raises:
            Refused: nobody has this name in QuickBooks, or the time is none.
            QboError: not done yet; then the same key continues it.
        """
        if not 0 < worked.hours <= LONGEST:
            raise Refused(f"{worked.hours} hours cannot be recorded.")
        return await self._clerk.alone(key, partial(self._record, worked, call_id))

    async def _record(self, worked: HoursWorked, call_id: str | None, key: str) -> str:
        known = await self._clerk.ledger.find(key)
        if known is None:
            kind, number = await self._worker(worked.person)
            payload = hours_payload(worked, kind, number, self._clerk.reference(key))
        else:
            payload = known.payload
        write = await self._clerk.once("TimeActivity", key, payload, call_id)
        return str(write.qbo_id)

    async def _worker(self, name: str) -> tuple[str, str]:
        """Who has a name among employees, then vendors."""
        for kind in WORKERS:
            found = await self._clerk.wire.query(
                select(kind, whether("DisplayName", "=", name), order="Id")
            )
            if rows := found.get(kind):
                return kind, str(rows[0]["Id"])
        raise Refused(
            f'QuickBooks has no employee or vendor "{name}"; add them there, then the hours go in.'
        )


def hours_payload(worked: HoursWorked, kind: str, number: str, reference: str) -> dict[str, Any]:
    """The body of hours worked, to the minute."""
    minutes = int((worked.hours * 60).to_integral_value())
    worker = Reference(value=number)
    return TimeActivity(
        NameOf=kind,
        EmployeeRef=worker if kind == "Employee" else None,
        VendorRef=worker if kind == "Vendor" else None,
        CustomerRef=Reference(value=worked.customer_id),
        ItemRef=Reference(value=worked.item_id) if worked.item_id else None,
        BillableStatus="Billable" if worked.hourly_rate is not None else "NotBillable",
        HourlyRate=worked.hourly_rate,
        Hours=minutes // 60,
        Minutes=minutes % 60,
        TxnDate=worked.day.isoformat(),
        Description=noted(worked.about, reference, 4000),
    ).body
