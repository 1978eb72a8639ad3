"""The calendars of a desk: the feed of its visits, and the owner's own, kept in step."""

from office.calendars.caldav import Access, OwnersCalendar
from office.calendars.feed import FeedSecret
from office.calendars.keeping import CalendarKeeping
from office.calendars.rows import EntryRows
from office.clock import Clock
from office.followups import Desktray
from office.sealing import Seal
from office.settings import Settings
from office.store import Store
from office.visits import VisitBook
from prompts.library import Library
from tools.agenda import keeper
from tools.desk import Desk
from tools.visit_feed import VisitFeed


def visit_feed(settings: Settings, store: Store, desk: Desk) -> VisitFeed:
    """What calendar programs subscribe to."""
    secret = FeedSecret(store, Seal.of(settings), desk.clock)
    return VisitFeed(desk.visits, desk.library, desk.clock, secret)


def calendar_keeping(
    settings: Settings,
    store: Store,
    visits: VisitBook,
    *,
    tray: Desktray,
    clock: Clock,
    library: Library,
) -> CalendarKeeping | None:
    """What keeps the owner's calendar in step, if one is set."""
    access = Access.of(settings)
    if access is None:
        return None
    return CalendarKeeping(
        OwnersCalendar(access),
        visits,
        EntryRows(store, clock),
        tray,
        clock,
        lambda: keeper(library.current, settings.caldav_person),
    )
