"""What the tools for visits share: where visits are made, whose they are, and the owner's rules."""

from datetime import timedelta

from office.values import Address, Window
from office.visits import Visit
from prompts.gazetteer import OutOfArea
from prompts.schema import Urgency
from tools.availability import Planner, Wanted
from tools.desk import Desk
from tools.lookup_customer import Found, Who, identify
from tools.matching import same_person

CALENDAR_SECONDS = 0.8
"""So long a caller waits for the owner's own calendar; it is read every two minutes anyway."""


def is_out_of_area(desk: Desk, address: Address | None) -> bool:
    """Whether an address is known to be where the business does not go."""
    if address is None:
        return False
    verdict = desk.library.gazetteer.check(address, desk.library.area)
    return isinstance(verdict, OutOfArea)


async def planner(desk: Desk) -> Planner:
    """A look at the calendar as it is now, the owner's own included where it answers at once."""
    if desk.calendar is not None:
        await desk.calendar.freshen(CALENDAR_SECONDS)
    business = desk.library.current.business
    now = desk.clock.now()
    # From yesterday on, since a night's visit may still go on and a day has a limit.
    ahead = timedelta(days=business.visits.days_ahead + 2) + business.visits.lead
    claims = await desk.visits.claims(now - timedelta(days=1), now + ahead)
    return Planner(business, claims, now.astimezone(business.zone))


def elsewhen(desk: Desk, visit: Visit, wish: Window | None) -> Wanted:
    """A visit that stands, at another time: the same work for the same people."""
    travel = desk.library.current.business.visits.travel_minutes
    return Wanted(
        trade=visit.trade,
        is_emergency=visit.urgency == Urgency.EMERGENCY,
        minutes=max(visit.minutes - travel, 0),
        wish=wish,
        moving=visit.id,
        people=visit.people,
    )


async def visits_of(desk: Desk, who: Who) -> tuple[Visit, ...]:
    """The visits to come of a caller who has matched, the next first; of others none.

    A caller matches by number or e-mail together with the name: the customer's in QuickBooks, or
    the visit's own where the customer is not there yet.
    """
    known = identify(desk, who)
    matched = known.outcome is Found.FOUND and known.name_matches is True
    return tuple(
        visit
        for visit in await desk.visits.upcoming()
        if (matched and _is_customers(desk, visit, known.customer_id)) or _is_callers(visit, who)
    )


async def visit_for(desk: Desk, call_id: str, visit_id: int, who: Who) -> Visit | None:
    """A visit that this caller may change: one made on this very call, or one of theirs."""
    visit = await desk.visits.find(visit_id)
    if visit is None or visit.call_id == call_id:
        return visit
    return next((one for one in await visits_of(desk, who) if one.id == visit_id), None)


def _is_customers(desk: Desk, visit: Visit, customer_id: str | None) -> bool:
    same = customer_id is not None and visit.customer_id == customer_id
    return same and desk.works_for(visit.company)


def _is_callers(visit: Visit, who: Who) -> bool:
    if who.name is None or not same_person(who.name, visit.name.given, visit.name.family):
        return False
    by_phone = who.phone is not None and visit.phone is not None and who.phone == visit.phone
    return by_phone or (who.email is not None and who.email == visit.email)
