"""A visit has another window: both invitations are updated."""

from office.events import Event
from triggers.means import Means
from triggers.visit_news import tell_visit


async def visit_moved(means: Means, event: Event) -> None:
    """Tell customer and owner.

    Raises:
        NotYet: an e-mail or text was not taken now.
    """
    await tell_visit(means, event, "moved")
