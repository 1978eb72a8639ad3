"""`lookup_customer`: whether QuickBooks knows the caller. Reads the mirror, not the network.

Only while QuickBooks is read for the first time it is asked too, by name and e-mail: until then a
caller whom the mirror does not know may be a customer all the same.

The result holds nothing private: a first name, whether the name fits, and what kinds of facts are
on file, not the facts.
"""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

import structlog

from office.values import Email, PersonName, Phone
from qbo.faults import QboError
from qbo.mirror.mirror import MirroredCustomer
from tools.desk import Desk
from tools.matching import perhaps_misheard, same_company, same_person

log = structlog.get_logger()

ASKED_SECONDS = 0.8
"""So long a caller waits for QuickBooks itself, which answers in a third of that."""


class Found(StrEnum):
    """How many customers fit."""

    FOUND = "found"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Who:
    """What is known of the caller; `name` and `company` narrow several customers down to one."""

    phone: Phone | None = None
    email: Email | None = None
    name: PersonName | None = None
    company: str = ""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Who the caller is in QuickBooks.

    `name_matches` is None while no name was said. Only with True may anything on file be used.
    `perhaps` is the name on file where the one said may be the same, badly heard: a caller who
    was greeted by it can be asked.
    """

    outcome: Found
    customer_id: str | None = None
    first_name: str = ""
    name_matches: bool | None = None
    perhaps: PersonName | None = None
    has_email: bool = False
    has_address: bool = False


async def lookup_customer(desk: Desk, call_id: str, who: Who) -> LookedUp:
    """Find the caller by number, then by e-mail; inactive customers do not count."""
    del call_id  # a look changes nothing and leaves no trace in the books
    await ask_quickbooks(desk, who)
    return identify(desk, who)


async def ask_quickbooks(desk: Desk, who: Who) -> None:
    """Let the mirror learn of this caller, if it does not know everybody yet."""
    if desk.books.mirror.complete or holders(desk, who) or not (who.name or who.email):
        return
    try:
        async with asyncio.timeout(ASKED_SECONDS):
            await desk.books.hearing.ask(who.name, who.email)
    except (QboError, TimeoutError) as error:
        log.info("caller_not_asked_for", reason=type(error).__name__)


def identify(desk: Desk, who: Who) -> LookedUp:
    """The look itself, without waiting: it also runs while the phone rings."""
    candidates = holders(desk, who)
    if not candidates:
        return LookedUp(Found.UNKNOWN)
    named = who.name is not None or bool(who.company)
    fitting = [one for one in candidates if fits(who, one)] if named else candidates
    if len(fitting) > 1 or (not fitting and len(candidates) > 1):
        return LookedUp(Found.SEVERAL, name_matches=bool(fitting) if named else None)
    customer = (fitting or candidates)[0]
    return LookedUp(
        outcome=Found.FOUND,
        customer_id=customer.id,
        first_name=customer.given_name,
        name_matches=bool(fitting) if named else None,
        perhaps=None if fitting else _perhaps(who, customer),
        has_email=bool(customer.emails),
        has_address=customer.address is not None,
    )


def holders(desk: Desk, who: Who) -> list[MirroredCustomer]:
    """The active customers with the caller's number or, if there are none, their e-mail."""
    found = desk.books.mirror.by_phone(who.phone) if who.phone else ()
    if not any(one.active for one in found) and who.email:
        found = desk.books.mirror.by_email(who.email)
    return [one for one in found if one.active]


def fits(who: Who, customer: MirroredCustomer) -> bool:
    """Whether the name said is this customer's, as a person or as a company."""
    if who.company and same_company(who.company, customer.company or customer.display_name):
        return True
    if who.name is None:
        return False
    if not customer.given_name and not customer.family_name:
        return same_company(who.name.display, customer.display_name)
    return same_person(who.name, customer.given_name, customer.family_name)


def _perhaps(who: Who, customer: MirroredCustomer) -> PersonName | None:
    given, family = customer.given_name, customer.family_name
    if who.name is None or not perhaps_misheard(who.name, given, family):
        return None
    return PersonName(given, family)
