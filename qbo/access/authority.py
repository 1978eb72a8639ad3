"""Intuit's office for consent and tokens, as an application meets it; everything here blocks."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from office.clock import Clock
from qbo.access.tokens import Tokens
from qbo.faults import AnswerLost, BooksDown, ConsentEnded, KeysRefused, NotConnected, QboError

T = TypeVar("T")

HOSTS = {
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
    "production": "https://quickbooks.api.intuit.com",
}
TIMEOUT = (3.05, 8.0)
"""Seconds to connect and to wait for an answer."""
HARD_END = "x-include-refresh-token-hard-expires-in"
"""The header that makes Intuit say when a connection ends for good (Intuit: 2025-11-12 policy)."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What Intuit knows an application by."""

    id: str
    secret: str = field(repr=False)


class Authority:
    """Gives, renews and takes back tokens, over Intuit's own client with time-outs."""

    def __init__(self, base: str, environment: str, clock: Clock) -> None:
        """Speak for an environment; another host than Intuit's is asked for its own addresses."""
        self._base, self._clock = base, clock
        own = f"{base}/.well-known/openid_configuration"
        self._where = environment if base in HOSTS.values() else own
        self._known: tuple[Keys, AuthClient] | None = None

    def address(self, keys: Keys, redirect: str, state: str) -> str:
        """Where the owner says yes or no.

        Raises:
            BooksDown: Intuit could not be asked for the address.
        """
        auth = _asked(lambda: self._client(keys, redirect))
        return str(auth.get_authorization_url([Scopes.ACCOUNTING], state_token=state))

    def exchange(self, keys: Keys, redirect: str, code: str, realm: str) -> Tokens:
        """The first tokens, for the code that a yes gave.

        Raises:
            ConsentEnded: the code is too old or was used.
            KeysRefused: the keys are not known.
            BooksDown, AnswerLost: there was no clear answer; a code can be sent once only.
        """
        auth = _asked(lambda: self._client(keys, redirect))
        _asked(lambda: auth.get_bearer_token(code, realm_id=realm))
        return self._with_end(vars(auth), self._tokens(vars(auth), realm, keys))

    def refreshed(self, kept: Tokens, keys: Keys) -> Tokens:
        """New tokens; the refresh token before this one has a day's grace and is tried last.

        Raises:
            ConsentEnded: Intuit wants the owner's yes again.
            KeysRefused: the keys are not known.
        """
        auth, refused = _asked(lambda: self._refresher(keys)), ConsentEnded()
        for token in filter(None, (kept.refresh_token, kept.previous)):
            # The client keeps what earlier answers said.
            auth.x_refresh_token_hard_expires_in = None
            try:
                _asked(lambda token=token: auth.refresh(refresh_token=token))  # type: ignore[misc]
            except ConsentEnded as error:
                refused = error
            else:
                return self._successor(kept, vars(auth), keys)
        raise refused

    def revoke(self, tokens: Tokens, keys: Keys) -> None:
        """Let Intuit forget a consent; one it does not know any more is as good as forgotten."""
        auth = _asked(lambda: self._refresher(keys))
        try:
            _asked(lambda: auth.revoke(token=tokens.refresh_token))
        except ConsentEnded:
            return

    def introduced(self) -> Tokens:
        """Tokens of the embedded company, which gives them to this machine at its side door."""
        given = _asked(self._side_door)
        keys = Keys(str(given["client_id"]), str(given["client_secret"]))
        return self._tokens(given, str(given["realmId"]), keys)

    def _side_door(self) -> dict[str, Any]:
        answer = requests.post(f"{self._base}/_sandbox/token", timeout=TIMEOUT)
        answer.raise_for_status()
        given: dict[str, Any] = answer.json()
        return given

    def _refresher(self, keys: Keys) -> AuthClient:
        """Built once: its constructor asks Intuit for the addresses each time."""
        if self._known is None or self._known[0] != keys:
            self._known = keys, self._client(keys, "")
        return self._known[1]

    def _client(self, keys: Keys, redirect: str) -> AuthClient:
        try:
            auth = _TimedAuthClient(keys.id, keys.secret, redirect, self._where)
        except AuthClientError as error:
            # No addresses, no verdict on tokens.
            raise BooksDown from error
        auth.headers[HARD_END] = "true"
        return auth

    def _successor(self, kept: Tokens, given: dict[str, Any], keys: Keys) -> Tokens:
        made = self._tokens(given, kept.realm, keys)
        rotated = made.refresh_token != kept.refresh_token
        renewed = replace(
            made,
            previous=kept.refresh_token if rotated else kept.previous,
            company=kept.company,
            since=kept.since,
            ends_at=kept.ends_at,
        )
        return self._with_end(given, renewed)

    def _with_end(self, given: dict[str, Any], tokens: Tokens) -> Tokens:
        span = given.get("x_refresh_token_hard_expires_in")
        if not span:
            return tokens
        return replace(tokens, ends_at=self._clock.now() + timedelta(seconds=int(span)))

    def _tokens(self, given: dict[str, Any], realm: str, keys: Keys) -> Tokens:
        now = self._clock.now()
        return Tokens(
            access_token=str(given["access_token"]),
            refresh_token=str(given["refresh_token"]),
            expires_at=now + timedelta(seconds=int(given["expires_in"])),
            realm=realm,
            client_id=keys.id,
            secret=keys.secret,
            since=now,
            renewed_at=now,
        )


class _TimedAuthClient(AuthClient):  # type: ignore[misc]  # intuitlib has no types
    """Intuit's client, which would otherwise wait for ever."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT)
        answer: requests.Response = super().request(*args, **kwargs)
        return answer


def _asked(work: Callable[[], T]) -> T:
    """Ask, and tell what went wrong as one of our own errors."""
    try:
        return work()
    except AuthClientError as error:
        raise _refusal(error) from error
    except requests.ConnectionError as error:
        raise BooksDown from error
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise AnswerLost("QuickBooks gave no token; it is tried again by itself.") from error


def _refusal(error: AuthClientError) -> QboError:
    """A refused token and unknown keys both end a connection, but another person mends each."""
    try:
        named = str(json.loads(error.content).get("error", ""))
    except (ValueError, TypeError, AttributeError):
        named = ""
    tid = str(error.intuit_tid or "")
    if error.status_code == 401 or named in ("invalid_client", "unauthorized_client"):
        return KeysRefused(code=named or "401", intuit_tid=tid)
    if error.status_code == 400:
        kind = ConsentEnded if named in ("invalid_grant", "") else NotConnected
        return kind(code=named or "400", intuit_tid=tid)
    return BooksDown(code=str(error.status_code), intuit_tid=tid)
