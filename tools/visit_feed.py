"""The calendar feed: every visit that stands, from a month ago on, in the owner's words."""

from datetime import datetime, timedelta

from office.calendars.feed import FeedSecret
from office.calendars.writing import feed
from office.clock import Clock
from office.visits import VisitBook
from prompts.library import Library
from tools import agenda

SETTLED = timedelta(seconds=2)
BACK, AHEAD = timedelta(days=31), timedelta(days=400)


class VisitFeed:
    """What calendar programs get that subscribe, and the word in its address."""

    def __init__(self, book: VisitBook, library: Library, clock: Clock, secret: FeedSecret) -> None:
        """Show a visit book."""
        self._book, self._library, self._clock = book, library, clock
        self.secret = secret

    async def text(self) -> tuple[str, datetime | None]:
        """The feed, and when the visit book was changed last if that was not just now.

        It is the same, byte for byte, until a visit or the owner's words change. A change of this
        very second says nothing: there may be another one in it.
        """
        now, rulebook = self._clock.now(), self._library.current
        # What changes after this is in the next answer, whatever the dates in this one say.
        changed = await self._book.last_change()
        visits = await self._book.between(now - BACK, now + AHEAD)
        shown = [agenda.for_owner(rulebook, visit) for visit in visits]
        settled = changed if changed and now - changed >= SETTLED else None
        return feed(f"{rulebook.business.name}: visits", shown), settled
