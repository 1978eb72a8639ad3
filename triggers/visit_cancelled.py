"""A visit was cancelled: both invitations are taken back."""

from office.events import Event
from triggers.means import Means
from triggers.visit_news import tell_visit


async def visit_cancelled(means: Means, event: Event) -> None:
    """Tell customer and owner.

    Raises:
        NotYet: an e-mail or text was not taken now.
    """
    await tell_visit(means, event, "cancelled")
