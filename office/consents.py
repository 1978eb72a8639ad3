"""Sign-ins at QuickBooks that were begun and have not come back; each can be used once.

Only digests of what the browser holds are kept: whoever reads this table can use nothing of it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from office.clock import Clock
from office.store import Row, Store
from office.tables import consents

LIFETIME = timedelta(minutes=10)
"""So long the owner has to decide at QuickBooks, and again between two companies."""
LONGEST = 128
"""Characters of a state or session that are looked at; ours have 43."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a sign-in brought and the owner has not decided on yet; `sealed` holds its tokens."""

    key: str
    sealed: str


class Consents:
    """The sign-ins under way, kept so that a restart of the desk loses none."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep them in a store."""
        self._store, self._clock = store, clock

    async def begin(self, state: str, session: str, home: str) -> None:
        """Keep a sign-in that leaves now; what is too old is swept out.

        Args:
            state: what QuickBooks gives back.
            session: what the browser alone holds.
            home: the address the browser knows the desk by.
        """
        now = self._clock.now()
        old = consents.c.begun_at < now - 2 * LIFETIME
        await self._store.run(delete(consents).where(old))
        values = {
            "key": digest(state),
            "session": digest(session),
            "home": home,
            "begun_at": now,
        }
        await self._store.run(self._store.once(consents, values))

    async def home(self, state: str) -> str | None:
        """The address a sign-in began at; None if it is not known, too old or used."""
        row = await self._row(state)
        return None if row is None or row["used_at"] else str(row["home"])

    async def use(self, state: str, session: str) -> bool:
        """Use a sign-in up; whether it was good, and this browser's own."""
        row = await self._row(state)
        if row is None:
            return False
        fresh = consents.c.key == row["key"], consents.c.used_at.is_(None)
        first = await self._store.run(
            update(consents).where(*fresh).values(used_at=self._clock.now())
        )
        return bool(first) and hmac.compare_digest(row["session"], digest(session))

    async def offer(self, state: str, sealed: str) -> None:
        """Keep what a used sign-in brought until the owner has decided."""
        await self._store.run(
            update(consents)
            .where(consents.c.key == digest(state))
            .values(offer=sealed, begun_at=self._clock.now())
        )

    async def offered(self, session: str) -> Offer | None:
        """What waits for the decision of the owner at this browser."""
        row = await self._store.row(
            select(consents)
            .where(
                consents.c.session == digest(session),
                consents.c.offer.is_not(None),
                consents.c.begun_at >= self._clock.now() - LIFETIME,
            )
            .order_by(consents.c.begun_at.desc())
        )
        return None if row is None else Offer(row["key"], row["offer"])

    async def decided(self, offer: Offer) -> bool:
        """Forget an offer; False if another click was quicker."""
        gone = delete(consents).where(consents.c.key == offer.key)
        return bool(await self._store.run(gone))

    async def _row(self, state: str) -> Row | None:
        if not state or len(state) > LONGEST:
            return None
        return await self._store.row(
            select(consents).where(
                consents.c.key == digest(state),
                consents.c.begun_at >= self._clock.now() - LIFETIME,
            )
        )


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
