"""What the carrier says became of a text, and what its codes mean (Twilio: error dictionary)."""

from collections.abc import Mapping
from dataclasses import dataclass

from telephony.errors import STOPPED

LOST = ("undelivered", "failed")
"""Statuses after which a text will not arrive any more."""
UNREGISTERED = frozenset({30007, 30032, 30034})
"""The network takes the business number itself for a sender that is not registered."""

_REASONS: Mapping[int, str] = {
    STOPPED: "they texted STOP to your number",
    30003: "the phone is switched off or out of reach",
    30004: "the phone blocks it, or is blocked",
    30005: "there is no such number any more",
    30006: "it is a landline, or its network takes no texts",
    30007: "the network filtered it out",
    30008: "the network gives no reason",
    30032: "your own number is not verified for texts",
    30034: "your own number is not registered for texts",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A report about one text; `key` is the ledger's own, if the carrier brought it back."""

    sid: str
    status: str
    code: int = 0
    key: str = ""

    @property
    def lost(self) -> bool:
        """Whether the text will not arrive any more."""
        return self.status in LOST


def reason(code: int) -> str:
    """Why a text did not arrive, in words that stand behind a colon."""
    return _REASONS.get(code, f"the network gives code {code}" if code else _REASONS[30008])
