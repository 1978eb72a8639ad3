"""A ring: an incoming call as the carrier announces it, before anybody has spoken."""

from collections.abc import Mapping
from dataclasses import dataclass

from office.values import BadPhone, Phone


@dataclass(frozen=True, slots=True)
class Ring:
    """An incoming call. `caller` is a hint, never an identity, and None when withheld.

    `attestation` is "A", "B" or "C" as the carriers signed it, "failed", or None (Twilio:
    parameter StirVerstat of voice webhooks).
    """

    call_sid: str
    caller: Phone | None
    called: str
    attestation: str | None = None

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "Ring":
        """Read the parameters of a voice webhook."""
        return cls(
            call_sid=form.get("CallSid", ""),
            caller=_caller(form.get("From", "")),
            called=form.get("To", ""),
            attestation=_attestation(form.get("StirVerstat", "")),
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
