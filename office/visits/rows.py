"""A visit as a row of the store, and back."""

from typing import Any, cast

from office.kept import pack, unpack
from office.sheet import Value
from office.store import Row
from office.values import Address, Email, PersonName, Phone, Window
from office.visits.slots import taken_until
from office.visits.visit import Visit, VisitPlan, VisitState


def row_of(plan: VisitPlan) -> Row:
    """What a plan says, as columns."""
    return {
        **times_of(plan.window, plan.minutes),
        "call_id": plan.call_id,
        "company": plan.company,
        "customer_id": plan.customer_id,
        "name": pack(plan.name),
        "phone": _packed(plan.phone),
        "email": _packed(plan.email),
        "address": _packed(plan.address),
        "service": plan.service,
        "trade": plan.trade,
        "people": list(plan.people),
        "urgency": plan.urgency,
        "note": plan.note,
    }


def times_of(window: Window, minutes: int) -> Row:
    """When a visit is, as columns."""
    utc = window.in_zone("UTC")
    return {
        "starts_at": utc.starts,
        "ends_at": utc.ends,
        "until_at": taken_until(window, minutes),
        "zone": window.zone,
        "minutes": minutes,
    }


def visit_of(row: Row) -> Visit:
    """The visit in a row, its window as the clocks of the business show it."""
    return Visit(
        id=row["id"],
        uid=row["uid"],
        sequence=row["sequence"],
        state=VisitState(row["state"]),
        person=row["person"],
        window=Window(row["starts_at"], row["ends_at"]).in_zone(row["zone"]),
        minutes=row["minutes"],
        name=cast("PersonName", unpack(row["name"])),
        call_id=row["call_id"],
        customer_id=row["customer_id"],
        company=row["company"],
        phone=cast("Phone | None", _unpacked(row["phone"])),
        email=cast("Email | None", _unpacked(row["email"])),
        address=cast("Address | None", _unpacked(row["address"])),
        service=row["service"],
        trade=row["trade"],
        people=tuple(row["people"]),
        urgency=row["urgency"],
        note=row["note"],
        booked_at=row["booked_at"],
        changed_at=row["changed_at"],
    )


def _packed(value: Value | None) -> dict[str, Any] | None:
    return None if value is None else pack(value)


def _unpacked(packed: dict[str, Any] | None) -> Value | None:
    return None if packed is None else unpack(packed)
