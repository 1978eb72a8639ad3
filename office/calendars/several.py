"""The calendars of everybody who makes visits and has one connected, kept side by side."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from office.calendars.keeping import CalendarKeeping
from office.calendars.standing import CalendarStanding


class Calendars:
    """Each calendar is kept by itself: one that hangs or is misset holds up no other."""

    def __init__(self, keepings: Sequence[CalendarKeeping]) -> None:
        """Keep these; the first is the owner's, or of whom the settings say so."""
        self.each = tuple(keepings)

    async def run(self) -> None:
        """Keep all of them until cancelled."""
        async with asyncio.TaskGroup() as group:
            for one in self.each:
                group.create_task(one.run(), name="calendar")

    async def close(self) -> None:
        """Let go of every server."""
        for one in self.each:
            await one.close()

    async def keep(self) -> bool:
        """Go over all of them once; False if one could not be used."""
        return all(await asyncio.gather(*(one.keep() for one in self.each)))

    async def freshen(self, seconds: float) -> bool:
        """See what is blocked by now, as far as that takes no longer than this."""
        return all(await asyncio.gather(*(one.freshen(seconds) for one in self.each)))

    def has(self, person: str) -> bool:
        """Whether the first calendar, which is the owner's, shows this person's visits."""
        return self.each[0].person == person

    @property
    def standing(self) -> CalendarStanding:
        """How they stand together: what is wrong with any, and since when all were read."""
        found = [one.standing for one in self.each]
        read = [one.read_at for one in found]
        known = [at for at in read if at is not None]
        trouble = next((one.trouble for one in found if one.trouble), "")
        first = replace(found[0], trouble=trouble)
        return replace(first, read_at=min(known) if len(known) == len(read) else None)
