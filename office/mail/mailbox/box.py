"""What has arrived in the embedded mailbox, and what it does wrong on purpose."""

import asyncio
import email.policy
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from office.values import BadEmail, Email

NEEDED = ("From", "To", "Date", "Message-ID", "Subject")


@dataclass(slots=True)
class Faults:
    """What the mailbox does wrong; counts say how often more."""

    refuse: int = 0
    refuse_sender: int = 0
    greylist: int = 0
    full: int = 0
    try_later: int = 0
    drop_before_data: int = 0
    drop_after_data: int = 0
    slow: float = 0.0
    unknown_addresses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One e-mail as it came; `login` is who sent it, if a login was asked for."""

    sender: str
    recipients: tuple[str, ...]
    source: bytes
    at: datetime
    login: str = ""

    @property
    def message(self) -> EmailMessage:
        """The e-mail, taken apart."""
        return _parsed(self.source)

    def shown(self) -> dict[str, Any]:
        """The e-mail for the side door."""
        message = self.message
        return {
            "from": str(message["From"]),
            "reply_to": str(message["Reply-To"] or ""),
            "to": list(self.recipients),
            "subject": str(message["Subject"]),
            "message_id": str(message["Message-ID"]),
            "at": self.at.isoformat(),
            "login": self.login,
            "parts": [
                {"kind": kind, "name": name, "text": text} for kind, name, text in _parts(message)
            ],
        }


class Mailbox:
    """Takes every well-formed e-mail, whoever it is for; the hooks are aiosmtpd's."""

    def __init__(self, *, user: str = "", password: str = "") -> None:
        """Ask for a login if there is one."""
        self._user, self._password = user, password
        self.arrived: list[Arrived] = []
        self.faults = Faults()
        self.refused: list[str] = []

    def reset(self) -> None:
        """Forget all e-mails and faults."""
        self.arrived.clear()
        self.refused.clear()
        self.faults = Faults()

    def plan(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Do these faults from now on, and no others.

        Raises:
            ValueError: there is no such fault.
        """
        unknown = set(wanted) - set(asdict(Faults()))
        if unknown:
            raise ValueError(f"There is no fault {min(unknown)}.")
        self.faults = Faults(**wanted)
        return asdict(self.faults)

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, given: Any
    ) -> AuthResult:
        """Check a login."""
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        known = (given.login.decode(), given.password.decode()) == (self._user, self._password)
        return AuthResult(success=known, handled=False, auth_data=given.login.decode())

    # The names of the hooks are aiosmtpd's.
    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        await asyncio.sleep(self.faults.slow)
        if self._now("try_later"):
            return "421 4.3.2 Service not available, try again later"
        if not _is_address(address) or self._now("refuse_sender"):
            return self._refuse("553 5.7.1 Sender address rejected")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        if self._now("greylist"):
            return "451 4.7.1 Greylisted, please try again in a few minutes"
        if not _is_address(address) or address in self.faults.unknown_addresses:
            return self._refuse("550 5.1.1 No such mailbox")
        if self._now("refuse"):
            return self._refuse("550 5.7.1 Message rejected")
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the e-mail itself, if it is one."""
        source = envelope.original_content or b""
        if self._now("drop_before_data"):
            _hang_up(server)
            return "421 4.4.2 Connection dropped"
        if self._now("full"):
            return self._refuse("552 5.2.2 Mailbox full")
        wrong = _wrong(source)
        if wrong:
            return self._refuse(f"554 5.6.0 {wrong}")
        self.arrived.append(
            Arrived(
                envelope.mail_from or "",
                tuple(envelope.rcpt_tos),
                source,
                datetime.now(UTC),
                str(session.auth_data or ""),
            )
        )
        if self._now("drop_after_data"):
            _hang_up(server)
        return "250 2.0.0 Taken"

    def _now(self, fault: str) -> bool:
        """Whether a counted fault is due; each time counts one down."""
        left: int = getattr(self.faults, fault)
        setattr(self.faults, fault, max(left - 1, 0))
        return left > 0

    def _refuse(self, answer: str) -> str:
        self.refused.append(answer)
        return answer


def _hang_up(server: SMTP) -> None:
    """The line goes dead before the answer."""
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _is_address(text: str) -> bool:
    try:
        return Email.parse(text).address == text.lower()
    except BadEmail:
        return False


def _wrong(source: bytes) -> str:
    """What a strict server minds about an e-mail; empty if it is well-formed."""
    if any(len(line) > 998 for line in source.splitlines()):
        return "A line is longer than 998 characters"
    message = _parsed(source)
    for name in NEEDED:
        if len(message.get_all(name, [])) != 1:
            return f"It needs exactly one {name}"
    if message.defects or any(part.defects for part in message.walk()):
        return "It is not well-formed"
    return ""


def _parsed(source: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(source)


def _parts(message: EmailMessage) -> Iterator[tuple[str, str, str]]:
    """Media type with its method, file name and text of each part that is no container."""
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if method := part.get_param("method"):
            kind += f"; method={method}"
        content = part.get_content()
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        yield kind, part.get_filename() or "", text
