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
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self, call_sid: str) -> str:
        """Make the token of a call; an earlier one of the same call is void from now on."""
        self._forget_old()
        token = secrets.token_urlsafe(24)
        self._open[call_sid] = (token, self._clock.monotonic() + SECONDS)
        return token

    def redeem(self, call_sid: str, token: str) -> bool:
        """Use a token up; false if it is unknown, old, used or another call's."""
        self._forget_old()
        kept = self._open.get(call_sid)
        if kept is None or not hmac.compare_digest(kept[0].encode(), token.encode()):
            return False
        del self._open[call_sid]
        return True

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        self._open = {sid: kept for sid, kept in self._open.items() if kept[1] > now}
