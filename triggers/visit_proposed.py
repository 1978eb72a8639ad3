"""A time is held until the owner says yes: in an emergency their mobile is texted at once."""

from office.events import Event
from triggers.alarm import text_emergency_visit
from triggers.means import Means


async def visit_proposed(means: Means, event: Event) -> None:
    """Text the owner of an emergency's visit; any other waits among their follow-ups."""
    visit = await means.desk.visits.find(int(event.body["visit"]))
    if visit is not None and visit.is_proposed:
        await text_emergency_visit(means, visit)
