"""The calendars of a desk: the feed of its visits, and the owner's own, kept in step."""

from office.calendars.caldav import Access, OwnersCalendar
from office.calendars.feed import FeedSecret
from office.calendars.keeping import CalendarKeeping
from office.calendars.rows import EntryRows
from office.calendars.several import Calendars
from office.clock import Clock
from office.followups import Desktray
from office.sealing import Seal
from office.settings import Settings
from office.store import Store
from office.visits import VisitBook
from prompts.library import Library
from tools.agenda import PEOPLE, PERSON, keeper, nobody
from tools.desk import Desk
from tools.visit_feed import VisitFeed


def visit_feed(settings: Settings, store: Store, desk: Desk) -> VisitFeed:
    """What calendar programs subscribe to."""
    secret = FeedSecret(store, Seal.of(settings), desk.clock)
    return VisitFeed(desk.visits, desk.library, desk.clock, secret)


def calendars(
    settings: Settings,
    store: Store,
    visits: VisitBook,
    *,
    tray: Desktray,
    clock: Clock,
    library: Library,
) -> Calendars | None:
    """What keeps everybody's calendar in step, if one is set."""
    made: list[CalendarKeeping] = []

    def keeping(person: str, access: Access) -> CalendarKeeping:
        own = person == settings.caldav_person.strip() and bool(settings.caldav_url)
        setting = PERSON if own else PEOPLE
        return CalendarKeeping(
            OwnersCalendar(access),
            visits,
            EntryRows(store, clock),
            tray,
            clock,
            lambda: keeper(library.current, person, setting),
            whose="" if own else person,
            others=lambda: [one.place for one in made if one is not this.get(person)],
        )

    this: dict[str, CalendarKeeping] = {}
    for person, access in Access.each(settings).items():
        this[person] = keeping(person, access)
        made.append(this[person])
    return Calendars(made) if made else None


def misnamed(settings: Settings, library: Library) -> str:
    """The first calendar that belongs to nobody who makes visits, in a sentence; else nothing."""
    book = library.current
    own = settings.caldav_person if settings.caldav_url else ""
    wrong = [nobody(book, own), *(nobody(book, one, PEOPLE) for one in settings.caldav_people)]
    return next(filter(None, wrong), "")
