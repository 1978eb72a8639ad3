"""The calendar feed: every visit that stands, from a month ago on, in the owner's words."""

from datetime import datetime, timedelta

from office.calendars.feed import FeedSecret
from office.calendars.writing import feed
from office.clock import Clock
from office.visits import VisitBook
from prompts.library import Library
from tools import agenda

BACK, AHEAD = timedelta(days=31), timedelta(days=400)


class VisitFeed:
    """What calendar programs get that subscribe, and the word in its address."""

    def __init__(self, book: VisitBook, library: Library, clock: Clock, secret: FeedSecret) -> None:
        """Show a visit book."""
        self._book, self._library, self._clock = book, library, clock
        self.secret = secret

    async def text(self) -> tuple[str, datetime]:
        """The feed, and when something in it changed last.

        It is the same, byte for byte, until a visit or the owner's words change.
        """
        now, rulebook = self._clock.now(), self._library.current
        visits = await self._book.between(now - BACK, now + AHEAD)
        shown = [agenda.for_owner(rulebook, visit) for visit in visits]
        changed = max((visit.changed_at for visit in visits), default=now)
        return feed(f"{rulebook.business.name}: visits", shown), changed
