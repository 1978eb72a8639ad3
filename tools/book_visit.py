"""`book_visit`: a window the caller said yes to becomes a visit, unless somebody was quicker."""

from dataclasses import dataclass, replace
from enum import StrEnum

import structlog

from office.sheet import Confirmed
from office.values import Address, Email, PersonName, Phone, Window
from office.visits import Visit, VisitPlan
from prompts.schema import Urgency
from qbo.mirror.mirror import MirroredCustomer
from tools.availability import Planner, Wanted, WhyNot
from tools.desk import Desk
from tools.visiting import is_out_of_area, planner

log = structlog.get_logger()

DEADLINE = 3.0
"""Seconds; the book is on this machine."""


class Booked(StrEnum):
    """What became of it; `proposed` holds the time until the owner has said yes."""

    BOOKED = "booked"
    PROPOSED = "proposed"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit whose window the caller has confirmed; `revision` counts the visits of one call.

    `minutes` is the work by the owner's rule and `people` who can do it, where it says so.
    What a matched caller did not say stands in their customer's entry: the name without which no
    visit is booked, and the address.
    """

    window: Confirmed[Window]
    name: Confirmed[PersonName] | None
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None
    customer_id: str | None = None
    service: str = ""
    trade: str = ""
    urgency: Urgency | None = None
    minutes: int = 0
    note: str = ""
    people: tuple[str, ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class VisitBooked:
    """The visit as the book has it, to be told from there; or the nearest windows instead."""

    outcome: Booked
    visit: Visit | None = None
    windows: tuple[Window, ...] = ()
    why_not: WhyNot | None = None


async def book_visit(desk: Desk, call_id: str, new: NewVisit) -> VisitBooked:
    """Book the window; a second try on the same call gives the visit of the first."""
    rules = desk.library.current.business.visits
    if rules.book == "never":
        return VisitBooked(Booked.REFUSED, why_not=WhyNot.NOT_OFFERED)
    plan = _plan(desk, call_id, new)
    if plan is None:
        return VisitBooked(Booked.REFUSED)
    if is_out_of_area(desk, plan.address):
        return await _elsewhere(desk, call_id)
    wanted = Wanted(
        trade=new.trade,
        is_emergency=new.urgency is Urgency.EMERGENCY,
        minutes=new.minutes,
        wish=new.window.value,
        people=new.people,
    )
    look = await planner(desk)
    visit = await desk.visits.book(
        replace(plan, minutes=look.kept_minutes(wanted)),
        look.technicians(wanted, new.window.value),
        key=f"visit:{call_id}:{new.revision}",
        proposed=rules.book == "ask_me_first",
    )
    if visit is None:
        log.info("visit_taken_meanwhile", call=call_id)
        return _taken(await planner(desk), wanted)
    if visit.is_proposed:
        await ask_owner(desk, visit)
        return VisitBooked(Booked.PROPOSED, visit)
    return VisitBooked(Booked.BOOKED, visit)


async def ask_owner(desk: Desk, visit: Visit) -> None:
    """The owner wants to say yes to each visit: here is one to say yes to."""
    phone = f", {visit.phone.national}" if visit.phone else ""
    service = f" for {visit.service}" if visit.service else ""
    await desk.tray.follow_up(
        key=visit.question,
        kind="confirm_visit",
        note=f"{visit.name.display}{phone} would like a visit{service} on {visit.window.display}. "
        f"It is held for {visit.person}. Say yes with `frontdesk visits --confirm {visit.id}`, "
        "or no with --cancel, and tell the customer.",
        call_id=visit.call_id,
    )


def _plan(desk: Desk, call_id: str, new: NewVisit) -> VisitPlan | None:
    """The visit as it goes into the book; None where nobody's name is known."""
    known = desk.books.mirror.customer(new.customer_id) if new.customer_id else None
    name = new.name.value if new.name else _name_of(known)
    if name is None:
        return None
    return VisitPlan(
        window=new.window.value,
        minutes=new.minutes,
        name=name,
        call_id=call_id,
        customer_id=new.customer_id,
        company=desk.company,
        phone=new.phone.value if new.phone else _phone_of(known),
        email=new.email.value if new.email else None,
        address=new.address.value if new.address else (known.address if known else None),
        service=new.service,
        trade=new.trade,
        people=new.people,
        urgency=new.urgency.value if new.urgency else "",
        note=new.note,
    )


def _name_of(customer: MirroredCustomer | None) -> PersonName | None:
    if customer is None:
        return None
    if customer.given_name or customer.family_name:
        return PersonName(customer.given_name, customer.family_name)
    return PersonName(customer.display_name)


def _phone_of(customer: MirroredCustomer | None) -> Phone | None:
    return customer.phones[0] if customer is not None and customer.phones else None


def _taken(look: Planner, wanted: Wanted) -> VisitBooked:
    """Somebody was quicker: the nearest that is left."""
    found = look.choices(wanted)
    windows = tuple(choice.window for choice in found.choices)
    return VisitBooked(Booked.TAKEN, windows=windows, why_not=found.why_not)


async def _elsewhere(desk: Desk, call_id: str) -> VisitBooked:
    await desk.tray.follow_up(
        key=f"visit:{call_id}:out_of_area",
        kind="arrange_visit",
        note="A visit was asked for at an address outside your area, so none was booked. "
        "Please decide, and call the customer.",
        call_id=call_id,
    )
    return VisitBooked(Booked.REFUSED, why_not=WhyNot.OUT_OF_AREA)
