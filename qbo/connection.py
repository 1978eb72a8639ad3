"""The connection to QuickBooks: tokens that are renewed once for all, and where they are kept."""

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import requests
import structlog
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError

from qbo.faults import BooksDown, NotConnected

log = structlog.get_logger()

SECONDS = (3.05, 8)
EARLY_SECONDS = 120.0
"""Tokens are renewed this long before they run out, so that no call waits for it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What Intuit granted: tokens, company, and when the access token runs out."""

    realm: str
    access_token: str
    refresh_token: str
    until: float
    client_id: str = ""
    client_secret: str = ""


class TokenFile:
    """Keeps the grant between starts; readable by its owner only."""

    def __init__(self, path: Path) -> None:
        """Keep it in a file."""
        self._path = path

    def load(self) -> Grant | None:
        """The kept grant, or None."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Grant(**json.loads(self._path.read_text()))
        return None

    def keep(self, grant: Grant) -> None:
        """Write the grant before anybody uses it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(asdict(grant)))
        partial.replace(self._path)


class Connection:
    """One company's tokens. Many requests with an old token cause one renewal."""

    def __init__(
        self, base: str, tokens: TokenFile, *, embedded: bool, environment: str = "production"
    ) -> None:
        """Connect to a host; the embedded company hands tokens out at its side door."""
        self.base, self._tokens, self._embedded = base.rstrip("/"), tokens, embedded
        self._environment = environment
        self._grant = tokens.load()
        self._renewing = asyncio.Lock()
        self._oauth: AuthClient | None = None

    @property
    def realm(self) -> str:
        """The company's id."""
        if self._grant is None:
            raise NotConnected
        return self._grant.realm

    @property
    def access_token(self) -> str:
        """The token of the moment; `fresh` sees to it that it is good."""
        if self._grant is None:
            raise NotConnected
        return self._grant.access_token

    async def fresh(self, *, refused: str = "") -> None:
        """Make sure of a good token.

        Args:
            refused: a token QuickBooks has just refused; it is replaced if nobody did yet.

        Raises:
            NotConnected: Intuit wants the owner to connect again.
            BooksDown: the token service does not answer.
        """
        if self._is_good(refused):
            return
        async with self._renewing:
            if self._is_good(refused):
                return
            renew: Callable[[], Grant] = self._enter if self._embedded else self._renew
            grant = await asyncio.to_thread(renew)
            self._tokens.keep(grant)
            self._grant = grant
            log.info("quickbooks_token_renewed")

    def _is_good(self, refused: str) -> bool:
        grant = self._grant
        if grant is None or grant.access_token == refused:
            return False
        return grant.until - EARLY_SECONDS > time.time()

    def _enter(self) -> Grant:
        """Renew at the embedded company, or knock at its side door the first time."""
        if self._grant is not None:
            with contextlib.suppress(NotConnected):
                return self._renew()
        try:
            answer = requests.post(f"{self.base}/_sandbox/token", timeout=SECONDS)
            answer.raise_for_status()
            given = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise BooksDown(f"The embedded QuickBooks at {self.base} does not answer.") from error
        return Grant(
            realm=given["realmId"],
            access_token=given["access_token"],
            refresh_token=given["refresh_token"],
            until=time.time() + given["expires_in"],
            client_id=given["client_id"],
            client_secret=given["client_secret"],
        )

    def _renew(self) -> Grant:
        grant = self._grant
        if grant is None:
            raise NotConnected
        try:
            oauth = self._client(grant)
            oauth.refresh(refresh_token=grant.refresh_token)
        except AuthClientError as error:
            raise NotConnected from error
        except requests.RequestException as error:
            raise BooksDown from error
        return Grant(
            realm=grant.realm,
            access_token=str(oauth.access_token),
            refresh_token=str(oauth.refresh_token),
            until=time.time() + float(oauth.expires_in or 3600),
            client_id=grant.client_id,
            client_secret=grant.client_secret,
        )

    def _client(self, grant: Grant) -> AuthClient:
        """Intuit's client asks for discovery each time it is made: one is made, and kept."""
        if self._oauth is None:
            where = (
                f"{self.base}/.well-known/openid_configuration"
                if self._embedded
                else self._environment
            )
            self._oauth = AuthClient(
                grant.client_id, grant.client_secret, "http://localhost/unused", where
            )
        return self._oauth
