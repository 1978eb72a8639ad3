"""Stream tokens: one use, short-lived, bound to the call they were made for."""

import hmac
import secrets

from office.clock import Clock

SECONDS = 60.0


class StreamTokens:
    """Hands out and takes back the tokens that open a media stream."""

    def __init__(self, clock: Clock) -> None:
        """Measure their life by a clock."""
        self._clock = clock
        self._open: dict[str, dict[str, float]] = {}

    def issue(self, call_sid: str) -> str:
        """Make a token for a call.

        Twilio repeats a webhook whose answer it missed, and may use either answer: the tokens of
        both are good until the stream opens.
        """
        self._forget_old()
        token = secrets.token_urlsafe(24)
        self._open.setdefault(call_sid, {})[token] = self._clock.monotonic() + SECONDS
        return token

    def redeem(self, call_sid: str, token: str) -> bool:
        """Use a call's tokens up; false if this one is unknown, old, used or another call's."""
        self._forget_old()
        kept = self._open.get(call_sid, {})
        # JSON may hold half a character, which strict UTF-8 would choke on.
        offered = token.encode(errors="replace")
        if not any(hmac.compare_digest(known.encode(), offered) for known in kept):
            return False
        del self._open[call_sid]
        return True

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        young = {
            sid: {token: until for token, until in kept.items() if until > now}
            for sid, kept in self._open.items()
        }
        self._open = {sid: kept for sid, kept in young.items() if kept}
