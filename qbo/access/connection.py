"""The connection to a company: who we are, for which company, and a token that is always good.

Only this file refreshes tokens, one at a time, also between processes: two refreshes at once, or a
rotated token that is not kept, would disconnect the company.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from office.clock import Clock, SystemClock
from office.sealing import Seal
from office.settings import Settings
from qbo.access.authority import HOSTS, TIMEOUT, Authority, Keys
from qbo.access.standing import Standing
from qbo.access.tokens import Parted, TokenFile, Tokens
from qbo.faults import (
    ConsentEnded,
    Disconnected,
    KeyMissing,
    KeysCrossed,
    KeysRefused,
    NotConnected,
    TokensUnreadable,
)

__all__ = ["HOSTS", "TIMEOUT", "Connection", "TokenFile", "api_base", "require_keys"]

log = structlog.get_logger()

EMBEDDED_REALM = "1"
SPARE = timedelta(minutes=10)
"""So long before its end a token is renewed, so that no call waits for it."""


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
        self.base, self.file, self.embedded = base.rstrip("/"), tokens, embedded
        self.environment, self._clock = environment, clock or SystemClock()
        self._own_keys = Keys(*client)
        self.authority = Authority(self.base, environment, self._clock)
        self._kept, self._sealed_away = self._read()
        self._left = self.file.parted()
        self._refused: tuple[str, NotConnected] | None = None
        self._trouble: NotConnected | None = None
        self._renewing: asyncio.Task[str] | None = None
        self._changing = asyncio.Lock()
        self.news = asyncio.Event()
        """Set when the connection stands differently from before."""

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
            NotConnected: no company was connected yet, or not any more.
        """
        if self._kept is not None:
            return self._kept.realm
        if self._introduces_itself:
            return EMBEDDED_REALM
        raise self._absence()

    @property
    def is_connected(self) -> bool:
        """Whether there is a company to ask; the embedded one needs nobody's consent at first."""
        return self._kept is not None or self._introduces_itself

    @property
    def ends_at(self) -> datetime | None:
        """When Intuit asks the owner again, whatever happens; None if it did not say."""
        return self._kept.ends_at if self._kept else None

    @property
    def last_company(self) -> tuple[str, str] | None:
        """Realm and name of the company this desk works or worked for, the name perhaps empty."""
        known = self._kept or self._left
        return (known.realm, known.company) if known else None

    @property
    def trouble(self) -> NotConnected | None:
        """Why the owner has to connect anew, or None if the connection is well."""
        if self._trouble is not None:
            return self._trouble
        if self._kept is not None:
            return self._refusal()
        return None if self._introduces_itself else self._absence()

    @property
    def standing(self) -> Standing:
        """How the connection stands."""
        kept, trouble = self._kept, self.trouble
        if kept is not None:
            return Standing(
                "refused" if trouble else "connected",
                kept.realm,
                kept.company,
                kept.since,
                kept.renewed_at,
                kept.ends_at,
                str(trouble or ""),
            )
        if self._left is not None:
            return Standing("parted", self._left.realm, self._left.company, self._left.at)
        if trouble is None:
            return Standing("connected", EMBEDDED_REALM)
        unreadable = isinstance(trouble, TokensUnreadable)
        return Standing("refused" if unreadable else "never", trouble=str(trouble))

    async def keys(self) -> Keys:
        """What Intuit knows this desk by; the embedded company tells it at its side door.

        Raises:
            BooksDown: the embedded company does not answer.
            KeyMissing: Intuit's needs keys of our own.
        """
        if self._own_keys.id:
            return self._own_keys
        if not self.embedded:
            raise KeyMissing
        made = await asyncio.to_thread(self.authority.introduced)
        return Keys(made.client_id, made.secret)

    async def adopt(self, tokens: Tokens) -> None:
        """Keep what the owner's consent gave, and speak for that company from now on."""
        async with self._changing:
            await asyncio.to_thread(self._written_alone, tokens)
            self._kept, self._sealed_away, self._left = tokens, None, None
            self._well()
        log.info("quickbooks_connected", realm=tokens.realm)

    async def named(self, realm: str, company: str) -> None:
        """Keep what a company is called, for the page and for the guard against a wrong one."""
        async with self._changing:
            if self._kept is None or self._kept.realm != realm or self._kept.company == company:
                return
            self._kept = await asyncio.to_thread(self._named_alone, self._kept, company)
            self.news.set()

    async def forget(self) -> Tokens | None:
        """Keep no tokens any more, until the owner connects again; gives what was kept."""
        async with self._changing:
            gone, known = self._kept, self.last_company
            realm, company = known or (EMBEDDED_REALM if self.embedded else "", "")
            left = Parted(realm, company, self._clock.now())
            await asyncio.to_thread(self._parted_alone, left)
            self._kept, self._sealed_away, self._left = None, None, left
            self._well()
        log.info("quickbooks_disconnected")
        return gone

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

    def told(self, error: NotConnected) -> NotConnected:
        """Note that Intuit refuses the company, and say why in plain words."""
        if isinstance(error, KeysCrossed):
            error = KeysCrossed(
                f"Intuit does not let the app {self._own_keys.id[:8]}… open company "
                f"{self._kept.realm if self._kept else ''}. Development keys open sandbox "
                "companies only, production keys real ones only: check that QBO_CLIENT_ID fits "
                f"QBO_ENVIRONMENT={self.environment}, or connect the company again.",
                code=error.code,
                intuit_tid=error.intuit_tid,
            )
        if str(self._trouble) != str(error):
            self._trouble = error
            self.news.set()
        return error

    def heard(self) -> None:
        """Note that the company answered: whatever it refused is mended."""
        if self._trouble is not None:
            self._well()

    async def close(self) -> None:
        """Wait for a refresh under way, so that its token is kept."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])

    @property
    def _introduces_itself(self) -> bool:
        return self.embedded and self._left is None

    def _absence(self) -> NotConnected:
        if self._sealed_away is not None:
            return self._sealed_away
        return Disconnected() if self._left is not None else NotConnected()

    def _well(self) -> None:
        self._refused, self._trouble = None, None
        self.news.set()

    def _refusal(self) -> NotConnected | None:
        """What was said to the very token that is kept."""
        if self._refused is None or self._kept is None:
            return None
        return self._refused[1] if self._refused[0] == self._kept.refresh_token else None

    def _renewed(self, task: asyncio.Task[str]) -> None:
        self._renewing = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("quickbooks_token_not_renewed", reason=type(error).__name__)

    async def _renew(self, stale: str) -> str:
        async with self._changing:
            if self._kept is not None and self._kept.access_token != stale:
                return self._kept.access_token
            try:
                tokens = await asyncio.to_thread(self._renewed_alone, stale)
            except NotConnected:
                self.news.set()
                raise
            self._kept = tokens
        log.info("quickbooks_token_renewed", realm=tokens.realm)
        return tokens.access_token

    def _renewed_alone(self, stale: str) -> Tokens:
        """Runs in a thread. Another process may have renewed or ended it just before."""
        with self.file.alone():
            kept, self._sealed_away = self._read()
            self._left = self.file.parted()
            if kept is not None and kept.access_token != stale and self._good(kept):
                return kept
            self._kept = None if self._left else kept or self._kept
            tokens = self._fetch()
            # Kept on disk before it is used: the one before dies when this one is used.
            try:
                self.file.write(tokens)
            except OSError as error:
                log.warning("quickbooks_token_not_kept", reason=error.strerror)
            return tokens

    def _written_alone(self, tokens: Tokens) -> None:
        with self.file.alone():
            self.file.write(tokens)

    def _named_alone(self, tokens: Tokens, company: str) -> Tokens:
        """Runs in a thread: what another process renewed meanwhile is what gets the name."""
        with self.file.alone():
            newest, _ = self._read()
            same = newest is not None and newest.realm == tokens.realm
            tokens = replace(newest if newest and same else tokens, company=company)
            self.file.write(tokens)
            return tokens

    def _parted_alone(self, left: Parted) -> None:
        with self.file.alone():
            self.file.part(left)

    def _read(self) -> tuple[Tokens | None, TokensUnreadable | None]:
        try:
            return self.file.read(), None
        except TokensUnreadable as error:
            return None, error

    def _good(self, tokens: Tokens) -> bool:
        return self._clock.now() < tokens.expires_at - SPARE

    def _fetch(self) -> Tokens:
        """Runs in a thread: both of Intuit's libraries block."""
        kept = self._kept
        if kept is None:
            if self._introduces_itself:
                return self.authority.introduced()
            raise self._absence()
        if (refusal := self._refusal()) is not None and not self.embedded:
            raise refusal
        own = self._own_keys if self._own_keys.id else Keys(kept.client_id, kept.secret)
        try:
            return self.authority.refreshed(kept, own)
        except (ConsentEnded, KeysRefused) as error:
            # Not asked again with the same token: the answer would be the same.
            self._refused = kept.refresh_token, error
            if not self.embedded or kept.realm != EMBEDDED_REALM:
                raise
            return replace(self.authority.introduced(), company=kept.company, since=kept.since)


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
