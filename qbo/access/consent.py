"""The owner's consent: sent to Intuit with a state, back with a code, tried before it is kept.

The browser is recognised by a session of its own, and the state works once: a link that somebody
else made connects nothing. A company that is not the one this desk knows is asked about first.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import requests
import structlog

from office.consents import Consents
from office.sealing import BadSeal
from office.settings import Settings
from qbo.access.authority import TIMEOUT, Keys
from qbo.access.connection import EMBEDDED_REALM, Connection
from qbo.access.tokens import Tokens
from qbo.faults import (
    Answer,
    AnswerLost,
    BooksDown,
    ConsentEnded,
    KeysCrossed,
    NotConnected,
    QboError,
    opened,
)

log = structlog.get_logger()

MINOR_VERSION = 75
UNHEARD = "QuickBooks could not be reached just now."
Realms = Callable[[], Awaitable[set[str]]]


class ConsentNotGiven(QboError):
    """This sign-in was used before, is older than ten minutes, or began in another browser."""


class CallOnTheLine(QboError):
    """A call is on the line, and what it brings belongs to the company it began with."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that leaves: where to, and what the browser has to keep meanwhile."""

    address: str
    session: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the owner knows it; the name is empty if it is not known."""

    realm: str
    name: str

    @property
    def words(self) -> str:
        """Its name, or its number if it has none."""
        return self.name or f"company {self.realm}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Another company than the one this desk knows was connected: which shall it be?"""

    known: Company
    offered: Company


@dataclass(frozen=True, slots=True)
class Returned:
    """What Intuit sent the browser back with."""

    state: str
    code: str = ""
    realm: str = ""
    error: str = ""


