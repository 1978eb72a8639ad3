"""The company's OAuth: authorization code, refresh with rotation and grace, revoke (RFC 6749)."""

import base64
import json
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from qbo.sandbox.company import REALM
from qbo.sandbox.faults import Unauthenticated, WrongRealm
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.oauth.grants import ACCOUNTING, App, Apps, Grant

ACCESS = timedelta(seconds=3600)
REFRESH = timedelta(days=100)
ROTATION = timedelta(hours=24)
GRACE = timedelta(hours=24)
CODE = timedelta(minutes=10)
HARD_END = timedelta(days=5 * 365)
"""From the consent on, whatever is refreshed (Intuit's policy of 2025-11-12)."""


class BadGrant(Exception):
    """A token request that is refused (HTTP 400), with OAuth's error name."""

    def __init__(self, error: str, description: str) -> None:
        """Keep both texts."""
        super().__init__(description)
        self.error, self.description = error, description


class TokenOffice:
    """Issues and checks the company's tokens, on the company's clock."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep applications, grants and tokens in the ledger."""
        self._ledger, self.apps = ledger, Apps(ledger)

    @property
    def client(self) -> dict[str, str]:
        """The desk's own application: id and secret."""
        return {"id": self.apps.own.id, "secret": self.apps.own.secret}

    def known_client(self, authorization: str) -> App | None:
        """The application that a Basic header proves."""
        scheme, _, given = authorization.partition(" ")
        try:
            name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return None
        return self.apps.known(name, secret) if scheme == "Basic" else None

    def code(self, app: App, realm: str, scopes: list[str], redirect: str) -> str:
        """An authorization code for a redirect address, good for ten minutes and one use."""
        code = "AB1" + secrets.token_urlsafe(24)
        kept = {"app": app.id, "realm": realm, "scopes": scopes, "redirect": redirect}
        self._keep(f"code:{code}", kept | {"until": self._until(CODE)})
        return code

    def exchange(self, app: App, code: str, redirect: str) -> dict[str, Any]:
        """Tokens for a code.

        Raises:
            BadGrant: used, too old, made for another application or another address.
        """
        kept = self._take(f"code:{code}")
        if (
            kept is None
            or (kept["app"], kept["redirect"]) != (app.id, redirect)
            or self._past(kept["until"])
        ):
            raise BadGrant("invalid_grant", "Invalid authorization code")
        return self.issue(app, kept["realm"], kept["scopes"])

    def issue(
        self, app: App | None = None, realm: str = REALM, scopes: list[str] | None = None
    ) -> dict[str, Any]:
        """A fresh grant with its pair of tokens; by default the desk's own, for the books."""
        number = (app or self.apps.own).id
        generation = self._generation(number, realm)
        grant = Grant(number, realm, scopes or [ACCOUNTING], self._now(), generation)
        self._keep(f"grant:{grant.id}", asdict(grant))
        self._ledger.remember(f"connected:{number}:{realm}", grant.id)
        return self._answer(self._new_refresh(grant), grant)

    def refresh(self, token: str) -> dict[str, Any]:
        """A new access token; the refresh token changes about once a day, the old one has grace.

        Raises:
            BadGrant: unknown, unused for too long, revoked, or past the consent's own end.
        """
        kept, grant = self._find(f"refresh:{token}"), self._granted(f"refresh:{token}")
        if kept is None or grant is None or self._past(kept["until"]) or self._past(_end(grant)):
            raise BadGrant("invalid_grant", "Incorrect Token type or clientID")
        if kept["next"]:
            return self._answer(kept["next"], grant)
        if self._ledger.now() - datetime.fromisoformat(kept["since"]) < ROTATION:
            self._keep(f"refresh:{token}", kept | {"until": self._until(REFRESH)})
            return self._answer(token, grant)
        successor = self._new_refresh(grant)
        old = kept | {"until": self._until(GRACE), "next": successor}
        self._keep(f"refresh:{token}", old)
        return self._answer(successor, grant)

    def hard_end(self, token: str) -> int:
        """Seconds until even a used refresh token ends."""
        grant = self._granted(f"refresh:{token}")
        left = datetime.fromisoformat(_end(grant)) - self._ledger.now() if grant else timedelta(0)
        return int(left.total_seconds())

    def given_to(self, token: str) -> str:
        """The id of the application that was given a token of either kind, or nothing."""
        grant = self._granted(f"refresh:{token}") or self._granted(f"access:{token}")
        return grant.app if grant else ""

    def revoke(self, token: str) -> None:
        """End the grant that a token of either kind belongs to, and all its tokens with it."""
        grant = self._granted(f"refresh:{token}") or self._granted(f"access:{token}")
        if grant is not None:
            self._ledger.remember(f"grant:{grant.id}", "")

    def disconnect(self, app: App, realm: str = REALM) -> None:
        """What the owner's click on Disconnect in QuickBooks does to an application."""
        generation = self._generation(app.id, realm) + 1
        self._ledger.remember(f"generation:{app.id}:{realm}", str(generation))

    def connected(self, app: App, realm: str = REALM) -> Grant | None:
        """The latest grant of an application, while it lasts."""
        return self._lasting(self._ledger.fact(f"connected:{app.id}:{realm}"))

    def check(self, authorization: str, realm: str) -> None:
        """Let a request pass.

        Raises:
            Unauthenticated: no token, an unknown, an expired or a revoked one.
            WrongRealm: the token is good, but not for this company or not for books.
        """
        grant = self.holder(authorization)
        if grant.realm != realm or ACCOUNTING not in grant.scopes:
            raise WrongRealm

    def holder(self, authorization: str) -> Grant:
        """The grant behind a bearer token.

        Raises:
            Unauthenticated: no token, an unknown, an expired or a revoked one.
        """
        scheme, _, token = authorization.partition(" ")
        kept = self._find(f"access:{token}") if scheme == "Bearer" else None
        if kept is None:
            raise Unauthenticated("Malformed bearer token: too short or too long")
        grant = self._granted(f"access:{token}")
        if self._past(kept["until"]):
            raise Unauthenticated("Token expired")
        if grant is None:
            raise Unauthenticated("Token revoked")
        return grant

    def _new_refresh(self, grant: Grant) -> str:
        refresh = "RT1-" + secrets.token_urlsafe(24)
        kept = {"grant": grant.id, "until": self._until(REFRESH), "since": self._now(), "next": ""}
        self._keep(f"refresh:{refresh}", kept)
        return refresh

    def _answer(self, refresh: str, grant: Grant) -> dict[str, Any]:
        access = secrets.token_urlsafe(48)
        self._keep(f"access:{access}", {"grant": grant.id, "until": self._until(ACCESS)})
        left = datetime.fromisoformat(_end(grant)) - self._ledger.now()
        return {
            "token_type": "bearer",
            "access_token": access,
            "expires_in": int(ACCESS.total_seconds()),
            "refresh_token": refresh,
            "x_refresh_token_expires_in": int(min(REFRESH, left).total_seconds()),
        }

    def _granted(self, name: str) -> Grant | None:
        """The grant a token belongs to, while it lasts."""
        token = self._find(name)
        return self._lasting(token.get("grant", "")) if token else None

    def _lasting(self, number: str) -> Grant | None:
        kept = self._find(f"grant:{number}")
        grant = Grant(**kept) if kept else None
        if grant is None or grant.generation != self._generation(grant.app, grant.realm):
            return None
        return grant

    def _generation(self, app: str, realm: str) -> int:
        return int(self._ledger.fact(f"generation:{app}:{realm}", "0"))

    def _now(self) -> str:
        return self._ledger.now().isoformat()

    def _until(self, span: timedelta) -> str:
        return (self._ledger.now() + span).isoformat()

    def _past(self, moment: str) -> bool:
        return datetime.fromisoformat(moment) <= self._ledger.now()

    def _keep(self, name: str, value: dict[str, Any]) -> None:
        self._ledger.remember(name, json.dumps(value))

    def _find(self, name: str) -> dict[str, Any] | None:
        text = self._ledger.fact(name)
        return json.loads(text) if text else None

    def _take(self, name: str) -> dict[str, Any] | None:
        found = self._find(name)
        if found is not None:
            self._ledger.remember(name, "")
        return found


def _end(grant: Grant) -> str:
    """When a grant is over whatever happens."""
    return (datetime.fromisoformat(grant.since) + HARD_END).isoformat()
