"""A visit in words: as it stands in the owner's calendar, in the customer's, and in a message."""

from functools import partial

from office.calendars.appointment import Appointment, Standing
from office.calendars.keeping import Keeper
from office.values import Window
from office.visits import Visit, VisitState
from office.visits.slots import taken_until
from prompts.library import Rulebook
from prompts.schema.messages import EntryWords

MORE_DAYS = 7
PERSON, PEOPLE = "FRONTDESK_CALDAV_PERSON", "FRONTDESK_CALDAV_PEOPLE"

_STANDING = {
    VisitState.PROPOSED: Standing.TENTATIVE,
    VisitState.CANCELLED: Standing.CANCELLED,
}


def for_owner(book: Rulebook, visit: Visit) -> Appointment:
    """The visit as it keeps somebody: from its window's start until the work is done."""
    words = book.messages.visits.entry
    return _appointment(book, visit, words, taken=True)


def for_customer(book: Rulebook, visit: Visit) -> Appointment:
    """The visit as the customer waits for it: its window."""
    words = book.messages.visits.invitation
    return _appointment(book, visit, words, taken=False)


def keeper(book: Rulebook, person: str = "", setting: str = PERSON) -> Keeper:
    """Whose calendar is connected: the one named, else the owner.

    An owner who makes no visits has none in their calendar, and keeps nobody from theirs.
    """
    business = book.business
    wanted = person.strip() or business.owner
    names = (one.name for one in business.staff if one.name.lower() == wanted.lower())
    mine = wanted.lower() == business.owner.lower() and business.owner_email is not None
    emails = (business.owner_email.address,) if business.owner_email and mine else ()
    # A little beyond what is offered, so that nothing at its end is overlooked.
    days = business.visits.days_ahead + MORE_DAYS
    return Keeper(
        next(names, wanted),
        business.zone,
        days,
        partial(for_owner, book),
        emails,
        nobody(book, person, setting),
    )


def nobody(book: Rulebook, person: str, setting: str = PERSON) -> str:
    """What is wrong where a setting names somebody who makes no visits; empty where nothing is."""
    names = [one.name for one in book.business.staff]
    wanted = person.strip()
    if not wanted or wanted.lower() in (name.lower() for name in names):
        return ""
    return (
        f'{setting} names "{wanted}", who is not under people in business.yaml; '
        f"write one of {', '.join(names)}, or add them there."
    )


def said_of(book: Rulebook, visit: Visit, before: Window | None = None) -> dict[str, str]:
    """The values for every text about a visit; `before` is the window it had."""
    unknown = book.messages.unknown
    return {
        "name": visit.name.display,
        "first": visit.name.given,
        "phone": visit.phone.national if visit.phone else unknown.phone,
        "address": str(visit.address or unknown.address),
        "service": visit.service or book.messages.visits.unnamed,
        "when": str(visit.window),
        "before": str(before or visit.window),
        "person": visit.person,
        "note": visit.note,
    }


def _appointment(book: Rulebook, visit: Visit, words: EntryWords, *, taken: bool) -> Appointment:
    values = said_of(book, visit)
    ends = taken_until(visit.window, visit.minutes) if taken else visit.window.ends
    return Appointment(
        uid=visit.uid,
        sequence=visit.sequence,
        starts=visit.window.starts,
        ends=ends,
        zone=book.business.zone,
        summary=book.say(words.title, **values),
        location=str(visit.address or ""),
        details=book.say(words.details, **values).strip(),
        changed_at=visit.changed_at,
        standing=_STANDING.get(visit.state, Standing.CONFIRMED),
    )