class Consent:
    """Takes the owner through Intuit's consent, and keeps what comes of it."""

    def __init__(
        self,
        connection: Connection,
        kept: Consents,
        redirect: str,
        *,
        realms: Realms,
        changed: Callable[[], Awaitable[None]],
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """Connect a connection.

        Args:
            connection: what is connected.
            kept: the sign-ins under way.
            redirect: the address Intuit sends the browser back to, to the letter.
            realms: the companies this desk keeps customers or services of.
            changed: called when another company, or none, is the desk's from now on.
            busy: whether a call is on the line, which belongs to the company it began with.
        """
        self.connection, self.redirect = connection, redirect
        self._kept, self._realms, self._changed, self._busy = kept, realms, changed, busy

    async def begin(self, home: str) -> Begun:
        """Begin a sign-in for a browser that knows the desk by the address `home`.

        Raises:
            ConsentNotGiven: Intuit could not be asked where to go.
        """
        keys = await self._keys()
        state, session = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        try:
            address = await asyncio.to_thread(
                self.connection.authority.address, keys, self.redirect, state
            )
        except (BooksDown, AnswerLost) as error:
            raise ConsentNotGiven(UNHEARD) from error
        await self._kept.begin(state, session, home)
        return Begun(address, session)

    async def home(self, state: str) -> str | None:
        """The address a sign-in began at, for a browser that came back to another one."""
        return await self._kept.home(state)

    async def finish(self, returned: Returned, session: str) -> Company | Choice | None:
        """Take what Intuit sent back; None if the owner said no there.

        Raises:
            ConsentNotGiven: the state is not this browser's, too old, or was used.
            QboError: no tokens were given, or they do not open the company; nothing was changed.
        """
        if not await self._kept.use(returned.state, session):
            raise ConsentNotGiven
        if returned.error == "access_denied":
            return None
        if returned.error or not (returned.code and returned.realm.isdecimal()):
            raise ConsentNotGiven("Intuit sent no company back.")
        tokens = await self._tried(returned)
        known = await self._other_company(tokens.realm)
        if known is None:
            return await self._take(tokens)
        await self._kept.offer(returned.state, self.connection.file.closed(tokens))
        return Choice(known, Company(tokens.realm, tokens.company))

    async def choice(self, session: str) -> Choice | None:
        """The two companies this browser's owner has to decide between."""
        tokens = await self._offered(session)
        if tokens is None:
            return None
        known = await self._other_company(tokens.realm)
        return Choice(known, Company(tokens.realm, tokens.company)) if known else None

    async def decide(self, session: str, *, change: bool) -> Company:
        """Work for the other company from now on, or give its consent back.

        Raises:
            CallOnTheLine: the change has to wait; the choice stays.
            ConsentNotGiven: there is nothing to decide any more.
        """
        if change and self._busy():
            raise CallOnTheLine
        offer, tokens = await self._kept.offered(session), await self._offered(session)
        if offer is None or tokens is None or not await self._kept.decided(offer):
            raise ConsentNotGiven
        if change:
            return await self._take(tokens)
        await self._give_back(tokens)
        known = self.connection.last_company
        return Company(*known) if known else Company("", "")

    async def leave(self) -> bool:
        """Disconnect: nothing is kept any more; whether Intuit knows it too."""
        gone = await self.connection.forget()
        await self._changed()
        return gone is None or await self._give_back(gone)

    async def _take(self, tokens: Tokens) -> Company:
        await self.connection.adopt(tokens)
        await self._changed()
        return Company(tokens.realm, tokens.company)

    async def _keys(self) -> Keys:
        try:
            return await self.connection.keys()
        except (BooksDown, AnswerLost) as error:
            raise ConsentNotGiven(UNHEARD) from error

    async def _tried(self, returned: Returned) -> Tokens:
        """Tokens that are proved to open their company."""
        keys = await self._keys()
        try:
            tokens = await asyncio.to_thread(
                self.connection.authority.exchange,
                keys,
                self.redirect,
                returned.code,
                returned.realm,
            )
        except ConsentEnded as error:
            raise ConsentNotGiven("Intuit's answer was too old when it came.") from error
        except (BooksDown, AnswerLost) as error:
            raise ConsentNotGiven(UNHEARD) from error
        try:
            name = await asyncio.to_thread(_company_name, self.connection.base, tokens)
        except QboError as error:
            # A consent that opens nothing is not left behind at Intuit.
            await self._give_back(tokens)
            if isinstance(error, KeysCrossed):
                raise self._crossed(keys, tokens.realm) from error
            raise error if isinstance(error, NotConnected) else ConsentNotGiven(UNHEARD) from error
        return replace(tokens, company=name)

    def _crossed(self, keys: Keys, realm: str) -> KeysCrossed:
        return KeysCrossed(
            f"Intuit does not let the app {keys.id[:8]}… open company {realm}. Development keys "
            "open sandbox companies only, production keys real ones only: check that "
            f"QBO_CLIENT_ID fits QBO_ENVIRONMENT={self.connection.environment}.",
            code="3100",
        )

    async def _other_company(self, realm: str) -> Company | None:
        """The company this desk knows, if it is another one."""
        known = self.connection.last_company
        if known is not None:
            return Company(*known) if known[0] != realm else None
        # Nothing says whose tokens there were, but what was mirrored does. The embedded
        # company's books are there for trying out, and no reason to ask.
        realms = await self._realms() - {EMBEDDED_REALM}
        return Company(min(realms), "") if realms and realm not in realms else None

    async def _offered(self, session: str) -> Tokens | None:
        offer = await self._kept.offered(session)
        try:
            return self.connection.file.opened(offer.sealed) if offer else None
        except BadSeal:
            return None

    async def _give_back(self, tokens: Tokens) -> bool:
        keys = Keys(tokens.client_id, tokens.secret)
        try:
            await asyncio.to_thread(self.connection.authority.revoke, tokens, keys)
        except QboError as error:
            log.warning("quickbooks_consent_not_revoked", code=error.code)
            return False
        return True


def redirect_address(settings: Settings) -> str:
    """Where Intuit sends the browser back to; it takes http for `localhost` only."""
    here = settings.public_url.rstrip("/") or f"http://localhost:{settings.port}"
    return f"{here}/qbo/callback"


def _company_name(base: str, tokens: Tokens) -> str:
    """Runs in a thread: what the company is called, read with a token that is not kept yet.

    Raises:
        QboError: the token does not open the company.
    """
    where = f"{base}/v3/company/{tokens.realm}/companyinfo/{tokens.realm}"
    headers = {"Authorization": f"Bearer {tokens.access_token}", "Accept": "application/json"}
    try:
        answer = requests.get(
            where, {"minorversion": MINOR_VERSION}, headers=headers, timeout=TIMEOUT
        )
    except requests.ConnectionError as error:
        raise BooksDown from error
    except requests.RequestException as error:
        raise AnswerLost from error
    tid = answer.headers.get("intuit_tid", "")
    info = opened(Answer(answer.status_code, answer.text, tid), "CompanyInfo")["CompanyInfo"]
    return str(info.get("CompanyName") or "")
