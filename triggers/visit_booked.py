"""A visit was booked: customer and owner are invited to it."""

from office.events import Event
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
    await tell_visit(means, event, "booked")
