"""What callers want with a visit in the book, by what they ask for. Data only."""

from collections.abc import Mapping
from types import MappingProxyType

from agent.visiting.state import Errand

ERRAND_OF: Mapping[str, Errand] = MappingProxyType(
    {"move_visit": "move", "cancel_visit": "cancel", "ask_visit": "ask"}
)
