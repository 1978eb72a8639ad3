"""The private address of the calendar feed: whoever knows it may look, so it is sealed on disk."""

import hmac
import secrets

import structlog
from sqlalchemy import select, update

from office.clock import Clock
from office.sealing import BadSeal, Seal
from office.store import Store
from office.tables import calendar_feeds

log = structlog.get_logger()

_KEY = "visits"


class FeedSecret:
    """The word in the feed's address that cannot be guessed."""

    def __init__(self, store: Store, seal: Seal, clock: Clock) -> None:
        """Keep it in a store, sealed."""
        self._store, self._seal, self._clock = store, seal, clock

    async def current(self) -> str:
        """The word that opens the feed; made once, and anew if the seal's keys were lost."""
        row = await self._store.row(select(calendar_feeds).where(calendar_feeds.c.key == _KEY))
        if row is None:
            values = {"key": _KEY, "sealed": self._made(), "made_at": self._clock.now()}
            # Of two processes the second takes the first one's.
            await self._store.run(self._store.once(calendar_feeds, values))
            return await self.current()
        try:
            return self._seal.open(row["sealed"])
        except BadSeal:
            log.warning("calendar_feed_key_lost")
            return await self.renew()

    async def renew(self) -> str:
        """Another word; the address from before opens nothing any more."""
        sealed = self._made()
        await self._store.run(
            update(calendar_feeds)
            .where(calendar_feeds.c.key == _KEY)
            .values(sealed=sealed, made_at=self._clock.now())
        )
        log.info("calendar_feed_renewed")
        return self._seal.open(sealed)

    async def opens(self, given: str) -> bool:
        """Whether a word opens the feed; how long that takes tells nothing about it."""
        return hmac.compare_digest(given.encode(), (await self.current()).encode())

    def _made(self) -> str:
        return self._seal.close(secrets.token_urlsafe(32))
