"""Which trigger belongs to which event."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from office.events import Event
from triggers.call_completed import call_completed
from triggers.emergency_reported import emergency_reported
from triggers.means import Means
from triggers.quote_requested import quote_requested
from triggers.runner import Trigger
from triggers.text_received import text_received
from triggers.text_undelivered import text_undelivered
from triggers.visit_booked import visit_booked
from triggers.visit_cancelled import visit_cancelled
from triggers.visit_moved import visit_moved
from triggers.visit_proposed import visit_proposed

TRIGGERS: Mapping[str, Callable[[Means, Event], Awaitable[None]]] = {
    "call_completed": call_completed,
    "emergency_reported": emergency_reported,
    "quote_requested": quote_requested,
    "text_received": text_received,
    "text_undelivered": text_undelivered,
    "visit_booked": visit_booked,
    "visit_cancelled": visit_cancelled,
    "visit_moved": visit_moved,
    "visit_proposed": visit_proposed,
}


def equipped(means: Means) -> dict[str, Trigger]:
    """All triggers with what they need, for the runner."""
    return {name: partial(trigger, means) for name, trigger in TRIGGERS.items()}
