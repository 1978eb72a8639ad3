"""A visit was booked: customer and owner are invited; an emergency's is texted to the owner."""

from office.events import Event
from triggers.alarm import text_emergency_visit
from triggers.means import Means
from triggers.visit_news import tell_visit


async def visit_booked(means: Means, event: Event) -> None:
    """Tell customer and owner.

    Raises:
        NotYet: an e-mail or text was not taken now.
    """
    visit = await means.desk.visits.find(int(event.body["visit"]))
    if visit is not None:
        # Whoever was asked for the yes has given it, in whichever way.
        await means.desk.tray.done(visit.question)
        if visit.state.holds_time:
            await text_emergency_visit(means, visit)
    await tell_visit(means, event, "booked")
