"""The company's OAuth: authorization code, refresh with rotation and grace, revoke (RFC 6749)."""

import base64
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from qbo.sandbox.company import REALM
from qbo.sandbox.faults import Unauthenticated, WrongRealm
from qbo.sandbox.ledger import Ledger

ACCESS = timedelta(seconds=3600)
REFRESH = timedelta(days=100)
GRACE = timedelta(hours=24)
CODE = timedelta(minutes=10)
HARD_END = timedelta(days=5 * 365)
"""So long after the owner's yes a connection ends, however often it was renewed."""
_NEVER = "9999-12-31T00:00:00+00:00"
"""Tokens from before consents had an end."""


class BadGrant(Exception):
    """A token request that is refused (HTTP 400), with OAuth's error name."""

    def __init__(self, error: str, description: str) -> None:
        """Keep both texts."""
        super().__init__(description)
        self.error, self.description = error, description


class TokenOffice:
    """Issues and checks the company's tokens, on the company's clock."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep client and tokens in the ledger; the client's secret is made at first."""
        self._ledger = ledger
        if not ledger.fact("client"):
            client = {"id": "EMBEDDED" + secrets.token_hex(12), "secret": secrets.token_hex(20)}
            ledger.remember("client", json.dumps(client))
        self._client: dict[str, str] = json.loads(ledger.fact("client"))

    @property
    def client(self) -> dict[str, str]:
        """The registered client: id and secret."""
        return self._client

    def known_client(self, authorization: str) -> bool:
        """Whether a Basic header is the registered client's."""
        scheme, _, given = authorization.partition(" ")
        wanted = f"{self._client['id']}:{self._client['secret']}".encode()
        try:
            return scheme == "Basic" and hmac.compare_digest(base64.b64decode(given), wanted)
        except ValueError:
            return False

    def code(self, redirect: str) -> str:
        """An authorization code for a redirect address, good for ten minutes and one use."""
        code = secrets.token_urlsafe(24)
        self._keep(f"code:{code}", {"until": self._until(CODE), "redirect": redirect})
        return code

    def exchange(self, code: str, redirect: str) -> dict[str, Any]:
        """Tokens for a code."""
        kept = self._take(f"code:{code}")
        if kept is None or kept["redirect"] != redirect or self._past(kept["until"]):
            raise BadGrant("invalid_grant", "Invalid authorization code")
        return self.issue()

    def issue(self) -> dict[str, Any]:
        """A fresh pair of tokens, for a consent that begins now."""
        return self._issue(secrets.token_hex(8), self._until(HARD_END))

    def _issue(self, grant: str, ends: str) -> dict[str, Any]:
        refresh, now = "RT1-" + secrets.token_urlsafe(24), self._ledger.now().isoformat()
        kept = {"until": self._until(REFRESH), "since": now, "next": ""}
        self._keep(f"refresh:{refresh}", {**kept, "grant": grant, "ends": ends})
        return self._answer(refresh)

    def refresh(self, token: str) -> dict[str, Any]:
        """A new access token; the refresh token changes about once a day, the old one has grace."""
        kept = self._find(f"refresh:{token}")
        if kept is None or self._past(kept["until"]) or self._over(kept):
            raise BadGrant("invalid_grant", "Incorrect Token type or clientID")
        if kept["next"]:
            return self._answer(kept["next"])
        if self._ledger.now() - datetime.fromisoformat(kept["since"]) < timedelta(hours=24):
            return self._answer(token)
        answer = self._issue(kept["grant"], kept["ends"])
        self._keep(
            f"refresh:{token}",
            {**kept, "until": self._until(GRACE), "next": answer["refresh_token"]},
        )
        return answer

    def revoke(self, token: str) -> None:
        """End the consent that a token of either kind came from.

        Raises:
            BadGrant: there is no such token, or it is over already.
        """
        kept = self._find(f"refresh:{token}") or self._find(f"access:{token}")
        if kept is None or self._over(kept):
            raise BadGrant("invalid_grant", "Token is not valid")
        self._ledger.remember(f"ended:{kept['grant']}", self._ledger.now().isoformat())

    def revoke_all(self) -> None:
        """What happens when the owner disconnects the application in QuickBooks."""
        self._ledger.remember("revoked", self._ledger.now().isoformat())

    def check(self, authorization: str, realm: str) -> None:
        """Let a request pass.

        Raises:
            Unauthenticated: no token, an unknown or an expired one.
            WrongRealm: the token is good, but not for this company.
        """
        scheme, _, token = authorization.partition(" ")
        kept = self._find(f"access:{token}") if scheme == "Bearer" else None
        if kept is None:
            raise Unauthenticated("Malformed bearer token: too short or too long")
        if self._past(kept["until"]) or self._over(kept):
            raise Unauthenticated("Token expired")
        if realm != REALM:
            raise WrongRealm

    def _answer(self, refresh: str) -> dict[str, Any]:
        access = secrets.token_urlsafe(48)
        now, kept = self._ledger.now().isoformat(), self._find(f"refresh:{refresh}") or {}
        lasting = {"until": self._until(ACCESS), "since": now}
        self._keep(f"access:{access}", {**lasting, "grant": kept["grant"], "ends": kept["ends"]})
        left = datetime.fromisoformat(kept["ends"]) - self._ledger.now()
        return {
            "token_type": "bearer",
            "access_token": access,
            "expires_in": int(ACCESS.total_seconds()),
            "refresh_token": refresh,
            "x_refresh_token_expires_in": int(REFRESH.total_seconds()),
            "x_refresh_token_hard_expires_in": int(left.total_seconds()),
        }

    def _over(self, kept: dict[str, str]) -> bool:
        """Whether the consent behind a token has ended: by either side, or by its age."""
        revoked = self._ledger.fact("revoked")
        ended = self._ledger.fact(f"ended:{kept['grant']}")
        return bool(ended) or bool(revoked and kept["since"] < revoked) or self._past(kept["ends"])

    def _until(self, span: timedelta) -> str:
        return (self._ledger.now() + span).isoformat()

    def _past(self, moment: str) -> bool:
        return datetime.fromisoformat(moment) <= self._ledger.now()

    def _keep(self, name: str, value: dict[str, str]) -> None:
        self._ledger.remember(name, json.dumps(value))

    def _find(self, name: str) -> dict[str, str] | None:
        text = self._ledger.fact(name)
        return {"grant": "", "ends": _NEVER, **json.loads(text)} if text else None

    def _take(self, name: str) -> dict[str, str] | None:
        found = self._find(name)
        if found is not None:
            self._ledger.remember(name, "")
        return found
