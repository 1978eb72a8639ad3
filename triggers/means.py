"""What a trigger may use: the same tools as a call, the journal, and a way to send a text."""

from dataclasses import dataclass

from office.events import Event
from office.journal import Journal, OpenCall
from office.sheet import CallSheet
from tools.desk import Desk
from tools.texting import Texting


class NotYet(Exception):
    """It cannot be done now and is tried again by itself; nothing is lost."""

    permanent = False


@dataclass(frozen=True, slots=True)
class Means:
    """Given to every trigger by the runner."""

    desk: Desk
    journal: Journal

    @property
    def texting(self) -> Texting:
        """The desk's way to send a text."""
        return self.desk.texting

    async def sheet(self, event: Event) -> CallSheet:
        """The call sheet of the event's call, as the journal has it."""
        call_id = call_of(event)
        return await self.journal.sheet(OpenCall(call_id, "", event.happened_at))


def call_of(event: Event) -> str:
    """The call an event is about.

    Raises:
        ValueError: the event names none.
    """
    if event.call_id is None:
        raise ValueError(f"The event {event.key} names no call.")
    return event.call_id
