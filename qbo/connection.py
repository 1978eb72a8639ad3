"""The connection to a company: who we are, for which company, and a token that is always good.

Only this file refreshes tokens, one at a time, also between processes: two refreshes at once, or a
rotated token that is not kept, would disconnect the company.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import requests
import structlog
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError

from office.clock import Clock, SystemClock
from office.sealing import Seal
from office.settings import Settings
from qbo.faults import AnswerLost, BooksDown, KeyMissing, NotConnected, TokensUnreadable
from qbo.tokens import TokenFile, Tokens

__all__ = ["Connection", "TokenFile", "api_base", "require_keys"]

log = structlog.get_logger()

HOSTS = {
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
    "production": "https://quickbooks.api.intuit.com",
}
EMBEDDED_REALM = "1"
TIMEOUT = (3.05, 8.0)
"""Seconds to connect and to wait for an answer."""
SPARE = timedelta(minutes=10)
"""So long before its end a token is renewed, so that no call waits for it."""
HARD_END = "x-include-refresh-token-hard-expires-in"
"""The header that makes Intuit say when a connection ends for good (Intuit: 2025-11-12 policy)."""


class Connection:
    """Tokens of one company, renewed by whoever comes first while the others wait for it."""

    def __init__(
        self,
        base: str,
        tokens: TokenFile,
        *,
        embedded: bool,
        environment: str = "production",
        client: tuple[str, str] = ("", ""),
        clock: Clock | None = None,
    ) -> None:
        """Connect to a host; the embedded company hands tokens out at its side door.

        `client` is our id and secret at Intuit; without them those kept with the tokens are used.
        """
        self.base, self._file, self._embedded = base.rstrip("/"), tokens, embedded
        self._environment, self._clock = environment, clock or SystemClock()
        self._own_client = client
        self._kept, self._sealed_away = self._read()
        self._refused = ""
        self._auth: AuthClient | None = None
        self._renewing: asyncio.Task[str] | None = None

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> "Connection":
        """The connection to the company that the settings name.

        Raises:
            KeyMissing: they name Intuit's QuickBooks but not our keys to it.
        """
        require_keys(settings)
        environment = settings.qbo_environment
        return cls(
            api_base(settings),
            TokenFile(settings.data / "qbo" / f"{environment}.json", Seal.of(settings)),
            embedded=settings.embedded_books,
            environment=environment,
            client=(settings.qbo_client_id, settings.qbo_client_secret),
            clock=clock,
        )

    @property
    def realm(self) -> str:
        """The company's id.

        Raises:
            NotConnected: no company was connected yet.
        """
        if self._kept is not None:
            return self._kept.realm
        if self._embedded:
            return EMBEDDED_REALM
        raise NotConnected

    @property
    def is_connected(self) -> bool:
        """Whether there is a company to ask; the embedded one needs nobody's consent."""
        return self._embedded or self._kept is not None

    @property
    def ends_at(self) -> datetime | None:
        """When Intuit asks the owner again, whatever happens; None if it did not say."""
        return self._kept.ends_at if self._kept else None

    async def adopt(self, tokens: Tokens) -> None:
        """Keep what the owner's consent gave, and speak for that company from now on."""
        await asyncio.to_thread(self._file.write, tokens)
        self._kept, self._sealed_away, self._refused, self._auth = tokens, None, "", None

    async def forget(self) -> None:
        """Keep no tokens any more; the owner can connect again."""
        await asyncio.to_thread(self._file.delete)
        self._kept, self._auth = None, None

    async def token(self) -> str:
        """An access token that is good for some minutes at least.

        Raises:
            NotConnected: the owner has to connect the company, or name the key of what is kept.
            BooksDown: a new token is needed and could not be had.
        """
        kept = self._kept
        if kept is not None and self._good(kept):
            return kept.access_token
        return await self.renew(kept.access_token if kept else "")

    async def fresh(self) -> None:
        """See to it that the token is good and the company's id is known."""
        await self.token()

    async def renew(self, stale: str) -> str:
        """A token that is not the stale one; everybody waits for the same single refresh."""
        if self._kept is not None and self._kept.access_token != stale:
            return self._kept.access_token
        if self._renewing is None:
            # A task of its own: a caller who gives up must not lose the rotated token.
            self._renewing = asyncio.create_task(self._renew(stale))
            self._renewing.add_done_callback(self._renewed)
        return await asyncio.shield(self._renewing)

    async def close(self) -> None:
        """Wait for a refresh under way, so that its token is kept."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])

    def _renewed(self, task: asyncio.Task[str]) -> None:
        self._renewing = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("quickbooks_token_not_renewed", reason=type(error).__name__)

    async def _renew(self, stale: str) -> str:
        tokens = await asyncio.to_thread(self._renewed_alone, stale)
        self._kept = tokens
        log.info("quickbooks_token_renewed", realm=tokens.realm)
        return tokens.access_token

    def _renewed_alone(self, stale: str) -> Tokens:
        """Runs in a thread. Another process may have renewed the token just before."""
        with self._file.alone():
            kept, self._sealed_away = self._read()
            if kept is not None and kept.access_token != stale and self._good(kept):
                return kept
            self._kept = kept or self._kept
            tokens = self._fetch()
            # Kept on disk before it is used: the one before dies when this one is used.
            try:
                self._file.write(tokens)
            except OSError as error:
                log.warning("quickbooks_token_not_kept", reason=error.strerror)
            return tokens

    def _read(self) -> tuple[Tokens | None, TokensUnreadable | None]:
        try:
            return self._file.read(), None
        except TokensUnreadable as error:
            return None, error

    def _good(self, tokens: Tokens) -> bool:
        return self._clock.now() < tokens.expires_at - SPARE

    def _fetch(self) -> Tokens:
        """Runs in a thread: both of Intuit's libraries block."""
        try:
            if self._kept is None:
                if self._sealed_away is not None and not self._embedded:
                    raise self._sealed_away
                return self._introduced()
            try:
                return self._refreshed(self._kept)
            except NotConnected:
                if not self._embedded:
                    raise
                return self._introduced()
        except requests.ConnectionError as error:
            raise BooksDown from error
        except (requests.RequestException, ValueError, KeyError) as error:
            raise AnswerLost("QuickBooks gave no token; it is tried again by itself.") from error

    def _introduced(self) -> Tokens:
        """First tokens: the embedded company gives them to this machine, Intuit to the owner."""
        if not self._embedded:
            raise NotConnected
        answer = requests.post(f"{self.base}/_sandbox/token", timeout=TIMEOUT)
        answer.raise_for_status()
        given = answer.json()
        self._auth = None
        made = self._tokens(given, str(given["realmId"]))
        return replace(made, client_id=given["client_id"], secret=given["client_secret"])

    def _refreshed(self, kept: Tokens) -> Tokens:
        """New tokens; the refresh token before this one has a day's grace and is tried last.

        Raises:
            NotConnected: Intuit refuses. It is not asked again with the same token.
        """
        if kept.refresh_token == self._refused:
            raise NotConnected
        auth = self._auth = self._auth or self._client(kept)
        for refresh in filter(None, (kept.refresh_token, kept.previous)):
            try:
                auth.refresh(refresh_token=refresh)
            except AuthClientError as error:
                if error.status_code not in (400, 401):
                    raise BooksDown from error
            else:
                return self._successor(kept, auth)
        self._refused = kept.refresh_token
        raise NotConnected

    def _successor(self, kept: Tokens, auth: AuthClient) -> Tokens:
        given = vars(auth)
        made = self._tokens(given, kept.realm)
        rotated = made.refresh_token != kept.refresh_token
        span = given.get("x_refresh_token_hard_expires_in")
        return replace(
            made,
            client_id=kept.client_id,
            secret=kept.secret,
            previous=kept.refresh_token if rotated else kept.previous,
            ends_at=self._clock.now() + timedelta(seconds=int(span)) if span else kept.ends_at,
        )

    def _client(self, kept: Tokens) -> AuthClient:
        """Built once: its constructor asks Intuit for the addresses each time."""
        own = f"{self.base}/.well-known/openid_configuration"
        where = self._environment if self.base in HOSTS.values() else own
        number, secret = self._own_client if self._own_client[0] else (kept.client_id, kept.secret)
        auth = _TimedAuthClient(number, secret, "", where)
        auth.headers[HARD_END] = "true"
        return auth

    def _tokens(self, given: dict[str, Any], realm: str) -> Tokens:
        lifetime = timedelta(seconds=int(given["expires_in"]))
        return Tokens(
            access_token=str(given["access_token"]),
            refresh_token=str(given["refresh_token"]),
            expires_at=self._clock.now() + lifetime,
            realm=realm,
        )


class _TimedAuthClient(AuthClient):  # type: ignore[misc]  # intuitlib has no types
    """Intuit's client, which would otherwise wait for ever."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT)
        answer: requests.Response = super().request(*args, **kwargs)
        return answer


def api_base(settings: Settings) -> str:
    """The host of the API, without a slash at the end."""
    if settings.qbo_api_base:
        return settings.qbo_api_base.rstrip("/")
    if settings.embedded_books:
        return f"http://127.0.0.1:{settings.sandbox_port}"
    return HOSTS[settings.qbo_environment]


def require_keys(settings: Settings) -> None:
    """See to it that the settings hold what their environment needs.

    Raises:
        KeyMissing: a key is not set; the message names its variable.
    """
    keys = {
        "QBO_CLIENT_ID": settings.qbo_client_id,
        "QBO_CLIENT_SECRET": settings.qbo_client_secret,
    }
    for variable, value in keys.items():
        if not settings.embedded_books and not value:
            raise KeyMissing(
                f"{variable} is missing; set it to your Intuit app's, "
                "or set QBO_ENVIRONMENT=embedded to use the embedded company."
            )
