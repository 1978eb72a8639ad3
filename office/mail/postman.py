"""Carries one e-mail to a mail server (RFC 5321), and says exactly how far it came."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from office.mail.errors import MailDown, MailError, MailLost, MailMisset, MailRefused
from office.mail.letters import BadLetter, plain
from office.settings import Settings, SettingsError
from office.values import BadEmail, Email

STEP_SECONDS = 10.0
"""How long one answer of the mail server may take."""
EMBEDDED_SENDER = Email("desk@frontdesk.test")
_LOGIN_FIRST, _LATER = 530, 500
"""Codes below say "try later" (RFC 5321, 4.2.1)."""

HandOver = Callable[[], Awaitable[bool]]
"""Asked once, right before the letter leaves: False keeps it back."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where e-mails go: a mail server, how it is spoken to, and as whom."""

    host: str
    port: int
    sender: Email
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    context: ssl.SSLContext | None = None
    seconds: float = STEP_SECONDS

    @classmethod
    def of(cls, settings: Settings) -> "Route | None":
        """The mail server of the settings, the embedded mailbox, or nothing.

        Raises:
            SettingsError: a mail server is set, and no address that e-mails come from.
        """
        if settings.smtp_host:
            return cls(
                settings.smtp_host,
                settings.smtp_port,
                _sender(settings),
                settings.smtp_security,
                settings.smtp_user,
                settings.smtp_password,
            )
        if settings.embedded_mail:
            return cls("127.0.0.1", settings.mailbox_port, EMBEDDED_SENDER, "none")
        return None


class Postman:
    """Goes one route, a connection for each letter: a desk writes few."""

    def __init__(self, route: Route) -> None:
        """Carry letters to a mail server."""
        self.route = route

    async def carry(self, source: str, to: Email, hand_over: HandOver) -> bool:
        """Bring a letter; False if `hand_over` kept it back.

        Raises:
            MailError: what it says happened; only `MailLost` leaves open whether it went out.
        """
        async with self._connected() as server:
            await self._named(server, to)
            if not await hand_over():
                return False
            await self._delivered(server, source)
        return True

    async def knock(self) -> None:
        """Connect and log in, without sending anything.

        Raises:
            MailError: why that does not work.
        """
        async with self._connected() as server:
            await server.noop()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        route = self.route
        server = SMTP(
            hostname=route.host,
            port=route.port,
            username=route.user or None,
            password=route.password or None,
            use_tls=route.security == "tls",
            start_tls=route.security == "starttls",
            tls_context=route.context,
            timeout=route.seconds,
        )
        try:
            await server.connect()
            yield server
        except (SMTPException, OSError) as error:
            raise _said(error, route) from error
        finally:
            server.close()

    async def _named(self, server: SMTP, to: Email) -> None:
        """Say from whom and to whom; a refusal here is about this letter or about our name."""
        try:
            await server.mail(plain(self.route.sender).address)
            await server.rcpt(plain(to).address)
        except SMTPSenderRefused as error:
            if error.code < _LATER:
                raise
            raise _not_let(error) from error
        except SMTPRecipientRefused as error:
            if error.code < _LATER:
                raise
            raise _refused(error) from error

    async def _delivered(self, server: SMTP, source: str) -> None:
        """From here on a broken connection tells nothing about the letter."""
        try:
            await server.data(source)
        except SMTPDataError as error:
            if error.code < _LATER:
                raise
            raise _refused(error) from error
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            raise MailLost(MailLost.__doc__ or "") from error


def _sender(settings: Settings) -> Email:
    given = settings.mail_from or settings.smtp_user
    try:
        return plain(Email.parse(given))
    except (BadEmail, BadLetter) as error:
        raise SettingsError(
            "FRONTDESK_SMTP_HOST is set, but no address that e-mails come from. "
            "Set FRONTDESK_MAIL_FROM, such as desk@example.com."
        ) from error


def _not_let(error: SMTPResponseException) -> MailMisset:
    """530 asks for a login or a safe connection first (RFC 4954, RFC 3207)."""
    if error.code == _LOGIN_FIRST:
        return MailMisset(
            "The mail server wants a login over a safe connection. Check FRONTDESK_SMTP_USER, "
            "FRONTDESK_SMTP_PASSWORD and FRONTDESK_SMTP_SECURITY.",
            code=error.code,
        )
    return MailMisset(
        f"The mail server does not let us send as this address ({error.code}). "
        "Check FRONTDESK_MAIL_FROM.",
        code=error.code,
    )


def _refused(error: SMTPResponseException) -> MailRefused:
    return MailRefused(f"The mail server refused it ({error.code}).", code=error.code)


def _said(error: SMTPException | OSError, route: Route) -> MailError:
    """The error as a sentence; the server's own words may hold addresses and stay out of it."""
    where = f"{route.host}:{route.port}"
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return MailMisset(
            f"The mail server {where} has no certificate we can trust for that name. "
            "Check FRONTDESK_SMTP_HOST and FRONTDESK_SMTP_SECURITY."
        )
    if isinstance(error, SMTPAuthenticationError) and error.code >= _LATER:
        return MailMisset(
            f"The mail server {where} refuses the login. "
            "Check FRONTDESK_SMTP_USER and FRONTDESK_SMTP_PASSWORD.",
            code=error.code,
        )
    if isinstance(error, SMTPNotSupported) or (
        isinstance(error, SMTPException) and "STARTTLS" in str(error)
    ):
        return MailMisset(
            f"The mail server {where} does not offer what is needed to log in safely. "
            "Check FRONTDESK_SMTP_PORT and FRONTDESK_SMTP_SECURITY."
        )
    if isinstance(error, SMTPResponseException):
        return MailDown(
            f"The mail server {where} asks to try later ({error.code}).", code=error.code
        )
    return MailDown(f"The mail server {where} does not answer.")
