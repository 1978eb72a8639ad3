"""A ring: an incoming call as the carrier announces it, before anybody has spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from office.values import BadPhone, Phone


@dataclass(frozen=True, slots=True)
class Ring:
    """An incoming call. `caller` is a hint, never an identity, and None when withheld.

    `attestation` is "A", "B" or "C" as the carriers signed it, "failed", or None (Twilio:
    parameter StirVerstat of voice webhooks). `rehearsed_at` is when a rehearsed call pretends to
    ring; only the embedded carrier sends it, and only a desk on that carrier may look at it.
    """

    call_sid: str
    caller: Phone | None
    called: str
    attestation: str | None = None
    rehearsed_at: datetime | None = None

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "Ring":
        """Read the parameters of a voice webhook."""
        return cls(
            call_sid=form.get("CallSid", ""),
            caller=_caller(form.get("From", "")),
            called=form.get("To", ""),
            attestation=_attestation(form.get("StirVerstat", "")),
            rehearsed_at=_time(form.get("RehearsedAt", "")),
        )


def _caller(text: str) -> Phone | None:
    """Withheld numbers come as words ("anonymous") or as letters dialled as digits (+266696687)."""
    if text in ("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"):
        return None
    try:
        return Phone.parse(text)
    except BadPhone:
        return None


def _attestation(text: str) -> str | None:
    if "Failed" in text:
        return "failed"
    return text[-1] if text.startswith("TN-Validation-Passed-") else None


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
